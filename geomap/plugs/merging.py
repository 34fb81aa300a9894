"""The names a model finds, and how they are merged with those of our own recogniser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geomap.model import Candidate, Gazetteer, Recogniser, Span

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
