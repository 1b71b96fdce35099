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


def moved(futures: Futures, names: Sequence[str], weight: Array) -> list[Moved]:
    """The numbers that a weighing of futures moves, the most moved first.

    Args:
        futures: n futures.
        names: of the uncertain quantities to look at.
        weight: (n,), of each; any sum.
    """
    total = float(weight.sum())
    if not total > 0.0:
        return []
    share_of_each = weight / total
    effective = 1.0 / float((share_of_each**2).sum())
    error = np.sqrt(1.0 / 12.0 / effective)
    found = []
    for name in names:
        values = futures[name]
        order = np.argsort(values, kind="stable")
        ranks = np.empty(len(values))
        ranks[order] = (np.arange(len(values)) + 0.5) / len(values)
        change = (float(share_of_each @ ranks) - 0.5) / error
        if abs(change) >= CLEARLY:
            found.append((abs(change), name, change, order))
    return [
        Moved(name, _before(futures[name]), _weighed(futures[name], order, share_of_each), change)
        for _, name, change, order in sorted(found, key=lambda each: (-each[0], each[1]))
    ]


def _before(values: Array) -> Spread:
    low, median, high = np.percentile(values, [5, 50, 95])
    return {"median": float(median), "low": float(low), "high": float(high)}


def _weighed(values: Array, order: NDArray[np.intp], weight: Array) -> Spread:
    """Weighted median with the 5th and 95th percentile."""
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, median, high = np.interp([0.05, 0.5, 0.95], below, values[order])
    return {"median": float(median), "low": float(low), "high": float(high)}
