"""What decides an answer: numbers each alone, pairs of numbers, more of them at once, or chance.

The same futures are run twice, with the same numbers and other chance events. What the two runs
have in common is what the numbers decide (the closed index of all of them); the rest is chance.
What a smoother explains is measured on futures that it was not fitted to, against both runs, so
that neither chance nor overfitting counts: `mean((a - f) (b - f))` is what it misses.

The smoother is a regression on Legendre polynomials of the quantities' ranks up to the third
degree, and on products of two of the first degree; only terms that stand out from chance in the
part that it is fitted to, all terms tried taken into account, enter.

Source:
    Janon et al. (2014), ESAIM: Probability and Statistics 18: the covariance of two runs as an
    estimator of a closed index. Blatman and Sudret (2010), Probabilistic Engineering Mechanics 25:
    sparse polynomials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FOLDS = 5
BY_CHANCE = 0.05
"""Chance that any term without influence enters, of all tried in a step."""


@dataclass(frozen=True)
class Split:
    """Shares of an answer's variance; they add up to 1.

    Attributes:
        alone: what single numbers explain of futures not fitted to.
        pairs: what pairs of numbers explain besides.
        rest: the rest of what the numbers decide: more of them at once, and what is too weak to
            stand out.
        chance: what other chance events with the same numbers would change.
    """

    alone: float
    pairs: float
    rest: float
    chance: float


def legendre(columns: Sequence[Array]) -> Array:
    """Polynomials of the ranks of k quantities, (3, n, k): degree 1 to 3, mean 0, variance 1."""
    n = columns[0].size
    made = np.empty((3, n, len(columns)))
    for place, column in enumerate(columns):
        # Equal values share the middle of their ranks.
        _, which, counts = np.unique(column, return_inverse=True, return_counts=True)
        x = ((np.cumsum(counts) - counts / 2) / n * 2 - 1)[which]
        made[:, :, place] = x, (3 * x**2 - 1) / 2, (5 * x**3 - 3 * x) / 2
    made -= made.mean(axis=1, keepdims=True)
    spread = made.std(axis=1, keepdims=True)
    return np.divide(made, spread, out=np.zeros_like(made), where=spread > 1e-9)


def split(terms: Array, one: Array, other: Array) -> Split:
    """Split an answer's variance.

    Args:
        terms: (3, n, k) of `legendre`.
        one: (n,), the answer.
        other: (n,), the answer with the same numbers and other chance events.
    """
    n = one.size
    whole = (np.var(one) + np.var(other)) / 2
    if whole < 1e-18:
        return Split(0.0, 0.0, 0.0, 1.0)
    both = (one + other) / 2
    folds = np.random.default_rng(0).permutation(n) % FOLDS
    alone, paired = np.empty(n), np.empty(n)
    for fold in range(FOLDS):
        for_fit, held = folds != fold, folds == fold
        alone[held], paired[held] = _predicted(terms, both, for_fit, held)

    def missed(predicted: Array | float) -> float:
        return float(np.mean((one - predicted) * (other - predicted)) / whole)

    numbers = float(np.clip(missed(both.mean()), 0.0, 1.0))
    singly = float(np.clip(numbers - missed(alone), 0.0, numbers))
    pairs = float(np.clip(numbers - missed(paired) - singly, 0.0, numbers - singly))
    return Split(singly, pairs, numbers - singly - pairs, 1 - numbers)


def _predicted(
    terms: Array, answer: Array, for_fit: NDArray[np.bool_], held: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """What single numbers, and these with pairs, say of the futures held out."""
    from scipy import stats  # half a second, which only this needs

    n, k = int(for_fit.sum()), terms.shape[2]
    mean = answer[for_fit].mean()
    y = answer[for_fit] - mean

    def standing(scores: Array, degrees: int, tried: int, left: Array) -> NDArray[np.bool_]:
        limit = stats.chi2.isf(BY_CHANCE / tried, degrees) * np.var(left) / n
        return np.asarray(scores > limit)

    scores = ((np.einsum("dnk,n->dk", terms[:, for_fit], y) / n) ** 2).sum(axis=0)
    kept = np.flatnonzero(standing(scores, 3, k, y))
    if not kept.size:
        nothing = np.full(int(held.sum()), mean)
        return nothing, nothing
    single = np.concatenate(list(terms[:, :, kept]), axis=1)
    fitted = np.linalg.lstsq(single[for_fit], y, rcond=None)[0]
    left = y - single[for_fit] @ fitted
    line = terms[0]
    # Products of a number that stands out with any other.
    products = (line[for_fit][:, kept] * left[:, None]).T @ line[for_fit] / n
    found = np.argwhere(standing(products**2, 1, kept.size * k, left))
    chosen = sorted({tuple(sorted((int(kept[i]), int(j)))) for i, j in found if kept[i] != j})
    pairs = [line[:, i] * line[:, j] for i, j in chosen[: n // 10]]
    every = np.column_stack([single, *pairs])
    jointly = np.linalg.lstsq(every[for_fit], y, rcond=None)[0]
    return mean + single[held] @ fitted, mean + every[held] @ jointly
