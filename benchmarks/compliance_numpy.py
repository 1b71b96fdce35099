"""The compliance game solved in plain NumPy, many futures at a time: what a careful user writes.

One type a side and no vote. Arrays run over (future, posture of the first, posture of the second,
cell), a cell being (tension, relief taken back, guarantors engaged). Written from docs/model.md
and docs/decisions/0002, from the same numbers that the kernel is given.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.stages.compliance.game import Game
from interim.stages.compliance.wars import (
    edges,
    helping,
    trend,
    zone,
)
from interim.stages.war.table import coordinate, stencil

Array = NDArray[np.float64]
BOTH = (0, 1)


@dataclass(frozen=True)
class Pieces:
    """What chance does and what things are worth.

    Attributes:
        levels: of tension.
        move: (n,), chance that a given principal may reconsider.
        later: (n, 2), discount per month.
        chances: (n, 2, 2, cells, cells), of the next cell, by both postures.
        keeps: (n, cells), chance that no accident ends a month that leads to the cell.
        friction: (n, 2, 2, 2, cells), flow of each principal that does not depend on the month.
        intact: (cells,), 1 where relief has not been taken back.
    """

    levels: int
    move: Array
    later: Array
    chances: Array
    keeps: Array
    friction: Array
    intact: Array


def pieces(game: Game, levels: int) -> Pieces:
    """Make the matrices of n games.

    Args:
        game: n games of one type a side.
        levels: of tension.
    """
    n, cells = game.engaged.size, 4 * levels
    chances = np.zeros((n, 2, 2, cells, cells))
    pinned = game.detection * game.attribution
    factor = np.maximum(game.alarm, 1e-9)
    for first, second, c in itertools.product(BOTH, BOTH, range(cells)):
        tension, taken, engaged = c // 4, c // 2 % 2, c % 2
        false = game.false_attribution * (tension > 0)
        calm = game.calm * (first + second == 0)
        for one, two, on_one, on_two in itertools.product(BOTH, repeat=4):
            chance = _either(one, first * game.incident) * _either(two, second * game.incident)
            chance = chance * _either(on_one, 1 - (1 - one * pinned) * (1 - false))
            chance = chance * _either(on_two, 1 - (1 - two * pinned) * (1 - false))
            loses = 1 - (1 - on_one * game.snapback[:, 0]) * (1 - on_two * game.snapback[:, 1])
            alarm = factor if on_one + on_two else 1.0
            stays = np.exp(-game.disengage / alarm) if engaged else -np.expm1(-game.engage * alarm)
            risen = min(tension + one + two, levels - 1)
            for lost, falls, then in itertools.product(range(taken, 2), BOTH, BOTH):
                d = (max(risen - falls, 0) * 2 + lost) * 2 + then
                relief = 1.0 if taken else _either(lost, loses)
                total = chance * relief * _either(falls, calm) * _either(then, stays)
                chances[:, first, second, c, d] += total
    level = np.arange(cells) // 4 / (levels - 1)
    friction = np.empty((n, 2, 2, 2, cells))
    for first, second in itertools.product(BOTH, BOTH):
        for p, own, other in ((0, first, second), (1, second, first)):
            gain = own * game.probe_gain - other * game.probe_harm
            friction[:, p, first, second] = gain[:, None] - game.tension_cost[:, None] * level
    return Pieces(
        levels,
        -np.expm1(-game.opportunity_rate / 6) / 2,
        game.discount ** (1 / 12),
        chances,
        np.exp(-game.accident_hazard[:, None] * level),
        friction,
        (np.arange(cells) // 2 % 2 == 0).astype(float),
    )


def solve(game: Game, months: int, levels: int) -> tuple[Array, Array]:
    """Backward induction from the horizon to signing, all strategies kept.

    Args:
        game: n games of one type a side, without a vote.
        months: the horizon.
        levels: of tension.

    Returns:
        (n, 2, 2, 2, cells), value to each principal at signing; and (months, n, 2, 3, 2, cells),
        chance that each principal complies, probes, reneges, by the other's posture.
    """
    given = pieces(game, levels)
    n, cells = game.engaged.size, 4 * levels
    delta = given.later[:, :, None, None, None]
    move = given.move[:, None, None, None, None]
    choice = np.empty((months, n, 2, 3, 2, cells))
    values = _flow(game, given, months)
    for t in range(months - 1, -1, -1):
        values, choice[t] = _month(game, given, t, values, delta, move)
    return values, choice


def _month(
    game: Game, given: Pieces, t: int, values: Array, delta: Array, move: Array
) -> tuple[Array, Array]:
    n, cells = game.engaged.size, 4 * given.levels
    keeps = given.keeps * (1 - game.lapse * _due(game, t))[:, None]
    collapse = war_values(game, t + 1, -1, 0)[:, :, None]
    end = keeps[:, None] * values.reshape(n, 8, cells) + 0.0
    end = end.reshape(n, 2, 2, 2, cells) + ((1 - keeps[:, None]) * collapse)[:, :, None, None]
    expected = np.einsum("nfscd,npfsd->npfsc", given.chances, end, optimize=True)
    after = (1 - delta) * _flow(game, given, t) + delta * expected
    engaged = np.arange(cells) % 2
    choice = np.empty((n, 2, 3, 2, cells))
    total = (1 - 2 * move) * after
    for mover in BOTH:
        # By the mover's choice, the other's posture and the cell.
        first, second = after[:, :, 0], after[:, :, 1]
        if mover == 1:
            first, second = after[:, :, :, 0], after[:, :, :, 1]
        apart, answered = war_values(game, t, mover, 0), war_values(game, t, mover, 1)
        fight = np.where(engaged == 1, answered[:, :, None], apart[:, :, None])
        payoffs = np.stack([first, second, np.broadcast_to(fight[:, :, None], first.shape)], axis=2)
        weights = game.precision[:, None, None, None] * payoffs[:, mover]
        weights = np.exp(weights - weights.max(axis=1, keepdims=True))
        chance = weights / weights.sum(axis=1, keepdims=True)
        choice[:, mover] = chance
        gained = np.einsum("nasc,npasc->npsc", chance, payoffs)
        # The same whatever the mover's posture was before.
        total += move * (gained[:, :, None] if mover == 0 else gained[:, :, :, None])
    return total, choice


def _flow(game: Game, given: Pieces, t: int) -> Array:
    since = t - game.relief_start
    months = game.relief_months
    paid = np.where(months > 0, np.clip(since / np.where(months > 0, months, 1), 0, 1), since >= 0)
    package = game.utility[:, :, 0] - game.benefit
    relief = game.benefit * paid[:, None]
    flow = package[:, :, None] + relief[:, :, None] * given.intact
    return flow[:, :, None, None] + given.friction


def war_values(game: Game, t: int, breaker: int, engaged: int) -> Array:
    """Value to each principal of a war begun in month t: (n, 2), one type a side."""
    n = game.engaged.size
    who = np.full(n, breaker)
    edge = edges(game, (who, np.full(n, engaged)), (np.ones((n, 2)), np.zeros((n, 2))), np.zeros(n))
    node, weights = stencil(coordinate(edge + trend(game) * t, game.bend) / game.step)
    left, taken = zone(game, who, np.ones((n, 2)))
    begun = 0 if breaker < 0 else np.where(breaker == game.attacker, 1, 2)
    table = game.war[np.arange(n), game.kind[np.arange(n), begun]]
    assert (left == 1.0).all(), "nobody withdraws here"
    mixed = table[:, 0] + taken[:, None, None, None] * (table[:, -1] - table[:, 0])
    by_edge = np.einsum("nsxp,sn->nxp", mixed, helping(game, t)[t])
    value = sum(weights[:, k, None] * by_edge[np.arange(n), node + k] for k in range(4))
    if breaker >= 0:
        value[:, breaker] -= game.beginning[:, breaker]
    return value


def _due(game: Game, t: int) -> Array:
    term = np.maximum(game.mandate_months, 1)
    return (np.floor((t + 1) / term) > np.floor(t / term)).astype(float)


def _either(happens: int, chance: Array | float) -> Array | float:
    return chance if happens else 1 - chance
