"""How the bodies of a case would vote on a plan: seat by seat, and who stands in the way."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from interim.case.model import NO_DEAL, Body, Case
from interim.evaluation.flow import run_stages
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import mean_chance, spread
from interim.futures import Futures, Run, draw
from interim.stages.adoption import Adoption, passes_with, rise_of, role_of, threshold_of
from interim.stages.power import power
from interim.stages.power_people import power_by_people
from interim.stages.renewal import Renewal, renewal
from interim.stages.terms import terms

LEAST_HOLD = 0.01
"""A member is named as a blocker if its consent would add this much to the chance of passing."""


def vote(
    case: Case,
    plan: str,
    body: str | None = None,
    *,
    run: Run = Run(defaults.VOTE),
) -> dict[str, Any]:
    """Let the bodies of a case vote on a plan.

    Args:
        case: the case.
        plan: id of the plan.
        body: id of one body; by default all of them, those that the plan needs first.
        run: which futures stand behind it.

    Returns:
        The document of ``interim vote --json``: for each body whether the plan needs it, the chance
        that it passes (or, in the role of one that has something to renew, lets it lapse), each
        member's chance per seat of a yes, a no and an abstention (spreads over
        futures), what the member's certain yes would add to the chance of passing (`holds_up`),
        the blockers in the order of that, and the power of each seat; for the body that keeps
        the plan's mandate also how it would vote on that (`mandate`).

    Raises:
        BadInput: unknown plan, body, lens or quantity, or the plan is no deal.
    """
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if plan == NO_DEAL:
        raise BadInput([Problem("nobody votes on no deal", found=plan, expected="a plan")])
    chosen = _bodies(case, body)
    drawn = draw(case, run)
    done = run_stages(case, case.plans[plan], drawn, until="adoption")
    votes: Adoption = done["adoption"]
    kept = renewal(case, case.plans[plan], drawn, value=done["value"], war=done["war"])
    every = terms(case, case.plans[plan], drawn).mandate_months
    needed = [name for name in chosen if name in votes.needed]
    others = [name for name in chosen if name not in votes.needed]
    rise = rise_of(case, drawn, value=done["value"], war=done["war"])
    package = case.package(case.plans[plan])
    return run.stated(
        {
            name: run.head()
            | _body(case, name, votes, drawn, package, needed=name in votes.needed, rise=rise)
            | (_mandate(case, kept, every) if name == kept.body else {})
            for name in (*needed, *others)
        }
    )


def _mandate(case: Case, kept: Renewal, every: NDArray[np.float64]) -> dict[str, Any]:
    """How the body would vote on keeping the mandate that it gave."""
    times = np.floor(case.months / every)
    return {
        "mandate": {
            "renewable": kept.renewable,
            "months": spread(every),
            "reopened": spread(kept.reopened),
            "passes": mean_chance(kept.passes),
            "ends_each_time": mean_chance(kept.lapse),
            "kept_to_horizon": mean_chance((1 - kept.lapse) ** times),
            "horizon_years": case.header.horizon_years,
            "members": {
                member: {
                    "yes": spread(ballot.yes),
                    "no": spread(ballot.no),
                    "abstain": spread(ballot.abstain),
                }
                for member, ballot in kept.members.items()
            },
        }
    }


def powers(case: Case, body: str | None = None) -> dict[str, Any]:
    """The power of each seat of a body, by the rules alone.

    Args:
        case: the case.
        body: id of one body; by default all that have members.

    Returns:
        The document of ``interim vote --power --json``: body -> `power` -> member -> Banzhaf and
        Shapley-Shubik index, as numbers and as exact fractions.

    Raises:
        BadInput: unknown body.
    """
    return {
        name: {"title": case.bodies[name].title, "power": _power(case.bodies[name])}
        for name in _bodies(case, body)
        if case.bodies[name].members or body is not None
    }


def _bodies(case: Case, body: str | None) -> list[str]:
    if body is None:
        return list(case.bodies)
    if body not in case.bodies:
        raise BadInput([unknown("body", body, case.bodies)])
    return [body]


def _body(
    case: Case,
    name: str,
    votes: Adoption,
    futures: Futures,
    package: dict[str, str],
    *,
    needed: bool,
    rise: Any,
) -> dict[str, Any]:
    stated = case.bodies[name]
    threshold, role = threshold_of(stated, package), role_of(stated, package)
    passes = votes.passes[name]
    document: dict[str, Any] = {
        "title": stated.title,
        "needed": needed,
        "threshold": threshold,
        "role": "consent" if role is None else role.role,
        "passes": mean_chance(passes),
        "members": {},
        "blockers": [],
        "power": _power(stated),
    }
    if stated.popular is not None:
        people = stated.popular
        lead = futures.of(people.leaning) + futures.of(people.slope) * rise(people)
        document["popular"] = {
            "yes": spread(expit(lead)),
            "turnout": spread(futures.of(people.turnout)),
            "turnout_floor": spread(futures.of_or(people.turnout_floor, 0.0)),
        }
        return document
    ballots = votes.members[name]
    held_up = {}
    for member, about in stated.members.items():
        added = passes_with(stated, ballots, member, futures, threshold, role) - passes
        held_up[member] = float(np.mean(added))
        document["members"][member] = {
            "title": about.title,
            "seats": about.seats,
            "weight": about.weight,
            "yes": spread(ballots[member].yes),
            "no": spread(ballots[member].no),
            "abstain": spread(ballots[member].abstain),
            "veto": about.veto,
            "holds_up": mean_chance(np.clip(added, 0, 1)),
        }
    document["blockers"] = [
        member
        for member in sorted(held_up, key=lambda member: -held_up[member])
        if held_up[member] >= LEAST_HOLD
    ]
    return document


def _power(body: Body) -> dict[str, dict[str, Any]]:
    counts = body.population is not None
    return {
        member: {
            "banzhaf": float(indices.banzhaf),
            "shapley_shubik": float(indices.shapley_shubik),
            "banzhaf_exact": str(indices.banzhaf) if indices.exact else None,
            "shapley_shubik_exact": str(indices.shapley_shubik) if indices.exact else None,
        }
        for member, indices in (power_by_people(body) if counts else power(body)).items()
    }
