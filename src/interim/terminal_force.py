"""Sizes of forces on the terminal. Pure layout over `interim.territory.force`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.terminal import text

MEASURES = {"by_people": "people", "by_area": "area", "by_line": "line"}


def strengths(document: Mapping[str, Any]) -> Group:
    """What past missions would send, and what the plans send.

    Args:
        document: the document of ``interim force --json``.
    """
    months = document["months_to_three_quarters"].values()
    return Group(
        text(f"{document['title']}: forces for {document['zone'] or 'all of it'}", "bold"),
        text(
            f"{document['area_km2']:,.0f} km2, "
            f"{document['people_thousands']['median']:,.0f} thousand people, "
            f"{document['line_km']['median']:,.0f} km of line (medians)."
        ),
        _needed(document["needed"]),
        _plans(document["plans"]),
        text(
            f"Past missions were at three quarters of their peak after {min(months):.0f} to "
            f"{max(months):.0f} months. Incidents seen: middle and 90 % span of futures. "
            "Costs are at the prices of the missions' own years."
        ),
        Text(""),
        text("Measures of what others had, not of what would keep this peace."),
    )


def _needed(needed: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("heads needed as")
    for heading in MEASURES.values():
        table.add_column(f"by {heading}", justify="right")
    for name in dict.fromkeys(n for heads in needed.values() for n in heads):
        found = (needed[measure].get(name) for measure in MEASURES)
        table.add_row(name, *("" if n is None else f"{round(n, -2):,.0f}" for n in found))
    return table


def _plans(plans: Mapping[str, Any]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("plan")
    for heading in ("peacekeepers", "monitors", "incidents seen", "cost a year"):
        table.add_column(heading, justify="right")
    for name, plan in plans.items():
        costs = plan["cost_millions_a_year"]
        shown = [
            f"{_range(cost['low'], cost['high'])} m {cost['currency']}"
            for cost in costs.values()
            if cost["high"] > 0
        ]
        seen = plan["detection"]
        table.add_row(
            name,
            f"{plan['peacekeepers']['median']:,.0f}",
            f"{plan['monitors']['median']:,.0f}",
            f"{seen['median']:.0%} ({100 * seen['low']:.0f}-{100 * seen['high']:.0f})",
            " + ".join(shown) or "none",
        )
    return table


def _range(low: float, high: float) -> str:
    return f"{low:,.0f}" if low == high else f"{low:,.0f}-{high:,.0f}"
