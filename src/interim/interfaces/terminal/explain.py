"""An explanation on the terminal. Pure layout over the document of ``interim explain --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import explaining, notes


def explanation(document: Mapping[str, Any]) -> Group:
    """What an outcome depends on, where it comes about, what would have to be true.

    Args:
        document: the document of ``interim explain --json``.
    """
    parts: list[RenderableType] = [
        text(f"{document['plan_title']}: {document['outcome_in_words']}", "bold"),
        text(explaining.short_level(document)),
        Text(""),
        *_drivers(document),
        *_sobol(document),
        *_boxes(document),
        *_thresholds(document),
        *_turning(document),
        Text(""),
        text(explaining.reading(document)),
    ]
    return Group(*parts)


def _drivers(document: Mapping[str, Any]) -> list[RenderableType]:
    clear = [driver for driver in document["drivers"] if driver["clear"]]
    if not clear:
        return [text(explaining.short_standing(document))]
    event = document["p"] is not None
    table = open_table(notes.DEPENDS.lower(), "alone explains", "as it grows", "from")
    for driver in clear[: explaining.SHOWN]:
        way = explaining.WAYS[driver["way"]] if event else driver["way"]
        index, low, high = (100 * driver[end] for end in ("index", "low", "high"))
        table.add_row(
            text(driver["words"]),
            f"{index:.1f} % ({low:.1f}-{high:.1f})",
            way,
            text(driver["provenance"]),
        )
    return [table, Text(""), text(explaining.short_standing(document))]


def _sobol(document: Mapping[str, Any]) -> list[RenderableType]:
    indices = document.get("sobol")
    if not indices:
        return []
    table = open_table(
        f"Sobol indices ({indices['futures']:,} futures)", "alone", "with all it does jointly"
    )
    for one in indices["indices"]:
        table.add_row(
            text(one["words"]),
            *(
                explaining.points({end: max(0.0, value) for end, value in one[order].items()})
                for order in ("first", "total")
            ),
        )
    return [Text(""), table]


def _boxes(document: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for box in document["boxes"]:
        parts += [
            Text(""),
            text(notes.HOLDS_HERE),
            *_indented(box["words"]),
            text(explaining.box(box)),
        ]
    if parts:
        parts += [text(notes.MEASURED_APART)]
    return parts


def _indented(lines: Sequence[str]) -> list[RenderableType]:
    return [Padding(text(f"- {line}"), (0, 0, 0, 2)) for line in lines]


def _thresholds(document: Mapping[str, Any]) -> list[RenderableType]:
    single = document["thresholds"]
    if not single:
        return []
    wanted = (
        "What would have to be true for it to be so in half of the futures"
        if document["rising"]
        else f"What would {notes.TO_HALF}"
    )
    table = open_table(wanted, "now (middle)", notes.THEN, "")
    table.add_column("to try it, --set", overflow="fold")
    for one in single:
        table.add_row(
            text(explaining.threshold(one)),
            explaining.number(one["middle"]),
            words.cell(one["p"]),
            "" if one["reached"] else "not enough",
            text(f"{one['quantity']}={one['at']:.4g}"),
        )
    return [Text(""), table, *(text(line) for line in explaining.together(document))]


def _turning(document: Mapping[str, Any]) -> list[RenderableType]:
    if not document["turning_points"]:
        return []
    lines = [explaining.turning(one) for one in document["turning_points"]]
    return [Text(""), text(notes.TURNS), *_indented(lines)]
