"""Make the map of the example articles: the README's first command, as a script.

usage: python examples/make_map.py [map.html]
"""

import sys
from pathlib import Path

import geomap

articles = Path(__file__).parent / "articles"
target = sys.argv[1] if len(sys.argv) > 1 else "map.html"

atlas = geomap.build_atlas(articles)
geomap.render_map(atlas, target, title="Corridors and pipelines in fifty articles")
print(f"{target}: {len(atlas.articles)} articles, {len(atlas.routes)} routes")
