"""Months of a solved game forward: the chance of each state, for each pair of types.

The chances that a course is drawn with (`drawing`), month by month in the same order, but summed
instead of drawn. Types last: each pair has its own chances. `LANES` futures side by side.

Chances stand in *lines*, see `lines`.
"""

from __future__ import annotations

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES, load, spread, store
from interim.stages.compliance.believing import learn, turn_learning
from interim.stages.compliance.drawing import Scheme
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.lines import (
    GameRules,
    Mass,
    Told,
    begin,
    first_row,
    open_branches,
    put_down,
    reach,
)
from interim.stages.compliance.month import PINNED, Chances, blame_chance
from interim.stages.compliance.rules import Ends
from interim.stages.compliance.state import CELLS, FIRST, tension_of
from interim.stages.compliance.turns import CHAINS, HALF, Search, Turns, add, fill_turns

CLEAN_MONTHS = 12
"""Over so many months it is asked whether any blame has fallen on a principal."""


@compiled
def carry_forward(
    scheme: Scheme, rules: GameRules, choice: Array, marks: Whole, turns: Turns, search: Search,
    mass: Mass, told: Told,
) -> None:  # fmt: skip
    """From the signing to the last mark, and at least over the months that blame is asked of.

    Args:
        scheme: of the games.
        rules: of the games.
        choice: strategies, as `solution.solve` fills them.
        marks: (marks,), numbers of months within the horizon, rising.
        turns: overwritten.
        search: overwritten.
        mass: overwritten.
        told: out.
    """
    votes = False
    for k in range(LANES):
        votes = votes or rules.vote.month[k] < scheme.months
    fill_turns(rules.chances, scheme.about, votes, rules.vote.pending, turns, search)
    begin(scheme.order, rules, turns, mass, told)
    mark, last = 0, marks[marks.size - 1] if marks.size > 0 else 0
    for t in range(max(last, min(CLEAN_MONTHS, scheme.months))):
        lines = (CHAINS if t < CLEAN_MONTHS else 1) * scheme.split
        open_branches(scheme, rules.vote, t, lines, turns, mass)
        if mass.now.shape[2] > 1:
            learn(scheme, t, rules, choice, turns, mass)
        for line in range(lines):
            carry_line(scheme, line, t, rules, choice, turns, mass, told)
        for branch in range(mass.open.size):
            mass.open[branch] = mass.reached[branch]
        if mark < marks.size and t + 1 == marks[mark]:
            put_down(mark, scheme.split, turns, mass, told)
            mark += 1


@inlined
def carry_line(
    scheme: Scheme, line: int, t: int, rules: GameRules, choice: Array, turns: Turns, mass: Mass,
    told: Told,
) -> None:  # fmt: skip
    """A month of a line."""
    branches = mass.open.size
    for branch in range(branches):
        mass.reached[branch] = mass.open[branch]
        if mass.open[branch] == 1:
            move(scheme, branch, line, t, rules.chances, choice, turns, mass, told)
    for branch in range(FIRST, branches - 1):
        if mass.open[branch] == 1:
            step(scheme, branch, line, t, choice, turns, mass, told)
    for branch in range(branches):
        if mass.reached[branch] == 1:
            if line >= scheme.split:
                count_blame(branch, line, scheme.split, rules.chances, turns, mass, told)
            if mass.now.shape[2] == 1:
                turn(branch, line, line // scheme.split, t, rules.ends, turns, mass)
            else:
                turn_learning(scheme, branch, line, t, rules.ends, turns, mass)


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
