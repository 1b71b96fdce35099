"""Parts of a brief that other commands find: the ground, seats, drivers, lenses, packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.case.model import NO_DEAL
from interim.foundation import horizons
from interim.gathered.document import Gathered
from interim.interfaces.brief.rows import option_title
from interim.presentation import (
    explain_figure,
    explaining,
    first_words,
    ground_words,
    map_figure,
    sentences,
    talks_figure,
    talks_words,
    views,
    vote_figure,
)
from interim.presentation.figures import _svg
from interim.territory.situation import from_document
from interim.territory.standing import TODAY

Document = Mapping[str, Any]

SHOWN_DRIVERS = 10
SHOWN_PACKAGES = 3
SHOWN_QUESTIONS = 3
SHOWN_TEXTS = 2


def grounds(gathered: Gathered) -> list[dict[str, Any]]:
    """Maps of who stands where: today, and under every plan that changes the ground in its way.

    Args:
        gathered: what was found of an evaluation.

    Returns:
        For each different ground the plans that share it, a sentence, a drawing and its table;
        today first. Empty where the case has no ground.
    """
    if gathered.ground is None:
        return []
    rows = []
    situations = from_document(gathered.ground)
    for situation, stated in zip(situations, gathered.ground["situations"], strict=True):
        today = situation.phase == TODAY
        show = "holder" if today else "forces"
        totals = situation.totals(show)
        sentence = ground_words.change(situation)
        name = f"map-{stated['plans'][0]}"
        chart = map_figure.figure(situation, show=show)
        rows.append(
            {
                "plans": [_short(gathered.evaluation, plan) for plan in stated["plans"]],
                "first": today,
                "sentence": sentence,
                "what": map_figure.LAYERS[show],
                "figure": _svg(chart, name, f"Map: {map_figure.LAYERS[show]}. {sentence}"),
                "rows": [
                    {
                        "title": title,
                        "area": ground_words.area(area),
                        "people": ground_words.inhabitants(people),
                    }
                    for title, area, people in zip(
                        totals["title"], totals["area_km2"], totals["people"], strict=True
                    )
                ],
            }
        )
    return rows


def _short(document: Document, plan: str) -> str:
    short: str = "Today" if plan == NO_DEAL else document["plans"][plan]["short"]
    return short


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
    rows = []
    for plan, document in explained.items():
        clear = explaining.clear_drivers(document)[:SHOWN_DRIVERS]
        swings = [(driver, explaining.swing(driver, document["futures"])) for driver in clear]
        rows.append(
            {
                "d": document,
                "level": explaining.level(document),
                "standing": explaining.standing(document),
                "figure": explain_figure.tornado(document, swings, name=plan) if swings else "",
                "rows": swings,
            }
        )
    return rows


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


def talks(gathered: Gathered) -> dict[str, Any] | None:
    """The verdict, which text is signed when if talks go on, and what waiting costs.

    Args:
        gathered: what was found of an evaluation.
    """
    document = gathered.talks
    if document is None:
        return None
    few = sentences.few(document)
    ripe = {plan: talks_words.ripeness({**document, "shown": [plan]}) for plan in document["shown"]}
    signed = talks_words.signed_at_all(document)[:SHOWN_TEXTS]
    return {
        "d": document,
        "verdict": first_words.verdict(document, gathered.evaluation, gathered.explained),
        "columns": talks_words.columns_of(document),
        "put": {plan: talks_words.put_by(document, plan) for plan in document["shown"]},
        "ripeness": [sentence for plan in signed for sentence in ripe[plan]],
        "figures": [] if few else talks_figure.panels(document, SHOWN_TEXTS),
    }


def packages(document: Document | None, case: Document) -> list[dict[str, Any]]:
    """The best packages of a search, each as changes to the plan that it resembles most.

    Args:
        document: the document of ``interim bridge --json``.
        case: what the case says, for titles.
    """
    if document is None:
        return []
    return [
        {
            "found": candidate,
            "nearest": case["plans"][candidate["nearest_plan"]]["short"],
            "changes": [
                {
                    "issue": case["issues"][change["issue"]]["title"],
                    "before": option_title(case, change["issue"], change["from"]),
                    "after": option_title(case, change["issue"], change["to"]),
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
