"""Which single change of a plan helps most: each that the constraints allow, behind the page."""

from __future__ import annotations

from dataclasses import dataclass

from interim.case.constraint import holds, parse_constraint
from interim.case.model import Case
from interim.foundation import defaults, horizons
from interim.foundation.estimates import Probability
from interim.interfaces.workbench.background import Errand, Progress, behind
from interim.interfaces.workbench.page import Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of

TOGETHER = 6
"""Plans worked out between two steps."""


@dataclass(frozen=True)
class Tried:
    """What follows from a plan with one clause changed.

    Attributes:
        issue: the clause; '' for the plan as it is.
        option: the new answer.
        signed: chance that all principals sign.
        adopted: chance that it is adopted.
        lasts: chance that it is still in force after `horizons.documented` years, once in force.
    """

    issue: str
    option: str
    signed: Probability
    adopted: Probability
    lasts: Probability


def allowed(case: Case, view: View) -> list[tuple[str, str]]:
    """Every (issue, option) that changes a view's plan and breaks no constraint."""
    package = case.package(plan_of(case, view))
    rules = [parse_constraint(str(text)) for text in case.issues.constraints]
    return [
        (issue, option)
        for issue, entry in case.issues.issues.items()
        for option in entry.options
        if option != package[issue]
        and all(holds(rule, package | {issue: option}) for rule in rules)
    ]


def with_change(view: View, issue: str, option: str) -> tuple[tuple[str, str], ...]:
    """The changes of a view with one more."""
    return tuple((dict(view.changes) | {issue: option}).items())


def every_change(desk: Desk) -> Errand:
    """The errand whose result is a list of `Tried`, the plan as it is first."""
    case, view = desk.case, desk.view
    run = view.run.on(defaults.PAGE_CHANGE)
    years = str(horizons.documented(case.header.horizon_years))

    def work(progress: Progress) -> list[Tried]:
        jobs = [("", ""), *allowed(case, view)]
        changes = []
        for start in range(0, len(jobs), TOGETHER):
            progress(start, len(jobs))
            some = {
                f"change-{start + k}": change
                for k, change in enumerate(jobs[start : start + TOGETHER])
            }
            plans = [
                plan_of(
                    case,
                    View(
                        case.id,
                        "design",
                        plan=view.plan,
                        changes=with_change(view, *change) if change[0] else view.changes,
                    ),
                ).model_copy(update={"id": name})
                for name, change in some.items()
            ]
            document = desk.engine.of_plans(case, plans, run).to_json()
            for name, (issue, option) in some.items():
                result = document["plans"][name]
                changes.append(
                    Tried(
                        issue,
                        option,
                        result["signed"],
                        result["adopted"],
                        result["holds_if_adopted"][years],
                    )
                )
        return changes

    about = (original_hash(case), view.plan, view.changes, run)
    return behind(desk.engine, "helping").ask(("changes", *about), work)
