"""Compare: plans side by side on common futures."""

from __future__ import annotations

from interim.case.model import NO_DEAL, Plan
from interim.foundation import horizons
from interim.foundation.errors import BadInput, Problem
from interim.insight.paired import paired
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.view import DRAFT, plan_of
from interim.presentation import comparing, figures, sentences

FEWEST, MOST = 2, 4


def around(desk: Desk) -> Context:
    """Which plans stand side by side."""
    return {
        "plans": {n: p.short for n, p in desk.case.plans.items() if n != NO_DEAL},
        "chosen": [plan.id for plan in _chosen(desk)],
        "lenses": {name: lens.title for name, lens in desk.case.lenses.items()},
        "most": MOST,
    }


def part(desk: Desk) -> Context:
    """One sentence a plan, the figures, and the differences with their intervals."""
    case, view = desk.case, desk.view
    plans = _chosen(desk)
    evaluation = desk.engine.of_plans(case, plans, view.run)
    document = evaluation.to_json()
    results = {plan.id: document["plans"][plan.id] for plan in plans}
    return {
        "d": document,
        "plans": results,
        "sentences": {name: sentences.plan_summary(document, name) for name in results},
        "signing": figures.signing(document, results),
        "survivals": {name: figures.survival(document, name) for name in results},
        "endings": figures.endings(document, results),
        "deaths": figures.deaths(results),
        "years": horizons.within(document["horizon_years"]),
        "differences": [
            comparing.paired(paired(evaluation, plan.id, plans[0].id)) for plan in plans[1:]
        ],
        "links": {
            plan.id: view.address(page="design", plan=plan.id, changes=(), plans=(), more=())
            for plan in plans
            if plan.id != DRAFT
        },
    }


def _chosen(desk: Desk) -> list[Plan]:
    """The plans asked for; else the reader's own beside the first two."""
    case, view = desk.case, desk.view
    if view.plans:
        if len(view.plans) > MOST:
            number = f"{len(view.plans)} plans"
            raise BadInput([Problem("too many plans", found=number, expected=f"at most {MOST}")])
        chosen = [case.plans[name] for name in view.plans]
    else:
        known = [n for n in case.header.plans or case.plans if n != NO_DEAL]
        first = [view.plan] if view.plan and view.plan != NO_DEAL else []
        chosen = [case.plans[n] for n in dict.fromkeys((*first, *known))][:FEWEST]
    mine = plan_of(case, view)
    if mine.id == DRAFT or (len(chosen) < FEWEST and mine not in chosen):
        chosen = [mine, *chosen]
    return list({plan.id: plan for plan in chosen}.values())[:MOST]
