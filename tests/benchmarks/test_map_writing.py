"""How long the page takes to write and how large it gets: 10,000 mentions of 5,000 articles."""

import random

import pytest
from shapely import LineString, Point

from geomap import schema
from geomap.maps import render_map
from geomap.model import Atlas

ARTICLES, MENTIONS, ROUTES, PLACES, SOURCES = 5_000, 10_000, 40, 500, 60


@pytest.fixture(scope="module")
def atlas():
    rng = random.Random(1)  # noqa: S311  # chosen, not secret
    words = [f"word{i}" for i in range(3000)]
    tables = {name: schema.empty(name) for name in schema.TABLES}
    tables["articles"] = schema.conform(
        (
            {
                "article_id": f"a{i}",
                "source": f"Source {int(rng.paretovariate(1)) % SOURCES}",
                "form": "article",
                "title": " ".join(rng.sample(words, 9)),
                "url": f"https://example.org/{i}",
                "published": f"2025-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
                "published_precision": "day",
                "language": "en",
            }
            for i in range(ARTICLES)
        ),
        "articles",
    )
    tables["mentions"] = schema.conform((mention(rng, words, i) for i in range(MENTIONS)), "mentions")
    points = [Point(rng.uniform(25, 75), rng.uniform(35, 50)) for _ in range(PLACES)]
    tables["places"] = schema.conform(
        ({"place_id": f"p{i}", "name": f"Place {i}", "geometry": point} for i, point in enumerate(points)),
        "places",
    )
    lines = [[(rng.uniform(25, 75), rng.uniform(35, 50)) for _ in range(40)] for _ in range(ROUTES)]
    tables["routes"] = schema.conform(
        (
            {"route_id": f"r{i}", "name": f"Route {i}", "kind": "railway", "geometry": LineString(line)}
            for i, line in enumerate(lines)
        ),
        "routes",
    )
    return Atlas(**tables)


def mention(rng, words, i):
    kind = rng.choice(["place", "route"])
    number = int(rng.paretovariate(0.7)) % (PLACES if kind == "place" else ROUTES)
    before, name = " ".join(rng.sample(words, 12)), f"{kind.title()} {number}"
    return {
        "mention_id": f"m{i}",
        "article_id": f"a{rng.randrange(ARTICLES)}",
        "feature_type": kind,
        "surface": name,
        "start": i,
        "end": i + len(name),
        "sentence": f"{before} {name} {' '.join(rng.sample(words, 8))}.",
        "feature_id": f"{kind[0]}{number}",
        "status": "resolved",
    }


def test_write_a_page_of_10_000_mentions(benchmark, atlas, tmp_path):
    path = tmp_path / "map.html"
    benchmark.pedantic(render_map, args=(atlas, path), rounds=5, warmup_rounds=1)
    benchmark.extra_info["kB"] = round(path.stat().st_size / 1000)
    assert path.stat().st_size < 1_500_000
