"""Hold: does it last, who breaks it, and how?"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.case.quantity import Domain, Quantity
from interim.foundation import defaults, horizons
from interim.foundation.errors import BadInput, Problem, unknown
from interim.history.outside import side_by_side
from interim.insight import naming
from interim.insight.statics import Response, response
from interim.insight.stories import typical_stories
from interim.interfaces.workbench.background import behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.pages.explain import known_drivers
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation import hold_figure, lasting, statics_words, story
from interim.presentation.explaining import number

STORIES = 5
READ = 1000
"""Futures at most among which stories are looked for."""
LEAST = 1000
"""Futures from which on a quantity is tried: the first answer does not wait for it."""
THEMES = ("enforcement", "war")


def around(desk: Desk) -> Context:
    """Which plan, whose view, which clauses, and which quantity is tried."""
    case, view = desk.case, desk.view
    chosen = view.get("quantity")
    if chosen:
        _expect_number(case, chosen)
    groups = {
        naming.THEMES[theme]: {
            name: _words(case, name)
            for name in case.quantities
            if naming.theme(name) == theme
            and not name.startswith("enforcement.effects.")
            and _tried_along(case, name)
        }
        for theme in THEMES
    }
    strongest = {
        driver["quantity"]: _words(case, driver["quantity"])
        for driver in known_drivers(desk)
        if _tried_along(case, driver["quantity"])
    }
    if strongest:
        groups = {"what it depends on most": strongest} | {
            title: {name: said for name, said in group.items() if name not in strongest}
            for title, group in groups.items()
        }
    if chosen and not any(chosen in group for group in groups.values()):
        groups = {"chosen": {chosen: _words(case, chosen)}} | groups
    return {
        "plans": {name: plan.short for name, plan in case.plans.items() if name != NO_DEAL},
        "lenses": {name: lens.title for name, lens in case.lenses.items()},
        "groups": {
            title: dict(sorted(group.items(), key=lambda item: item[1]))
            for title, group in groups.items()
            if group
        },
        "chosen": chosen,
        "clauses": {} if view.plan == NO_DEAL else _clauses(case, view),
    }


def part(desk: Desk) -> Context:
    """How long it lasts, how it ends and when, one quantity, and stories."""
    case, view = desk.case, desk.view
    if view.plan == NO_DEAL:
        return {"nothing": "There is no deal to hold: choose a plan."}
    plan = plan_of(case, view)
    shown = [plan] if not view.changes else [plan, case.plans[view.plan]]
    evaluation = desk.engine.of_plans(case, shown, view.run)
    known = evaluation.case
    life = lasting.lasting(evaluation, plan.id)
    before = lasting.lasting(evaluation, view.plan) if view.changes else None
    outside = lasting.outside_curve(known, plan.id)
    holds = evaluation.to_json()["plans"][plan.id]["holds_if_adopted"]
    return {
        "nothing": "",
        "futures": evaluation.run.futures,
        "found": life,
        "sentence": lasting.summary(life),
        "before": lasting.before(life, before) if before else "",
        "timing": lasting.timing(life),
        "outside": outside is not None,
        "survival": hold_figure.survival(life, outside, before),
        "endings": hold_figure.endings(life, case.principals),
        "breaches": hold_figure.breaches(life, case.principals),
        "kinds": [lasting.HELD, *life.ended],
        "rows": [(year, life.at(year)) for year in life.milestones],
        "side": side_by_side(known, plan.id, holds),
        "tried": _tried(desk),
        "stories": _stories(desk),
        "design": view.address(page="design", more=()),
        "explain": view.address(page="explain", more=()),
    }


def _clauses(case: Case, view: View) -> dict[str, dict[str, Any]]:
    """The issues whose options have effects on whether a deal is kept."""
    package, base = case.package(plan_of(case, view)), case.package(case.plans[view.plan])
    return {
        issue: {
            "title": entry.title,
            "options": {name: option.title for name, option in entry.options.items()},
            "chosen": package[issue],
            "changed": package[issue] != base[issue],
        }
        for issue, entry in case.issues.issues.items()
        if issue in case.enforcement.effects
    }


def _tried(desk: Desk) -> dict[str, Any] | None:
    """The plan along the values of the chosen quantity; None where none is chosen."""
    case, view = desk.case, desk.view
    name = view.get("quantity")
    if not name:
        return None
    quantity = _expect_number(case, name)
    said = _words(case, name)
    if view.futures < LEAST:
        return {"words": said, "waiting": True}
    plan = plan_of(case, view)
    years = horizons.late(case.header.horizon_years)

    run = view.run.on(defaults.PAGE_TRIED)

    def work() -> Response:
        known = case.model_copy(update={"plans": case.plans | {plan.id: plan}})
        return response(known, plan.id, name, run=run, years=years, workers=1)

    tried = behind(desk.engine).kept(("tried", *_about(case, view), run, name), work)
    middle = quantity.middle
    return {
        "words": said,
        "waiting": False,
        "provenance": quantity.mark,
        "stated": quantity.text,
        "sentence": statics_words.along(tried, said),
        "figure": hold_figure.threshold(tried, said, quantity.unit or "", middle, plan.short),
        "rows": [
            (number(value), chance)
            for value, chance in zip(tried.values.tolist(), tried.kept, strict=True)
        ],
        "years": years,
        "futures": run.futures,
        "links": [
            (number(value), _set(view, name, f"{value:.6g}")) for value in tried.values.tolist()
        ],
    }


def _stories(desk: Desk) -> dict[str, Any]:
    """Typical ways in which the deal breaks down, told month by month."""
    case, view = desk.case, desk.view
    plan = plan_of(case, view)
    run = view.run.on(min(view.futures, READ))
    evaluation = desk.engine.of_plans(case, [plan], run)
    known = evaluation.case
    stories = behind(desk.engine).kept(
        ("stories", *_about(case, view), run),
        lambda: typical_stories(evaluation, plan.id, STORIES),
    )
    return {
        "introduction": story.introduction(stories, known, run.futures, run.seed),
        "shown": [
            {
                "heading": story.heading(one, known),
                "about": story.about(one, known),
                "lines": story.lines(one, known),
            }
            for one in stories.stories
        ],
        "reading": story.reading(),
    }


def _about(case: Case, view: View) -> tuple[Hashable, ...]:
    plan = plan_of(case, view)
    return (original_hash(case), plan.id, plan.short, repr(plan.clauses))


def _set(view: View, name: str, value: str) -> str:
    settings = dict(view.settings) | {name: value}
    return view.address(page="design", settings=tuple(settings.items()), more=())


def _words(case: Case, name: str) -> str:
    return naming.words(case, name).removesuffix(" (enforcement)")


def _expect_number(case: Case, name: str) -> Quantity:
    """The quantity of that name.

    Raises:
        BadInput: there is none, or it is a choice between names.
    """
    if name not in case.quantities:
        raise BadInput([unknown("quantity", name, case.quantities)])
    if not _tried_along(case, name):
        raise BadInput(
            [Problem("only an uncertain number can be tried along its values", found=name)]
        )
    return case.quantities[name]


def _tried_along(case: Case, name: str) -> bool:
    """Whether a quantity has values to be tried along: an uncertain number."""
    quantity = case.quantities[name]
    return quantity.uncertain and quantity.domain is not Domain.NAME
