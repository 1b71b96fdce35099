"""What the wars are worth that a deal may end in, whoever breaks it and when.

Tables have futures on their last axis, of length n.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import (
    LANES,
    aligned,
    larger,
    load,
    log_one_plus,
    smaller,
    spread,
    store,
    where_larger,
)
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.state import FIRST, principal_of
from interim.stages.war.chain import EDGES
from interim.stages.war.table import MIDDLE

NOBODY, OWN, OTHERS = 0, 1, 3
"""Columns of wars, by who broke the deal; the latter two while the guarantors stand apart, and in
the next column while they are engaged."""
WARS = 5


@inlined
def war_column(principal: int, breaker: int, engaged: int) -> int:
    """Column of wars for a principal, if `breaker` (-1 nobody) broke the deal."""
    if breaker < 0:
        return NOBODY
    return (OWN if breaker == principal else OTHERS) + engaged


BREACHES = ((-1, 0), (0, 0), (0, 1), (1, 0), (1, 1))
"""Ways in which a war begins: who broke the deal, -1 nobody, and whether guarantors are engaged."""


class War(NamedTuple):
    """What the values of wars are made of."""

    worth: Array
    """(wars, patron states, edges, agents, n), values of each war that differs from the others."""
    which: Whole
    """(layers, 3, n), which of these it is, by who broke the deal, nobody first."""
    helping: Array
    """(months + 1, patron states, n), chance of each set of patrons gone after so long a peace."""
    trend: Array
    """(n,), rise of the attacker's edge per month of peace."""
    edges: Array
    """(layers, points, len(`BREACHES`), n), the rest of it."""
    beginning: Array
    """(2, n), value that a principal loses by beginning a war again."""
    bend: Array
    """(n,), of the edge's coordinate."""
    step: Array
    """(n,), between nodes, in the coordinate."""


def war_of(game: Game, months: int, done: Array, lead: Array, rise: Array) -> War:
    """What the values of a war begun in any month are made of.

    Args:
        game: n games.
        months: the horizon.
        done: (layers, 2), part of each principal's withdrawal that is done.
        lead: (layers, 2), how far each is ahead of the other.
        rise: (points, n), of the public's belief above the one at signing.
    """
    n = game.engaged.size
    worth, which = _different(game, done)
    rest = [
        [
            [
                edges(
                    game,
                    (np.full(n, breaker), np.full(n, engaged)),
                    (np.tile(withdrawn, (n, 1)), np.tile(ahead, (n, 1))),
                    above,
                )
                for breaker, engaged in BREACHES
            ]
            for above in rise
        ]
        for withdrawn, ahead in zip(done, lead, strict=True)
    ]
    return War(
        worth, which, helping(game, months), trend(game), np.array(rest), game.beginning.T,
        game.bend, game.step,
    )  # fmt: skip


def trend(game: Game) -> Array:
    """Rise of the attacker's edge per month of peace, by rearmament: (n,)."""
    both = game.rearmament[:, 0] - game.rearmament[:, 1]
    return np.where(game.attacker == 0, both, -both) / 12.0


def edges(
    game: Game, breach: tuple[Whole, Whole], progress: tuple[Array, Array], rise: Array
) -> Array:
    """Edge in the attacker's favour of a war, against one begun at signing, rearmament apart.

    Args:
        game: n games.
        breach: (n,) each, who broke the deal, -1 nobody, and whether guarantors are engaged.
        progress: (n, 2) each, part of each principal's withdrawal that is done, and how far each is
            ahead of the other.
        rise: (n,), of the public's belief above the one at signing.
    """
    (breaker, engaged), (done, lead) = breach, progress
    begun, by = breaker >= 0, np.maximum(breaker, 0)
    favours_first = np.where(game.attacker == 0, 1.0, -1.0)
    exposed = game.exposure * lead
    edge = favours_first * (exposed[:, 1] - exposed[:, 0])
    # Who fears a principal helps the other, unless the other has broken the deal.
    helped = game.trust[:, 0] * rise * np.where(game.about == game.attacker, -1.0, 1.0)
    edge = edge + np.where(begun & (by != game.about), 0.0, helped)
    strike = _of(game.first_strike, by) - _of(game.support, 1 - by)
    for side in range(2):
        strike = strike - (1.0 - done[:, side]) * _of(game.leaving_strike[:, side], by)
    firmer = np.where(by == game.about, np.maximum(1.0 + game.trust[:, 1] * rise, 0.0), 1.0)
    strike = strike - engaged * firmer * _of(game.response, by)
    return edge + begun * np.where(by == game.attacker, strike, -strike)


def zone(game: Game, breaker: Whole, done: Array) -> tuple[Array, Array]:
    """What of the zone is open when a war begins, and the chance that the attacker holds it: (n,).

    Args:
        game: n games.
        breaker: (n,), who broke the deal, -1 nobody.
        done: (n, 2), part of each principal's withdrawal that is done.
    """
    left = np.where(game.opens >= 0, _of(done, np.maximum(game.opens, 0)), 1.0)
    return left, _of(game.zone, np.where(breaker >= 0, breaker, 2))


def helping(game: Game, months: int) -> Array:
    """Chance of each set of patrons gone after t months of peace: (months + 1, states, n)."""
    patrons = game.peace.shape[1]
    stays = np.exp(-game.peace.T * np.arange(months + 1)[:, None, None])
    chance = np.ones((months + 1, 1 << patrons, game.engaged.size))
    for s in range(1 << patrons):
        for q in range(patrons):
            chance[:, s] *= 1.0 - stays[:, q] if s >> q & 1 else stays[:, q]
    return chance


class Months(NamedTuple):
    """Room to work in; months stand side by side, `LANES` to a row."""

    month: Array
    """(rows, `LANES`), which they are, from 0 on."""
    place: Array
    """(rows, `LANES`), where the edge of each month stands among the nodes."""
    weights: Array
    """(edges, rows, `LANES`), of the nodes around it."""
    first: Whole
    """(rows,), first node that has a weight."""
    last: Whole
    """(rows,), one beyond the last."""
    helping: Array
    """(`LANES`, patron states, rows, `LANES`), as `War.helping`, by future first."""
    value: Array
    """(2, rows, `LANES`), of a war begun in each month, to two agents in one future."""
    values: Array
    """(months + 1, agents, `LANES`), in all futures: `wars` is too large to be written in bits."""


def months_for(months: int, states: int, agents: int) -> Months:
    """Room for wars begun in 0 to `months` months, with so many patron states."""
    rows = months // LANES + 1
    room = Months(
        aligned(rows, LANES), aligned(rows, LANES), aligned(EDGES, rows, LANES),
        np.empty(rows, np.int64), np.empty(rows, np.int64), aligned(LANES, states, rows, LANES),
        aligned(2, rows, LANES), aligned(months + 1, agents, LANES),
    )  # fmt: skip
    room.month[:] = np.arange(rows * LANES).reshape(rows, LANES)
    return room


@compiled
def fill_wars(split: int, war: War, last: int, room: Months, wars: Array) -> None:
    """Values of a war begun in each month, to each agent, by who broke the deal.

    Args:
        split: number of agents of the first principal.
        war: of `LANES` games.
        last: month at which the last unfinished withdrawal is given up; wars out of one that are
            begun later are left as they are.
        room: overwritten.
        wars: out, (layers, points, months + 1, agents, `WARS`, `LANES`).
    """
    weigh_patrons(war, room)
    agents = wars.shape[3]
    for layer in range(wars.shape[0]):
        months = wars.shape[2] if layer < FIRST else min(last + 1, wars.shape[2])
        for point in range(wars.shape[1]):
            for way in range(len(BREACHES)):
                breaker, engaged = (way + 1) // 2 - 1, (way + 1) % 2 if way > 0 else 0
                for k in range(LANES):
                    of = war.which[layer, breaker + 1, k]
                    weigh_nodes(war.edges[layer, point, way, k], k, months, war, room)
                    for agent in range(0, agents, 2):
                        weigh_wars(of, k, (agent, min(agent + 1, agents - 1)), months, war, room)
                for agent in range(agents):
                    p = principal_of(agent, split)
                    column = war_column(p, breaker, engaged)
                    lost = load(war.beginning, (p,)) * (1.0 if p == breaker else 0.0)
                    for t in range(months):
                        value = load(room.values, (t, agent)) - lost
                        store(wars, (layer, point, t, agent, column), value)


@inlined
def weigh_patrons(war: War, room: Months) -> None:
    """Chances of the patrons gone in each month, future by future."""
    for k in range(LANES):
        for t in range(room.values.shape[0]):
            for s in range(room.helping.shape[1]):
                room.helping[k, s, t // LANES, t % LANES] = war.helping[t, s, k]


@inlined
def weigh_nodes(edge: float, k: int, months: int, war: War, room: Months) -> None:
    """Weights of the nodes around the edge of each month, given that of month 0."""
    for row in range((months - 1) // LANES + 1):
        edges = edge + war.trend[k] * load(room.month, (row,))
        size = larger(edges, 0.0 - edges)
        if war.bend[k] > 0.0:
            size = log_one_plus(war.bend[k] * size) * (1.0 / war.bend[k])
        nodes = size * (1.0 / war.step[k])
        nodes = where_larger(edges, 0.0, nodes, 0.0 - nodes) + float(MIDDLE)
        store(room.place, (row,), smaller(larger(nodes, 0.0), EDGES - 1.0))
        room.first[row], room.last[row] = EDGES, 0
        for node in range(EDGES):
            store(room.weights, (node, row), spread(0.0))
        for lane in range(LANES):
            first, w, x, y, z = stencil(room.place[row, lane])
            room.weights[first, row, lane] = w
            room.weights[first + 1, row, lane] = x
            room.weights[first + 2, row, lane] = y
            room.weights[first + 3, row, lane] = z
            room.first[row] = min(room.first[row], first)
            room.last[row] = max(room.last[row], first + 4)


@inlined
def weigh_wars(
    of: int, k: int, agents: tuple[int, int], months: int, war: War, room: Months
) -> None:
    """Values of a war of one future to two agents, over nodes and patrons."""
    one, other = agents
    for row in range((months - 1) // LANES + 1):
        value, values = spread(0.0), spread(0.0)
        for s in range(room.helping.shape[1]):
            here, there = spread(0.0), spread(0.0)
            for node in range(room.first[row], room.last[row]):
                weight = load(room.weights, (node, row))
                here = here + weight * war.worth[of, s, node, one, k]
                there = there + weight * war.worth[of, s, node, other, k]
            chance = load(room.helping, (k, s, row))
            value, values = value + chance * here, values + chance * there
        store(room.value, (0, row), value)
        store(room.value, (1, row), values)
    for t in range(months):
        room.values[t, one, k] = room.value[0, t // LANES, t % LANES]
        room.values[t, other, k] = room.value[1, t // LANES, t % LANES]


@inlined
def stencil(place: float) -> tuple[int, float, float, float, float]:
    """As `stages.war.table.stencil`: the first of four nodes around a place, and their weights."""
    first = max(min(int(place) - 1, EDGES - 4), 0)
    u = place - first
    a, b, c = u - 1.0, u - 2.0, u - 3.0
    return first, -a * b * c / 6.0, u * b * c / 2.0, -u * a * c / 2.0, u * a * b / 6.0


def _of(table: NDArray[Any], which: Whole) -> NDArray[Any]:
    """In each game the entry of one principal: (n,) from (n, principals)."""
    return np.take_along_axis(table, which[:, None], axis=1)[:, 0]


def _different(game: Game, done: Array) -> tuple[Array, Whole]:
    """The wars that differ, as `War.worth` and `War.which`.

    Most of them do not: layers differ only by what of the zone is open, and that only where
    somebody may take it.
    """
    n = game.engaged.size
    told: list[Array] = []
    worth: list[Array] = []
    which = np.empty((len(done), 3, n), np.int64)
    for layer, withdrawn in enumerate(done):
        for by, breaker in enumerate((-1, 0, 1)):
            begun = 0 if breaker < 0 else np.where(breaker == game.attacker, 1, 2)
            kind = _of(game.kind, np.broadcast_to(begun, n))
            left, taken = zone(game, np.full(n, breaker), np.tile(withdrawn, (n, 1)))
            made_of = np.stack([kind, np.where(taken != 0.0, left, 0.0), taken])
            same = [k for k, other in enumerate(told) if np.array_equal(made_of, other)]
            which[layer, by] = same[0] if same else len(told)
            if not same:
                told.append(made_of)
                worth.append(np.moveaxis(_mixed(game.war, kind, left, taken), 0, -1))
    return np.stack(worth), which


def _mixed(war: Array, kind: Whole, left: Array, taken: Array) -> Array:
    """Values over who holds the open ground: (n, patron states, edges, agents).

    Args:
        war: as `Game.war`.
        kind: (n,), of the war.
        left: (n,), what of the zone is open.
        taken: (n,), chance that the attacker holds it.
    """
    rows, shares = np.arange(len(war)), war.shape[2]
    none = war[rows, kind, 0]
    if not taken.any():
        return none
    place = left * (shares - 1)
    low = np.clip(place.astype(int), 0, shares - 2)
    part = (place - low)[:, None, None, None]
    held = (1.0 - part) * war[rows, kind, low] + part * war[rows, kind, low + 1]
    return none + taken[:, None, None, None] * (held - none)
