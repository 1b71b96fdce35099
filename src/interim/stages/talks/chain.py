"""Talks while a war goes on, carried back from the horizon: the compiled chain.

A month begins with a meeting, by chance; then the war goes on as `stages.war.chain` has it. At a
meeting one speaks: a principal puts the text that serves it best among those it would sign itself,
or none; a mediator puts one of its own. A text is signed where each that has not put it prefers it
to going on. One moves at a time, so there is one equilibrium, found month by month. A text that is
signed goes to the bodies that vote; one that they refuse is off the table.

Before its first meeting a war is in the layer `UNMET`, where to be seen to refuse costs something;
then in `MET`, as are all wars after `FRESH` months.

Every number of a state stands in `LANES` variations of the talks (`offers.Variations`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import (
    LANES,
    aligned,
    any_lane,
    larger,
    load,
    spread,
    store,
    where_larger,
)
from interim.stages.talks.offers import MEDIATORS, Array, Offers, Variations, Whole
from interim.stages.war.chain import GRID, Lives, Month, along, fill_month, patrons_back
from interim.stages.war.numbers import Numbers

MET, UNMET = 0, 1
FRESH = 60
"""Months after which nobody minds a first refusal any more."""
BITS = 5
"""Of a policy, for the text that a principal puts (0 for none); then those of what each signs."""


class Room(NamedTuple):
    """Room for the talks of one future."""

    values: Array
    """(layers, agents, patron states, `GRID`, `LANES`), at the start of a month."""
    going: Array
    """The same, once it is clear that nothing is signed in it."""
    still: Array
    """(layers, agents, ends, patron states, `GRID`, `LANES`), of standing, for ends that may
    break."""
    later: Array
    """(patron states, `GRID`, `LANES`), a month later."""
    moved: Array
    """(patron states, `GRID`, `LANES`), before the ground moves."""
    base: Array
    """(agents, patron states, `GRID`), what a month of war brings for certain."""
    keep: Array
    """(patron states, `GRID`), chance that fighting goes on."""
    stands: Array
    """(agents, ends, `GRID`), what a month of standing brings."""
    who: Array
    """(patron states, 3, `LANES`), chance in a month that they meet and so one speaks."""
    puts: Array
    """(patron states, plans, `LANES`), chance that a mediator who speaks puts a text."""
    deal: Array
    """(patron states, `GRID`, plans, agents), of a text signed then."""
    passes: Array
    """(patron states, `GRID`, plans), chance that the bodies pass it."""
    free: Whole
    """(`GRID`, plans, 2), 1 where no red line of a principal is in the way."""
    lost: Array
    """(agents, 3, `LANES`), what it is worth, over going on, that the first principal has refused,
    the second, or both."""
    least: Array
    """(agents,), of refusing, over the variations: a text worth less is signed in none."""
    live: Whole
    """(plans,), 1 for a text that somebody on either side may sign."""
    signs: Array
    """(agents, plans, `LANES`), 1 where an agent would sign."""
    chance: Array
    """(2, plans, `LANES`), that a principal would, its types mixed."""
    voted: Array
    """(agents, plans, `LANES`), value once the bodies have refused a text."""
    chosen: Array
    """(agents, `LANES`), index of the text that an agent puts, -1 for none."""
    offered: Array
    """(2, plans, `LANES`), chance that a principal who speaks puts a text, its types mixed."""


def room_for(layers: int, agents: int, patrons: int, ends: int, plans: int) -> Room:
    """Room for talks of so many."""
    states = 1 << patrons
    shape = (layers, agents, states, GRID, LANES)
    return Room(
        aligned(*shape), aligned(*shape), aligned(layers, agents, ends, states, GRID, LANES),
        aligned(states, GRID, LANES), aligned(states, GRID, LANES),
        np.empty((agents, states, GRID)), np.empty((states, GRID)), np.empty((agents, ends, GRID)),
        aligned(states, 3, LANES),
        aligned(states, plans, LANES), np.empty((states, GRID, plans, agents)),
        np.empty((states, GRID, plans)), np.empty((GRID, plans, 2), np.int64),
        aligned(agents, 3, LANES), np.empty(agents), np.empty(plans, np.int64),
        aligned(agents, plans, LANES), aligned(2, plans, LANES), aligned(agents, plans, LANES),
        aligned(agents, LANES), aligned(2, plans, LANES),
    )  # fmt: skip


@compiled
def carry_back(
    split: int, numbers: Numbers, strength: Array, edges: Array, lives: Lives, offers: Offers,
    varied: Variations, whole: int, ground: Whole, drawn: Whole, month: Month, room: Room,
    values: Array, policy: Whole,
) -> None:  # fmt: skip
    """Values of war with talks to each agent, and what the drawn types do in them.

    Args:
        split: number of agents of the first principal.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        edges: (n, number of edges).
        lives: of the agents.
        offers: what is on the table.
        varied: ways to hold the talks; their months are the horizon.
        whole: lane in which each of the first texts is off the table in the lane of its own index
            once the bodies have refused it, -1 for none; in other lanes that is forgotten.
        ground: (shares,), points of the grid at which values are wanted.
        drawn: (n, 2), agent of each principal whose policy is kept.
        month: overwritten, for one edge.
        room: overwritten; where it has one layer nobody minds being seen to refuse.
        values: out, (n, layers, shares, patron states, edges, agents, `LANES`), today.
        policy: out, (n, months, layers, patron states, `GRID`, `LANES`), at the last edge: bits 0
            to 4 the text that the first principal puts, plus 1, then the second's likewise, then a
            bit for each text that the first would sign, then the second; not kept where it has no
            months, nor of wars that have not met after `FRESH` months.
    """
    months, layers, tied = varied.window.shape[0], room.values.shape[0], are_tied(varied.ties)
    for i in range(edges.shape[0]):
        fill_voices(i, offers, varied, room)
        fill_texts(i, offers, room)
        for x in range(edges.shape[1]):
            fill_month(numbers, i, strength, edges, x, month)
            begin(i, lives, month, room)
            for t in range(months - 1, -1, -1):
                if t == FRESH - 1 and layers > 1:
                    copy_layer(room)
                for layer in range(layers if t < FRESH else 1):
                    for agent in range(room.values.shape[1]):
                        war_back(layer, agent, lives.discount[i, agent], month, room)
                meet(i, t, split, offers, varied, whole, tied, drawn, room, policy)
            for layer in range(layers):
                for c in range(ground.size):
                    for s in range(room.values.shape[2]):
                        for agent in range(room.values.shape[1]):
                            value = load(room.values, (layer, agent, s, ground[c]))
                            store(values, (i, layer, c, s, x, agent), value)


@inlined
def are_tied(ties: Array) -> bool:
    """Whether any patron makes its aid depend on an answer."""
    tied = False
    for p in range(2):
        for q in range(ties.shape[1]):
            for lane in range(LANES):
                tied = tied or ties[p, q, lane] > 0.0
    return tied


@inlined
def fill_voices(i: int, offers: Offers, varied: Variations, room: Room) -> None:
    """How often who speaks, and what mediators put, of one future in every variation."""
    for s in range(room.who.shape[0]):
        total = spread(0.0)
        for who in range(3):
            total = total + offers.speaks[i, s, who] * load(varied.voice, (who,))
        total = where_larger(total, spread(0.0), total, 1.0)
        for who in range(3):
            voice = offers.speaks[i, s, who] * load(varied.voice, (who,))
            store(room.who, (s, who), offers.meets[i] * voice / total)
        total = spread(0.0)
        for k in range(room.puts.shape[1]):
            total = total + offers.puts[i, s, k] * load(varied.menu, (k,))
        total = where_larger(total, spread(0.0), total, 1.0)
        for k in range(room.puts.shape[1]):
            store(room.puts, (s, k), offers.puts[i, s, k] * load(varied.menu, (k,)) / total)


@inlined
def fill_texts(i: int, offers: Offers, room: Room) -> None:
    """What the texts are worth in each state of the war of one future, and what is in their way."""
    for g in range(GRID):
        share = g / (GRID - 1)
        for k in range(room.free.shape[1]):
            for p in range(2):
                red = offers.red[i, k, 0, p]
                red += (offers.red[i, k, 1, p] - red) * share
                room.free[g, k, p] = 1 if offers.rigidity[i, p] < 1.0 - red else 0
            for s in range(room.passes.shape[0]):
                room.passes[s, g, k] = along(offers.passing[i, k, s], share)
                for agent in range(room.deal.shape[3]):
                    room.deal[s, g, k, agent] = along(offers.value[i, k, s, :, agent], share)


@inlined
def begin(i: int, lives: Lives, month: Month, room: Room) -> None:
    """What a month of war brings for certain, and values at the horizon."""
    for s in range(room.keep.shape[0]):
        for g in range(GRID):
            room.keep[s, g] = 1.0
            for e in range(month.breaks.size):
                room.keep[s, g] -= month.ends[s, g, e, 0]
    for agent in range(room.base.shape[0]):
        discount = lives.discount[i, agent]
        for g in range(GRID):
            share = g / (GRID - 1)
            fought = along(lives.flow[i, agent], share)
            for s in range(room.keep.shape[0]):
                taken, settled = 0.0, 0.0
                for to in range(month.low[s, g], month.high[s, g]):
                    taken += month.move[s, g, to, 0] * to / (GRID - 1)
                for e in range(month.breaks.size):
                    stands = along(lives.terms[i, agent, e], share)
                    room.stands[agent, e, g] = (1.0 - discount) * stands
                    if month.breaks[e] == 0.0:
                        after = along(lives.terms[i, agent, e], taken)
                        settled += month.ends[s, g, e, 0] * after
                    for layer in range(room.values.shape[0]):
                        store(room.still, (layer, agent, e, s, g), spread(stands))
                room.base[agent, s, g] = (1.0 - discount) * fought + discount * settled
                for layer in range(room.values.shape[0]):
                    store(room.values, (layer, agent, s, g), spread(fought))


@inlined
def copy_layer(room: Room) -> None:
    """From the values of wars that have met to those of wars that have not."""
    for agent in range(room.values.shape[1]):
        for s in range(room.keep.shape[0]):
            for g in range(GRID):
                store(room.values, (UNMET, agent, s, g), load(room.values, (MET, agent, s, g)))
                for e in range(room.still.shape[2]):
                    still = load(room.still, (MET, agent, e, s, g))
                    store(room.still, (UNMET, agent, e, s, g), still)


@inlined
def war_back(layer: int, agent: int, discount: float, month: Month, room: Room) -> None:
    """A month of war back, to one agent: from values at its end to those of going on."""
    states, later, moved = room.keep.shape[0], room.later, room.moved
    for s in range(states):
        for g in range(GRID):
            store(later, (s, g), load(room.values, (layer, agent, s, g)))
    patrons_back(month.leaves, later)
    ground_back(later, month, moved)
    for s in range(states):
        for g in range(GRID):
            value = room.base[agent, s, g] + discount * room.keep[s, g] * load(moved, (s, g))
            store(room.going, (layer, agent, s, g), value)
    for e in range(month.breaks.size):
        if month.breaks[e] > 0.0:
            still = room.still[layer, agent, e]
            patrons_back(month.quiet, still)
            ground_back(still, month, moved)
            for s in range(states):
                for g in range(GRID):
                    enters = discount * month.ends[s, g, e, 0] * load(moved, (s, g))
                    value = load(room.going, (layer, agent, s, g)) + enters
                    store(room.going, (layer, agent, s, g), value)
                    rest = load(still, (s, g))
                    rest = rest + (load(later, (s, g)) - rest) * month.breaks[e]
                    store(still, (s, g), rest * discount + room.stands[agent, e, g])


@inlined
def ground_back(values: Array, month: Month, moved: Array) -> None:
    """Values before the ground moves, from those after: (patron states, `GRID`, `LANES`)."""
    for s in range(moved.shape[0]):
        for g in range(GRID):
            total = spread(0.0)
            for to in range(month.low[s, g], month.high[s, g]):
                total = total + month.move[s, g, to, 0] * load(values, (s, to))
            store(moved, (s, g), total)


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
