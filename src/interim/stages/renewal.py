"""Renewal: would the body that gave a mandate keep it?

A *renewable* mandate lapses unless the body passes it again, so one veto can end it. An
*open-ended* one goes on unless the body passes its end, so one veto can keep it (the reverse veto:
Caron 1993, American Journal of International Law 87; resolution 1244 is of this kind). Each time
the question may come up, somebody reopens it with chance ρ. The members then vote by the rules of
`interim.stages.adoption`: on renewal with the log-odds s of their yes to the plan, on its end with
-s. So with P(s) the chance that the body passes what is put to it, a mandate ends each time with
chance

    λ = ρ (1 - P(s))  where it is renewable,    λ = ρ P(-s)  where it is open-ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.adoption import (
    ballots_of,
    log_odds_of,
    over_sway,
    passing_at_nodes,
    rise_of,
)
from interim.stages.terms import mandate_of
from interim.stages.votes import Ballot

if TYPE_CHECKING:
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Renewal:
    """What becomes of a mandate each time the question may come up.

    Attributes:
        body: the body that votes; None where the case states the chance of lapse, or where there
            is no mandate.
        renewable: whether the mandate must be passed again; else its end must be.
        reopened: chance that somebody reopens the question, (n,).
        passes: chance that the body, asked, passes the renewal or the end, (n,).
        members: member -> how each of its seats votes on that.
        lapse: chance that the mandate ends, (n,).
    """

    body: str | None
    renewable: bool
    reopened: Array
    passes: Array
    members: dict[str, Ballot]
    lapse: Array


def renewal(case: Case, plan: Plan, futures: Futures, *, value: Value, war: War) -> Renewal:
    """Ask the body that gave a mandate whether it keeps it.

    Args:
        case: the case.
        plan: the plan.
        futures: n futures.
        value: the plan's value to each party.
        war: what principals have without the plan.
    """
    mandate = mandate_of(case, plan)
    none = np.zeros(futures.n)
    if mandate is None or mandate.body is None:
        lapse = none if mandate is None else futures.of_or(mandate.lapse, 0.0)
        return Renewal(None, mandate is not None, none, none, {}, lapse)
    renewable = mandate.term == "renewable"
    body = case.bodies[mandate.body]
    towards = log_odds_of(body, futures, rise_of(case, futures, value=value, war=war))
    log_odds = towards if renewable else {name: -s for name, s in towards.items()}
    passes = over_sway(passing_at_nodes(body, futures, log_odds, body.threshold))
    reopened = futures.of_or(mandate.reopened, 0.0)
    return Renewal(
        mandate.body,
        renewable,
        reopened,
        passes,
        ballots_of(body, futures, log_odds),
        reopened * ((1.0 - passes) if renewable else passes),
    )
