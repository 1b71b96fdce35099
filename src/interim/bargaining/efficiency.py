"""In which futures a package is efficient: exactly, without a frontier for each of them.

A package is efficient in a future unless some other is at least as good for every party and better
for one. Most packages are dominated by one of a few thousand that are efficient somewhere, which
matrix products show for all futures at once. What these leave open is decided exactly, by the
frontier of the packages at or above the one in question: it has that package alone, or does not.
Where all packages together are few, they are compared with all, and nothing is left open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import frontier
from interim.bargaining.of_case import Spaces, with_disagreement
from interim.bargaining.packages import Choices, allowed, held
from interim.bargaining.space import Space
from interim.bargaining.units import TOLERANCE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

SAMPLED = 40
"""Futures whose efficient packages are tried first."""
POOL = 4000
"""Packages tried first, at most; a space of no more is tried whole."""
CHUNK = 200
"""Futures at a time: keeps the tables of values small."""


def efficient_in(spaces: Spaces, packages: Sequence[Mapping[str, str]]) -> Flags:
    """Whether each package is efficient among all that satisfy the constraints.

    Args:
        spaces: the packages of n futures.
        packages: each answers every issue; whether it satisfies the constraints does not matter.

    Returns:
        (n, packages).

    Raises:
        KeyError: an issue is not answered.
        ValueError: an answer is no option of its issue.
    """
    if not packages:
        return np.zeros((spaces.n, 0), dtype=bool)
    own = np.stack([spaces.values(package) for package in packages], axis=1)
    if spaces.space(0).outcomes <= POOL:
        return ~_dominated(spaces, own, _all(spaces))
    open_ = ~_dominated(spaces, own, _pool(spaces))
    for future in np.flatnonzero(open_.any(axis=1)).tolist():
        space = spaces.space(future)
        for k in np.flatnonzero(open_[future]).tolist():
            better = frontier(with_disagreement(space, own[future, k] - TOLERANCE))
            lead = better.utilities - own[future, k]
            open_[future, k] = not (lead.max(axis=1, initial=0.0) > TOLERANCE).any()
    return open_


def _dominated(spaces: Spaces, own: Array, chosen: Choices) -> Flags:
    """Whether one of the packages chosen dominates: (n, packages)."""
    dominated = np.zeros(own.shape[:2], dtype=bool)
    if not len(chosen):
        return dominated
    space = spaces.space(0)
    # One column for each option of each issue, so that values are a matrix product.
    marks = np.concatenate(
        [np.eye(len(options))[chosen[:, i]] for i, options in enumerate(spaces.options)],
        axis=1,
    )
    added = (
        np.stack([held(c, space, chosen) for c in spaces.conditions], axis=1)
        if (spaces.conditions)
        else np.zeros((len(chosen), 0))
    )
    for start in range(0, spaces.n, CHUNK):
        rows = slice(start, start + CHUNK)
        worth = np.concatenate([utilities[rows] for utilities in spaces.utilities], axis=1)
        values = np.einsum("co,fop->fcp", marks, worth, optimize=True)
        values += np.einsum("ck,fkp->fcp", added, spaces.added[rows], optimize=True)
        for k in range(own.shape[1]):
            lead = values - own[rows, None, k]
            no_worse = (lead >= -TOLERANCE).all(axis=2)
            dominated[rows, k] = (no_worse & (lead > TOLERANCE).any(axis=2)).any(axis=1)
    return dominated


def _all(spaces: Spaces) -> Choices:
    """Every package that satisfies the constraints."""
    sizes = [len(options) for options in spaces.options]
    every = np.indices(sizes, dtype=np.int32).reshape(len(sizes), -1).T
    return every[allowed(spaces.space(0), every)]


def _pool(spaces: Spaces) -> Choices:
    """Choices of packages that are efficient in one of some futures: (packages, issues)."""
    some = np.unique(np.linspace(0, spaces.n - 1, min(SAMPLED, spaces.n)).astype(int))
    pooled = [_whole(spaces.space(future)) for future in some.tolist()]
    chosen = np.unique(np.concatenate(pooled), axis=0)
    step = max(1, -(-len(chosen) // POOL))
    return np.ascontiguousarray(chosen[::step])


def _whole(space: Space) -> Choices:
    """The efficient packages of a space at or above its disagreement point."""
    return frontier(space).choices
