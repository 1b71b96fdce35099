"""Which numbers a weighing of futures moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.foundation.estimates import Spread
from interim.futures import Futures

Array = NDArray[np.float64]

MOST_MOVED = 5
"""Numbers that are named, the most moved first."""
CLEARLY = 4.0
"""Standard errors beyond which a number counts as moved: some hundred are looked at."""


class Moved(NamedTuple):
    """A number that an observer thinks of otherwise after what it has seen."""

    quantity: str
    before: Spread
    after: Spread
    errors: float
    """Change of its mean rank in standard errors."""


class Ranked(NamedTuple):
    """Numbers of futures in their order, for many weighings of the same futures."""

    names: tuple[str, ...]
    values: Array
    """(quantities, n)."""
    order: NDArray[np.intp]
    """(quantities, n), futures from the lowest number to the highest."""
    ranks: Array
    """(quantities, n), of each future, between 0 and 1."""


def ranked(futures: Futures, names: Sequence[str]) -> Ranked:
    """Order futures by each number.

    Args:
        futures: n futures.
        names: of the uncertain quantities to look at.
    """
    values = np.array([futures[name] for name in names]).reshape(len(names), futures.n)
    order = np.argsort(values, axis=1, kind="stable")
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (np.arange(futures.n) + 0.5)[None] / futures.n, axis=1)
    return Ranked(tuple(names), values, order, ranks)


def moved(numbers: Ranked, weight: Array, most: int = MOST_MOVED) -> list[Moved]:
    """The numbers that a weighing of futures moves, the most moved first.

    Args:
        numbers: of n futures.
        weight: (n,), of each; any sum.
        most: how many are named.
    """
    total = float(weight.sum())
    if not total > 0.0:
        return []
    share_of_each = weight / total
    effective = 1.0 / float((share_of_each**2).sum())
    errors = (numbers.ranks @ share_of_each - 0.5) / np.sqrt(1.0 / 12.0 / effective)
    clearly = np.flatnonzero(np.abs(errors) >= CLEARLY).tolist()
    found = sorted(clearly, key=lambda k: (-abs(errors[k]), numbers.names[k]))
    return [
        Moved(
            numbers.names[k],
            _before(numbers.values[k]),
            _weighed(numbers.values[k], numbers.order[k], share_of_each),
            float(errors[k]),
        )
        for k in found[:most]
    ]


def _before(values: Array) -> Spread:
    low, median, high = np.percentile(values, [5, 50, 95])
    return {"median": float(median), "low": float(low), "high": float(high)}


def _weighed(values: Array, order: NDArray[np.intp], weight: Array) -> Spread:
    """Weighted median with the 5th and 95th percentile."""
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, median, high = np.interp([0.05, 0.5, 0.95], below, values[order])
    return {"median": float(median), "low": float(low), "high": float(high)}
