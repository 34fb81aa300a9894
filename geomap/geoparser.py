"""One text through recognition and resolution: `geoparse`, and `Geoparser` for many texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from geomap.articles.outlets import load_outlets
from geomap.catalogue import Catalogue, Route, read_catalogue
from geomap.gazetteer import GazetteerIndex, load_gazetteer
from geomap.model import Mention, Progress, Recogniser, Resolver, Span
from geomap.plugs import plug_recogniser, plug_resolver
from geomap.recognition import NameRecogniser, find_unlisted
from geomap.resolution import resolve_places
from geomap.text import clean_text, sentence_bounds, sentence_span

#: Names that are hardly places ("Minister", "Over") are not even listed as unresolved.
MIN_LISTED_CHANCE = 0.2


class Geoparser:
    """Finds and resolves places and routes; holds the opened index and the catalogue.

    Parameters
    ----------
    catalogue
        Folders of route files that add to or replace the packaged routes.
    gazetteer
        The folder of a compiled index, or an opened one; the default one is compiled on first use.
    places
        A CSV or GeoJSON file of a user's own places, or several, on top of the gazetteer.
    recogniser, resolver
        Callables with the signatures of `geomap.model.Recogniser` and `Resolver`
        that take the place of ours; a resolver gets the place spans only. A
        `geomap.plugs.ModelRecogniser` works beside ours instead.
    demonyms
        Whether "Turkish" counts as a mention of Türkiye (marked `demonym`).
    unlisted
        Whether names that stand like a place ("the village of Xyz") and that the
        gazetteer does not hold are listed too, unresolved; a geocoder is asked for them.
    progress
        Told how far compiling the gazetteer has come.

    Notes
    -----
    It pickles as its parameters, so worker processes open the index themselves.

    Examples
    --------
    >>> parser = Geoparser()
    >>> [mention.feature_id for mention in parser("Gas from Sangachal reaches Italy through TAP.")][-1]
    'tap'
    """

    def __init__(
        self,
        *,
        catalogue: Sequence[str | Path] = (),
        gazetteer: str | Path | GazetteerIndex | None = None,
        places: str | Path | Sequence[str | Path] = (),
        recogniser: Recogniser | None = None,
        resolver: Resolver | None = None,
        demonyms: bool = True,
        unlisted: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._options: dict[str, Any] = {
            "catalogue": tuple(map(str, catalogue)),
            "gazetteer": gazetteer,
            "places": places,
            "recogniser": recogniser,
            "resolver": resolver,
            "demonyms": demonyms,
            "unlisted": unlisted,
        }
        self._unlisted = unlisted
        packaged = read_catalogue()
        self.catalogue = Catalogue(
            [*({**packaged, **read_catalogue(*catalogue)} if catalogue else packaged).values()]
        )
        self.gazetteer: GazetteerIndex = load_gazetteer(gazetteer, places=places, progress=progress)
        ours = NameRecogniser(self.catalogue, self.gazetteer, demonyms=demonyms)
        self._recognise: Recogniser = ours
        if recogniser:
            self._recognise = plug_recogniser(recogniser, ours, self.gazetteer, demonyms=demonyms)
        self._resolve: Resolver = plug_resolver(resolver) if resolver else resolve_places

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._options,)

    def __call__(self, text: str, *, source: str | None = None) -> list[Mention]:
        """Return the mentions of a text in order of their offsets.

        Parameters
        ----------
        text
            Any text; NUL and lone surrogates count as U+FFFD, lengths unchanged.
        source
            The outlet's name or web address: a place in its country is a little
            likelier. Resolvers of your own are not told.

        Returns
        -------
        mentions
            Places and routes, resolved, ambiguous or unresolved.
        """
        text, _ = clean_text(text)
        spans = sorted(self._recognise(text), key=lambda span: (span.start, span.end))
        if self._unlisted:
            spans = sorted([*spans, *find_unlisted(text, spans)], key=lambda span: (span.start, span.end))
        places = [span for span in spans if span.feature_type == "place"]
        bounds = sentence_bounds(text)
        country = load_outlets().country(source) if source else None
        resolved = (
            resolve_places(text, places, home=(country, None))
            if country and self._resolve is resolve_places
            else self._resolve(text, places)
        )
        listed = [mention for mention in resolved if _is_listed(mention)]
        routes = [
            _route_mention(text, bounds, span, self.catalogue)
            for span in spans
            if span.feature_type == "route"
        ]
        return sorted([*listed, *routes], key=lambda mention: (mention.start, mention.end))


def geoparse(text: str, *, source: str | None = None) -> list[Mention]:
    """Find the places and routes a text speaks of.

    Parameters
    ----------
    text
        Any text, in any of the catalogue's languages.
    source
        The name or web address of the outlet it is from, where known.

    Returns
    -------
    mentions
        In order; `lon` and `lat` in degrees (EPSG:4326), None for routes.

    Examples
    --------
    >>> for mention in geoparse("Gas from Baku reaches Italy through the TAP pipeline."):
    ...     print(mention.surface, mention.feature_type, mention.feature_id)
    Baku place geonames:587084
    Italy place geonames:3175395
    TAP pipeline route tap
    """
    return _default()(text, source=source)


def explain(text: str, words: str | None = None) -> list[dict[str, Any]]:
    """Say why each mention of a text became what it became.

    Parameters
    ----------
    text
        The text.
    words
        Only mentions whose surface contains these words (case aside).

    Returns
    -------
    explanations
        One mapping per mention: its fields, its sentence, its reason and all
        kept candidates with the evidence for each.

    Examples
    --------
    >>> explain("They met in Paris, Texas.", "paris")[0]["candidates"][0]["country"]
    'US'
    """
    mentions = (m for m in _default()(text) if words is None or words.casefold() in m.surface.casefold())
    return [asdict(mention) for mention in mentions]


@cache
def _default() -> Geoparser:
    return Geoparser()


def _rebuild(options: Mapping[str, Any]) -> Geoparser:
    return Geoparser(**options)


def _is_listed(mention: Mention) -> bool:
    """Say whether a mention is kept: all but names of known places that are hardly meant as such."""
    doubted = mention.status == "unresolved" and mention.candidates
    return not doubted or mention.score >= MIN_LISTED_CHANCE


def _route_mention(
    text: str, bounds: Sequence[tuple[int, int]], span: Span, catalogue: Mapping[str, Route]
) -> Mention:
    best = span.candidates[0] if span.candidates else None
    second = span.candidates[1].score if len(span.candidates) > 1 else 0.0
    start, end = sentence_span(bounds, span.start, span.end)
    margin = best.score - second if best else 0.0
    status = (
        "unresolved"
        if best is None
        else ("ambiguous" if len(span.candidates) > 1 and margin <= 0 else "resolved")
    )
    return Mention(
        start=span.start,
        end=span.end,
        surface=span.surface,
        feature_type="route",
        feature_id=best.feature_id if best else None,
        name=catalogue[best.feature_id].name
        if best and best.feature_id in catalogue
        else (best.name if best else None),
        lon=None,
        lat=None,
        status=status,
        score=best.score if best else 0.0,
        margin=round(margin, 4),
        reason=span.reason,
        sentence=text[start:end],
        anaphora=span.anaphora,
        alias_type=span.alias_type,
        alias_language=span.alias_language,
        recogniser=span.recogniser,
        resolver="catalogue",
        candidates=span.candidates,
    )
