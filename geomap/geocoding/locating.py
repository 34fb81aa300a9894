"""Give the places that a geocoder knows to mentions that no gazetteer could place.

Only names without any candidate are asked: of "Jordan said" the gazetteer knows
where Jordan is, and doubts that a place is meant, which no geocoder can tell.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geomap.alignment import length_km
from geomap.errors import NotAskedError
from geomap.model import Candidate, Geocoder, Issue, Mention, Progress
from geomap.text import fold_name, plain_line

#: The score of a mention whose place has the name that was asked for, and of one that has another: a
#: geocoder knows where a name lies, but has seen nothing of the text.
SAME_NAME, OTHER_NAME = 0.5, 0.3
#: Of two places further apart than this that fit as well, neither is certain: "ambiguous".
SAME_PLACE_KM = 25.0
_MAX_LISTED = 20

#: The mentions of articles, by the articles' ids.
Found = Sequence[tuple[str, Sequence[Mention]]]


@dataclass(frozen=True, slots=True)
class _Place:
    candidates: tuple[Candidate, ...]
    score: float
    status: str
    reason: str


def locate_mentions(
    found: Found, geocoder: Geocoder, *, issues: list[Issue], progress: Progress | None = None
) -> list[tuple[str, list[Mention]]]:
    """Return the mentions with those resolved that the geocoder could place.

    Parameters
    ----------
    found
        Article ids and their mentions.
    geocoder
        Called once per distinct name, the most frequent first, on this thread.
    issues
        What could not be asked is added here; those mentions stay unresolved.
    progress
        Told how many names have been asked.
    """
    label = geocoder_name(geocoder)
    places: dict[str, _Place] = {}
    unasked: dict[str, list[str]] = {}
    names = _names(found)
    for number, (key, surface) in enumerate(names, 1):
        if progress:
            progress(f"asking {label}", number, len(names))
        try:
            place = _place(surface, _checked(geocoder(surface)), label)
        except NotAskedError as error:
            unasked.setdefault(str(error), []).append(surface)
        except Exception as error:  # a plug may raise anything; the map is made all the same
            issues.append(_issue(label, f"{surface}: {error or type(error).__name__}"))
        else:
            if place:
                places[key] = place
    issues += [_issue(label, f"{_listed(some)} not asked: {reason}") for reason, some in unasked.items()]
    return [
        (article, [_located(mention, places, label) for mention in mentions]) for article, mentions in found
    ]


def geocoder_name(geocoder: Geocoder) -> str:
    """Return what mentions name as their resolver: the geocoder's `name`, else that of the function or class."""
    name = getattr(geocoder, "name", None) or getattr(geocoder, "__name__", None)
    return str(name or type(geocoder).__name__)


def issue_place(label: str) -> str:
    """Return what the table of issues says as `where` of a geocoder's failures."""
    return f"geocoder {label}"


def _names(found: Found) -> list[tuple[str, str]]:
    """Return the key and the commonest spelling of each name to ask for, the most mentioned name first."""
    spellings: dict[str, Counter[str]] = {}
    for _article, mentions in found:
        for mention in mentions:
            if _is_open(mention):
                spelling = " ".join(mention.surface.split())
                spellings.setdefault(_key(mention), Counter())[spelling] += 1
    order = sorted(spellings, key=lambda key: (-spellings[key].total(), key))
    return [(key, min(spellings[key], key=lambda text: (-spellings[key][text], text))) for key in order]


def _is_open(mention: Mention) -> bool:
    place = mention.feature_type == "place" and mention.status == "unresolved"
    return place and not mention.candidates and not mention.demonym


def _key(mention: Mention) -> str:
    return " ".join(mention.surface.split()).casefold()


def _checked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates of an answer, whose points a map can show."""
    checked = list(candidates)
    for place in checked:
        lon, lat = place.lon, place.lat
        if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError("a place without a longitude and a latitude")
        if abs(lon) > 180 or abs(lat) > 90:
            raise ValueError(f"a place at longitude {lon:g}, latitude {lat:g}, which is not on Earth")
    return checked


def _place(surface: str, candidates: Sequence[Candidate], label: str) -> _Place | None:
    if not candidates:
        return None
    best, same = candidates[0], fold_name(surface)
    score = SAME_NAME if fold_name(best.name) == same else OTHER_NAME
    rivals = [
        place
        for place in candidates[1:]
        if (fold_name(place.name) == same) == (score == SAME_NAME) and _apart_km(best, place) > SAME_PLACE_KM
    ]
    reason = f"in no gazetteer here; {label} knows it as {plain_line(best.name or surface)}"
    if rivals:
        score /= 2
        reason += f", and {len(rivals)} more elsewhere"
    kept = tuple(replace(place, name=place.name or surface, score=score) for place in candidates)
    return _Place(kept, score, "ambiguous" if rivals else "resolved", reason)


def _located(mention: Mention, places: dict[str, _Place], label: str) -> Mention:
    place = places.get(_key(mention)) if _is_open(mention) else None
    if place is None:
        return mention
    best = place.candidates[0]
    return replace(
        mention,
        feature_id=best.feature_id,
        name=best.name,
        lon=best.lon,
        lat=best.lat,
        status=place.status,
        score=place.score,
        margin=0.0 if place.status == "ambiguous" else place.score,
        reason=place.reason,
        resolver=label,
        candidates=place.candidates,
    )


def _apart_km(one: Candidate, other: Candidate) -> float:
    from shapely import LineString

    ends = [(place.lon or 0.0, place.lat or 0.0) for place in (one, other)]
    return length_km([LineString(ends)])


def _issue(label: str, message: str) -> Issue:
    return Issue(issue_place(label), "warning", plain_line(message))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return ", ".join(names[:_MAX_LISTED]) + more
