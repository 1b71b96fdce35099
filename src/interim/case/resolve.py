"""Plans as written to plans as evaluated: `based_on`, inherited sources, order, no deal."""

from __future__ import annotations

from collections.abc import Mapping

from interim.case.model import NO_DEAL, Header, Plan
from interim.case.positions import Document
from interim.foundation.errors import Problem


def cycles(plans: Mapping[str, Plan], files: Mapping[str, Document]) -> list[Problem]:
    """Plans that are based on each other in a circle, and on plans that do not exist."""
    problems = []
    reported: set[str] = set()
    for id_, plan in plans.items():
        base = plan.based_on
        if base is not None and base not in files:
            others = [name for name in files if name != id_]
            problems.append(files[id_].unknown(("based_on",), "plan", base, others))
        chain = [id_]
        while base is not None and base in plans and base not in chain:
            chain.append(base)
            base = plans[base].based_on
        if base == id_ and id_ not in reported:
            reported.update(chain)
            circle = " -> ".join([*chain, id_])
            message = f"plans are based on each other in a circle: {circle}"
            problems.append(files[id_].problem(("based_on",), message, found=plan.based_on))
    return problems


def resolve(plans: Mapping[str, Plan], header: Header | None) -> dict[str, Plan]:
    """Complete plans, in the order in which they are shown.

    A clause without a source of its own has its plan's. No deal is added where no file gives
    it: every issue at its default. Plans based on one that could not be read are left out.

    Args:
        plans: as written, without circles.
        header: gives the order.
    """
    done: dict[str, Plan] = {}

    def complete(id_: str, above: tuple[str, ...] = ()) -> Plan | None:
        if id_ in done:
            return done[id_]
        plan = plans.get(id_)
        if plan is None or id_ in above:
            return None
        clauses = {
            issue: clause if clause.marked else clause.model_copy(update={"source": plan.source})
            for issue, clause in plan.clauses.items()
        }
        if plan.based_on is not None:
            base = complete(plan.based_on, (*above, id_))
            if base is None:
                return None
            clauses = base.clauses | clauses
        done[id_] = plan.model_copy(update={"clauses": clauses})
        return done[id_]

    for id_ in plans:
        complete(id_)
    if NO_DEAL not in plans:
        done[NO_DEAL] = _no_deal()
    listed = (*header.plans, *header.reference_plans) if header else ()
    order = [id_ for id_ in (*listed, *sorted(done)) if id_ != NO_DEAL]
    order.append(NO_DEAL)
    return {id_: done[id_] for id_ in dict.fromkeys(order) if id_ in done}


def _no_deal() -> Plan:
    return Plan(
        id=NO_DEAL,
        title="No deal",
        short="no deal",
        summary="Nobody signs. The war goes on, and every issue stays as it is.",
    )
