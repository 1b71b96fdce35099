"""Design: what if this clause were different?"""

from __future__ import annotations

from typing import Any

from interim.case.constraint import atoms, holds, parse_constraint
from interim.case.model import NO_DEAL, Plan
from interim.foundation import defaults, horizons
from interim.interfaces.workbench.helping import Tried, every_change, with_change
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.view import plan_of
from interim.presentation import conditions, figures, reasoning, sentences

AIMS = {
    "signed": "that both sides sign",
    "lasts": "that it is still in force after {} years, once in force",
}
LISTED = 5
"""Changes listed for each aim."""


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
    document = desk.engine.of_plans(case, shown, view.run).to_json()
    base = document["plans"][view.plan]
    return {
        "nothing": "",
        "d": document,
        "plan": document["plans"][plan.id],
        "base": base if view.changes else None,
        "broken": broken,
        "difference": _difference(desk, document, plan) if view.changes else "",
        "sentence": sentences.plan_summary(document, plan.id),
        "when": view.address(page="when", more=()) if case.talks else "",
        "helps": _helps(desk),
        "helps_years": horizons.documented(case.header.horizon_years),
        "try_all": view.address(more=(("ask", "helps"),)),
        "obstacles": sentences.obstacles(
            document,
            case.issues.titles,
            plan.id,
            {name: body.title for name, body in case.bodies.items()},
        ),
        "why": reasoning.reasons(document, _titles(desk), plan.id),
        "reasoning": reasoning,
        "survival": figures.survival(document, plan.id),
        "years": horizons.within(document["horizon_years"]),
    }


def _titles(desk: Desk) -> reasoning.Titles:
    """What issues and their answers are called."""
    return {
        issue: (entry.title, {name: option.title for name, option in entry.options.items()})
        for issue, entry in desk.case.issues.issues.items()
    }


def _difference(desk: Desk, document: dict[str, Any], plan: Plan) -> str:
    """What the changes do, beside the plan that they start from."""
    case, view = desk.case, desk.view
    before = case.package(case.plans[view.plan])
    named = [
        (entry.title, entry.options[option].title, entry.options[before[issue]].title)
        for issue, option in view.changes
        for entry in (case.issues.issues[issue],)
    ]
    return sentences.changed(document, plan.id, view.plan, named)


def _helps(desk: Desk) -> dict[str, Any] | None:
    """Every single change, ranked by what it helps; None unless it was asked for."""
    case, view = desk.case, desk.view
    if view.get("ask") != "helps":
        return None
    errand = every_change(desk)
    shown: dict[str, Any] = {"errand": errand, "futures": defaults.PAGE_CHANGE, "aims": []}
    if errand.state != "done":
        return shown
    now, *changes = errand.result
    package = case.package(plan_of(case, view))

    def row(tried: Tried) -> dict[str, Any]:
        entry = case.issues.issues[tried.issue]
        return {
            "tried": tried,
            "issue": entry.title,
            "option": entry.options[tried.option].title,
            "was": entry.options[package[tried.issue]].title,
            "address": view.address(changes=with_change(view, tried.issue, tried.option), more=()),
        }

    shown |= {"now": now, "count": len(changes)}
    for key, said in AIMS.items():
        best = sorted(changes, key=lambda tried: -getattr(tried, key)["p"])[:LISTED]
        aim = said.format(horizons.documented(case.header.horizon_years))
        shown["aims"].append({"said": aim, "rows": [row(tried) for tried in best]})
    return shown


def broken_constraints(desk: Desk) -> list[dict[str, Any]]:
    """The constraints that a draft breaks, each with single changes that would mend it."""
    case, view = desk.case, desk.view
    package = case.package(plan_of(case, view))
    broken = []
    for text in case.issues.constraints:
        rule = parse_constraint(str(text))
        if holds(rule, package):
            continue
        named = {atom.issue for atom in atoms(rule)}
        ways = [
            {
                "issue": entry.title,
                "option": entry.options[option].title,
                "address": view.address(changes=with_change(view, issue, option)),
            }
            for issue, entry in case.issues.issues.items()
            if issue in named
            for option in entry.options
            if option != package[issue] and holds(rule, package | {issue: option})
        ]
        broken.append({"text": conditions.constraint(case, rule), "ways": ways})
    return broken
