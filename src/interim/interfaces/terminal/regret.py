"""Regret between plans on the terminal. Pure layout over `interim.insight.regret`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.insight.regret import LIVES
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import regret_words


def regrets(document: Mapping[str, Any]) -> Group:
    """Every plan's regret for each principal and in lives, in force and as proposed.

    Args:
        document: the document of ``interim regret --json``.
    """
    parts: list[RenderableType] = [
        text(regret_words.headline(document), "bold"),
    ]
    for basis, by_plan in document["bases"].items():
        parts += [Text(""), text(regret_words.TITLES[basis], "bold underline")]
        for name, criterion in by_plan["criteria"].items():
            parts += [Text(""), _table(document, name, criterion)]
            parts += [text(line) for line in regret_words.said(document, criterion)]
        parts += [Text(""), text(regret_words.better_for_all(document, by_plan))]
    parts += [Text(""), text(regret_words.reading(document))]
    return Group(*parts)


def _table(document: Mapping[str, Any], name: str, criterion: Mapping[str, Any]) -> Table:
    table = open_table(text(regret_words.criterion(document, name)))
    for heading in (
        "mean regret",
        "regret in the\nworst tenth, from",
        "largest\nregret drawn",
        "best",
        "worst",
        f"within {100 * document['within']:.0f} %\nof the best",
        "better than\nno deal",
    ):
        table.add_column(heading)
    for plan, row in criterion["plans"].items():
        unit = regret_words.people if name == LIVES else regret_words.figure
        table.add_row(
            text(document["plans"][plan]),
            _three(row["expected"], "mean", unit),
            _three(row["p90"], "value", unit),
            unit(row["largest"]),
            *(words.cell(row[key]) for key in ("best", "worst", "close")),
            words.NOTHING if plan == "no-deal" else words.cell(row["better_than_no_deal"]),
        )
    return table


def _three(span: Mapping[str, float] | None, middle: str, unit: Any) -> str:
    if span is None:
        return words.NOTHING
    return f"{unit(span[middle])} ({unit(span['low'])}-{unit(span['high'])})"
