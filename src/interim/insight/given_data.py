"""First-order sensitivity from draws that are at hand ("given data").

A quantity is cut into classes of equal chance. The correlation ratio is the share of an outcome's
variance that lies between the classes: Pearson's eta squared, which estimates the first-order
Sobol index Var(E[Y|X]) / Var(Y). Chance alone lifts it to (M - 1) / (n - 1) on average with M
classes and n futures, whatever the outcome's distribution: that is its exact mean over all
permutations of the outcome, and it is taken off, so that a quantity without influence reads 0.

Source:
    Plischke, Borgonovo and Smith (2013), European Journal of Operational Research 226: estimators
    from a partition of given data. The correction is Kelley's (1935) epsilon squared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]
MOST_CLASSES = 24
PERMUTATIONS = 1000


@dataclass(frozen=True)
class Partition:
    """Quantities cut into classes.

    Attributes:
        codes: (k, n), uint8, the class of each future, ascending in the quantity.
        counts: (k, m), futures in each class; 0 in classes that a quantity has not.
    """

    codes: NDArray[np.uint8]
    counts: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """(k,), classes that each quantity has."""
        return np.asarray((self.counts > 0).sum(axis=1), dtype=np.int64)

    def sums(self, weights: NDArray[np.float64]) -> Array:
        """Sums within classes: (k, m, r) of weights (n, r)."""
        k, n = self.codes.shape
        m = self.counts.shape[1]
        total = np.empty((k, m, weights.shape[1]))
        ones, ends = np.ones(n), np.arange(n + 1)
        for row, codes in enumerate(self.codes):
            # Futures in columns, classes in rows: a sparse product adds up all replicates at once.
            member = sparse.csc_array((ones, codes.astype(np.int32), ends), shape=(m, n))
            total[row] = member @ weights
        return total


def most_classes(n: int) -> int:
    """How many classes n futures bear: about the cube root of their number, 4 to 24."""
    return int(np.clip(round(n ** (1 / 3)), 4, MOST_CLASSES))


def partition(columns: Sequence[Array], most: int) -> Partition:
    """Cut quantities into at most so many classes of about equal chance.

    Equal values stay together, so that a choice has one class per alternative.

    Args:
        columns: k quantities, (n,) each.
        most: number of classes of a quantity without equal values.
    """
    codes = np.empty((len(columns), columns[0].size), dtype=np.uint8)
    counts = np.zeros((len(columns), most), dtype=np.int64)
    for row, column in enumerate(columns):
        classes = _classes(column, most)
        codes[row] = classes
        counts[row] = np.bincount(classes, minlength=most)
    return Partition(codes, counts)


def _classes(column: Array, most: int) -> NDArray[np.uint8]:
    n = column.size
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    begins = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    if begins.sum() <= most:
        by_rank = np.cumsum(begins) - 1
    else:
        # The rank at which a value begins decides its class; empty classes are closed up.
        first = np.maximum.accumulate(np.where(begins, np.arange(n), 0))
        wide = first * most // n
        by_rank = np.cumsum(np.concatenate(([True], wide[1:] != wide[:-1]))) - 1
    codes = np.empty(n, dtype=np.uint8)
    codes[order] = by_rank.astype(np.uint8)
    return codes


@dataclass(frozen=True)
class FirstOrder:
    """First-order indices of k quantities.

    Attributes:
        index: (k,), corrected, below 0 where even less than chance would give.
        error: (k,), standard error by bootstrap over futures.
        replicates: (k, r), the corrected index in each bootstrap sample.
        noise: (k,), what the index of a quantity without influence exceeds with a chance of only
            1 in 20 / k: 5 % that any of k such quantities exceeds its own.
        shares: (k, m), mean outcome in each class, NaN where a quantity has no such class.
        shares_error: (k, m), its standard error.
    """

    index: Array
    error: Array
    replicates: Array
    noise: Array
    shares: Array
    shares_error: Array


def first_order(
    cut: Partition, outcome: Array, *, replicates: int = 100, seed: int = 1
) -> FirstOrder:
    """First-order indices of an outcome to quantities.

    Args:
        cut: the quantities in classes.
        outcome: (n,), finite.
        replicates: bootstrap samples.
        seed: of the bootstrap and the permutations.
    """
    n, (k, m) = outcome.size, cut.counts.shape
    variance = float(np.var(outcome))
    if variance == 0:
        nothing = np.zeros(k)
        shares = np.where(cut.counts > 0, outcome[0], np.nan)
        return FirstOrder(
            nothing, nothing, np.zeros((k, replicates)), nothing, shares, np.zeros((k, m))
        )
    y = outcome - outcome.mean()
    rng = np.random.default_rng([seed, 0x5E])
    weights = rng.multinomial(n, np.full(n, 1 / n), size=replicates).T.astype(float)
    # Rows one after another in memory, as the sparse product reads them: else it copies each time.
    stacked = np.ascontiguousarray(
        np.concatenate([y[:, None], (y * y)[:, None], weights * y[:, None], weights], axis=1)
    )
    sums = cut.sums(stacked)
    sizes = cut.sizes
    index = _corrected(sums[:, :, 0], cut.counts, np.full(1, y @ y), np.zeros(1), n, sizes)[:, 0]
    drawn = _corrected(
        sums[:, :, 2 : 2 + replicates],
        sums[:, :, 2 + replicates :],
        weights.T @ (y * y),
        weights.T @ y,
        n,
        sizes,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        means = sums[:, :, 0] / cut.counts
        spread = np.maximum(sums[:, :, 1] / cut.counts - means**2, 0)
        errors = np.sqrt(spread / np.maximum(cut.counts - 1, 1))
    return FirstOrder(
        index=index,
        error=drawn.std(axis=1, ddof=1),
        replicates=drawn,
        noise=_noise(cut, y, rng),
        shares=means + outcome.mean(),
        shares_error=errors,
    )


def _corrected(
    sums: Array,
    counts: NDArray[Any],
    squares: Array,
    totals: Array,
    n: int,
    sizes: NDArray[np.int64],
) -> Array:
    """Corrected correlation ratios: (k, r) of sums (k, m[, r])."""
    if sums.ndim == 2:
        sums, counts = sums[:, :, None], counts[:, :, None]
    between = np.divide(sums**2, counts, out=np.zeros_like(sums), where=counts > 0).sum(axis=1)
    ratio = (between - totals**2 / n) / (squares - totals**2 / n)
    chance = ((sizes - 1) / (n - 1))[:, None]
    corrected: Array = (ratio - chance) / (1 - chance)
    return corrected


def _noise(cut: Partition, y: Array, rng: np.random.Generator) -> Array:
    """The upper tail of the index under permutation of the outcome, by kind of partition.

    A sum of squares: a gamma law with the mean and variance of the permuted values gives a tail
    further out than permutations reach.
    """
    from scipy import stats  # half a second, which only this needs

    k, n = len(cut.counts), y.size
    kinds, which = np.unique(cut.counts, axis=0, return_inverse=True)
    spreads = np.empty(len(kinds))
    permuted = rng.permuted(np.tile(y, (PERMUTATIONS, 1)), axis=1)
    for row, kind in enumerate(kinds):
        counts = kind[kind > 0]
        if counts.size < 2:
            spreads[row] = 0.0
            continue
        begins = np.concatenate(([0], np.cumsum(counts)[:-1]))
        ratio = (np.add.reduceat(permuted, begins, axis=1) ** 2 / counts).sum(axis=1) / (y @ y)
        mean, variance = ratio.mean(), ratio.var()
        tail = float(stats.gamma.isf(0.05 / k, mean**2 / variance, scale=variance / mean))
        chance = (counts.size - 1) / (n - 1)
        spreads[row] = (tail - chance) / (1 - chance)
    noise: Array = spreads[which.ravel()]
    return noise
