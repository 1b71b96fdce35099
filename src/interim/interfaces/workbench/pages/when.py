"""When: which text is signed when if talks go on, and what does waiting cost?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput, unknown
from interim.interfaces.workbench.background import Errand, Progress, behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.view import DRAFT, View, plan_of
from interim.presentation import sentences, talks_figure, talks_words
from interim.questions.talks import talking

PATIENCE = 60.0
"""Seconds after which talks that nobody waits for any more end."""
NO_TALKS = (
    "This case states no talks, so nothing says which text is signed when. Its file talks.yaml "
    "would: which plans can be put, how often the parties meet, and who speaks."
)
MONTHS = (1, 6, 12, 24, 60, 120)
"""Months in which the share of futures is said in which both would sign a text."""


def around(desk: Desk) -> Context:
    """Whose view, and which text is added to the table."""
    case, view = desk.case, desk.view
    return {
        "lenses": {name: lens.title for name, lens in case.lenses.items()},
        "others": {name: case.plans[name].short for name in _others(case)},
        "also": _also(case, view),
        "talks": case.talks is not None,
    }


def part(desk: Desk) -> Context:
    """The verdict, which text is signed when, when both would, and what the wait costs."""
    case, view = desk.case, desk.view
    if case.talks is None:
        return {"nothing": NO_TALKS}
    known, menu = _table(case, view)
    errand: Errand | None = None
    found: Mapping[str, Any] | None = None
    for futures in _steps(view):
        errand = _held(desk, known, menu, futures)
        if errand.state != "done":
            break
        found = errand.result
    assert errand is not None  # there is at least one step
    context: dict[str, Any] = {"nothing": "", "errand": errand, "d": found}
    context |= {"first": _steps(view)[0], "design": view.address(page="design", more=())}
    return context if found is None else context | _told(desk, found, menu)


def _told(desk: Desk, found: Mapping[str, Any], menu: list[str]) -> dict[str, Any]:
    """What is shown of talks that were held."""
    case, view = desk.case, desk.view
    months = [month for month in MONTHS if month <= len(found["months"])]
    own = case.talks.menu if case.talks else ()
    return {
        "talks": talks_words,
        "few": sentences.few(found),
        "added": [found["titles"][plan] for plan in menu if plan not in own],
        "without": view.address(changes=(), more=()),
        "panels": behind(desk.engine).kept(
            ("when", *_about(case, view, menu), found["futures"]),
            lambda: talks_figure.panels(found),
        ),
        "months": months,
        "ripe": {
            plan: shares
            for plan in found["shown"]
            if any(s is not None and s >= talks_words.LEAST for s in found["ripe"][plan])
            for shares in [[found["ripe"][plan][month - 1] for month in months]]
        },
    }


def _held(desk: Desk, known: Case, menu: list[str], futures: int) -> Errand:
    """Talks in so many futures; a first answer does not wait for a sharper one of another view."""
    case, view = desk.case, desk.view
    run = view.run.on(futures)

    def work(progress: Progress) -> dict[str, Any]:
        return talking(known, menu=menu, run=run, workers=1, progress=progress)

    first = futures == _steps(view)[0]
    queue = behind(desk.engine, "talks" if first else "sharper talks")
    return queue.ask(("talks", *_about(case, view, menu), futures), work, PATIENCE)


def _steps(view: View) -> list[int]:
    """Futures of one answer after the other, no more than are asked for."""
    return sorted({min(futures, view.futures) for futures in defaults.PAGE_TALKS})


def _table(case: Case, view: View) -> tuple[Case, list[str]]:
    """The plans on the table: those of the case, what is added to them, and the reader's draft.

    A draft meets lost ground as the plan does that it starts from.
    """
    assert case.talks is not None
    menu = [*case.talks.menu, *([also] if (also := _also(case, view)) else [])]
    draft = plan_of(case, view)
    if draft.id != DRAFT or view.plan == NO_DEAL:
        return case, menu
    ground = case.talks.lost_ground
    if view.plan in ground:
        ground = {**ground, DRAFT: ground[view.plan]}
    talks = case.talks.model_copy(update={"lost_ground": ground})
    plans = {**case.plans, DRAFT: draft}
    return case.model_copy(update={"plans": plans, "talks": talks}), [*menu, DRAFT]


def _others(case: Case) -> list[str]:
    """Plans that are not on the table."""
    menu = case.talks.menu if case.talks else ()
    return [plan for plan in case.plans if plan != NO_DEAL and plan not in menu]


def _also(case: Case, view: View) -> str:
    """The plan that the reader adds to the table; '' where there is none.

    Raises:
        BadInput: no plan that could be added.
    """
    also = view.get("also")
    if also and also not in _others(case):
        raise BadInput([unknown("plan that is not on the table", also, _others(case))])
    return also


def _about(case: Case, view: View, menu: list[str]) -> tuple[Hashable, ...]:
    plan = plan_of(case, view)
    draft = (plan.short, repr(plan.clauses)) if plan.id == DRAFT else ()
    return (case.hash, tuple(menu), draft, view.run.on(1))
