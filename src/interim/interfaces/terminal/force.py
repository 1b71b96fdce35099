"""Sizes of forces on the terminal. Pure layout over `interim.questions.force`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.interfaces.terminal.screen import text

MEASURES = {"by_people": "people", "by_area": "area", "by_line": "line"}
DENSITIES = {
    "per_thousand": "per 1,000 people",
    "per_km2": "per km2",
    "per_km": "per km of line",
}


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
        *_line(document["line"]),
        _needed(document["needed"]),
        _plans(document["plans"]),
        text(
            f"Past missions were at three quarters of their peak after {min(months):.0f} to "
            f"{max(months):.0f} months. Incidents seen: middle and 90 % span of futures. "
            "Costs are at the prices of the missions' own years."
        ),
        *(_troops(document["troops"]) if document["troops"] else ()),
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
            _seen(seen),
            " + ".join(shown) or "none",
        )
    return table


def _line(line: Mapping[str, Any]) -> list[Text]:
    if not line["edges"]:
        return []
    along = line["along_zone"]
    here = f", of which along the zone {_both(along)}" if along and along["edges"] else ""
    return [
        text(
            f"By the map's cells the line of contact measures {_both(line)} km{here}: without the "
            "zigzag of their edges, and with it."
        )
    ]


def _both(line: Mapping[str, float]) -> str:
    return f"{line['smooth_km']:,.0f} to {line['edges_km']:,.0f}"


def _troops(force: Mapping[str, Any]) -> list[Any]:
    """A force of the size that was asked for."""
    sights = Table(box=box.SIMPLE, pad_edge=False)
    sights.add_column("incidents seen under")
    sights.add_column(f"with {force['heads']:,.0f} peacekeepers", justify="right")
    for plan, seen in force["detection"].items():
        sights.add_row(plan, _seen(seen))
    densities = []
    for measure, title in DENSITIES.items():
        if force[measure] is not None:
            like = force["like"][measure]
            near = f" ({like['mission']} {like['density']:.3g})" if like else ""
            densities.append(f"{force[measure]:.3g} {title}{near}")
    months = {name: each["months"] for name, each in force["pace"].items()}
    first, last = min(months, key=months.__getitem__), max(months, key=months.__getitem__)
    year, all_years = force["cost_millions_a_year"], force["cost_millions_over_horizon"]
    pool, needed = force["pool"], force["pool"]["needed"]
    told = [
        Text(""),
        text(f"A force of {force['heads']:,.0f}", "bold"),
        text(f"{'; '.join(densities)}. In brackets the past mission that comes nearest."),
        sights,
        text(
            f"Three quarters of it would stand after {months[first]:.0f} months at the pace of "
            f"{first}, {months[last]:.0f} at that of {last}."
        ),
        text(
            f"To keep it on post takes {needed['low']:,.0f} to {needed['high']:,.0f} soldiers "
            f"under arms, {needed['middle']:,.0f} by the rule of three to one."
        ),
    ]
    if pool["under_arms"] is not None:
        on_post = pool["on_post"]
        told.append(
            text(
                f"{pool['under_arms']:,.0f} under arms keep {on_post['high']:,.0f} to "
                f"{on_post['low']:,.0f} on post for good, {on_post['middle']:,.0f} by three to "
                f"one; the whole force for {pool['months']:.0f} months if nobody is to go twice."
            )
        )
    told.append(
        text(
            f"Cost: {_range(year['low'], year['high'])} m {year['currency']} a year, "
            f"{_range(all_years['low'], all_years['high'])} m over {force['horizon_years']} years."
        )
    )
    return told


def _seen(seen: Mapping[str, float]) -> str:
    return f"{seen['median']:.0%} ({100 * seen['low']:.0f}-{100 * seen['high']:.0f})"


def _range(low: float, high: float) -> str:
    return f"{low:,.0f}" if low == high else f"{low:,.0f}-{high:,.0f}"
