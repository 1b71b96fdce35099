"""A meeting of the talks: who signs what, who puts what, and what that is worth. Compiled.

One speaks: a principal puts the text that serves it best among those it would sign itself, or none;
a mediator puts one of its own. A text is signed where each that has not put it prefers it to going
on. A text that is signed goes to the bodies that vote; one that they refuse is off the table.

Every number of a state stands in `LANES` variations of the talks (`offers.Variations`).
"""

from __future__ import annotations

from interim.foundation.compiled import inlined
from interim.foundation.lanes import (
    LANES,
    any_lane,
    larger,
    load,
    spread,
    store,
    where_larger,
)
from interim.stages.talks.offers import MEDIATORS, Array, Offers, Variations, Whole
from interim.stages.talks.room import FRESH, MET, Room
from interim.stages.war.chain import GRID

BITS = 5
"""Of a policy, for the text that a principal puts (0 for none); then those of what each signs."""


@inlined
def meet(
    i: int, t: int, split: int, offers: Offers, varied: Variations, whole: int, tied: bool,
    drawn: Whole, room: Room, policy: Whole,
) -> None:  # fmt: skip
    """The meeting that a month may begin with: from values of going on to those before it."""
    window, layers = load(varied.window, (t,)), room.values.shape[0] if t < FRESH else 1
    if policy.shape[1] == 0 and not any_lane(varied.window, t):
        stay_apart(layers, room)
        return
    for layer in range(layers):
        for s in range(room.keep.shape[0]):
            for g in range(GRID):
                weigh_refusals(i, layer, s, g, split, tied, offers, varied, room)
                find_live(layer != MET or tied, s, g, split, room)
                weigh_texts(i, layer, s, g, split, whole, offers, room)
                choose_texts(i, layer, s, g, split, offers, varied, room)
                for agent in range(room.values.shape[1]):
                    stay = load(room.going, (layer, agent, s, g))
                    gain = gain_of(layer, s, g, agent, split, room)
                    store(room.values, (layer, agent, s, g), stay + window * gain)
                if policy.shape[1] > 0:
                    keep_policy((i, t, layer, s, g), drawn, room, policy)


@inlined
def stay_apart(layers: int, room: Room) -> None:
    """A month in which nobody can meet."""
    for layer in range(layers):
        for agent in range(room.values.shape[1]):
            for s in range(room.keep.shape[0]):
                for g in range(GRID):
                    on = load(room.going, (layer, agent, s, g))
                    store(room.values, (layer, agent, s, g), on)


@inlined
def weigh_refusals(
    i: int, layer: int, s: int, g: int, split: int, tied: bool, offers: Offers,
    varied: Variations, room: Room,
) -> None:  # fmt: skip
    """What a refusal by either or both is worth to every agent, over going on."""
    for agent in range(room.values.shape[1]):
        own, least = (0 if agent < split else 1), 1e300
        stay = load(room.going, (layer, agent, s, g))
        for refusing in range(1, 4):
            value = after_refusal(refusing, agent, s, g, tied, varied, room)
            if layer != MET and refusing >> own & 1:
                value = value - offers.refusal[i, own]
            store(room.lost, (agent, refusing - 1), value - stay)
        for lane in range(LANES):
            value = room.going[layer, agent, s, g, lane] + room.lost[agent, own, lane]
            least = min(least, value)
        room.least[agent] = least


@inlined
def after_refusal(
    refusing: int, agent: int, s: int, g: int, tied: bool, varied: Variations, room: Room
) -> Array:
    """Value to an agent once some have refused: patrons that mind leave, each by itself.

    Args:
        refusing: a bit for each principal.
        agent: the agent.
        s: patrons gone before.
        g: point of the grid of ground.
        tied: whether any patron minds.
        varied: how far each minds.
        room: with what going on is worth.
    """
    if not tied:
        return load(room.going, (MET, agent, s, g))
    value = spread(0.0)
    for to in range(room.keep.shape[0]):
        if to & s == s:
            chance = spread(1.0)
            for q in range(varied.ties.shape[1]):
                if not s >> q & 1:
                    leaves = leaving(refusing, q, varied.ties)
                    chance = chance * (leaves if to >> q & 1 else 1.0 - leaves)
            value = value + chance * load(room.going, (MET, agent, to, g))
    return value


@inlined
def leaving(refusing: int, q: int, ties: Array) -> Array:
    """Chance that a patron's aid ends once some have refused."""
    stays = spread(1.0)
    for p in range(2):
        if refusing >> p & 1:
            stays = stays * (1.0 - load(ties, (p, q)))
    return 1.0 - stays


@inlined
def find_live(minds: bool, s: int, g: int, split: int, room: Room) -> None:
    """Texts that somebody on either side may sign; all of them where a refusal has a price."""
    for k in range(room.live.size):
        able = 0
        for agent in range(room.least.size):
            p = 0 if agent < split else 1
            if room.free[g, k, p] == 1 and room.deal[s, g, k, agent] >= room.least[agent]:
                able |= 1 << p
        room.live[k] = 1 if minds or able == 3 else 0


@inlined
def weigh_texts(
    i: int, layer: int, s: int, g: int, split: int, whole: int, offers: Offers, room: Room
) -> None:
    """Who would sign which text, and what is left once the bodies have refused it.

    Who signs prefers the deal to refusing, as if the bodies passed it, and has no red line in the
    way.
    """
    for k in range(room.live.size):
        for p in range(2):
            store(room.chance, (p, k), spread(0.0))
        for agent in range(room.signs.shape[0]):
            store(room.signs, (agent, k), spread(0.0))
            p = 0 if agent < split else 1
            if room.live[k] == 1:
                refused = load(room.going, (layer, agent, s, g)) + load(room.lost, (agent, p))
                free, deal = float(room.free[g, k, p]), spread(room.deal[s, g, k, agent])
                signs = where_larger(refused, deal, 0.0, free)
                store(room.signs, (agent, k), signs)
                chance = load(room.chance, (p, k)) + offers.prior[i, agent] * signs
                store(room.chance, (p, k), chance)
                store(room.voted, (agent, k), load(room.going, (MET, agent, s, g)))
                if 0 <= k < whole:
                    room.voted[agent, k, whole] = room.going[MET, agent, s, g, k]


@inlined
def worth_of(k: int, s: int, g: int, agent: int, room: Room) -> Array:
    """What a signature is worth: the deal, if the bodies pass it."""
    refused = load(room.voted, (agent, k))
    return refused + room.passes[s, g, k] * (room.deal[s, g, k, agent] - refused)


@inlined
def choose_texts(
    i: int, layer: int, s: int, g: int, split: int, offers: Offers, varied: Variations, room: Room
) -> None:
    """Which text each agent puts if it speaks: the best of those that it would sign itself."""
    for p in range(2):
        for k in range(room.live.size):
            store(room.offered, (p, k), spread(0.0))
    for agent in range(room.signs.shape[0]):
        p = 0 if agent < split else 1
        best, which = spread(0.0), spread(-1.0)
        stay = load(room.going, (layer, agent, s, g))
        refused = load(room.lost, (agent, 1 - p))
        for k in range(room.live.size):
            if room.live[k] == 1:
                signed = worth_of(k, s, g, agent, room) - stay
                agrees = load(room.chance, (1 - p, k))
                gain = refused + agrees * (signed - refused)
                puts = load(varied.menu, (k,)) * load(room.signs, (agent, k))
                gain = where_larger(puts, spread(0.5), gain, -1.0)
                which = where_larger(gain, best, spread(float(k)), which)
                best = larger(gain, best)
        store(room.chosen, (agent,), which)
        for k in range(room.live.size):
            if room.live[k] == 1:
                puts = offers.prior[i, agent] * is_text(which, k)
                store(room.offered, (p, k), load(room.offered, (p, k)) + puts)


@inlined
def is_text(which: Array, k: int) -> Array:
    """1 in the lanes in which the text is that of an index."""
    above = where_larger(which, spread(k - 0.5), 1.0, 0.0)
    return where_larger(spread(k + 0.5), which, above, 0.0)


@inlined
def gain_of(layer: int, s: int, g: int, agent: int, split: int, room: Room) -> Array:
    """What a month's chance to meet adds for an agent to going on, in every variation."""
    p = 0 if agent < split else 1
    stay = load(room.going, (layer, agent, s, g))
    mine, theirs = load(room.lost, (agent, p)), load(room.lost, (agent, 1 - p))
    both = load(room.lost, (agent, 2))
    which, total = load(room.chosen, (agent,)), spread(0.0)
    for k in range(room.live.size):
        if room.live[k] == 1:
            signed = worth_of(k, s, g, agent, room) - stay
            agrees, signs = load(room.chance, (1 - p, k)), load(room.signs, (agent, k))
            # It speaks itself, and has chosen this text.
            puts = is_text(which, k) * load(room.who, (s, p))
            total = total + puts * (theirs + agrees * (signed - theirs))
            # The other speaks.
            puts = load(room.offered, (1 - p, k)) * load(room.who, (s, 1 - p))
            total = total + puts * (mine + signs * (signed - mine))
            # A mediator does.
            puts = load(room.puts, (s, k)) * load(room.who, (s, MEDIATORS))
            if_signs = agrees * signed + (1.0 - agrees) * theirs
            if_not = agrees * mine + (1.0 - agrees) * both
            total = total + puts * (signs * if_signs + (1.0 - signs) * if_not)
    return total


@inlined
def keep_policy(
    at: tuple[int, int, int, int, int], drawn: Whole, room: Room, policy: Whole
) -> None:
    """What the drawn types do in a state, as bits; see `carry_back`."""
    plans = room.signs.shape[1]
    for lane in range(LANES):
        bits = 0
        for p in range(2):
            agent = drawn[at[0], p]
            bits |= int(room.chosen[agent, lane] + 1.0) << BITS * p
            for k in range(plans):
                if room.signs[agent, k, lane] > 0.5:
                    bits |= 1 << 2 * BITS + plans * p + k
        policy[at[0], at[1], at[2], at[3], at[4], lane] = bits
