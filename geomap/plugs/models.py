"""spaCy pipelines and GLiNER models as recognisers that work beside ours; each is loaded at its first text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.errors import InputError
from geomap.plugs.merging import Found, ModelRecogniser
from geomap.text import sentence_bounds

#: What models call places. spaCy: https://spacy.io/models/en#en_core_web_sm-labels (OntoNotes), and other corpora's words.
PLACE_LABELS = frozenset("GPE LOC FAC LOCATION PLACE CITY COUNTRY REGION".split())
#: Peoples, which are places by their demonyms only: "Turkish".
PEOPLE_LABELS = frozenset(("NORP",))
#: What a GLiNER model is asked for.
GLINER_LABELS = ("city", "country", "region", "body of water", "mountain", "island")
#: GLiNER reads 384 words at a time; a piece of this many characters is never longer.
_MAX_PIECE = 1200


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
