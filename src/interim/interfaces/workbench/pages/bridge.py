"""Bridge: is there something better for both?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np

from interim.bargaining.packages import choices_of, values
from interim.case.model import Case
from interim.foundation import defaults, horizons, words
from interim.foundation.errors import BadInput, Problem
from interim.interfaces.workbench import searching
from interim.interfaces.workbench.background import Progress, behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.shading import holding, nearest_plan
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation import bridge_figure, bridging, sentences
from interim.presentation.bridge_figure import Holding, Other
from interim.presentation.frontier_words import RULES
from interim.questions.frontier import Bargain, case_frontier

LISTED = 12
"""Efficient packages in the table, evenly along the frontier."""


def around(desk: Desk) -> Context:
    """Whose view."""
    case, view = desk.case, desk.view
    _point(view)
    return {"lenses": {name: lens.title for name, lens in case.lenses.items()}}


def part(desk: Desk) -> Context:
    """The efficient packages, the plans among them, one of them, and what a search found."""
    errand = behind(desk.engine, "frontier").ask(("frontier", *_about(desk)), _frontier(desk))
    context: dict[str, Any] = {"errand": errand, "search": _search(desk), "found": None}
    if errand.state != "done":
        return context
    view = desk.view
    bargain, document = errand.result
    point = _point(view)
    _expect_point(bargain, point)
    chosen = None if point is None else _looked_at(desk, bargain, point)
    shade = holding(desk, bargain)
    known: Holding | None = shade.result
    if known is not None and chosen is not None and chosen["holds"]:
        known = replace(known, packages={**known.packages, chosen["number"] - 1: chosen["holds"]})
    others = _others(desk, bargain, context["search"]["d"])
    return context | {
        "found": bargain,
        "d": document,
        "names": list(bargain.names.values()),
        "sentence": bridging.summary(bargain),
        "shade": shade,
        "holding": known,
        # The page asks again and again while a search runs; its figure stays the same.
        "figure": behind(desk.engine).kept(
            ("packages", *_about(desk), view.address(), known is None, len(others)),
            lambda: bridge_figure.packages(bargain, lambda k: _open(view, k), point, others, known),
        ),
        "fair": _fair(view, bargain, document),
        "plans": [
            plan | {"better": bridging.better_for_both(bargain, name)}
            for name, plan in document["plans"].items()
        ],
        "listed": _listed(view, bargain),
        "chosen": chosen,
        "draft": {other.name: other.value for other in others if not other.address},
    }


def _frontier(desk: Desk) -> Any:
    case, view = desk.case, desk.view

    def work(progress: Progress) -> tuple[Bargain, dict[str, Any]]:
        bargain = case_frontier(case, run=view.run.on(defaults.PAGE_FRONTIER))
        return bargain, bargain.to_json(points=False)

    return work


def _search(desk: Desk) -> dict[str, Any]:
    """What a search found that would also be signed, adopted and kept, or how far it is."""
    case, view = desk.case, desk.view
    document, errand = searching.known(desk)
    shown: dict[str, Any] = {"errand": errand, "d": document}
    if document is None:
        return shown
    return shown | {
        "answer": bridging.answer(document),
        "ranked": bridging.ranked(document),
        "rows": [
            {
                "name": f"{number}. {case.plans[candidate['nearest_plan']].short}, changed",
                "found": candidate,
                "changes": bridging.changes(candidate["changes"], case),
                "gains": [
                    (document["names"][p], bridging.gains(gain))
                    for p, gain in candidate["gains"].items()
                    if gain
                ],
                "nearest": case.plans[candidate["nearest_plan"]].short,
                "address": _design(
                    view,
                    candidate["nearest_plan"],
                    tuple((c["issue"], c["to"]) for c in candidate["changes"]),
                ),
            }
            for number, candidate in enumerate(document["candidates"], start=1)
        ],
        "known": sorted(
            document["plans"].values(), key=lambda plan: -plan["signed_adopted_and_lasting"]["p"]
        ),
    }


def _others(desk: Desk, bargain: Bargain, document: Mapping[str, Any] | None) -> list[Other]:
    """Packages that are named in the figure beside the plans: a draft, and what a search found."""
    case, view = desk.case, desk.view
    others = []

    def place(package: Mapping[str, str]) -> Any:
        return values(bargain.space, choices_of(bargain.space, package)[None])[0]

    year = _year(case)
    if view.changes:
        others.append(Other("your draft", place(case.package(plan_of(case, view))), None, ""))
    for number, one in enumerate(document["candidates"] if document else (), start=1):
        address = _design(
            view, one["nearest_plan"], tuple((c["issue"], c["to"]) for c in one["changes"])
        )
        chance = one["holds_if_adopted"].get(year)
        others.append(Other(f"found {number}", place(one["package"]), chance, address))
    return others


def opened(desk: Desk) -> str:
    """The address in Design of the efficient package that is asked for."""
    view = desk.view
    point = _point(view)
    errand = behind(desk.engine, "frontier").ask(("frontier", *_about(desk)), _frontier(desk))
    if point is None or errand.state != "done":
        return view.address(page="bridge")
    bargain, _ = errand.result
    _expect_point(bargain, point)
    near = nearest_plan(desk.case, bargain, point)
    return _design(view, near.plan, tuple((c.issue, c.after) for c in near.changes))


def _fair(view: View, bargain: Bargain, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fair points; rules that agree share a row."""
    rows: dict[int, dict[str, Any]] = {}
    for rule, points in bargain.fair.items():
        for point, about in list(zip(points, document["solutions"][rule], strict=True))[:1]:
            row = rows.setdefault(
                point, {"rules": [], "results": about, "address": _address(view, point)}
            )
            row["rules"].append(RULES[rule])
    return list(rows.values())


def _listed(view: View, bargain: Bargain) -> list[dict[str, Any]]:
    """Efficient packages evenly along the frontier, for those who do not point and click."""
    count = len(bargain.frontier)
    picked = np.unique(np.linspace(0, count - 1, min(count, LISTED)).round().astype(int))
    return [
        {
            "number": k + 1,
            "utilities": bargain.frontier.utilities[k].tolist(),
            "address": _address(view, k),
            "design": _open(view, k),
        }
        for k in picked.tolist()
    ]


def _looked_at(desk: Desk, bargain: Bargain, point: int) -> dict[str, Any]:
    """One efficient package: how it differs from the nearest plan, and what would follow."""
    case, view = desk.case, desk.view
    package = bargain.frontier.package(point)
    near = nearest_plan(case, bargain, point)
    changes = tuple((change.issue, change.after) for change in near.changes)
    plan = plan_of(case, View(case.id, "design", near.plan, changes))
    run = view.run.on(defaults.PAGE_PACKAGE)
    document = desk.engine.of_plans(case, [plan], run).to_json()
    last = len(bargain.frontier) - 1
    mine = bargain.frontier.utilities[point]
    reference = bargain.plans[near.plan].distance.utilities if near.plan in bargain.plans else None
    return {
        "number": point + 1,
        "of": last + 1,
        "plan": case.plans[near.plan].short,
        "changes": bridging.changes(
            [{"issue": c.issue, "from": c.before, "to": c.after} for c in near.changes], case
        ),
        "utilities": mine.tolist(),
        "reference": None if reference is None else reference.tolist(),
        "sentence": sentences.plan_summary(document, plan.id),
        "holds": document["plans"][plan.id]["holds_if_adopted"].get(_year(case)),
        "preferred": bargain.uncertain.preferred(package) if bargain.uncertain else None,
        "refusal": _refusal(desk, bargain, package),
        "futures": run.futures,
        "address": _design(view, near.plan, changes),
        "before": _address(view, point - 1) if point else "",
        "after": _address(view, point + 1) if point < last else "",
    }


def _refusal(desk: Desk, bargain: Bargain, package: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whose red lines a package crosses, and with which chance."""
    if bargain.uncertain is None:
        return []
    return [
        (bargain.names[p], words.spanned(cast(Mapping[str, float], spread)))
        for p, spread in bargain.uncertain.refusal(package).items()
        if spread is not None and spread["high"] > 0
    ]


def _year(case: Case) -> str:
    return str(horizons.documented(case.header.horizon_years))


def _about(desk: Desk) -> tuple[Hashable, ...]:
    return (original_hash(desk.case), desk.view.run.on(defaults.PAGE_FRONTIER))


def _design(view: View, plan: str, changes: tuple[tuple[str, str], ...]) -> str:
    return view.address(page="design", plan=plan, changes=changes, more=())


def _address(view: View, point: int) -> str:
    return view.address(more=(("point", str(point + 1)),))


def _open(view: View, point: int) -> str:
    """Where a point of the figure leads: to the package in Design."""
    return view.address(page="bridge/open", more=(("point", str(point + 1)),))


def _expect_point(bargain: Bargain, point: int | None) -> None:
    """An efficient package is one of those found.

    Raises:
        BadInput: it is not.
    """
    count = len(bargain.frontier)
    if point is not None and point >= count:
        expected = f"a number up to {count}"
        raise BadInput(
            [Problem("there is no such package", found=str(point + 1), expected=expected)]
        )


def _point(view: View) -> int | None:
    """Index of the efficient package that is looked at.

    Raises:
        BadInput: it is no whole number above 0.
    """
    text = view.get("point")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):
        raise BadInput([Problem("a package is a whole number from 1", found=text)])
    return int(text) - 1
