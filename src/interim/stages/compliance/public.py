"""The public's belief about a principal as part of the state: what a month teaches it.

The chance of the type that it fears is kept on a grid; a belief between two points is rounded to
one of them at random so that its mean is kept (decision 0007).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled, compiled_without_checks
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.month import (
    Chances,
    add_signs,
    blame_chance,
    false_blame_chance,
)
from interim.stages.compliance.state import (
    BLAME,
    CELLS,
    COMPLY,
    NOBODYS,
    NOTHING_SEEN,
    PROBE,
    RENEGE,
    SIGNS,
    SITUATIONS,
    tension_of,
)


class Public(NamedTuple):
    """What the public believes. All that runs over points has length 1, or is empty, where the game
    has no public belief."""

    grid: Array
    """(points,), chance of the feared type."""
    at_signing: float
    """The belief at signing."""
    events: Whole
    """(4, `CELLS` + 1), where in `reached` what a month can bring begins, by both principals'
    postures (2 * the first's + the second's) and the cell."""
    reached: Whole
    """(events, 2), what the public sees of the principal and the cell reached."""
    month: Array
    """(events, points), the chance of it, collapse apart."""
    sign: Array
    """(2, 2, 2, `SIGNS`), chance of what it sees by whether there is tension, by the posture of the
    other principal and of this one."""
    weight: Array
    """(agents,), what the public thinks of each type of the principal, the feared one apart."""
    feared: int
    """The agent that is the principal as the feared type."""
    about: int
    """The principal."""


class Learning(NamedTuple):
    """Where a month moves the belief; arrays (`SIGNS`, 2, `CELLS`, points), by what was seen, the
    other principal's posture, the cell before the month's events and the belief before it."""

    point: Whole
    """Point below the new belief."""
    part: Array
    """How far towards the next point it lies."""


@compiled
def place(grid: Array, belief: float) -> tuple[int, float]:
    """The point of an even grid below a belief, and how far towards the next it lies."""
    if grid.size == 1:
        return 0, 0.0
    steps = min(max(belief, 0.0), 1.0) * (grid.size - 1)
    point = min(int(steps), grid.size - 2)
    return point, steps - point


@compiled
def rise_at(game: Game, i: int, point: int) -> float:
    """How far a point of the public's belief lies above the one at signing."""
    if game.grid.shape[1] == 1:
        return 0.0
    return game.grid[i, point] - game.public[i, game.feared[i]]


@compiled
def public_of(game: Game, i: int, chances: Chances, engaged: Array) -> Public:
    """The public of future i.

    Args:
        game: games.
        i: index of the future.
        chances: of the future.
        engaged: (points, 4), as `fill_engaged` fills it at each point of the belief.
    """
    points, agents, split = game.grid.shape[1], game.types[0] + game.types[1], game.types[0]
    about, feared = game.about[i], game.feared[i]
    weight, sign = np.zeros(agents), np.zeros((2, 2, 2, SIGNS))
    tables = points if points > 1 else 0
    month = np.zeros((4, CELLS, SIGNS, CELLS, tables))
    if points > 1:
        rest = 0.0
        for kind in range(game.types[about]):
            if kind != feared:
                rest += game.public[i, kind]
        for kind in range(game.types[about]):
            if kind != feared and rest > 0.0:
                weight[about * split + kind] = game.public[i, kind] / rest
        for point in range(points):
            for c in range(CELLS):
                for a in range(4):
                    add_signs(
                        chances, engaged[point], (a // 2, a % 2), c, about,
                        month[a, c, :, :, point],
                    )  # fmt: skip
        for tense in range(2):
            for other in range(2):
                for own in range(2):
                    _fill_sign(chances, tense, other, own, sign[tense, other, own])
    events, reached, possible = _possible(month)
    return Public(
        game.grid[i], game.public[i, feared], events, reached, possible, sign, weight,
        about * split + feared, about,
    )  # fmt: skip


@compiled
def _possible(month: Array) -> tuple[Whole, Whole, Array]:
    """What can happen in a month, by both postures and cell: see `Public`."""
    tables = month.shape[4]
    events = np.zeros((4, CELLS + 1), np.int64)
    number = 0
    for a in range(4):
        for c in range(CELLS):
            events[a, c] = number
            for sign in range(SIGNS):
                for d in range(CELLS):
                    number += _happens(month[a, c, sign, d])
        events[a, CELLS] = number
    reached, chance = np.empty((number, 2), np.int64), np.empty((number, tables))
    k = 0
    for a in range(4):
        for c in range(CELLS):
            for sign in range(SIGNS):
                for d in range(CELLS):
                    if _happens(month[a, c, sign, d]):
                        reached[k, 0], reached[k, 1] = sign, d
                        for point in range(tables):
                            chance[k, point] = month[a, c, sign, d, point]
                        k += 1
    return events, reached, chance


@compiled
def _happens(chances: Array) -> int:
    """1 if any of them is above 0."""
    for chance in chances:
        if chance > 0.0:
            return 1
    return 0


@compiled
def _fill_sign(chances: Chances, tension: int, other: int, own: int, sign: Array) -> None:
    """Chances of what the public sees in a month of the principal.

    Args:
        chances: of the future.
        tension: 1 if there is any.
        other: posture of the other principal.
        own: posture of this one.
        sign: out, (`SIGNS`,).
    """
    false = false_blame_chance(chances, tension)
    nothing = (1.0 - own * chances.seen) * (1.0 - other * chances.unpinned)
    unblamed = 1.0 - own * chances.pinned
    sign[NOTHING_SEEN] = (1.0 - false) * nothing
    sign[NOBODYS] = (1.0 - false) * (unblamed - nothing)
    sign[BLAME] = blame_chance(own * chances.pinned, false)


@compiled
def learn(move: float, public: Public, choice: Array, row: int, learning: Learning) -> None:
    """Where a month moves the public's belief from each point of its grid.

    By Bayes' rule, with each type of the principal taken to have chosen its posture, and not to
    have broken the deal, by its strategy in the rows of `choice` from `row` on: next month's. With
    a `row` below 0 the belief stays.

    Args:
        move: chance that the principal may reconsider in the month.
        public: of the future.
        choice: strategies, see `solution.solve`.
        row: first of next month's strategies.
        learning: out.
    """
    for point in range(public.grid.size):
        for s in range(SITUATIONS):
            other, c = s // CELLS, s % CELLS
            for sign in range(SIGNS):
                belief = public.grid[point]
                if row >= 0:
                    belief = learnt(move, public, choice[row + point], point, s, sign)
                low, part = place(public.grid, belief)
                learning.point[sign, other, c, point] = low
                learning.part[sign, other, c, point] = part


@compiled_without_checks
def learnt(
    move: float, public: Public, strategies: Array, point: int, situation: int, sign: int
) -> float:
    """The public's belief after a sign in a situation.

    Args:
        move: chance that the principal may reconsider in the month.
        public: of the future.
        strategies: (agents, 3 * `SITUATIONS`), of next month, at the point.
        point: of the belief before.
        situation: of the principal.
        sign: what the public has seen.
    """
    tense, other = min(tension_of(situation % CELLS), 1), situation // CELLS
    if_complying = public.sign[tense, other, 0, sign]
    if_probing = public.sign[tense, other, 1, sign]
    feared = others = 0.0
    for agent in range(strategies.shape[0]):
        weight = public.weight[agent]
        if weight > 0.0 or agent == public.feared:
            comply = strategies[agent, COMPLY + situation]
            probe = strategies[agent, PROBE + situation]
            kept = comply + probe
            # Each type's chance to keep the deal, times that of the sign if it does.
            chance = comply * if_complying + probe * if_probing
            chance = chance / kept if kept > 0.0 else if_complying
            chance *= 1.0 - move * strategies[agent, RENEGE + situation]
            if agent == public.feared:
                feared = chance
            else:
                others += weight * chance
    belief = public.grid[point]
    total = belief * feared + (1.0 - belief) * others
    return belief * feared / total if total > 0.0 else belief
