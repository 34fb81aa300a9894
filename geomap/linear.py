"""The small linear models that ship with geomap: their weights, and the arithmetic of chances.

scripts/train_places.py fits the weights; weights.json holds nothing but numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "recognition" / "data" / "weights.json"
_LIMIT = 12.0
_LEAST = 1 / (1 + math.exp(_LIMIT))
_MOST = 1 - _LEAST


@cache
def weights(model: str, features: tuple[str, ...]) -> tuple[float, ...]:
    """Return the weights of a model in the order of its features, 0 for a feature it was not fitted with."""
    table = json.loads(WEIGHTS.read_text("utf-8"))[model]
    return tuple(float(table.get(name, 0.0)) for name in features)


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the sum of the products.

    Examples
    --------
    >>> dot([1.0, 2.0], [3.0, 0.5])
    4.0
    """
    return sum(map(float.__mul__, one, other))


def logistic(value: float) -> float:
    """Return the chance, 0 to 1, that belongs to a sum of weights.

    Examples
    --------
    >>> logistic(0.0)
    0.5
    """
    inside = _LIMIT if value > _LIMIT else (-_LIMIT if value < -_LIMIT else value)
    return 1 / (1 + math.exp(-inside))


def logit(chance: float) -> float:
    """Return the sum of weights that belongs to a chance; the inverse of `logistic` within its limits.

    Examples
    --------
    >>> logit(0.5)
    0.0
    """
    inside = _LEAST if chance < _LEAST else (_MOST if chance > _MOST else chance)
    return math.log(inside / (1 - inside))
