"""What a month of the deal is worth to an agent, and what a war is.

Tables have futures on their last axis, of length n.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled, inlined
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.lanes import larger, load, smaller, store
from interim.stages.compliance.state import LEVELS, principal_of

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


@inlined
def flow(package: Any, friction: Any, relief: Any, cell: int) -> Any:
    """What a month is worth that begins, after the move, in a cell: a number, or lanes of them.

    Args:
        package: as if relief were never paid.
        friction: what posture and tension add.
        relief: that is paid while it is intact.
        cell: of the month.
    """
    worth = package + friction
    return worth if cell & 2 else worth + relief


def frictions(game: Game) -> Array:
    """Flow from probing, the other's probing and tension.

    Returns:
        (2, 2, `LEVELS`, n), by own posture, the other's and tension; the same for both principals.
    """
    table = np.empty((2, 2, LEVELS, game.engaged.size))
    for own in range(2):
        for other in range(2):
            for tension in range(LEVELS):
                gain = own * game.probe_gain - other * game.probe_harm
                table[own, other, tension] = gain - game.tension_cost * tension / (LEVELS - 1)
    return table


def relief_paid(game: Game, months: int) -> Array:
    """Part of relief that is paid in each month while it is intact: (months + 1, n)."""
    since = np.arange(months + 1)[:, None] - game.relief_start
    gradual = game.relief_months > 0.0
    part = np.clip(since / np.where(gradual, game.relief_months, 1.0), 0.0, 1.0)
    return np.where(gradual, part, since >= 0.0)


def by_agent(game: Game, table: Array) -> Array:
    """(agents, n) from (n, 2, types), padding left out."""
    first, second = game.types.tolist()
    return np.concatenate([table[:, 0, :first], table[:, 1, :second]], axis=1).T


def of_principals(game: Game, table: Array) -> Array:
    """(agents, n) from (n, 2), the same for each type of a principal."""
    return np.repeat(table.T, game.types, axis=0)


# --- wars ----------------------------------------------------------------------------------


class War(NamedTuple):
    """What the values of wars are made of."""

    worth: Array
    """(agents, n), value of fighting on as seen at signing."""
    stake: Array
    """(agents, n), worth of a unit of the chance of prevailing."""
    trend: Array
    """(2, n), shift in the chance of prevailing per month of peace, by principal."""
    shifts: Array
    """(layers, points, 2, `WARS`, n), shift that does not depend on the month, likewise."""


def war_of(game: Game, done: Array, lead: Array, rise: Array) -> War:
    """What the values of a war begun in any month are made of.

    Args:
        game: n games.
        done: (layers, 2), part of each principal's withdrawal that is done.
        lead: (layers, 2), how far each is ahead of the other.
        rise: (points, n), of the public's belief above the one at signing.
    """
    return War(
        by_agent(game, game.war),
        by_agent(game, game.stake),
        (game.rearmament - game.rearmament[:, ::-1]).T / 12.0,
        _shifts(game, done, lead, rise),
    )


@compiled
def fill_wars(split: int, war: War, wars: Array) -> None:
    """Values of a war begun in each month, to each agent, by who broke the deal.

    Args:
        split: number of agents of the first principal.
        war: of `LANES` games.
        wars: out, (layers, points, months + 1, agents, `WARS`, `LANES`), on the scale of
            settlements, within 0 and 1.
    """
    for layer in range(wars.shape[0]):
        for point in range(wars.shape[1]):
            for t in range(wars.shape[2]):
                for agent in range(wars.shape[3]):
                    p = principal_of(agent, split)
                    worth, stake = load(war.worth, (agent,)), load(war.stake, (agent,))
                    trend = load(war.trend, (p,)) * (1.0 * t)
                    for column in range(WARS):
                        shift = trend + load(war.shifts, (layer, point, p, column))
                        within = smaller(larger(worth + stake * shift, 0.0), 1.0)
                        store(wars, (layer, point, t, agent, column), within)


def _shifts(game: Game, done: Array, lead: Array, rise: Array) -> Array:
    """As `War.shifts`."""
    n, about = game.engaged.size, game.about
    shifts = np.empty((len(done), len(rise), 2, WARS, n))
    for layer, (withdrawn, ahead) in enumerate(zip(done, lead, strict=True)):
        for point, above in enumerate(rise):
            for p in range(2):
                base = game.exposure[:, 1 - p] * ahead[1 - p] - game.exposure[:, p] * ahead[p]
                helped = np.where(about == p, -1.0, 1.0) * game.trust[:, 0] * above
                shifts[layer, point, p, NOBODY] = base + helped
                for breaker in range(2):
                    edges = _edges(game, breaker, withdrawn, above)
                    sign = 1.0 if breaker == p else -1.0
                    known = np.where(about == breaker, helped, 0.0)
                    for engaged, edge in enumerate(edges):
                        column = war_column(p, breaker, engaged)
                        shifts[layer, point, p, column] = base + sign * edge + known
    return shifts


def _edges(game: Game, breaker: int, done: Array, rise: Array) -> tuple[Array, Array]:
    """Shift in the chance of prevailing of who breaks the deal, guarantors apart and engaged.

    Args:
        game: n games.
        breaker: the principal that breaks it.
        done: (2,), part of each principal's withdrawal that is done.
        rise: (n,), of the public's belief above the one at signing.
    """
    strike = game.first_strike[:, breaker]
    for side in range(2):
        strike = strike - (1.0 - done[side]) * game.leaving_strike[:, side, breaker]
    firmer = np.maximum(1.0 + game.trust[:, 1] * rise, 0.0)
    response = game.response[:, breaker] * np.where(game.about == breaker, firmer, 1.0)
    apart = strike - game.support[:, 1 - breaker]
    return apart, apart - response
