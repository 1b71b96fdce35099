"""Where a month takes a deal, with or without blame on a principal: `month` for futures together.

What `month.month_of` tables of many games, for `LANES` of them and only where it can happen. Apart
stands what happens without blame on the first principal, and on the second.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES, aligned, load, spread, store
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import HAPPENS, PINNED, SEEN, Chances, answered, sign_of
from interim.stages.compliance.state import (
    CELLS,
    LEVELS,
    SIGNS,
    cell_of,
    engaged_of,
    lowered,
    raised,
    taken_of,
    tension_of,
)

CHAINS = 3
"""What is followed: all that can happen, then what can without blame on the first principal, and
without blame on the second."""
HALF = CELLS // 2
"""Cells apart from whether guarantors are engaged."""
NO_INCIDENT, UNSEEN, UNPINNED, ON_ITS_AUTHOR = 0, 1, 2, 3
"""Kinds of incidents by a principal, as in `month`."""


class Turns(NamedTuple):
    """Where months take the games of a block, collapse apart; only cells that can be reached."""

    chance: Array
    """(`CHAINS`, turns, points, 2, `LANES`), of each turn, by target: with guarantors standing
    apart and engaged after it."""
    source: Whole
    """(turns,), the cell that it begins in."""
    sign: Whole
    """(turns,), what the public sees."""
    first: Whole
    """(4 * `HALF` + 1,), where those begin that lead to a target: both postures times `HALF`, and
    half of the cell reached with guarantors apart."""
    cells: Whole
    """(`CELLS`,), the cells that can be reached, first so many as `number` says."""
    number: Whole
    """(1,), of `cells`."""


class Search(NamedTuple):
    """Room to find turns in; they are found by the cell that they begin in."""

    blame: Array
    """(4, `LEVELS`, `LEVELS`, 2, 2, signs, `LANES`), chance of a tension after the month, of blame
    on the first and on the second and of what the public sees (one sign without a belief), by both
    postures and the tension before."""
    may: Whole
    """(4, `LEVELS`, `LEVELS`), 1 where that is more than nothing."""
    chance: Array
    """As of `Turns`, in the order found."""
    source: Whole
    sign: Whole
    target: Whole
    known: Whole
    """(`CELLS`,), 1 where a cell can be reached; 2 once its turns are found."""


def turns_for(points: int) -> tuple[Turns, Search]:
    """Room for the turns of a game with so many points of the public's belief."""
    signs = SIGNS if points > 1 else 1
    most = 4 * HALF * CELLS * signs

    def whole(*shape: int) -> Whole:
        return np.empty(shape, np.int64)

    chances = [aligned(CHAINS, most + 1, points, 2, LANES) for _ in range(2)]
    return Turns(
        chances[0], whole(most), whole(most), whole(4 * HALF + 1), whole(CELLS), whole(1)
    ), Search(
        aligned(4, LEVELS, LEVELS, 2, 2, signs, LANES), whole(4, LEVELS, LEVELS), chances[1],
        whole(most), whole(most), whole(most), whole(CELLS),
    )  # fmt: skip


@compiled
def fill_turns(
    chances: Chances, about: int, votes: bool, pending: Whole, turns: Turns, search: Search
) -> None:
    """Find what can be reached from the signing, and with which chances.

    Args:
        chances: of the games.
        about: principal of whom the public has its belief.
        votes: whether a vote may raise tension.
        pending: (`LANES`,), as `rules.Vote.pending`.
        turns: out.
        search: overwritten.
    """
    fill_blame(chances, about, search)
    for c in range(CELLS):
        search.known[c] = 0
    for k in range(LANES):
        for engaged in range(2):
            search.known[cell_of(0, pending[k], engaged)] = 1
    number, again = 0, True
    while again:
        again = False
        for c in range(CELLS):
            if search.known[c] == 1:
                search.known[c], again = 2, True
                if votes:
                    tenser = cell_of(raised(tension_of(c), 1), taken_of(c), engaged_of(c))
                    search.known[tenser] = max(search.known[tenser], 1)
                number = turns_from(c, number, chances, search)
    turns.number[0] = 0
    for c in range(CELLS):
        if search.known[c] > 0:
            turns.cells[turns.number[0]] = c
            turns.number[0] += 1
    sort_by_target(number, turns, search)


@inlined
def sort_by_target(number: int, turns: Turns, search: Search) -> None:
    """Put so many turns in order."""
    place = 0
    for target in range(4 * HALF):
        turns.first[target] = place
        for turn in range(number):
            if search.target[turn] == target:
                turns.source[place], turns.sign[place] = search.source[turn], search.sign[turn]
                for part in range(CHAINS * turns.chance.shape[2] * 2):
                    engaged, rest = part % 2, part // 2
                    at = rest % turns.chance.shape[2], engaged
                    chain = rest // turns.chance.shape[2]
                    chance = load(search.chance, (chain, turn, *at))
                    store(turns.chance, (chain, place, *at), chance)
                place += 1
    turns.first[4 * HALF] = place


@inlined
def fill_blame(chances: Chances, about: int, search: Search) -> None:
    """Incidents and false blame, then what they and calm make of tension."""
    blame, signs = search.blame, search.blame.shape[5]
    for place in range(4 * LEVELS * LEVELS * 4 * signs):
        rest, sign = place // signs, place % signs
        rest, on = rest // 4, rest % 4
        both, before, after = rest // LEVELS**2, rest // LEVELS % LEVELS, rest % LEVELS
        store(blame, (both, before, after, on // 2, on % 2, sign), spread(0.0))
        search.may[both, before, after] = 0
    for both in range(4):
        calm = load(chances.calm, (both // 2, both % 2))
        for tension in range(LEVELS):
            for kinds in range(16):
                one, two = kinds // 4, kinds % 4
                happens = incident(chances, both // 2, one) * incident(chances, both % 2, two)
                possible = (both // 2 == 1 or one == 0) and (both % 2 == 1 or two == 0)
                for lies in range(4 if possible else 0):
                    chance = happens * lie(chances, tension, lies // 2)
                    chance = chance * lie(chances, tension, lies % 2)
                    first = 1 if one == ON_ITS_AUTHOR else lies // 2
                    second = 1 if two == ON_ITS_AUTHOR else lies % 2
                    sign = 0
                    if signs > 1:
                        unpinned = one == UNPINNED or two == UNPINNED
                        sign = sign_of((first if about == 0 else second) == 1, unpinned)
                    up = raised(tension, (1 if one > 0 else 0) + (1 if two > 0 else 0))
                    stays, falls = (both, tension, up), (both, tension, lowered(up, 1))
                    search.may[stays] = 1
                    add(blame, (*stays, first, second, sign), chance * (1.0 - calm))
                    if both == 0:
                        search.may[falls] = 1
                        add(blame, (*falls, first, second, sign), chance * calm)


@inlined
def incident(chances: Chances, posture: int, kind: int) -> Array:
    """Chance of a kind of incident by a principal: of none at all if it complies."""
    if posture == 0:
        return spread(1.0) if kind == NO_INCIDENT else spread(0.0)
    happens, seen = load(chances.incident, (HAPPENS,)), load(chances.incident, (SEEN,))
    pinned = load(chances.incident, (PINNED,))
    if kind == NO_INCIDENT:
        return 1.0 - happens
    if kind == UNSEEN:
        return happens - seen
    return seen - pinned if kind == UNPINNED else pinned


@inlined
def lie(chances: Chances, tension: int, told: int) -> Array:
    """Chance that a side is blamed for what it has not done (1), or is not (0)."""
    return either(told, load(chances.false, (tension,)))


@inlined
def either(happens: int, chance: Array) -> Array:
    """Chance that something happens (1) or does not (0)."""
    return chance if happens == 1 else 1.0 - chance


@inlined
def add(table: Array, index: tuple[int, ...], numbers: Array) -> None:
    """Add numbers to those at a place of a table."""
    store(table, index, load(table, index) + numbers)


@inlined
def turns_from(c: int, number: int, chances: Chances, search: Search) -> int:
    """Add the turns that begin in a cell to so many, and return how many there are."""
    signs, points = search.blame.shape[5], search.chance.shape[2]
    for target in range(4 * HALF):
        both, d = target // HALF, 2 * (target % HALF)
        may = search.may[both, tension_of(c), tension_of(d)] == 1
        for sign in range(signs if may else 0):
            found = False
            for engaged in range(2):
                most = 0.0
                for point in range(points):
                    at = (both, tension_of(c), tension_of(d)), (number, point, engaged)
                    fill_turn(c, d + engaged, sign, at, chances, search)
                    for k in range(LANES):
                        most = max(most, search.chance[0, number, point, engaged, k])
                if most > 0.0:
                    search.known[d + engaged] = max(search.known[d + engaged], 1)
                    found = True
            if found:
                search.source[number], search.target[number] = c, target
                search.sign[number] = sign
                number += 1
    return number


@inlined
def fill_turn(
    c: int, d: int, sign: int, at: tuple[tuple[int, int, int], tuple[int, int, int]],
    chances: Chances, search: Search,
) -> None:  # fmt: skip
    """The chances of a turn, by who is not blamed: relief and guarantors answer to blame.

    Args:
        c: the cell that it begins in.
        d: the cell that it leads to.
        sign: what the public sees.
        at: both postures, tension before and after; the turn, the point and whether the guarantors
            are engaged after it.
        chances: of the games.
        search: with `blame`; out, `chance`.
    """
    tensions, there = at
    every, not_first, not_second = spread(0.0), spread(0.0), spread(0.0)
    for on in range(4):
        first, second = on // 2, on % 2
        chance = load(search.blame, (*tensions, first, second, sign))
        lost = load(chances.lost, (taken_of(c), first, second))
        answers = load(chances.engaged, (there[1], answered(engaged_of(c), first, second)))
        chance = chance * either(taken_of(d), lost) * either(engaged_of(d), answers)
        every = every + chance
        if first == 0:
            not_first = not_first + chance
        if second == 0:
            not_second = not_second + chance
    store(search.chance, (0, *there), every)
    store(search.chance, (1, *there), not_first)
    store(search.chance, (2, *there), not_second)
