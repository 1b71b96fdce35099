"""Months of a solved game forward: the chance of each state, for each pair of types.

The chances that a course is drawn with (`drawing`), month by month in the same order, but summed
instead of drawn. Types last: each pair has its own chances. `LANES` futures side by side.

A *branch* is a layer of the withdrawal before the vote, or, after all layers, what follows the
vote. Chances are (`CHAINS`, branches, points, 4 * `CELLS`, pairs, `LANES`), by both postures (2 *
the first's + the second's) and the cell; pairs are those of the first principal's first type, then
those of its second and so on.
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
from interim.stages.compliance.turns import CHAINS, Search, Turns, add, fill_turns
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
    """Chances at the start of a month."""
    moved: Array
    """Chances after its move."""
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
    """(`SIGNS`, 2, `CELLS`, points, `LANES`), as `learning.Learning.point`."""
    part: Array
    """The same, as `learning.Learning.part`."""


class Told(NamedTuple):
    """What is written of a block of games."""

    broken: Array
    """(2, 2, pairs, `LANES`), chance that a principal has reneged by now, openly and while it was
    probing."""
    blamed: Array
    """(2, pairs, `LANES`), chance that blame has fallen on a principal by now."""
    breaks: Array
    """(marks, 2, 2, pairs, `LANES`), `broken` at the end of as many months as a mark says."""
    lasts: Array
    """(marks, pairs, `LANES`), chance that the deal is in force then."""


def mass_for(branches: int, pairs: int, points: int) -> Mass:
    """Room for the chances of a game."""
    shape, belief = (CHAINS, branches, points, 4 * CELLS, pairs, LANES), (SIGNS, 2, CELLS, points)
    return Mass(
        aligned(*shape),
        aligned(*shape),
        np.empty(branches, np.int64),
        np.empty(branches, np.int64),
        aligned(branches, 4, LANES),
        np.empty((branches, 4), np.int64),
        aligned(1, LANES),
        np.empty((*belief, LANES), np.int64),
        aligned(*belief, LANES),
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
    branches, mark = mass.open.size, 0
    last = marks[marks.size - 1] if marks.size > 0 else 0
    for t in range(max(last, min(CLEAN_MONTHS, scheme.months))):
        chains = CHAINS if t < CLEAN_MONTHS else 1
        open_branches(scheme, odds.vote, t, chains, turns, mass)
        for branch in range(branches):
            mass.reached[branch] = 0
        for branch in range(branches):
            if mass.open[branch] == 1:
                enter(mass.moved, mass.reached, branch, chains, turns)
                move(scheme, branch, t, chains, odds.chances, choice, turns, mass, told)
        for branch in range(FIRST, branches - 1):
            if mass.open[branch] == 1:
                step(scheme, branch, t, chains, choice, turns, mass, told)
        if chains > 1:
            count_blame(odds.chances, turns, mass, told)
        for branch in range(branches):
            mass.open[branch] = mass.reached[branch]
            if mass.open[branch] == 1:
                if odds.public.grid.shape[0] == 1:
                    turn(branch, t, chains, odds.ends, turns, mass)
                else:
                    turn_learning(scheme, branch, t, chains, odds, choice, turns, mass)
        if mark < marks.size and t + 1 == marks[mark]:
            put_down(mark, turns, mass, told)
            mark += 1


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
    enter(mass.now, mass.open, signed, CHAINS, turns)
    for pair in range(mass.now.shape[4]):
        for p in range(2):
            store(told.blamed, (p, pair), spread(0.0))
            for how in range(2):
                store(told.broken, (p, how, pair), spread(0.0))
        for k in range(LANES):
            low, part = 0, 0.0
            if points > 1:
                low, part = place(odds.public.at_signing[k], points)
            for engaged in range(2):
                cell = cell_of(0, odds.vote.pending[k], engaged)
                chance = odds.vote.engaged[k] if engaged == 1 else 1.0 - odds.vote.engaged[k]
                for chain in range(CHAINS):
                    mass.now[chain, signed, low, cell, pair, k] = chance * (1.0 - part)
                    if points > 1:
                        mass.now[chain, signed, low + 1, cell, pair, k] = chance * part


@inlined
def enter(table: Array, flags: Whole, branch: int, chains: int, turns: Turns) -> None:
    """Set the chances of a branch to nothing, unless there is something already."""
    if flags[branch] == 0:
        flags[branch] = 1
        for chain in range(chains):
            for point in range(table.shape[2]):
                for place in range(4 * turns.count[0]):
                    s = place % 4 * CELLS + turns.cells[place // 4]
                    for pair in range(table.shape[4]):
                        store(table, (chain, branch, point, s, pair), spread(0.0))


@inlined
def open_branches(
    scheme: Scheme, vote: Vote, t: int, chains: int, turns: Turns, mass: Mass
) -> None:
    """What the calendar brings before anybody moves, as `events.open_month`."""
    after = mass.open.size - 1
    unrest, peace = load(vote.unrest, ()), spread(0.0)
    if date_comes(vote.deadline, t, False, mass.called):
        for branch in range(FIRST, after):
            if mass.open[branch] == 1:
                shift(branch, GIVEN_UP, False, peace, chains, turns, mass)
    if mass.open[DONE] == 1 and date_comes(vote.month, t, True, mass.called):
        rises = unrest if scheme.phase < 3 else peace
        shift(DONE, after, scheme.only_in_calm, rises, chains, turns, mass)


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
    source: int, target: int, only_in_calm: bool, unrest: Array, chains: int, turns: Turns,
    mass: Mass,
) -> None:  # fmt: skip
    """Take a branch over into another where it is called.

    Args:
        source: the branch.
        target: where it leads.
        only_in_calm: whether this waits until there is no tension.
        unrest: chance that tension rises by a step.
        chains: how many are followed.
        turns: with the cells that can be reached.
        mass: in and out.
    """
    enter(mass.now, mass.open, target, chains, turns)
    now, called, left = mass.now, load(mass.called, (0,)), 0.0
    for chain in range(chains):
        for point in range(now.shape[2]):
            for place in range(4 * turns.count[0]):
                c = turns.cells[place // 4]
                s, held = place % 4 * CELLS + c, vote_is_held(only_in_calm, tension_of(c))
                tenser = s - c + cell_of(raised(tension_of(c), 1), taken_of(c), engaged_of(c))
                for pair in range(now.shape[4]):
                    here = (chain, source, point, s, pair)
                    if held:
                        goes = load(now, here) * called
                        store(now, here, load(now, here) - goes)
                        add(now, (chain, target, point, s, pair), goes * (1.0 - unrest))
                        add(now, (chain, target, point, tenser, pair), goes * unrest)
                    for k in range(LANES):
                        left = max(left, now[chain, source, point, s, pair, k])
    mass.open[source] = 1 if left > 0.0 else 0


@inlined
def move(
    scheme: Scheme, branch: int, t: int, chains: int, chances: Chances, choice: Array,
    turns: Turns, mass: Mass, told: Told,
) -> None:  # fmt: skip
    """A month's move in a branch where no step falls due."""
    row, q = first_row(scheme, branch, mass) + t, load(chances.move, ())
    second = choice.shape[2] - scheme.split
    for point in range(mass.now.shape[2]):
        for place in range(turns.count[0]):
            c = turns.cells[place]
            for one in range(scheme.split):
                for two in range(second):
                    agents = (row, point, one, scheme.split + two)
                    for chain in range(chains):
                        at = (chain, branch, point, c, one * second + two)
                        move_cell(at, agents, q, choice, mass)
                    at = (0, branch, point, c, one * second + two)
                    renege(at, agents, q, choice, mass, told)


@inlined
def first_row(scheme: Scheme, branch: int, mass: Mass) -> int:
    """First row of the strategies of a branch, as `drawing.first_row`."""
    after = branch == mass.open.size - 1
    return scheme.rows[DONE if after else branch, 1 if after else 0]


@inlined
def unasked(at: tuple[int, int, int, int, int], both: int, mass: Mass) -> Array:
    """Chance of a state, and that nobody is asked in it to take a step.

    Args:
        at: chain, branch, point, cell and pair.
        both: the postures.
        mass: with the chances.
    """
    chain, branch, point, c, pair = at
    chance = load(mass.now, (chain, branch, point, both * CELLS + c, pair))
    if FIRST <= branch < mass.open.size - 1:
        return chance * load(mass.idle, (branch, both))
    return chance


@inlined
def move_cell(
    at: tuple[int, int, int, int, int], agents: tuple[int, int, int, int], q: Array,
    choice: Array, mass: Mass,
) -> None:  # fmt: skip
    """Who moves in a cell and which posture it chooses, from all postures.

    Args:
        at: chain, branch, point, cell and pair.
        agents: row of strategies and point; agent of each principal.
        q: chance that a given principal may reconsider.
        choice: strategies.
        mass: in and out.
    """
    (chain, branch, point, c, pair), (row, _, one, two) = at, agents
    # By both postures: cc, cp, pc, pp. Then the mover, by the posture of the other.
    cc, cp = unasked(at, 0, mass), unasked(at, 1, mass)
    pc, pp = unasked(at, 2, mass), unasked(at, 3, mass)
    stays = 1.0 - 2.0 * q
    first_c, first_p = q * (cc + pc), q * (cp + pp)
    second_c, second_p = q * (cc + cp), q * (pc + pp)
    x, y = (row, point, one, c), (row, point, one, c + CELLS)
    u, v = (row, point, two, c), (row, point, two, c + CELLS)
    moved = stays * cc + first_c * load(choice, (*x, 0)) + second_c * load(choice, (*u, 0))
    store(mass.moved, (chain, branch, point, c, pair), moved)
    moved = stays * cp + first_p * load(choice, (*y, 0)) + second_c * load(choice, (*u, 1))
    store(mass.moved, (chain, branch, point, c + CELLS, pair), moved)
    moved = stays * pc + first_c * load(choice, (*x, 1)) + second_p * load(choice, (*v, 0))
    store(mass.moved, (chain, branch, point, c + 2 * CELLS, pair), moved)
    moved = stays * pp + first_p * load(choice, (*y, 1)) + second_p * load(choice, (*v, 1))
    store(mass.moved, (chain, branch, point, c + 3 * CELLS, pair), moved)


@inlined
def renege(
    at: tuple[int, int, int, int, int], agents: tuple[int, int, int, int], q: Array,
    choice: Array, mass: Mass, told: Told,
) -> None:  # fmt: skip
    """Add the chances that either principal breaks the deal in a cell; see `move_cell`."""
    (_, _, point, c, pair), (row, _, one, two) = at, agents
    cc, cp = q * unasked(at, 0, mass), q * unasked(at, 1, mass)
    pc, pp = q * unasked(at, 2, mass), q * unasked(at, 3, mass)
    if_c, if_p = (
        load(choice, (row, point, one, c, 2)),
        load(choice, (row, point, one, c + CELLS, 2)),
    )
    add(told.broken, (0, 0, pair), cc * if_c + cp * if_p)
    add(told.broken, (0, 1, pair), pc * if_c + pp * if_p)
    if_c, if_p = (
        load(choice, (row, point, two, c, 2)),
        load(choice, (row, point, two, c + CELLS, 2)),
    )
    add(told.broken, (1, 0, pair), cc * if_c + pc * if_p)
    add(told.broken, (1, 1, pair), cp * if_c + pp * if_p)


@inlined
def step(
    scheme: Scheme, branch: int, t: int, chains: int, choice: Array, turns: Turns, mass: Mass,
    told: Told,
) -> None:  # fmt: skip
    """The steps of an unfinished withdrawal that fall due in a month."""
    row, second = scheme.rows[branch, 1] + t, choice.shape[2] - scheme.split
    for both in range(4):
        p = mass.stepper[branch, both]
        own, others = (both // 2, both % 2) if p == 0 else (both % 2, both // 2)
        reaches, weight = scheme.order.reaches[branch, p], 2 if p == 0 else 1
        enter(mass.moved, mass.reached, reaches, chains, turns)
        # The mover's posture becomes 0 if it takes the step and 1 if it does not.
        comply, due = both - own * weight, 1.0 - load(mass.idle, (branch, both))
        for point in range(mass.now.shape[2]):
            for place in range(turns.count[0]):
                c = turns.cells[place]
                for pair in range(mass.now.shape[4]):
                    agent = pair // second if p == 0 else scheme.split + pair % second
                    x = (row, point, agent, others * CELLS + c)
                    takes, stalls = load(choice, (*x, 0)), load(choice, (*x, 1))
                    for chain in range(chains):
                        asked = load(mass.now, (chain, branch, point, both * CELLS + c, pair))
                        asked = due * asked
                        there = (chain, reaches, point, comply * CELLS + c, pair)
                        add(mass.moved, there, asked * takes)
                        stalling = (chain, branch, point, (comply + weight) * CELLS + c, pair)
                        add(mass.moved, stalling, asked * stalls)
                    asked = due * load(mass.now, (0, branch, point, both * CELLS + c, pair))
                    add(told.broken, (p, own, pair), asked * load(choice, (*x, 2)))


@inlined
def count_blame(chances: Chances, turns: Turns, mass: Mass, told: Told) -> None:
    """Add the chance that a month's blame is the first to fall on a principal."""
    pinned, moved = load(chances.incident, (PINNED,)), mass.moved
    for branch in range(mass.reached.size):
        for place in range(4 * turns.count[0] if mass.reached[branch] == 1 else 0):
            c, both = turns.cells[place // 4], place % 4
            false = load(chances.false, (tension_of(c),))
            for p in range(2):
                posture = both // 2 if p == 0 else both % 2
                if posture == 1 or tension_of(c) > 0:
                    chance = blame_chance(pinned, false) if posture == 1 else false
                    for point in range(moved.shape[2]):
                        for pair in range(moved.shape[4]):
                            here = (1 + p, branch, point, both * CELLS + c, pair)
                            add(told.blamed, (p, pair), load(moved, here) * chance)


@inlined
def turn(branch: int, t: int, chains: int, ends: Ends, turns: Turns, mass: Mass) -> None:
    """What a month makes of the states after its move, and that the deal outlasts it."""
    renewed, pairs = load(ends.renewed, (t,)), mass.now.shape[4]
    for chain in range(chains):
        for place in range(4 * turns.count[0]):
            d = turns.cells[place // 4]
            target, holds = place % 4 * CELLS + d, renewed * load(ends.holds, (tension_of(d),))
            for pair in range(0, pairs, 3):
                # Three at a time: the chance of a turn is read once for all.
                one, two = min(pair + 1, pairs - 1), min(pair + 2, pairs - 1)
                turn_to((chain, branch, target), (pair, one, two), holds, turns, mass)


@inlined
def turn_to(
    at: tuple[int, int, int], pairs: tuple[int, int, int], holds: Array, turns: Turns, mass: Mass
) -> None:
    """The chances of a state at the end of a month, for three pairs.

    Args:
        at: chain, branch and target.
        pairs: of which.
        holds: chance that the deal outlasts the month.
        turns: of the month.
        mass: in and out.
    """
    (chain, branch, target), (a, b, c) = at, pairs
    x, y, z = spread(0.0), spread(0.0), spread(0.0)
    before = target - target % CELLS
    for one in range(turns.first[target], turns.first[target + 1]):
        s, chance = before + turns.source[one], load(turns.chance, (chain, one, 0))
        x = x + chance * load(mass.moved, (chain, branch, 0, s, a))
        y = y + chance * load(mass.moved, (chain, branch, 0, s, b))
        z = z + chance * load(mass.moved, (chain, branch, 0, s, c))
    store(mass.now, (chain, branch, 0, target, a), holds * x)
    store(mass.now, (chain, branch, 0, target, b), holds * y)
    store(mass.now, (chain, branch, 0, target, c), holds * z)


@inlined
def turn_learning(
    scheme: Scheme, branch: int, t: int, chains: int, odds: Odds, choice: Array, turns: Turns,
    mass: Mass,
) -> None:  # fmt: skip
    """As `turn` at each point of the public's belief, which the month moves.

    A belief between two points goes to both of them, as it is rounded in a drawn course.
    """
    mass.open[branch] = 0
    enter(mass.now, mass.open, branch, chains, turns)
    learn(scheme, branch, t, odds, choice, turns, mass)
    for target in range(4 * CELLS):
        other = target // CELLS % 2 if scheme.about == 0 else target // CELLS // 2
        for one in range(turns.first[target], turns.first[target + 1]):
            c, sign = turns.source[one], turns.sign[one]
            s = target - target % CELLS + c
            for chain in range(chains):
                for point in range(mass.now.shape[2]):
                    for k in range(LANES):
                        low = mass.low[sign, other, c, point, k]
                        part = mass.part[sign, other, c, point, k]
                        chance = turns.chance[chain, one, point, k] * odds.ends.renewed[t, k]
                        chance *= odds.ends.holds[tension_of(target % CELLS), k]
                        below, above = chance * (1.0 - part), chance * part
                        for pair in range(mass.now.shape[4]):
                            moved = mass.moved[chain, branch, point, s, pair, k]
                            mass.now[chain, branch, low, target, pair, k] += below * moved
                            mass.now[chain, branch, low + 1, target, pair, k] += above * moved


@inlined
def learn(
    scheme: Scheme, branch: int, t: int, odds: Odds, choice: Array, turns: Turns, mass: Mass
) -> None:
    """Where a month moves the public's belief in a branch, as `learning.learn`."""
    points, row = mass.now.shape[2], first_row(scheme, branch, mass) + t + 1
    for sign in range(SIGNS):
        for place_of in range(2 * turns.count[0]):
            other, c = place_of % 2, turns.cells[place_of // 2]
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
                    mass.low[sign, other, c, point, k] = low
                    mass.part[sign, other, c, point, k] = part


@inlined
def put_down(mark: int, turns: Turns, mass: Mass, told: Told) -> None:
    """Write down what has happened by now."""
    for pair in range(mass.now.shape[4]):
        for p in range(2):
            for how in range(2):
                store(told.breaks, (mark, p, how, pair), load(told.broken, (p, how, pair)))
        lasts = spread(0.0)
        for branch in range(mass.open.size):
            for point in range(mass.now.shape[2] if mass.open[branch] == 1 else 0):
                for place in range(4 * turns.count[0]):
                    s = place % 4 * CELLS + turns.cells[place // 4]
                    lasts = lasts + load(mass.now, (0, branch, point, s, pair))
        store(told.lasts, (mark, pair), lasts)
