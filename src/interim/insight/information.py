"""How much an observation is expected to tell of which view of the facts is right, in bits.

The measure is Lindley's: the mutual information between the view and the answer, which is the
fall in uncertainty about the view to expect from asking. Views are compared on common futures, so
estimates are paired, and both the correction for bias and the interval take that into account.
"""

from __future__ import annotations

import math
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from interim.futures import Array

RESAMPLES = 400
"""Bootstrap samples of futures."""


class Information(TypedDict):
    """Expected information in bits, its 95 % interval, and the futures behind each view."""

    bits: float
    low: float
    high: float
    n: int


def resampled(n: int, *, seed: int = 1, resamples: int = RESAMPLES) -> Array:
    """Shares of the n futures in bootstrap samples: (resamples, n), each row sums to 1."""
    rng = np.random.default_rng([seed, n])
    return rng.multinomial(n, np.full(n, 1 / n), size=resamples) / n


def entropy(prior: Array) -> float:
    """Shannon's entropy of a distribution, in bits."""
    positive = prior[prior > 0]
    return float(-(positive * np.log2(positive)).sum()) + 0.0


def expected_information(
    answers: NDArray[np.integer], categories: int, prior: Array, weights: Array
) -> Information:
    """Expected information of an observation about which view is right.

    The plug-in estimate is too high in small samples. The Miller-Madow correction takes off its
    second-order bias, with the variance of the pooled answers as found over paired futures, so
    that views that answer alike in every future give exactly 0.

    Args:
        answers: (views, n), what is observed under each view in each common future, from 0.
        categories: number of possible answers.
        prior: (views,), probability of each view; sums to 1.
        weights: (resamples, n), from `resampled`; the interval is the bootstrap's spread about the
            corrected estimate.

    Source:
        Lindley (1956), On a measure of the information provided by an experiment, Annals of
        Mathematical Statistics 27; Miller (1955), Note on the bias of information estimates;
        Efron and Tibshirani (1993), An Introduction to the Bootstrap.
    """
    views, n = answers.shape
    shown = (answers[:, :, None] == np.arange(categories)).astype(float)
    chances = shown.mean(axis=1)
    pooled = np.einsum("v,vnk->nk", prior, shown)
    plain = float(mutual_information(chances, prior))
    bits = max(plain - _bias(chances, pooled, prior, n), 0.0)
    again = weights @ shown.transpose(1, 0, 2).reshape(n, views * categories)
    drawn = mutual_information(again.reshape(-1, views, categories), prior)
    low, high = np.quantile(drawn, [0.025, 0.975]) - drawn.mean()
    most = entropy(prior)
    return {
        "bits": min(bits, most),
        "low": min(max(bits + float(low), 0.0), most),
        "high": min(max(bits + float(high), 0.0), most),
        "n": n,
    }


def mutual_information(chances: Array, prior: Array) -> Array:
    """Mutual information of view and answer from the chance of each answer under each view.

    Args:
        chances: (..., views, categories), each row sums to 1.
        prior: (views,).

    Returns:
        (...), bits.
    """
    pooled = np.einsum("v,...vk->...k", prior, chances)[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        # An answer that only views without weight allow has no pooled chance, and adds nothing.
        there = (chances > 0) & (pooled > 0)
        terms = np.where(there, chances * np.log2(chances / pooled), 0.0)
    return np.maximum(np.einsum("v,...vk->...", prior, terms), 0.0)


def _bias(chances: Array, pooled: Array, prior: Array, n: int) -> float:
    """Second-order bias of the plug-in estimate, in bits.

    Entropy falls short by the sum over answers of variance over twice the chance; mutual
    information is the entropy of the pooled answers less the mean of those of the views.
    """
    if n < 2:
        return 0.0
    mean = pooled.mean(axis=0)
    there = mean > 0
    short = (pooled.var(axis=0, ddof=1)[there] / n / (2 * mean[there])).sum()
    variance = chances * (1 - chances) / (n - 1)
    safe = np.where(chances > 0, chances, 1.0)
    within = (np.where(chances > 0, variance / (2 * safe), 0.0).sum(axis=1) * prior).sum()
    return float(within - short) / math.log(2)
