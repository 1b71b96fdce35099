"""Bridge: is there something better for both?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, cast

import numpy as np

from interim.bargaining.bridge import bridge
from interim.bargaining.changes import Nearest, nearest
from interim.bargaining.packages import choices_of, values
from interim.case.model import NO_DEAL, Case
from interim.errors import BadInput, Problem
from interim.frontiers import Bargain, case_frontier
from interim.report import bridge_figure, bridging, sentences, words
from interim.report.bridging import answer
from interim.report.frontier_figure import RULES
from interim.workbench.background import Errand, Progress, behind
from interim.workbench.page import Context, Desk, Page
from interim.workbench.saved import original_hash
from interim.workbench.view import View, plan_of

FUTURES = 300
"""Behind the shares of futures in which a package is preferred to fighting on."""
SEARCHED = 1000
"""Behind what is said of the packages that a search finds."""
LOOKED = 500
"""Behind what is said of the point that is looked at."""
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
    case, view = desk.case, desk.view
    bargain, document = errand.result
    point = _point(view)
    if point is not None and point >= len(bargain.found):
        raise BadInput(
            [
                Problem(
                    "there is no such package",
                    found=str(point),
                    expected=f"a number below {len(bargain.found)}",
                )
            ]
        )
    drafted = {}
    if view.changes:
        package = case.package(plan_of(case, view))
        chosen = choices_of(bargain.space, package)
        drafted = {"your draft": values(bargain.space, chosen[None])[0]}
    return context | {
        "found": bargain,
        "d": document,
        "names": list(bargain.names.values()),
        "sentence": bridging.summary(bargain),
        # The page asks again and again while a search runs; its figure stays the same.
        "figure": behind(desk.engine).kept(
            ("packages", *_about(desk), view.address()),
            lambda: bridge_figure.packages(bargain, lambda k: _address(view, k), point, drafted),
        ),
        "fair": _fair(view, bargain, document),
        "plans": [
            plan | {"better": bridging.better_for_both(bargain, name)}
            for name, plan in document["plans"].items()
        ],
        "listed": _listed(view, bargain),
        "chosen": None if point is None else _looked_at(desk, bargain, point),
        "draft": drafted,
    }


def _frontier(desk: Desk) -> Any:
    case, view = desk.case, desk.view

    def work(progress: Progress) -> tuple[Bargain, dict[str, Any]]:
        found = case_frontier(
            case, futures=FUTURES, seed=view.seed, lens=view.lens, settings=dict(view.settings)
        )
        return found, found.to_json(points=False)

    return work


def _search(desk: Desk) -> dict[str, Any]:
    """The search for packages that would also be signed, adopted and kept."""
    case, view = desk.case, desk.view
    # A search takes minutes: it has a queue of its own, and is begun only by its button.
    lane, key = behind(desk.engine, "search"), ("bridge", *_about(desk))

    def work(progress: Progress) -> Mapping[str, Any]:
        return bridge(
            case, futures=SEARCHED, seed=view.seed, lens=view.lens, settings=dict(view.settings),
            workers=1, progress=progress,
        ).to_json()  # fmt: skip

    errand: Errand | None = lane.seen(key)
    if view.get("search") == "start":
        errand = lane.ask(key, work)
    shown: dict[str, Any] = {"errand": errand, "futures": SEARCHED}
    if errand is None or errand.state != "done":
        return shown
    document = errand.result
    return shown | {
        "d": document,
        "answer": answer(document),
        "rows": [
            {
                "name": f"{number}. {case.plans[found['nearest_plan']].short}, changed",
                "found": found,
                "changes": _changes(case, found["changes"]),
                "gains": [
                    (document["names"][p], bridging.gains(gain))
                    for p, gain in found["gains"].items()
                    if gain
                ],
                "nearest": case.plans[found["nearest_plan"]].short,
                "address": _design(
                    view,
                    found["nearest_plan"],
                    tuple((c["issue"], c["to"]) for c in found["changes"]),
                ),
            }
            for number, found in enumerate(document["candidates"], start=1)
        ],
        "known": sorted(
            document["plans"].values(), key=lambda plan: -plan["signed_adopted_and_lasting"]["p"]
        ),
    }


def _fair(view: View, bargain: Bargain, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fair points; rules that agree share a row."""
    rows: dict[int, dict[str, Any]] = {}
    for rule, points in bargain.fair.items():
        for point, told in list(zip(points, document["solutions"][rule], strict=True))[:1]:
            row = rows.setdefault(
                point, {"rules": [], "told": told, "address": _address(view, point)}
            )
            row["rules"].append(RULES[rule])
    return list(rows.values())


def _listed(view: View, bargain: Bargain) -> list[dict[str, Any]]:
    """Efficient packages evenly along the frontier, for those who do not point and click."""
    count = len(bargain.found)
    picked = np.unique(np.linspace(0, count - 1, min(count, LISTED)).round().astype(int))
    return [
        {
            "number": k + 1,
            "utilities": bargain.found.utilities[k].tolist(),
            "address": _address(view, k),
        }
        for k in picked.tolist()
    ]


def _looked_at(desk: Desk, bargain: Bargain, point: int) -> dict[str, Any]:
    """One efficient package: how it differs from the nearest plan, and what would follow."""
    case, view = desk.case, desk.view
    package = bargain.found.package(point)
    known = {name: entry.package for name, entry in bargain.plans.items()} or {
        NO_DEAL: case.package(NO_DEAL)
    }
    near: Nearest = nearest(case, package, known)
    changes = tuple((change.issue, change.after) for change in near.changes)
    asked = View(
        case.id, "design", near.plan, changes, lens=view.lens, settings=view.settings,
        futures=LOOKED, seed=view.seed,
    )  # fmt: skip
    plan = plan_of(case, asked)
    document = desk.engine.evaluation(case, asked).to_json()
    last = len(bargain.found) - 1
    mine = bargain.found.utilities[point]
    reference = bargain.plans[near.plan].distance.utilities if near.plan in bargain.plans else None
    return {
        "number": point + 1,
        "of": last + 1,
        "plan": case.plans[near.plan].short,
        "changes": _changes(
            case, [{"issue": c.issue, "from": c.before, "to": c.after} for c in near.changes]
        ),
        "utilities": mine.tolist(),
        "reference": None if reference is None else reference.tolist(),
        "sentence": sentences.plan_summary(document, plan.id),
        "preferred": bargain.uncertain.preferred(package) if bargain.uncertain else None,
        "refusal": _refusal(desk, bargain, package),
        "futures": LOOKED,
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


def _changes(case: Case, changes: list[Any]) -> list[tuple[str, str, str]]:
    """Issue, new option and old option in words."""
    return [
        (entry.title, entry.options[change["to"]].title, entry.options[change["from"]].title)
        for change in changes
        for entry in [case.issues.issues[change["issue"]]]
    ]


def _about(desk: Desk) -> tuple[Hashable, ...]:
    return (original_hash(desk.case), desk.view.lens, desk.view.settings, desk.view.seed)


def _design(view: View, plan: str, changes: tuple[tuple[str, str], ...]) -> str:
    return view.address(page="design", plan=plan, changes=changes, more=())


def _address(view: View, point: int) -> str:
    return view.address(more=(("point", str(point + 1)),))


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


PAGE = Page("bridge", "Bridge", "Is there something better for both?", around, part, sharpens=False)
