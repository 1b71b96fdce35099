"""Where all courses of a game may stand in a month: the chances that `forward` carries on.

A *branch* is a layer of the withdrawal before the vote, or, after all layers, what follows the
vote. A *line* is a chain (`turns.CHAINS`) of a type of the first principal: that of its first type
is followed in all that can happen, then that of its second and so on, then all again without blame
on the first, and again without blame on the second. Chances of a line are (branches, points, 4 *
`CELLS`, types of the second, `LANES`), by both postures (2 * the first's + the second's) and cell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES, aligned, load, spread, store
from interim.stages.compliance.drawing import Scheme
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import Chances, vote_is_held
from interim.stages.compliance.public import Public, place
from interim.stages.compliance.rules import Ends, Vote
from interim.stages.compliance.state import (
    CELLS,
    DONE,
    FIRST,
    GIVEN_UP,
    SIGNS,
    cell_of,
    engaged_of,
    raised,
    taken_of,
    tension_of,
)
from interim.stages.compliance.turns import CHAINS, Turns, add
from interim.stages.compliance.withdrawal import Order, next_to_step


class GameRules(NamedTuple):
    """The chances that rule a block of games, see `rules.Rules`."""

    chances: Chances
    ends: Ends
    vote: Vote
    due: Array
    public: Public


class Mass(NamedTuple):
    """Where the courses of a game may stand, with room to work in."""

    now: Array
    """(lines, ..), chances at the start of a month."""
    moved: Array
    """Those of a line after its move."""
    open: Whole
    """(branches,), 1 where `now` is not nothing."""
    reached: Whole
    """(branches,), 1 where `moved` is not nothing."""
    idle: Array
    """(branches, 4, `LANES`), chance that no step falls due, by both postures."""
    stepper: Whole
    """(branches, 4), whose step it would be."""
    called: Array
    """(1, `LANES`), 1 where what is settled at a date is settled in the month."""
    low: Whole
    """(branches, `SIGNS`, 2, `CELLS`, points, `LANES`), as `learning.Learning.point`."""
    part: Array
    """The same, as `learning.Learning.part`."""


class Told(NamedTuple):
    """What is written of a block of games; pairs are the first's first type with each of the
    second's, then its second type and so on."""

    broken: Array
    """(2, 2, pairs, `LANES`), chance that a principal has reneged by now, openly and while it was
    probing."""
    blamed: Array
    """(2, pairs, `LANES`), chance that blame has fallen on a principal by now."""
    breaks: Array
    """(marks, 2, 2, pairs, `LANES`), `broken` at the end of as many months as a mark says."""
    lasts: Array
    """(marks, pairs, `LANES`), chance that the deal is in force then."""


def mass_for(branches: int, first: int, second: int, points: int) -> Mass:
    """Room for the chances of a game with so many types of each principal."""
    shape = branches, points, 4 * CELLS, second, LANES
    belief = branches, SIGNS, 2, CELLS, points, LANES
    return Mass(
        aligned(CHAINS * first, *shape),
        aligned(*shape),
        np.empty(branches, np.int64),
        np.empty(branches, np.int64),
        aligned(branches, 4, LANES),
        np.empty((branches, 4), np.int64),
        aligned(1, LANES),
        np.empty(belief, np.int64),
        aligned(*belief),
    )


def told_for(marks: int, pairs: int) -> Told:
    """Room for what is written of a block of games."""
    return Told(
        aligned(2, 2, pairs, LANES),
        aligned(2, pairs, LANES),
        aligned(marks, 2, 2, pairs, LANES),
        aligned(marks, pairs, LANES),
    )


@inlined
def begin(order: Order, rules: GameRules, turns: Turns, mass: Mass, told: Told) -> None:
    """The day of signing, as `drawing.at_signing`; the chances of steps; nothing has happened."""
    branches, points = mass.open.size, mass.now.shape[2]
    for branch in range(branches):
        mass.open[branch] = 0
        for both in range(4):
            mass.stepper[branch, both] = -1
            store(mass.idle, (branch, both), spread(1.0))
            if FIRST <= branch < branches - 1:
                stepper = next_to_step(
                    order.turn[branch], order.reaches[branch, 0], order.reaches[branch, 1],
                    order.passes, both // 2, both % 2,
                )  # fmt: skip
                mass.stepper[branch, both] = stepper
                store(mass.idle, (branch, both), 1.0 - load(rules.due, (branch, stepper)))
    signed = FIRST if rules.vote.deadline[0] > 0 else DONE
    mass.open[signed] = 1
    for line in range(mass.now.shape[0]):
        clear_now(signed, line, turns, mass)
        for two in range(mass.now.shape[4]):
            for k in range(LANES):
                low, part = 0, 0.0
                if points > 1:
                    low, part = place(rules.public.at_signing[k], points)
                for engaged in range(2):
                    cell = cell_of(0, rules.vote.pending[k], engaged)
                    away = 1.0 - rules.vote.engaged[k]
                    chance = rules.vote.engaged[k] if engaged == 1 else away
                    mass.now[line, signed, low, cell, two, k] = chance * (1.0 - part)
                    if points > 1:
                        mass.now[line, signed, low + 1, cell, two, k] = chance * part
    for pair in range(told.broken.shape[2]):
        for p in range(2):
            store(told.blamed, (p, pair), spread(0.0))
            for how in range(2):
                store(told.broken, (p, how, pair), spread(0.0))


@inlined
def clear_now(branch: int, line: int, turns: Turns, mass: Mass) -> None:
    """Set the chances of a branch of a line at the start of a month to nothing."""
    for point in range(mass.now.shape[2]):
        for state in range(4 * turns.number[0]):
            s = state % 4 * CELLS + turns.cells[state // 4]
            for two in range(mass.now.shape[4]):
                store(mass.now, (line, branch, point, s, two), spread(0.0))


@inlined
def reach(branch: int, turns: Turns, mass: Mass) -> None:
    """Set the chances of a branch after a move to nothing, unless there is something already."""
    if mass.reached[branch] == 0:
        mass.reached[branch] = 1
        for point in range(mass.moved.shape[1]):
            for state in range(4 * turns.number[0]):
                s = state % 4 * CELLS + turns.cells[state // 4]
                for two in range(mass.moved.shape[3]):
                    store(mass.moved, (branch, point, s, two), spread(0.0))


@compiled
def open_branches(scheme: Scheme, vote: Vote, t: int, lines: int, turns: Turns, mass: Mass) -> None:
    """What the calendar brings before anybody moves, as `events.open_month`."""
    after = mass.open.size - 1
    unrest, peace = load(vote.unrest, ()), spread(0.0)
    if date_comes(vote.deadline, t, False, mass.called):
        for branch in range(FIRST, after):
            if mass.open[branch] == 1:
                shift(branch, GIVEN_UP, False, peace, lines, turns, mass)
    if mass.open[DONE] == 1 and date_comes(vote.month, t, True, mass.called):
        rises = unrest if scheme.phase < 3 else peace
        shift(DONE, after, scheme.only_in_calm, rises, lines, turns, mass)


@inlined
def date_comes(date: Whole, t: int, since: bool, called: Array) -> bool:
    """In which lanes a date comes in month t, or has come since."""
    comes = False
    for k in range(LANES):
        now = date[k] == t or (since and date[k] < t)
        called[0, k] = 1.0 if now else 0.0
        comes = comes or now
    return comes


@inlined
def shift(
    source: int, target: int, only_in_calm: bool, unrest: Array, lines: int, turns: Turns,
    mass: Mass,
) -> None:  # fmt: skip
    """Take a branch over into another where it is called.

    Args:
        source: the branch.
        target: where it leads.
        only_in_calm: whether this waits until there is no tension.
        unrest: chance that tension rises by a step.
        lines: how many are followed.
        turns: with the cells that can be reached.
        mass: in and out.
    """
    now, called, left = mass.now, load(mass.called, (0,)), 0.0
    for line in range(lines):
        if mass.open[target] == 0:
            clear_now(target, line, turns, mass)
        for point in range(now.shape[2]):
            for state in range(4 * turns.number[0]):
                c = turns.cells[state // 4]
                s, held = state % 4 * CELLS + c, vote_is_held(only_in_calm, tension_of(c))
                tenser = s - c + cell_of(raised(tension_of(c), 1), taken_of(c), engaged_of(c))
                for two in range(now.shape[4]):
                    here = (line, source, point, s, two)
                    if held:
                        goes = load(now, here) * called
                        store(now, here, load(now, here) - goes)
                        add(now, (line, target, point, s, two), goes * (1.0 - unrest))
                        add(now, (line, target, point, tenser, two), goes * unrest)
                    for k in range(LANES):
                        left = max(left, now[line, source, point, s, two, k])
    mass.open[target], mass.open[source] = 1, 1 if left > 0.0 else 0


@inlined
def first_row(scheme: Scheme, branch: int, mass: Mass) -> int:
    """First row of the strategies of a branch, as `drawing.first_row`."""
    after = branch == mass.open.size - 1
    return scheme.rows[DONE if after else branch, 1 if after else 0]


@inlined
def put_down(mark: int, split: int, turns: Turns, mass: Mass, told: Told) -> None:
    """Write down what has happened by now."""
    second = mass.now.shape[4]
    for pair in range(split * second):
        for p in range(2):
            for how in range(2):
                store(told.breaks, (mark, p, how, pair), load(told.broken, (p, how, pair)))
        lasts = spread(0.0)
        for branch in range(mass.open.size):
            for point in range(mass.now.shape[2] if mass.open[branch] == 1 else 0):
                for state in range(4 * turns.number[0]):
                    s = state % 4 * CELLS + turns.cells[state // 4]
                    lasts = lasts + load(
                        mass.now, (pair // second, branch, point, s, pair % second)
                    )
        store(told.lasts, (mark, pair), lasts)
