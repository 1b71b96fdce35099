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
    return Room(*(np.empty(shape) for _ in range(4)), np.empty((ends, *shape)))


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


# --- on: how the war from today goes ---------------------------------------------------------


class Seen(NamedTuple):
    """How a war goes on that begins on the day of signing, with no edge; axis 0 runs over futures.

    Attributes:
        probability: (n, 1 + ends), chance at the horizon of fighting still, then of each end.
        occupancy: (n, 2, 1 + ends), discounted share of time in fighting and each end, by
            principal.
        captured: (n, 2, 1 + ends), mean captured share of the zone during that time.
    """

    probability: Array
    occupancy: Array
    captured: Array


@compiled
def carry_on(
    months: int, numbers: Numbers, strength: Array, discount: Array, month: Month,
    at: tuple[Array, Array, Array], seen: Seen,
) -> None:  # fmt: skip
    """Carry the chances of all states forward, from the day of signing and without an edge.

    Args:
        months: the horizon.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        discount: (n, 2), of each principal per month.
        month: overwritten, for one edge.
        at: overwritten: no edge, (n, 1) of zeros; chances of fighting, (2, patron states, `GRID`,
            1); of standing, (patron states, `GRID`, ends).
        seen: out, zeros.
    """
    none, fights, ended = at
    ends = ended.shape[2]
    for i in range(numbers.hazard.shape[0]):
        fill_month(numbers, i, strength, none, month)
        clear(fights[0])
        clear(ended)
        fights[0, 0, 0, 0] = 1.0
        for t in range(months + 1):
            now, then = fights[t % 2], fights[1 - t % 2]
            for p in range(2):
                # After the horizon the last flow goes on for ever.
                weight = discount[i, p] ** t * (1.0 if t == months else 1.0 - discount[i, p])
                for s in range(now.shape[0]):
                    for g in range(GRID):
                        add_seen(seen, (i, p), 0, weight * now[s, g, 0], g)
                        for e in range(ends):
                            add_seen(seen, (i, p), 1 + e, weight * ended[s, g, e], g)
            if t < months:
                clear(then)
                resume(month.breaks, ended, then)
                fight_on(month, now, then, ended)
                patrons_on(month.leaves, then)
                patrons_on(month.quiet, ended)
        last = fights[months % 2]
        for s in range(last.shape[0]):
            for g in range(GRID):
                seen.probability[i, 0] += last[s, g, 0]
                for e in range(ends):
                    seen.probability[i, 1 + e] += ended[s, g, e]
        for p in range(2):
            for k in range(1 + ends):
                if seen.occupancy[i, p, k] > 0.0:
                    seen.captured[i, p, k] /= seen.occupancy[i, p, k]


@inlined
def clear(at: Array) -> None:
    """No chance of any state: (states, grid, ways)."""
    for s in range(at.shape[0]):
        for g in range(at.shape[1]):
            for k in range(at.shape[2]):
                at[s, g, k] = 0.0


@inlined
def add_seen(seen: Seen, whose: tuple[int, int], way: int, much: float, g: int) -> None:
    """Add discounted time in a way that the war goes, for the principal of a future."""
    seen.occupancy[whose[0], whose[1], way] += much
    seen.captured[whose[0], whose[1], way] += much * g / (GRID - 1)


@inlined
def resume(breaks: Array, ended: Array, then: Array) -> None:
    """Standstills that break lead to fighting."""
    for s in range(then.shape[0]):
        for g in range(GRID):
            for e in range(breaks.size):
                back = breaks[e] * ended[s, g, e]
                then[s, g, 0] += back
                ended[s, g, e] -= back


@inlined
def fight_on(month: Month, now: Array, then: Array, ended: Array) -> None:
    """A month of fighting on: the ground moves, then the war may end."""
    for s in range(now.shape[0]):
        for g in range(GRID):
            if now[s, g, 0] > 0.0:
                stays = 1.0
                for e in range(ended.shape[2]):
                    stays -= month.ends[s, g, e, 0]
                for to in range(month.low[s, g], month.high[s, g]):
                    moved = now[s, g, 0] * month.move[s, g, to, 0]
                    then[s, to, 0] += moved * stays
                    for e in range(ended.shape[2]):
                        ended[s, to, e] += moved * month.ends[s, g, e, 0]


@inlined
def patrons_on(leaves: Array, at: Array) -> None:
    """Patrons leave, one by one since they leave independently: (states, grid, ways)."""
    for q in range(leaves.size):
        for s in range(at.shape[0]):
            if not s >> q & 1:
                for g in range(at.shape[1]):
                    for k in range(at.shape[2]):
                        out = leaves[q] * at[s, g, k]
                        at[s | 1 << q, g, k] += out
                        at[s, g, k] -= out


# --- how an edge moves the chances of prevailing ---------------------------------------------


class Slopes(NamedTuple):
    """Room for chances and their slopes in an edge: by way of the attacker's hazards, of the
    defender's, and of the pace of the front (the last axis, behind the chance itself)."""

    fights: Array
    """(2, patron states, `GRID`, 4)."""
    still: Array
    """(ends, patron states, `GRID`, 4)."""
    rates: Array
    """(patron states, `GRID`, 4 + ends): the sum of the hazards, the chance that there is no end,
    each hazard, and how a unit of either side's strength moves the logarithm of its own."""
    out: Array
    """(1 + ends, 4), chances of a month: that the war goes on, and of each end."""


def slopes_for(patrons: int, ends: int) -> Slopes:
    """Room for wars with so many patrons and ends."""
    states = 1 << patrons
    return Slopes(
        np.empty((2, states, GRID, 4)), np.empty((ends, states, GRID, 4)),
        np.empty((states, GRID, 4 + ends)), np.empty((1 + ends, 4)),
    )  # fmt: skip


@compiled
def responses(
    months: int, numbers: Numbers, strength: Array, month: Month, room: Slopes, won: Array,
    moved: Array,
) -> None:  # fmt: skip
    """Both sides' chances of prevailing by the horizon, and how an edge moves them.

    Args:
        months: the horizon.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        month: overwritten.
        room: overwritten.
        won: out, (n, 2), chance that the attacker and that the defender prevails.
        moved: out, (n, 2, 3), slope of each in an edge by way of the attacker's hazards, of the
            defender's (both for a strength of 1), and of the pace of the front.
    """
    for i in range(numbers.hazard.shape[0]):
        fill_chances(numbers, i, month)
        fill_slope_rates(numbers, i, strength, month.rates, room.rates)
        clear(room.fights[0])
        room.fights[0, 0, 0, 0] = 1.0
        for e in range(room.still.shape[0]):
            clear(room.still[e])
        for side in range(2):
            won[i, side] = 0.0
            for way in range(3):
                moved[i, side, way] = 0.0
        for t in range(months):
            now, then = room.fights[t % 2], room.fights[1 - t % 2]
            clear(then)
            for e in range(room.still.shape[0]):
                if month.breaks[e] > 0.0:
                    resume_slopes(month.breaks[e], room.still[e], then)
            for s in range(now.shape[0]):
                for g in range(GRID):
                    if now[s, g, 0] > 0.0:
                        fill_slopes(numbers, room.rates, (s, g), room.out)
                        step_on(numbers, i, month, room, (s, g), now, then, won, moved)
            patrons_on(month.leaves, then)
            for e in range(room.still.shape[0]):
                if month.breaks[e] > 0.0:
                    patrons_on(month.quiet, room.still[e])


@inlined
def resume_slopes(breaks: float, still: Array, then: Array) -> None:
    """As `resume`, of one end."""
    for s in range(then.shape[0]):
        for g in range(GRID):
            for k in range(4):
                back = breaks * still[s, g, k]
                then[s, g, k] += back
                still[s, g, k] -= back


@inlined
def fill_slope_rates(numbers: Numbers, i: int, strength: Array, rates: Array, table: Array) -> None:
    """Hazards by patrons gone and ground: see `Slopes.rates`."""
    ends = rates.size
    for s in range(table.shape[0]):
        for g in range(GRID):
            edge = numbers.high_ground[i] * g / (GRID - 1)
            total = fill_hazards(numbers, i, strength, s, edge, rates)
            table[s, g, 0], table[s, g, 1] = total, math.exp(-total)
            for e in range(ends):
                table[s, g, 2 + e] = rates[e]
            for side in range(2):
                sign = 1.0 if side == 0 else -1.0
                y = sign * strength[i, side] * edge
                slope = 1.0 if y >= 0.0 else 1.0 / (1.0 - y) ** 2
                table[s, g, 2 + ends + side] = sign * slope / tilt(y)


@inlined
def fill_slopes(numbers: Numbers, rates: Array, state: tuple[int, int], out: Array) -> None:
    """Chances of a month's ends, and that there is none, with their slopes: `Slopes.out`."""
    s, g = state
    total, keeps, ends = rates[s, g, 0], rates[s, g, 1], out.shape[0] - 1
    stop = (1.0 - keeps) / total if total > 0.0 else 1.0
    out[0, 0], out[0, 3] = keeps, 0.0
    for e in range(ends):
        out[1 + e, 0], out[1 + e, 3] = stop * rates[s, g, 2 + e], 0.0
    for side in range(2):
        by_edge, rise = rates[s, g, 2 + ends + side], 0.0
        for e in range(ends):
            if numbers.victor[e] == side:
                rise += rates[s, g, 2 + e] * by_edge
        of_stop = rise * (keeps - stop) / total if total > 0.0 else 0.0
        for e in range(ends):
            slope = of_stop * rates[s, g, 2 + e]
            if numbers.victor[e] == side:
                slope += stop * rates[s, g, 2 + e] * by_edge
            out[1 + e, 1 + side] = slope
        out[0, 1 + side] = -keeps * rise


@inlined
def step_on(
    numbers: Numbers, i: int, month: Month, room: Slopes, state: tuple[int, int], now: Array,
    then: Array, won: Array, moved: Array,
) -> None:  # fmt: skip
    """What a state of a month leads to: goes on, stands still, or is won for good."""
    s, g = state
    move_on(numbers, i, state, now, room.out, 0, then)
    for e in range(room.still.shape[0]):
        if month.breaks[e] > 0.0:
            move_on(numbers, i, state, now, room.out, 1 + e, room.still[e])
        elif numbers.victor[e] >= 0:
            side = numbers.victor[e]
            won[i, side] += room.out[1 + e, 0] * now[s, g, 0]
            for k in range(1, 4):
                moved[i, side, k - 1] += room.out[1 + e, 0] * now[s, g, k]
                moved[i, side, k - 1] += room.out[1 + e, k] * now[s, g, 0]


@inlined
def move_on(
    numbers: Numbers, i: int, state: tuple[int, int], now: Array, out: Array, way: int, then: Array
) -> None:
    """The ground moves: add what goes on from a state in one of the ways of `Slopes.out`."""
    s, g = state
    share = g / (GRID - 1)
    gain = speed(numbers, i, s, numbers.high_ground[i] * share)
    much, chance = out[way, 0] * now[s, g, 0], out[way, 0]
    first = chance * now[s, g, 1] + out[way, 1] * now[s, g, 0]
    second = chance * now[s, g, 2] + out[way, 2] * now[s, g, 0]
    third = chance * now[s, g, 3] + out[way, 3] * now[s, g, 0]
    for sign in range(2):
        swing = numbers.spread[i] if sign else -numbers.spread[i]
        point, part, inside = landing(share, gain + swing)
        by_pace = 0.5 * numbers.pace[i] * (GRID - 1) * inside
        for above in range(2):
            weight = 0.5 * (part if above else 1.0 - part)
            then[s, point + above, 0] += weight * much
            then[s, point + above, 1] += weight * first
            then[s, point + above, 2] += weight * second
            then[s, point + above, 3] += weight * third + (by_pace if above else -by_pace) * much


# --- histories -------------------------------------------------------------------------------


class Start(NamedTuple):
    """Where the wars of n futures begin."""

    edge: Array
    """(n,), above 0 in favour of the attacker."""
    share: Array
    """(n,), captured share of the zone."""
    spent: Array
    """(n, patrons), sum of each patron's hazards before the war begins."""
    months: Whole
    """(n,), months that are followed, at most those of the horizon."""


class Course(NamedTuple):
    """One course of the war of each future."""

    fought: Whole
    """(n,), months of fighting."""
    until: Whole
    """(n,), months to its last end, those that are followed where it has none."""
    end: Whole
    """(n,), index of that end, -1 if the war is still fought."""
    ground: Array
    """(n,), captured share of the zone then."""


@compiled
def draw_course(
    numbers: Numbers, strength: Array, start: Start, patience: Array, chance: Array,
    normal: Array, room: tuple[Array, Array], course: Course,
) -> None:  # fmt: skip
    """Draw a course of each war.

    Args:
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        start: where they begin.
        patience: (n, patrons), sum of hazards at which each patron leaves.
        chance: (n, months), uniform numbers: whether the war ends or goes on again, and how.
        normal: (n, months), standard normal numbers: the ground.
        room: overwritten, (ends,) and (patrons,).
        course: out.
    """
    rates, spent = room
    for i in range(chance.shape[0]):
        share, end, fought, until = start.share[i], -1, 0, start.months[i]
        for q in range(spent.size):
            spent[q] = start.spent[i, q]
        for t in range(start.months[i]):
            if end >= 0:
                if chance[i, t] < -math.expm1(-numbers.resumes[i, end]):
                    end, until = -1, start.months[i]
                for q in range(spent.size):
                    spent[q] += numbers.peace[i, q]
                continue
            gone = 0
            for q in range(spent.size):
                if spent[q] >= patience[i, q]:
                    gone |= 1 << q
                spent[q] += numbers.withdrawal[i, q]
            edge = start.edge[i] + numbers.high_ground[i] * share
            total = fill_hazards(numbers, i, strength, gone, edge, rates)
            moves = speed(numbers, i, gone, edge) + numbers.spread[i] * normal[i, t]
            share = min(max(share + moves, 0.0), 1.0)
            fought += 1
            stop = -math.expm1(-total)
            if chance[i, t] < stop:
                end, until = which_end(chance[i, t] / stop * total, rates), t + 1
                if numbers.resumes[i, end] == 0.0:
                    break
        course.fought[i], course.until[i] = fought, until
        course.end[i], course.ground[i] = end, share


@inlined
def which_end(mark: float, rates: Array) -> int:
    """Which of the competing ways ends the war; the mark is uniform over their hazards."""
    end = 0
    for e in range(rates.size):
        if rates[e] > 0.0 and mark >= 0.0:
            end = e
            mark -= rates[e]
    return end
