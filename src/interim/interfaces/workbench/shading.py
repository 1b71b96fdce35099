"""How long efficient packages would hold: worked out behind the page for some of them."""

from __future__ import annotations

import numpy as np

from interim.bargaining.changes import Nearest, nearest
from interim.case.model import NO_DEAL, Case, Plan
from interim.foundation import defaults, horizons
from interim.foundation.estimates import Probability
from interim.interfaces.workbench.background import Errand, Progress, behind
from interim.interfaces.workbench.page import Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation.bridge_figure import Holding
from interim.questions.frontier import Bargain

SHADED = 60
"""Efficient packages that are sent through all stages, evenly along the frontier."""
TOGETHER = 6
"""Packages worked out between two steps."""


def holding(desk: Desk, bargain: Bargain) -> Errand:
    """The errand whose result is a `Holding` for packages along the frontier and the plans."""
    case, view = desk.case, desk.view
    years = horizons.documented(case.header.horizon_years)
    run = view.run.on(defaults.PAGE_SHADING)

    def work(progress: Progress) -> Holding:
        jobs: list[tuple[int | str, Plan]] = [(name, case.plans[name]) for name in bargain.plans]
        jobs += [(k, plan_at(case, bargain, k)) for k in _picked(bargain)]
        chances: dict[int | str, Probability] = {}
        for start in range(0, len(jobs), TOGETHER):
            progress(start, len(jobs))
            some = jobs[start : start + TOGETHER]
            document = desk.engine.of_plans(case, [plan for _, plan in some], run).to_json()
            for about, plan in some:
                chance = document["plans"][plan.id]["holds_if_adopted"][str(years)]
                if chance:
                    chances[about] = chance
        return Holding(
            years,
            run.futures,
            {about: chance for about, chance in chances.items() if isinstance(about, int)},
            {about: chance for about, chance in chances.items() if isinstance(about, str)},
        )

    return behind(desk.engine, "shading").ask(("holding", original_hash(case), run), work)


def nearest_plan(case: Case, bargain: Bargain, point: int) -> Nearest:
    """The known plan that an efficient package is nearest to, and how it differs."""
    known = {name: entry.package for name, entry in bargain.plans.items()} or {
        NO_DEAL: case.package(NO_DEAL)
    }
    return nearest(case, bargain.frontier.package(point), known)


def plan_at(case: Case, bargain: Bargain, point: int) -> Plan:
    """An efficient package as a plan: the nearest known one, changed."""
    near = nearest_plan(case, bargain, point)
    changes = tuple((change.issue, change.after) for change in near.changes)
    plan = plan_of(case, View(case.id, "design", plan=near.plan, changes=changes))
    return plan.model_copy(update={"id": f"package-{point}"})


def _picked(bargain: Bargain) -> list[int]:
    """Evenly along the frontier, and the fair points."""
    count = len(bargain.frontier)
    along = np.linspace(0, count - 1, min(count, SHADED)).round().astype(int).tolist()
    fair = [point for points in bargain.fair.values() for point in points[:1]]
    return sorted({*along, *fair})
