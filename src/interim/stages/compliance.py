"""Compliance: whether each side keeps the deal, as a game that both foresee when they sign.

Equations, order of events and references: `docs/model.md`, "Compliance". The game is solved and
played in `interim.stages.compliance_kernel`; here the terms of a plan become its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.compliance_kernel import DRAWS, Game, play
from interim.stages.referendum import Referendum
from interim.stages.terms import Terms
from interim.stages.value import Value, clause_value
from interim.stages.war import War

Array = NDArray[np.float64]

ENDINGS = ("held", "reneged-first", "reneged-second", "escalated", "lapsed")


@dataclass(frozen=True)
class Compliance:
    """How implementation goes if the plan is adopted.

    Attributes:
        value: principal -> (n, types), value of the deal at signing, breach foreseen.
        types: principal -> (n,), index of the type drawn from the prior.
        month: (n,), month in which the deal ended, -1 if it was kept to the horizon.
        ending: (n,), index into `ENDINGS`.
        violations: (n, 2), violations attributed to each principal.
        unattributed: (n, 2), incidents that nobody was blamed for.
        probe_months: (n,), months in which either side was probing.
        vote: (n,), 0 or 1 for the principal whom the vote favoured, -1 if none was held.
        evidence_5y: principal -> (n, types), log-likelihood under each type of what observers saw
            of it in the first five years, or until the deal ended.
        evidence_end: the same until the deal's end or the horizon.
    """

    value: dict[str, Array]
    types: dict[str, NDArray[np.int64]]
    month: NDArray[np.int64]
    ending: NDArray[np.int64]
    violations: NDArray[np.int64]
    unattributed: NDArray[np.int64]
    probe_months: NDArray[np.int64]
    vote: NDArray[np.int64]
    evidence_5y: dict[str, Array]
    evidence_end: dict[str, Array]


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
    """Solve the game of each future and draw one history of it."""
    game = build(case, plan, futures, value=value, terms=terms, war=war, referendum=referendum)
    types = drawn_types(case, futures)
    split, (first, second) = game.first_types, case.principals
    columns = np.stack([types[first], split + types[second]], axis=1)
    chances = futures.uniforms("compliance", case.months, DRAWS)
    result = play(game, chances, columns)

    def by_principal(table: Array) -> dict[str, Array]:
        return {first: table[:, :split], second: table[:, split:]}

    return Compliance(
        value=by_principal(result.value),
        types=types,
        month=result.month,
        ending=result.ending,
        violations=result.violations,
        unattributed=result.unattributed,
        probe_months=result.probe_months,
        vote=result.vote,
        evidence_5y=by_principal(result.evidence_5y),
        evidence_end=by_principal(result.evidence_end),
    )


def priors(case: Case, futures: Futures, principal: str) -> Array:
    """Prior over a principal's types: (n, types), each row summing to one."""
    weights = np.stack(
        [futures.of(kind.prior) for kind in case.preferences[principal].types.values()], axis=1
    )
    total = weights.sum(axis=1, keepdims=True)
    even = np.full_like(weights, 1 / weights.shape[1])
    return np.where(total > 0, weights / np.where(total > 0, total, 1), even)


def drawn_types(case: Case, futures: Futures) -> dict[str, NDArray[np.int64]]:
    """The type each principal is of in each future, drawn from its prior: (n,) indices."""
    chance = futures.uniforms("types", 2)
    drawn = {}
    for k, principal in enumerate(case.principals):
        below = np.cumsum(priors(case, futures, principal), axis=1)[:, :-1]
        drawn[principal] = (chance[:, k, None] >= below).sum(axis=1)
    return drawn


def build(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
) -> Game:
    """The game of a plan as plain arrays."""
    principals = case.principals
    behaviour, of = case.enforcement.behaviour, futures.of
    kinds = [(p, kind) for p in principals for kind in case.preferences[p].types.values()]
    phases = {
        p: np.stack([value.utility[p], *referendum.value[p].T], axis=1) for p in principals
    }
    benefit = {p: _benefit(case, plan, futures, p) for p in principals}
    shares = [1 - of(kind.beyond) for _, kind in kinds]
    move = -np.expm1(-2 * of(behaviour.opportunity_rate) / 12)
    engaged, disengage, engage, alarm = (
        _guarantors(case, futures, terms, field)
        for field in ("engaged", "disengage", "engage", "alarm")
    )
    months = np.maximum(np.rint(terms.vote_months), 1).astype(np.int64)

    def pair(table: dict[str, Array]) -> Array:
        return np.stack([table[p] for p in principals], axis=1)

    return Game(
        months=case.months,
        first_types=len(case.preferences[principals[0]].types),
        discount=np.stack([_monthly(case, futures, p) for p in principals], axis=1),
        precision=of(behaviour.precision),
        move=move,
        prior=np.concatenate([priors(case, futures, p) for p in principals], axis=1),
        flow=np.stack(
            [share[:, None] * phases[p] for (p, _), share in zip(kinds, shares, strict=True)],
            axis=2,
        ),
        benefit=np.stack(
            [share * benefit[p] for (p, _), share in zip(kinds, shares, strict=True)], axis=1
        ),
        relief_start=terms.relief_start,
        relief_months=terms.relief_months,
        war=np.concatenate([war.value[p] for p in principals], axis=1),
        stake=np.concatenate([war.stake[p] for p in principals], axis=1),
        rearmament=pair(terms.rearmament) / 12,
        first_strike=pair(terms.first_strike),
        response=pair(terms.response),
        support=pair({p: _support(case, futures, p) for p in principals}),
        incident=of(behaviour.incident),
        attributed=terms.detection * of(case.enforcement.monitoring.attribution),
        false_attribution=of(case.enforcement.monitoring.false_attribution),
        snapback=terms.snapback,
        calm=of(behaviour.calm),
        accident=of(behaviour.accident_hazard) * terms.accident_factor,
        probe_gain=of(behaviour.probe_gain),
        probe_harm=of(behaviour.probe_harm),
        tension_cost=of(behaviour.tension_cost),
        engaged=engaged,
        disengage=disengage,
        engage=engage,
        alarm=np.maximum(alarm, 1e-9),
        # The vote falls at the end of its month, counted from 0.
        vote_month=np.where(referendum.promised, months - 1, case.months),
        held=referendum.held,
        favour=referendum.chance[:, 0],
        acceptance=referendum.acceptance,
        mandate_months=np.maximum(np.rint(terms.mandate_months), 1).astype(np.int64)
        * terms.renewable,
        lapse=terms.mandate_lapse,
    )


def _monthly(case: Case, futures: Futures, principal: str) -> Array:
    yearly = case.preferences[principal].discount
    if yearly is None:
        raise ValueError(f"principal {principal} has no discount")
    return np.asarray(np.clip(futures.of(yearly), 1e-6, 1 - 1e-6) ** (1 / 12))


def _benefit(case: Case, plan: Plan, futures: Futures, principal: str) -> Array:
    """Value of the part of the package that is paid over time and can be taken back: (n,)."""
    package, total = case.package(plan), np.zeros(futures.n)
    for benefit in case.enforcement.benefits:
        given = clause_value(case, futures, principal, benefit.issue, package[benefit.issue])
        without = clause_value(case, futures, principal, benefit.issue, benefit.withdrawn)
        total = total + given - without
    return total


def _support(case: Case, futures: Futures, victim: str) -> Array:
    total = np.zeros(futures.n)
    for entry in case.enforcement.support:
        if entry.victim == victim:
            total = total + futures.of(entry.chance)
    return total


_NEUTRAL = {"engaged": 0.0, "disengage": 0.0, "engage": 0.0, "alarm": 1.0}
"""Where nobody has promised anything there is nobody to engage."""


def _guarantors(case: Case, futures: Futures, terms: Terms, field: str) -> Array:
    """Mean of a guarantor's trait over the promises, weighted by commitment: (n,)."""
    weight, total = np.zeros(futures.n), np.zeros(futures.n)
    for promise in terms.promises:
        weight = weight + promise.commitment
        guarantor = case.enforcement.guarantors[promise.guarantor]
        total = total + promise.commitment * futures.of(getattr(guarantor, field))
    neutral = np.full(futures.n, _NEUTRAL[field])
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1), neutral)
