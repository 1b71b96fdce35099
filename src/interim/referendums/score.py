"""Each country foretold from the others: how far off, how honest the intervals, against what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from interim.referendums.held import design
from interim.referendums.mixed import fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """How predictions of votes in countries left out compare with what was recorded.

    Attributes:
        votes: how many.
        countries: how many.
        error: mean absolute error of the median, in shares.
        crps: mean continuous ranked probability score of the share; lower is better.
        log: mean log density of the log-odds; higher is better.
        covered: share of results inside the 90 % interval.
        width: mean width of that interval, in shares.
    """

    votes: int
    countries: int
    error: float
    crps: float
    log: float
    covered: float
    width: float


def left_out(votes: pd.DataFrame, part: str, *, alone: bool = False) -> tuple[Array, Array]:
    """Predict each country's votes from those of the others.

    Args:
        votes: as `interim.referendums.held.read_votes` gives them.
        part: `share` or `cast`, the column of log-odds.
        alone: the base rate, which knows nothing of a vote.

    Returns:
        Mean and standard deviation of the log-odds of each vote, each (n,).
    """
    x = design(votes)
    x = x[:, :1] if alone else x
    y, countries = votes[part].to_numpy(), votes.country.to_numpy()
    mean, spread = np.empty(len(y)), np.empty(len(y))
    for country in np.unique(countries):
        out = countries == country
        fitted = fit(x[~out], y[~out], countries[~out])
        mean[out], spread[out] = fitted.predict(x[out])
    return mean, spread


def score(votes: pd.DataFrame, part: str, mean: Array, spread: Array) -> Score:
    """Score predictions.

    Args:
        votes: the votes.
        part: `share` or `cast`.
        mean: of the log-odds, (n,).
        spread: standard deviation of the log-odds, (n,).
    """
    y = votes[part].to_numpy()
    seen = special.expit(y)
    reach = stats.norm.ppf(0.95) * spread
    low, high = special.expit(mean - reach), special.expit(mean + reach)
    return Score(
        votes=len(y),
        countries=votes.country.nunique(),
        error=float(np.abs(special.expit(mean) - seen).mean()),
        crps=float(crps(mean, spread, seen).mean()),
        log=float(stats.norm.logpdf(y, mean, spread).mean()),
        covered=float(((low <= seen) & (seen <= high)).mean()),
        width=float((high - low).mean()),
    )


def crps(mean: Array, spread: Array, seen: Array, points: int = 400) -> Array:
    """Continuous ranked probability score of logit-normal predictions.

    Twice the quantile loss, averaged over evenly spaced quantiles.

    Args:
        mean: of the log-odds, (n,).
        spread: standard deviation of the log-odds, (n,).
        seen: shares, (n,).
        points: quantiles.

    Source:
        Gneiting and Raftery (2007), equation (20) and section 4.2.
    """
    levels = (np.arange(points) + 0.5) / points
    quantiles = special.expit(mean[:, None] + spread[:, None] * special.ndtri(levels))
    gap = seen[:, None] - quantiles
    return np.asarray(2 * np.mean(np.where(gap >= 0, levels, levels - 1) * gap, axis=1))


def majority(mean: Array, spread: Array) -> Array:
    """Chance of a majority, (n,)."""
    return np.asarray(special.ndtr(mean / spread))
