"""A geocoder is asked politely, once, and whatever it does, the map is made and what failed is listed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely import Point

import geomap
from geomap import cli, geocoding
from geomap.errors import GeocodingError, InputError
from geomap.geocoding import PoliteGeocoder, make_geocoder, pace, services
from geomap.geocoding.store import AnswerStore
from geomap.geoparser import Geoparser
from geomap.maps import render_map
from geomap.model import Atlas, Candidate
from tests.geocoder_server import GeocoderServer, running_server, send, village

TEXT = "Rain fell on the village of Xanliqdere, an hour from Baku. Xanliqdere village is small."
TWO = f"{TEXT} So is the village of Qumbulaq."
OSM = "geocoder nominatim (Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright)"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Turns come fast, and share their file with no other process of this machine."""
    monkeypatch.setattr(pace, "INTERVAL_S", 0.005)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv(geocoding.KEY_VARIABLE, raising=False)


@pytest.fixture(scope="module")
def parser() -> Geoparser:
    return Geoparser(unlisted=True)


@pytest.fixture
def server() -> Iterator[GeocoderServer]:
    with running_server() as running:
        running.places = {"Xanliqdere": [village()]}
        yield running


@pytest.fixture
def build(parser: Geoparser, server: GeocoderServer, tmp_path: Path) -> Callable[..., Atlas]:
    """Return a function that builds an atlas of a text with a new geocoder on the same cache."""

    def make(text: str = TEXT, **options: Any) -> Atlas:
        settings = {
            "endpoint": server.url,
            "cache": tmp_path / "answers.sqlite",
            "timeout_s": 20.0,
            **options,
        }
        geocoder = settings.pop("geocoder", None) or make_geocoder(
            settings.pop("service", "nominatim"), **settings
        )
        return geomap.build_atlas([{"id": "a", "text": text}], geoparser=parser, geocoder=geocoder)

    return make


def unlisted(atlas: Atlas) -> list[dict[str, Any]]:
    return atlas.mentions[~atlas.mentions["surface"].isin(["Baku"])].to_dict("records")


def failures(atlas: Atlas) -> list[str]:
    return list(atlas.issues.loc[atlas.issues["where"].str.startswith("geocoder"), "message"])


def test_a_place_that_no_list_holds_is_placed_and_says_by_whom(build: Callable[..., Atlas]) -> None:
    atlas = build()
    first, second = unlisted(atlas)
    assert (first["surface"], first["status"], first["resolver"]) == ("Xanliqdere", "resolved", "nominatim")
    assert (first["feature_id"], first["geometry"]) == ("openstreetmap:node/4711", Point(46.75, 39.9))
    assert first["score"] == 0.5
    assert first["reason"] == "in no gazetteer here; nominatim knows it as Xanliqdere"
    assert second["feature_id"] == first["feature_id"]
    place = atlas.places.set_index("place_id").loc["openstreetmap:node/4711"]
    assert (place["name"], place["country"], place["gazetteer"], place["n_mentions"]) == (
        "Xanliqdere",
        "AZ",
        OSM,
        2,
    )
    assert list(atlas.candidates.query("feature_id == 'openstreetmap:node/4711'")["score"]) == [0.5, 0.5]
    assert failures(atlas) == []


def test_each_distinct_name_is_asked_once_the_most_mentioned_first(
    build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    build(f"The village of Aluqdam. {TEXT} The village of XANLIQDERE.")
    assert server.asked == ["Xanliqdere", "Aluqdam"]


def test_names_that_the_gazetteer_knows_are_not_asked(
    build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    build("Jordan said that Baku is far from the port of Poti. Mr. Lincoln agreed with Reading.")
    assert server.asked == []


def test_a_second_run_asks_nothing_and_gives_the_same_bytes(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    pages = []
    for run in range(2):
        atlas = build(TWO)
        render_map(atlas, tmp_path / f"{run}.html")
        geomap.write_layers(atlas, tmp_path / f"{run}")
        pages.append(
            [
                file.read_bytes()
                for file in (tmp_path / f"{run}.html", *sorted((tmp_path / f"{run}").iterdir()))
            ]
        )
    assert sorted(server.asked) == ["Qumbulaq", "Xanliqdere"]  # one that is known and one that is not
    assert pages[0] == pages[1]


def test_another_server_is_another_cache_entry(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    build()
    build(endpoint=f"{server.url}/elsewhere/")
    assert server.asked == ["Xanliqdere"] * 2


def test_the_attribution_of_the_answer_is_on_the_map_and_in_the_exports(
    build: Callable[..., Atlas], tmp_path: Path
) -> None:
    atlas = build()
    render_map(atlas, tmp_path / "map.html", compress=False)
    data = re.search(
        r'id="geomap-data">(.*?)</script>', (tmp_path / "map.html").read_text("utf-8"), re.DOTALL
    )
    assert data is not None
    assert OSM in json.loads(data[1])["credits"]
    geomap.write_layers(atlas, tmp_path / "places.geojson", layer="places")
    about = json.loads((tmp_path / "places.geojson").read_text("utf-8"))["geomap"]
    assert f"Places: {OSM}" in about["attribution"]
    assert about["licence"] == "see attribution"


# What a server may do, and what is then said of the name.


def _drip(server: GeocoderServer) -> Callable[..., None]:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.over.wait(0.02):
            handler.wfile.write(b" ")

    return drip


def _drip_headers(server: GeocoderServer) -> Callable[..., None]:
    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not server.over.wait(0.02):
            handler.wfile.write(b"X")

    return drip


def _huge(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(64):
        handler.wfile.write(b" " * 65536)


def _huge_redirect(handler: Any) -> None:
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.end_headers()
    for _ in range(64):
        handler.wfile.write(b" " * 65536)


def _close(handler: Any) -> None:
    handler.close_connection = True
    handler.connection.shutdown(2)


def _half(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'[{"lat": "1')


MISBEHAVIOURS: dict[str, tuple[Callable[[GeocoderServer], Callable[..., None]], str]] = {
    "silent": (lambda s: lambda _handler: s.over.wait(), "no whole answer within"),
    "dripping": (_drip, "no whole answer within"),
    "dripping headers": (_drip_headers, "no whole answer within"),
    "server error": (lambda _s: lambda h: send(h, b"oops", status=500), "the server answered 500"),
    "busy": (lambda _s: lambda h: send(h, b"", status=503), "the server answered 503"),
    "missing": (lambda _s: lambda h: send(h, b"", status=404), "the server answered 404"),
    "HTML": (lambda _s: lambda h: send(h, b"<!doctype html><p>Welcome to the hotel"), "is not JSON"),
    "empty body": (lambda _s: lambda h: send(h, b""), "is not JSON"),
    "broken JSON": (lambda _s: lambda h: send(h, b'[{"lat": "39.9", "lon'), "is not JSON"),
    "deep JSON": (lambda _s: lambda h: send(h, b"[" * 200_000), "is not JSON"),
    "not UTF-8": (lambda _s: lambda h: send(h, b'["\xff\xfe"]'), "not UTF-8"),
    "half": (lambda _s: _half, "is not JSON"),
    "an object": (lambda _s: lambda h: send(h, {}), "not that of a nominatim server"),
    "null": (lambda _s: lambda h: send(h, None), "not that of a nominatim server"),
    "numbers": (lambda _s: lambda h: send(h, [1, 2]), "not that of a nominatim server"),
    "error object": (lambda _s: lambda h: send(h, {"error": "no \x1b[31mdatabase\n"}), "no \ufffd[31mdatabase"),
    "no coordinates": (lambda _s: lambda h: send(h, [village(lat=None)]), "not that of a nominatim server"),
    "latitude 912": (lambda _s: lambda h: send(h, [village(lat="912")]), "latitude 912, which is not on Earth"),
    "longitude 999": (lambda _s: lambda h: send(h, [village(lon="999")]), "longitude 999, latitude 39.9, which is not on Earth"),
    "infinite": (lambda _s: lambda h: send(h, [village(lon="inf")]), "longitude inf, latitude 39.9, which is not on Earth"),
    "not a number": (lambda _s: lambda h: send(h, [village(lat="nan")]), "latitude nan, which is not on Earth"),
    "words": (lambda _s: lambda h: send(h, [village(lon="east")]), "not that of a nominatim server"),
    "closed connection": (lambda _s: _close, "the connection failed"),
    "huge": (lambda _s: _huge, "larger than 1 MB"),
    "huge redirect": (lambda _s: _huge_redirect, "the server answered 302"),
    "elsewhere": (
        lambda _s: lambda h: send(h, b"", status=302, Location="http://127.0.0.2:9/search"),
        "sends us on to http://127.0.0.2:9, which was not asked for",
    ),
    "a file": (lambda _s: lambda h: send(h, b"", status=302, Location="file:///etc/passwd"), "the server answered 302"),
    "https": (
        lambda s: lambda h: send(h, b"", status=301, Location=s.url.replace("http:", "https:")),
        "sends us on to https://127.0.0.1",
    ),
    "in circles": (lambda _s: lambda h: send(h, b"", status=302, Location=h.path), "the server answered 302"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MISBEHAVIOURS)
def test_a_server_that_misbehaves_costs_a_name_and_not_the_map(
    kind: str, build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    make, message = MISBEHAVIOURS[kind]
    server.behave = make(server)
    atlas = build(timeout_s=0.3 if "no whole answer" in message else 20.0)
    render_map(atlas, tmp_path / "map.html")
    assert {mention["status"] for mention in unlisted(atlas)} == {"unresolved"}
    (said,) = failures(atlas)
    assert said.startswith("Xanliqdere: ")
    assert message in said
    assert "warning" in set(atlas.issues["severity"])
    server.behave = None  # an error is no answer: the next run asks again
    assert unlisted(build())[0]["status"] == "resolved"


def test_a_redirect_within_the_server_is_followed(
    build: Callable[..., Atlas], server: GeocoderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move(handler: Any) -> None:
        server.behave = None
        send(handler, b"", status=301, Location=handler.path.replace("/search", "/search.php"))

    turns: list[float] = []
    monkeypatch.setattr(pace.Pace, "wait_turn", lambda _self, timeout_s: turns.append(timeout_s))
    server.behave = move
    assert unlisted(build())[0]["status"] == "resolved"
    assert len(turns) == len(server.asked) == 2  # it is one more request, in its turn


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this address that nobody vouches for, and its key."""
    openssl = shutil.which("openssl") or pytest.skip("no openssl on this machine")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [
        openssl,
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-days",
        "2",
    ]
    subprocess.run(
        [*command, *subject, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_a_server_over_tls_is_asked_if_its_certificate_is_trusted(
    trusted: bool, certificate: Path, build: Callable[..., Atlas], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt" if trusted else os.devnull)
    monkeypatch.setenv("SSL_CERT_DIR", os.devnull)
    with running_server(certificate) as secure:
        secure.places["Xanliqdere"] = [village()]
        atlas = build(endpoint=secure.url)
        assert len(secure.asked) == trusted
    assert unlisted(atlas)[0]["status"] == ("resolved" if trusted else "unresolved")
    assert trusted or "certificate verify failed" in failures(atlas)[0].replace("_", " ").lower()


def polite(server: GeocoderServer, tmp_path: Path, pauses: list[float], **options: Any) -> PoliteGeocoder:
    client = services.make_client(
        "nominatim", server.url, contact=None, key=None, direct=True, wait_turn=list
    )
    settings = {"budget_s": 300.0, "timeout_s": 20.0, **options}
    return PoliteGeocoder(
        "nominatim", server.url, client, store=AnswerStore(tmp_path / "polite.sqlite"), pace=pace.Pace(), sleep=pauses.append, **settings
    )  # fmt: skip


def test_retry_after_is_obeyed(build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path) -> None:
    def busy(handler: Any) -> None:
        server.behave = None
        send(handler, b"", status=429, Retry_After="17")

    server.behave = busy
    pauses: list[float] = []
    atlas = build(geocoder=polite(server, tmp_path, pauses))
    assert (pauses, len(server.asked), failures(atlas)) == ([17], 2, [])
    assert unlisted(atlas)[0]["status"] == "resolved"


@pytest.mark.parametrize(
    ("wait", "budget_s", "said"),
    [("86400", 300.0, "a pause of 86400 s; run again later"), ("50", 20.0, "a pause of 50 s, and the 20 s are spent before")],
)  # fmt: skip
def test_a_longer_pause_than_ours_ends_the_questions(
    wait: str, budget_s: float, said: str, build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    server.behave = lambda handler: send(handler, b"", status=429, Retry_After=wait)
    pauses: list[float] = []
    atlas = build(TWO, geocoder=polite(server, tmp_path, pauses, budget_s=budget_s))
    assert (pauses, len(server.asked)) == ([], 1)
    assert failures(atlas) == [f"Xanliqdere, Qumbulaq not asked: the server asks for {said}"]


def test_a_server_that_goes_on_refusing_is_asked_three_times(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    server.behave = lambda handler: send(handler, b"", status=429)
    pauses: list[float] = []
    atlas = build(geocoder=polite(server, tmp_path, pauses))
    assert (pauses, len(server.asked)) == ([5.0, 5.0], 3)
    assert failures(atlas) == ["Xanliqdere: the server answered 429"]


MANY = " ".join(
    f"The village of {name}." for name in ("Abqar", "Bolqar", "Cunqar", "Dolqar", "Elqar", "Fulqar", "Golqar")
)


def test_after_five_failures_in_a_row_nothing_more_is_asked(
    build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    server.behave = lambda handler: send(handler, b"", status=500)
    atlas = build(MANY)
    assert len(server.asked) == 5
    assert failures(atlas)[5:] == ["Fulqar, Golqar not asked: the server failed 5 times in a row"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_refuses_us_is_not_asked_again(
    status: int, build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    server.behave = lambda handler: send(handler, b"", status=status)
    atlas = build(TWO)
    assert len(server.asked) == 1
    assert failures(atlas)[1] == f"Qumbulaq not asked: the server refuses us (the server answered {status})"


def test_the_budget_ends_the_questions_and_what_is_known_is_still_used(
    build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    build()
    server.behave = lambda _handler: server.over.wait()
    start = time.monotonic()
    atlas = build(f"{TEXT} {MANY}", budget_s=0.4)
    assert time.monotonic() - start < 10
    assert unlisted(atlas)[0]["status"] == "resolved"
    *first, last = failures(atlas)
    assert (
        len(first) == len(server.asked) - 1 <= 1
    )  # a slow machine may have spent it before the first question
    assert last.endswith("Fulqar, Golqar not asked: the 0.4 s for questions are spent")


def test_processes_share_the_turns(tmp_path: Path) -> None:
    """Three processes take three turns each; the last is over no sooner than eight intervals after the first."""
    fcntl = pytest.importorskip("fcntl", reason="locks of another kind")
    path, interval_s = tmp_path / "turns.lock", 0.08
    code = (
        "import sys, pathlib; from geomap.geocoding.pace import Pace; "
        f"turns = Pace(pathlib.Path(sys.argv[1]), interval_s={interval_s}); print('ready', flush=True); "
        "[turns.wait_turn(30) for _ in range(3)]"
    )
    path.touch()
    with path.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        processes = [
            subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(geomap.__file__).parent.parent)})
            for _ in range(3)
        ]  # fmt: skip
        try:
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == b"ready\n"
            start = time.monotonic()
            fcntl.flock(held, fcntl.LOCK_UN)
            assert [process.wait(30) for process in processes] == [0, 0, 0]
            assert time.monotonic() - start >= 8 * interval_s
        finally:
            for process in processes:
                process.kill()
                process.communicate()


@pytest.mark.parametrize("content", [b"", b"9999999999.0", b"nan", b"inf", b"-inf", b"\xff\xfe", b"1" * 100])
def test_no_content_of_the_file_of_turns_makes_us_wait_longer_than_one_interval(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "turns.lock"
    path.write_bytes(content)
    start = time.monotonic()
    pace.Pace(path, interval_s=0.01).wait_turn(5.0)
    assert time.monotonic() - start < 4
    assert abs(float(path.read_bytes()[:32]) - time.time()) < 60


def test_a_turn_that_cannot_be_had_is_an_error(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="locks of another kind")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for name in ("folder", "link"):
        with pytest.raises(GeocodingError, match="cannot be used"):
            pace.Pace(tmp_path / name).wait_turn(1.0)
    assert not (tmp_path / "target").exists()
    with (tmp_path / "busy").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(GeocodingError, match="before our turn"):
            pace.Pace(tmp_path / "busy").wait_turn(0.05)


def test_without_turns_nothing_is_asked(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    (tmp_path / "geomap-geocoding.lock").mkdir()
    atlas = build()
    assert server.asked == []
    assert "Xanliqdere not asked: " in failures(atlas)[0]


@pytest.mark.parametrize("content", [b"this is no database, but it is long enough to look at", None])
def test_a_cache_that_cannot_be_used_is_said_once_and_the_names_are_asked(
    content: bytes | None, build: Callable[..., Atlas], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "answers.sqlite"
    if content is None:
        cache.mkdir()
    else:
        cache.write_bytes(content * 100)
    assert unlisted(build(TWO))[0]["status"] == "resolved"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "answers are not kept" in caplog.text


def test_an_answer_that_somebody_changed_in_the_cache_is_asked_again(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    build()
    store = AnswerStore(tmp_path / "answers.sqlite")
    with store._open() as database:
        database.execute("UPDATE answers SET places = '[{\"x\": 1}]'")
    assert unlisted(build())[0]["status"] == "resolved"
    assert len(server.asked) == 2


HOSTILE = "{{ 7*7 }}{% x %}<script>alert(1)</script>${1}\x1b[31m\u202e\n=1+1 " + "long " * 100


def test_what_a_geocoder_says_is_a_stranger_s_text(
    build: Callable[..., Atlas], server: GeocoderServer, tmp_path: Path
) -> None:
    place = village(
        HOSTILE,
        licence=HOSTILE,
        osm_id="../..",
        osm_type="<b>",
        type=HOSTILE,
        address={"country_code": "<i>"},
    )
    server.places["Xanliqdere"] = [place]
    atlas = build()
    mention = unlisted(atlas)[0]
    assert re.fullmatch("openstreetmap:[0-9a-f]{16}", mention["feature_id"])
    assert len(mention["name"]) <= 120
    assert not re.search(
        "[\x00-\x1f\u202e]", mention["name"] + mention["reason"] + "".join(atlas.places["gazetteer"])
    )
    assert atlas.places["country"].isna().sum() == 1
    render_map(atlas, tmp_path / "map.html", compress=False)
    page = (tmp_path / "map.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "{{ 7" not in page
    geomap.write_layers(atlas, tmp_path / "layers")
    assert "<script>" not in (tmp_path / "layers" / "candidates.csv").read_text("utf-8").replace(
        "<script>alert(1)", "", 2
    )


def test_places_far_apart_leave_a_name_ambiguous(build: Callable[..., Atlas], server: GeocoderServer) -> None:
    far, near = village(osm_id=2, lon="50.0"), village(osm_id=3, lon="46.8")
    other = village("Xanliqdere Heights", osm_id=4, lon="10")
    server.places["Xanliqdere"] = [other, village(), near]
    assert unlisted(build())[0]["status"] == "resolved"  # the one of another name is no rival
    server.places["Xanliqdere"] = [village(), near, far]
    atlas = build(endpoint=f"{server.url}/again")
    mention = unlisted(atlas)[0]
    assert (mention["status"], mention["score"], mention["margin"]) == ("ambiguous", 0.25, 0.0)
    assert mention["reason"].endswith("and 1 more elsewhere")


def test_shops_streets_and_houses_are_no_places(build: Callable[..., Atlas], server: GeocoderServer) -> None:
    shop, street = village(osm_id=1, **{"class": "shop"}), village(osm_id=2, **{"class": "highway"})
    server.places["Xanliqdere"] = [shop, street, village(osm_id=3, type="house"), village(osm_id=4)]
    assert unlisted(build())[0]["feature_id"] == "openstreetmap:node/4"


POINT = {"type": "Point", "coordinates": [46.75, 39.9]}
SERVICES: dict[str, tuple[dict[str, Any], str, str]] = {
    "photon": (
        {"features": [
            {"geometry": POINT, "properties": {"osm_key": "shop", "osm_type": "N", "osm_id": 1, "name": "Xanliqdere"}},
            {"geometry": POINT, "properties": {"osm_key": "place", "osm_value": "village", "osm_type": "N", "osm_id": 4711, "name": "Xanliqdere", "countrycode": "AZ"}},
        ]},
        "openstreetmap:node/4711",
        "geocoder photon (© OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright))",
    ),
    "pelias": (
        {"geocoding": {"attribution": "Our own survey, 2025"}, "features": [
            {"geometry": POINT, "properties": {"layer": "street", "gid": "a:b:1", "name": "Xanliqdere"}},
            {"geometry": POINT, "properties": {"layer": "locality", "gid": "whosonfirst:locality:421", "name": "Xanliqdere", "country_code": "AZ"}},
        ]},
        "pelias:whosonfirst:locality:421",
        "geocoder pelias (Our own survey, 2025)",
    ),
    "geonames": (
        {"geonames": [
            {"geonameId": 1, "name": "Xanliqdere", "lat": "39", "lng": "46", "fcl": "R", "fcode": "RD"},
            {"geonameId": 421, "name": "Xanliqdere", "lat": "39.9", "lng": "46.75", "fcl": "P", "fcode": "PPL", "countryCode": "AZ"},
        ]},
        "geonames:421",
        "geonames",
    ),
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_other_services_answer_in_their_own_form(
    service: str, build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    document, feature_id, credit = SERVICES[service]
    server.places["Xanliqdere"] = document
    atlas = build(service=service, key="secret" if service == "geonames" else None)
    mention = unlisted(atlas)[0]
    assert (mention["feature_id"], mention["geometry"]) == (feature_id, Point(46.75, 39.9))
    place = atlas.places.set_index("place_id").loc[feature_id]
    assert (place["country"], place["gazetteer"]) == ("AZ", credit)


@pytest.mark.parametrize("service", SERVICES)
def test_an_empty_answer_of_another_service_is_not_found_and_a_strange_one_an_error(
    service: str, build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    empty = {"photon": {"features": []}, "pelias": {"features": []}, "geonames": {"geonames": []}}[service]
    server.places = {"Xanliqdere": empty, "Qumbulaq": {"hello": 1}}
    atlas = build(TWO, service=service, key="secret")
    assert failures(atlas) == [f"Qumbulaq: the answer is not that of a {service} server"]
    build(TWO, service=service, key="secret")
    assert server.asked == ["Xanliqdere", "Qumbulaq", "Qumbulaq"]


def test_a_wrong_user_name_at_geonames_ends_the_questions(
    build: Callable[..., Atlas], server: GeocoderServer
) -> None:
    server.behave = lambda handler: send(
        handler, {"status": {"message": "user does not exist.", "value": 10}}
    )
    atlas = build(TWO, service="geonames", key="secret")
    assert len(server.asked) == 1
    assert "secret" not in "".join(failures(atlas))


def test_the_server_is_told_who_asks(build: Callable[..., Atlas], server: GeocoderServer) -> None:
    build(contact="desk@example.org")
    assert server.agents == [f"geomap/{geomap.__version__} (desk@example.org)"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"service": "google"}, "expected one of nominatim, photon, pelias, geonames"),
        ({"endpoint": "nominatim.example.org"}, "expected the server's address"),
        ({"endpoint": "file:///etc/passwd"}, "expected the server's address"),
        ({"endpoint": "https://"}, "expected the server's address"),
        ({"endpoint": "https://me:secret@example.org"}, "without a query, user name or password"),
        ({"endpoint": "https://example.org/?key=1"}, "without a query"),
        ({"endpoint": "https://example.org:99999"}, "expected the server's address"),
        ({"endpoint": "https://exam\nple.org"}, "expected the server's address"),
        ({"endpoint": "https://nominatim.example.org"}, "nominatim.example.org is not this machine"),
        ({"contact": "me"}, "expected a mail address"),
        ({"contact": "a@b.org\r\nX: y"}, "expected a mail address"),
        ({"budget_s": 0}, "expected more than 0"),
        ({"budget_s": float("nan")}, "expected more than 0"),
        ({"service": "geonames"}, "needs your user name"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any], message: str) -> None:
    settings = {"service": "nominatim", "endpoint": "http://127.0.0.1:9", **options}
    with pytest.raises(InputError, match=re.escape(message)):
        make_geocoder(settings.pop("service"), **settings)


def test_a_geocoder_of_the_user_s_own_is_any_callable(build: Callable[..., Atlas]) -> None:
    def my_villages(name: str) -> list[Candidate]:
        if name == "Qumbulaq":
            raise KeyError("a fault of mine")
        return [Candidate("mine:1", "Xanlıqdərə", 46.75, 39.9, gazetteer="my list")]

    atlas = build(TWO, geocoder=my_villages)
    mention = unlisted(atlas)[0]
    assert (mention["resolver"], mention["feature_id"], mention["score"]) == ("my_villages", "mine:1", 0.3)
    assert failures(atlas) == ["Qumbulaq: 'a fault of mine'"]
    assert "geocoder my_villages" in set(atlas.issues["where"])


@pytest.mark.parametrize("point", [(None, None), (float("nan"), 1.0), (200.0, 1.0), (1.0, -90.5)])
def test_a_point_that_is_none_is_an_issue(point: tuple[float, float], build: Callable[..., Atlas]) -> None:
    atlas = build(geocoder=lambda name: [Candidate("mine:1", name, *point)])
    assert unlisted(atlas)[0]["status"] == "unresolved"
    assert len(failures(atlas)) == 1


def test_without_a_geocoder_nothing_changes(geoparser: Geoparser) -> None:
    atlas = geomap.build_atlas([{"id": "a", "text": TEXT}], geoparser=geoparser)
    assert list(atlas.mentions["surface"]) == ["Baku"]


def test_the_command_line_makes_the_map_and_says_what_came_of_it(
    server: GeocoderServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "news.txt").write_text(TWO)
    server.places["Qumbulaq"] = {"error": "busy"}
    monkeypatch.setattr("geomap.geocoding.AnswerStore", lambda _path: AnswerStore(tmp_path / "a.sqlite"))
    page = tmp_path / "map.html"
    words = [
        "map",
        str(tmp_path / "news.txt"),
        "-o",
        str(page),
        "--geocoder",
        "nominatim",
        "--endpoint",
        server.url,
    ]
    assert cli.main([*words, "--geocoder-budget", "60"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert "geomap: nominatim placed 1 name that no list here holds; Qumbulaq: busy" in said
    assert page.stat().st_size > 100_000


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--geocoder", "nominatim"], "--geocoder nominatim needs the address of a server: --endpoint URL"),
        (["--endpoint", "http://127.0.0.1:9"], "say whom with --geocoder"),
        (["--geocoder", "nominatim", "--endpoint", "https://example.org"], "give --contact MAIL"),
        (["--geocoder", "nominatim", "--endpoint", "http://127.0.0.1:9", "--geocoder-budget", "0"], "--geocoder-budget"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["mentions", "coverage", "export", "map"])
def test_options_that_do_not_fit_together_are_said_in_one_line(
    command: str, words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news.txt").write_text(TEXT)
    output = {
        "coverage": ["-o", str(tmp_path / "c.csv")],
        "export": ["-o", str(tmp_path / "x")],
        "map": ["-o", str(tmp_path / "m.html")],
    }
    assert cli.main([command, str(tmp_path / "news.txt"), *output.get(command, []), *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
