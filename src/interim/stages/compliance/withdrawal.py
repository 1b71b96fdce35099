"""The agreed withdrawal: how far it can come, what that is worth, and whose step is next.

Its *layers* are 0 done or none agreed, 1 given up, then each unfinished position, the first of
which is the one at signing. One layer if there is no withdrawal.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.state import DONE, FIRST, GIVEN_UP


class Order(NamedTuple):
    """In which order armies may withdraw, by layer."""

    reaches: Whole
    """(layers, 2), layer reached when a principal takes its next step; -1 if it has none."""
    turn: Whole
    """(layers,), principal whose turn it is."""
    passes: bool
    """Whether who stalls is passed over."""


class Withdrawal(NamedTuple):
    """How armies withdraw, the same in all futures that are solved together."""

    order: Order
    steps: Whole
    """(layers, 2), taken by each principal; given up, the armies are back."""
    done: Array
    """(layers, 2), part of each principal's withdrawal that is done."""
    lead: Array
    """(layers, 2), how far each is ahead of the other."""


def deadlines(game: Game, months: int) -> Whole:
    """Month in which an unfinished withdrawal is given up, (n,); 0 where there is none."""
    given = np.minimum(np.maximum(game.deadline, 1), months)
    return np.where(game.steps.sum(axis=1) == 0, 0, given)


@lru_cache(maxsize=256)
def withdrawal_of(first: int, second: int, leader: int, conditional: bool) -> Withdrawal:
    """The withdrawal in so many steps of each principal.

    Args:
        first: steps of the first principal.
        second: steps of the second.
        leader: principal that moves first.
        conditional: whether a step falls due only once the other's last one is attested.
    """
    total = np.array([first, second])
    steps = [(first, second), (0, 0)]
    for a, b in product(range(first + 1), range(second + 1)):
        ahead = a - b if leader == 0 else b - a
        in_order = 0 <= ahead <= 1 if conditional and first > 0 and second > 0 else True
        if a + b < first + second and in_order:
            steps.append((a, b))
    taken = np.array(steps[:1] if first + second == 0 else steps)
    done = np.where(total > 0, taken / np.maximum(total, 1), 1.0)
    # A side with nothing to withdraw is no measure of who is ahead.
    behind = np.where(total > 0, done, 0.0)[:, ::-1]
    lead = np.where(total > 0, np.maximum(done - behind, 0.0), 0.0)
    lead[:FIRST] = 0.0
    reaches, turn = np.full((len(taken), 2), -1), np.zeros(len(taken), np.int64)
    for layer in range(FIRST, len(taken)):
        for p in range(2):
            after = (taken[layer] + (p == np.arange(2))).tolist()
            others = [k for k in range(len(taken)) if k != GIVEN_UP and taken[k].tolist() == after]
            reaches[layer, p] = others[0] if others else -1
        turn[layer] = leader if done[layer, leader] <= done[layer, 1 - leader] else 1 - leader
        if reaches[layer, turn[layer]] < 0:
            turn[layer] = 1 - turn[layer]
    return Withdrawal(Order(reaches, turn, not conditional), taken, done, lead)


def due_chances(game: Game, withdrawal: Withdrawal) -> Array:
    """Chance per month that a step of a principal falls due, if its step is next.

    Args:
        game: n games.
        withdrawal: theirs.

    Returns:
        (layers, 2, n).
    """
    attested = game.detection * game.attribution
    due = np.zeros((len(withdrawal.steps), 2, game.engaged.size))
    for layer in range(FIRST, len(due)):
        for p in range(2):
            waits = (game.conditional > 0.0) & (withdrawal.steps[layer, 1 - p] > 0)
            due[layer, p] = np.minimum(game.pace * np.where(waits, attested, 1.0), 1.0)
    return due


def missing_worth(game: Game, done: Array) -> Array:
    """What a package is worth less in a layer, to each principal: (n, 2).

    Args:
        game: n games.
        done: (2,), part of each principal's withdrawal that is done.
    """
    return (1.0 - done[0]) * game.leaving_worth[:, 0] + (1.0 - done[1]) * game.leaving_worth[:, 1]


def relief_pays(game: Game, layers: int) -> Array:
    """1 where relief is paid: (layers, n)."""
    pays = np.ones((layers, game.engaged.size))
    pays[DONE + 1 :] = 1.0 - game.relief_waits
    return pays


@inlined
def next_to_step(
    turn: int, first_has: int, second_has: int, passes: bool, first: int, second: int
) -> int:
    """Whose step is next in a layer: who stalls is passed over, unless both do.

    Args:
        turn: whose turn it is.
        first_has: layer reached by a step of the first principal, -1 if it has none.
        second_has: by one of the second.
        passes: whether who stalls is passed over.
        first: posture of the first principal.
        second: posture of the second.
    """
    other_has = second_has if turn == 0 else first_has
    stalls, other_stalls = (first, second) if turn == 0 else (second, first)
    passed_over = passes and stalls == 1 and other_stalls == 0
    return 1 - turn if passed_over and other_has >= 0 else turn
