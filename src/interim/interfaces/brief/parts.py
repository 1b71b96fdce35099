"""Parts of a brief that other commands find: the ground, seats, drivers, lenses, packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import horizons
from interim.presentation import (
    explain_figure,
    explaining,
    ground_words,
    map_figure,
    views,
    vote_figure,
)
from interim.presentation.figures import _svg
from interim.territory.standing import IN_FORCE, ROLES, TODAY, phases, standing, totals

Document = Mapping[str, Any]

SHOWN_DRIVERS = 10
SHOWN_PACKAGES = 3
SHOWN_QUESTIONS = 3


def grounds(case: Case, document: Document, close: Sequence[str]) -> list[dict[str, Any]]:
    """Maps of who stands where: today, and under every plan that changes the ground in its way.

    Args:
        case: the case.
        document: of the evaluation.
        close: plans that the brief looks at closely, whose maps come first.

    Returns:
        For each different ground the plans that share it, a sentence, a drawing and its table;
        today first. Empty where the case has no ground.
    """
    if not case.territory.units:
        return []
    every = [plan for plan in document["plans"] if plan != NO_DEAL]
    order = [*close, *(plan for plan in every if plan not in close)]
    today = standing(case, case.plans[NO_DEAL], TODAY)
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for name in (NO_DEAL, *order):
        plan = case.plans[name]
        phase = TODAY if name == NO_DEAL else IN_FORCE
        table = today if name == NO_DEAL else standing(case, plan, phase)
        ground = tuple(tuple(table[role]) for role in ROLES)
        short = "Today" if name == NO_DEAL else document["plans"][name]["short"]
        if ground in seen:
            seen[ground]["plans"].append(short)
            continue
        show = "holder" if name == NO_DEAL else "forces"
        rows = totals(case, table, show)
        when = phases(case, plan)[phase]
        sentence = ground_words.change(case, table, phase, when)
        chart = map_figure.figure(case, plan, phase=phase, show=show)
        seen[ground] = {
            "plans": [short],
            "first": not seen,
            "sentence": sentence,
            "what": map_figure.LAYERS[show],
            "figure": _svg(chart, f"map-{name}", f"Map: {map_figure.LAYERS[show]}. {sentence}"),
            "rows": [
                {
                    "title": title,
                    "area": ground_words.area(area),
                    "people": ground_words.inhabitants(people),
                }
                for title, area, people in zip(
                    rows["title"], rows["area_km2"], rows["people"], strict=True
                )
            ],
        }
    return list(seen.values())


def seats(votes: Mapping[str, Document], document: Document) -> list[dict[str, Any]]:
    """The bodies that plans need, seat by seat.

    Args:
        votes: plan -> the document of ``interim vote --json``.
        document: of the evaluation.
    """
    return [
        {
            "plan": document["plans"][plan]["short"],
            "bodies": bodies,
            "drawn": [
                (body, vote_figure.seats(body, f"{plan}-{name}"))
                for name, body in bodies.items()
                if body["members"] and (body["needed"] or "mandate" in body)
            ],
        }
        for plan, bodies in votes.items()
    ]


def drivers(explained: Mapping[str, Document]) -> list[dict[str, Any]]:
    """What an outcome of each plan depends on, where it fails, and what would have to be true.

    Args:
        explained: plan -> the document of ``interim explain --json``.
    """
    found = []
    for plan, document in explained.items():
        clear = explaining.clear_drivers(document)[:SHOWN_DRIVERS]
        swings = [(driver, explaining.swing(driver, document["futures"])) for driver in clear]
        found.append(
            {
                "d": document,
                "level": explaining.level(document),
                "standing": explaining.standing(document),
                "figure": explain_figure.tornado(document, swings, name=plan) if swings else "",
                "rows": swings,
            }
        )
    return found


def lenses(document: Document | None, plans: Sequence[str]) -> dict[str, Any] | None:
    """Each view of the facts on the same futures.

    Args:
        document: the document of ``interim lenses --json``.
        plans: those that the brief looks at closely.
    """
    if document is None or not plans:
        return None
    years = horizons.documented(document["horizon_years"])
    return {
        "d": document,
        "years": years,
        "plans": [
            {
                "id": plan,
                "short": document["plans"][plan],
                "sentence": views.furthest_apart(document, plan, years),
                "figure": explain_figure.lenses(document, plan, years),
            }
            for plan in plans
        ],
        "questions": document["questions"][:SHOWN_QUESTIONS],
    }


def packages(document: Document | None, case: Case) -> list[dict[str, Any]]:
    """The best packages of a search, each as changes to the plan that it resembles most.

    Args:
        document: the document of ``interim bridge --json``.
        case: the case, for titles.
    """
    if document is None:
        return []
    return [
        {
            "found": candidate,
            "nearest": case.plans[candidate["nearest_plan"]].short,
            "changes": [
                {
                    "issue": case.issues.issues[change["issue"]].title,
                    "before": _option(case, change["issue"], change["from"]),
                    "after": _option(case, change["issue"], change["to"]),
                }
                for change in candidate["changes"]
            ],
            "gains": {
                document["names"][party]: gain
                for party, gain in candidate["gains"].items()
                if gain and party in document["names"]
            },
        }
        for candidate in document["candidates"][:SHOWN_PACKAGES]
    ]


def _option(case: Case, issue: str, option: str) -> str:
    return case.issues.issues[issue].options[option].title
