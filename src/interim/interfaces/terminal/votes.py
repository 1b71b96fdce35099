"""Votes on the terminal: each body seat by seat. Pure layout over `interim.questions.vote`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import ballots, voters


def bodies(document: Mapping[str, Any], plan: str) -> Group:
    """How each body would vote on a plan.

    Args:
        document: the document of ``interim vote --json``.
        plan: its title.
    """
    parts: list[RenderableType] = [text(f"Votes on: {plan}", "bold")]
    for body in document.values():
        parts += [Text(""), text(ballots.headline(body), "bold")]
        if "popular" in body:
            parts.append(text(ballots.popular(body["popular"])))
            continue
        parts.append(_members(body))
        if body["blockers"]:
            parts.append(text(ballots.most_in_the_way(body)))
        if "mandate" in body:
            parts.append(text(ballots.mandate(body["mandate"])))
    futures = next(iter(document.values()))["futures"]
    parts += [Text(""), text(ballots.reading(futures))]
    return Group(*parts)


def _members(body: Mapping[str, Any]) -> Table:
    table = open_table("member")
    for heading in ("seats", "veto", "yes", "no", "abstains", "consent adds"):
        table.add_column(heading, no_wrap=True)
    for member in body["members"].values():
        votes = member["seats"] * member["weight"]
        table.add_row(
            text(member["title"]),
            str(votes),
            "veto" if member["veto"] else "",
            *(ballots.span(member[answer]) for answer in ("yes", "no", "abstain")),
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
        table = open_table("a seat of", "Banzhaf", "", "Shapley-Shubik", "")
        for member, index in body["power"].items():
            table.add_row(
                text(member),
                f"{index['banzhaf']:.4f}",
                _fraction(index["banzhaf_exact"]),
                f"{index['shapley_shubik']:.4f}",
                _fraction(index["shapley_shubik_exact"]),
            )
        parts += [text(body["title"], "bold"), table, Text("")]
    parts.append(text(ballots.POWER))
    return Group(*parts)


def _fraction(exact: str | None) -> str:
    return exact if exact is not None and len(exact) <= 24 else ""


def franchises(document: Mapping[str, Any]) -> Group:
    """What a vote on status would decide under each franchise.

    Args:
        document: the document of ``interim referendum --json``.
    """
    first, *others = document["choices"]
    # Of two choices the other wins where the first does not.
    others = others if len(others) > 1 else []
    table = open_table(
        "who may vote",
        document["choices"][first],
        "wins",
        *(f"{document['choices'][other]}\nwins" for other in others),
        "turnout",
        "reach",
        "votes missing (thousands)",
    )
    for name, unit in document["referendum"].items():
        table.add_row(text(document["units"][name], "bold underline"))
        for rule in document["franchises"]:
            result = unit[rule]
            table.add_row(
                text(document["franchises"][rule]),
                ballots.span(result["result"]),
                words.cell(result["passes"]),
                *(words.cell(result["wins"][other]) for other in others),
                ballots.span(result["turnout"]),
                ballots.span(result["coverage"]),
                text(voters.missing(result["missing"])),
            )
            for arrangement, rules in result["arrangements"].items():
                table.add_row(
                    text(f"  {document['arrangements'][arrangement]}", "dim"),
                    "",
                    words.cell(rules["passes"]),
                    *(words.cell(rules["wins"][other]) for other in others),
                    ballots.span(rules["turnout"]),
                    ballots.span(rules["coverage"]),
                )
        table.add_row(
            text("the rule decides", "italic"), "", words.cell(unit["decided_by_franchise"])
        )
        table.add_row("")
    return Group(
        text(voters.headline(document), "bold"),
        text(voters.promise(document["plan"])),
        Text(""),
        table,
        text(voters.reading(document)),
    )
