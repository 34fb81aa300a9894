"""Find the names in a text: route names by the catalogue, toponyms by the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.catalogue import Route
from geomap.gazetteer import GazetteerIndex
from geomap.model import Span
from geomap.recognition.routes import RouteMatcher as RouteMatcher
from geomap.recognition.toponyms import ToponymMatcher as ToponymMatcher
from geomap.recognition.unlisted import find_unlisted as find_unlisted
from geomap.text import fold


class NameRecogniser:
    """The recogniser that comes with geomap: one fold, then routes, then the places beside them.

    Parameters
    ----------
    routes
        The catalogue.
    gazetteer
        The compiled index.
    demonyms
        Whether "Turkish" counts as a name of Turkiye.
    """

    def __init__(
        self, routes: Mapping[str, Route], gazetteer: GazetteerIndex, *, demonyms: bool = True
    ) -> None:
        self.routes = RouteMatcher(routes)
        self.toponyms = ToponymMatcher(gazetteer, demonyms=demonyms)

    def __call__(self, text: str) -> list[Span]:
        """Return the spans of a text in order; towns inside a route's name are no spans of their own."""
        folded = fold(text)
        routes, taken = self.routes.find(text, folded)
        places = self.toponyms.find(text, folded, taken)
        return sorted([*routes, *places], key=lambda span: (span.start, span.end))
