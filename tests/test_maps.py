"""The page's data, its embedding and its bytes; what a reader sees is tested in tests/browser."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from geomap import files, schema
from geomap.atlas import build_atlas
from geomap.errors import LayerError, OutputError
from geomap.maps import assets, basemaps, embed, folium_map, lines, quotes, render_map, wordcode
from geomap.maps.model import build_page, parents_of, safe_url
from geomap.model import Atlas

GOLDEN = Path(__file__).parent / "golden" / "page_small.json"
A1 = "TRIPP crosses Syunik. Baku calls it the Zangezur corridor."
A2 = "\U0001f686 The Zangezur Corridor opens. The corridor is short."
A3 = "TRIPP or no TRIPP, Qaraqaya waits."


def small_atlas(**changes):
    """Four articles, three routes that are part of one another, one that nobody mentions, one place.

    Direct articles: tripp 2 (a1, a3), zangezur-corridor 2 (a1, a2). Indirect: zangezur-corridor 1 (a3),
    middle-corridor 3 (a1, a2, a3). Undated: a2 and a4. Without any feature: a4. Not located: Qaraqaya.
    """
    tables = {name: schema.empty(name) for name in schema.TABLES}
    tables["articles"] = schema.conform(
        [
            article("a1", "Trend", A1, title="Talks", published="2025-08-11", published_precision="day"),
            article("a2", "Reuters", A2, url="javascript:alert(1)", path="news/second.txt", language="en"),
            article("a3", None, A3, form="brief", published="2025-09-01", published_precision="month"),
            article("a4", "Trend", "Nothing here.", source_basis="inferred", url="https://example.org/a4"),
        ],
        "articles",
    )
    tables["mentions"] = schema.conform(
        [
            mention("a1", A1, "TRIPP", "route", "tripp", alias_type="acronym", alias_language="en"),
            mention("a1", A1, "Baku", "place", "geonames:587084", geometry=Point(49.89201, 40.37767)),
            mention("a1", A1, "Zangezur corridor", "route", "zangezur-corridor", alias_language="en"),
            mention("a2", A2, "Zangezur Corridor", "route", "zangezur-corridor", status="ambiguous"),
            mention("a2", A2, "The corridor", "route", "zangezur-corridor", anaphora=True),
            mention("a3", A3, "TRIPP", "route", "tripp"),
            mention("a3", A3, "TRIPP", "route", "tripp", start=12),
            mention("a3", A3, "Qaraqaya", "place", None, status="unresolved"),
        ],
        "mentions",
    )
    tables["places"] = schema.conform(
        [
            {
                "place_id": "geonames:587084",
                "name": "Baku",
                "country": "AZ",
                "gazetteer": "geonames",
                "geometry": Point(49.89201, 40.37767),
            }
        ],
        "places",
    )
    tables["routes"] = schema.conform(
        [
            route("middle-corridor", [(45, 41), (50, 40.4)], status="operating", length_km=4250.0),
            route("tap", [(26, 41), (18, 40)], kind="gas_pipeline"),
            route("tripp", [(46.5, 38.9), (46, 38.9)], part_of="zangezur-corridor", uncertainty_km=3.0),
            route("zangezur-corridor", [(47, 39.4), (46, 38.9)], part_of="middle-corridor; unknown"),
        ],
        "routes",
    )
    tables["segments"] = schema.conform(
        [
            segment("zangezur-corridor", 2, MultiLineString([[(46, 38.9), (45, 39)], [(45, 39), (44, 40)]])),
            segment("zangezur-corridor", 1, LineString([(47, 39.4), (46, 38.9)]), status="construction"),
        ],
        "segments",
    )
    tables["issues"] = schema.conform(
        [
            {"where": "b.pdf", "severity": "error", "message": "not readable"},
            {"where": "c.txt", "severity": "duplicate", "message": "as a1"},
        ],
        "issues",
    )
    return Atlas(**(tables | changes))


def test_the_page_does_not_tell_where_on_the_disk_the_news_lay(tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("The Middle Corridor crosses the Caspian Sea, they said in Astana.")
    page = build_page(build_atlas(tmp_path), title="Corridors")
    assert set(page["issues"]["where"]) == {"one.txt", "two.txt"}
    assert str(tmp_path) not in json.dumps(page)


def article(article_id, source, text, **more):
    return {"article_id": article_id, "source": source, "text": text, "form": "article", **more}


def mention(article_id, text, surface, feature_type, feature_id, *, start=None, **more):
    start = text.index(surface) if start is None else start
    first = text.rfind(". ", 0, start)
    sentence = text[first + 2 if first >= 0 else 0 :].split(". ")[0]
    return {
        "mention_id": f"{article_id}:{start}-{start + len(surface)}:{feature_id}",
        "article_id": article_id,
        "feature_type": feature_type,
        "surface": surface,
        "start": start,
        "end": start + len(surface),
        "sentence": sentence,
        "feature_id": feature_id,
        "status": "resolved",
        **more,
    }


def route(route_id, points, **more):
    facts = {"kind": "transport_corridor", "status": "proposed", "geometry_precision": "waypoints"}
    return {"route_id": route_id, "name": route_id.title(), "geometry": LineString(points), **facts, **more}


def segment(route_id, order, line, **more):
    return {"route_id": route_id, "order": order, "geometry": line, **more}


@pytest.fixture
def page():
    return build_page(small_atlas(), title="Corridors")


@pytest.fixture
def outlines(tmp_path, monkeypatch):
    """A basemap of one island, one border and one disputed border."""
    folder = tmp_path / "layers" / "basemap"
    folder.mkdir(parents=True)
    ring = [[40, 35], [55, 35], [55, 45], [40, 35]]
    land = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    borders = [
        {
            "type": "Feature",
            "properties": {"disputed": disputed},
            "geometry": {"type": "LineString", "coordinates": [[45, lat], [46, lat]]},
        }
        for disputed, lat in ((False, 40), (True, 41))
    ]
    for name, features in (("land", [land]), ("borders", borders)):
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text)
    monkeypatch.setattr(files, "data_folder", lambda: tmp_path / "layers")


def data_of(html, element_id="geomap-data"):
    return json.loads(re.search(rf'<script [^>]*id="{element_id}">(.*?)</script>', html, re.DOTALL)[1])


# What the page is told


def test_only_mentioned_routes_and_what_they_are_part_of_are_on_the_page(page):
    assert page["routes"]["id"] == ["middle-corridor", "tripp", "zangezur-corridor"]
    assert page["routes"]["parents"] == [[], [2], [0]]


def test_mentions_lead_to_their_words_in_their_sentence(page):
    mentions = page["mentions"]
    assert mentions["sentence"] == [0, 0, 1, 0, 0, 0, 1]  # steps back from the next new sentence
    numbers = [0, 1, 1, 2, 3, 4, 4]
    units = [page["sentences"][number].encode("utf-16-le") for number in numbers]
    found = [
        text[2 * start : 2 * (start + length)].decode("utf-16-le")
        for text, start, length in zip(units, mentions["start"], mentions["length"], strict=True)
    ]
    assert found == [
        "TRIPP",
        "Baku",
        "Zangezur corridor",
        "Zangezur Corridor",
        "The corridor",
        "TRIPP",
        "TRIPP",
    ]
    assert mentions["start"] == [0, 0, 18, 7, 0, 0, 12]  # 7: the train counts twice in a browser
    assert mentions["article"] == [0, 0, 0, 1, 0, 1, 0]
    assert mentions["feature"] == [1, 3, 2, 2, 2, 1, 1]
    assert mentions["flags"] == [0, 0, 0, 4, 1, 0, 0]


def test_segments_are_steps_of_ten_thousandths_of_a_degree(page):
    segments = page["segments"]
    assert segments["route"] == [0, 1, 2, 2]
    assert segments["status"] == ["operating", "proposed", "construction", "proposed"]
    assert segments["lines"][2] == [[470000, 394000, -10000, -5000]]
    assert segments["lines"][3] == [
        [460000, 389000, -10000, 1000],
        [450000, 390000, -10000, 10000],
    ]


def test_articles_keep_what_is_known_and_drop_links_nobody_should_follow(page):
    articles = page["articles"]
    assert articles["title"] == ["Talks", "second.txt", "a3", "a4"]
    assert articles["url"] == [None, None, None, "https://example.org/a4"]
    assert [page["dates"][d] if d >= 0 else None for d in articles["date"]] == [
        "2025-08-11",
        None,
        "2025-09",
        None,
    ]
    assert articles["source"] == [0, 1, -1, 0]
    assert page["sources"] == ["Trend", "Reuters"]
    assert articles["brief"] == [0, 0, 1, 0]
    assert articles["inferred"] == [0, 0, 0, 1]


def test_what_could_not_be_placed_is_counted_and_named(page):
    assert page["counts"] == {
        "undated": 2,
        "unlocated": 1,
        "unread": 1,
        "duplicates": 1,
        "filtered": 0,
        "nowhere": {"name": ["Qaraqaya"], "mentions": [1]},
    }


def test_page_data_are_the_golden_file_byte_for_byte(page):
    text = json.dumps(page, ensure_ascii=False, indent=1) + "\n"
    assert text == GOLDEN.read_text("utf-8")


def test_article_texts_may_be_left_out(page):
    atlas = small_atlas()
    bare = small_atlas(articles=schema.conform(atlas.articles.drop(columns="text"), "articles"))
    assert build_page(bare, title="Corridors") == page


def test_empty_atlas_makes_a_page_without_rows():
    page = build_page(Atlas(**{name: schema.empty(name) for name in schema.TABLES}), title="Nothing")
    assert page["articles"]["title"] == page["routes"]["id"] == page["mentions"]["article"] == []
    assert "Nothing" in render_map(small_atlas(), title="Nothing", basemap="none").get_root().render()


def test_route_that_is_no_line_is_refused():
    with pytest.raises(LayerError, match="tripp: geometry is Point; expected a line"):
        lines._encode_parts(Point(0, 0), "tripp")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "http://[",
        "https://example.org/\\..\\a b",
        "vbscript:x",
        "ftp://example.org",
        "",
    ],
)
def test_only_web_addresses_become_links(url):
    assert safe_url(url) is None


def test_part_of_is_read_with_any_separator():
    assert parents_of("a, b;c d") == ["a", "b", "c", "d"]
    assert parents_of(None) == []


# Quotations


def test_long_sentence_is_cut_around_the_mention_between_words():
    sentence = "word " * 200 + "TRIPP " + "word " * 200
    quote = quotes.cut_quote(sentence, 1000, 1005)
    assert len(quote.text) <= 400
    assert quote.text[quote.start : quote.start + quote.length] == "TRIPP"
    assert quote.text.startswith("\u2026word ")
    assert quote.text.endswith(" word\u2026")


@given(st.text(max_size=600), st.integers(0, 600), st.integers(0, 600), st.integers(10, 400))
def test_any_cut_keeps_the_beginning_of_the_mention(sentence, start, length, max_length):
    start = min(start, len(sentence))
    end = min(start + length, len(sentence))
    quote = quotes.cut_quote(sentence, start, end, max_length=max_length)
    units = quote.text.encode("utf-16-le")[2 * quote.start : 2 * (quote.start + quote.length)]
    assert len(quote.text) <= max_length
    assert sentence[start:end].startswith(units.decode("utf-16-le"))
    assert quote.length or start == end


def test_same_word_twice_in_a_sentence_is_told_apart_by_the_text_or_by_order():
    assert quotes.find_mention("TAP, then TAP.", "TAP", text="Oh. TAP, then TAP.", start=14) == (10, 13)
    assert quotes.find_mention("TAP, then TAP.", "TAP", text=None, start=0, nth=1) == (10, 13)
    assert quotes.find_mention("No such name.", "TAP", text=None, start=0) == (0, 0)


# Embedding

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
NASTY = st.sampled_from(
    [
        "</script>",
        "<!--",
        "{{ 7917*7919 }}",
        "{% for %}",
        "{{{",
        "{#",
        "${1}",
        "`",
        "\u2028",
        "\ud800",
        "\0",
        "&",
    ]
)


@given(st.lists(ANY_TEXT | NASTY).map("".join))
def test_any_text_survives_embedding_and_means_nothing_to_html_or_jinja(text):
    inert = embed.dump_inert({text: [text]})
    assert json.loads(inert) == {text: [text]}
    assert not re.search("[<>&'\u2028\u2029\ud800-\udfff]|\\{[{%#]", inert)
    inert.encode()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANY_TEXT | NASTY, min_size=1).map("".join))
def test_any_text_in_any_field_reaches_the_page_as_it_is(text):
    clean = re.sub("[\0\ud800-\udfff]", "\ufffd", text)
    page = build_page(small_atlas(), title="x")
    for table in ("articles", "routes", "places", "issues"):
        page[table] = {
            key: [clean if isinstance(value, str) else value for value in values]
            for key, values in page[table].items()
        }
    for key in ("sources", "authors", "sentences", "dates", "aliases", "tongues", "languages"):
        page[key] = [clean for _ in page[key]]
    page["title"] = clean
    layer = folium_map.AtlasLayer(page, basemaps.Basemap({"kind": "none"}), compress=False)
    for carrier in (folium_map.CorridorMap(), folium.Map()):
        html = carrier.add_child(layer).get_root().render()
        assert data_of(html) | data_of(html, "geomap-facts") == page
        assert "62694723" not in html


def test_jinja_never_sees_what_articles_say():
    payload = "{{ 7917*7919 }}{% raw %}{{{ {# #} ${7917*7919} {{ this._parent }}"
    atlas = small_atlas()
    articles = atlas.articles.assign(title=payload, source=payload, author=payload)
    html = render_map(small_atlas(articles=articles), title=payload, basemap="none").get_root().render()
    assert data_of(html)["articles"]["title"] == [payload] * 4
    assert "62694723" not in html


def read_packed(element):
    """Read what `data_element` packed: the bytes, the JSON on the first line, the words after it."""
    size, digits = re.search(r'data-bytes="(\d+)">(.*)</script>', element).groups()
    numbers = [embed.ALPHABET.index(digit) for digit in digits]
    groups = (numbers[i : i + 5] for i in range(0, len(numbers), 5))
    values = (sum(digit * 85 ** (4 - place) for place, digit in enumerate(group)) for group in groups)
    packed = b"".join(value.to_bytes(4, "big") for value in values)[: int(size)]
    head, _, stream = gzip.decompress(packed).partition(b"\n")
    return json.loads(head), stream


def read_words(texts, stream):
    """Read what `encode_texts` wrote."""
    pieces, before, numbers = [], False, iter(stream)
    for first in numbers:
        number = first
        if first >= wordcode.LONG:
            number = wordcode._WIDE + ((first - wordcode.LONG) << 16) + (next(numbers) << 8) + next(numbers)
        elif first >= wordcode.SHORT:
            number = wordcode.SHORT + ((first - wordcode.SHORT) << 8) + next(numbers)
        word = number not in texts["marks"]
        pieces += [" "] * (before and word) + [texts["words"][number]]
        before = word
    found = "".join(pieces).split("\0")[1:-1]
    return [None if number in texts["missing"] else text for number, text in enumerate(found)]


def test_compressed_data_are_the_same_data_in_the_same_bytes(page):
    one, two = (embed.data_element("x", page, compress=True) for _ in range(2))
    assert one == two
    head, stream = read_packed(one)
    texts = head.pop("texts")
    words = read_words(texts, stream)
    for *tables, name, length in texts["lists"]:
        table = head[tables[0]] if tables else head
        assert table[name] == []
        table[name], words = words[:length], words[length:]
    assert head == page
    assert words == []
    assert read_packed(embed.data_element("x", {"a": ["\u2028" * 9]}, compress=True)) == (
        {"a": ["\u2028" * 9]},
        b"",
    )


@given(st.lists(st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_texts_come_back_from_the_numbers_of_their_words(texts):
    assert read_words(*wordcode.encode_texts(texts)) == texts


def test_rare_words_take_three_bytes():
    texts = [f"word{number} and" for number in range(21_000)]
    words, stream = wordcode.encode_texts(texts)
    assert max(stream) >= wordcode.LONG
    words["marks"] = set(words["marks"])
    assert read_words(words, stream) == texts


# The page


def test_rendering_again_gives_the_same_bytes(tmp_path):
    first = render_map(small_atlas(), tmp_path / "a.html", basemap="none")
    render_map(small_atlas(), tmp_path / "b.html", basemap="none")
    first.save(tmp_path / "c.html")
    first.save(str(tmp_path / "d.html"))
    pages = {(tmp_path / f"{name}.html").read_bytes() for name in "abcd"}
    assert len(pages) == 1
    assert first.get_root().render().encode() in pages


def test_another_process_writes_the_same_bytes(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_maps; "
        "test_maps.render_map(test_maps.small_atlas(), sys.argv[2], basemap='none')"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path / f"{seed}.html")]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed}, cwd=Path(__file__).parents[1])
    here = render_map(small_atlas(), basemap="none").get_root().render().encode()
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes() == here


def test_page_of_five_articles_takes_less_than_half_a_megabyte(geoparser, tmp_path):
    briefs = sorted((Path(__file__).parents[1] / "examples" / "articles").iterdir())[:5]
    render_map(build_atlas(briefs, geoparser=geoparser), tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_size < 500_000


def test_page_of_a_few_articles_is_small_and_names_no_other_site(tmp_path, outlines):
    render_map(small_atlas(), tmp_path / "map.html")
    html = (tmp_path / "map.html").read_bytes().decode()
    assert len(html.encode()) < 400_000
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", body)
    assert set(re.findall(r"url\((.{5})", html)) <= {
        "data:",
        "#defa",
    }  # the latter: VML for Internet Explorer


def test_policy_allows_the_scripts_that_stand_in_the_page_and_nothing_else():
    from geomap.maps.assets import hash_source

    html = render_map(small_atlas(), basemap="none").get_root().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert len(scripts) == 3
    assert set(rules["script-src"].split()) == {f"'{hash_source(script)}'" for script in scripts}
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"


def test_tiles_are_fetched_only_when_asked_for_and_only_from_their_host():
    tiles = "https://{s}.tile.example.org/{z}/{x}/{y}.png"
    html = render_map(small_atlas(), basemap=tiles, attribution="<b>me</b>").get_root().render()
    assert "img-src data: https://*.tile.example.org;" in html
    assert data_of(html)["basemap"] == {"kind": "tiles", "url": tiles, "attribution": "<b>me</b>"}


@pytest.mark.parametrize(
    "name",
    [
        "osm",
        "http://a.org/{z}/{x}/{y}.png",
        "https://a.org/tiles.png",
        "https://a.org;script-src */{z}/{x}/{y}",
        "https://a.org/{z}/{x}/{y}.png'\"><script>",
        "javascript:{z}{x}{y}",
    ],
)
def test_other_basemaps_are_refused(name):
    with pytest.raises(OutputError, match="expected 'outlines', 'land', 'none'"):
        render_map(small_atlas(), basemap=name)


def test_land_has_no_borders_and_outlines_tell_disputed_ones_apart(outlines):
    both = basemaps.choose_basemap("outlines")
    assert both.shapes["borders"] == [[4500, 4000, 100, 0]]
    assert both.shapes["disputed"] == [[4500, 4100, 100, 0]]
    assert both.page == {"kind": "outlines", "disputed": True}
    assert set(basemaps.choose_basemap("land").shapes) == {"scale", "land"}


def test_cdn_pages_check_what_they_load():
    html = render_map(small_atlas(), basemap="none", assets="cdn").get_root().render()
    tags = re.findall(r"<(?:script|link) [^>]*https://cdn\.jsdelivr\.net/npm/leaflet@1\.9\.3[^>]*>", html)
    assert len(tags) == 2
    assert all('integrity="sha256-' in tag and 'crossorigin="anonymous"' in tag for tag in tags)
    assert len(html) < 150_000
    with pytest.raises(OutputError, match="expected 'embed' or 'cdn'"):
        render_map(small_atlas(), assets="local")


def test_failing_to_write_leaves_the_old_page(tmp_path, monkeypatch):
    target = tmp_path / "map.html"
    target.write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(
            Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        )
        with pytest.raises(OutputError, match="No space left"):
            render_map(small_atlas(), target, basemap="none")
    with monkeypatch.context() as patch:
        patch.setattr(folium_map.Page, "render", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            render_map(small_atlas(), target, basemap="none")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(OutputError, match="is a folder"):
        render_map(small_atlas(), tmp_path, basemap="none")


# Still folium


def test_own_layers_can_be_added_and_bring_what_they_need(tmp_path):
    result = render_map(small_atlas(), basemap="none")
    assert isinstance(result, folium.Map)
    folium.Marker((40, 50), popup="mine").add_to(result)
    result.save(tmp_path / "map.html")
    html = (tmp_path / "map.html").read_bytes().decode()
    assert "L.marker(" in html
    assert html.count("leaflet@") == 0
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert "https://code.jquery.com/jquery-3.7.1.min.js" in policy
    assert result.get_root().render() == html


def test_atlas_is_added_to_a_map_of_the_users_own(tmp_path):
    own = folium.Map(tiles=None)
    folium.CircleMarker((40, 50)).add_to(own)
    assert render_map(small_atlas(), tmp_path / "map.html", map=own, basemap="none") is own
    html = (tmp_path / "map.html").read_bytes().decode()
    assert data_of(html)["title"] == "Which sources discuss which corridors"
    assert f"geomap.start({own.get_name()});" in html
    assert own.get_root().render() == html
    assert folium.Map.default_js[0][0] == "leaflet"


def test_importing_the_room_loads_nothing_heavy():
    heavy = "{'folium', 'branca', 'pandas', 'shapely'}"
    code = f"import sys, geomap.maps; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


# Our own scripts and style


@pytest.mark.parametrize("name", [*assets.SCRIPTS, "app.css", "shell.html"])
def test_our_own_scripts_are_plain(name):
    """ASCII, short, and without any way from text to markup or code."""
    text = (Path(assets.__file__).parent / "static" / name).read_text("utf-8")
    assert text.isascii()
    assert not re.search(
        r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", text
    )
    assert not re.search(
        r"\b(localStorage|sessionStorage|document\.cookie|fetch\(|XMLHttpRequest|WebSocket)", text
    )
    assert name.endswith(".css") or len(text.splitlines()) <= 260


def test_every_script_is_on_the_page_and_leaving_out_comments_leaves_all_else():
    folder = Path(assets.__file__).parent / "static"
    assert sorted(assets.SCRIPTS) == sorted(path.name for path in folder.glob("*.js"))
    script = assets.own_script()
    for name in assets.SCRIPTS:
        code = [line.strip() for line in (folder / name).read_text("utf-8").splitlines()]
        code = [line for line in code if line and not line.startswith(("//", "/**", "*", "*/"))]
        assert set(code) <= set(script.splitlines())
