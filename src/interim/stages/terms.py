"""Terms: what the clauses of a plan mean for implementation.

Equations: `docs/model.md`, "Terms".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Effect, Mandate, Plan
from interim.case.quantity import Quantity
from interim.futures import Futures

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Promise:
    """A guarantor's promise to answer a breach by one principal."""

    guarantor: str
    against: str
    commitment: Array
    """(n,), share."""


@dataclass(frozen=True)
class Retreat:
    """The agreed withdrawal of armies.

    Attributes:
        order: the principals that withdraw, the first to move first.
        steps: into which each one's withdrawal is divided.
        conditional: whether a step falls due only once the other's last one is attested.
        months: (n,), that it takes if nobody stalls.
        deadline: (n,), months from signing after which it is given up.
        exposure: principal -> (n,), fall in its chance of prevailing once it has withdrawn and the
            other has not.
        first_strike: principal that withdraws -> principal -> (n,), part of `Terms.first_strike`
            that comes with the withdrawal.
        clauses: (issue, option that holds until then, those that withdraw) of what comes with it.
    """

    order: tuple[str, ...]
    steps: int
    conditional: bool
    months: Array
    deadline: Array
    exposure: dict[str, Array]
    first_strike: dict[str, dict[str, Array]]
    clauses: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Terms:
    """The terms of implementation of a plan, each (n,) unless said otherwise.

    Attributes:
        peacekeepers: heads.
        monitors: heads.
        access: share of the ground that watchers can reach.
        detection: chance that an incident is seen.
        snapback: chance that an attributed violation takes relief back, vetoes allowed for.
        relief_start: months from signing until relief begins.
        relief_months: months over which relief is paid.
        relief_waits: whether relief is paid only once the armies have withdrawn.
        relief_clean_months: months without blame that earn relief (back); 0 if it is paid from the
            start and taken back for good.
        accident_factor: multiplies the hazard of accidental collapse.
        vote_months: months from signing to the vote.
        vote_calm: whether the vote, once due, waits for a month without tension.
        first_strike: principal -> shift in its chance of prevailing if it strikes first.
        rearmament: principal -> shift in its chance of prevailing per year of peace.
        response: breaking principal -> fall in its chance of prevailing if the engaged
            guarantors answer: commitment times resolve times strength, summed over promises.
        promises: the guarantors' promises.
        renewable: whether an international mandate must be renewed.
        mandate_months: months between the times when a mandate may end by a vote.
        retreat: the withdrawal; None where armies stand where they should from the start.
        zone: who stands in the zone of the front: "attacker", nobody's army ("open"), or as today
            (None).
        zone_left_by: the principals whose withdrawal leaves the zone so.
        walkover: principal -> chance that it takes an open zone if it breaks the settlement.
    """

    peacekeepers: Array
    monitors: Array
    access: Array
    detection: Array
    snapback: Array
    relief_start: Array
    relief_months: Array
    relief_waits: bool
    relief_clean_months: Array
    accident_factor: Array
    vote_months: Array
    vote_calm: bool
    first_strike: dict[str, Array]
    rearmament: dict[str, Array]
    response: dict[str, Array]
    promises: tuple[Promise, ...]
    renewable: bool
    mandate_months: Array
    retreat: Retreat | None
    zone: Literal["open", "attacker"] | None
    zone_left_by: frozenset[str]
    walkover: dict[str, Array]


PATIENCE = 3
"""An unfinished withdrawal is given up after so many times the months that it should take."""
DEFAULT_VOTE_MONTHS = 60.0
"""Where a plan promises a vote and nobody says when."""
DEFAULT_WALKOVER = 0.5
"""Nobody says who is there first."""
DEFAULT_MANDATE_MONTHS = 12.0
"""Security Council practice: most mandates are renewed yearly."""


def terms(case: Case, plan: Plan, futures: Futures) -> Terms:
    """Turn the clauses of a plan into the terms of its implementation."""
    by_issue = dict(_effects(case, plan))
    effects = tuple(by_issue.values())
    enforcement, monitoring = case.enforcement, case.enforcement.monitoring

    def over(field: str, combine: Callable[[Array, Array], Array], start: float) -> Array:
        result = np.full(futures.n, start)
        for effect in effects:
            quantity: Quantity | None = getattr(effect, field)
            if quantity is not None:
                result = combine(result, futures.of(quantity))
        return result

    def shifts(field: str, base: dict[str, Quantity]) -> dict[str, Array]:
        result = {p: futures.of_or(base.get(p), 0.0) for p in case.principals}
        for effect in effects:
            for principal, quantity in getattr(effect, field).items():
                result[principal] = result[principal] + futures.of(quantity)
        return result

    peacekeepers = over("peacekeepers", np.add, 0.0)
    monitors = over("monitors", np.add, 0.0)
    access = over("access", np.multiply, 1.0)
    line = np.maximum(futures.of(monitoring.line_km), 1e-9)
    people = np.maximum(futures.of(monitoring.people_thousands), 1e-9)
    seen = (
        futures.of(monitoring.base)
        + futures.of(monitoring.per_monitor_km) * monitors / line
        + futures.of(monitoring.per_peacekeeper_km) * peacekeepers / line
        + futures.of(monitoring.per_watcher_thousand) * (monitors + peacekeepers) / people
    )
    promises = tuple(
        Promise(g.guarantor, g.against, futures.of(g.commitment))
        for effect in effects
        for g in effect.guarantees
    )
    mandate = mandate_of(case, plan)
    every = mandate.months if mandate else None
    snapback = over("snapback", lambda a, b: 1 - (1 - a) * (1 - b), 0.0)
    veto = over("snapback_veto", lambda a, b: 1 - (1 - a) * (1 - b), 0.0)
    return Terms(
        peacekeepers=peacekeepers,
        monitors=monitors,
        access=access,
        detection=1 - np.exp(-seen * access),
        snapback=snapback * (1 - veto),
        relief_start=over("relief_start", np.maximum, 0.0),
        relief_months=over("relief_months", np.maximum, 0.0),
        relief_waits=any(effect.relief_after == "withdrawal" for effect in effects),
        relief_clean_months=over("relief_clean_months", np.maximum, 0.0),
        accident_factor=over("accident_factor", np.multiply, 1.0),
        vote_months=_months(over("vote_months", np.maximum, 0.0), DEFAULT_VOTE_MONTHS),
        vote_calm=any(effect.vote_when == "calm" for effect in effects),
        first_strike=shifts("first_strike", enforcement.first_strike),
        rearmament=shifts("rearmament", enforcement.rearmament),
        response={p: _response(case, futures, promises, p) for p in case.principals},
        promises=promises,
        renewable=mandate is not None and mandate.term == "renewable",
        mandate_months=futures.of_or(every, DEFAULT_MANDATE_MONTHS),
        retreat=_retreat(case, futures, by_issue),
        **_zone(effects),
        walkover={
            p: np.clip(
                futures.of_or(enforcement.walkover.get(p), DEFAULT_WALKOVER)
                * over("walkover_factor", np.multiply, 1.0),
                0.0,
                1.0,
            )
            for p in case.principals
        },
    )


def chance_held(case: Case, plan: Plan, futures: Futures) -> Array:
    """Chance that a vote that a plan promises is held, (n,): the least that its clauses state, or
    the case's; 0 in a case without a vote."""
    if case.referendum is None:
        return np.zeros(futures.n)
    stated = [e.vote_held for _, e in _effects(case, plan) if e.vote_held is not None]
    if not stated:
        return futures.of(case.referendum.held)
    return np.asarray(np.min([futures.of(quantity) for quantity in stated], axis=0))


def mandate_of(case: Case, plan: Plan) -> Mandate | None:
    """The mandate that may end by a vote: the first that must be renewed, or else the first."""
    mandates = [effect.mandate for _, effect in _effects(case, plan) if effect.mandate is not None]
    renewable = (m for m in mandates if m.term == "renewable")
    return next(renewable, mandates[0] if mandates else None)


def _zone(effects: tuple[Effect, ...]) -> dict[str, Any]:
    """Who stands in the zone of the front, and whose withdrawal leaves it so; the attacker's army
    counts more than nobody's."""
    for holder in ("attacker", "open"):
        stated = [effect for effect in effects if effect.zone == holder]
        if stated:
            leaves = [effect.leaves.by for effect in stated if effect.leaves is not None]
            return {"zone": holder, "zone_left_by": frozenset().union(*leaves)}
    return {"zone": None, "zone_left_by": frozenset()}


def _retreat(case: Case, futures: Futures, effects: dict[str, Effect]) -> Retreat | None:
    """The withdrawal that a clause agrees, the first that does, and what comes with it."""
    agreed = next((e.withdrawal for e in effects.values() if e.withdrawal is not None), None)
    if agreed is None:
        return None
    clauses = []
    shifts = {side: {p: np.zeros(futures.n) for p in case.principals} for side in case.principals}
    for issue, effect in effects.items():
        if effect.leaves is None:
            continue
        until = effect.leaves.until or case.issues.issues[issue].default
        clauses.append((issue, until, effect.leaves.by))
        for side in effect.leaves.by:
            for p, quantity in effect.first_strike.items():
                shifts[side][p] = shifts[side][p] + futures.of(quantity) / len(effect.leaves.by)
    months = futures.of(agreed.months)
    return Retreat(
        order=agreed.order,
        steps=agreed.steps,
        conditional=agreed.conditional,
        months=months,
        deadline=PATIENCE * months if agreed.deadline is None else futures.of(agreed.deadline),
        exposure={p: futures.of_or(agreed.exposure.get(p), 0.0) for p in case.principals},
        first_strike=shifts,
        clauses=tuple(clauses),
    )


def _effects(case: Case, plan: Plan) -> Iterator[tuple[str, Effect]]:
    """The effect of each clause: the option's own, with the plan's figures in its place."""
    for issue, option in case.package(plan).items():
        stated = case.enforcement.effects.get(issue, {}).get(option, Effect())
        clause = plan.clauses.get(issue)
        if clause is None or clause.with_ is None:
            yield issue, stated
        else:
            given = {name: getattr(clause.with_, name) for name in clause.with_.model_fields_set}
            yield issue, stated.model_copy(update=given)


def _response(case: Case, futures: Futures, promises: tuple[Promise, ...], breaker: str) -> Array:
    total = np.zeros(futures.n)
    for promise in promises:
        guarantor = case.enforcement.guarantors[promise.guarantor]
        if promise.against == breaker and breaker in guarantor.strength:
            total = total + promise.commitment * futures.of(guarantor.resolve) * futures.of(
                guarantor.strength[breaker]
            )
    return total


def _months(stated: Array, otherwise: float) -> Array:
    return np.where(stated > 0, stated, otherwise)
