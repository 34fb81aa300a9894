"""Let a model of a user's own find names beside ours: spaCy pipelines, GLiNER, or any callable.

A model knows names that no list holds; our matcher knows routes, places in
many languages, and which words around a name belong to it. So neither replaces
the other: their spans are merged, and the model's names are looked up in the
gazetteer. Nothing is imported before a model is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geomap.errors import InputError
from geomap.model import Gazetteer, Mention, Recogniser, Resolver, Span
from geomap.plugs.merging import Found as Found
from geomap.plugs.merging import ModelRecogniser as ModelRecogniser
from geomap.plugs.merging import merge_spans as merge_spans
from geomap.plugs.models import gliner_recogniser as gliner_recogniser
from geomap.plugs.models import spacy_recogniser as spacy_recogniser


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
