"""The pace of a front from a series of occupied areas: fitted to one span, checked on a later one.

Monthly net gains are taken as an autoregression of first order around a level. Its forecast allows
for three kinds of ignorance: the months' own variation, its persistence, and that the level is
known from few months only. What it cannot allow for is a change of level, which the check shows.

Source:
    Box, G. E. P., Jenkins, G. M. (1970). *Time Series Analysis: Forecasting and Control*; least
    squares for the coefficients, and a normal level with the long-run standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

FEWEST = 6
"""Months that a fit needs."""


@dataclass(frozen=True)
class Pace:
    """Monthly net gains around a level.

    Attributes:
        months: how many it was fitted to.
        level: mean gain, km2 a month.
        persistence: correlation of a month's gain with the one before, in [0, 0.95].
        shock: standard deviation of what a month adds, km2.
        level_error: standard error of the level, km2 a month.
        last: gain of the last month fitted, km2.
    """

    months: int
    level: float
    persistence: float
    shock: float
    level_error: float
    last: float


@dataclass(frozen=True)
class Check:
    """What a fit foresaw for later months, and what came.

    Attributes:
        low, median, high: 5th, 50th and 95th percentile of each month's gain, km2.
        observed: the gains that came, km2.
        inside: how many of them lie within.
        mean: (5th, 50th, 95th percentile) of the mean gain over all these months.
        observed_mean: km2 a month.
        rank: share of forecasts whose mean lies below the observed one.
    """

    low: Array
    median: Array
    high: Array
    observed: Array
    inside: int
    mean: tuple[float, float, float]
    observed_mean: float
    rank: float


def monthly_gains(areas: pd.Series) -> pd.Series:
    """Net change from month to month of an area measured now and then.

    Args:
        areas: km2, indexed by date; the last measurement of each month counts.

    Returns:
        km2, indexed by the end of the month; the first month has no gain.

    Raises:
        ValueError: the index is not of dates, or a month has no measurement.
    """
    if not isinstance(areas.index, pd.DatetimeIndex):
        raise ValueError("areas are indexed by something else than dates")
    last = areas.sort_index().resample("ME").last()
    if last.isna().any():
        missing = last.index[last.isna()][0]
        raise ValueError(f"no measurement in {missing:%B %Y}")
    return last.diff().dropna()


def fit(gains: Sequence[float] | Array | pd.Series) -> Pace:
    """Fit level, persistence and shocks to monthly gains.

    Args:
        gains: km2, in order.

    Raises:
        ValueError: fewer than six months.
    """
    y = np.asarray(gains, dtype=float)
    if y.size < FEWEST:
        raise ValueError(f"{y.size} months, at least {FEWEST} are needed")
    level = float(y.mean())
    away = y - level
    before, after = away[:-1], away[1:]
    spread = float(before @ before)
    persistence = float(np.clip(before @ after / spread, 0.0, 0.95)) if spread > 0 else 0.0
    left = after - persistence * before
    shock = float(np.sqrt(left @ left / max(left.size - 2, 1)))
    # Months that resemble each other tell less about the level than as many independent ones.
    error = shock / (1 - persistence) / np.sqrt(y.size)
    return Pace(y.size, level, persistence, shock, float(error), float(y[-1]))


def foresee(pace: Pace, months: int, *, paths: int = 20_000, seed: int = 1) -> Array:
    """Draw gains of the months that follow.

    Args:
        pace: a fit.
        months: how many.
        paths: how many drawn.
        seed: any non-negative integer.

    Returns:
        (paths, months), km2.
    """
    rng = np.random.default_rng(seed)
    level = pace.level + pace.level_error * rng.standard_normal(paths)
    away = pace.last - level
    gains = np.empty((paths, months))
    for month in range(months):
        away = pace.persistence * away + pace.shock * rng.standard_normal(paths)
        gains[:, month] = level + away
    return gains


def check(pace: Pace, observed: Sequence[float] | Array | pd.Series, *, seed: int = 1) -> Check:
    """Set what came after beside what a fit foresaw.

    Args:
        pace: a fit to the months before.
        observed: gains of the months that followed, km2.
        seed: of the draws.
    """
    seen = np.asarray(observed, dtype=float)
    drawn = foresee(pace, seen.size, seed=seed)
    low, median, high = np.percentile(drawn, [5, 50, 95], axis=0)
    means = drawn.mean(axis=1)
    ends = np.percentile(means, [5, 50, 95])
    return Check(
        low=low,
        median=median,
        high=high,
        observed=seen,
        inside=int(((seen >= low) & (seen <= high)).sum()),
        mean=(float(ends[0]), float(ends[1]), float(ends[2])),
        observed_mean=float(seen.mean()),
        rank=float((means < seen.mean()).mean()),
    )
