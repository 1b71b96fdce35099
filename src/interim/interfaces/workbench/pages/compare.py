"""Compare: plans side by side on common futures."""

from __future__ import annotations

from typing import Any

import numpy as np

from interim.case.model import NO_DEAL, Case, Plan
from interim.evaluation.result import Evaluation
from interim.foundation import words
from interim.foundation.errors import BadInput, Problem
from interim.foundation.estimates import Z975
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.view import DRAFT, plan_of
from interim.presentation import figures, sentences

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
    found = {plan.id: document["plans"][plan.id] for plan in plans}
    return {
        "d": document,
        "plans": found,
        "sentences": {name: sentences.plan_summary(document, name) for name in found},
        "signing": figures.signing(document, found),
        "survivals": {name: figures.survival(document, name) for name in found},
        "endings": figures.endings(document, found),
        "deaths": figures.deaths(found),
        "years": [y for y in (1, 5, 10, 15) if y <= document["horizon_years"]],
        "differences": list(_differences(evaluation, plans)),
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
            found = f"{len(view.plans)} plans"
            raise BadInput([Problem("too many plans", found=found, expected=f"at most {MOST}")])
        chosen = [case.plans[name] for name in view.plans]
    else:
        known = [n for n in case.header.plans or case.plans if n != NO_DEAL]
        first = [view.plan] if view.plan and view.plan != NO_DEAL else []
        chosen = [case.plans[n] for n in dict.fromkeys((*first, *known))][:FEWEST]
    mine = plan_of(case, view)
    if mine.id == DRAFT or (len(chosen) < FEWEST and mine not in chosen):
        chosen = [mine, *chosen]
    return list({plan.id: plan for plan in chosen}.values())[:MOST]


def _differences(evaluation: Evaluation, plans: list[Plan]) -> list[dict[str, Any]]:
    """Each later plan against the first, future by future."""
    first = plans[0]
    rows = []
    for plan in plans[1:]:
        a, b = (evaluation.data.sel(plan=p.id) for p in (plan, first))
        chances = {
            **{
                f"{_title(evaluation.case, p)} signs": a["assent"].sel(principal=p).values
                - b["assent"].sel(principal=p).values
                for p in evaluation.case.principals
            },
            "adopted": a["adopted"].values.astype(float) - b["adopted"].values,
            "in force, holds 10 years": _holds(evaluation, a) - _holds(evaluation, b),
        }
        rows.append(
            {
                "plan": plan.short,
                "against": first.short,
                "chances": {name: _points(values) for name, values in chances.items()},
                "deaths": words.thousands(
                    _spread(a["averted_in_force"].values - b["averted_in_force"].values)
                ),
            }
        )
    return rows


def _holds(evaluation: Evaluation, data: Any) -> Any:
    months = min(120, evaluation.case.months)
    month = data["month"].values
    return ((month < 0) | (month >= months)).astype(float)


def _points(values: Any) -> str:
    """A mean paired difference in points, with its 95 % interval."""
    mean = float(np.mean(values))
    half = Z975 * float(np.std(values)) / np.sqrt(values.size)
    low, middle, high = (100 * x for x in (mean - half, mean, mean + half))
    return f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"


def _spread(values: Any) -> dict[str, float] | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, median, high = np.percentile(known, [5, 50, 95])
    return {"median": float(median), "low": float(low), "high": float(high)}


def _title(case: Case, party: str) -> str:
    return case.header.parties[party].title
