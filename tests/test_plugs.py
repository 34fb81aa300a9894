"""Recognisers and resolvers of a user's own: any callable, spaCy pipelines, GLiNER models."""

import importlib.util
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import geomap
from geomap.atlas import build_atlas
from geomap.errors import InputError
from geomap.gazetteer import GazetteerIndex
from geomap.geoparser import Geoparser
from geomap.model import Candidate, Mention, Span
from geomap.plugs import Found, ModelRecogniser, gliner_recogniser, merge_spans, spacy_recogniser

needs_spacy = pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="needs the extra `spacy`")
VAN = Candidate("geonames:298117", "Van", lon=43.38, lat=38.49)
LAKE = Candidate("geomap:lake-van", "Lake Van", lon=42.9, lat=38.6)
ROUTE = Candidate("zangezur-corridor", "Zangezur Corridor")


def span(
    text: str,
    surface: str,
    *candidates: Candidate,
    kind: str = "place",
    by: str = "gazetteer",
    score: float = 0.6,
) -> Span:
    start = text.index(surface)
    return Span(start, start + len(surface), surface, kind, by, candidates, score=score)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        # the same stretch: ours, as sure as the surer of the two
        ([("Van", VAN, 0.6)], [("Van", VAN, 0.9)], [("Van", "gazetteer", 0.9)]),
        ([("Van", VAN, 0.6)], [("Van", None, 0.2)], [("Van", "gazetteer", 0.6)]),
        # a longer name that the gazetteer knows replaces ours; one that it does not know does not
        ([("Van", VAN, 0.6)], [("Lake Van", LAKE, 0.9)], [("Lake Van", "model", 0.9)]),
        ([("Van", VAN, 0.6)], [("Lake Van", None, 0.9)], [("Van", "gazetteer", 0.6)]),
        # a shorter or a crossing one does not disturb ours
        ([("Lake Van", LAKE, 0.6)], [("Van", VAN, 0.9)], [("Lake Van", "gazetteer", 0.6)]),
        ([("Lake Van", LAKE, 0.6)], [("Van ferry", VAN, 0.9)], [("Lake Van", "gazetteer", 0.6)]),
        # what only one of them found stays
        ([("Van", VAN, 0.6)], [("Nowhereby", None, 0.9)], [("Van", "gazetteer", 0.6), ("Nowhereby", "model", 0.9)]),
        ([("Lake Van", LAKE, 0.6)], [], [("Lake Van", "gazetteer", 0.6)]),
        ([], [("Van", VAN, 0.9)], [("Van", "model", 0.9)]),
    ],
)  # fmt: skip
def test_spans_of_places_are_merged(
    ours: list[tuple[str, Candidate | None, float]],
    theirs: list[tuple[str, Candidate | None, float]],
    expected: list[tuple[str, str, float]],
) -> None:
    text = "The Lake Van ferry left for Nowhereby."
    own = [span(text, name, *([c] if c else []), score=score) for name, c, score in ours]
    model = [span(text, name, *([c] if c else []), by="model", score=score) for name, c, score in theirs]
    merged = merge_spans(own, model)
    assert [(one.surface, one.recogniser, one.score) for one in merged] == expected


@pytest.mark.parametrize("surface", ["Zangezur", "Zangezur corridor", "corridor", "the Zangezur corridor to"])
def test_a_route_with_its_type_noun_is_never_cut_by_a_model(surface: str) -> None:
    text = "They opened the Zangezur corridor to traffic."
    route = span(text, "Zangezur corridor", ROUTE, kind="route", by="catalogue")
    assert merge_spans([route], [span(text, surface, VAN, by="model")]) == [route]


class StandInGliner:
    """Knows a few names, and answers as GLiNER does; it reads no more than 384 words."""

    def __init__(self, *names: str) -> None:
        self.names, self.asked = names, []

    def predict_entities(self, text: str, labels: list[str], *, threshold: float) -> list[dict[str, Any]]:
        self.asked.append((text, labels, threshold))
        assert len(text.split()) <= 384
        found = []
        for name in self.names:
            at = text.find(name)
            while at >= 0:
                found.append(
                    {"start": at, "end": at + len(name), "text": name, "label": labels[0], "score": 0.87}
                )
                at = text.find(name, at + 1)
        return found


def test_a_gliner_model_adds_what_the_gazetteer_lacks(gazetteer: GazetteerIndex) -> None:
    text = "From Qarabulaqli the road leads to Baku, along the Zangezur corridor."
    model = StandInGliner("Qarabulaqli", "Baku", "Zangezur")
    parser = Geoparser(
        gazetteer=gazetteer, recogniser=gliner_recogniser(model, labels=["town"], threshold=0.3)
    )
    found = {m.surface: (m.status, m.feature_type, m.recogniser) for m in parser(text)}
    assert found["Qarabulaqli"] == ("unresolved", "place", "gliner")
    assert found["Baku"] == ("resolved", "place", "gazetteer")
    assert found["Zangezur corridor"][:2] == ("resolved", "route")
    assert len(found) == 3
    assert model.asked == [(text, ["town"], 0.3)]


def test_a_long_text_reaches_a_gliner_model_whole_and_in_pieces() -> None:
    sentence = "Nobody went to Qarabulaqli on that day either. "
    for text in (
        sentence * 200,
        "word " * 3000 + sentence,
        sentence + "x" * 5000,
        "\n\n" * 700 + sentence,
        "",
    ):
        model = StandInGliner("Qarabulaqli")
        spans = gliner_recogniser(model)(text)
        assert "".join(piece for piece, *_ in model.asked) == text
        assert len(spans) == text.count("Qarabulaqli")
        assert all(text[one.start : one.end] == one.surface == "Qarabulaqli" for one in spans)


@pytest.mark.parametrize(
    ("found", "surface"),
    [
        ("the Hague", "Hague"),
        ("“Hague”,", "Hague"),
        (" Hague's", "Hague"),
        ("Hague’s ", "Hague"),
        ("The Hague", "Hague"),
    ],
)
def test_models_mark_more_than_the_name_and_the_name_is_taken(found: str, surface: str) -> None:
    text = f"He saw {found} and left."
    at = text.index(found)
    recogniser = ModelRecogniser(lambda _: [Found(at, at + len(found))], "mine")
    assert [one.surface for one in recogniser(text)] == [surface]


def test_offsets_outside_the_text_and_empty_names_are_no_spans() -> None:
    recogniser = ModelRecogniser(
        lambda _: [Found(-5, 4), Found(90, 99), Found(4, 4), Found(8, 5), Found(4, 5)], "mine"
    )
    assert [one.surface for one in recogniser("Baku is")] == ["Baku"]


@pytest.fixture(scope="module")
def nlp() -> Any:
    """A blank pipeline that knows four names."""
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    labels = {"Turkish": "NORP", "Qarabulaqli": "GPE", "Lake Van": "LOC", "Acme": "ORG"}
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in labels.items()])
    return nlp


@needs_spacy
class TestSpacy:
    """A blank pipeline with a list of entities stands for a trained one."""

    TEXT = "😀 Turkish trucks went from Qarabulaqli to Lake Van and back to Baku. Acme of Ganja paid."

    def test_entities_are_found_and_merged(self, gazetteer: GazetteerIndex, nlp: Any) -> None:
        parser = Geoparser(gazetteer=gazetteer, recogniser=spacy_recogniser(nlp))
        found = {m.surface: m for m in parser(self.TEXT)}
        assert {"Turkish", "Qarabulaqli", "Lake Van", "Baku", "Ganja"} == set(found)
        assert found["Qarabulaqli"].status == "unresolved"
        assert found["Qarabulaqli"].recogniser == "spacy:pipeline"
        assert found["Turkish"].demonym
        assert found["Lake Van"].feature_id == "geomap:lake-van"
        assert all(self.TEXT[m.start : m.end] == m.surface for m in found.values())

    def test_demonyms_can_be_left_out(self, gazetteer: GazetteerIndex, nlp: Any) -> None:
        parser = Geoparser(gazetteer=gazetteer, recogniser=spacy_recogniser(nlp), demonyms=False)
        assert "Turkish" not in {m.surface for m in parser(self.TEXT)}

    def test_labels_are_chosen(self, nlp: Any) -> None:
        spans = spacy_recogniser(nlp, labels=["ORG"], name="companies")(self.TEXT)
        assert [(one.surface, one.recogniser) for one in spans] == [("Acme", "companies")]

    def test_a_text_longer_than_the_pipeline_takes_is_cut(
        self, nlp: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(nlp, "max_length", 100)
        text = f"{self.TEXT} " * 5
        assert sum(one.surface == "Qarabulaqli" for one in spacy_recogniser(nlp)(text)) == 5

    def test_a_pipeline_is_loaded_by_its_folder_when_it_is_used(self, nlp: Any, tmp_path: Any) -> None:
        nlp.to_disk(tmp_path / "mine")
        recogniser = spacy_recogniser(str(tmp_path / "mine"))
        assert isinstance(recogniser.find.model, str)  # type: ignore[attr-defined]
        copy = pickle.loads(pickle.dumps(recogniser))  # noqa: S301  our own bytes
        assert [one.surface for one in copy(self.TEXT)] == ["Qarabulaqli", "Lake Van"]

    def test_a_pipeline_that_is_not_there_is_one_clear_error(self, tmp_path: Any) -> None:
        with pytest.raises(InputError, match=r"no pipeline .*: python -m spacy download"):
            spacy_recogniser(str(tmp_path / "none"))("Baku")


@pytest.mark.parametrize(
    ("make", "package", "line"),
    [
        (spacy_recogniser, "spacy", r"pip install .*\[spacy\]"),
        (gliner_recogniser, "gliner", "pip install gliner"),
    ],
)
def test_a_package_that_is_not_there_is_named_when_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, make: Any, package: str, line: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    recogniser = make("some-model")
    with pytest.raises(InputError, match=line):
        recogniser("Baku")


def test_gliner_models_are_loaded_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Package:
        class GLiNER:
            @staticmethod
            def from_pretrained(name: str) -> StandInGliner:
                return StandInGliner(name)

    monkeypatch.setitem(sys.modules, "gliner", Package)
    assert [one.surface for one in gliner_recogniser("Baku")("In Baku.")] == ["Baku"]


def test_any_callable_is_a_recogniser_and_any_a_resolver(gazetteer: GazetteerIndex) -> None:
    def towns_in_capitals(text: str) -> list[Span]:
        return (
            [Span(0, 4, text[:4], "place", "capitals", tuple(gazetteer("Baku")))]
            if text.startswith("BAKU")
            else []
        )

    def first(text: str, spans: Sequence[Span]) -> list[Mention]:
        return [
            Mention(s.start, s.end, s.surface, "place", c.feature_id, c.name, c.lon, c.lat, "resolved", 1.0, 1.0, "the first", text)
            for s in spans
            for c in s.candidates[:1]
        ]  # fmt: skip

    news = [{"source": "Our Paper", "text": "BAKU, March 3: gas flows."}]
    atlas = build_atlas(news, gazetteer=gazetteer, recogniser=towns_in_capitals, resolver=first)
    assert atlas.mentions[["surface", "feature_id", "reason"]].values.tolist() == [
        ["BAKU", "geonames:587084", "the first"]
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda _: [Span(0, 3, "Baku", "place", "x")],
        lambda _: ["Baku"],
        lambda _: [Span(2, 2, "", "place", "x")],
    ],
)
def test_a_recogniser_that_returns_something_else_is_told_so(gazetteer: GazetteerIndex, wrong: Any) -> None:
    with pytest.raises(InputError, match="recogniser <lambda> returned"):
        Geoparser(gazetteer=gazetteer, recogniser=wrong)("Baku")


@pytest.mark.parametrize("wrong", [lambda *_: [], lambda *_: ["Baku"]])
def test_a_resolver_that_returns_something_else_is_told_so(gazetteer: GazetteerIndex, wrong: Any) -> None:
    with pytest.raises(InputError, match="resolver <lambda> returned"):
        Geoparser(gazetteer=gazetteer, resolver=wrong)("In Baku.")


def test_importing_the_plugs_imports_no_model() -> None:
    code = "import sys, geomap.plugs; geomap.plugs.spacy_recogniser('x'); sys.exit('spacy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(geomap.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
