"""The vote on status and who may vote in it, in words: of ``interim referendum --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.foundation import words
from interim.presentation.ballots import span

OPPOSITE = "two rules give opposite results in the same campaign"
MAY_NOT, NOT_REACHED = "may not vote", "may vote, but is not reached"


def headline(document: Mapping[str, Any]) -> str:
    """What the document is of."""
    return f"{document['title']}: the vote on status"


def promise(plan: Mapping[str, Any]) -> str:
    """Whether a plan promises the vote, and how."""
    if not plan["promised"]:
        return f"“{plan['title']}” promises no vote on status."
    how = f", {plan['arrangement']}" if plan["arrangement"] else ""
    return (
        f"{plan['title']} promises a vote ({plan['franchise']}{how}); held in "
        f"{words.cell(plan['held'])}, accepted by the losing side to {span(plan['acceptance'])}."
    )


def missing(absent: Sequence[Mapping[str, Any]]) -> str:
    """Whose votes are missing, in thousands; in brackets those who are not reached."""
    shown = []
    for entry in absent:
        number = f"{entry['group']} {entry['thousands']['median']:,.0f}"
        if entry["why"] == "excluded":
            shown.append(number)
        elif entry["thousands"]["median"] >= 1:
            shown.append(f"({number})")
    return ", ".join(shown) or words.NOTHING


def why(entry: Mapping[str, Any]) -> str:
    """Why the votes of a group are missing."""
    return MAY_NOT if entry["why"] == "excluded" else NOT_REACHED


def deciding(units: Sequence[Mapping[str, Any]]) -> str:
    """Where the rule for who may vote decides most often.

    Args:
        units: `title` of each region, and the chance `decided`.
    """
    unit = max(units, key=lambda row: row["decided"]["p"])
    return (
        "If there were a vote on status, two rules for who may vote would give opposite results in "
        f"{unit['title']} in {words.chance(unit['decided'])}, the most of any region."
    )


def reading(document: Mapping[str, Any]) -> str:
    """How to read the table of rules."""
    return (
        "Share as counted, turnout of those entitled, reach and sizes: middle and 90 % span of "
        f"{words.count(document['futures'], 'future')}. Wins: chance that the choice named above "
        "has what it needs. Reach: share of the pre-war electorate that could vote. Votes missing: "
        "groups that the rule excludes, and in brackets the entitled whom the vote does not reach. "
        f"The rule decides: {OPPOSITE}. Sizes and leanings of groups are assumptions of "
        "referendum.yaml, not counts."
    )
