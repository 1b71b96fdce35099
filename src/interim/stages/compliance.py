"""Compliance: would the deal hold, and if not, who breaks it, when and how?

Implementation as a game with one mover at a time, in the tradition of commitment-problem models
(Fearon 1995; Powell 2006) with logit choices (McKelvey and Palfrey 1995, 1998). Equations:
`docs/model.md`, "Compliance"; choices of modelling: `docs/decisions/0002`. The numbers of a case
become a `Game` here; `compliance_kernel` solves it and `compliance_history` draws from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.compliance_history import START_UNIFORMS, UNIFORMS, play
from interim.stages.compliance_kernel import CELLS, SITUATIONS, Game, solve
from interim.stages.value import clause_value

if TYPE_CHECKING:
    from interim.stages.referendum import Referendum
    from interim.stages.terms import Terms
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ENDINGS = ("held", "reneged-first", "reneged-second", "escalated", "lapsed")
"""How a deal ends: kept to the horizon, broken openly by the first or the second principal,
accidental collapse, or a mandate that was not renewed."""


@dataclass(frozen=True)
class Compliance:
    """The deal in force, in each future.

    Attributes:
        value: principal -> (n, types), value of the deal as each type foresees it at signing.
        types: principal -> (n,), index of its type in the drawn history.
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
    """

    value: dict[str, Array]
    types: dict[str, Whole]
    month: Whole
    ending: Whole
    violations: Array
    unattributed: Array
    probe_months: Array
    vote: Whole
    evidence_end: dict[str, Array]
    evidence_5y: dict[str, Array]


def compliance(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
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
    """
    game = build_game(case, plan, futures, value=value, terms=terms, war=war, referendum=referendum)
    drawn = draw_types(game.prior, futures.uniforms("types", 2))
    history = run(
        game,
        case.months,
        futures.uniforms("compliance", case.months, UNIFORMS),
        futures.uniforms("compliance-start", START_UNIFORMS),
        drawn,
    )
    first, second = case.principals
    split = int(game.types[0])

    def by_principal(lanes: Array) -> dict[str, Array]:
        return {first: lanes[:, :split], second: lanes[:, split:]}

    return Compliance(
        value=by_principal(history.value),
        types={first: drawn[:, 0], second: drawn[:, 1]},
        month=history.ends[:, 0],
        ending=history.ends[:, 1],
        violations=history.seen[:, 0:2],
        unattributed=history.seen[:, 2:4],
        probe_months=history.seen[:, 4],
        vote=history.ends[:, 2],
        evidence_end=by_principal(history.evidence),
        evidence_5y=by_principal(history.evidence_5y),
    )


# --- from the case to the game -------------------------------------------------------------


def build_game(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
) -> Game:
    """The plan's game in each future, as plain arrays.

    Raises:
        ValueError: a principal has no discount.
    """
    n, behaviour = futures.n, case.enforcement.behaviour
    first, second = case.principals
    of = futures.of

    def pair(values: dict[str, Array]) -> Array:
        return np.stack([values[first], values[second]], axis=1)

    kinds = [case.preferences[p].types.values() for p in case.principals]
    most = max(len(k) for k in kinds)
    utility = np.empty((n, 2, 4))
    for place, p in enumerate(case.principals):
        utility[:, place, [0, 3]] = value.utility[p][:, None]
        utility[:, place, 1:3] = referendum.value[p]
    held = referendum.held if referendum.promised else np.zeros(n)
    favours = referendum.chance[:, 0] * held
    vote = np.stack([favours, np.maximum(held - favours, 0.0), 1.0 - held], axis=1)
    vote_month = np.maximum(np.rint(terms.vote_months), 1.0)
    takes_back = _recipients(case, plan)
    return Game(
        types=np.array([len(k) for k in kinds], dtype=np.int64),
        prior=_prior(case, futures, most),
        share=1.0 - _by_type([[of(t.beyond) for t in k] for k in kinds], most, n),
        war=_by_type([list(war.value[p].T) for p in case.principals], most, n),
        stake=_by_type([list(war.stake[p].T) for p in case.principals], most, n),
        utility=utility,
        benefit=pair({p: _benefit(case, plan, futures, p) for p in case.principals}),
        discount=pair({p: _discount(case, futures, p) for p in case.principals}),
        first_strike=pair(terms.first_strike),
        rearmament=pair(terms.rearmament),
        response=pair(terms.response),
        support=pair({p: _support(case, futures, p) for p in case.principals}),
        snapback=np.stack([terms.snapback * (p in takes_back) for p in case.principals], axis=1),
        opportunity_rate=of(behaviour.opportunity_rate),
        precision=of(behaviour.precision),
        relief_start=terms.relief_start,
        relief_months=terms.relief_months,
        incident=of(behaviour.incident),
        detection=terms.detection,
        attribution=of(case.enforcement.monitoring.attribution),
        false_attribution=of(case.enforcement.monitoring.false_attribution),
        calm=of(behaviour.calm),
        accident_hazard=of(behaviour.accident_hazard) * terms.accident_factor,
        probe_gain=of(behaviour.probe_gain),
        probe_harm=of(behaviour.probe_harm),
        tension_cost=of(behaviour.tension_cost),
        **_guarantors(case, futures, terms),
        mandate_months=terms.mandate_months,
        lapse=terms.mandate_lapse if terms.renewable else np.zeros(n),
        vote_month=np.where(referendum.promised, vote_month, case.months).astype(np.int64),
        vote=vote,
        unrest=1.0 - referendum.acceptance,
    )


def _by_type(arrays: list[list[Array]], most: int, n: int) -> Array:
    """(n, 2, most) from a list of (n,) per principal, padded with zeros."""
    table = np.zeros((n, 2, most))
    for place, columns in enumerate(arrays):
        for kind, column in enumerate(columns):
            table[:, place, kind] = column
    return table


def _prior(case: Case, futures: Futures, most: int) -> Array:
    weights = [
        [futures.of(t.prior) for t in case.preferences[p].types.values()] for p in case.principals
    ]
    for columns in weights:
        # Column by column: the order of a sum may not depend on the number of futures.
        total = np.zeros(futures.n)
        for column in columns:
            total = total + column
        for kind, column in enumerate(columns):
            columns[kind] = np.where(
                total > 0, column / np.where(total > 0, total, 1.0), 1.0 / len(columns)
            )
    return _by_type(weights, most, futures.n)


def _discount(case: Case, futures: Futures, principal: str) -> Array:
    yearly = case.preferences[principal].discount
    if yearly is None:
        raise ValueError(f"principal {principal} has no discount")
    return np.clip(futures.of(yearly), 1e-6, 1 - 1e-6)


def _benefit(case: Case, plan: Plan, futures: Futures, party: str) -> Array:
    """What relief is worth to a party once paid in full; negative if it grudges it."""
    package = case.package(plan)
    total = np.zeros(futures.n)
    for benefit in case.enforcement.benefits:
        chosen = clause_value(case, futures, party, benefit.issue, package[benefit.issue])
        total = total + chosen
        total = total - clause_value(case, futures, party, benefit.issue, benefit.withdrawn)
    return total


def _recipients(case: Case, plan: Plan) -> frozenset[str]:
    """The parties that have something to lose by snapback."""
    package = case.package(plan)
    benefits = case.enforcement.benefits
    return frozenset(b.to for b in benefits if package[b.issue] != b.withdrawn)


def _support(case: Case, futures: Futures, victim: str) -> Array:
    total = np.zeros(futures.n)
    for entry in case.enforcement.support:
        if entry.victim == victim:
            total = total + futures.of(entry.chance)
    return total


def _guarantors(case: Case, futures: Futures, terms: Terms) -> dict[str, Array]:
    """The guarantors as one: means of their rates, weighted by what they have promised."""
    fields = ("engaged", "engage", "disengage", "alarm")
    total = np.zeros(futures.n)
    sums = {field: np.zeros(futures.n) for field in fields}
    for promise in terms.promises:
        guarantor = case.enforcement.guarantors[promise.guarantor]
        total = total + promise.commitment
        for field in fields:
            sums[field] += promise.commitment * futures.of(getattr(guarantor, field))
    # Without a promise nobody is engaged and nobody becomes so.
    means = {field: sums[field] / np.where(total > 0, total, 1.0) for field in fields}
    return {**means, "alarm": np.where(total > 0, means["alarm"], 1.0)}


# --- playing it ----------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """One drawn history per future; lanes are the types of the first, then of the second.

    Attributes:
        value: (n, lanes), value at signing.
        ends: (n, 3), month of the end or -1, index into `ENDINGS`, principal favoured or -1.
        seen: (n, 5), violations pinned on each side, unattributed of each, months of probing.
        evidence: (n, lanes), log-likelihood of what was seen until the end.
        evidence_5y: (n, lanes), the same over the first 60 months.
    """

    value: Array
    ends: Whole
    seen: Array
    evidence: Array
    evidence_5y: Array


def run(game: Game, months: int, monthly: Array, start: Array, drawn: Whole) -> History:
    """Solve each game and draw one history.

    Args:
        game: n games.
        months: the horizon, 1 or more.
        monthly: (n, months, `UNIFORMS`), uniform numbers.
        start: (n, `START_UNIFORMS`), uniform numbers.
        drawn: (n, 2), type of each principal.

    Raises:
        ValueError: the horizon is shorter than a month.
    """
    if months < 1:
        raise ValueError(f"the horizon is {months} months, at least 1 is needed")
    n, lanes = drawn.shape[0], int(game.types.sum())
    history = History(
        np.empty((n, lanes)),
        np.empty((n, 3), np.int64),
        np.empty((n, 5)),
        np.empty((n, lanes)),
        np.empty((n, lanes)),
    )
    play(
        _contiguous(game), months, monthly, start, drawn,
        history.value, history.ends, history.seen, history.evidence, history.evidence_5y,
    )  # fmt: skip
    return history


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


def strategies(game: Game, future: int, months: int, *, phase: int = 3) -> Strategies:
    """The equilibrium strategies and values of one future.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        phase: whose strategies are shown from the month of the vote on: a vote that favours the
            first (1) or the second principal (2), or that was not held (3).
    """
    lanes = int(game.types.sum())
    choice = np.empty((months + 1, lanes, 3 * SITUATIONS))
    value = np.empty((lanes, 4 * CELLS))
    solve(_contiguous(game), future, months, phase, choice, value)
    tension = CELLS // 4
    by_action = choice[:months].reshape((months, lanes, 3, 2, tension, 2, 2))
    return Strategies(
        comply=by_action[:, :, 0],
        probe=by_action[:, :, 1],
        renege=by_action[:, :, 2],
        value=value.reshape((lanes, 2, 2, tension, 2, 2)),
    )


def _contiguous(game: Game) -> Game:
    # One memory layout, so that the kernels are compiled once.
    return Game._make(np.ascontiguousarray(array) for array in game)
