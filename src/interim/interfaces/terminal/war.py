"""The war without a deal on the terminal. Pure layout over `interim.questions.war`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import war_words
from interim.presentation.standing import state


def going_on(document: Mapping[str, Any]) -> Group:
    """What goes on if nobody signs.

    Args:
        document: the document of ``interim war --json``.
    """
    return Group(
        text(war_words.headline(document), "bold"),
        Text(""),
        *(_front(document) if state(document).fought else ()),
        _ends(document),
        Text(""),
        text(war_words.deaths(document)),
        Text(""),
        text(war_words.reading(document)),
    )


def _front(document: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield text(war_words.front(document))
    yield _time(document["time_to_take"])
    yield Text("")


def _time(span: Mapping[str, Any]) -> Table:
    years = list(next(iter(span.values()))["within_years"])
    table = open_table("to take all of it", "months")
    for year in years:
        table.add_column(f"within\n{words.plural(int(year), 'year')}")
    for how, title in (("aid-stays", "if aid stays as it is"), ("aid-may-end", "as aid may end")):
        taking = span[how]
        months = taking["months"]
        table.add_row(
            title,
            f"{_months(months['median'])} ({_months(months['low'])} to {_months(months['high'])})",
            *(words.cell(taking["within_years"][year]) for year in years),
        )
    return table


def _months(value: float | None) -> str:
    return "240+" if value is None else f"{value:.0f}"


def _ends(document: Mapping[str, Any]) -> Table:
    table = open_table("how it may end", f"by year {document['horizon_years']}")
    for name, end in document["ends"].items():
        title = state(document).still if name == "still-fought" else end["title"]
        table.add_row(text(title), words.cell(end["by_horizon"]))
    return table
