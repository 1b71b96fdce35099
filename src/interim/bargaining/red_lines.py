"""Frontiers among the packages that no principal is likely to refuse over a red line.

A principal refuses a package, whatever else it offers, with chance
$d \\max_j r_j(x_j) + (1 - d)(1 - \\prod_j (1 - r_j(x_j)))$, with $d$ how far its red lines hang
together (`stages.value`). A bound on the largest forbids options; the logarithm of the product adds
up over the issues like any value, so a bound on it is one more party with a disagreement point.
Where both parts count, one frontier is found for every chance that the largest may have, and what
is efficient among them all is kept. So the frontier under bounds stays exact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.merge import efficient
from interim.bargaining.space import Interaction, Space
from interim.bargaining.units import TOLERANCE
from interim.case.model import Case
from interim.futures import Futures
from interim.stages.value import dependence_of

Array = NDArray[np.float64]

_SURE = 1 - 1e-9
"""A line that is sure to be refused would have the logarithm of nothing."""
_FORBIDDEN = 2 * math.log1p(-_SURE)
"""Less than any bound on a logarithm."""
_ROUNDING = 1e-9


def red_line_chances(case: Case, futures: Futures) -> tuple[Array, ...]:
    """Chance of refusal over each clause alone.

    Returns:
        For each issue an array of shape (n, options, principals), probability.
    """
    tables = []
    for name, issue in case.issues.issues.items():
        table = np.zeros((futures.n, len(issue.options), len(case.principals)))
        for p, principal in enumerate(case.principals):
            stated = case.preferences[principal].issues.get(name)
            for o, option in enumerate(issue.options):
                if stated is not None and option in stated.red_lines:
                    table[:, o, p] = futures.of(stated.red_lines[option])
        tables.append(table)
    return tuple(tables)


def dependences(case: Case, futures: Futures) -> Array:
    """How far each principal's red lines hang together: (n, principals)."""
    return np.stack([dependence_of(case, futures, p) for p in case.principals], axis=1)


def no_likelier(
    space: Space, chances: Sequence[Array], dependence: Array, package: Mapping[str, str]
) -> list[Array]:
    """Sums that no package may make smaller if it is to be refused no likelier than another.

    Where red lines hang together in part, neither the largest chance nor that of independent ones
    may rise, which is a little more than is needed.

    Args:
        space: the packages.
        chances: for each issue an array of shape (options, principals).
        dependence: shape (principals,).
        package: the other package.

    Returns:
        For each issue an array of shape (options, sums).
    """
    columns: list[list[Array]] = [[] for _ in chances]
    for p, together in enumerate(dependence):
        own = [
            float(table[options.index(package[issue]), p])
            for issue, options, table in zip(space.issues, space.options, chances, strict=True)
        ]
        for column, table in zip(columns, chances, strict=True):
            if together > 0:
                column.append(np.where(table[:, p] > max(own) + _ROUNDING, -1.0, 0.0))
            if together < 1:
                column.append(_log_acceptance(table[:, p]))
    return [
        np.column_stack(column) if column else np.zeros((len(table), 0))
        for column, table in zip(columns, chances, strict=True)
    ]


def frontier_within(
    space: Space,
    chances: Sequence[Array],
    refusal: float,
    *,
    dependence: Array | None = None,
    limit: int = 2_000_000,
) -> Frontier:
    """The frontier of the packages that each is ready to discuss.

    Args:
        space: the packages.
        chances: for each issue an array of shape (options, bounds): chance of refusal over an
            option alone by each principal that has a say.
        refusal: most that the chance of refusal over a red line may be, to each, in [0, 1).
        dependence: shape (bounds,), how far the red lines of each hang together; 1 where not given.
        limit: as in `frontier`.

    Raises:
        ValueError: the refusal is not in [0, 1), or shapes disagree.
    """
    if not 0 <= refusal < 1:
        raise ValueError(f"a chance of refusal lies from 0 to below 1, not {refusal}")
    bounds = chances[0].shape[1] if chances else 0
    together = np.ones(bounds) if dependence is None else dependence
    levels = [list(_levels(chances, b, refusal, float(together[b]))) for b in range(bounds)]
    found = [_bounded(space, chances, level, limit) for level in itertools.product(*levels)]
    return _united(space, found)


def _levels(
    chances: Sequence[Array], bound: int, refusal: float, together: float
) -> Iterator[tuple[float, float]]:
    """Pairs of what the largest chance, and that of independent ones, may be at most."""
    if together >= 1:
        yield refusal, 1.0
    elif together <= 0:
        yield 1.0, refusal
    else:
        values = {0.0, *(float(r) for table in chances for r in table[:, bound])}
        for largest in sorted(values):
            left = refusal - together * largest
            if left >= 0:
                yield largest, min(left / (1 - together), 1.0)


def _bounded(
    space: Space, chances: Sequence[Array], level: Sequence[tuple[float, float]], limit: int
) -> Frontier:
    """The frontier of the packages within bounds, with a column of utilities for each."""
    columns = []
    for table in chances:
        column = [
            np.where(table[:, b] > largest + _ROUNDING, _FORBIDDEN, _log_acceptance(table[:, b]))
            if independent < _SURE
            else np.where(table[:, b] > largest + _ROUNDING, -1.0, 0.0)
            for b, (largest, independent) in enumerate(level)
        ]
        columns.append(np.column_stack(column) if column else np.zeros((len(table), 0)))
    least = [math.log1p(-most) if most < _SURE else -0.5 for _, most in level]
    idle = np.zeros(len(level))
    bounded = Space(
        parties=(
            *space.parties,
            *(f"red line {b}:{','.join(space.parties)}" for b in range(len(level))),
        ),
        issues=space.issues,
        options=space.options,
        utilities=tuple(
            np.column_stack([u, c]) for u, c in zip(space.utilities, columns, strict=True)
        ),
        disagreement=np.append(space.disagreement, least),
        interactions=tuple(
            Interaction(i.condition, np.append(i.values, idle)) for i in space.interactions
        ),
        constraints=space.constraints,
        ceiling=None if space.ceiling is None else np.append(space.ceiling, idle),
    )
    return frontier(bounded, limit=max(limit, len(bounded.parties)))


def _united(space: Space, found: Sequence[Frontier]) -> Frontier:
    """What is efficient among several frontiers, without their columns of bounds."""
    parties = len(space.parties)
    utilities = np.concatenate([f.utilities[:, :parties] for f in found])
    choices = np.concatenate([f.choices for f in found])
    # Packages that differ in nothing but how far they stay within the bounds are one point.
    scale = np.maximum(np.abs(utilities).max(axis=0, initial=0.0), 1e-300)
    rows = np.rint(utilities / (TOLERANCE * scale)).astype(np.int64)
    kept = np.sort(efficient(rows, np.ones(parties, np.int64)))
    if len(found) > 1:
        kept = kept[np.argsort(utilities[kept, 0], kind="stable")]
    return replace(
        found[0],
        parties=space.parties,
        disagreement=space.disagreement,
        utilities=utilities[kept],
        choices=choices[kept],
        complete=all(f.complete for f in found),
        warnings=tuple(dict.fromkeys(warning for f in found for warning in f.warnings)),
    )


def _log_acceptance(chances: Array) -> Array:
    """Logarithm of the chance that a clause alone is not refused, 0 or below."""
    return np.asarray(np.log1p(-np.minimum(chances, _SURE)))
