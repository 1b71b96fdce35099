"""Outcome: the drawn histories and their dead.

A plan enters into force if the principals that it asks sign and every body it needs passes it; it
then runs as the compliance stage drew it. The dead of a deal are those of incidents while it lasts
and, if it ends in war, those of fighting from then on, drawn from where the deal has left ground,
patrons and edge with the same numbers as the war without a deal, but not beyond the horizon. All
other futures have the deaths of the war without a deal.

In this version a plan enters into force on the day it is signed: there is no fighting between now
and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.adoption import NODES

if TYPE_CHECKING:
    from interim.stages.adoption import Adoption
    from interim.stages.assent import Assent
    from interim.stages.compliance import Compliance
    from interim.stages.war import War

SIGNATURES = 3
"""Ways in which signatures stop a plan: the first side, the second, or both refuse."""

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """What becomes of a plan in each future.

    Attributes:
        signed: the principals that the plan asks sign, (n,), bool; true where it asks none.
        adopted: signed, and passed by every body needed, (n,), bool.
        stopped: the first gate that stops the plan, (n,), int8: 0 where the first principal alone
            refuses, 1 the second, 2 both, 3 + k the k-th body of the case; -1 where adopted.
        passes: body -> whether it passes the plan, (n,), bool; for every body of the case, whether
            or not the plan needs it and anybody signs.
        ending: how the deal ends, index into `compliance.ENDINGS`, -1 where not adopted, (n,),
            int8.
        month: month in which it ends, -1 where kept to the horizon or not adopted, (n,), int16.
        deaths: over the horizon, (n,), people.
        deaths_no_deal: of the war without a deal in the same future, (n,), people.
        averted: deaths without a deal less deaths, (n,), people; negative where the plan costs
            lives.
        averted_in_force: the same if the plan had entered into force in every future, (n,), people.
    """

    signed: Flags
    adopted: Flags
    stopped: NDArray[np.int8]
    passes: dict[str, Flags]
    ending: NDArray[np.int8]
    month: NDArray[np.int16]
    deaths: Array
    deaths_no_deal: Array
    averted: Array
    averted_in_force: Array


def outcome(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    war: War,
    compliance: Compliance,
    assent: Assent,
    adoption: Adoption,
) -> Outcome:
    """Draw the votes and join the histories.

    Args:
        case: the case.
        plan: the plan; the earlier results are its own.
        futures: n futures.
        war: the war without a deal.
        compliance: how the deal would run once in force.
        assent: who signs.
        adoption: the chances that the bodies pass the plan.
    """
    passes = drawn_votes(case, futures, adoption)
    stopped = _stopped(case, assent, adoption, passes)
    adopted = stopped < 0
    in_force = deaths_in_force(case, futures, war, compliance)
    deaths = np.where(adopted, in_force, war.deaths)
    return Outcome(
        signed=assent.signed,
        adopted=adopted,
        stopped=stopped,
        passes=passes,
        ending=np.where(adopted, compliance.ending, -1).astype(np.int8),
        month=np.where(adopted, compliance.month, -1).astype(np.int16),
        deaths=deaths,
        deaths_no_deal=war.deaths,
        averted=war.deaths - deaths,
        averted_in_force=war.deaths - in_force,
    )


def _stopped(
    case: Case, assent: Assent, adoption: Adoption, passes: dict[str, Flags]
) -> NDArray[np.int8]:
    """The first gate that stops a plan: signatures, then the bodies in the order of the case."""
    # Who is not asked cannot stop it.
    first, second = (assent.signs[p] | (p not in assent.asked) for p in case.principals)
    stopped = np.where(first, np.where(second, -1, 1), np.where(second, 0, 2)).astype(np.int8)
    for k, body in enumerate(case.bodies):
        if body in adoption.needed:
            stopped[(stopped < 0) & ~passes[body]] = SIGNATURES + k
    return stopped


def drawn_votes(case: Case, futures: Futures, adoption: Adoption) -> dict[str, Flags]:
    """Draw which bodies pass the plan; those that share their sway share its draw.

    Returns:
        Body -> (n,), bool; a body's passing is that once those before it have passed the plan.
    """
    uniforms = futures.uniforms("adoption", len(case.bodies))
    chances = dict(adoption.passes)
    for first in dict.fromkeys(adoption.together.values()):
        # One node of the sway for all that share it, so that they pass or fail together.
        node = np.searchsorted(np.cumsum(NODES[1]), futures.uniforms(f"sway:{first}", 1)[:, 0])
        node = np.minimum(node, len(NODES[1]) - 1)
        for body, root in adoption.together.items():
            if root == first:
                chances[body] = np.take_along_axis(adoption.at_sway[body], node[None], axis=0)[0]
    return {body: uniforms[:, place] < chances[body] for place, body in enumerate(case.bodies)}


def deaths_in_force(case: Case, futures: Futures, war: War, compliance: Compliance) -> Array:
    """Deaths over the horizon if the plan enters into force.

    Args:
        case: the case.
        futures: n futures.
        war: the war without a deal, whose intensity a war after the deal shares.
        compliance: how the deal runs.

    Returns:
        (n,), people.
    """
    incidents = compliance.probe_months * futures.of(case.enforcement.behaviour.probe_deaths)
    return incidents + war.death_rate * compliance.fought
