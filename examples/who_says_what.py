"""Ask the tables, as one would in a notebook: who covers what, and by which names.

usage: python examples/who_says_what.py
"""

from pathlib import Path

import geomap

atlas = geomap.build_atlas(Path(__file__).parent / "articles")

print("Routes by number of sources")
print(
    atlas.routes.sort_values("n_sources", ascending=False)[["name", "n_sources", "n_articles"]]
    .head(5)
    .to_string(index=False)
)

print("\nWho calls the strip of land through southern Armenia what")
strip = atlas.names[atlas.names["route_id"].isin(["zangezur-corridor", "tripp", "crossroads-of-peace"])]
words = strip.groupby("surface")["source"].agg(lambda sources: ", ".join(sorted(set(sources.dropna()))))
for surface, sources in words.items():
    print(f"  {surface}: {sources}")

print("\nSources that discuss most routes")
print(atlas.links.groupby("source")["route_id"].nunique().sort_values(ascending=False).head(5).to_string())
