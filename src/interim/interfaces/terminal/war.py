"""The war without a deal on the terminal. Pure layout over `interim.questions.war`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import text


def going_on(document: Mapping[str, Any]) -> Group:
    """What goes on if nobody signs.

    Args:
        document: the document of ``interim war --json``.
    """
    gain, zone = document["monthly_gain_km2"], document["zone_km2"]
    toll, months = document["deaths_per_month"], document["months_fought"]
    return Group(
        text(f"{document['title']}, as of {document['as_of']}: the war if nobody signs", "bold"),
        Text(""),
        text(
            f"Front: net gain of {document['attacker']} {_span(gain)} km2 a month; "
            f"{zone['median']:,.0f} km2 are at stake."
        ),
        _time(document["time_to_take"]),
        Text(""),
        _ends(document),
        Text(""),
        text(
            f"Deaths: {_span(toll)} a month of fighting; the war lasts {_span(months)} months more "
            f"on the drawn paths, which are cut at {document['horizon_years']} years."
        ),
        Text(""),
        text(
            f"Middle and 90 % span of {words.count(document['futures'], 'future')}; ± is the 95 % "
            "interval for that number. All follow from war.yaml and none is a forecast."
        ),
    )


def _time(found: Mapping[str, Any]) -> Table:
    years = list(next(iter(found.values()))["within_years"])
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("to take all of it")
    table.add_column("months")
    for year in years:
        table.add_column("within\n1 year" if year == "1" else f"within\n{year} years")
    for how, title in (("aid-stays", "if aid stays as it is"), ("aid-may-end", "as aid may end")):
        taking = found[how]
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
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("how it may end")
    table.add_column(f"by year {document['horizon_years']}")
    for name, end in document["ends"].items():
        title = "still fought" if name == "still-fought" else end["title"]
        table.add_row(text(title), words.cell(end["by_horizon"]))
    return table


def _span(found: Mapping[str, float]) -> str:
    middle, low, high = (_number(found[end]) for end in ("median", "low", "high"))
    return f"{middle} ({low} to {high})"


def _number(value: float) -> str:
    """A number to the nearest whole, with thousands apart and a true minus."""
    return f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")
