"""The Markov chain of a war, compiled: one kernel of a month for every war, whoever begins it.

A state is the captured share of the zone, on a grid, and the patrons whose aid has ended (a bit
each); beside fighting there is a standstill for each end that may break. In a month of fighting the
ground moves, then the war may end, then patrons may leave; in a standstill only they may, and it
may break. An *edge* x is added to a war for good: above 0 it favours the attacker. It multiplies
the hazards of each side's victory, and moves the pace of the front.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import HALF, LANES, aligned, load, store, twice
from interim.stages.war.numbers import Array, Numbers, Whole

GRID = 11
"""Captured shares that the chain tells apart, evenly from none to all."""
EDGES = 16
"""Edges for which values are tabulated."""
NEAR = 3
"""Points of the grid that the ground can reach from most states in a month."""


class Wars(NamedTuple):
    """Wars, one per future, each with several edges."""

    numbers: Numbers
    """Of n wars."""
    strength: Array
    """(n, 2), how strongly an edge moves each side's hazards."""
    edges: Array
    """(n, number of edges)."""


class Month(NamedTuple):
    """What a month can bring, by patrons gone, ground before it and edge."""

    move: Array
    """(patron states, `GRID`, `GRID`, edges), chance that the ground moves to each point."""
    low: Whole
    """(patron states, `GRID`), first point that can be reached."""
    high: Whole
    """(patron states, `GRID`), one beyond the last."""
    ends: Array
    """(patron states, `GRID`, ends, edges), chance that fighting ends so."""
    leaves: Array
    """(patrons,), chance that each patron leaves in a month of fighting."""
    quiet: Array
    """(patrons,), the same in a standstill."""
    breaks: Array
    """(ends,), chance that a standstill breaks; 0 for a final end."""
    rates: Array
    """(ends,), room for hazards."""


def month_for(patrons: int, ends: int, edges: int) -> Month:
    """Room for a month of wars with so many patrons, ends and edges."""
    states = 1 << patrons
    return Month(
        aligned(states, GRID, GRID, edges), np.empty((states, GRID), np.int64),
        np.empty((states, GRID), np.int64), aligned(states, GRID, ends, edges),
        np.empty(patrons), np.empty(patrons), np.empty(ends), np.empty(ends),
    )  # fmt: skip


@inlined
def tilt(y: float) -> float:
    """Factor on a hazard: bounded from below by 0, with value and slope 1 at 0."""
    return 1.0 + y if y >= 0.0 else 1.0 / (1.0 - y)


@inlined
def fill_hazards(
    numbers: Numbers, i: int, strength: Array, gone: int, edge: float, rates: Array
) -> float:
    """Hazards of a month at an edge, ground included.

    Args:
        numbers: of the war.
        i: index of the future.
        strength: (n, 2), how strongly an edge moves the attacker's and the defender's hazards.
        gone: the patrons whose aid has ended.
        edge: in favour of the attacker.
        rates: out, (ends,).

    Returns:
        Their sum.
    """
    total = 0.0
    for e in range(rates.size):
        rate = numbers.hazard[i, e]
        for q in range(numbers.shift.shape[1]):
            if gone >> q & 1:
                rate *= numbers.factor[i, e, q]
        if numbers.victor[e] == 0:
            rate *= tilt(strength[i, 0] * edge)
        elif numbers.victor[e] == 1:
            rate *= tilt(-strength[i, 1] * edge)
        rates[e] = rate
        total += rate
    return total


@inlined
def speed(numbers: Numbers, i: int, gone: int, edge: float) -> float:
    """Mean share of the zone taken in a month."""
    pace = numbers.gain[i] + numbers.pace[i] * edge
    for q in range(numbers.shift.shape[1]):
        if gone >> q & 1:
            pace += numbers.shift[i, q]
    return pace


@inlined
def landing(share: float, gain: float) -> tuple[int, float, int]:
    """Where the ground is after a gain: the point below, the part towards the next, and whether it
    is inside the zone (1) or cut at its ends (0)."""
    to = share + gain
    at = min(max(to, 0.0), 1.0) * (GRID - 1)
    point = min(int(at), GRID - 2)
    return point, at - point, 1 if 0.0 < to < 1.0 else 0


@inlined
def fill_chances(numbers: Numbers, i: int, month: Month) -> None:
    """What a month can bring whatever the ground and the edge."""
    for q in range(month.leaves.size):
        month.leaves[q] = -math.expm1(-numbers.withdrawal[i, q])
        month.quiet[q] = -math.expm1(-numbers.peace[i, q])
    for e in range(month.breaks.size):
        month.breaks[e] = -math.expm1(-numbers.resumes[i, e])


@inlined
def fill_month(
    numbers: Numbers, i: int, strength: Array, edges: Array, first: int, month: Month
) -> None:
    """The month of one future at each of some edges.

    Args:
        numbers: of the war.
        i: index of the future.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, all edges).
        first: of those that the month is for.
        month: out.
    """
    fill_chances(numbers, i, month)
    for s in range(month.move.shape[0]):
        for g in range(GRID):
            month.low[s, g], month.high[s, g] = GRID, 0
            for x in range(month.move.shape[3]):
                for to in range(GRID):
                    month.move[s, g, to, x] = 0.0
                share = g / (GRID - 1)
                edge = edges[i, first + x] + numbers.high_ground[i] * share
                for way in range(2):
                    swing = numbers.spread[i] if way else -numbers.spread[i]
                    point, part, _ = landing(share, speed(numbers, i, s, edge) + swing)
                    month.move[s, g, point, x] += 0.5 * (1.0 - part)
                    month.move[s, g, point + 1, x] += 0.5 * part
                    month.low[s, g] = min(month.low[s, g], point)
                    month.high[s, g] = max(month.high[s, g], point + 2)
                total = fill_hazards(numbers, i, strength, s, edge, month.rates)
                stop = -math.expm1(-total) / total if total > 0.0 else 1.0
                for e in range(month.rates.size):
                    month.ends[s, g, e, x] = stop * month.rates[e]


# --- back: what wars are worth ---------------------------------------------------------------


class Lives(NamedTuple):
    """What wars bring those who live through them; axis 0 runs over futures."""

    discount: Array
    """(n, agents), per month."""
    flow: Array
    """(n, agents, 2), of fighting, with nothing and with all of the zone captured."""
    terms: Array
    """(n, agents, ends, 2), of what holds after each end, likewise."""


class Room(NamedTuple):
    """Room to carry back what wars are worth to two agents, each for `HALF` edges.

    The first half of the lanes is the first agent's.
    """

    values: Array
    """(patron states, `GRID`, `LANES`), of fighting."""
    later: Array
    """(patron states, `GRID`, `LANES`), a month later."""
    moved: Array
    """(patron states, `GRID`, `LANES`), before the ground moves."""
    base: Array
    """(patron states, `GRID`, `LANES`), what a month brings for certain."""
    still: Array
    """(ends, patron states, `GRID`, `LANES`), of standing, for ends that may break."""
    stands: Array
    """(ends, `GRID`, `LANES`), what a month of standing brings."""
    keep: Array
    """(patron states, `GRID`, `HALF`), chance that fighting goes on."""
    discount: Array
    """(1, `LANES`), per month."""
    near: Whole
    """(patron states, `GRID`), the first of `NEAR` points that can be reached."""
    far: Whole
    """(1 + all moves, 3), how many moves lead beyond them, then patrons gone, ground before and
    after each."""


def room_for(patrons: int, ends: int) -> Room:
    """Room for wars with so many patrons and ends."""
    states = 1 << patrons
    shape = (states, GRID, LANES)
    return Room(
        aligned(*shape), aligned(*shape), aligned(*shape), aligned(*shape),
        aligned(ends, *shape), aligned(ends, GRID, LANES), aligned(states, GRID, HALF),
        aligned(1, LANES),
        np.empty((states, GRID), np.int64), np.empty((1 + states * GRID * GRID, 3), np.int64),
    )  # fmt: skip


@compiled
def tabulate(
    months: int, numbers: Numbers, strength: Array, edges: Array, lives: Lives, ground: Whole,
    month: Month, room: Room, table: Array,
) -> None:  # fmt: skip
    """Values of war by captured share, patrons and edge, to some who live through it.

    Two agents and `HALF` edges at a time: so few states stay in the processor's nearest memory, and
    the ground reaches fewer points than from the widest edges together.

    Args:
        months: the horizon; from it on the last flow goes on for ever.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, `EDGES`).
        lives: of those whose values are wanted.
        ground: (shares,), points of the grid that are wanted.
        month: overwritten, for `HALF` edges.
        room: overwritten.
        table: out, (n, shares, patron states, `EDGES`, agents).
    """
    agents = table.shape[4]
    for i in range(table.shape[0]):
        for first in range(0, EDGES, HALF):
            fill_month(numbers, i, strength, edges, first, month)
            fill_far(month, room)
            for agent in range(0, agents, 2):
                other = min(agent + 1, agents - 1)
                begin(lives, (i, agent), 0, month, room)
                begin(lives, (i, other), HALF, month, room)
                for _ in range(months):
                    month_back(month, room)
                for c in range(ground.size):
                    for s in range(room.values.shape[0]):
                        for x in range(HALF):
                            here = room.values[s, ground[c]]
                            table[i, c, s, first + x, agent] = here[x]
                            table[i, c, s, first + x, other] = here[HALF + x]


@inlined
def along(worth: Array, share: float) -> float:
    """What something is worth with a captured share, given (2,) with nothing and with all."""
    return worth[0] + (worth[1] - worth[0]) * share


@inlined
def begin(lives: Lives, whose: tuple[int, int], lane: int, month: Month, room: Room) -> None:
    """What a month brings for certain, and values at the horizon, in the lanes of an agent.

    Args:
        lives: of all agents.
        whose: future and agent.
        lane: the first of the agent.
        month: of the war.
        room: out.
    """
    discount, flow, terms = lives.discount[whose], lives.flow[whose], lives.terms[whose]
    for x in range(HALF):
        room.discount[0, lane + x] = discount
    for g in range(GRID):
        share = g / (GRID - 1)
        fought = along(flow, share)
        for x in range(HALF):
            for e in range(month.breaks.size):
                room.stands[e, g, lane + x] = (1.0 - discount) * along(terms[e], share)
            for s in range(room.values.shape[0]):
                taken, stays, settled = 0.0, 1.0, 0.0
                for to in range(month.low[s, g], month.high[s, g]):
                    taken += month.move[s, g, to, x] * to / (GRID - 1)
                for e in range(month.breaks.size):
                    stays -= month.ends[s, g, e, x]
                    if month.breaks[e] == 0.0:
                        settled += month.ends[s, g, e, x] * along(terms[e], taken)
                    room.still[e, s, g, lane + x] = along(terms[e], share)
                room.base[s, g, lane + x] = (1.0 - discount) * fought + discount * settled
                room.keep[s, g, x] = stays
                room.values[s, g, lane + x] = fought


@inlined
def fill_far(month: Month, room: Room) -> None:
    """Sort the moves of a month: a few from each state in a row, and a list of the others."""
    number = 0
    for s in range(month.low.shape[0]):
        for g in range(GRID):
            room.near[s, g] = min(month.low[s, g], GRID - NEAR)
            for to in range(room.near[s, g] + NEAR, month.high[s, g]):
                number += 1
                room.far[number, 0], room.far[number, 1], room.far[number, 2] = s, g, to
    room.far[0, 0] = number


@inlined
def month_back(month: Month, room: Room) -> None:
    """A month back: from values at its end to those at its start."""
    values, later, discount = room.values, room.later, load(room.discount, (0,))
    for s in range(values.shape[0]):
        for g in range(GRID):
            store(later, (s, g), load(values, (s, g)))
    patrons_back(month.leaves, later)
    ground_back(later, month, room)
    for s in range(values.shape[0]):
        for g in range(GRID):
            goes_on = twice(room.keep, (s, g)) * load(room.moved, (s, g))
            store(values, (s, g), load(room.base, (s, g)) + discount * goes_on)
    for e in range(month.breaks.size):
        if month.breaks[e] > 0.0:
            patrons_back(month.quiet, room.still[e])
            ground_back(room.still[e], month, room)
            stand_back(e, month, room)


@inlined
def ground_back(values: Array, month: Month, room: Room) -> None:
    """Values before the ground moves, into `moved`, from those after."""
    for s in range(values.shape[0]):
        for g in range(GRID):
            to = room.near[s, g]
            total = twice(month.move, (s, g, to)) * load(values, (s, to))
            total += twice(month.move, (s, g, to + 1)) * load(values, (s, to + 1))
            total += twice(month.move, (s, g, to + 2)) * load(values, (s, to + 2))
            store(room.moved, (s, g), total)
    for k in range(1, 1 + room.far[0, 0]):
        s, g, to = room.far[k, 0], room.far[k, 1], room.far[k, 2]
        more = twice(month.move, (s, g, to)) * load(values, (s, to))
        store(room.moved, (s, g), load(room.moved, (s, g)) + more)


@inlined
def patrons_back(leaves: Array, values: Array) -> None:
    """Values before it is known which patrons leave, from those after: (states, grid, lanes)."""
    for q in range(leaves.size):
        for s in range(values.shape[0]):
            if not s >> q & 1:
                for g in range(GRID):
                    here = load(values, (s, g))
                    store(values, (s, g), here + (load(values, (s | 1 << q, g)) - here) * leaves[q])


@inlined
def stand_back(end: int, month: Month, room: Room) -> None:
    """A month back of a standstill, and what entering it adds to the values of fighting."""
    values, still, discount = room.values, room.still[end], load(room.discount, (0,))
    for s in range(values.shape[0]):
        for g in range(GRID):
            enters = twice(month.ends, (s, g, end)) * load(room.moved, (s, g))
            store(values, (s, g), load(values, (s, g)) + discount * enters)
            rest = load(still, (s, g))
            rest = rest + (load(room.later, (s, g)) - rest) * month.breaks[end]
            store(still, (s, g), rest * discount + load(room.stands, (end, g)))
