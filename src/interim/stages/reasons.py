"""Reasons: what makes up the gain of a plan, to those who sign and to the bodies that vote.

A principal's gain of signing is split into parts that add up in every future: the clauses as
written, each against what it is in the war; what the later vote, relief that comes late and what
breaches, stalling and incidents do to them; and today against the war to come. A body's members
weigh the package as written, so theirs has the first and the last part only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Body, Case, Member, Plan, Popular
from interim.futures import Futures
from interim.stages.adoption import rise_of
from interim.stages.assent import of_type
from interim.stages.value import clause_value, utility

if TYPE_CHECKING:
    from interim.stages.assent import Assent
    from interim.stages.compliance import Compliance
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]

PARTS = ("clauses", "breaches", "relief", "vote", "war", "total")
"""The last is the sum of the others."""


@dataclass(frozen=True)
class Reasons:
    """Why a plan is wanted or not.

    Attributes:
        effects: principal or body -> issue -> what the clause adds against what it is in the war,
            interactions apart, (n,).
        parts: principal or body -> part -> (n,). In `war` stands what being seen to refuse costs,
            too.
    """

    effects: dict[str, dict[str, Array]]
    parts: dict[str, dict[str, Array]]


def reasons(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    war: War,
    compliance: Compliance,
    assent: Assent,
) -> Reasons:
    """Split what a plan adds for each principal and each body.

    Args:
        case: the case.
        plan: the plan.
        futures: n futures.
        value: of the package.
        war: what goes on without the plan.
        compliance: the value of the deal as it is lived.
        assent: the gain of signing, of the type drawn in each future.
    """
    package = case.package(plan)
    effects, parts = {}, {}
    for principal in case.principals:
        effects[principal] = _effects(case, futures, principal, package)
        written = value.utility[principal]
        today = utility(case, futures, principal, case.package(NO_DEAL))
        vote, relief = compliance.vote_adds[principal], compliance.relief_missing[principal]
        lived = of_type(compliance.value[principal], compliance.types[principal])
        gain = assent.gain[principal]
        parts[principal] = {
            "clauses": written - today,
            "breaches": lived - written - vote - relief,
            "relief": relief,
            "vote": vote,
            "war": gain - lived + today,
            "total": gain,
        }
    rise = rise_of(case, futures, value=value, war=war)
    for name, body in case.bodies.items():
        effects[name] = {issue: np.zeros(futures.n) for issue in package}
        clauses = total = np.zeros(futures.n)
        for voter, bloc, share in _voters(body):
            for issue, effect in _effects(case, futures, bloc, package).items():
                effects[name][issue] = effects[name][issue] + share * effect
            now = utility(case, futures, bloc, case.package(NO_DEAL))
            clauses = clauses + share * (value.utility[bloc] - now)
            total = total + share * rise(voter)
        nothing = np.zeros(futures.n)
        parts[name] = {
            "clauses": clauses,
            "breaches": nothing,
            "relief": nothing,
            "vote": nothing,
            "war": total - clauses,
            "total": total,
        }
    return Reasons(effects, parts)


def _effects(case: Case, futures: Futures, party: str, package: dict[str, str]) -> dict[str, Array]:
    """What each clause adds to a party's value against what it is in the war."""
    war = case.package(NO_DEAL)
    return {
        issue: clause_value(case, futures, party, issue, option)
        - clause_value(case, futures, party, issue, war[issue])
        for issue, option in package.items()
    }


def _voters(body: Body) -> list[tuple[Member | Popular, str, float]]:
    """The voters of a body who are moved by a bloc, and their share in the votes of all who are."""
    if body.popular is not None:
        return [(body.popular, body.popular.bloc, 1.0)]
    moved = [(m, m.bloc, m.seats * m.weight) for m in body.members.values() if m.bloc is not None]
    total = sum(votes for _, _, votes in moved)
    return [(member, bloc, votes / total) for member, bloc, votes in moved if votes]
