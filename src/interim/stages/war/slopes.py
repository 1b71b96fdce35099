"""How an edge moves the chances of prevailing: the chain carried on with its slopes.

Beside each chance stand its slopes in an edge, by way of the attacker's hazards, of the defender's
(both for a strength of 1) and of the pace of the front. `LANES` futures are carried on side by side
(`lanes`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES, aligned, load, spread, store
from interim.stages.war.chain import GRID, fill_hazards, landing, speed, tilt
from interim.stages.war.numbers import Array, Numbers, Whole

SLOPED = 4
"""A chance, then its three slopes."""


class Room(NamedTuple):
    """Months of `LANES` wars, and the chances of all states: points of the ground, or only those at
    which it can stand."""

    fights: Array
    """(2, patron states, ground, `SLOPED`, `LANES`), of fighting, this month and next."""
    still: Array
    """(ends, patron states, ground, `SLOPED`, `LANES`), of standing, for ends that may break."""
    out: Array
    """(1 + ends, patron states, ground, `SLOPED`, `LANES`), chances of a month: that the war goes
    on, and of each end."""
    move: Array
    """(patron states, points, `GRID`, `LANES`), chance that the ground moves to each point."""
    drift: Array
    """(patron states, points, `GRID`, `LANES`), slope of it by way of the pace."""
    low: Whole
    """(patron states, points), first point that can be reached."""
    high: Whole
    """(patron states, points), one beyond the last."""
    leaves: Array
    """(patrons, `LANES`), chance that each patron leaves in a month of fighting."""
    quiet: Array
    """(patrons, `LANES`), the same in a standstill."""
    breaks: Array
    """(ends, `LANES`), chance that a standstill breaks; 0 for a final end."""
    rates: Array
    """(ends,), hazards of one month."""
    won: Array
    """(2, `SLOPED`, `LANES`), chances that the attacker and that the defender has prevailed."""


def room_for(patrons: int, ends: int, points: int = GRID) -> Room:
    """Room for wars with so many patrons and ends.

    Args:
        patrons: how many.
        ends: how many.
        points: of the grid at which the ground can stand: 1 where it does not move.
    """
    states = 1 << patrons
    # Beside the last point stands the next, to which a move may lead with no chance at all.
    chances = (states, min(points + 1, GRID), SLOPED, LANES)
    moves = (states, points, GRID, LANES)
    return Room(
        aligned(2, *chances), aligned(ends, *chances), aligned(1 + ends, *chances),
        aligned(*moves), aligned(*moves),
        np.empty((states, points), np.int64), np.empty((states, points), np.int64),
        np.empty((patrons, LANES)), np.empty((patrons, LANES)),
        np.empty((ends, LANES)), np.empty(ends), np.empty((2, SLOPED, LANES)),
    )  # fmt: skip


@compiled
def responses(
    months: int, numbers: Numbers, strength: Array, room: Room, won: Array, moved: Array
) -> None:
    """Both sides' chances of prevailing by the horizon, and how an edge moves them.

    Args:
        months: the horizon.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        room: overwritten.
        won: out, (n, 2), chance that the attacker and that the defender prevails.
        moved: out, (n, 2, 3), slope of each in an edge by way of the attacker's hazards, of the
            defender's and of the pace of the front.
    """
    n = strength.shape[0]
    for begin in range(0, n, LANES):
        fill_months(numbers, begin, strength, room)
        set_out(room)
        for t in range(months):
            a_month_on(t % 2, numbers.victor, room)
        for k in range(min(LANES, n - begin)):
            for side in range(2):
                won[begin + k, side] = room.won[side, 0, k]
                for way in range(SLOPED - 1):
                    moved[begin + k, side, way] = room.won[side, 1 + way, k]


# --- a month's chances -----------------------------------------------------------------------


@inlined
def fill_months(numbers: Numbers, begin: int, strength: Array, room: Room) -> None:
    """The months of `LANES` futures; beyond the last future it stands again."""
    for s in range(room.low.shape[0]):
        for g in range(room.low.shape[1]):
            room.low[s, g], room.high[s, g] = GRID, 0
    for k in range(LANES):
        i = min(begin + k, numbers.gain.size - 1)
        for q in range(room.leaves.shape[0]):
            room.leaves[q, k] = -math.expm1(-numbers.withdrawal[i, q])
            room.quiet[q, k] = -math.expm1(-numbers.peace[i, q])
        for e in range(room.breaks.shape[0]):
            room.breaks[e, k] = -math.expm1(-numbers.resumes[i, e])
        for s in range(room.low.shape[0]):
            for g in range(room.low.shape[1]):
                fill_moves(numbers, i, (s, g, k), room)
                fill_ends(numbers, i, strength, (s, g, k), room)


@inlined
def fill_moves(numbers: Numbers, i: int, at: tuple[int, int, int], room: Room) -> None:
    """Where the ground moves from a state, and how that answers to the pace."""
    s, g, k = at
    share = g / (GRID - 1)
    gain = speed(numbers, i, s, numbers.high_ground[i] * share)
    for to in range(GRID):
        room.move[s, g, to, k] = 0.0
        room.drift[s, g, to, k] = 0.0
    for way in range(2):
        swing = numbers.spread[i] if way else -numbers.spread[i]
        point, part, inside = landing(share, gain + swing)
        by_pace = 0.5 * numbers.pace[i] * (GRID - 1) * inside
        room.move[s, g, point, k] += 0.5 * (1.0 - part)
        room.move[s, g, point + 1, k] += 0.5 * part
        room.drift[s, g, point, k] -= by_pace
        room.drift[s, g, point + 1, k] += by_pace
        room.low[s, g] = min(room.low[s, g], point)
        room.high[s, g] = max(room.high[s, g], point + 2)


@inlined
def fill_ends(
    numbers: Numbers, i: int, strength: Array, at: tuple[int, int, int], room: Room
) -> None:
    """Chances of a month's ends from a state, and that there is none, with their slopes."""
    s, g, k = at
    edge, ends = numbers.high_ground[i] * g / (GRID - 1), room.rates.size
    total = fill_hazards(numbers, i, strength, s, edge, room.rates)
    keeps = math.exp(-total)
    stop = (1.0 - keeps) / total if total > 0.0 else 1.0
    room.out[0, s, g, 0, k], room.out[0, s, g, 3, k] = keeps, 0.0
    for e in range(ends):
        room.out[1 + e, s, g, 0, k], room.out[1 + e, s, g, 3, k] = stop * room.rates[e], 0.0
    for side in range(2):
        sign = 1.0 if side == 0 else -1.0
        y = sign * strength[i, side] * edge
        # How a unit of the side's strength moves the logarithm of its hazards.
        by_edge = sign * (1.0 if y >= 0.0 else 1.0 / (1.0 - y) ** 2) / tilt(y)
        rise = 0.0
        for e in range(ends):
            if numbers.victor[e] == side:
                rise += room.rates[e] * by_edge
        of_stop = rise * (keeps - stop) / total if total > 0.0 else 0.0
        for e in range(ends):
            slope = of_stop * room.rates[e]
            if numbers.victor[e] == side:
                slope += stop * room.rates[e] * by_edge
            room.out[1 + e, s, g, 1 + side, k] = slope
        room.out[0, s, g, 1 + side, k] = -keeps * rise


# --- the chain -------------------------------------------------------------------------------


@inlined
def set_out(room: Room) -> None:
    """For certain the war begins with all patrons and no ground taken."""
    clear(room.fights, 0)
    store(room.fights, (0, 0, 0, 0), spread(1.0))
    for e in range(room.still.shape[0]):
        clear(room.still, e)
    for side in range(2):
        for m in range(SLOPED):
            store(room.won, (side, m), spread(0.0))


@inlined
def clear(table: Array, slot: int) -> None:
    """No chance of any state."""
    for s in range(table.shape[1]):
        for g in range(table.shape[2]):
            for m in range(SLOPED):
                store(table, (slot, s, g, m), spread(0.0))


@inlined
def a_month_on(now: int, victor: Whole, room: Room) -> None:
    """A month from the states of fighting in slot `now` to those in the other, and of standing."""
    then, states = 1 - now, room.low.shape[0]
    clear(room.fights, then)
    for e in range(victor.size):
        if may_break(room.breaks, e):
            resume(e, then, room)
    for s in range(states):
        for g in range(room.low.shape[1]):
            go_on(0, (s, g), now, room.fights, then, room)
            for e in range(victor.size):
                if may_break(room.breaks, e):
                    go_on(1 + e, (s, g), now, room.still, e, room)
                elif victor[e] >= 0:
                    prevail(victor[e], 1 + e, (s, g), now, room)
    part(room.leaves, room.fights, then)
    for e in range(victor.size):
        if may_break(room.breaks, e):
            part(room.quiet, room.still, e)


@inlined
def may_break(breaks: Array, e: int) -> bool:
    """Whether a standstill breaks in any of the futures."""
    most = 0.0
    for k in range(LANES):
        most = max(most, breaks[e, k])
    return most > 0.0


@inlined
def resume(e: int, then: int, room: Room) -> None:
    """Standstills that break lead to fighting."""
    breaks = load(room.breaks, (e,))
    for s in range(room.low.shape[0]):
        for g in range(room.low.shape[1]):
            for m in range(SLOPED):
                stands = load(room.still, (e, s, g, m))
                back = breaks * stands
                store(room.fights, (then, s, g, m), load(room.fights, (then, s, g, m)) + back)
                store(room.still, (e, s, g, m), stands - back)


@inlined
def go_on(way: int, state: tuple[int, int], now: int, target: Array, slot: int, room: Room) -> None:
    """Add what goes on from a state of fighting in one of the ways of `Room.out`: the ground moves.

    Args:
        way: 0 to fight on, or 1 + an end.
        state: patrons gone, and ground.
        now: slot of this month's chances.
        target: `Room.fights` or `Room.still`.
        slot: of it.
        room: with the chances.
    """
    s, g = state
    out, here = load(room.out, (way, s, g, 0)), load(room.fights, (now, s, g, 0))
    much = out * here
    first = out * load(room.fights, (now, s, g, 1)) + load(room.out, (way, s, g, 1)) * here
    second = out * load(room.fights, (now, s, g, 2)) + load(room.out, (way, s, g, 2)) * here
    third = out * load(room.fights, (now, s, g, 3))
    for to in range(room.low[s, g], room.high[s, g]):
        moves, drifts = load(room.move, (s, g, to)), load(room.drift, (s, g, to)) * much
        store(target, (slot, s, to, 0), load(target, (slot, s, to, 0)) + moves * much)
        store(target, (slot, s, to, 1), load(target, (slot, s, to, 1)) + moves * first)
        store(target, (slot, s, to, 2), load(target, (slot, s, to, 2)) + moves * second)
        third_to = load(target, (slot, s, to, 3)) + moves * third + drifts
        store(target, (slot, s, to, 3), third_to)


@inlined
def prevail(side: int, way: int, state: tuple[int, int], now: int, room: Room) -> None:
    """Add the chance that a side wins for good from a state of fighting."""
    s, g = state
    out, here = load(room.out, (way, s, g, 0)), load(room.fights, (now, s, g, 0))
    store(room.won, (side, 0), load(room.won, (side, 0)) + out * here)
    for m in range(1, SLOPED):
        gains = out * load(room.fights, (now, s, g, m)) + load(room.out, (way, s, g, m)) * here
        store(room.won, (side, m), load(room.won, (side, m)) + gains)


@inlined
def part(leaves: Array, table: Array, slot: int) -> None:
    """Patrons leave, one by one since they leave independently."""
    for q in range(leaves.shape[0]):
        chance = load(leaves, (q,))
        for s in range(table.shape[1]):
            if not s >> q & 1:
                for g in range(table.shape[2]):
                    for m in range(SLOPED):
                        here = load(table, (slot, s, g, m))
                        out = chance * here
                        gone = load(table, (slot, s | 1 << q, g, m)) + out
                        store(table, (slot, s | 1 << q, g, m), gone)
                        store(table, (slot, s, g, m), here - out)
