"""Chains of war carried forward: how it goes on from the day of signing, and one course of it."""

from __future__ import annotations

import math
from typing import NamedTuple

from interim.foundation.compiled import compiled, inlined
from interim.stages.war.chain import GRID, Month, fill_hazards, fill_month, speed
from interim.stages.war.numbers import Array, Numbers, Whole

# --- all courses: chances --------------------------------------------------------------------


class Seen(NamedTuple):
    """How a war goes on from a state of fighting, with no edge; axis 0 runs over futures.

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
    at: tuple[Array, Array, Array, Array], begun: tuple[int, int], seen: Seen,
) -> None:  # fmt: skip
    """Carry the chances of all states forward, from a state of fighting and without an edge.

    Args:
        months: the horizon.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        discount: (n, 2), of each principal per month.
        month: overwritten, for one edge.
        at: overwritten: no edge, (n, 1) of zeros; chances of fighting, (2, patron states, `GRID`,
            1); of standing, (patron states, `GRID`, ends); what a month counts, (2,).
        begun: patrons gone, and point of the grid of ground, at the start.
        seen: out, zeros.
    """
    none, fights, ended, weight = at
    ends = ended.shape[2]
    for i in range(numbers.hazard.shape[0]):
        fill_month(numbers, i, strength, none, 0, month)
        clear(fights[0])
        clear(ended)
        fights[0, begun[0], begun[1], 0] = 1.0
        for t in range(months + 1):
            now, then = fights[t % 2], fights[1 - t % 2]
            for p in range(2):
                # After the horizon the last flow goes on for ever.
                weight[p] = discount[i, p] ** t * (1.0 if t == months else 1.0 - discount[i, p])
            add_seen(seen, i, 0, weight, now, 0)
            for e in range(ends):
                add_seen(seen, i, 1 + e, weight, ended, e)
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
def add_seen(seen: Seen, i: int, way: int, weight: Array, at: Array, k: int) -> None:
    """Add the time of a month in a way that the war goes, for both principals of future i.

    Args:
        seen: in and out.
        i: index of the future.
        way: column of `seen`.
        weight: (2,), what the month counts for each principal.
        at: (patron states, `GRID`, ways), chances.
        k: the way, in `at`.
    """
    much = taken = 0.0
    for g in range(GRID):
        here = 0.0
        for s in range(at.shape[0]):
            here += at[s, g, k]
        much += here
        taken += here * g / (GRID - 1)
    for p in range(2):
        seen.occupancy[i, p, way] += weight[p] * much
        seen.captured[i, p, way] += weight[p] * taken


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


# --- one course --------------------------------------------------------------------------------


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
