"""Which ground an army is on its way from while the agreed withdrawal goes on.

Clauses say who withdraws (`withdrawal`: in which order, in how many steps and months) and with
whose withdrawal they come into force (`leaves`), as the compliance stage reads them
(`interim.stages.terms`). Until then the option named by `until` holds, or the issue's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from interim.case.model import Case, Effect, Plan
from interim.case.quantity import Quantity


@dataclass(frozen=True)
class Departure:
    """The withdrawal that a plan agrees.

    Attributes:
        order: the principals that withdraw, the first to move first.
        steps: into which each one's withdrawal is divided.
        conditional: whether a step falls due only once the other's last one is attested.
        months: that it takes if nobody stalls.
        until: issue -> the option that holds until armies have left.
        zones: zone -> the principal that leaves it.
    """

    order: tuple[str, ...]
    steps: int
    conditional: bool
    months: Quantity
    until: Mapping[str, str]
    zones: Mapping[str, str]


def departure(case: Case, plan: Plan) -> Departure | None:
    """The withdrawal of a plan; None where no army leaves any zone of the ground by an agreed one.

    Args:
        case: the case.
        plan: the plan.
    """
    package = case.package(plan)
    effects = {issue: _effect(case, plan, issue, option) for issue, option in package.items()}
    agreed = next((e.withdrawal for e in effects.values() if e.withdrawal is not None), None)
    if agreed is None:
        return None
    until: dict[str, str] = {}
    zones: dict[str, str] = {}
    for issue, effect in effects.items():
        if effect.leaves is None:
            continue
        until[issue] = effect.leaves.until or case.issues.issues[issue].default
        for zone, changes in case.territory.ground.get(issue, {}).get(package[issue], {}).items():
            holder = case.territory.zones[zone].holder
            if holder in effect.leaves.by and changes.forces not in (None, holder):
                zones[zone] = holder
    if not zones:
        return None
    return Departure(agreed.order, agreed.steps, agreed.conditional, agreed.months, until, zones)


def in_words(case: Case, leaving: Departure) -> str:
    """Who leaves, in which order and how, as a sentence."""
    names = [case.header.parties[who].title for who in leaving.order]
    order = " first, then ".join(names)
    steps = f" in {leaving.steps} steps" if leaving.steps > 1 else ""
    each = ", each once the other's last one is attested" if leaving.conditional else ""
    low, high = leaving.months.at(np.array([0.05, 0.95])).tolist()
    months = f"{low:.0f} to {high:.0f}" if round(low) != round(high) else f"{low:.0f}"
    verb = "withdraw" if len(names) > 1 else "withdraws"
    return f"{order} {verb}{steps}{each}; {months} months if nobody stalls."


def _effect(case: Case, plan: Plan, issue: str, option: str) -> Effect:
    """What a clause does: the option's effect, with the plan's own figures in its place."""
    stated = case.enforcement.effects.get(issue, {}).get(option, Effect())
    clause = plan.clauses.get(issue)
    if clause is None or clause.with_ is None:
        return stated
    given = {name: getattr(clause.with_, name) for name in clause.with_.model_fields_set}
    return stated.model_copy(update=given)
