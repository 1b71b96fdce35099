"""Months of a solved game forward: the chance of each state, for each pair of types.

The chances that a course is drawn with (`drawing`), month by month in the same order, but summed
instead of drawn. Types last: each pair has its own chances. `LANES` futures side by side.

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
from interim.stages.compliance.learning import learnt
from interim.stages.compliance.month import PINNED, Chances, blame_chance, vote_is_held
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
from interim.stages.compliance.turns import CHAINS, HALF, Search, Turns, add, fill_turns
from interim.stages.compliance.withdrawal import Order, next_to_step

CLEAN_MONTHS = 12
"""Over so many months it is asked whether any blame has fallen on a principal."""


class Odds(NamedTuple):
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


@compiled
def carry_forward(
    scheme: Scheme, odds: Odds, choice: Array, marks: Whole, turns: Turns, search: Search,
    mass: Mass, told: Told,
) -> None:  # fmt: skip
    """From the signing to the last mark, and at least over the months that blame is asked of.

    Args:
        scheme: of the games.
        odds: of the games.
        choice: strategies, as `solution.solve` fills them.
        marks: (marks,), numbers of months within the horizon, rising.
        turns: overwritten.
        search: overwritten.
        mass: overwritten.
        told: out.
    """
    votes = False
    for k in range(LANES):
        votes = votes or odds.vote.month[k] < scheme.months
    fill_turns(odds.chances, scheme.about, votes, odds.vote.pending, turns, search)
    begin(scheme.order, odds, turns, mass, told)
    mark, last = 0, marks[marks.size - 1] if marks.size > 0 else 0
    for t in range(max(last, min(CLEAN_MONTHS, scheme.months))):
        lines = (CHAINS if t < CLEAN_MONTHS else 1) * scheme.split
        open_branches(scheme, odds.vote, t, lines, turns, mass)
        if mass.now.shape[2] > 1:
            learn(scheme, t, odds, choice, turns, mass)
        for line in range(lines):
            carry_line(scheme, line, t, odds, choice, turns, mass, told)
        for branch in range(mass.open.size):
            mass.open[branch] = mass.reached[branch]
        if mark < marks.size and t + 1 == marks[mark]:
            put_down(mark, scheme.split, turns, mass, told)
            mark += 1


@inlined
def carry_line(
    scheme: Scheme, line: int, t: int, odds: Odds, choice: Array, turns: Turns, mass: Mass,
    told: Told,
) -> None:  # fmt: skip
    """A month of a line."""
    branches = mass.open.size
    for branch in range(branches):
        mass.reached[branch] = mass.open[branch]
        if mass.open[branch] == 1:
            move(scheme, branch, line, t, odds.chances, choice, turns, mass, told)
    for branch in range(FIRST, branches - 1):
        if mass.open[branch] == 1:
            step(scheme, branch, line, t, choice, turns, mass, told)
    for branch in range(branches):
        if mass.reached[branch] == 1:
            if line >= scheme.split:
                count_blame(branch, line, scheme.split, odds.chances, turns, mass, told)
            if mass.now.shape[2] == 1:
                turn(branch, line, line // scheme.split, t, odds.ends, turns, mass)
            else:
                turn_learning(scheme, branch, line, t, odds.ends, turns, mass)


@inlined
def begin(order: Order, odds: Odds, turns: Turns, mass: Mass, told: Told) -> None:
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
                store(mass.idle, (branch, both), 1.0 - load(odds.due, (branch, stepper)))
    signed = FIRST if odds.vote.deadline[0] > 0 else DONE
    mass.open[signed] = 1
    for line in range(mass.now.shape[0]):
        clear_now(signed, line, turns, mass)
        for two in range(mass.now.shape[4]):
            for k in range(LANES):
                low, part = 0, 0.0
                if points > 1:
                    low, part = place(odds.public.at_signing[k], points)
                for engaged in range(2):
                    cell = cell_of(0, odds.vote.pending[k], engaged)
                    away = 1.0 - odds.vote.engaged[k]
                    chance = odds.vote.engaged[k] if engaged == 1 else away
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
def move(
    scheme: Scheme, branch: int, line: int, t: int, chances: Chances, choice: Array, turns: Turns,
    mass: Mass, told: Told,
) -> None:  # fmt: skip
    """A month's move in a branch where no step falls due."""
    row, q = first_row(scheme, branch, mass) + t, load(chances.move, ())
    second, one = mass.now.shape[4], line % scheme.split
    for point in range(mass.now.shape[2]):
        for known in range(turns.number[0]):
            at = (branch, point, turns.cells[known])
            for two in range(second):
                agents = (row, one, scheme.split + two)
                move_cell(at, agents, line, two, q, choice, mass)
                if line < scheme.split:
                    renege(at, agents, line, two, q, choice, mass, told)


@inlined
def first_row(scheme: Scheme, branch: int, mass: Mass) -> int:
    """First row of the strategies of a branch, as `drawing.first_row`."""
    after = branch == mass.open.size - 1
    return scheme.rows[DONE if after else branch, 1 if after else 0]


@inlined
def unasked(at: tuple[int, int, int], both: int, line: int, two: int, mass: Mass) -> Array:
    """Chance of a state in which nobody is asked to take a step.

    Args:
        at: branch, point and cell.
        both: the postures.
        line: of the first principal's type.
        two: the second's type.
        mass: with the chances.
    """
    branch, point, c = at
    chance = load(mass.now, (line, branch, point, both * CELLS + c, two))
    if FIRST <= branch < mass.open.size - 1:
        return chance * load(mass.idle, (branch, both))
    return chance


@inlined
def move_cell(
    at: tuple[int, int, int], agents: tuple[int, int, int], line: int, two: int, q: Array,
    choice: Array, mass: Mass,
) -> None:  # fmt: skip
    """Who moves in a cell and which posture it chooses, from all postures.

    Args:
        at: branch, point and cell.
        agents: row of strategies; agent of each principal.
        line: of the first principal's type.
        two: the second's type.
        q: chance that a given principal may reconsider.
        choice: strategies.
        mass: in and out.
    """
    (branch, point, c), (row, a, b) = at, agents
    # By both postures: cc, cp, pc, pp. Then the mover, by the posture of the other.
    cc, cp = unasked(at, 0, line, two, mass), unasked(at, 1, line, two, mass)
    pc, pp = unasked(at, 2, line, two, mass), unasked(at, 3, line, two, mass)
    stays = 1.0 - 2.0 * q
    first_c, first_p = q * (cc + pc), q * (cp + pp)
    second_c, second_p = q * (cc + cp), q * (pc + pp)
    x, y = (row, point, a, c), (row, point, a, c + CELLS)
    u, v = (row, point, b, c), (row, point, b, c + CELLS)
    moved = stays * cc + first_c * load(choice, (*x, 0)) + second_c * load(choice, (*u, 0))
    store(mass.moved, (branch, point, c, two), moved)
    moved = stays * cp + first_p * load(choice, (*y, 0)) + second_c * load(choice, (*u, 1))
    store(mass.moved, (branch, point, c + CELLS, two), moved)
    moved = stays * pc + first_c * load(choice, (*x, 1)) + second_p * load(choice, (*v, 0))
    store(mass.moved, (branch, point, c + 2 * CELLS, two), moved)
    moved = stays * pp + first_p * load(choice, (*y, 1)) + second_p * load(choice, (*v, 1))
    store(mass.moved, (branch, point, c + 3 * CELLS, two), moved)


@inlined
def renege(
    at: tuple[int, int, int], agents: tuple[int, int, int], line: int, two: int, q: Array,
    choice: Array, mass: Mass, told: Told,
) -> None:  # fmt: skip
    """Add the chances that either principal breaks the deal in a cell; see `move_cell`."""
    (_, point, c), (row, a, b) = at, agents
    pair = line * mass.now.shape[4] + two
    cc, cp = q * unasked(at, 0, line, two, mass), q * unasked(at, 1, line, two, mass)
    pc, pp = q * unasked(at, 2, line, two, mass), q * unasked(at, 3, line, two, mass)
    if_c, if_p = load(choice, (row, point, a, c, 2)), load(choice, (row, point, a, c + CELLS, 2))
    add(told.broken, (0, 0, pair), cc * if_c + cp * if_p)
    add(told.broken, (0, 1, pair), pc * if_c + pp * if_p)
    if_c, if_p = load(choice, (row, point, b, c, 2)), load(choice, (row, point, b, c + CELLS, 2))
    add(told.broken, (1, 0, pair), cc * if_c + pc * if_p)
    add(told.broken, (1, 1, pair), cp * if_c + pp * if_p)


@inlined
def step(
    scheme: Scheme, branch: int, line: int, t: int, choice: Array, turns: Turns, mass: Mass,
    told: Told,
) -> None:  # fmt: skip
    """The steps of an unfinished withdrawal that fall due in a month."""
    row, second, one = scheme.rows[branch, 1] + t, mass.now.shape[4], line % scheme.split
    for both in range(4):
        p = mass.stepper[branch, both]
        own, others = (both // 2, both % 2) if p == 0 else (both % 2, both // 2)
        reaches, weight = scheme.order.reaches[branch, p], 2 if p == 0 else 1
        reach(reaches, turns, mass)
        # The mover's posture becomes 0 if it takes the step and 1 if it does not.
        comply, due = both - own * weight, 1.0 - load(mass.idle, (branch, both))
        for point in range(mass.now.shape[2]):
            for known in range(turns.number[0]):
                c = turns.cells[known]
                for two in range(second):
                    x = (row, point, one if p == 0 else scheme.split + two, others * CELLS + c)
                    asked = due * load(mass.now, (line, branch, point, both * CELLS + c, two))
                    there = (reaches, point, comply * CELLS + c, two)
                    add(mass.moved, there, asked * load(choice, (*x, 0)))
                    stalling = (branch, point, (comply + weight) * CELLS + c, two)
                    add(mass.moved, stalling, asked * load(choice, (*x, 1)))
                    if line < scheme.split:
                        reneges = asked * load(choice, (*x, 2))
                        add(told.broken, (p, own, line * second + two), reneges)


@inlined
def count_blame(
    branch: int, line: int, split: int, chances: Chances, turns: Turns, mass: Mass, told: Told
) -> None:
    """Add the chance that a month's blame is the first to fall on a principal."""
    pinned, moved, p = load(chances.incident, (PINNED,)), mass.moved, line // split - 1
    for state in range(4 * turns.number[0]):
        c, both = turns.cells[state // 4], state % 4
        false = load(chances.false, (tension_of(c),))
        posture = both // 2 if p == 0 else both % 2
        if posture == 1 or tension_of(c) > 0:
            chance = blame_chance(pinned, false) if posture == 1 else false
            for point in range(moved.shape[1]):
                for two in range(moved.shape[3]):
                    unblamed = load(moved, (branch, point, both * CELLS + c, two))
                    pair = line % split * moved.shape[3] + two
                    add(told.blamed, (p, pair), unblamed * chance)


@inlined
def turn(branch: int, line: int, chain: int, t: int, ends: Ends, turns: Turns, mass: Mass) -> None:
    """What a month makes of the states after its move, and that the deal outlasts it."""
    renewed, second = load(ends.renewed, (t,)), mass.now.shape[4]
    for target in range(4 * HALF):
        if may_be_reached(target % HALF, turns):
            holds = renewed * load(ends.holds, (tension_of(2 * (target % HALF)),))
            for two in range(0, second, 3):
                # Three types at a time: the chances of a turn are read once for all.
                types = two, min(two + 1, second - 1), min(two + 2, second - 1)
                turn_to((chain, branch, line), target, types, holds, turns, mass)


@inlined
def may_be_reached(half: int, turns: Turns) -> bool:
    """Whether a cell can be reached, with guarantors engaged or apart."""
    found = False
    for known in range(turns.number[0]):
        found = found or turns.cells[known] // 2 == half
    return found


@inlined
def turn_to(
    at: tuple[int, int, int], target: int, types: tuple[int, int, int], holds: Array,
    turns: Turns, mass: Mass,
) -> None:  # fmt: skip
    """The chances of two states at the end of a month, for three types of the second principal.

    Args:
        at: chain, branch and line.
        target: as `Turns.first`.
        types: which.
        holds: chance that the deal outlasts the month.
        turns: of the month.
        mass: in and out.
    """
    (chain, branch, line), (a, b, c) = at, types
    apart_a, apart_b, apart_c = spread(0.0), spread(0.0), spread(0.0)
    engaged_a, engaged_b, engaged_c = spread(0.0), spread(0.0), spread(0.0)
    before = target // HALF * CELLS
    for one in range(turns.first[target], turns.first[target + 1]):
        s, apart = before + turns.source[one], load(turns.chance, (chain, one, 0, 0))
        engaged, chance = (
            load(turns.chance, (chain, one, 0, 1)),
            load(mass.moved, (branch, 0, s, a)),
        )
        apart_a, engaged_a = apart_a + apart * chance, engaged_a + engaged * chance
        chance = load(mass.moved, (branch, 0, s, b))
        apart_b, engaged_b = apart_b + apart * chance, engaged_b + engaged * chance
        chance = load(mass.moved, (branch, 0, s, c))
        apart_c, engaged_c = apart_c + apart * chance, engaged_c + engaged * chance
    d = before + 2 * (target % HALF)
    store(mass.now, (line, branch, 0, d, a), holds * apart_a)
    store(mass.now, (line, branch, 0, d, b), holds * apart_b)
    store(mass.now, (line, branch, 0, d, c), holds * apart_c)
    store(mass.now, (line, branch, 0, d + 1, a), holds * engaged_a)
    store(mass.now, (line, branch, 0, d + 1, b), holds * engaged_b)
    store(mass.now, (line, branch, 0, d + 1, c), holds * engaged_c)


@compiled
def turn_learning(
    scheme: Scheme, branch: int, line: int, t: int, ends: Ends, turns: Turns, mass: Mass
) -> None:
    """As `turn` at each point of the public's belief, which the month moves.

    A belief between two points goes to both of them, as it is rounded in a drawn course.
    """
    clear_now(branch, line, turns, mass)
    chain, points = line // scheme.split, mass.now.shape[2]
    for target in range(4 * HALF):
        both, d = target // HALF, 2 * (target % HALF)
        other = both % 2 if scheme.about == 0 else both // 2
        for one in range(turns.first[target], turns.first[target + 1]):
            c, sign = turns.source[one], turns.sign[one]
            for part in range(points * 2 * LANES):
                k, engaged, point = part % LANES, part // LANES % 2, part // LANES // 2
                chance = turns.chance[chain, one, point, engaged, k] * ends.renewed[t, k]
                chance *= ends.holds[tension_of(d), k]
                low = mass.low[branch, sign, other, c, point, k]
                above = chance * mass.part[branch, sign, other, c, point, k]
                s = both * CELLS + d + engaged
                for two in range(mass.now.shape[4]):
                    moved = mass.moved[branch, point, both * CELLS + c, two, k]
                    mass.now[line, branch, low, s, two, k] += (chance - above) * moved
                    mass.now[line, branch, low + 1, s, two, k] += above * moved


@compiled
def learn(scheme: Scheme, t: int, odds: Odds, choice: Array, turns: Turns, mass: Mass) -> None:
    """Where a month moves the public's belief in each branch, as `learning.learn`."""
    points = mass.now.shape[2]
    for situation in range(mass.open.size * SIGNS * 2 * turns.number[0]):
        c, rest = turns.cells[situation % turns.number[0]], situation // turns.number[0]
        other, sign, branch = rest % 2, rest // 2 % SIGNS, rest // 2 // SIGNS
        row = first_row(scheme, branch, mass) + t + 1
        for point in range(points):
            for k in range(LANES):
                last = scheme.months
                if branch == DONE and not scheme.may_wait:
                    last = odds.vote.month[k]
                elif FIRST <= branch < mass.open.size - 1:
                    last = odds.vote.deadline[k]
                belief = odds.public.grid[point, k]
                if t + 1 < last:
                    belief = learnt(
                        odds.chances.move[k], belief, odds.public.sign, odds.public.weight,
                        choice, (row, point), other * CELLS + c, sign, k,
                    )  # fmt: skip
                low, part = place(belief, points)
                mass.low[branch, sign, other, c, point, k] = low
                mass.part[branch, sign, other, c, point, k] = part


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
