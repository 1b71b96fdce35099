"""Explain: what drives this, and who would disagree?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults, horizons
from interim.foundation.cache import user_cache
from interim.foundation.errors import BadInput, Problem, unknown
from interim.futures import Run
from interim.insight import naming, outcomes
from interim.insight.explain import explain
from interim.insight.lenses import AS_WRITTEN, side_by_side
from interim.interfaces.workbench.background import Errand, Progress, behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation import explain_figure, explaining, views

QUESTIONS = 5
YEARS = frozenset({2, *horizons.YEARS})


def around(desk: Desk) -> Context:
    """Which plan, whose view, what is explained, and with whom it is compared."""
    case, view = desk.case, desk.view
    return {
        "plans": {name: plan.short for name, plan in case.plans.items() if name != NO_DEAL},
        "lenses": {name: lens.title for name, lens in case.lenses.items()},
        "asked": _outcomes(case),
        "outcome": _outcome(case, view),
        "against": _against(case, view),
    }


def part(desk: Desk) -> Context:
    """What the outcome depends on, where it comes about, and what each lens makes of it."""
    case, view = desk.case, desk.view
    if view.plan == NO_DEAL:
        return {"nothing": "There is no deal to explain: choose a plan."}
    asked = _outcome(case, view)
    errand: Errand | None = None
    shown: dict[str, Any] = {}
    for futures in defaults.PAGE_EXPLAINED:
        errand = _explained(desk, asked, futures)
        if errand.state != "done":
            break
        shown = errand.result
        if futures == defaults.PAGE_EXPLAINED[0]:
            # The lenses come before the sharper explanation.
            lenses = _lenses(desk)
            if lenses is not None and lenses.under_way:
                break
    assert errand is not None  # there is at least one step
    drivers = explaining.clear_drivers(shown) if shown else []
    swings = [(driver, explaining.swing(driver, shown["futures"])) for driver in drivers]
    return {
        "nothing": "",
        "errand": errand,
        "d": shown or None,
        "level": explaining.level(shown) if shown else "",
        "standing": explaining.standing(shown) if shown else "",
        "explaining": explaining,
        "tornado": behind(desk.engine).kept(
            ("tornado", *_about(case, view), view.run.on(shown["futures"]), asked),
            lambda: explain_figure.tornado(shown, swings),
        )
        if swings
        else "",
        "rows": [
            {
                "driver": driver,
                "low": swing.low,
                "high": swing.high,
                "try": _try(view, driver["quantity"]),
            }
            for driver, swing in swings
        ],
        "thresholds": [
            one | {"address": _set(view, [one])} for one in (shown["thresholds"] if shown else [])
        ],
        "several": [
            one | {"address": _set(view, one["settings"])}
            for one in (shown["pair"], shown["together"])
            if one is not None
        ]
        if shown
        else [],
        "views": _views(desk) if shown else None,
    }


def _explained(desk: Desk, asked: str, futures: int) -> Errand:
    case, view = desk.case, desk.view
    plan = plan_of(case, view)
    known = case.model_copy(update={"plans": case.plans | {plan.id: plan}})
    run = view.run.on(futures)

    def work(progress: Progress) -> Mapping[str, Any]:
        return explain(
            known, plan.id, outcome=asked, run=run, workers=1, progress=progress,
            # The files of a case say nothing of a draft.
            cache=None if view.changes else user_cache(),
        )  # fmt: skip

    return behind(desk.engine).ask(("explain", *_about(case, view), run, asked), work)


def known_drivers(desk: Desk) -> list[Mapping[str, Any]]:
    """What decides how long a plan holds, as far as that has been worked out already."""
    case, view = desk.case, desk.view
    asked = f"holds-{horizons.late(case.header.horizon_years)}"
    for futures in reversed(defaults.PAGE_EXPLAINED):
        key = ("explain", *_about(case, view), view.run.on(futures), asked)
        errand = behind(desk.engine).seen(key)
        if errand is not None and errand.state == "done":
            return explaining.clear_drivers(errand.result)
    return []


def _lenses(desk: Desk) -> Errand | None:
    """All lenses on the same futures; None where the case has none."""
    case, view = desk.case, desk.view
    if not case.lenses:
        return None
    plan = plan_of(case, view)
    known = case.model_copy(update={"plans": case.plans | {plan.id: plan}})

    run = _all_lenses(view)

    def work(progress: Progress) -> Mapping[str, Any]:
        views = side_by_side(known, [plan.id], run=run, workers=1, progress=progress)
        return views.to_json()

    return behind(desk.engine).ask(("lenses", *_about(case, view), run), work)


def _all_lenses(view: View) -> Run:
    """The same whichever lens the view has."""
    return replace(view.run, futures=defaults.PAGE_LENSES, lens=None)


def _views(desk: Desk) -> dict[str, Any] | None:
    """The lenses side by side, and what would tell two of them apart."""
    case, view = desk.case, desk.view
    errand = _lenses(desk)
    if errand is None:
        return None
    if errand.state != "done":
        return {"errand": errand}
    document = errand.result
    plan = plan_of(case, view)
    years = horizons.documented(case.header.horizon_years)
    mine, other = view.lens or AS_WRITTEN, _against(case, view)
    shown = document["lenses"]
    # The case itself replaces nothing, so it has no beliefs of its own to list.
    return {
        "errand": errand,
        "futures": document["futures"],
        "years": years,
        "figure": behind(desk.engine).kept(
            ("lens figure", *_about(case, view), _all_lenses(view)),
            lambda: explain_figure.lenses(document, plan.id, years),
        ),
        "rows": [
            {
                "title": entry["title"],
                "who": entry["who"],
                "result": entry["plans"][plan.id],
                "chosen": name == mine,
                "address": view.address(lens=None if name == AS_WRITTEN else name),
            }
            for name, entry in shown.items()
        ],
        "sentence": views.furthest_apart(document, plan.id, years),
        "beliefs": [shown[name] for name in dict.fromkeys((mine, other)) if shown[name]["beliefs"]],
        "said": {
            belief["quantity"]: naming.words(case, belief["quantity"])
            for name in (mine, other)
            for belief in shown[name]["beliefs"]
        },
        "pair": (shown[mine]["title"], shown[other]["title"]),
        "same": mine == other,
        "best": next((p for p in document["pairs"] if set(p["lenses"]) == {mine, other}), None),
        "titles": {name: entry["title"] for name, entry in shown.items()},
        "questions": document["questions"][:QUESTIONS],
    }


def _outcomes(case: Case) -> dict[str, str]:
    """What may be asked: events, in words."""
    said = {}
    for name, one in outcomes.outcomes(case).items():
        head, _, year = name.partition("-")
        if one.event and (head != "holds" or int(year) in YEARS):
            said[name] = one.yes
    return said


def _outcome(case: Case, view: View) -> str:
    """The outcome that is explained.

    Raises:
        BadInput: the case has none of that name, or it is an amount.
    """
    name = view.get("outcome") or f"holds-{horizons.late(case.header.horizon_years)}"
    if not outcomes.outcome(case, name).event:
        raise BadInput([Problem("only what happens or not can be explained here", found=name)])
    return name


def _against(case: Case, view: View) -> str:
    """The view of the facts with which the chosen one is compared.

    Raises:
        BadInput: the case has no such lens.
    """
    name = view.get("against")
    if not name:
        first = next((lens for lens in case.lenses if lens != view.lens), AS_WRITTEN)
        return AS_WRITTEN if view.lens else first
    if name != AS_WRITTEN and name not in case.lenses:
        raise BadInput([unknown("lens", name, (AS_WRITTEN, *case.lenses))])
    return name


def _about(case: Case, view: View) -> tuple[Hashable, ...]:
    plan = plan_of(case, view)
    return (original_hash(case), plan.id, plan.short, repr(plan.clauses))


def _try(view: View, name: str) -> str:
    return view.address(page="hold", more=(("quantity", name),))


def _set(view: View, settings: list[dict[str, Any]]) -> str:
    """The same plan on Design with quantities set."""
    values = dict(view.settings) | {one["quantity"]: f"{one['at']:.6g}" for one in settings}
    return view.address(page="design", settings=tuple(values.items()), more=())
