"""Typical cases: the cases that stand for the groups of a sample, each of them a real one.

Cases are compared by Gower's distance, which mixes numbers with categories, and grouped around
medoids, which unlike means are cases of the sample.

Sources:
    1. Gower (1971). A general coefficient of similarity and some of its properties. *Biometrics*
       27(4), 857-871: the distance.
    2. Kaufman and Rousseeuw (1990). *Finding Groups in Data*, chapter 2: partitioning around
       medoids, BUILD and SWAP.
    3. Schubert and Rousseeuw (2019). Faster k-medoids clustering. *SISAP 2019*, 171-187: all swaps
       with one candidate weighed together (FastPAM1), which finds the same swaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDED = 9
"""Decimals of summed distances that count: what differs by rounding only is a tie."""


@dataclass(frozen=True)
class Feature:
    """Something by which cases differ.

    Attributes:
        name: what it is.
        values: (n,), numbers, or codes of categories.
        category: whether the values are codes, of which only equality means something.
        weight: its part in the distance, relative to the others; above 0.
    """

    name: str
    values: NDArray[Any]
    category: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Groups:
    """A sample in groups around typical cases, the largest first.

    Attributes:
        typical: (k,), index of the case that each group stands around.
        group: (n,), group of each case, index into `typical`.
        distance: mean distance of the cases to theirs.
    """

    typical: Whole
    group: Whole
    distance: float


def gower(features: Sequence[Feature]) -> Array:
    """Gower's distance between all cases.

    The weighted mean over features of |a - b| / range for numbers, and of 0 (equal) or 1 for
    categories; a feature that is the same everywhere counts as equal.

    Returns:
        (n, n), each in [0, 1].

    Raises:
        ValueError: no feature, or a weight that is not above 0.
    """
    if not features or min(feature.weight for feature in features) <= 0:
        raise ValueError("at least one feature is needed, and weights above 0")
    n = features[0].values.size
    total = np.zeros((n, n))
    for feature in features:
        values = feature.values
        if feature.category:
            apart = (values[:, None] != values[None, :]).astype(float)
        else:
            numbers = values.astype(float)
            span = float(np.ptp(numbers)) if n else 0.0
            apart = np.abs(numbers[:, None] - numbers[None, :]) / (span if span > 0 else 1.0)
        total += feature.weight * apart
    return total / sum(feature.weight for feature in features)


def k_medoids(distance: Array, k: int) -> Groups:
    """Group cases around k of them, so that the cases are close to theirs on average.

    Partitioning around medoids: a greedy start, then the best swap of a medoid for another case as
    long as one helps. No single swap improves the result, which need not be the best of all.
    The same distances give the same groups: ties go to the earlier case.

    Args:
        distance: (n, n), symmetric, 0 on the diagonal.
        k: number of groups; fewer are made if there are fewer different cases.

    Raises:
        ValueError: k is below 1.
    """
    if k < 1:
        raise ValueError(f"{k} groups asked for, at least 1 is needed")
    if distance.shape[0] == 0:
        return Groups(np.zeros(0, np.int64), np.zeros(0, np.int64), 0.0)
    medoids = _swapped(distance, _build(distance, k))
    group = np.argmin(distance[:, medoids], axis=1)
    # The earlier case first where groups are of one size.
    sizes = np.bincount(group, minlength=medoids.size)
    order = np.lexsort((medoids, -sizes))
    rank = np.argsort(order)
    nearest = distance[np.arange(group.size), medoids[group]]
    return Groups(medoids[order], rank[group], float(nearest.mean()))


def _build(distance: Array, k: int) -> Whole:
    """Medoids taken one by one, each the case that brings the others closest."""
    totals = np.round(distance.sum(axis=0), ROUNDED)
    medoids = [int(np.argmin(totals))]
    nearest = distance[:, medoids[0]].copy()
    while len(medoids) < k:
        gains = np.round(np.maximum(nearest[:, None] - distance, 0.0).sum(axis=0), ROUNDED)
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            break  # every case equals a medoid
        medoids.append(best)
        nearest = np.minimum(nearest, distance[:, best])
    return np.array(medoids, dtype=np.int64)


def _swapped(distance: Array, medoids: Whole) -> Whole:
    """Medoids after all swaps that help, the best one first."""
    while True:
        to_medoids = distance[:, medoids]
        group = np.argmin(to_medoids, axis=1)
        ranked = np.sort(to_medoids, axis=1)
        nearest = ranked[:, :1]
        second = ranked[:, 1:2] if medoids.size > 1 else np.full_like(nearest, np.inf)
        # A case whose medoid stays moves to the candidate if that is closer; one whose medoid
        # goes moves to the candidate or to its second.
        stays = np.minimum(distance - nearest, 0.0)
        goes = np.minimum(distance, second) - nearest
        shared = stays.sum(axis=0)
        change = np.stack(
            [
                shared + (goes[group == m] - stays[group == m]).sum(axis=0)
                for m in range(medoids.size)
            ]
        )
        change = np.round(change, ROUNDED)
        m, candidate = np.unravel_index(int(np.argmin(change)), change.shape)
        if change[m, candidate] >= 0:
            return medoids
        medoids = medoids.copy()
        medoids[m] = candidate
