"""The values that travel between geomap's parts, as frozen dataclasses.

An article is read, spans are found in its text, each span becomes a mention
that points to a place or a route (or says that it could not), and the Atlas
holds all of it as plain tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read: its text and what is known about where it was published.

    Missing facts are None. `source_basis` says whether the outlet was "stated"
    (a field, front matter) or "inferred" from the text; `form` is "article" or
    "brief" (somebody's summary of an article); `published` is an aware UTC time
    and `published_precision` "day", "month", "year" or "second".
    """

    article_id: str
    text: str
    source: str | None = None
    source_basis: str | None = None
    form: str = "article"
    title: str | None = None
    author: str | None = None
    url: str | None = None
    published: datetime | None = None
    published_precision: str | None = None
    language: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be used, or was used with a doubt.

    `severity` is "error" (the article or file was left out), "duplicate" (left
    out because it is already there) or "warning" (used, with a doubt).
    """

    where: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, or a route that a phrase may name.

    Coordinates are degrees, EPSG:4326, and None for routes. `population` 0
    means unknown. `name_type` says how the name asked for belongs to the place:
    "name", "alternate", "demonym", "acronym" (capitals only) or "abbreviation"
    (only after the name of something inside it). `prominence` is how likely the
    name means this place before anything is known of the text, on the scale of
    `geomap.gazetteer.index.prominence`; None: judged by population. `evidence` holds what spoke for it, filled by the resolver.
    """

    feature_id: str
    name: str
    lon: float | None = None
    lat: float | None = None
    country: str | None = None
    admin1: str | None = None
    feature_class: str | None = None
    feature_code: str | None = None
    population: int = 0
    radius_km: float = 0.0
    gazetteer: str = ""
    name_type: str = "name"
    prominence: float | None = None
    score: float = 0.0
    evidence: Mapping[str, float] = field(default_factory=dict)

    def weighed(self, score: float, evidence: Mapping[str, float]) -> Candidate:
        """Return the same candidate with another score and evidence; `dataclasses.replace` in a fraction of its time."""
        return Candidate(
            self.feature_id,
            self.name,
            self.lon,
            self.lat,
            self.country,
            self.admin1,
            self.feature_class,
            self.feature_code,
            self.population,
            self.radius_km,
            self.gazetteer,
            self.name_type,
            self.prominence,
            score,
            evidence,
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that looks like the name of a place or a route.

    `start` and `end` are half-open Unicode code point offsets and
    `text[start:end] == surface` always holds. `score` is how likely it is a name
    of this type at all, 0 to 1.
    """

    start: int
    end: int
    surface: str
    feature_type: str
    recogniser: str
    candidates: tuple[Candidate, ...] = ()
    demonym: bool = False
    anaphora: bool = False
    alias_type: str | None = None
    alias_language: str | None = None
    score: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span after resolution: which place or route it means, how sure, and why.

    `status` is "resolved", "ambiguous" (best candidate given) or "unresolved".
    `score` is 0 to 1; `margin` is its distance to the runner-up. `lon` and
    `lat` are degrees, None for routes and unresolved names.
    """

    start: int
    end: int
    surface: str
    feature_type: str
    feature_id: str | None
    name: str | None
    lon: float | None
    lat: float | None
    status: str
    score: float
    margin: float
    reason: str
    sentence: str
    anaphora: bool = False
    demonym: bool = False
    alias_type: str | None = None
    alias_language: str | None = None
    recogniser: str = ""
    resolver: str = ""
    candidates: tuple[Candidate, ...] = ()


#: Told of long work: what is being done, how much of it is done, and of how much (None: unknown).
Progress = Callable[[str, int, int | None], None]
#: A gazetteer: a name as written -> the places it may mean.
Gazetteer = Callable[[str], Sequence[Candidate]]
#: A geocoder: a name -> the places it may mean, best first; none: not found. It raises when it cannot tell.
Geocoder = Callable[[str], Sequence[Candidate]]


class Recogniser(Protocol):
    """Finds names: any callable that takes a text and returns the spans in it.

    Spans of places bear the `candidates` that the resolver is to choose from
    (none: the mention stays unresolved); spans of routes bear the route as their
    only candidate. `text[span.start:span.end] == span.surface` must hold.
    """

    def __call__(self, text: str, /) -> Iterable[Span]:
        """Return the spans of a text, in any order."""


class Resolver(Protocol):
    """Decides what names mean: any callable that takes a text and its spans of places, in order.

    It returns one mention per span, in the same order, with the span's offsets;
    `status` is "resolved", "ambiguous" or "unresolved".
    """

    def __call__(self, text: str, spans: Sequence[Span], /) -> Sequence[Mention]:
        """Return the mentions of these spans."""


@dataclass(frozen=True)
class Atlas:
    """The result of reading news: plain tables, linked by their ids.

    Every table follows `geomap.schema`; GeoDataFrames are EPSG:4326 with x =
    longitude and y = latitude. `mentions.article_id` leads to `articles`,
    `mentions.feature_id` to `places` or `routes`; `segments` holds the
    parts of each route that differ in status or mode; `links` has one row per
    source and route; `issues` lists what could not be used.
    """

    articles: pd.DataFrame
    mentions: gpd.GeoDataFrame
    candidates: pd.DataFrame
    places: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    segments: gpd.GeoDataFrame
    waypoints: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    names: pd.DataFrame
    issues: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name, in the order of the fields."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def _repr_html_(self) -> str:
        """Return the map as a notebook shows it: in a frame that reaches neither the notebook nor the network."""
        import geomap

        html: str = geomap.render_map(self)._repr_html_()
        return html

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table)} {name}" for name, table in self.tables().items())
        return f"<Atlas: {counts}>"
