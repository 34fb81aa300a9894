"""Which of the articles read are kept: those of the days, sources and routes asked for; the others become issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from geomap.articles.outlets import load_outlets
from geomap.catalogue import Catalogue
from geomap.errors import CatalogueError, InputError
from geomap.model import Article, Issue, Mention


def find_route_ids(catalogue: Catalogue, names: Iterable[str]) -> set[str]:
    """Return the ids of the routes that these ids and names mean.

    Raises
    ------
    CatalogueError
        If the catalogue has no such route.
    """
    ids: set[str] = set()
    for name in names:
        found = catalogue.find(name)
        if not found:
            raise CatalogueError(
                f"no route is called {name!r}; `geomap routes` lists those the catalogue has"
            )
        ids |= {route.route_id for route in found}
    return ids


def make_article_filter(
    since: date | str | None, until: date | str | None, sources: Iterable[str], issues: list[Issue]
) -> Callable[[Article], bool]:
    """Return a function that says whether an article is kept, and lists it in `issues` when it is not.

    Parameters
    ----------
    since, until
        First and last day of publication, as dates or "YYYY-MM-DD"; when either is given, undated articles go.
    sources
        Names or web addresses; none keeps all.
    issues
        Added to.

    Raises
    ------
    InputError
        If a text is no date, or `since` is after `until`.
    """
    first, last, wanted = _day("since", since), _day("until", until), _source_names(sources)
    if first and last and first > last:
        raise InputError(f"since {first} is after until {last}; no day lies between them")

    def keep(article: Article) -> bool:
        where = article.path or article.article_id
        if wanted and (article.source or "").casefold() not in wanted:
            issues.append(
                Issue(where, "filtered", f"source {article.source or 'not stated'} was not asked for")
            )
            return False
        if first is None and last is None:
            return True
        if article.published is None:
            issues.append(Issue(where, "filtered", "undated, and a span of days was asked for"))
            return False
        day = article.published.date()
        inside = (first is None or day >= first) and (last is None or day <= last)
        if not inside:
            issues.append(Issue(where, "filtered", f"published {day}, outside the days asked for"))
        return inside

    return keep


def mentions_route(found: Iterable[Mention], wanted: set[str], catalogue: Catalogue) -> bool:
    """Say whether one of the wanted routes, or a part of one, is among the mentions."""
    ids = {mention.feature_id for mention in found if mention.feature_type == "route" and mention.feature_id}
    return bool(wanted & ids or any(wanted & set(catalogue.ancestors(route_id)) for route_id in ids))


def _source_names(names: Iterable[str]) -> set[str]:
    outlets = load_outlets()
    return {outlets.canonical(name).casefold() for name in names}


def _day(option: str, value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(
            f"{option}: {value!r} is no date; expected YYYY-MM-DD, for example 2025-08-08"
        ) from None
