"""What an edge is: so many points of the chance of prevailing, in every future.

In each future two numbers are solved for, the strengths with which an edge multiplies the hazards
of the attacker's and of the defender's victory: so that at an edge of 0, on the day of signing, the
attacker's chance of prevailing rises by as much as the edge, and the defender's falls by as much.
"""

from __future__ import annotations

import numpy as np

from interim.stages.war.chain import GRID
from interim.stages.war.numbers import GROUND, Array, Numbers, take
from interim.stages.war.slopes import responses, room_for

STRONGEST = 60.0
"""A side that hardly ever prevails is not moved any more than this."""
PASSES = 8
CLOSE = 2e-3
"""Where high ground ties hazards to the pace of the front, strengths are solved anew until they
stand still up to this share of them, in so many passes at most."""


def strengths(numbers: Numbers, months: int) -> Array:
    """How strongly an edge moves the attacker's and the defender's hazards of victory.

    Args:
        numbers: of n futures.
        months: the horizon.

    Returns:
        (n, 2), in [0, `STRONGEST`]; 0 for a side that cannot prevail.
    """
    n = len(numbers.gain)
    # Without a strength hazards do not answer to the ground, so that it need not move.
    still = {name: np.zeros_like(getattr(numbers, name)) for name in GROUND}
    found = _solved(*slopes(numbers._replace(**still), months, np.zeros((n, 2)), points=1))
    left = np.flatnonzero(numbers.high_ground != 0.0)
    for _ in range(PASSES):
        if not left.size:
            break
        again = _solved(*slopes(take(numbers, left), months, found[left]))
        moves = (np.abs(again - found[left]) > CLOSE * again).any(axis=1)
        found[left] = again
        left = left[moves]
    return found


def slopes(
    numbers: Numbers, months: int, strength: Array, *, points: int = GRID
) -> tuple[Array, Array]:
    """Chances of prevailing and their slopes, at an edge of 0.

    Args:
        numbers: of n futures.
        months: the horizon.
        strength: (n, 2).
        points: of the grid at which the ground can stand: 1 where it does not move.

    Returns:
        (n, 2), chances of the attacker and of the defender; (n, 2, 3), their slopes by way of the
        attacker's hazards, of the defender's (both for a strength of 1) and of the pace.
    """
    won, moved = np.empty(strength.shape), np.empty((len(strength), 2, 3))
    room = room_for(numbers.shift.shape[1], numbers.hazard.shape[1], points)
    responses(months, numbers, strength, room, won, moved)
    return won, moved


def _solved(won: Array, moved: Array) -> Array:
    """Strengths that give slopes of 1 and -1: two linear equations in each future."""
    wanted = np.array([1.0, -1.0]) - moved[:, :, 2]
    matrix = moved[:, :, :2]
    first = matrix[:, 1, 1] * wanted[:, 0] - matrix[:, 0, 1] * wanted[:, 1]
    second = matrix[:, 0, 0] * wanted[:, 1] - matrix[:, 1, 0] * wanted[:, 0]
    size = np.abs(matrix[:, 0, 0] * matrix[:, 1, 1]) + np.abs(matrix[:, 0, 1] * matrix[:, 1, 0])
    determinant = matrix[:, 0, 0] * matrix[:, 1, 1] - matrix[:, 0, 1] * matrix[:, 1, 0]
    sound = np.asarray(np.abs(determinant) > 1e-9 * size)
    solved = np.stack([first, second], axis=1) / np.where(sound, determinant, 1.0)[:, None]
    # Where the war is decided for certain what one side wins the other loses, and the limit of the
    # solution is 1 / chance; where one side cannot prevail only the other's slope can be met.
    alone = np.abs(np.stack([matrix[:, 0, 0], matrix[:, 1, 1]], axis=1))
    single = np.abs(wanted) / np.where(alone > 0.0, alone, np.inf)
    certain = 1.0 / np.maximum(won, 1.0 / STRONGEST)
    both = np.all(won > 0.0, axis=1, keepdims=True)
    result = np.where(sound[:, None], solved, np.where(both, certain, single))
    return np.clip(np.where(won > 0.0, result, 0.0), 0.0, STRONGEST)
