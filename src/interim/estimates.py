"""Estimates over futures, never without their interval.

A *probability* is the share of futures with its 95 % interval and their number; a *spread* is the
median with the 5th and 95th percentile. Both are plain mappings, as the command line prints them,
and None where nothing is defined.
"""

from __future__ import annotations

import math
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Z975 = float(stats.norm.ppf(0.975))


class Probability(TypedDict):
    """A share of futures, its 95 % interval, and the number of futures behind it."""

    p: float
    low: float
    high: float
    n: int


class Spread(TypedDict):
    """The median and the 5th and 95th percentile over futures."""

    median: float
    low: float
    high: float


def share(flags: NDArray[Any]) -> Probability | None:
    """Share of futures in which something happens, with Wilson's score interval.

    Args:
        flags: (n,), bool.

    Returns:
        None if there are no futures.

    Source:
        Wilson (1927); recommended over the normal interval by Brown, Cai and DasGupta (2001).
    """
    n = int(flags.size)
    if n == 0:
        return None
    p = float(np.count_nonzero(flags)) / n
    centre = (p + Z975**2 / (2 * n)) / (1 + Z975**2 / n)
    half = Z975 / (1 + Z975**2 / n) * math.sqrt(p * (1 - p) / n + Z975**2 / (4 * n * n))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return {"p": p, "low": min(low, p), "high": max(high, p), "n": n}


def mean_chance(chances: NDArray[Any]) -> Probability | None:
    """Mean of a chance that is known exactly in each future, with its 95 % sampling interval.

    Args:
        chances: (n,), float, each in [0, 1].
    """
    n = int(chances.size)
    if n == 0:
        return None
    p = float(np.mean(chances, dtype=float))
    half = Z975 * float(np.std(chances, dtype=float)) / math.sqrt(n)
    return {"p": p, "low": max(0.0, p - half), "high": min(1.0, p + half), "n": n}


def spread(values: NDArray[Any]) -> Spread | None:
    """Median and 5th to 95th percentile over futures, leaving out futures where undefined (NaN).

    Args:
        values: (n,), float.
    """
    defined = values[~np.isnan(values)]
    if defined.size == 0:
        return None
    low, median, high = np.percentile(defined, [5, 50, 95])
    return {"median": float(median), "low": float(low), "high": float(high)}
