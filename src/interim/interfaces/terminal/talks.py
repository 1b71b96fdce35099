"""Talks while the war goes on, on the terminal. Pure layout over `interim.questions.talks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import moves_words, notes, talks_words


def talked(document: Mapping[str, Any]) -> Group:
    """The verdict, the texts, ripeness, what waiting costs, and how to read it.

    Args:
        document: the document of ``interim talks --json``.
    """
    parts: list[RenderableType] = [text(talks_words.headline(document), "bold"), Text("")]
    parts += [text(sentence) for sentence in talks_words.verdict(document)]
    parts += [Text(""), _texts(document)]
    windows = talks_words.ripeness(document)
    if windows:
        parts += [Text(""), *(text(sentence) for sentence in windows)]
    waits = talks_words.waits_of(document)
    if waits:
        parts += [Text(""), text(f"{talks_words.WAITING}."), _waiting(document, waits)]
    if document.get("moves"):
        parts += [Text(""), *_moves(document)]
    parts += [Text(""), text(talks_words.reading(document))]
    return Group(*parts)


def leading(document: Mapping[str, Any], verdict: Sequence[str]) -> Group:
    """The first of two questions where both are answered: the verdict and the texts.

    Args:
        document: the document of ``interim talks --json``.
        verdict: its sentences, as of `interim.presentation.first_words.verdict`.
    """
    return Group(
        text(notes.GO_ON, "bold"),
        text(talks_words.headline(document), "bold"),
        Text(""),
        *(text(sentence) for sentence in verdict),
        Text(""),
        _texts(document),
        Text(""),
        text(f"{talks_words.PASSED} {talks_words.more(document)}"),
    )


def _texts(document: Mapping[str, Any]) -> Table:
    columns = talks_words.columns_of(document)
    heads = (f"{what}\n{words.plural(year, 'year')}" for year, _, what in columns)
    table = open_table("\ntext", *heads)
    table.add_column(talks_words.SIGNED_TODAY.replace(" sign", "\nsign"))
    table.add_column("put\nmostly by")
    within = document["within"]
    for plan in document["shown"]:
        table.add_row(
            text(document["titles"][plan]),
            *(talks_words.cell(within[str(year)]["plans"][plan][key]) for year, key, _ in columns),
            talks_words.cell(document["today"][plan]),
            text(talks_words.put_by(document, plan)),
        )
    if len(document["menu"]) > 1:
        table.add_section()
        whole = (talks_words.cell(within[str(year)][key]) for year, key, _ in columns)
        table.add_row(
            talks_words.ANY, *whole, talks_words.cell(document["today_any"]), words.NOTHING
        )
    return table


def _moves(document: Mapping[str, Any]) -> list[RenderableType]:
    """Which move would help, all that were tried, and how to read them."""
    years, table = document["move_years"], open_table("\nif")
    for key, head in (("in_force", "in force"), ("passed", "passed in"), ("signed", "signed in")):
        table.add_column(f"{head}\n{words.plural(years[key], 'year')}")
    for party in document["principals"]:
        table.add_column(text(f"worth to\n{document['parties'][party]}"))
    for move in document["moves"]:
        change = move["change"]
        table.add_row(
            text(moves_words.name(move, document)),
            *(moves_words.cell(change[key]) for key in ("in_force", "passed", "signed")),
            *(moves_words.cell(change["value"][party]) for party in document["principals"]),
        )
    said = moves_words.verdict(document)
    return [
        *([text(said)] if said else []),
        text(f"{moves_words.UNIT}."),
        table,
        text(moves_words.reading(document)),
    ]


def _waiting(document: Mapping[str, Any], months: tuple[int, ...]) -> Table:
    waiting = document["waiting"]
    table = open_table("by month", "deaths", "km2")
    for party in document["principals"]:
        table.add_column(text(f"lost by {document['parties'][party]}"))
    for month in months:
        table.add_row(
            str(month),
            *(talks_words.number(waiting[key][month - 1]) for key in ("deaths", "km2")),
            *(talks_words.lost(waiting["value"][p][month - 1]) for p in document["principals"]),
        )
    return table
