"""Sobol indices of chosen quantities, by running the plan anew.

Given-data estimates say what a quantity explains alone; the total index adds what it does jointly
with others. Two sets of futures A and B are run, and A once more for each quantity with that
quantity's draws taken from B. Everything else in a future, the other quantities and all chance
events, belongs to its row as one more input: A keeps its own, B has another.

Source:
    Saltelli et al. (2010), Computer Physics Communications 181, as `scipy.stats.sobol_indices`
    computes it. Intervals by bootstrap over rows; scipy's own, accelerated by a jackknife, take a
    hundred times as long and fail where a quantity changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.foundation.estimates import Z975
from interim.futures import Futures
from interim.insight.rerun import Rerun

Array = NDArray[np.float64]
REPLICATES = 100


@dataclass(frozen=True)
class Sobol:
    """Indices of a quantity, each as (estimate, low, high) of a 95 % interval.

    Attributes:
        quantity: its dotted name.
        first: share of the outcome's variance that it explains alone.
        total: the same with all that it does jointly with others.
    """

    quantity: str
    first: tuple[float, float, float]
    total: tuple[float, float, float]


def sobol(rerun: Rerun, names: Sequence[str], other: Futures) -> list[Sobol]:
    """First-order and total Sobol indices.

    Args:
        rerun: runs the plan on the n futures of A.
        names: dotted names of the quantities.
        other: n further futures, B, of the same seed, lens and settings.

    Raises:
        ValueError: A and B differ in size, or their size is not a power of two.
    """
    if other.n != rerun.futures.n:
        raise ValueError(f"{rerun.futures.n} futures and {other.n} others do not pair")
    a, b = rerun({}), rerun.on(other)({})
    swapped = np.stack([rerun({name: other[name]}) for name in names])
    return indices(names, a, b, swapped, seed=rerun.futures.seed)


def indices(
    names: Sequence[str], a: Array, b: Array, swapped: Array, *, seed: int = 1
) -> list[Sobol]:
    """Indices from outcomes that are at hand.

    Args:
        names: the k quantities.
        a: (n,), the outcome on A.
        b: (n,), the outcome on B.
        swapped: (k, n), the outcome on A with one quantity after the other taken from B.
        seed: of the bootstrap.

    Raises:
        ValueError: n is not a power of two, which scipy asks for.
    """
    if np.var(np.concatenate([a, b])) == 0:
        return [Sobol(name, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)) for name in names]
    first, total = _computed(a, b, swapped)
    rng = np.random.default_rng([seed, 0x50])
    drawn = []
    for _ in range(REPLICATES):
        rows = rng.integers(a.size, size=a.size)
        if np.var(np.concatenate([a[rows], b[rows]])) > 0:
            drawn.append(_computed(a[rows], b[rows], swapped[:, rows]))
    half = Z975 * np.std(drawn, axis=0, ddof=1)  # (2, k)
    return [
        Sobol(
            name,
            (first[k], first[k] - half[0, k], first[k] + half[0, k]),
            (total[k], total[k] - half[1, k], total[k] + half[1, k]),
        )
        for k, name in enumerate(names)
    ]


def _computed(a: Array, b: Array, swapped: Array) -> tuple[list[float], list[float]]:
    from scipy import stats  # half a second, which only this needs

    indices = stats.sobol_indices(
        func={"f_A": a[None], "f_B": b[None], "f_AB": swapped[:, None]}, n=a.size
    )
    return np.ravel(indices.first_order).tolist(), np.ravel(indices.total_order).tolist()
