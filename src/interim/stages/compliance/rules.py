"""The rules of games in tables, for the solution, the drawn course and other tools.

`Game` holds the numbers of games as a case states them; `rules_of` makes the tables of some of
them. Tables have futures on their last axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.month import Chances, chances_of, falls_due, month_of
from interim.stages.compliance.payoffs import (
    by_agent,
    frictions,
    of_principals,
    relief_paid,
)
from interim.stages.compliance.public import Public, public_of, rise_of
from interim.stages.compliance.wars import (
    War,
    war_of,
)
from interim.stages.compliance.withdrawal import (
    Withdrawal,
    deadlines,
    due_chances,
    missing_worth,
    relief_pays,
    withdrawal_of,
)


class Kind(NamedTuple):
    """What futures share that are solved together."""

    steps: tuple[int, int]
    """Into which each principal's withdrawal is divided."""
    leader: int
    """Principal that moves first."""
    conditional: bool
    """Whether a step falls due only once the other's last one is attested."""
    about: int
    """Principal of whom the public has its belief."""
    feared: int
    """Its type that the public fears."""
    votes: bool
    """Whether there is a vote before the horizon."""
    may_wait: bool
    """Whether the vote may have to wait beyond its month."""
    only_in_calm: bool
    """Whether it waits until there is no tension."""


class Worth(NamedTuple):
    """What months are worth; the relief of a month is the product of its three factors."""

    patience: Array
    """(agents, n), discount per month."""
    package: Array
    """(layers + 3, agents, n), flow as if relief were never paid: before the vote by layer, then
    by what the vote brought; see `package_row`."""
    benefit: Array
    """(agents, n), flow that relief pays once it is paid in full."""
    paid: Array
    """(months + 1, n), the part of it that is paid in each month while it is intact."""
    pays: Array
    """(layers, n), 1 where relief is paid."""
    friction: Array
    """(2, 2, `LEVELS`, n), flow by own posture, the other's and tension."""


class Ends(NamedTuple):
    """How the deal may end by itself."""

    holds: Array
    """(`LEVELS`, n), chance that no accident ends the deal, by the tension that a month ends at."""
    renewed: Array
    """(months, n), chance that no mandate lapses in a month."""
    due: Whole
    """(months, n), 1 where the mandate falls due at the end of the month."""
    lapse: Array
    """(n,), chance that a mandate that falls due lapses."""


class Vote(NamedTuple):
    """The promised vote, and what else is settled at a date or at the start."""

    month: Whole
    """(n,), in which it falls due; the horizon if there is none."""
    chances: Array
    """(3, n), that it favours the first principal, the second, is not held."""
    unrest: Array
    """(n,), chance that a decided vote raises tension."""
    deadline: Whole
    """(n,), month in which an unfinished withdrawal is given up; 0 if there is none."""
    pending: Whole
    """(n,), 1 where relief has to be earned by good conduct first."""
    engaged: Array
    """(n,), chance that the guarantors are engaged at signing."""


class Rules(NamedTuple):
    """The games of n futures of one kind."""

    prior: Array
    """(agents, n), probability of the type."""
    precision: Array
    """(n,)."""
    worth: Worth
    chances: Chances
    ends: Ends
    vote: Vote
    due: Array
    """(layers, 2, n), chance that a step falls due, as `withdrawal.due_chances`."""
    month: Array
    """(4, `CELLS`, `CELLS`, n), as `month.month_of`, at the belief at signing."""
    public: Public
    war: War


def kinds_of(game: Game, months: int) -> list[Kind]:
    """The kind of each of n games."""
    late = deadlines(game, months) > game.vote_month
    votes, calm = game.vote_month < months, game.vote_calm > 0.0
    waits = votes & (calm | late)
    return [
        Kind((int(a), int(b)), int(leader), bool(conditional), int(about), int(feared), bool(vote),
             bool(wait), bool(only_in_calm))
        for (a, b), leader, conditional, about, feared, vote, wait, only_in_calm in zip(
            game.steps.tolist(), game.leader.tolist(), (game.conditional > 0.0).tolist(),
            game.about.tolist(), game.feared.tolist(), votes.tolist(), waits.tolist(),
            calm.tolist(), strict=True,
        )
    ]  # fmt: skip


def withdrawal_in(kind: Kind) -> Withdrawal:
    """The withdrawal of games of a kind."""
    return withdrawal_of(*kind.steps, kind.leader, kind.conditional)


@inlined
def package_row(layer: int, phase: int, layers: int) -> int:
    """Row of `Worth.package`, by layer before the vote (phase 0), by phase after it."""
    return layers + phase - 1 if phase > 0 else layer


def rules_of(game: Game, months: int, kind: Kind) -> Rules:
    """The rules of n games of one kind over a horizon of months."""
    withdrawal, rise = withdrawal_in(kind), rise_of(game, kind.about, kind.feared)
    chances = chances_of(game, rise)
    due = falls_due(game.mandate_months, months)
    at_signing = chances_of(game, np.zeros((1, game.engaged.size))).engaged[0]
    return Rules(
        prior=by_agent(game, game.prior),
        precision=game.precision,
        worth=_worth(game, months, withdrawal),
        chances=chances,
        ends=Ends(1.0 - chances.accident, 1.0 - game.lapse * due, due.astype(int), game.lapse),
        vote=Vote(
            np.minimum(game.vote_month, months), game.vote.T, game.unrest,
            deadlines(game, months), (game.pending > 0.0).astype(int), game.engaged,
        ),
        due=due_chances(game, withdrawal),
        month=month_of(chances, at_signing),
        public=public_of(game, chances, kind.about, kind.feared),
        war=war_of(game, months, withdrawal.done, withdrawal.lead, rise),
    )  # fmt: skip


def _worth(game: Game, months: int, withdrawal: Withdrawal) -> Worth:
    packages = [of_principals(game, game.utility[:, :, phase] - game.benefit) for phase in range(4)]
    unfinished = [
        packages[0] - of_principals(game, missing_worth(game, done)) for done in withdrawal.done
    ]
    layers = len(withdrawal.done)
    return Worth(
        patience=of_principals(game, game.discount ** (1.0 / 12.0)),
        package=np.stack([*unfinished, *packages[1:]]),
        benefit=of_principals(game, game.benefit),
        paid=relief_paid(game, months).astype(float),
        pays=relief_pays(game, layers),
        friction=frictions(game),
    )
