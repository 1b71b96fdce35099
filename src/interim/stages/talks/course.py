"""Talks carried forward from today: which text is signed when, by the policies of the drawn types.

Chances, not one drawn course: the ground, the patrons and who speaks are weighed; what the parties
and bodies of a future are like is not. A text that the bodies refuse is off the table for good, and
once they have refused a second nobody puts a third.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES
from interim.stages.talks.chain import fill_voices
from interim.stages.talks.meeting import BITS
from interim.stages.talks.offers import MEDIATORS, WHOLE, Array, Offers, Variations, Whole
from interim.stages.talks.room import FRESH, MET, Room
from interim.stages.war.chain import GRID, Month, Wars, along, fill_month
from interim.stages.war.course import clear, fight_on, patrons_on, resume

OVER = LANES
"""Beside the lanes: two texts have been refused, and no talks are held any more."""


class Followed(NamedTuple):
    """What becomes of talks in n futures, as chances; months are counted from today."""

    signed: Array
    """(n, plans, months), that a text is signed in a month."""
    passed: Array
    """(n, plans, months), that the bodies pass it then."""
    force: Array
    """(n, plans, months + 1), that it is in force at the start of a month."""
    spoke: Array
    """(n, plans, patron states, 3), that it is signed having been put by each."""
    ripe: Array
    """(n, plans, months), that both would sign it and there is fighting."""
    barred: Array
    """(n, plans, months), that both would sign it, and the bodies would not pass it."""
    split: Array
    """(n, plans, 2, 2), months in which both would sign it, of those of fighting, by whether the
    attacker holds half of the zone or more, and by whether a patron's aid has ended."""
    seen: Array
    """(n, 2, 2), months of fighting, likewise."""
    fights: Array
    """(n, months + 1), that there is fighting at the start of a month and no text is in force or
    was."""
    stands: Array
    """(n, months + 1), that there is a standstill, or the war has ended without a text."""
    ground: Array
    """(n, months + 1), captured share of the zone where there is fighting, times its chance."""


def followed_for(n: int, plans: int, patrons: int, months: int) -> Followed:
    """Room for what becomes of the talks of n futures."""
    return Followed(
        np.zeros((n, plans, months)), np.zeros((n, plans, months)),
        np.zeros((n, plans, months + 1)), np.zeros((n, plans, 1 << patrons, 3)),
        np.zeros((n, plans, months)), np.zeros((n, plans, months)), np.zeros((n, plans, 2, 2)),
        np.zeros((n, 2, 2)), np.zeros((n, months + 1)), np.zeros((n, months + 1)),
        np.zeros((n, months + 1)),
    )  # fmt: skip


class Masses(NamedTuple):
    """Chances of the states of one future."""

    fights: Array
    """(2, `LANES` + 1, layers, patron states, `GRID`, 1), of fighting, this month and the next."""
    ended: Array
    """(`LANES` + 1, layers, patron states, `GRID`, ends), of standing, or of having ended."""
    moved: Array
    """(`LANES` + 1, patron states, `GRID`, 1), of fighting on after a refusal in this month."""
    reached: Whole
    """(`LANES` + 1,), 1 for a lane in which anything can be."""


def masses_for(layers: int, patrons: int, ends: int) -> Masses:
    """Room for the chances of so many states."""
    states, lanes = 1 << patrons, LANES + 1
    return Masses(
        np.empty((2, lanes, layers, states, GRID, 1)),
        np.empty((lanes, layers, states, GRID, ends)), np.empty((lanes, states, GRID, 1)),
        np.empty(lanes, np.int64),
    )  # fmt: skip


@compiled
def carry_forward(
    wars: Wars, offers: Offers, varied: Variations,
    policy: Whole, lasts: Whole, month: Month, room: Room, masses: Masses, followed: Followed,
) -> None:  # fmt: skip
    """Follow the talks of n futures that begin with all texts on the table.

    Args:
        wars: n wars, with no edge.
        offers: what is on the table.
        varied: ways to hold the talks, as `offers.refused_each`.
        policy: of the drawn types, as `chain.carry_back` keeps it.
        lasts: (n, plans, patron states, 2), months that a text signed then is in force, at nothing
            and at all of the zone captured; -1 where it is kept to the horizon.
        month: overwritten, for one edge.
        room: overwritten.
        masses: overwritten.
        followed: out, zeros.
    """
    months, layers = varied.window.shape[0], masses.ended.shape[1]
    for i in range(wars.edges.shape[0]):
        fill_voices(i, offers, varied, room)
        fill_month(wars.numbers, i, wars.strength, wars.edges, 0, month)
        empty(masses)
        masses.fights[0, WHOLE, layers - 1, 0, 0, 0] = 1.0
        masses.reached[WHOLE] = 1
        for t in range(months):
            now, then = masses.fights[t % 2], masses.fights[1 - t % 2]
            if t == FRESH:
                meet_late(now, masses.ended)
            for lane in range(LANES + 1):
                clear(masses.moved[lane])
            for lane in range(LANES + 1):
                if masses.reached[lane] == 1:
                    keep_war(i, t, now[lane], masses.ended[lane], followed)
                    meet_all((i, t, lane), offers, varied, policy, lasts, now[lane], masses, room,
                             followed)  # fmt: skip
            for lane in range(LANES + 1):
                if masses.reached[lane] == 1:
                    for s in range(now.shape[2]):
                        for g in range(GRID):
                            now[lane, MET, s, g, 0] += masses.moved[lane, s, g, 0]
                    for layer in range(layers):
                        ended, after = masses.ended[lane, layer], then[lane, layer]
                        clear(after)
                        resume(month.breaks, ended, after)
                        fight_on(month, now[lane, layer], after, ended)
                        patrons_on(month.leaves, after)
                        patrons_on(month.quiet, ended)
        for lane in range(LANES + 1):
            if masses.reached[lane] == 1:
                last = masses.fights[months % 2, lane]
                keep_war(i, months, last, masses.ended[lane], followed)
        for k in range(followed.force.shape[1]):
            for t in range(1, months + 1):
                followed.force[i, k, t] += followed.force[i, k, t - 1]


@inlined
def empty(masses: Masses) -> None:
    """No chance of any state."""
    for lane in range(LANES + 1):
        masses.reached[lane] = 0
        for layer in range(masses.ended.shape[1]):
            clear(masses.fights[0, lane, layer])
            clear(masses.fights[1, lane, layer])
            clear(masses.ended[lane, layer])


@inlined
def meet_late(now: Array, ended: Array) -> None:
    """Wars that have not met by now are as those that have."""
    for lane in range(now.shape[0]):
        for layer in range(1, now.shape[1]):
            for s in range(now.shape[2]):
                for g in range(GRID):
                    now[lane, MET, s, g, 0] += now[lane, layer, s, g, 0]
                    now[lane, layer, s, g, 0] = 0.0
                    for e in range(ended.shape[4]):
                        ended[lane, MET, s, g, e] += ended[lane, layer, s, g, e]
                        ended[lane, layer, s, g, e] = 0.0


@inlined
def keep_war(i: int, t: int, now: Array, ended: Array, followed: Followed) -> None:
    """What goes on in a lane at the start of a month where no text is in force or was."""
    for layer in range(now.shape[0]):
        for s in range(now.shape[1]):
            for g in range(GRID):
                fights, stands = now[layer, s, g, 0], 0.0
                for e in range(ended.shape[3]):
                    stands += ended[layer, s, g, e]
                followed.fights[i, t] += fights
                followed.stands[i, t] += stands
                followed.ground[i, t] += fights * g / (GRID - 1)


@inlined
def meet_all(
    at: tuple[int, int, int], offers: Offers, varied: Variations, policy: Whole, lasts: Whole,
    now: Array, masses: Masses, room: Room, followed: Followed,
) -> None:  # fmt: skip
    """The meetings that a month may begin with in a lane: what is put leaves `now`."""
    i, t, lane = at
    if lane < OVER:
        for layer in range(now.shape[0]):
            for s in range(now.shape[1]):
                for g in range(GRID):
                    if now[layer, s, g, 0] > 0.0:
                        bits, here = policy[i, t, layer, s, g, lane], now[layer, s, g, 0]
                        state = (i, t, lane, s, g)
                        keep_ripe(state, bits, here, offers, varied, followed)
                        left = meet_once(state, bits, here, offers, varied, lasts, masses, room,
                                         followed)  # fmt: skip
                        now[layer, s, g, 0] = left


@inlined
def keep_ripe(
    state: tuple[int, int, int, int, int], bits: int, here: float, offers: Offers,
    varied: Variations, followed: Followed,
) -> None:  # fmt: skip
    """Which texts both would sign in a state."""
    i, t, lane, s, g = state
    plans, share = offers.value.shape[1], g / (GRID - 1)
    half, gone = 1 if 2 * g >= GRID - 1 else 0, 1 if s > 0 else 0
    followed.seen[i, half, gone] += here
    for k in range(plans):
        if signs(bits, 0, k, plans) and signs(bits, 1, k, plans) and varied.menu[k, lane] > 0.0:
            followed.ripe[i, k, t] += here
            followed.split[i, k, half, gone] += here
            if not passes(i, k, s, share, offers):
                followed.barred[i, k, t] += here


@inlined
def meet_once(
    state: tuple[int, int, int, int, int], bits: int, here: float, offers: Offers,
    varied: Variations, lasts: Whole, masses: Masses, room: Room, followed: Followed,
) -> float:  # fmt: skip
    """The meeting that a month may begin with, in one state.

    Returns:
        Chance that it goes on with nothing having been put.
    """
    t, lane, s = state[1], state[2], state[3]
    plans, left = offers.value.shape[1], here
    meets = here * varied.window[t, lane]
    for k in range(plans):
        first, second = signs(bits, 0, k, plans), signs(bits, 1, k, plans)
        for p in range(2):
            if (bits >> BITS * p & 31) == k + 1:
                much = meets * room.who[s, p, lane]
                left -= much
                if first and second:
                    sign(state, k, p, much, offers, lasts, masses, followed)
                else:
                    refuse(state, much, p == 1, p == 0, varied, masses)
        much = meets * room.who[s, MEDIATORS, lane] * room.puts[s, k, lane]
        left -= much
        if first and second:
            sign(state, k, MEDIATORS, much, offers, lasts, masses, followed)
        else:
            refuse(state, much, not first, not second, varied, masses)
    return left


@inlined
def signs(bits: int, p: int, k: int, plans: int) -> bool:
    """Whether the drawn type of a principal would sign a text, by the bits of a policy."""
    return (bits >> 2 * BITS + plans * p + k & 1) == 1


@inlined
def passes(i: int, k: int, s: int, share: float, offers: Offers) -> bool:
    """Whether the bodies of a future would pass a text."""
    return offers.answer[i, k] < along(offers.passing[i, k, s], share)


@inlined
def sign(
    state: tuple[int, int, int, int, int], k: int, speaker: int, much: float, offers: Offers,
    lasts: Whole, masses: Masses, followed: Followed,
) -> None:  # fmt: skip
    """A text is signed: if the bodies pass it it is in force until it ends."""
    i, t, lane, s, g = state
    months, share = followed.signed.shape[2], g / (GRID - 1)
    followed.signed[i, k, t] += much
    followed.spoke[i, k, s, speaker] += much
    if passes(i, k, s, share, offers):
        followed.passed[i, k, t] += much
        followed.force[i, k, t] += much
        for c in range(2):
            part = much * share if c == 1 else much * (1.0 - share)
            until = t + lasts[i, k, s, c]
            if lasts[i, k, s, c] >= 0 and until <= months:
                followed.force[i, k, until] -= part
    else:
        to = k if lane == WHOLE and k < WHOLE else OVER
        masses.moved[to, s, g, 0] += much
        masses.reached[to] = 1


@inlined
def refuse(
    state: tuple[int, int, int, int, int], much: float, first: bool, second: bool,
    varied: Variations, masses: Masses,
) -> None:  # fmt: skip
    """A text is refused by one or both: the war goes on, and a patron's aid may end."""
    _, _, lane, s, g = state
    for to in range(masses.moved.shape[1]):
        if to & s == s:
            chance = much
            for q in range(varied.ties.shape[1]):
                if not s >> q & 1:
                    stays = 1.0
                    if first:
                        stays *= 1.0 - varied.ties[0, q, lane]
                    if second:
                        stays *= 1.0 - varied.ties[1, q, lane]
                    chance *= 1.0 - stays if to >> q & 1 else stays
            masses.moved[lane, to, g, 0] += chance
