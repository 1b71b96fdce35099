"""The rules of one future's game, in tables for the solution, the drawn course and other tools.

`Game` holds the numbers of n futures as a case states them; `rules_of` makes the tables of one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.month import (
    Chances,
    accident_chance,
    add_month,
    chances_of,
    falls_due,
    fill_engaged,
)
from interim.stages.compliance.payoffs import WARS, fill_wars, friction, relief_paid
from interim.stages.compliance.public import Public, public_of, rise_at
from interim.stages.compliance.rows import vote_may_wait
from interim.stages.compliance.state import CELLS, FIRST, LEVELS, principal_of, tension_of
from interim.stages.compliance.withdrawal import (
    Withdrawal,
    deadline_of,
    positions,
    progress,
    withdrawal_of,
)


class Vote(NamedTuple):
    """The promised vote."""

    month: int
    """In which it falls due; the horizon if there is none."""
    chances: tuple[float, float, float]
    """That it favours the first principal, the second, is not held."""
    unrest: float
    """Chance that a decided vote raises tension."""
    only_in_calm: bool
    """Whether it waits until there is no tension."""
    may_wait: bool
    """Whether it may have to wait beyond its month."""


class Rules(NamedTuple):
    """One future's game."""

    split: int
    """Number of agents of the first principal."""
    prior: Array
    """(agents,), probability of the type."""
    precision: float
    patience: Array
    """(agents,), discount per month."""
    package: Array
    """(4, agents), flow of the package in each phase, as if relief were never paid."""
    relief: Array
    """(months + 1, agents), flow that relief pays in each month while it is intact."""
    friction: Array
    """(2, 4, `CELLS`), flow by principal and state: gain and harm of probing, cost of tension."""
    wars: Array
    """(layers, points, months + 1, agents, `WARS`), value of a war begun then, by the layer of the
    withdrawal, the point of the public's belief and who broke the deal: `payoffs.war_column`."""
    pending: int
    """1 where relief has to be earned by good conduct first."""
    engaged_at_signing: float
    """Chance that the guarantors are engaged at signing."""
    chances: Chances
    engaged: Array
    """(points, 4), chance that the guarantors are engaged after a month, where
    `month.answered` finds it."""
    accident: Array
    """(`LEVELS`,), chance of accidental collapse in a month that ends at a tension."""
    mandate_due: Whole
    """(months,), 1 where the mandate falls due at the end of the month."""
    holds: Array
    """(2, `CELLS`), chance that a month that ends in the cell does not end the deal, without and
    with a mandate that falls due."""
    month: Array
    """(2, 4, `CELLS`, `CELLS`), [.., d, c] the chance that a month leads from cell c to d, collapse
    apart, by principal and its own and the other's posture, at the belief at signing."""
    vote: Vote
    withdrawal: Withdrawal
    public: Public


@compiled
def rules_of(game: Game, i: int, months: int) -> Rules:
    """The rules of the game of future i over a horizon of months."""
    split, agents, points = game.types[0], game.types[0] + game.types[1], game.grid.shape[1]
    chances = chances_of(game, i)
    prior, patience, package = np.empty(agents), np.empty(agents), np.empty((4, agents))
    relief = np.empty((months + 1, agents))
    for agent in range(agents):
        p = principal_of(agent, split)
        kind = agent - p * split
        prior[agent] = game.prior[i, p, kind]
        patience[agent] = game.discount[i, p] ** (1.0 / 12.0)
        for phase in range(4):
            package[phase, agent] = game.utility[i, p, phase] - game.benefit[i, p]
        for t in range(months + 1):
            relief[t, agent] = game.benefit[i, p] * relief_paid(game, i, t)
    engaged, at_signing = np.empty((points, 4)), np.empty(4)
    fill_engaged(game, i, 0.0, at_signing)
    for point in range(points):
        fill_engaged(game, i, rise_at(game, i, point), engaged[point])
    mandate_due = np.empty(months, np.int64)
    for t in range(months):
        mandate_due[t] = 1 if falls_due(game.mandate_months[i], t) else 0
    accident, holds = _endings(game, i)
    steps = positions(game, i)
    vote_month = min(game.vote_month[i], months)
    return Rules(
        split,
        prior,
        game.precision[i],
        patience,
        package,
        relief,
        _frictions(game, i),
        _wars(game, i, months, steps),
        1 if game.pending[i] > 0.0 else 0,
        game.engaged[i],
        chances,
        engaged,
        accident,
        mandate_due,
        holds,
        _month(chances, at_signing),
        Vote(
            vote_month,
            (game.vote[i, 0], game.vote[i, 1], game.vote[i, 2]),
            game.unrest[i],
            game.vote_calm[i] > 0.0,
            vote_may_wait(game, i, months),
        ),
        withdrawal_of(game, i, months, chances.attested, package[0], steps),
        public_of(game, i, chances, engaged),
    )


@compiled
def _frictions(game: Game, i: int) -> Array:
    """As `Rules.friction`."""
    table = np.empty((2, 4, CELLS))
    for p in range(2):
        for a in range(4):
            for c in range(CELLS):
                table[p, a, c] = friction(game, i, a // 2, a % 2, tension_of(c))
    return table


@compiled
def _endings(game: Game, i: int) -> tuple[Array, Array]:
    """As `Rules.accident` and `Rules.holds`."""
    accident, holds = np.empty(LEVELS), np.empty((2, CELLS))
    for tension in range(LEVELS):
        accident[tension] = accident_chance(game.accident_hazard[i], tension)
    for c in range(CELLS):
        holds[0, c] = 1.0 - accident[tension_of(c)]
        holds[1, c] = holds[0, c] * (1.0 - game.lapse[i])
    return accident, holds


@compiled
def _month(chances: Chances, engaged: Array) -> Array:
    """As `Rules.month`."""
    month = np.zeros((2, 4, CELLS, CELLS))
    for own in range(2):
        for other in range(2):
            a, theirs = 2 * own + other, 2 * other + own
            for c in range(CELLS):
                add_month(chances, engaged, own, other, c, month[0, a, :, c])
                for d in range(CELLS):
                    month[1, theirs, d, c] = month[0, a, d, c]
    return month


@compiled
def _wars(game: Game, i: int, months: int, steps: Whole) -> Array:
    """As `Rules.wars`; an unfinished withdrawal has none after its deadline."""
    points, agents = game.grid.shape[1], game.types[0] + game.types[1]
    wars = np.empty((steps.shape[0], points, months + 1, agents, WARS))
    for layer in range(steps.shape[0]):
        done, lead = progress(game, i, steps, layer)
        last = deadline_of(game, i, months) if layer >= FIRST else months
        for point in range(points):
            rise = rise_at(game, i, point)
            fill_wars(game, i, done, lead, rise, wars[layer, point, : last + 1])
    return wars
