"""The examples do what they say, and each brief is one that a reader can check."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

import geomap
from geomap.atlas import build_atlas
from geomap.geoparser import Geoparser
from geomap.model import Atlas

EXAMPLES = Path(__file__).parent.parent / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
BRIEFS = sorted((EXAMPLES / "articles").glob("*.md"))
FRONT_MATTER = re.compile(r"---\n(?P<head>.*?\n)---\n(?P<text>.+)", re.DOTALL)
#: What a script's first words say that it writes: "usage: python examples/make_map.py [map.html]".
USAGE = re.compile(r"^usage: python examples/(?P<script>\w+\.py)(?: \[(?P<output>[\w.]+)\])?$", re.MULTILINE)
#: These two speak of lines that the catalogue does not hold under those names.
ROUTELESS = {"armenpress-meghri-railway-study", "presstv-zangezur-nakhchivan-highway"}


@pytest.fixture(scope="module")
def atlas(geoparser: Geoparser) -> Atlas:
    """The Atlas of all briefs."""
    return build_atlas(EXAMPLES / "articles", geoparser=geoparser)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_runs_where_it_stands_and_writes_what_it_says(script: Path, tmp_path: Path) -> None:
    usage = USAGE.search(script.read_text("utf-8"))
    assert usage
    assert usage["script"] == script.name
    house = str(Path(geomap.__file__).parent.parent)
    result = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": house, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert re.search(r"\d", result.stdout), "it should print a finding, with a number"
    assert not re.search(r"\bnan\b|\bNone\b|Empty DataFrame", result.stdout)
    written = [path.name for path in tmp_path.iterdir()]
    assert written == ([usage["output"]] if usage["output"] else [])
    for name in written:
        assert (tmp_path / name).stat().st_size > 1000
        assert name in result.stdout


def test_there_are_briefs_of_many_outlets(atlas: Atlas) -> None:
    assert len(BRIEFS) >= 24
    assert atlas.articles["source"].nunique() >= 12


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda path: path.stem)
def test_every_brief_says_what_it_is_a_brief_of(brief: Path) -> None:
    match = FRONT_MATTER.fullmatch(brief.read_text("utf-8"))
    assert match
    head = yaml.safe_load(match["head"])
    assert {"title", "source", "url", "form", "language"} <= set(head) <= {
        "title", "source", "url", "form", "language", "published", "author"
    }  # fmt: skip
    assert all(isinstance(head[name], str) and head[name].strip() for name in ("title", "source"))
    address = urlsplit(head["url"])
    assert address.scheme in ("http", "https")
    assert "." in address.netloc
    assert head["form"] == "brief"
    assert re.fullmatch("[a-z]{2}", head["language"])
    assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", str(head.get("published", "2025")))
    assert 200 < len(match["text"]) < 6000


def test_every_brief_is_read_as_it_says_and_none_twice(atlas: Atlas) -> None:
    assert set(atlas.issues["severity"]) <= {"warning"}
    assert len(atlas.articles) == len(BRIEFS)
    assert set(atlas.articles["form"]) == {"brief"}
    assert set(atlas.articles["source_basis"]) == {"stated"}
    stated = {
        brief.name: yaml.safe_load(FRONT_MATTER.fullmatch(brief.read_text("utf-8"))["head"])  # type: ignore[index]  tested above
        for brief in BRIEFS
    }
    for article in atlas.articles.to_dict("records"):
        head = stated[Path(article["path"]).name]
        assert (article["title"], article["url"], article["language"]) == (
            head["title"],
            head["url"],
            head["language"],
        )


def test_no_two_briefs_are_of_one_address(atlas: Atlas) -> None:
    addresses = Counter(re.sub(r"^https?://(www\.)?|/$", "", url).casefold() for url in atlas.articles["url"])
    assert [address for address, count in addresses.items() if count > 1] == []


def test_every_brief_but_two_mentions_a_route(atlas: Atlas) -> None:
    routes = atlas.mentions[
        (atlas.mentions["feature_type"] == "route") & atlas.mentions["feature_id"].notna()
    ]
    without = atlas.articles[~atlas.articles["article_id"].isin(routes["article_id"])]
    assert {Path(path).stem for path in without["path"]} <= ROUTELESS
