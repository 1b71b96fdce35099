"""A swap of land on the terminal. Pure layout over `interim.questions.swap`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.interfaces.terminal.screen import text
from interim.presentation import swap_words as said


def exchange(document: Mapping[str, Any]) -> Group:
    """What is given, what could be taken for it, and how sure it is that nothing is better.

    Args:
        document: the document of ``interim swap --json``.
    """
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("")
    for heading in ("cells", "km2", "people"):
        table.add_column(heading, justify="right")
    zone = document["zone"] or "land named"
    for name, side in ((f"given: {zone}", document["give"]), ("taken", document["take"])):
        table.add_row(
            name, f"{len(side['cells']):,}", f"{side['area_km2']:,.0f}", said.people(side["people"])
        )
    for unit, part in document["take_by_unit"].items():
        if part["area_km2"] < 0.5:  # a trace, where two layers' outlines differ
            continue
        table.add_row(f"  {unit}", "", f"{part['area_km2']:,.0f}", said.people(part["people"]))
    return Group(
        text(said.headline(document), "bold"),
        table,
        *map(text, said.verdict(document)),
        text(said.moved(document)),
        Text(""),
        text(said.PLAIN),
    )
