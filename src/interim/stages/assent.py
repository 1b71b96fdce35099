"""Assent: who signs.

A principal of type θ signs with chance (1 - R) Λ(λ (V - W + c)): R the chance that a red line
stops it whatever else the plan offers, V the value of the deal as it foresees it, breach and all, W
the value of fighting on, c what being seen to refuse costs it, λ the precision of the choice
(logit choice: McKelvey and Palfrey 1995). So it refuses over a red line with chance R, and after
weighing what is left with chance (1 - R) (1 - Λ).

A plan may do without a principal's signature: what it would answer is worked out all the same, and
stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from interim.case.constraint import applies
from interim.case.model import Case, Plan
from interim.futures import Futures

if TYPE_CHECKING:
    from interim.stages.compliance import Compliance
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Assent:
    """The principals' answers to a plan.

    Attributes:
        chance: principal -> chance that it signs, of the type drawn in each future, (n,).
        by_type: principal -> the same for every type, (n, types).
        signs: principal -> its drawn answer, (n,), bool.
        over_red_line: principal -> whether it refuses over a red line, (n,), bool; where it
            neither signs nor does so, it refuses after weighing.
        asked: the principals whose signature the plan needs, in the order of the case.
        signed: whether all who are asked sign, (n,), bool.
        cost: principal -> issue -> what the clause costs it against the best option of that
            issue, (n,), on the 0-1 scale of value: its sticking points.
        gain: principal -> V - W + c of the drawn type, (n,): above 0 signing beats refusing, red
            lines apart.
    """

    chance: dict[str, Array]
    by_type: dict[str, Array]
    signs: dict[str, NDArray[np.bool_]]
    over_red_line: dict[str, NDArray[np.bool_]]
    asked: tuple[str, ...]
    signed: NDArray[np.bool_]
    cost: dict[str, dict[str, Array]]
    gain: dict[str, Array]


def assent(
    case: Case, plan: Plan, futures: Futures, *, value: Value, war: War, compliance: Compliance
) -> Assent:
    """Ask both principals to sign a plan.

    Args:
        case: the case.
        plan: the plan; its terms have already shaped the earlier results.
        futures: n futures.
        value: the plan's red lines and what its clauses cost.
        war: the value of fighting on, by type.
        compliance: the value of the deal by type, and the type drawn in each future.
    """
    precision = futures.of(case.enforcement.behaviour.assent_precision)
    uniforms = futures.uniforms("assent", 2)
    chance, by_type, signs, over, gain = {}, {}, {}, {}, {}
    for place, principal in enumerate(case.principals):
        refusal_cost = futures.of_or(case.preferences[principal].refusal_cost, 0.0)
        gains = compliance.value[principal] - war.value[principal] + refusal_cost[:, None]
        willing = expit(precision[:, None] * gains)
        by_type[principal] = (1 - value.red_line[principal])[:, None] * willing
        drawn = compliance.types[principal]
        chance[principal] = of_type(by_type[principal], drawn)
        gain[principal] = of_type(gains, drawn)
        # One number decides: below the chance of a yes it signs, above 1 - R a red line stops it.
        signs[principal] = uniforms[:, place] < chance[principal]
        over[principal] = ~signs[principal] & (uniforms[:, place] >= 1 - value.red_line[principal])
    asked = signatories(case, plan)
    signed = np.ones(futures.n, dtype=bool)
    for principal in asked:
        signed &= signs[principal]
    return Assent(
        chance=chance,
        by_type=by_type,
        signs=signs,
        over_red_line=over,
        asked=asked,
        signed=signed,
        cost={principal: value.cost[principal] for principal in case.principals},
        gain=gain,
    )


def signatories(case: Case, plan: Plan) -> tuple[str, ...]:
    """The principals whose signature a plan needs, in the order of the case."""
    package = case.package(plan)
    parties = case.header.parties
    return tuple(p for p in case.principals if applies(parties[p].signs_when, package))


def of_type(by_type: Array, drawn: NDArray[np.integer]) -> Array:
    """In each future the entry of the drawn type.

    Args:
        by_type: (n, types).
        drawn: (n,), index of a type.

    Returns:
        (n,).
    """
    return np.take_along_axis(by_type, drawn[:, None], axis=1)[:, 0]
