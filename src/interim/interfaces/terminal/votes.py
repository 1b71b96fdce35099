"""Votes on the terminal: each body seat by seat. Pure layout over `interim.questions.vote`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import text

MOST_BLOCKERS = 3
"""Members named as being in the way; the table has the others."""


def ballots(document: Mapping[str, Any], plan: str) -> Group:
    """How each body would vote on a plan.

    Args:
        document: the document of ``interim vote --json``.
        plan: its title.
    """
    parts: list[RenderableType] = [text(f"Votes on: {plan}", "bold")]
    for body in document.values():
        needed = "needed" if body["needed"] else "not needed for this plan"
        parts += [
            Text(""),
            text(f"{body['title']} ({needed}): passes in {words.cell(body['passes'])}", "bold"),
        ]
        if "popular" in body:
            people = body["popular"]
            parts.append(
                text(
                    f"yes {_span(people['yes'])} of votes before the campaign; "
                    f"turnout {_span(people['turnout'])}, {_span(people['turnout_floor'])} needed"
                )
            )
            continue
        parts.append(_members(body))
        if body["blockers"]:
            first = body["blockers"][:MOST_BLOCKERS]
            named = ", ".join(body["members"][member]["title"] for member in first)
            parts.append(text(f"Most in the way: {named}"))
        if "mandate" in body:
            parts.append(text(words.mandate(body["mandate"])))
    futures = next(iter(document.values()))["futures"]
    parts += [
        Text(""),
        text(
            "Yes, no and abstention: chance for each seat, middle and 90 % span of "
            f"{words.count(futures, 'future')}. Consent adds: what a certain yes of all seats of "
            "this member would add to the chance of passing. Seats vote independently given the "
            "future."
        ),
    ]
    return Group(*parts)


def _members(body: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("member")
    for heading in ("seats", "veto", "yes", "no", "abstains", "consent adds"):
        table.add_column(heading, no_wrap=True)
    for member in body["members"].values():
        votes = member["seats"] * member["weight"]
        table.add_row(
            text(member["title"]),
            str(votes),
            "veto" if member["veto"] else "",
            *(_span(member[answer]) for answer in ("yes", "no", "abstain")),
            words.cell(member["holds_up"]),
        )
    return table


def seats(document: Mapping[str, Any]) -> Group:
    """The power of each seat.

    Args:
        document: the document of ``interim vote --power --json``.
    """
    parts: list[RenderableType] = []
    for body in document.values():
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
        for heading in ("a seat of", "Banzhaf", "", "Shapley-Shubik", ""):
            table.add_column(heading)
        for member, index in body["power"].items():
            table.add_row(
                text(member),
                f"{index['banzhaf']:.4f}",
                _fraction(index["banzhaf_exact"]),
                f"{index['shapley_shubik']:.4f}",
                _fraction(index["shapley_shubik_exact"]),
            )
        parts += [text(body["title"], "bold"), table, Text("")]
    parts.append(
        text(
            "How often a seat decides a vote, by the rules alone and whatever its views. Banzhaf: "
            "its share of all coalitions that one seat turns. Shapley-Shubik: its share of all "
            "orders of joining in which it is the one that decides. An abstention counts as no."
        )
    )
    return Group(*parts)


def _fraction(exact: str) -> str:
    return exact if len(exact) <= 24 else ""


def _span(found: Mapping[str, float] | None) -> str:
    if found is None:
        return words.NOTHING
    middle, low, high = (round(100 * found[end]) for end in ("median", "low", "high"))
    return f"{middle}% ({low}-{high})"


def franchises(document: Mapping[str, Any]) -> Group:
    """What a vote on status would decide under each franchise.

    Args:
        document: the document of ``interim referendum --json``.
    """
    first = next(iter(document["choices"]))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for heading in ("who may vote", document["choices"][first], "wins", "turnout", "reach"):
        table.add_column(heading)
    table.add_column("votes missing (thousands)")
    for name, unit in document["referendum"].items():
        table.add_row(text(document["units"][name], "bold underline"))
        for rule in document["franchises"]:
            result = unit[rule]
            table.add_row(
                text(document["franchises"][rule]),
                _span(result["result"]),
                words.cell(result["passes"]),
                _span(result["turnout"]),
                _span(result["coverage"]),
                text(_missing(result["missing"])),
            )
            for arrangement, found in result["arrangements"].items():
                table.add_row(
                    text(f"  {document['arrangements'][arrangement]}", "dim"),
                    "",
                    words.cell(found["passes"]),
                    _span(found["turnout"]),
                    _span(found["coverage"]),
                )
        table.add_row(
            text("the rule decides", "italic"), "", words.cell(unit["decided_by_franchise"])
        )
        table.add_row("")
    return Group(
        text(f"{document['title']}: the vote on status", "bold"),
        text(_promise(document["plan"])),
        Text(""),
        table,
        text(
            "Share as counted, turnout of those entitled, reach and sizes: middle and 90 % span of "
            f"{words.count(document['futures'], 'future')}. Wins: chance that the choice named "
            "above has what it needs. Reach: share of the pre-war electorate that could vote. "
            "Votes missing: groups that the rule excludes, and in brackets the entitled whom the "
            "vote does not reach. The rule decides: two rules give opposite results in the same "
            "campaign. Sizes and leanings of groups are assumptions of referendum.yaml, not counts."
        ),
    )


def _promise(plan: Mapping[str, Any]) -> str:
    if not plan["promised"]:
        return f"“{plan['title']}” promises no vote on status."
    how = f", {plan['arrangement']}" if plan["arrangement"] else ""
    return (
        f"{plan['title']} promises a vote ({plan['franchise']}{how}); held in "
        f"{words.cell(plan['held'])}, accepted by the losing side to {_span(plan['acceptance'])}."
    )


def _missing(absent: Sequence[Mapping[str, Any]]) -> str:
    shown = []
    for entry in absent:
        number = f"{entry['group']} {entry['thousands']['median']:,.0f}"
        if entry["why"] == "excluded":
            shown.append(number)
        elif entry["thousands"]["median"] >= 1:
            shown.append(f"({number})")
    return ", ".join(shown) or words.NOTHING
