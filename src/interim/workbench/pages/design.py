"""Design: what if this clause were different?"""

from __future__ import annotations

from typing import Any

from interim.case.constraint import holds, parse_constraint
from interim.case.model import NO_DEAL
from interim.report import figures, sentences
from interim.workbench.page import Context, Desk
from interim.workbench.view import View, plan_of


def around(desk: Desk) -> Context:
    """The plan editor: every issue with its options, and what constraints say."""
    case, view = desk.case, desk.view
    package = case.package(plan_of(case, view))
    base = case.package(case.plans[view.plan])
    groups: dict[str, list[dict[str, Any]]] = {}
    for issue, entry in case.issues.issues.items():
        groups.setdefault(entry.group, []).append(
            {
                "id": issue,
                "title": entry.title,
                "options": {name: option.title for name, option in entry.options.items()},
                "chosen": package[issue],
                "base": base[issue],
                "was": entry.options[base[issue]].title,
                "changed": package[issue] != base[issue],
                "note": entry.note or "",
            }
        )
    return {
        "groups": groups,
        "plans": {
            name: plan.short
            for name, plan in case.plans.items()
            if name != NO_DEAL or view.plan == NO_DEAL
        },
        "lenses": {name: lens.title for name, lens in case.lenses.items()},
        "saved": desk.store.plans(case.id),
        "undone": view.address(changes=()),
    }


def part(desk: Desk) -> Context:
    """What the plan leads to, beside the plan that it starts from."""
    case, view = desk.case, desk.view
    if view.plan == NO_DEAL and not view.changes:
        said = "Without a deal there is nothing to sign: change a clause, or start from a plan."
        return {"nothing": said}
    plan = plan_of(case, view)
    broken = broken_constraints(desk)
    shown = [plan] if not view.changes else [plan, case.plans[view.plan]]
    document = desk.engine.of_plans(case, shown, view).to_json()
    base = document["plans"][view.plan]
    return {
        "nothing": "",
        "d": document,
        "plan": document["plans"][plan.id],
        "base": base if view.changes else None,
        "broken": broken,
        "sentence": sentences.plan_summary(document, plan.id),
        "obstacles": sentences.obstacles(document, case, plan.id),
        "survival": figures.survival(document, plan.id),
        "years": [y for y in (1, 5, 10, 15) if y <= document["horizon_years"]],
    }


def broken_constraints(desk: Desk) -> list[dict[str, Any]]:
    """The constraints that a draft breaks, each with single changes that would mend it."""
    case, view = desk.case, desk.view
    package = case.package(plan_of(case, view))
    found = []
    for text in case.issues.constraints:
        constraint = parse_constraint(str(text))
        if holds(constraint, package):
            continue
        ways = []
        for issue, entry in case.issues.issues.items():
            if issue not in str(text):
                continue
            for option in entry.options:
                if holds(constraint, package | {issue: option}) and option != package[issue]:
                    ways.append(
                        {
                            "issue": entry.title,
                            "option": entry.options[option].title,
                            "address": _with(view, issue, option),
                        }
                    )
        found.append({"text": in_words(desk, str(text)), "ways": ways[:6]})
    return found


def in_words(desk: Desk, constraint: str) -> str:
    """A constraint with titles in place of ids."""
    text = " ".join(constraint.split())
    for issue, entry in sorted(desk.case.issues.issues.items(), key=lambda item: -len(item[0])):
        text = text.replace(issue, f"“{entry.title}”")
        for option in sorted(entry.options, key=len, reverse=True):
            text = text.replace(f" {option}", f" “{entry.options[option].title}”")
    return text


def _with(view: View, issue: str, option: str) -> str:
    changes = dict(view.changes) | {issue: option}
    return view.address(changes=tuple(changes.items()))
