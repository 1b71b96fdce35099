"""Compliance: would the deal hold, and if not, who breaks it, when and how?

Implementation as a game with one mover at a time, in the tradition of commitment-problem models
(Fearon 1995; Powell 2006) with logit choices (McKelvey and Palfrey 1995, 1998). Equations:
`docs/model.md`, "Compliance"; choices of modelling: `docs/decisions/0002`. The numbers of a case
become a `Game` (`compliance_game`), which compiled code solves and plays (`compliance_kernel`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.compliance_game import Game, build_game
from interim.stages.compliance_kernel import (
    CELLS,
    MARKS,
    SITUATIONS,
    SPARE,
    START_UNIFORMS,
    TRACE,
    UNIFORMS,
    follow,
    play,
    solve,
    strategy_row,
    strategy_rows,
)

if TYPE_CHECKING:
    from interim.stages.referendum import Referendum
    from interim.stages.renewal import Renewal
    from interim.stages.terms import Terms
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

SHARPEST = 1e11
"""Precision beyond which choice counts as a best reply. Values that differ by rounding only (about
1e-15) are then a tie, split evenly; any difference above 1e-9 decides."""

ENDINGS = ("held", "reneged-first", "reneged-second", "escalated", "lapsed")
"""How a deal ends: kept to the horizon, broken openly by the first or the second principal,
accidental collapse, or a mandate that was not renewed."""


@dataclass(frozen=True)
class Compliance:
    """The deal in force, in each future.

    Attributes:
        value: principal -> (n, types), value of the deal as each type foresees it at signing.
        types: principal -> (n,), index of its type in the drawn history.
        earned: principal -> (n,), what the drawn history is worth to that type: the flows of the
            deal's months, then the war that it ends in, discounted to signing.
        month: (n,), month in which the deal ends, counted from 0 at signing; -1 if kept to the
            horizon.
        ending: (n,), index into `ENDINGS`.
        violations: (n, 2), months with a violation pinned on each principal, rightly or wrongly.
        unattributed: (n, 2), incidents of each principal that were seen but pinned on nobody.
        probe_months: (n,), months of probing, counted for each side that probes.
        vote: (n,), principal whom the vote favours; -1 where none is held while the deal lasts.
        evidence_end: principal -> (n, types), log-likelihood, under each of its types, of what
            observers saw of it until the deal ended or the horizon.
        evidence_5y: principal -> (n, types), the same over the first 60 months at most.
        evidence_paths: principal -> (n, len(`MARKS`), types), the same over the first 12, 24, 60
            and 120 months at most.
    """

    value: dict[str, Array]
    types: dict[str, Whole]
    earned: dict[str, Array]
    month: Whole
    ending: Whole
    violations: Array
    unattributed: Array
    probe_months: Array
    vote: Whole
    evidence_end: dict[str, Array]
    evidence_5y: dict[str, Array]
    evidence_paths: dict[str, Array]


def compliance(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
    renewal: Renewal,
) -> Compliance:
    """Solve the game of implementation in each future and draw one history.

    Args:
        case: the case.
        plan: the plan, as if in force.
        futures: n futures.
        value: what the plan's package is worth.
        terms: the terms of its implementation.
        war: what a war is worth to whoever ends up in it.
        referendum: what the promised vote would decide.
        renewal: whether the mandate ends when the question comes up.
    """
    game = build_game(
        case,
        plan,
        futures,
        value=value,
        terms=terms,
        war=war,
        referendum=referendum,
        renewal=renewal,
    )
    drawn = draw_types(game.prior, futures.uniforms("types", 2))
    history = run(
        game,
        case.months,
        futures.uniforms("compliance", case.months, UNIFORMS),
        futures.uniforms("compliance-start", START_UNIFORMS),
        drawn,
        spare=spare_uniforms(case, game, futures),
    )
    first, second = case.principals
    split = int(game.types[0])

    def by_principal(lanes: Array) -> dict[str, Array]:
        return {first: lanes[:, :split], second: lanes[:, split:]}

    return Compliance(
        value=by_principal(history.value),
        types={first: drawn[:, 0], second: drawn[:, 1]},
        earned={first: history.earned[:, 0], second: history.earned[:, 1]},
        month=history.ends[:, 0],
        ending=history.ends[:, 1],
        violations=history.seen[:, 0:2],
        unattributed=history.seen[:, 2:4],
        probe_months=history.seen[:, 4],
        vote=history.ends[:, 2],
        evidence_end=by_principal(history.evidence),
        evidence_5y=by_principal(history.evidence_5y),
        evidence_paths={first: history.paths[:, :, :split], second: history.paths[:, :, split:]},
    )


def spare_uniforms(case: Case, game: Game, futures: Futures) -> Array | None:
    """The uniform numbers that only some games need: (n, months + 1, `SPARE`), or None."""
    if not needs_spare(game):
        return None
    return futures.uniforms("compliance-spare", case.months + 1, SPARE)


def needs_spare(game: Game) -> bool:
    """Whether a withdrawal or a public belief is part of the games."""
    return bool(game.steps.any()) or game.grid.shape[1] > 1


# --- playing it ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Played:
    """One drawn history per future; lanes are the types of the first, then of the second.

    Attributes:
        value: (n, lanes), value at signing.
        ends: (n, 3), month of the end or -1, index into `ENDINGS`, principal favoured or -1.
        earned: (n, 2), what the history was worth to each principal's drawn type.
        seen: (n, 5), violations pinned on each side, unattributed of each, months of probing.
        evidence: (n, lanes), log-likelihood of what was seen until the end.
        paths: (n, len(`MARKS`), lanes), the same over the first 12, 24, 60 and 120 months.
    """

    value: Array
    ends: Whole
    earned: Array
    seen: Array
    evidence: Array
    paths: Array

    @property
    def evidence_5y(self) -> Array:
        """Log-likelihood of what was seen over the first 60 months: (n, lanes)."""
        return self.paths[:, MARKS.index(60)]


def run(
    game: Game,
    months: int,
    monthly: Array,
    start: Array,
    drawn: Whole,
    *,
    spare: Array | None = None,
) -> Played:
    """Solve each game and draw one history.

    Args:
        game: n games.
        months: the horizon, 1 or more.
        monthly: (n, months, `UNIFORMS`), uniform numbers.
        start: (n, `START_UNIFORMS`), uniform numbers.
        drawn: (n, 2), type of each principal.
        spare: (n, months + 1, `SPARE`), uniform numbers, for games that `needs_spare`.

    Raises:
        ValueError: the horizon is shorter than a month, or spare numbers are missing.
    """
    _at_least_a_month(months)
    n, lanes = drawn.shape[0], int(game.types.sum())
    history = Played(
        np.empty((n, lanes)),
        np.empty((n, 3), np.int64),
        np.empty((n, 2)),
        np.empty((n, 5)),
        np.empty((n, lanes)),
        np.empty((n, len(MARKS), lanes)),
    )
    play(
        _contiguous(game), months, monthly, start, _checked(game, spare), drawn,
        history.value, history.ends, history.earned, history.seen, history.evidence, history.paths,
    )  # fmt: skip
    return history


def _checked(game: Game, spare: Array | None) -> Array:
    if spare is None and needs_spare(game):
        raise ValueError("a game with a withdrawal or a public belief needs spare uniform numbers")
    return np.empty((len(game.engaged), 0, SPARE)) if spare is None else spare


def traced(
    game: Game,
    future: int,
    months: int,
    monthly: Array,
    start: Array,
    drawn: Whole,
    *,
    spare: Array | None = None,
) -> tuple[Whole, Whole]:
    """The drawn history of one future, month by month: what `run` draws, from the same numbers.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        monthly: (months, `UNIFORMS`), uniform numbers of this future.
        start: (`START_UNIFORMS`,), uniform numbers of this future.
        drawn: (2,), type of each principal.
        spare: (months + 1, `SPARE`), uniform numbers of this future, if it needs them.

    Returns:
        (months, `TRACE`), what happened in each month as `compliance_kernel.TRACE` says, zeros
        after the end; and (3,), the end, as in `Played.ends`.

    Raises:
        ValueError: the horizon is shorter than a month, or spare numbers are missing.
    """
    _at_least_a_month(months)
    trace, ends = np.zeros((months, TRACE), np.int64), np.empty(3, np.int64)
    some = _checked(game, None if spare is None else spare[None])
    spare = some[0] if spare is not None else np.empty((0, SPARE))
    follow(_contiguous(game), future, months, monthly, start, spare, drawn, ends, trace)
    return trace, ends


def draw_types(prior: Array, uniforms: Array) -> Whole:
    """Types by inverting the cumulative prior.

    Args:
        prior: (n, 2, types), probability.
        uniforms: (n, 2).

    Returns:
        (n, 2), index of a type.
    """
    drawn = np.zeros(uniforms.shape, np.int64)
    below = np.zeros(uniforms.shape)
    for kind in range(prior.shape[2] - 1):
        below = below + prior[:, :, kind]
        # Padding and types that no prior supports are never reached by rounding.
        left = prior[:, :, kind + 1 :].max(axis=2) > 0
        drawn += (uniforms >= below) & left
    return drawn


@dataclass(frozen=True)
class Strategies:
    """The equilibrium of one future's game.

    A lane is a principal of one type: the types of the first, then those of the second. A
    situation is what a mover knows: the other's posture (0 complies, 1 probes), tension, whether
    relief has been taken back (0, 1) and whether the guarantors are engaged (0, 1).

    Attributes:
        comply: chance that a mover complies, (months, lanes, 2, tension, 2, 2).
        probe: chance that it probes, same shape.
        renege: chance that it reneges, same shape; the three sum to one.
        value: (lanes, 2, 2, tension, 2, 2), at signing, by own and other's posture, tension,
            relief and guarantors.
    """

    comply: Array
    probe: Array
    renege: Array
    value: Array


def strategies(
    game: Game,
    future: int,
    months: int,
    *,
    phase: int = 3,
    layer: int = 0,
    ringing: bool = False,
    waiting: bool = False,
    point: int = 0,
) -> Strategies:
    """The equilibrium strategies and values of one future.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        phase: whose strategies are shown from the month of the vote on: a vote that favours the
            first (1) or the second principal (2), or that was not held (3).
        layer: how far the withdrawal has come: 0 done or none agreed, 1 given up, from 2 on
            unfinished (`compliance_kernel.Layers`).
        ringing: for an unfinished withdrawal, the choice whether to take a step that falls due.
        waiting: where the vote has to wait, the choices until it is held.
        point: of the public's belief.

    Raises:
        ValueError: the horizon is shorter than a month.
    """
    _at_least_a_month(months)
    game = _contiguous(game)
    lanes, points = int(game.types.sum()), game.grid.shape[1]
    # What a layer or a phase has no choice in stays undefined.
    choice = np.full((strategy_rows(game, future, months), lanes, 3 * SITUATIONS), np.nan)
    value = np.empty((points, lanes, 4 * CELLS))
    rules = solve(game, future, months, phase, choice, value)
    deadline = rules.layers.deadline
    last = deadline if layer > 1 else months
    where = (months, deadline, points, layer, int(waiting), int(ringing))
    rows = [strategy_row(*where, t) + point for t in range(last)]
    tension = CELLS // 4
    by_action = choice[rows].reshape((last, lanes, 3, 2, tension, 2, 2))
    return Strategies(
        comply=by_action[:, :, 0],
        probe=by_action[:, :, 1],
        renege=by_action[:, :, 2],
        value=value[point].reshape((lanes, 2, 2, tension, 2, 2)),
    )


def _contiguous(game: Game) -> Game:
    game = game._replace(precision=np.minimum(game.precision, SHARPEST))
    # One memory layout, so that the kernels are compiled once.
    return Game._make(np.ascontiguousarray(array) for array in game)


def _at_least_a_month(months: int) -> None:
    if months < 1:
        raise ValueError(f"the horizon is {months} months, at least 1 is needed")
