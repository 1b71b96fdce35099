"""The public's belief about a principal as part of the state: what a month teaches it.

The chance of the type that it fears is kept on a grid; a belief between two points is rounded to
one of them at random so that its mean is kept (decision 0007). Games without a public belief have a
grid of one point, and need nothing of this but `rise_of`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.month import Chances, signs_of
from interim.stages.compliance.state import (
    BLAME,
    CELLS,
    NOBODYS,
    NOTHING_SEEN,
    SIGNS,
)


class Public(NamedTuple):
    """What the public believes; futures on the last axis, of length n."""

    grid: Array
    """(points, n), chance of the feared type."""
    at_signing: Array
    """(n,), the belief at signing."""
    month: Array
    """(`SIGNS`, 4, `CELLS`, `CELLS`, points, n), as `month.signs_of`; nothing without a belief."""
    sign: Array
    """(2, 2, 2, `SIGNS`, n), chance of what it sees by whether there is tension, by the posture of
    the other principal and of this one."""
    weight: Array
    """(2, agents, n), chance of each type of the principal, given that it is the feared one, and
    given that it is not."""


def rise_of(game: Game, about: int, feared: int) -> Array:
    """How far each point of the public's belief lies above the one at signing: (points, n)."""
    if game.grid.shape[1] == 1:
        return np.zeros((1, game.engaged.size))
    return game.grid.T - game.public[:, feared]


def public_of(game: Game, chances: Chances, about: int, feared: int) -> Public:
    """The public of n games.

    Args:
        game: n games.
        chances: theirs.
        about: principal of whom it has its belief.
        feared: type that it fears.
    """
    n, points, (first, second) = game.engaged.size, game.grid.shape[1], game.types.tolist()
    weight = np.zeros((2, first + second, n))
    if points == 1:
        nothing = np.zeros((SIGNS, 4, CELLS, CELLS, 0, n))
        return Public(
            game.grid.T, game.public[:, feared], nothing, np.zeros((2, 2, 2, 3, n)), weight
        )
    others = game.public[:, : (first, second)[about]].T.copy()
    others[feared] = 0.0
    rest = np.zeros(n)
    for chance in others:
        rest = rest + chance
    for kind, chance in enumerate(others):
        weight[1, kind + about * first] = np.where(
            rest > 0.0, chance / np.where(rest > 0.0, rest, 1.0), 0.0
        )
    weight[0, feared + about * first] = 1.0
    month = [signs_of(chances, engaged, about) for engaged in chances.engaged]
    return Public(
        game.grid.T, game.public[:, feared], np.stack(month, axis=4), _signs(chances), weight
    )


def _signs(chances: Chances) -> Array:
    """As `Public.sign`."""
    _, seen, pinned = chances.incident
    sign = np.empty((2, 2, 2, SIGNS, seen.size))
    for tense in range(2):
        for other in range(2):
            for own in range(2):
                false = chances.false[tense]
                nothing = (1.0 - own * seen) * (1.0 - other * (seen - pinned))
                unblamed = 1.0 - own * pinned
                sign[tense, other, own, NOTHING_SEEN] = (1.0 - false) * nothing
                sign[tense, other, own, NOBODYS] = (1.0 - false) * (unblamed - nothing)
                sign[tense, other, own, BLAME] = 1.0 - (1.0 - false) * unblamed
    return sign


@inlined
def place(belief: float, points: int) -> tuple[int, float]:
    """The point of an even grid below a belief, and how far towards the next it lies."""
    steps = min(max(belief, 0.0), 1.0) * (points - 1)
    point = min(int(steps), points - 2)
    return point, steps - point
