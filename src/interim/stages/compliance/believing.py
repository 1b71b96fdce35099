"""Months forward where the public's belief is part of the state."""

from __future__ import annotations

from interim.foundation.compiled import compiled
from interim.foundation.lanes import LANES
from interim.stages.compliance.drawing import Scheme
from interim.stages.compliance.game import Array
from interim.stages.compliance.learning import learnt
from interim.stages.compliance.lines import GameRules, Mass, clear_now, first_row
from interim.stages.compliance.public import place
from interim.stages.compliance.rules import Ends
from interim.stages.compliance.state import CELLS, DONE, FIRST, SIGNS, tension_of
from interim.stages.compliance.turns import HALF, Turns


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
def learn(
    scheme: Scheme, t: int, rules: GameRules, choice: Array, turns: Turns, mass: Mass
) -> None:
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
                    last = rules.vote.month[k]
                elif FIRST <= branch < mass.open.size - 1:
                    last = rules.vote.deadline[k]
                belief = rules.public.grid[point, k]
                if t + 1 < last:
                    belief = learnt(
                        rules.chances.move[k], belief, rules.public.sign, rules.public.weight,
                        choice, (row, point), other * CELLS + c, sign, k,
                    )  # fmt: skip
                low, part = place(belief, points)
                mass.low[branch, sign, other, c, point, k] = low
                mass.part[branch, sign, other, c, point, k] = part
