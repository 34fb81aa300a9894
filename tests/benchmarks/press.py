"""Made-up news for the benchmarks of the map: words as frequent as in real news, a place and a route per sentence."""

import itertools
import random

from shapely import LineString, Point

from geomap import schema
from geomap.model import Atlas

ROUTES, PLACES, SOURCES, WORDS = 40, 1_000, 80, 20_000


def press(articles, mentions):
    """Return an atlas of so many articles and mentions, two mentions to a sentence of some 130 characters.

    In examples/articles there are nearly three to a sentence of 131 characters.
    """
    rng = random.Random(1)  # noqa: S311  # chosen, not secret
    words = ["".join(rng.choices("aeioulnrstdkmpvb", k=rng.randint(2, 9))) for _ in range(WORDS)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))  # Zipf's law

    def some(n):
        return " ".join(rng.choices(words, cum_weights=weights, k=n))

    tables = {name: schema.empty(name) for name in schema.TABLES}
    tables["articles"] = schema.conform((_article(rng, some, i) for i in range(articles)), "articles")
    rows = itertools.chain.from_iterable(_sentence(rng, some, i, articles) for i in range(mentions // 2))
    tables["mentions"] = schema.conform(rows, "mentions")
    points = [Point(rng.uniform(25, 75), rng.uniform(35, 50)) for _ in range(PLACES)]
    tables["places"] = schema.conform(
        ({"place_id": f"p{i}", "name": f"Place {i}", "geometry": point} for i, point in enumerate(points)),
        "places",
    )
    kinds = ("railway", "gas_pipeline", "oil_pipeline", "transport_corridor")
    lines = (LineString((rng.uniform(25, 75), rng.uniform(35, 50)) for _ in range(40)) for _ in range(ROUTES))
    tables["routes"] = schema.conform(
        (
            {"route_id": f"r{i}", "name": f"Route {i}", "kind": kinds[i % 4], "geometry": line}
            for i, line in enumerate(lines)
        ),
        "routes",
    )
    return Atlas(**tables)


def _article(rng, some, i):
    return {
        "article_id": f"a{i}",
        "source": f"Source {int(rng.paretovariate(0.8)) % SOURCES}",
        "form": "article",
        "title": some(9).capitalize(),
        "url": f"https://www.example.org/news/{2023 + i % 3}/{some(5).replace(' ', '-')}",
        "published": f"{2023 + i % 3}-{i % 12 + 1:02d}-{i % 28 + 1:02d}" if i % 10 else None,
        "published_precision": "day",
        "language": rng.choice(["en", "en", "ru", "tr"]),
    }


def _sentence(rng, some, i, articles):
    article = f"a{rng.randrange(articles)}"
    route, place = (int(rng.paretovariate(0.7)) % number for number in (ROUTES, PLACES))
    parts = [f"{some(7).capitalize()} ", f"Route {route}", f" {some(6)} ", f"Place {place}", f" {some(6)}."]
    for feature, number, at in (("route", route, 1), ("place", place, 3)):
        start = sum(map(len, parts[:at]))
        yield {
            "mention_id": f"m{i}{feature}",
            "article_id": article,
            "feature_type": feature,
            "surface": parts[at],
            "start": 200 * i + start,
            "end": 200 * i + start + len(parts[at]),
            "sentence": "".join(parts),
            "feature_id": f"{feature[0]}{number}",
            "status": "resolved",
        }
