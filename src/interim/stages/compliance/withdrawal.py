"""The agreed withdrawal: how far it can come, what that is worth, and whose step is next.

Its *layers* are 0 done or none agreed, 1 given up, then each unfinished position, the first of
which is the one at signing. One layer if there is no withdrawal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.state import DONE, FIRST, GIVEN_UP, principal_of

Pair = tuple[float, float]


class Withdrawal(NamedTuple):
    """The withdrawal of one future's game, by layer."""

    deadline: int
    """Month in which an unfinished withdrawal is given up; 0 if there is none."""
    package: Array
    """(layers, agents), flow of the package before the vote, as if relief were never paid."""
    relief: Array
    """(layers,), 1 where relief is paid."""
    reaches: Whole
    """(layers, 2), layer reached when a principal takes its next step; -1 if it has none."""
    turn: Whole
    """(layers,), principal whose turn it is."""
    passes: bool
    """Whether who stalls is passed over."""
    due: Array
    """(layers, 2), chance per month that a step of a principal falls due, if its step is next."""


@compiled
def deadline_of(game: Game, i: int, months: int) -> int:
    """Month in which an unfinished withdrawal is given up; 0 where there is none."""
    if game.steps[i, 0] + game.steps[i, 1] == 0:
        return 0
    return min(max(game.deadline[i], 1), months)


@compiled
def positions(game: Game, i: int) -> Whole:
    """(layers, 2), steps taken by each principal in each layer; given up, the armies are back."""
    first, second = game.steps[i, 0], game.steps[i, 1]
    most = 2 + (first + 1) * (second + 1)
    steps = np.zeros((most, 2), np.int64)
    steps[DONE, 0], steps[DONE, 1] = first, second
    count = 1 if first + second == 0 else FIRST
    for a in range(first + 1):
        for b in range(second + 1):
            if a + b < first + second and _in_order(game, i, a, b):
                steps[count, 0], steps[count, 1] = a, b
                count += 1
    return steps[:count]


@compiled
def _in_order(game: Game, i: int, first: int, second: int) -> bool:
    """Whether the withdrawal can stand after so many steps of each principal."""
    if game.conditional[i] > 0.0 and game.steps[i, 0] > 0 and game.steps[i, 1] > 0:
        ahead = first - second if game.leader[i] == 0 else second - first
        return 0 <= ahead <= 1
    return True


@compiled
def progress(game: Game, i: int, steps: Whole, layer: int) -> tuple[Pair, Pair]:
    """How much of each principal's withdrawal is done in a layer, and how far each is ahead."""
    of_first, of_second = game.steps[i, 0], game.steps[i, 1]
    first = steps[layer, 0] / of_first if of_first > 0 else 1.0
    second = steps[layer, 1] / of_second if of_second > 0 else 1.0
    lead_first = lead_second = 0.0
    if layer >= FIRST:
        if of_first > 0:
            lead_first = max(first - (second if of_second > 0 else 0.0), 0.0)
        if of_second > 0:
            lead_second = max(second - (first if of_first > 0 else 0.0), 0.0)
    return (first, second), (lead_first, lead_second)


@compiled
def withdrawal_of(
    game: Game, i: int, months: int, attested: float, package: Array, steps: Whole
) -> Withdrawal:
    """The withdrawal of future i.

    Args:
        game: games.
        i: index of the future.
        months: the horizon.
        attested: chance that a step is attested.
        package: (agents,), flow before the vote once the withdrawal is done.
        steps: `positions`.
    """
    count, agents, split = steps.shape[0], package.size, game.types[0]
    worth, relief, due = np.empty((count, agents)), np.ones(count), np.zeros((count, 2))
    reaches, turn = np.empty((count, 2), np.int64), np.zeros(count, np.int64)
    conditional = game.conditional[i] > 0.0
    for layer in range(count):
        done, _ = progress(game, i, steps, layer)
        for agent in range(agents):
            p = principal_of(agent, split)
            worth[layer, agent] = package[agent]
            for side in range(2):
                worth[layer, agent] -= (1.0 - done[side]) * game.leaving_worth[i, side, p]
        if layer > DONE:
            relief[layer] = 1.0 - game.relief_waits[i]
        for p in range(2):
            reaches[layer, p] = -1
            if layer >= FIRST:
                if steps[layer, p] < game.steps[i, p]:
                    reaches[layer, p] = _after_step(steps, layer, p)
                waits = conditional and steps[layer, 1 - p] > 0
                due[layer, p] = min(game.pace[i] * (attested if waits else 1.0), 1.0)
        if layer >= FIRST:
            leader = game.leader[i]
            turn[layer] = leader if done[leader] <= done[1 - leader] else 1 - leader
            if reaches[layer, turn[layer]] < 0:
                turn[layer] = 1 - turn[layer]
    deadline = deadline_of(game, i, months)
    return Withdrawal(deadline, worth, relief, reaches, turn, not conditional, due)


@compiled
def _after_step(steps: Whole, layer: int, p: int) -> int:
    """The layer reached by a step of principal p; -1 if it is not its turn in any order agreed."""
    for other in range(steps.shape[0]):
        further = steps[other, p] == steps[layer, p] + 1
        if other != GIVEN_UP and further and steps[other, 1 - p] == steps[layer, 1 - p]:
            return other
    return -1


@compiled
def next_to_step(turn: int, reaches: Whole, passes: bool, first: int, second: int) -> int:
    """Whose step is next in a layer: who stalls is passed over, unless both do.

    Args:
        turn: whose turn it is.
        reaches: (2,), layer reached by a step of each principal, -1 if it has none.
        passes: whether who stalls is passed over.
        first: posture of the first principal.
        second: posture of the second.
    """
    other = 1 - turn
    stalls, other_stalls = (first, second) if turn == 0 else (second, first)
    passed_over = passes and stalls == 1 and other_stalls == 0
    return other if passed_over and reaches[other] >= 0 else turn
