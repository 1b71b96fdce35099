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
from interim.foundation.lanes import LANES, load, spread, store
from interim.stages.war.numbers import Array, Numbers, Whole

GRID = 11
"""Captured shares that the chain tells apart, evenly from none to all."""
EDGES = LANES
"""Edges for which values are tabulated side by side."""


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
        np.empty((states, GRID, GRID, edges)), np.empty((states, GRID), np.int64),
        np.empty((states, GRID), np.int64), np.empty((states, GRID, ends, edges)),
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
def fill_month(numbers: Numbers, i: int, strength: Array, edges: Array, month: Month) -> None:
    """The month of one future at each of some edges.

    Args:
        numbers: of the war.
        i: index of the future.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, edges).
        month: out.
    """
    fill_chances(numbers, i, month)
    for s in range(month.move.shape[0]):
        for g in range(GRID):
            month.low[s, g], month.high[s, g] = GRID, 0
            for x in range(edges.shape[1]):
                for to in range(GRID):
                    month.move[s, g, to, x] = 0.0
                share = g / (GRID - 1)
                edge = edges[i, x] + numbers.high_ground[i] * share
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
    """Room to carry values back, (patron states, `GRID`, `EDGES`) each."""

    values: Array
    later: Array
    base: Array
    keep: Array
    still: Array
    """(ends, patron states, `GRID`, `EDGES`)."""


def room_for(patrons: int, ends: int) -> Room:
    """Room for wars with so many patrons and ends."""
    shape = (1 << patrons, GRID, EDGES)
    empty = np.empty
    return Room(empty(shape), empty(shape), empty(shape), empty(shape), empty((ends, *shape)))


@compiled
def tabulate(
    months: int, numbers: Numbers, strength: Array, edges: Array, lives: Lives, ground: Whole,
    month: Month, room: Room, table: Array,
) -> None:  # fmt: skip
    """Values of war by captured share, patrons and edge, to some who live through it.

    Args:
        months: the horizon; from it on the last flow goes on for ever.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, `EDGES`).
        lives: of those whose values are wanted.
        ground: (shares,), points of the grid that are wanted.
        month: overwritten.
        room: overwritten.
        table: out, (n, shares, patron states, `EDGES`, agents).
    """
    for i in range(table.shape[0]):
        fill_month(numbers, i, strength, edges, month)
        for agent in range(table.shape[4]):
            begin(lives, i, agent, month, room)
            for _ in range(months):
                month_back(lives, i, agent, month, room)
            for c in range(ground.size):
                for s in range(room.values.shape[0]):
                    for x in range(EDGES):
                        table[i, c, s, x, agent] = room.values[s, ground[c], x]


@inlined
def along(worth: Array, share: float) -> float:
    """What something is worth with a captured share, given (2,) with nothing and with all."""
    return worth[0] + (worth[1] - worth[0]) * share


@inlined
def begin(lives: Lives, i: int, agent: int, month: Month, room: Room) -> None:
    """What a month brings for certain, and values at the horizon."""
    discount, flow, terms = lives.discount[i, agent], lives.flow[i, agent], lives.terms[i, agent]
    for s in range(room.values.shape[0]):
        for g in range(GRID):
            fought = along(flow, g / (GRID - 1))
            for x in range(EDGES):
                share, stays, settled = 0.0, 1.0, 0.0
                for to in range(month.low[s, g], month.high[s, g]):
                    share += month.move[s, g, to, x] * to / (GRID - 1)
                for e in range(month.breaks.size):
                    stays -= month.ends[s, g, e, x]
                    if month.breaks[e] == 0.0:
                        settled += month.ends[s, g, e, x] * along(terms[e], share)
                    room.still[e, s, g, x] = along(terms[e], g / (GRID - 1))
                room.base[s, g, x] = (1.0 - discount) * fought + discount * settled
                room.keep[s, g, x] = discount * stays
                room.values[s, g, x] = fought


@inlined
def month_back(lives: Lives, i: int, agent: int, month: Month, room: Room) -> None:
    """A month back: from values at its end to those at its start."""
    values, later = room.values, room.later
    for s in range(values.shape[0]):
        for g in range(GRID):
            store(later, (s, g), load(values, (s, g)))
    patrons_back(month.leaves, later)
    for s in range(values.shape[0]):
        for g in range(GRID):
            total = load(month.move, (s, g, month.low[s, g])) * load(later, (s, month.low[s, g]))
            for to in range(month.low[s, g] + 1, month.high[s, g]):
                total += load(month.move, (s, g, to)) * load(later, (s, to))
            store(values, (s, g), load(room.base, (s, g)) + load(room.keep, (s, g)) * total)
    for e in range(month.breaks.size):
        if month.breaks[e] > 0.0:
            patrons_back(month.quiet, room.still[e])
            stand_back(lives.discount[i, agent], lives.terms[i, agent, e], e, month, room)


@inlined
def patrons_back(leaves: Array, values: Array) -> None:
    """Values before it is known which patrons leave, from those after: (states, grid, edges)."""
    for q in range(leaves.size):
        for s in range(values.shape[0]):
            if not s >> q & 1:
                for g in range(GRID):
                    here = load(values, (s, g))
                    store(values, (s, g), here + (load(values, (s | 1 << q, g)) - here) * leaves[q])


@inlined
def stand_back(discount: float, terms: Array, end: int, month: Month, room: Room) -> None:
    """A month back of a standstill, and what entering it adds to the values of fighting."""
    values, still = room.values, room.still[end]
    for s in range(values.shape[0]):
        for g in range(GRID):
            total = load(month.move, (s, g, month.low[s, g])) * load(still, (s, month.low[s, g]))
            for to in range(month.low[s, g] + 1, month.high[s, g]):
                total += load(month.move, (s, g, to)) * load(still, (s, to))
            enters = load(month.ends, (s, g, end)) * discount
            store(values, (s, g), load(values, (s, g)) + enters * total)
    for s in range(values.shape[0]):
        for g in range(GRID):
            rest = load(still, (s, g))
            rest = rest + (load(room.later, (s, g)) - rest) * month.breaks[end]
            now = (1.0 - discount) * along(terms, g / (GRID - 1))
            store(still, (s, g), rest * discount + spread(now))
