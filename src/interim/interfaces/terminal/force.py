"""Sizes of forces on the terminal. Pure layout over `interim.questions.force`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.interfaces.terminal.screen import text
from interim.presentation import force_words as said


def strengths(document: Mapping[str, Any]) -> Group:
    """What past missions would send, and what the plans send.

    Args:
        document: the document of ``interim force --json``.
    """
    return Group(
        text(said.headline(document), "bold"),
        text(said.size(document)),
        *map(text, said.along(document["line"])),
        _needed(document["needed"]),
        _plans(document["plans"]),
        text(said.reading(document)),
        *(_troops(document["troops"]) if document["troops"] else ()),
        Text(""),
        text(said.PLAIN),
    )


def _needed(needed: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("heads needed as")
    for heading in said.MEASURES.values():
        table.add_column(f"by {heading}", justify="right")
    for name in dict.fromkeys(n for heads in needed.values() for n in heads):
        by_mission = (needed[measure].get(name) for measure in said.MEASURES)
        table.add_row(name, *("" if n is None else f"{round(n, -2):,.0f}" for n in by_mission))
    return table


def _plans(plans: Mapping[str, Any]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("plan")
    for heading in ("peacekeepers", "monitors", "incidents seen", "cost a year"):
        table.add_column(heading, justify="right")
    for name, plan in plans.items():
        table.add_row(
            name,
            f"{plan['peacekeepers']['median']:,.0f}",
            f"{plan['monitors']['median']:,.0f}",
            said.seen(plan["detection"]),
            said.costs(plan),
        )
    return table


def _troops(force: Mapping[str, Any]) -> Iterator[RenderableType]:
    """A force of the size that was asked for."""
    sights = Table(box=box.SIMPLE, pad_edge=False)
    sights.add_column("incidents seen under")
    sights.add_column(f"with {force['heads']:,.0f} peacekeepers", justify="right")
    for plan, seen in force["detection"].items():
        sights.add_row(plan, said.seen(seen))
    yield Text("")
    yield text(f"A force of {force['heads']:,.0f}", "bold")
    yield text(said.density(force))
    yield sights
    yield from map(text, said.sustained(force))
