"""Talks while a war goes on, carried back from the horizon: the compiled chain.

A month begins with a meeting, by chance (`stages.talks.meeting`); then the war goes on as
`stages.war.chain` has it. One moves at a time, so there is one equilibrium, found month by month.

Before its first meeting a war is in the layer `UNMET`, where to be seen to refuse costs something;
then in `MET`, as are all wars after `FRESH` months.

Every number of a state stands in `LANES` variations of the talks (`offers.Variations`).
"""

from __future__ import annotations

from typing import NamedTuple

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES, load, spread, store, where_larger
from interim.stages.talks.meeting import meet
from interim.stages.talks.offers import Array, Offers, Variations, Whole
from interim.stages.talks.room import FRESH, MET, UNMET, Room
from interim.stages.war.chain import GRID, Lives, Month, Wars, along, fill_month, patrons_back


class Wanted(NamedTuple):
    """What of talks carried back is written down."""

    whole: int
    """Lane in which each of the first texts is off the table in the lane of its own index once the
    bodies have refused it, -1 for none; in other lanes that is forgotten."""
    ground: Whole
    """(shares,), points of the grid at which values are wanted."""
    drawn: Whole
    """(n, 2), agent of each principal whose policy is kept."""


@compiled
def carry_back(
    split: int, wars: Wars, lives: Lives, offers: Offers, varied: Variations, wanted: Wanted,
    month: Month, room: Room, values: Array, policy: Whole,
) -> None:  # fmt: skip
    """Values of war with talks to each agent, and what the drawn types do in them.

    Args:
        split: number of agents of the first principal.
        wars: n wars.
        lives: of the agents.
        offers: what is on the table.
        varied: ways to hold the talks; their months are the horizon.
        wanted: what of the values and of the policy is written down.
        month: overwritten, for one edge.
        room: overwritten; where it has one layer nobody minds being seen to refuse.
        values: out, (n, layers, shares, patron states, edges, agents, `LANES`), today.
        policy: out, (n, months, layers, patron states, `GRID`, `LANES`), at the last edge: bits 0
            to 4 the text that the first principal puts, plus 1, then the second's likewise, then a
            bit for each text that the first would sign, then the second; not kept where it has no
            months, nor of wars that have not met after `FRESH` months.
    """
    months, layers, tied = varied.window.shape[0], room.values.shape[0], are_tied(varied.ties)
    ground = wanted.ground
    for i in range(wars.edges.shape[0]):
        fill_voices(i, offers, varied, room)
        fill_texts(i, offers, room)
        for x in range(wars.edges.shape[1]):
            fill_month(wars.numbers, i, wars.strength, wars.edges, x, month)
            begin(i, lives, month, room)
            for t in range(months - 1, -1, -1):
                if t == FRESH - 1 and layers > 1:
                    copy_layer(room)
                for layer in range(layers if t < FRESH else 1):
                    for agent in range(room.values.shape[1]):
                        war_back(layer, agent, lives.discount[i, agent], month, room)
                meet(
                    i, t, split, offers, varied, wanted.whole, tied, wanted.drawn, room, policy
                )  # fmt: skip
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
