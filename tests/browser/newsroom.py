"""Made-up news for the browser tests, and the counts the page must agree with, worked out in pandas."""

import random

from shapely import LineString, Point

from geomap import schema
from geomap.model import Atlas

SOURCES = ["Trend", "Reuters", "Caliber", "TASS", None]
ROUTES = {
    "north": ("transport_corridor", [(40, 44), (50, 44)], None),
    "south": ("gas_pipeline", [(40, 38), (50, 38)], None),
    "south-part": ("gas_pipeline", [(40, 36), (45, 36)], "south"),
    "rail": ("railway", [(42, 46), (42, 48)], None),
}
PLACES = {"Baku": (49.9, 40.4), "Tbilisi": (44.8, 41.7), "Kars": (43.1, 40.6)}


LANGUAGES = ["en", "ru", None]


def news(n=40, *, payload=None, routes=ROUTES, places=PLACES, sources=SOURCES, languages=("en",), dated=True):
    """Return an atlas of `n` short articles, each on some routes and a place, the same every time."""
    rng = random.Random(7)  # noqa: S311  # chosen, not secret
    articles, mentions = [], []
    for i in range(n):
        hostile = payload(i) if payload else ""
        names = rng.sample(sorted(routes), rng.randint(0, min(3, len(routes)))) if i else sorted(routes)
        place = rng.choice(sorted(places))
        sentences = [f"{hostile} {name} is open {hostile}." for name in names] + [f"They met in {place}."]
        articles.append(
            {
                "article_id": f"a{i}",
                "source": rng.choice(sources) if not payload else f"{i % 9} {hostile}",
                "form": "brief" if i % 5 == 0 else "article",
                "title": f"Article {i} {hostile}",
                "author": hostile or None,
                "url": hostile or f"https://example.org/{i}",
                "published": f"2025-{i % 12 + 1:02d}-05" if dated and i % 7 else None,
                "published_precision": "day",
                "language": hostile or languages[i % len(languages)],
                "text": " ".join(sentences),
            }
        )
        for sentence, name in zip(sentences, [*names, place], strict=True):
            feature = "place" if name == place else "route"
            mentions.append(mention(f"a{i}", articles[-1]["text"], sentence, name, feature, places))
    return tables_of(articles, mentions, routes, places, payload)


def mention(article_id, text, sentence, name, feature, places):
    start = text.index(sentence) + sentence.rindex(
        name, 0, sentence.rindex(" is open") if feature == "route" else None
    )
    return {
        "mention_id": f"{article_id}:{start}:{name}",
        "article_id": article_id,
        "feature_type": feature,
        "surface": name,
        "start": start,
        "end": start + len(name),
        "sentence": sentence,
        "feature_id": name,
        "status": "resolved",
        "geometry": Point(places[name]) if feature == "place" else None,
    }


def tables_of(articles, mentions, routes, places, payload):
    extra = payload or (lambda _: "")
    tables = {name: schema.empty(name) for name in schema.TABLES}
    tables["articles"] = schema.conform(articles, "articles")
    tables["mentions"] = schema.conform(mentions, "mentions")
    tables["places"] = schema.conform(
        [
            {
                "place_id": name,
                "name": name + extra(i),
                "country": extra(i),
                "gazetteer": extra(i),
                "geometry": Point(at),
            }
            for i, (name, at) in enumerate(places.items())
        ],
        "places",
    )
    tables["routes"] = schema.conform(
        [
            {
                "route_id": name,
                "name": name + extra(i),
                "kind": kind + extra(i),
                "status": "proposed" + extra(i),
                "part_of": whole,
                "geometry_precision": "waypoints" + extra(i),
                "attribution": extra(i),
                "licence": extra(i),
                "geometry": LineString(points),
            }
            for i, (name, (kind, points, whole)) in enumerate(routes.items())
        ],
        "routes",
    )
    if payload:
        tables["segments"] = schema.conform(
            (
                {"route_id": name, "order": 1, **dict.fromkeys(("segment", "status", "mode"), extra(i)),
                 "geometry_precision": extra(i), "geometry": LineString(points)}
                for i, (name, (_, points, _)) in enumerate(routes.items())
            ),
            "segments",
        )  # fmt: skip
        tables["waypoints"] = schema.conform(
            (
                {"route_id": name, "order": 1, **dict.fromkeys(("name", "country", "role", "grade"), extra(i)),
                 "geometry": Point(points[0])}
                for i, (name, (_, points, _)) in enumerate(routes.items())
            ),
            "waypoints",
        )  # fmt: skip
    issues = [
        {"where": "b.pdf" + extra(i), "severity": "error", "message": "not readable" + extra(i)}
        for i in range(len(routes) if payload else 1)
    ]
    tables["issues"] = schema.conform(issues, "issues")
    return Atlas(**tables)


def articles_by_route(atlas, keep=bool):
    """Count in pandas what the page counts in the browser: {(source, route): set of articles}."""
    rows = atlas.mentions[atlas.mentions["feature_type"] == "route"].merge(atlas.articles, on="article_id")
    rows["source"] = rows["source"].fillna("Source not stated")
    found = rows[rows["source"].map(keep)].groupby(["source", "feature_id"])["article_id"].agg(set)
    return {key: set(value) for key, value in found.items()}


def total(found, route):
    return len(set().union(*(articles for (_, name), articles in found.items() if name == route)))
