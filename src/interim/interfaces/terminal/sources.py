"""Where numbers come from, on the terminal. Pure layout over `interim.questions.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import sourcing


def parts(document: Mapping[str, Any]) -> Group:
    """How many numbers of each part come from where.

    Args:
        document: the document of ``interim sources --json``.
    """
    table = open_table("part of the case")
    total = {mark: found["count"] for mark, found in document["marks"].items()}
    for heading in total:
        table.add_column(heading, justify="right")
    for part, counts in document["parts"].items():
        table.add_row(text(part), *(str(counts[mark]) for mark in total))
    table.add_row("all", *map(str, total.values()), style="bold")
    said = (sourcing.summed_up(document["marks"]), sourcing.unmarked(document), sourcing.MARKS)
    return Group(
        text(sourcing.headline(document), "bold"),
        Text(""),
        table,
        *(line for words in said if words for line in (Text(""), text(words))),
    )


def numbers(document: Mapping[str, Any]) -> Group:
    """Every number below a name, with its sources, its mark and what is said of it.

    Args:
        document: the document of ``interim sources --json``.
    """
    shown: list[Any] = []
    for quantity in document["quantities"]:
        shown.append(text(f"{quantity['name']}: {quantity['value']}", "bold"))
        for source in quantity["source"]:
            about = document["sources"].get(source, {})
            origin = ", ".join(
                about[key] for key in ("title", "publisher", "date") if about.get(key)
            )
            shown.append(text(f"    source: {origin or source}"))
        basis = f": {' '.join(quantity['basis'].split())}" if quantity["basis"] else ""
        shown.append(text(f"    {quantity['mark']}{basis}"))
        if quantity["note"]:
            shown.append(text(f"    note: {' '.join(quantity['note'].split())}"))
    return Group(*shown)


def weighed(document: Mapping[str, Any], most: int = 20) -> Group:
    """Which numbers carry the answers.

    Args:
        document: the document of ``interim sources --weigh --json``.
        most: numbers shown.
    """
    table = open_table("number", "value", "from", "weight", "clear in")
    for quantity in document["quantities"][:most]:
        table.add_row(
            text(quantity["name"]),
            text(quantity["value"]),
            quantity["mark"],
            f"{100 * quantity['share']:.1f} ({100 * quantity['low']:.1f}-"
            f"{100 * quantity['high']:.1f})",
            f"{quantity['clear_in']} of {document['answers']}",
        )
    return Group(
        text(f"{document['title']}: the numbers that carry its answers", "bold"),
        Text(""),
        text(sourcing.summed_up(document["marks"])),
        Text(""),
        text(sourcing.carried(document)),
        Text(""),
        text(sourcing.explained(document)),
        Text(""),
        table,
        Text(""),
        text(sourcing.weight(document)),
    )
