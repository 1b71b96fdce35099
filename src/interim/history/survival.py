"""How long arrangements lasted: the Kaplan-Meier estimate with intervals for small numbers.

Sources:
    Kaplan and Meier (1958), the estimate; Greenwood (1926), its variance; Kalbfleisch and Prentice
    (1980), the interval on the log-log scale; Clopper and Pearson (1934), the bound where nothing
    has broken yet and Greenwood's variance is nil.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from interim.foundation.estimates import Probability
from interim.foundation.horizons import LATE, within

CONFIDENCE = 0.95
HORIZONS = tuple(float(year) for year in within(LATE))
"""Years for which survival is reported."""


@dataclass(frozen=True)
class Curve:
    """Survival over time.

    Attributes:
        times: (steps,), years at which something broke or was censored, ascending.
        survival: (steps,), share still in force after each.
        low: (steps,), lower end of the 95 % interval.
        high: (steps,), upper end.
        at_risk: (steps,), number in force just before each.
        n: number of arrangements.
        broken: how many of them broke.
    """

    times: NDArray[np.float64]
    survival: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    n: int
    broken: int

    def at(self, years: float) -> Probability | None:
        """Share in force after so many years; None past the longest life seen, or of nothing."""
        if self.n == 0 or years > self.times[-1]:
            return None
        step = int(np.searchsorted(self.times, years, side="right")) - 1
        if step < 0:
            return {"p": 1.0, "low": _none_broken(self.n), "high": 1.0, "n": self.n}
        return {
            "p": float(self.survival[step]),
            "low": float(self.low[step]),
            "high": float(self.high[step]),
            "n": self.n,
        }

    def median(self) -> float | None:
        """Years after which half are no longer in force; None where more than half still are."""
        gone = np.flatnonzero(self.survival <= 0.5)
        return float(self.times[gone[0]]) if gone.size else None


def kaplan_meier(years: NDArray[np.float64], broken: NDArray[np.bool_]) -> Curve:
    """The Kaplan-Meier estimate.

    Args:
        years: (n,), lives, above zero.
        broken: (n,), False where a life is censored.

    Returns:
        The curve with pointwise intervals: log-log of Greenwood's variance; where nothing has
        broken yet, the exact bound for none out of those still watched; where nothing is left,
        the exact bound for none left out of those in force just before.

    Raises:
        ValueError: lives that are not above zero.
    """
    n = int(years.size)
    if n == 0:
        empty = np.zeros(0)
        return Curve(empty, empty, empty, empty, np.zeros(0, dtype=np.int64), 0, 0)
    if not np.all(years > 0):
        raise ValueError("lives are above zero")
    unique, which = np.unique(years, return_inverse=True)
    times = np.asarray(unique, dtype=np.float64)
    ends = np.asarray(np.bincount(which, weights=broken, minlength=times.size), dtype=np.float64)
    leaving = np.asarray(np.bincount(which, minlength=times.size), dtype=np.int64)
    at_risk = np.asarray(n - np.concatenate([[0], np.cumsum(leaving)[:-1]]), dtype=np.int64)
    survival = np.asarray(np.cumprod(1.0 - ends / at_risk), dtype=np.float64)
    low, high = _interval(survival, ends, at_risk, leaving)
    return Curve(times, survival, low, high, at_risk, n, int(np.count_nonzero(broken)))


def _interval(
    survival: NDArray[np.float64],
    ends: NDArray[np.float64],
    at_risk: NDArray[np.int64],
    leaving: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pointwise 95 % interval at each step."""
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    inside = (survival > 0) & (survival < 1)
    low, high = np.zeros_like(survival), np.ones_like(survival)
    left = np.maximum(at_risk - ends, 1)
    variance = np.cumsum(np.where(at_risk > ends, ends / (at_risk * left), 0.0))
    log = np.log(np.where(inside, survival, 0.5))
    width = z * np.sqrt(variance) / np.abs(log)
    low = np.where(inside, np.exp(log * np.exp(width)), low)
    high = np.where(inside, np.exp(log * np.exp(-width)), high)
    none_broken = survival >= 1
    watched = at_risk - leaving
    low = np.where(none_broken, [_none_broken(max(int(w), 1)) for w in watched], low)
    none_left = survival <= 0
    high = np.where(none_left, [1 - _none_broken(int(r)) for r in at_risk], high)
    return low, np.where(none_broken, 1.0, high)


def _none_broken(n: int) -> float:
    """Lower bound of a chance of which n trials out of n came good (Clopper and Pearson)."""
    return float(((1 - CONFIDENCE) / 2) ** (1 / n))
