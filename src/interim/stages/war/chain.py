"""The Markov chain of a war, compiled: one kernel of a month for every war, whoever begins it.

A state is the captured share of the zone, on a grid, and the patrons whose aid has ended (a bit
each); beside fighting there is a standstill for each end that may break. In a month of fighting the
ground moves, then the war may end, then patrons may leave; in a standstill only they may, and it
may break. An *edge* x is added to a war for good: above 0 it favours the attacker. It multiplies the
hazards of each side's victory, and moves the pace of the front.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from interim.stages.war.numbers import Array, Whole

GRID = 11
"""Captured shares that the chain tells apart, evenly from none to all."""
EDGES = 16
"""Edges for which values are tabulated side by side."""


class Month(NamedTuple):
    """What a month of fighting can bring, by patrons gone, ground before it and edge."""

    move: Array
    """(patron states, `GRID`, `GRID`, edges), chance that the ground moves to each point."""
    low: Whole
    """(patron states, `GRID`), first point that can be reached."""
    high: Whole
    """(patron states, `GRID`), one beyond the last."""
    ends: Array
    """(patron states, `GRID`, ends, edges), chance that the war ends so."""


@njit(cache=True, nogil=True)
def tilt(y):  # type: ignore[no-untyped-def]
    """Factor on a hazard: bounded from below by 0, with value and slope 1 at 0."""
    return 1.0 + y if y >= 0.0 else 1.0 / (1.0 - y)


@njit(cache=True, nogil=True)
def _rates(numbers, i, strength, s, edge, rates):  # type: ignore[no-untyped-def]
    """Fill (ends,) hazards of a month at an edge, ground included, and return their sum."""
    total = 0.0
    for e in range(rates.size):
        rate = numbers.hazard[i, e]
        for q in range(numbers.shift.shape[1]):
            if s >> q & 1:
                rate *= numbers.factor[i, e, q]
        if numbers.victor[e] == 0:
            rate *= tilt(strength[0] * edge)
        elif numbers.victor[e] == 1:
            rate *= tilt(-strength[1] * edge)
        rates[e] = rate
        total += rate
    return total


@njit(cache=True, nogil=True)
def _speed(numbers, i, s, edge):  # type: ignore[no-untyped-def]
    """Mean share of the zone taken in a month."""
    speed = numbers.gain[i] + numbers.pace[i] * edge
    for q in range(numbers.shift.shape[1]):
        if s >> q & 1:
            speed += numbers.shift[i, q]
    return speed


@njit(cache=True, nogil=True)
def month_of(numbers, i, strength, edges):  # type: ignore[no-untyped-def]
    """The `Month` of one future at each of some edges.

    Args:
        numbers: a `Numbers`.
        i: index of the future.
        strength: (2,), how strongly an edge moves the attacker's and the defender's hazards.
        edges: (edges,).
    """
    states, ends = 1 << numbers.shift.shape[1], numbers.hazard.shape[1]
    move = np.zeros((states, GRID, GRID, edges.size))
    low, high = np.full((states, GRID), GRID), np.zeros((states, GRID), np.int64)
    chance, rates = np.zeros((states, GRID, ends, edges.size)), np.empty(ends)
    for s in range(states):
        for g in range(GRID):
            share = g / (GRID - 1)
            for x in range(edges.size):
                edge = edges[x] + numbers.high_ground[i] * share
                speed = _speed(numbers, i, s, edge)
                for sign in (-1.0, 1.0):
                    to = min(max(share + speed + sign * numbers.spread[i], 0.0), 1.0) * (GRID - 1)
                    point = min(int(to), GRID - 2)
                    move[s, g, point, x] += 0.5 * (1.0 - (to - point))
                    move[s, g, point + 1, x] += 0.5 * (to - point)
                    low[s, g] = min(low[s, g], point)
                    high[s, g] = max(high[s, g], point + 2)
                total = _rates(numbers, i, strength, s, edge, rates)
                if total > 0.0:
                    stop = -math.expm1(-total) / total
                    for e in range(ends):
                        chance[s, g, e, x] = stop * rates[e]
    return Month(move, low, high, chance)


@njit(cache=True, nogil=True, error_model="numpy")
def _patrons_back(leaves, values):  # type: ignore[no-untyped-def]
    """Values before it is known which patrons leave, from those after: (states, grid, edges)."""
    for q in range(leaves.size):
        for s in range(values.shape[0]):
            if not s >> q & 1:
                gone = s | 1 << q
                for g in range(GRID):
                    for x in range(EDGES):
                        values[s, g, x] += leaves[q] * (values[gone, g, x] - values[s, g, x])


@njit(cache=True, nogil=True, error_model="numpy")
def _prepare(month, breaks, discount, flow, terms, base, keep):  # type: ignore[no-untyped-def]
    """What a month brings for certain, (states, grid, edges), and the discounted chance that the
    war goes on."""
    for s in range(base.shape[0]):
        for g in range(GRID):
            fought = flow[0] + (flow[1] - flow[0]) * g / (GRID - 1)
            for x in range(EDGES):
                share, stays, settled = 0.0, 1.0, 0.0
                for to in range(month.low[s, g], month.high[s, g]):
                    share += month.move[s, g, to, x] * to / (GRID - 1)
                for e in range(breaks.size):
                    stays -= month.ends[s, g, e, x]
                    if breaks[e] == 0.0:
                        worth = terms[e, 0] + (terms[e, 1] - terms[e, 0]) * share
                        settled += month.ends[s, g, e, x] * worth
                base[s, g, x] = (1.0 - discount) * fought + discount * settled
                keep[s, g, x] = discount * stays


@njit(cache=True, nogil=True, error_model="numpy")
def _fight_back(month, base, keep, later, values):  # type: ignore[no-untyped-def]
    """A month of fighting back: values from those after its patrons have left."""
    total = np.empty(EDGES)
    for s in range(values.shape[0]):
        for g in range(GRID):
            for x in range(EDGES):
                total[x] = 0.0
            for to in range(month.low[s, g], month.high[s, g]):
                for x in range(EDGES):
                    total[x] += month.move[s, g, to, x] * later[s, to, x]
            for x in range(EDGES):
                values[s, g, x] = base[s, g, x] + keep[s, g, x] * total[x]


@njit(cache=True, nogil=True, error_model="numpy")
def _stand_back(month, end, breaks, discount, terms, later, still, values):  # type: ignore[no-untyped-def]
    """A month back of a standstill, and what entering it adds to the values of fighting."""
    total = np.empty(EDGES)
    for s in range(values.shape[0]):
        for g in range(GRID):
            for x in range(EDGES):
                total[x] = 0.0
            for to in range(month.low[s, g], month.high[s, g]):
                for x in range(EDGES):
                    total[x] += month.move[s, g, to, x] * still[s, to, x]
            for x in range(EDGES):
                values[s, g, x] += discount * month.ends[s, g, end, x] * total[x]
    for s in range(values.shape[0]):
        for g in range(GRID):
            now = (1.0 - discount) * (terms[0] + (terms[1] - terms[0]) * g / (GRID - 1))
            for x in range(EDGES):
                rest = still[s, g, x]
                still[s, g, x] = now + discount * (rest + breaks * (later[s, g, x] - rest))


@njit(cache=True, nogil=True, error_model="numpy")
def carry_back(  # type: ignore[no-untyped-def]
    months, month, leaves, quiet, breaks, discount, flow, terms, values
):
    """Value of a war over a horizon, to one who lives through it.

    Args:
        months: the horizon; from it on the last flow goes on for ever.
        month: a `Month`.
        leaves: (patrons,), chance per month of fighting that each leaves.
        quiet: (patrons,), the same in a standstill.
        breaks: (ends,), chance per month that a standstill breaks; 0 for a final end.
        discount: per month.
        flow: (2,), of fighting, with nothing and with all of the zone captured.
        terms: (ends, 2), of what holds after each end, likewise.
        values: out, (patron states, `GRID`, `EDGES`).
    """
    base, keep, later = np.empty(values.shape), np.empty(values.shape), np.empty(values.shape)
    still = np.empty((breaks.size, *values.shape))
    _prepare(month, breaks, discount, flow, terms, base, keep)
    for s in range(values.shape[0]):
        for g in range(GRID):
            share = g / (GRID - 1)
            for x in range(EDGES):
                values[s, g, x] = flow[0] + (flow[1] - flow[0]) * share
                for e in range(breaks.size):
                    still[e, s, g, x] = terms[e, 0] + (terms[e, 1] - terms[e, 0]) * share
    for _ in range(months):
        for s in range(values.shape[0]):
            for g in range(GRID):
                for x in range(EDGES):
                    later[s, g, x] = values[s, g, x]
        _patrons_back(leaves, later)
        _fight_back(month, base, keep, later, values)
        for e in range(breaks.size):
            if breaks[e] > 0.0:
                _patrons_back(quiet, still[e])
                _stand_back(month, e, breaks[e], discount, terms[e], later, still[e], values)


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


@njit(cache=True, nogil=True)
def tabulate(  # type: ignore[no-untyped-def]
    months, numbers, strength, edges, discount, flow, terms, ground, table
):
    """Values of war by captured share, patrons and edge, to some who live through it.

    Args:
        months: the horizon.
        numbers: a `Numbers` of n futures.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, edges).
        discount: (n, agents), per month.
        flow: (n, agents, 2), of fighting, with nothing and with all of the zone captured.
        terms: (n, agents, ends, 2), of what holds after each end, likewise.
        ground: (shares,), points of the grid that are wanted.
        table: out, (n, shares, patron states, edges, agents).
    """
    patrons, ends = numbers.shift.shape[1], numbers.hazard.shape[1]
    values = np.empty((1 << patrons, GRID, EDGES))
    leaves, quiet, breaks = np.empty(patrons), np.empty(patrons), np.empty(ends)
    for i in range(table.shape[0]):
        month = month_of(numbers, i, strength[i], edges[i])
        for q in range(patrons):
            leaves[q] = -math.expm1(-numbers.withdrawal[i, q])
            quiet[q] = -math.expm1(-numbers.peace[i, q])
        for e in range(ends):
            breaks[e] = -math.expm1(-numbers.resumes[i, e])
        for agent in range(table.shape[4]):
            carry_back(
                months, month, leaves, quiet, breaks, discount[i, agent], flow[i, agent],
                terms[i, agent], values,
            )  # fmt: skip
            for c in range(ground.size):
                for s in range(values.shape[0]):
                    for x in range(values.shape[2]):
                        table[i, c, s, x, agent] = values[s, ground[c], x]


@njit(cache=True, nogil=True)
def _patrons_on(leaves, at):  # type: ignore[no-untyped-def]
    """Patrons leave, one by one since they leave independently: at is (states, grid, ways)."""
    for q in range(leaves.size):
        for s in range(at.shape[0]):
            if not s >> q & 1:
                for g in range(at.shape[1]):
                    for k in range(at.shape[2]):
                        out = leaves[q] * at[s, g, k]
                        at[s | 1 << q, g, k] += out
                        at[s, g, k] -= out


@njit(cache=True, nogil=True)
def carry_on(months, numbers, strength, discount, seen):  # type: ignore[no-untyped-def]
    """Carry the chances of all states forward.

    Args:
        months: the horizon.
        numbers: a `Numbers` of n futures.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        discount: (n, 2), of each principal per month.
        seen: out, a `Seen` of zeros.
    """
    n, patrons, ends = numbers.hazard.shape[0], numbers.shift.shape[1], numbers.hazard.shape[1]
    states, none = 1 << patrons, np.zeros(1)
    for i in range(n):
        month = month_of(numbers, i, strength[i], none)
        leaves, quiet = np.empty(patrons), np.empty(patrons)
        for q in range(patrons):
            leaves[q] = -math.expm1(-numbers.withdrawal[i, q])
            quiet[q] = -math.expm1(-numbers.peace[i, q])
        # Fighting, then each end, in one axis.
        at, after = np.zeros((states, GRID, 1)), np.zeros((states, GRID, 1))
        ended = np.zeros((states, GRID, ends))
        at[0, 0, 0] = 1.0
        weight = np.array([1.0 - discount[i, 0], 1.0 - discount[i, 1]])
        for t in range(months + 1):
            for p in range(2):
                # After the horizon the last flow goes on for ever.
                now = weight[p] / (1.0 - discount[i, p]) if t == months else weight[p]
                for s in range(states):
                    for g in range(GRID):
                        share = g / (GRID - 1)
                        seen.occupancy[i, p, 0] += now * at[s, g, 0]
                        seen.captured[i, p, 0] += now * at[s, g, 0] * share
                        for e in range(ends):
                            seen.occupancy[i, p, 1 + e] += now * ended[s, g, e]
                            seen.captured[i, p, 1 + e] += now * ended[s, g, e] * share
                weight[p] *= discount[i, p]
            if t == months:
                break
            after[:] = 0.0
            for s in range(states):
                for g in range(GRID):
                    for e in range(ends):
                        if numbers.resumes[i, e] > 0.0:
                            back = -math.expm1(-numbers.resumes[i, e]) * ended[s, g, e]
                            after[s, g, 0] += back
                            ended[s, g, e] -= back
            for s in range(states):
                for g in range(GRID):
                    if at[s, g, 0] > 0.0:
                        for to in range(month.low[s, g], month.high[s, g]):
                            moved = at[s, g, 0] * month.move[s, g, to, 0]
                            stays = 1.0
                            for e in range(ends):
                                stays -= month.ends[s, g, e, 0]
                                ended[s, to, e] += moved * month.ends[s, g, e, 0]
                            after[s, to, 0] += moved * stays
            at, after = after, at
            _patrons_on(leaves, at)
            _patrons_on(quiet, ended)
        for s in range(states):
            for g in range(GRID):
                seen.probability[i, 0] += at[s, g, 0]
                for e in range(ends):
                    seen.probability[i, 1 + e] += ended[s, g, e]
        for p in range(2):
            for k in range(1 + ends):
                if seen.occupancy[i, p, k] > 0.0:
                    seen.captured[i, p, k] /= seen.occupancy[i, p, k]


@njit(cache=True, nogil=True)
def responses(months, numbers, strength, won, moved):  # type: ignore[no-untyped-def]
    """Both sides' chances of prevailing by the horizon, and how an edge moves them.

    Args:
        months: the horizon.
        numbers: a `Numbers` of n futures.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        won: out, (n, 2), chance that the attacker and that the defender prevails.
        moved: out, (n, 2, 3), slope of each in an edge by way of the attacker's hazards, of the
            defender's (both for a strength of 1), and of the pace of the front.
    """
    n, patrons, ends = numbers.hazard.shape[0], numbers.shift.shape[1], numbers.hazard.shape[1]
    states = 1 << patrons
    of_rates = np.empty((states, GRID, 4 + ends))
    for i in range(n):
        _fill_rates(numbers, i, strength[i], of_rates)
        leaves, quiet = np.empty(patrons), np.empty(patrons)
        for q in range(patrons):
            leaves[q] = -math.expm1(-numbers.withdrawal[i, q])
            quiet[q] = -math.expm1(-numbers.peace[i, q])
        # The chance of a state and its three slopes; fighting, then standstills.
        at, after = np.zeros((states, GRID, 4)), np.zeros((states, GRID, 4))
        still = np.zeros((ends, states, GRID, 4))
        at[0, 0, 0] = 1.0
        for side in range(2):
            won[i, side] = 0.0
            for way in range(3):
                moved[i, side, way] = 0.0
        out, stays = np.zeros((ends, 4)), np.zeros(4)
        for _ in range(months):
            after[:] = 0.0
            for e in range(ends):
                if numbers.resumes[i, e] > 0.0:
                    breaks = -math.expm1(-numbers.resumes[i, e])
                    for s in range(states):
                        for g in range(GRID):
                            for k in range(4):
                                back = breaks * still[e, s, g, k]
                                after[s, g, k] += back
                                still[e, s, g, k] -= back
            for s in range(states):
                for g in range(GRID):
                    if at[s, g, 0] == 0.0:
                        continue
                    _slopes_of_ends(numbers, strength[i], of_rates[s, g], g, out, stays)
                    _count_won(numbers, i, at[s, g], out, won, moved)
                    _move_on(numbers, i, (s, g), at[s, g], stays, after)
                    for e in range(ends):
                        if numbers.resumes[i, e] > 0.0:
                            _move_on(numbers, i, (s, g), at[s, g], out[e], still[e])
            at, after = after, at
            _patrons_on(leaves, at)
            for e in range(ends):
                if numbers.resumes[i, e] > 0.0:
                    _patrons_on(quiet, still[e])


@njit(cache=True, nogil=True)
def _count_won(numbers, i, at, out, won, moved):  # type: ignore[no-untyped-def]
    """Add the month's final victories, and their slopes, from a state of chance and slopes `at`."""
    for e in range(out.shape[0]):
        side = numbers.victor[e]
        if side >= 0 and numbers.resumes[i, e] == 0.0:
            won[i, side] += out[e, 0] * at[0]
            for k in range(1, 4):
                moved[i, side, k - 1] += out[e, 0] * at[k] + out[e, k] * at[0]


@njit(cache=True, nogil=True)
def _move_on(numbers, i, state, at, chance, after):  # type: ignore[no-untyped-def]
    """The ground moves: add what goes on from a state (patrons gone, ground) with a chance."""
    s, g = state
    share = g / (GRID - 1)
    speed = _speed(numbers, i, s, numbers.high_ground[i] * share)
    # (4,): the chance and its slopes.
    much, first = chance[0] * at[0], chance[1] * at[0] + chance[0] * at[1]
    second, third = chance[2] * at[0] + chance[0] * at[2], chance[3] * at[0] + chance[0] * at[3]
    for sign in (-1.0, 1.0):
        to = share + speed + sign * numbers.spread[i]
        by_pace = numbers.pace[i] * (GRID - 1) if 0.0 < to < 1.0 else 0.0
        to = min(max(to, 0.0), 1.0) * (GRID - 1)
        point = min(int(to), GRID - 2)
        for above in range(2):
            weight = 0.5 * (to - point if above else 1.0 - (to - point))
            slope = 0.5 * (by_pace if above else -by_pace)
            after[s, point + above, 0] += weight * much
            after[s, point + above, 1] += weight * first
            after[s, point + above, 2] += weight * second
            after[s, point + above, 3] += weight * third + slope * much


@njit(cache=True, nogil=True)
def _slopes_of_ends(numbers, strength, rates, g, out, stays):  # type: ignore[no-untyped-def]
    """Chances of each end in a month, and that there is none, with their slopes by each way.

    Args:
        numbers: a `Numbers`.
        strength: (2,).
        rates: (2 + ends,), sum of the hazards, the chance that there is no end, then each hazard.
        g: ground.
        out: out, (ends, 4).
        stays: out, (4,).
    """
    total, keeps, ends = rates[0], rates[1], out.shape[0]
    stop = (1.0 - keeps) / total if total > 0.0 else 1.0
    stays[0], stays[3] = keeps, 0.0
    for e in range(ends):
        out[e, 0], out[e, 3] = stop * rates[2 + e], 0.0
    for side in range(2):
        by_edge, rise = rates[2 + ends + side], 0.0
        for e in range(ends):
            if numbers.victor[e] == side:
                rise += rates[2 + e] * by_edge
        of_stop = rise * (keeps - stop) / total if total > 0.0 else 0.0
        for e in range(ends):
            out[e, 1 + side] = of_stop * rates[2 + e]
            if numbers.victor[e] == side:
                out[e, 1 + side] += stop * rates[2 + e] * by_edge
        stays[1 + side] = -keeps * rise


@njit(cache=True, nogil=True)
def _fill_rates(numbers, i, strength, table):  # type: ignore[no-untyped-def]
    """Hazards by patrons gone and ground, as `_slopes_of_ends` reads them; at last how a unit of
    each side's strength moves the logarithm of its hazards."""
    ends = numbers.hazard.shape[1]
    for s in range(table.shape[0]):
        for g in range(GRID):
            edge = numbers.high_ground[i] * g / (GRID - 1)
            total = _rates(numbers, i, strength, s, edge, table[s, g, 2 : 2 + ends])
            table[s, g, 0], table[s, g, 1] = total, math.exp(-total)
            for side in range(2):
                sign = 1.0 if side == 0 else -1.0
                y = sign * strength[side] * edge
                slope = 1.0 if y >= 0.0 else 1.0 / (1.0 - y) ** 2
                table[s, g, 2 + ends + side] = sign * slope / tilt(y)


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


@njit(cache=True, nogil=True)
def draw_course(numbers, strength, start, patience, chance, normal, course):  # type: ignore[no-untyped-def]
    """Draw a course of each war.

    Args:
        numbers: a `Numbers` of n futures.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        start: a `Start`.
        patience: (n, patrons), sum of hazards at which each patron leaves.
        chance: (n, months), uniform numbers: whether the war ends or goes on again, and how.
        normal: (n, months), standard normal numbers: the ground.
        course: out, a `Course`.
    """
    patrons, ends = numbers.shift.shape[1], numbers.hazard.shape[1]
    rates, spent = np.empty(ends), np.empty(patrons)
    for i in range(chance.shape[0]):
        share, end, fought, until = start.share[i], -1, 0, start.months[i]
        for q in range(patrons):
            spent[q] = start.spent[i, q]
        for t in range(start.months[i]):
            if end >= 0:
                resumes = -math.expm1(-numbers.resumes[i, end])
                if chance[i, t] < resumes:
                    end, until = -1, start.months[i]
                for q in range(patrons):
                    spent[q] += numbers.peace[i, q]
                continue
            gone = 0
            for q in range(patrons):
                if spent[q] >= patience[i, q]:
                    gone |= 1 << q
                spent[q] += numbers.withdrawal[i, q]
            edge = start.edge[i] + numbers.high_ground[i] * share
            total = _rates(numbers, i, strength[i], gone, edge, rates)
            moves = _speed(numbers, i, gone, edge) + numbers.spread[i] * normal[i, t]
            share = min(max(share + moves, 0.0), 1.0)
            fought += 1
            stop = -math.expm1(-total)
            if chance[i, t] < stop:
                # Given that the war ends, the same number is uniform over the competing ways.
                mark, until = chance[i, t] / stop * total, t + 1
                for e in range(ends):
                    if rates[e] > 0.0:
                        end = e
                        mark -= rates[e]
                        if mark < 0.0:
                            break
                if numbers.resumes[i, end] == 0.0:
                    break
        course.fought[i], course.until[i] = fought, until
        course.end[i], course.ground[i] = end, share
