"""Plans: what do they say, and where do they differ?"""

from __future__ import annotations

from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults, words
from interim.interfaces.workbench.page import Context, Desk
from interim.presentation import comparing
from interim.questions.compare import compare

ORDERS = {"case": "as in the case", "assent": "what decides who signs first"}


def around(desk: Desk) -> Context:
    """Which plans, what is hidden, and in which order."""
    case, view = desk.case, desk.view
    return {
        "plans": {name: plan.short for name, plan in case.plans.items() if name != NO_DEAL},
        "chosen": _chosen(desk),
        "hide": view.get("hide") == "agreed",
        "order": view.get("order", "case"),
        "orders": ORDERS,
    }


def part(desk: Desk) -> Context:
    """The matrix of issues and plans, and one cell of it in full."""
    case, view = desk.case, desk.view
    document = compare(case, _chosen(desk), run=view.run.on(defaults.PAGE_PLANS))
    issues = document["issues"]
    differing = [issue for issue in issues if issue["differs"]]
    shown = differing if view.get("hide") == "agreed" else issues
    if view.get("order") == "assent":
        shown = sorted(shown, key=lambda issue: -_decides(issue, case.principals))
    rows = [_row(desk, issue, document) for issue in shown]
    return {
        "d": document,
        "rows": rows,
        "hidden": len(issues) - len(shown),
        "sentence": comparing.summary(document),
        "cell": _cell(desk, document),
        "when": view.address(page="when", plans=(), more=()) if case.talks else "",
        "design": view.address(page="design", plans=(), more=()),
    }


def _chosen(desk: Desk) -> list[str]:
    if desk.view.plans:
        return list(desk.view.plans)
    return [name for name in desk.case.header.plans or desk.case.plans if name != NO_DEAL]


def _decides(issue: dict[str, Any], principals: tuple[str, ...]) -> float:
    """How far apart the plans lie on an issue, in value to the principals."""
    apart = 0.0
    for principal in principals:
        gains = [g["median"] for g in issue["gains"].get(principal, {}).values() if g]
        apart += max(gains) - min(gains) if gains else 0.0
    return apart


def _row(desk: Desk, issue: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    options = issue["options"]
    said = [answer["option"] for answer in options.values()]
    common = max(said, key=said.count)
    best = {}
    for principal in document["principals"]:
        gains = {p: g["median"] for p, g in issue["gains"].get(principal, {}).items() if g}
        if gains and max(gains.values()) - min(gains.values()) > 1e-9:
            top = max(gains.values())
            answers = [options[p]["title"] for p, gain in gains.items() if gain >= top - 1e-9]
            best[document["parties"][principal]] = words.listed(list(dict.fromkeys(answers)), "or")
    return {
        "title": issue["title"],
        "group": issue["group"],
        "differs": issue["differs"],
        "best": best,
        "cells": [
            {
                "title": answer["title"],
                "silent": answer["silent"],
                "odd": issue["differs"] and answer["option"] != common,
                "address": _address(desk, issue["id"], plan),
            }
            for plan, answer in options.items()
        ],
    }


def _address(desk: Desk, issue: str, plan: str) -> str:
    others = tuple((k, v) for k, v in desk.view.more if k != "cell")
    return desk.view.address(more=(*others, ("cell", f"{issue}:{plan}"))) + "#cell"


def _cell(desk: Desk, document: dict[str, Any]) -> dict[str, Any] | None:
    """The clause that a reader has opened: its words, sources and what it is worth to whom."""
    asked, _, plan = desk.view.get("cell").partition(":")
    issue = next((i for i in document["issues"] if i["id"] == asked), None)
    if issue is None or plan not in issue["options"]:
        return None
    case: Case = desk.case
    clause = case.plans[plan].clauses.get(asked)
    answer = issue["options"][plan]
    return {
        "issue": issue["title"],
        "issue_note": case.issues.issues[asked].note or "",
        "plan": document["titles"][plan],
        "option": answer["title"],
        "silent": answer["silent"],
        "note": (clause.note if clause else None) or "",
        "judgement": (clause.judgement if clause else None) or "",
        "sources": [case.sources[name] for name in answer["source"] if name in case.sources],
        "gains": [
            (document["parties"][party], words.on_scale(gain[plan]))
            for party, gain in issue["gains"].items()
            if gain.get(plan)
        ],
        "design": desk.view.address(page="design", plan=plan, changes=(), plans=(), more=()),
    }
