"""A sweep on the terminal: what moves, in a sentence for each plan, then the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import horizons, words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import sweep_words

SHOWN = 40
"""Rows of the table; the rest is in the file."""


def swept(document: Mapping[str, Any], case: Case) -> Group:
    """A sentence for each plan, then the points with their intervals.

    Args:
        document: the document of ``interim sweep --json``.
        case: the case, for titles.
    """
    parts: list[RenderableType] = [text(sweep_words.headline(document), "bold"), Text("")]
    parts += [text(sweep_words.said(document, case, plan)) for plan in document["plans"]]
    parts += [Text(""), _table(document, case)]
    more = len(document["results"]) - SHOWN
    if more > 0:
        parts.append(
            text(f"{words.count(more, 'row')} more: --out FILE keeps them, --json prints them.")
        )
    parts += [Text(""), text(sweep_words.READING)]
    return Group(*parts)


def _table(document: Mapping[str, Any], case: Case) -> Table:
    table = open_table()
    rows: Sequence[Mapping[str, Any]] = document["results"][:SHOWN]
    years = horizons.within(document["horizon_years"])
    for heading in ("plan", *sweep_words.varied(rows[0], case), "signed by\nboth", "\nadopted"):
        table.add_column(text(heading))
    for year in years:
        table.add_column(text(f"in force\n{words.plural(year, 'year')}"))
    for row in rows:
        table.add_row(
            text(row["short"]),
            *(text(value) for value in sweep_words.varied(row, case).values()),
            text(words.cell(row["signed"])),
            text(words.cell(row["adopted"])),
            *(text(words.cell(row["holds_if_adopted"].get(str(year)))) for year in years),
        )
    return table
