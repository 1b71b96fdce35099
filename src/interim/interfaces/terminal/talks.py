"""Talks while the war goes on, on the terminal. Pure layout over `interim.questions.talks`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import talks_words


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
    parts += [Text(""), text(talks_words.reading(document))]
    return Group(*parts)


def _texts(document: Mapping[str, Any]) -> Table:
    columns = talks_words.columns_of(document)
    heads = (f"{what}\n{words.plural(year, 'year')}" for year, _, what in columns)
    table = open_table("\ntext", *heads)
    table.add_column("both would\nsign today")
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
        table.add_row("any on the table", *whole, words.NOTHING, words.NOTHING)
    return table


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
