"""Estimates over futures, never without their interval.

A *probability* is the share of futures with its 95 % interval and their number; a *spread* is the
median with the 5th and 95th percentile. Both are plain mappings, as the command line prints them,
and None where nothing is defined. Whatever writes a probability for a reader goes through
`Estimate`, which cannot be made or written without its interval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Z975 = float(ndtri(0.975))


class Probability(TypedDict):
    """A share of futures, its 95 % interval, and the number of futures behind it."""

    p: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Estimate:
    """A probability as it may be shown: with its 95 % interval and the futures behind it.

    It is no number: it cannot be formatted as one, added or rounded, so that no face can write
    the share and drop the rest. `str` writes all of it: '34 % (31-37) of 2,000 futures'.

    Attributes:
        p: the share of futures.
        low: lower end of the 95 % interval.
        high: its upper end.
        n: number of futures.

    Raises:
        ValueError: not 0 <= low <= p <= high <= 1, or fewer than one future.
    """

    p: float
    low: float
    high: float
    n: int

    def __post_init__(self) -> None:
        if not (0 <= self.low <= self.p <= self.high <= 1 and self.n >= 1):
            raise ValueError(f"no probability with an interval: {self!r}")

    @classmethod
    def of(cls, stated: Estimate | Mapping[str, Any]) -> Estimate:
        """An estimate from the mapping of a document.

        Raises:
            TypeError: a bare number, or a mapping without its interval or number of futures.
        """
        if isinstance(stated, Estimate):
            return stated
        if not isinstance(stated, Mapping):
            raise TypeError(f"found {stated!r}, expected a probability with its interval")
        missing = [key for key in ("p", "low", "high", "n") if stated.get(key) is None]
        if missing:
            raise TypeError(f"a probability without {', '.join(missing)} cannot be shown")
        return cls(float(stated["p"]), float(stated["low"]), float(stated["high"]), stated["n"])

    def to_json(self) -> Probability:
        """The plain mapping of a document."""
        return {"p": self.p, "low": self.low, "high": self.high, "n": self.n}

    @property
    def decimals(self) -> int:
        """Decimals of a percentage that it takes for the interval not to seem without width."""
        width = max(100 * (self.high - self.low), 1e-9)
        close = not 0.0095 <= self.p <= 0.9905
        return max(math.ceil(-math.log10(width)), int(close or width < 1), 0)

    def __str__(self) -> str:
        digits = self.decimals
        p, low, high = (f"{100 * end:.{digits}f}" for end in (self.p, self.low, self.high))
        return f"{p} % ({low}-{high}) of {self.n:,} futures"

    def __format__(self, spec: str) -> str:
        if spec:
            raise TypeError("an estimate is written whole, with its interval, and has no format")
        return str(self)


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
    return share_of(int(np.count_nonzero(flags)), int(flags.size))


def share_of(count: int, n: int) -> Probability | None:
    """As `share`, of futures that have been counted.

    Args:
        count: futures in which it happens.
        n: all futures.
    """
    if n == 0:
        return None
    p = float(count) / n
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


def ratio_of(parts: NDArray[Any], wholes: NDArray[Any]) -> Probability | None:
    """Share of all of something, such as of months, with its 95 % sampling interval.

    The interval is that of a ratio of two means, to first order in their errors.

    Args:
        parts: (n,), float, in each future; from 0 to that of `wholes`.
        wholes: (n,), float.

    Returns:
        None if there is nothing of it in any future.
    """
    n, whole = int(wholes.size), float(np.sum(wholes, dtype=float))
    if whole <= 0:
        return None
    p = min(max(float(np.sum(parts, dtype=float)) / whole, 0.0), 1.0)
    half = Z975 * math.sqrt(n) * float(np.std(parts - p * wholes, dtype=float)) / whole
    return {"p": p, "low": max(0.0, p - half), "high": min(1.0, p + half), "n": n}


def at_effective(document: Any, effective: float) -> Any:
    """A document of weighed futures: each `n` in it is the effective number.

    Intervals widen by the root of the share, as they would with so many fewer futures.

    Args:
        document: what JSON can hold; an estimate is a mapping with `low`, `high`, `n`, and `p`,
            `mean` or `value`.
        effective: effective number of futures as a share of all, above 0 and at most 1.
    """
    if isinstance(document, list):
        return [at_effective(each, effective) for each in document]
    if not isinstance(document, Mapping):
        return document
    middle = next((name for name in ("p", "mean", "value") if name in document), None)
    ends = [document.get(name) for name in ("low", "high", "n")]
    if middle is None or any(isinstance(end, Mapping) or end is None for end in ends):
        return {name: at_effective(each, effective) for name, each in document.items()}
    low, high, n = document["low"], document["high"], document["n"]
    at, root = document[middle], math.sqrt(effective)
    low, high = at - (at - low) / root, at + (high - at) / root
    if middle == "p":
        low, high = max(low, 0.0), min(high, 1.0)
    return {**document, "low": low, "high": high, "n": max(round(n * effective), 1)}


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


class Mean(TypedDict):
    """A mean over futures, its 95 % interval, and the number of futures behind it."""

    mean: float
    low: float
    high: float
    n: int


class Quantile(TypedDict):
    """A quantile over futures, its 95 % interval, and the number of futures behind it."""

    at: float
    value: float
    low: float
    high: float
    n: int


def mean_of(values: NDArray[Any]) -> Mean | None:
    """Mean over futures with its 95 % sampling interval.

    Args:
        values: (n,), float, any unit; differences between plans on common futures are paired.

    Returns:
        None if there are fewer than two futures, which say nothing of their spread.
    """
    n = int(values.size)
    if n < 2:
        return None
    mean = float(np.mean(values, dtype=float))
    half = Z975 * float(np.std(values, dtype=float, ddof=1)) / math.sqrt(n)
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}


def quantile(values: NDArray[Any], at: float) -> Quantile | None:
    """A quantile over futures with its 95 % interval from order statistics.

    The interval assumes no distribution: the number of draws below the true quantile is binomial.

    Args:
        values: (n,), float.
        at: which quantile, in (0, 1).

    Returns:
        None if there are no futures.

    Source:
        Conover (1999), Practical Nonparametric Statistics, section 3.2.
    """
    # Half a second, which nothing else that is shown needs.
    from scipy import stats

    n = int(values.size)
    if n == 0:
        return None
    ordered = np.sort(values.astype(float))
    # The ranks counted from 1 whose order statistics enclose the quantile.
    lower, upper = stats.binom.ppf([0.025, 0.975], n, at)
    first, last = max(int(lower), 1), min(int(upper) + 1, n)
    value = float(np.quantile(ordered, at))
    return {
        "at": at,
        "value": value,
        "low": min(float(ordered[first - 1]), value),
        "high": max(float(ordered[last - 1]), value),
        "n": n,
    }
