"""Frontiers among the packages that no principal is likely to refuse over a red line.

A principal refuses a package with the chance $1 - \\prod_j (1 - r_j(x_j))$, whatever else it
offers (`stages.value`). Its logarithm adds up over the issues like any value, so a bound on it
is one more party with a disagreement point, and the frontier under bounds stays exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.merge import efficient
from interim.bargaining.space import Interaction, Space
from interim.bargaining.units import TOLERANCE
from interim.case.model import Case
from interim.futures import Futures

Array = NDArray[np.float64]

_SURE = 1 - 1e-9
"""A line that is sure to be refused would have the logarithm of nothing."""


def log_acceptance(case: Case, futures: Futures) -> tuple[Array, ...]:
    """Logarithm of the chance that a clause crosses no red line, for each issue.

    Returns:
        For each issue an array of shape (n, options, principals), 0 or below.
    """
    tables = []
    for name, issue in case.issues.issues.items():
        table = np.zeros((futures.n, len(issue.options), len(case.principals)))
        for p, principal in enumerate(case.principals):
            stated = case.preferences[principal].issues.get(name)
            for o, option in enumerate(issue.options):
                if stated is not None and option in stated.red_lines:
                    refused = np.minimum(futures.of(stated.red_lines[option]), _SURE)
                    table[:, o, p] = np.log1p(-refused)
        tables.append(table)
    return tuple(tables)


def frontier_within(
    space: Space, accepted: Sequence[Array], refusal: float, *, limit: int = 2_000_000
) -> Frontier:
    """The frontier of the packages that each is ready to discuss.

    Args:
        space: the packages.
        accepted: for each issue an array of shape (options, bounds): logarithm of the chance that
            an option crosses no red line of each principal that has a say.
        refusal: most that the chance of crossing one may be, to each, in [0, 1).
        limit: as in `frontier`.

    Raises:
        ValueError: the refusal is not in [0, 1), or shapes disagree.
    """
    if not 0 <= refusal < 1:
        raise ValueError(f"a chance of refusal lies from 0 to below 1, not {refusal}")
    bounds = accepted[0].shape[1] if accepted else 0
    parties = len(space.parties)
    bounded = Space(
        parties=(
            *space.parties,
            *(f"red line {b}:{','.join(space.parties)}" for b in range(bounds)),
        ),
        issues=space.issues,
        options=space.options,
        utilities=tuple(
            np.column_stack([u, a]) for u, a in zip(space.utilities, accepted, strict=True)
        ),
        disagreement=np.append(space.disagreement, np.full(bounds, math.log1p(-refusal))),
        interactions=tuple(
            Interaction(i.condition, np.append(i.values, np.zeros(bounds)))
            for i in space.interactions
        ),
        constraints=space.constraints,
        ceiling=None if space.ceiling is None else np.append(space.ceiling, np.zeros(bounds)),
    )
    whole = frontier(bounded, limit=max(limit, parties + bounds))
    # Packages that differ in nothing but how far they stay within the bounds are one point.
    scale = np.maximum(np.abs(whole.utilities[:, :parties]).max(axis=0, initial=0.0), 1e-300)
    rows = np.rint(whole.utilities[:, :parties] / (TOLERANCE * scale)).astype(np.int64)
    kept = np.sort(efficient(rows, np.ones(parties, np.int64)))
    return replace(
        whole,
        parties=space.parties,
        disagreement=space.disagreement,
        utilities=whole.utilities[kept, :parties],
        choices=whole.choices[kept],
    )
