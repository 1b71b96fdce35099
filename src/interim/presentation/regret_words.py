"""Regret between plans in sentences, from the document of ``interim regret --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.foundation import words
from interim.insight.regret import LIVES
from interim.presentation import sentences

TITLES = {
    "in-force": "If the plan were in force in every future",
    "proposed": "If the plan is proposed, and no deal holds where it is not adopted",
}


def headline(document: Mapping[str, Any]) -> str:
    """Between how many courses, on how many futures."""
    lens = f", lens {document['lens']}" if document["lens"] else ""
    return (
        f"{document['title']}, as of {document['as_of']}: regret between "
        f"{words.count(len(document['plans']), 'course', 'courses')}, "
        f"{words.count(document['futures'], 'future')}, seed {document['seed']}{lens}"
    )


def said(document: Mapping[str, Any], criterion: Mapping[str, Any]) -> list[str]:
    """How often the plans differ, and which are least regretted and never worst."""
    least, minimax, never = (
        _plans(document, criterion[key])
        for key in ("least_expected_regret", "minimax_regret", "never_worst")
    )
    differ = criterion["plans_differ"]
    lines = [
        f"The plans make a difference in {words.chance(differ)}. Least mean regret: {least}. "
        f"Least maximum regret (minimax): {minimax}."
    ]
    if criterion["never_worst"]:
        bound = max(criterion["plans"][plan]["worst"]["high"] for plan in criterion["never_worst"])
        lines.append(
            f"Never worst in {document['futures']:,} futures, so in fewer than {100 * bound:.2g} % "
            f"(95 % bound): {never}."
        )
    elif differ["p"] > 0:
        lines.append("Each is worst in some future.")
    return lines


def better_for_all(document: Mapping[str, Any], criterion: Mapping[str, Any]) -> str:
    """How often each plan is better than no deal for all."""
    chances = [
        f"{document['plans'][plan]} in {words.brief_chance(chance)}"
        for plan, chance in criterion["better_for_all"].items()
        if words.defined(chance)
    ]
    if not chances:
        return f"Fewer than {words.FEWEST} futures are too few for shares."
    return (
        "Better than no deal for both principals and with fewer deaths, share of futures: "
        f"{words.listed(chances)}."
    )


def reading(document: Mapping[str, Any]) -> str:
    """What regret is, and how to read the table."""
    return (
        "Regret: what a course leaves short of the one that is best in the same future, on the "
        "scale of value from 0 to 1 or in deaths over "
        f"{document['horizon_years']} years. Best, worst: no other is better, or worse, by more "
        "than a thousandth of the scale or half a life; none is where all are alike. "
        "Brackets and ± are 95 % intervals for the number of futures. The largest regret drawn "
        "only grows with more futures and has none. "
        f"{sentences.provenance(document)} None of this is a forecast."
    )


def _plans(document: Mapping[str, Any], plans: Sequence[str]) -> str:
    return words.listed([document["plans"][plan] for plan in plans])


def criterion(document: Mapping[str, Any], name: str) -> str:
    """What regret is measured in: deaths, or value to a party."""
    return "Deaths" if name == LIVES else f"Value to {document['parties'].get(name, name)}"


def figure(number: float) -> str:
    """A regret on the scale of value."""
    return f"{round(number, 3) + 0.0:.3f}"


def people(number: float) -> str:
    """A regret in lives, to the hundred."""
    return f"{round(number, -2) + 0.0:,.0f}"
