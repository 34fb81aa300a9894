"""Let a model of a user's own find names beside ours: spaCy pipelines, GLiNER, or any callable.

A model knows names that no list holds; our matcher knows routes, places in
many languages, and which words around a name belong to it. So neither replaces
the other: their spans are merged, and the model's names are looked up in the
gazetteer. Nothing is imported before a model is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geomap.errors import InputError
from geomap.model import Candidate, Gazetteer, Mention, Recogniser, Resolver, Span
from geomap.text import sentence_bounds

#: What models call places. spaCy: https://spacy.io/models/en#en_core_web_sm-labels (OntoNotes), and other corpora's words.
PLACE_LABELS = frozenset("GPE LOC FAC LOCATION PLACE CITY COUNTRY REGION".split())
#: Peoples, which are places by their demonyms only: "Turkish".
PEOPLE_LABELS = frozenset(("NORP",))
#: What a GLiNER model is asked for.
GLINER_LABELS = ("city", "country", "region", "body of water", "mountain", "island")
#: GLiNER reads 384 words at a time; a piece of this many characters is never longer.
_MAX_PIECE = 1200
_ARTICLES = ("the ", "The ", "THE ")
_EDGES = " \t\r\n\"'“”‘’«»()[],;:"


@dataclass(frozen=True, slots=True)
class Found:
    """A name a model found: half-open offsets (code points), how sure it is (0 to 1), whether it names a people."""

    start: int
    end: int
    score: float = 1.0
    people: bool = False


class ModelRecogniser:
    """A model that finds names beside our recogniser, for `Geoparser(recogniser=...)`.

    Parameters
    ----------
    find
        A text -> the names in it.
    name
        What the column `recogniser` of its mentions says.

    Notes
    -----
    Where both found something, ours stays, with its type noun ("Zangezur
    corridor") and its candidates, and is as sure as the surer of the two. A
    longer name of the model's replaces ours if the gazetteer knows it ("Lake
    Van" for "Van"). What only the model found is looked up in the gazetteer; if
    it is not there either, it is listed as unresolved.

    Examples
    --------
    >>> from geomap import Geoparser
    >>> villages = ModelRecogniser(lambda text: [Found(3, 13)] if "Brzezowiec" in text else [], "villages")
    >>> [m.surface for m in Geoparser(recogniser=villages)("In Brzezowiec, near Warsaw, ...")]
    ['Brzezowiec', 'Warsaw']
    """

    def __init__(self, find: Callable[[str], Iterable[Found]], name: str) -> None:
        self.find, self.name = find, name

    def __call__(self, text: str) -> list[Span]:
        """Return the names the model finds, without candidates: alone, it knows no gazetteer."""
        return self.spans(text, lambda _: ())

    def spans(self, text: str, gazetteer: Gazetteer) -> list[Span]:
        """Return the names the model finds as spans of places, none overlapping another."""
        spans: list[Span] = []
        for found in sorted(self.find(text), key=lambda one: (one.start, -one.end)):
            start, end = _trimmed(text, found.start, found.end)
            if start < end and (not spans or start >= spans[-1].end):
                surface = text[start:end]
                candidates = tuple(_usable(gazetteer(surface), surface, people=found.people))
                if candidates or not found.people:
                    spans.append(
                        Span(
                            start,
                            end,
                            surface,
                            "place",
                            self.name,
                            candidates,
                            demonym=found.people,
                            score=found.score,
                        )
                    )
        return spans

    def beside(self, ours: Recogniser, gazetteer: Gazetteer) -> Recogniser:
        """Return a recogniser that finds what either finds."""
        return lambda text: merge_spans(ours(text), self.spans(text, gazetteer))


def spacy_recogniser(
    model: Any, *, labels: Iterable[str] = PLACE_LABELS | PEOPLE_LABELS, name: str | None = None
) -> ModelRecogniser:
    """Return a recogniser that runs a spaCy pipeline beside ours.

    Parameters
    ----------
    model
        A loaded pipeline, or the name or folder of one, which is loaded at the first text.
    labels
        Labels of entities to take; those in `PEOPLE_LABELS` as demonyms.
    name
        What mentions say found them; "spacy" and the pipeline's name if not given.

    Raises
    ------
    InputError
        At the first text, if spaCy or the pipeline is not installed.

    Examples
    --------
    >>> recogniser = spacy_recogniser("en_core_web_sm")  # nothing is loaded yet
    >>> recogniser.name
    'spacy:en_core_web_sm'
    """
    called = model if isinstance(model, str) else model.meta.get("name", "pipeline")
    return ModelRecogniser(_SpacyNames(model, frozenset(labels)), name or f"spacy:{called}")


def gliner_recogniser(
    model: Any, *, labels: Sequence[str] = GLINER_LABELS, threshold: float = 0.5, name: str = "gliner"
) -> ModelRecogniser:
    """Return a recogniser that runs a GLiNER model beside ours.

    Parameters
    ----------
    model
        A loaded model: anything with `predict_entities(text, labels, threshold=...)`; or the name or
        folder of one for `gliner.GLiNER.from_pretrained`, which is called at the first text and may
        fetch it from the network.
    labels
        What to ask for, in words.
    threshold
        How sure the model must be, 0 to 1.
    name
        What mentions say found them.

    Raises
    ------
    InputError
        At the first text, if the package gliner is not installed.
    """
    return ModelRecogniser(_GlinerNames(model, tuple(labels), threshold), name)


def merge_spans(ours: Iterable[Span], theirs: Iterable[Span]) -> list[Span]:
    """Return our spans and those of a model, none of a place overlapping another, in order.

    Parameters
    ----------
    ours
        Spans of routes and places; routes all stay.
    theirs
        Spans of places.
    """
    kept = sorted(ours, key=lambda span: (span.start, span.end))
    for span in theirs:
        overlapping = [own for own in kept if own.start < span.end and span.start < own.end]
        if not overlapping:
            kept.append(span)
        elif all(own.feature_type == "place" for own in overlapping):
            merged = _merged(overlapping, span)
            kept = [*(own for own in kept if own not in overlapping), *merged]
    return sorted(kept, key=lambda span: (span.start, span.end))


def _merged(ours: Sequence[Span], span: Span) -> list[Span]:
    """Return what stays of our spans of places and the one of a model that overlaps them."""
    covers = all(span.start <= own.start and own.end <= span.end for own in ours)
    same = len(ours) == 1 and (ours[0].start, ours[0].end) == (span.start, span.end)
    if covers and not same and span.candidates:
        return [span]
    if same:
        return [replace(ours[0], score=max(ours[0].score, span.score))]
    return list(ours)


def plug_recogniser(
    given: Recogniser, ours: Recogniser, gazetteer: Gazetteer, *, demonyms: bool = True
) -> Recogniser:
    """Return a user's recogniser, beside ours if it is a `ModelRecogniser`, with a look at what it returns."""
    find = given.beside(ours, gazetteer) if isinstance(given, ModelRecogniser) else given
    return lambda text: [
        span for span in _checked_spans(find(text), text, given) if demonyms or not span.demonym
    ]


def plug_resolver(given: Resolver) -> Resolver:
    """Return a user's resolver with a look at what it returns."""

    def resolve(text: str, spans: Sequence[Span], /) -> Sequence[Mention]:
        mentions = list(given(text, spans))
        strange = next((one for one in mentions if not isinstance(one, Mention)), None)
        if strange is not None or len(mentions) != len(spans):
            what = (
                f"{strange!r:.80}"
                if strange is not None
                else f"{len(mentions)} mentions for {len(spans)} spans"
            )
            raise InputError(
                f"resolver {_called(given)} returned {what}; expected one geomap.model.Mention per span"
            )
        return mentions

    return resolve


def _checked_spans(spans: Iterable[Span], text: str, given: Recogniser) -> list[Span]:
    checked = list(spans)
    for span in checked:
        if (
            not isinstance(span, Span)
            or text[span.start : span.end] != span.surface
            or span.start >= span.end
        ):
            raise InputError(
                f"recogniser {_called(given)} returned {span!r:.80}; expected geomap.model.Span with "
                "text[start:end] == surface, offsets in characters"
            )
    return checked


def _called(given: object) -> str:
    return str(getattr(given, "__name__", type(given).__name__))


@dataclass
class _SpacyNames:
    """What a spaCy pipeline finds; the pipeline is loaded when it is first needed."""

    model: Any
    labels: frozenset[str]

    def __call__(self, text: str) -> Iterator[Found]:
        if isinstance(self.model, str):
            self.model = _load_spacy(self.model)
        limit = self.model.max_length
        for start, piece in _pieces(text, limit) if len(text) > limit else [(0, text)]:
            for entity in self.model(piece).ents:
                if entity.label_ in self.labels:
                    people = entity.label_ in PEOPLE_LABELS
                    yield Found(start + entity.start_char, start + entity.end_char, people=people)


@dataclass
class _GlinerNames:
    """What a GLiNER model finds, piece by piece: it cuts off what is longer than it reads at once."""

    model: Any
    labels: tuple[str, ...]
    threshold: float

    def __call__(self, text: str) -> Iterator[Found]:
        if isinstance(self.model, str):
            self.model = _load_gliner(self.model)
        for start, piece in _pieces(text, _MAX_PIECE):
            for entity in self.model.predict_entities(piece, list(self.labels), threshold=self.threshold):
                yield _gliner_found(entity, start)


def _gliner_found(entity: Mapping[str, Any], start: int) -> Found:
    score = min(1.0, max(0.0, float(entity.get("score", 1.0))))
    return Found(start + int(entity["start"]), start + int(entity["end"]), score)


def _load_spacy(name: str) -> Any:
    try:
        import spacy
    except ImportError:
        raise InputError('spaCy is not installed: pip install "geomap-corridors[spacy]"') from None
    try:
        return spacy.load(name)
    except OSError:
        raise InputError(
            f"spaCy has no pipeline {name!r}: python -m spacy download {name}, or give a folder"
        ) from None


def _load_gliner(name: str) -> Any:
    try:
        import gliner
    except ImportError:
        raise InputError("the package gliner is not installed: pip install gliner") from None
    return gliner.GLiNER.from_pretrained(name)


def _pieces(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Yield stretches of whole sentences, with their offsets; a sentence longer than `size` is cut."""
    start = end = 0
    for _, stop in sentence_bounds(text):
        if stop - start > size and start < end:
            yield start, text[start:end]
            start = end
        while stop - start > size:
            yield start, text[start : start + size]
            start += size
        end = stop
    if start < len(text):
        yield start, text[start:]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a name without its article, its quotes and its "'s"; models differ in these."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    if text.startswith(_ARTICLES, start, end):
        start += 4
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def _usable(candidates: Iterable[Candidate], surface: str, *, people: bool) -> Iterator[Candidate]:
    """Yield the candidates that this spelling can mean: demonyms for peoples only, acronyms in capitals only."""
    for candidate in candidates:
        if people != (candidate.name_type == "demonym"):
            continue
        if candidate.name_type == "acronym" and not surface.isupper():
            continue
        if candidate.name_type != "abbreviation":
            yield candidate
