"""Put rows into the cells of a cube: their period, their place on the other axes, how many there are.

Articles that cannot be placed in a period are not dropped, as a groupby would
do, but counted beside the cube, in variables of their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geomap.errors import OutputError
from geomap.text import clean_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

    Numbers = np.ndarray[Any, np.dtype[Any]]
    #: The labels or numbers along an axis of a cube, and its attributes.
    Axis = tuple[Numbers, dict[str, str]]

#: The label of articles whose source is not known.
NO_SOURCE = "(not stated)"
#: The lengths of a period, as pandas calls them; weeks begin on Monday (ISO 8601).
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
#: The most cells of a cube, 4 bytes each in every variable.
MAX_CELLS = 100_000_000
# A date known only to the month cannot be placed in a day.
_TOO_COARSE = {"day": ["month", "year"], "week": ["month", "year"], "month": ["year"], "year": []}


def place_articles(articles: pd.DataFrame, by: str | None) -> tuple[pd.DataFrame, pd.PeriodIndex]:
    """Return article_id, source and number of the period (-1: undated) of each article, and the periods."""
    import pandas as pd

    if by is not None and by not in PERIODS:
        raise OutputError(f"by={by!r}: expected one of {', '.join(PERIODS)}")
    freq = PERIODS[by or "year"]
    hidden = articles["published_precision"].isin(_TOO_COARSE[by]) if by else articles["published"].notna()
    placed = pd.PeriodIndex(
        articles["published"].mask(hidden).dt.tz_localize(None).dt.to_period(freq), freq=freq
    )
    known = placed.dropna()
    periods = pd.period_range(known.min(), known.max(), freq=freq) if len(known) else known
    sources = articles["source"].fillna(NO_SOURCE).map(lambda name: clean_text(name)[0])
    facts = {"article_id": articles["article_id"], "source": sources, "period": periods.get_indexer(placed)}
    return pd.DataFrame(facts), periods


def count_rows(
    counts: Mapping[str, tuple[str, pd.DataFrame]],
    axes: Mapping[str, Axis],
    periods: pd.PeriodIndex,
    *,
    title: str,
) -> xr.Dataset:
    """Return how many rows there are per place on `axes` and period, and per place without a period.

    Rows name their place on an axis by a label of it, or by its number.
    """
    import numpy as np
    import pandas as pd
    import xarray as xr

    from geomap import __version__

    shape = (*(len(axis) for axis, _ in axes.values()), len(periods))
    if math.prod(shape) > MAX_CELLS:
        size = " x ".join(map(str, shape))
        raise OutputError(
            f"the cube would have {size} cells; choose longer periods, larger cells or fewer articles"
        )
    dated: dict[str, Any] = {}
    undated: dict[str, Any] = {}
    for name, (words, rows) in counts.items():
        cells, rest = np.zeros(shape, "int32"), np.zeros(shape[:-1], "int32")
        place = [
            pd.Index(axis).get_indexer(pd.Index(rows[key]))
            if axis.dtype.kind == "U"
            else rows[key].to_numpy("int64")
            for key, (axis, _) in axes.items()
        ]
        period = rows["period"].to_numpy("int64")
        known = period >= 0
        np.add.at(cells, (*(numbers[known] for numbers in place), period[known]), 1)
        np.add.at(rest, tuple(numbers[~known] for numbers in place), 1)
        facts = {"long_name": words, "units": "1"}
        dated[name] = ((*axes, "time"), cells, {**facts, "cell_methods": "time: sum"})
        undated[f"undated_{name}"] = (tuple(axes), rest, {**facts, "long_name": f"{words}, undated"})
    coords = {name: (name, *axis) for name, axis in axes.items()} | _time_coordinates(periods)
    attrs = {"Conventions": "CF-1.11", "title": title, "source": f"geomap {__version__}"}
    return xr.Dataset({**dated, **undated}, coords, attrs)


def _time_coordinates(periods: pd.PeriodIndex) -> dict[str, Any]:
    import numpy as np
    import xarray as xr

    starts, ends = (index.to_timestamp().to_numpy("datetime64[ns]") for index in (periods, periods + 1))
    words = {
        "standard_name": "time",
        "long_name": "first day of the period, UTC",
        "axis": "T",
        "bounds": "time_bnds",
    }
    coords = {
        "time": xr.Variable("time", starts, words),
        "time_bnds": xr.Variable(("time", "nv"), np.stack([starts, ends], axis=1)),
    }
    for variable in coords.values():
        variable.encoding = {"units": "days since 1970-01-01", "calendar": "standard", "dtype": "int32"}
    return coords
