"""How a case, a plan and the results of earlier stages become the compliance game."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.compliance.game import Array, Game
from interim.stages.value import clause_value

if TYPE_CHECKING:
    from interim.stages.referendum import Referendum
    from interim.stages.renewal import Renewal
    from interim.stages.terms import Terms
    from interim.stages.value import Value
    from interim.stages.war import War


def build_game(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
    renewal: Renewal,
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
        utility[:, place, 0] = value.utility[p]
        utility[:, place, 1:3] = referendum.value[p]
        utility[:, place, 3] = referendum.not_held[p]
    held = referendum.held if referendum.promised else np.zeros(n)
    favours = referendum.chance[:, 0] * held
    vote = np.stack([favours, np.maximum(held - favours, 0.0), 1.0 - held], axis=1)
    vote_month = np.maximum(np.rint(terms.vote_months), 1.0)
    takes_back = _recipients(case, plan)
    clean = terms.relief_clean_months
    return Game(
        types=np.array([len(k) for k in kinds], dtype=np.int64),
        prior=prior_of(case, futures, most),
        war=war.table.values,
        kind=np.tile(war.table.kind, (n, 1)),
        bend=war.table.bend,
        step=war.table.step,
        peace=war.table.peace,
        **_ground(case, futures, terms),
        beginning=pair({p: _beginning(case, futures, p) for p in case.principals}),
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
        lapse=renewal.lapse,
        vote_month=np.where(referendum.promised, vote_month, case.months).astype(np.int64),
        vote=vote,
        unrest=1.0 - referendum.acceptance,
        vote_calm=np.full(n, float(terms.vote_calm)),
        **_retreat(case, plan, futures, terms),
        receives=np.tile([float(p in takes_back) for p in case.principals], (n, 1)),
        pending=(clean > 0).astype(float),
        regain=np.where(clean > 0, 1.0 / np.maximum(clean, 1.0), 0.0),
        **_public(case, futures, most),
    )


def _ground(case: Case, futures: Futures, terms: Terms) -> dict[str, Any]:
    """The fields of a game that say who takes the zone of the front when war begins again."""
    attacker = case.principals.index(case.war.front.attacker)
    defender, retreat = case.principals[1 - attacker], terms.retreat
    zone, opens = np.zeros((futures.n, 3)), -1
    if terms.zone == "attacker":
        zone[:] = 1.0
    elif terms.zone == "open":
        by = terms.walkover
        zone[:, attacker] = by[case.principals[attacker]]
        zone[:, 1 - attacker] = 1.0 - by[defender]
        zone[:, 2] = (zone[:, 0] + zone[:, 1]) / 2
    if retreat is not None and defender in retreat.order and defender in terms.zone_left_by:
        opens = case.principals.index(defender)
    whole = np.ones(futures.n, np.int64)
    return {"attacker": attacker * whole, "opens": opens * whole, "zone": zone}


def _beginning(case: Case, futures: Futures, principal: str) -> Array:
    """What it costs a principal to begin a war again, as a value."""
    stated = case.war.belligerents[principal].beginning
    if stated is None:
        return np.zeros(futures.n)
    lasts = _discount(case, futures, principal) ** (futures.of(stated.months) / 12.0)
    return np.asarray(futures.of(stated.monthly_cost) * (1.0 - lasts))


def _retreat(case: Case, plan: Plan, futures: Futures, terms: Terms) -> dict[str, Any]:
    """The fields of a game that say how armies withdraw."""
    n, principals, retreat = futures.n, case.principals, terms.retreat
    fields: dict[str, Any] = {
        "steps": np.zeros((n, 2), np.int64),
        "leader": np.zeros(n, np.int64),
        "conditional": np.zeros(n),
        "pace": np.zeros(n),
        "deadline": np.zeros(n, np.int64),
        "exposure": np.zeros((n, 2)),
        "leaving_strike": np.zeros((n, 2, 2)),
        "leaving_worth": np.zeros((n, 2, 2)),
        "relief_waits": np.full(n, float(terms.relief_waits and retreat is not None)),
    }
    if retreat is None:
        return fields
    package = case.package(plan)
    for side, principal in enumerate(principals):
        if principal not in retreat.order:
            # What it was to leave it has left.
            continue
        fields["steps"][:, side] = retreat.steps
        for p, name in enumerate(principals):
            fields["leaving_strike"][:, side, p] = retreat.first_strike[principal][name]
            for issue, until, by in retreat.clauses:
                if principal in by:
                    chosen = clause_value(case, futures, name, issue, package[issue])
                    before = clause_value(case, futures, name, issue, until)
                    fields["leaving_worth"][:, side, p] += (chosen - before) / len(by)
    total = retreat.steps * len(retreat.order)
    return fields | {
        "leader": np.full(n, principals.index(retreat.order[0])),
        "conditional": np.full(n, float(retreat.conditional)),
        "pace": np.minimum(total / np.maximum(retreat.months, 1e-9), 1.0),
        "deadline": np.maximum(np.rint(retreat.deadline), 1.0).astype(np.int64),
        "exposure": np.stack([retreat.exposure[p] for p in principals], axis=1),
    }


def _public(case: Case, futures: Futures, most: int) -> dict[str, Any]:
    """The fields of a game that say what the public believes and who answers to it."""
    n, stated = futures.n, case.enforcement.public_belief
    public, trust = np.zeros((n, most)), np.zeros((n, 3))
    if stated is None:
        public[:, 0] = 1.0
        whole = np.zeros(n, np.int64)
        return {
            "grid": np.zeros((n, 1)),
            "about": whole,
            "feared": whole,
            "public": public,
            "trust": trust,
        }
    kinds = list(case.preferences[stated.about].types)
    watching = [o for o in case.enforcement.observers.values() if stated.about in o.priors]
    for observer in watching:
        weights = [futures.of_or(observer.priors[stated.about].get(k), 0.0) for k in kinds]
        total = np.zeros(n)
        for weight in weights:
            total = total + weight
        for k, weight in enumerate(weights):
            public[:, k] += weight / np.where(total > 0, total, 1.0) / len(watching)
        if observer.fears == stated.fears and observer.helps not in (None, stated.about):
            trust[:, 0] += futures.of_or(observer.response, 0.0)
    trust[:, 1] = futures.of_or(stated.response, 0.0)
    trust[:, 2] = futures.of_or(stated.engagement, 0.0)
    return {
        "grid": np.tile(np.linspace(0.0, 1.0, stated.points), (n, 1)),
        "about": np.full(n, case.principals.index(stated.about)),
        "feared": np.full(n, kinds.index(stated.fears)),
        "public": public,
        "trust": trust,
    }


def _by_type(arrays: list[list[Array]], most: int, n: int) -> Array:
    """(n, 2, most) from a list of (n,) per principal, padded with zeros."""
    table = np.zeros((n, 2, most))
    for place, columns in enumerate(arrays):
        for kind, column in enumerate(columns):
            table[:, place, kind] = column
    return table


def prior_of(case: Case, futures: Futures, most: int) -> Array:
    """Chance of each type of both principals, (n, 2, most), nothing beyond the last of either."""
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


def _guarantors(case: Case, futures: Futures, terms: Terms) -> dict[str, Any]:
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
