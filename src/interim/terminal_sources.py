"""Where numbers come from, on the terminal. Pure layout over `interim.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.report import words
from interim.terminal import text


def parts(document: Mapping[str, Any]) -> Group:
    """How many numbers of each part come from where.

    Args:
        document: the document of ``interim sources --json``.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("part of the case")
    kinds = ("sourced", "informed judgement", "judgement")
    for heading in kinds:
        table.add_column(heading.replace(" ", "\n"), justify="right")
    total = dict.fromkeys(kinds, 0)
    for part, counts in document["parts"].items():
        table.add_row(text(part), *(str(counts[k]) for k in kinds))
        for k in kinds:
            total[k] += counts[k]
    table.add_row("all", *(str(total[k]) for k in kinds), style="bold")
    return Group(
        text(
            f"{document['title']}: {words.count(sum(total.values()), 'number')}, "
            f"{words.count(len(document['sources']), 'source')}",
            "bold",
        ),
        Text(""),
        table,
        Text(""),
        text(
            "Sourced: taken from a published figure as it stands. Informed judgement: a judgement "
            "that names what it reads. Judgement: no published figure; the reason stands beside "
            "the number. `interim sources CASE NAME` shows them."
        ),
    )


def numbers(document: Mapping[str, Any]) -> Group:
    """Every number below a name, with its source or judgement.

    Args:
        document: the document of ``interim sources --json``.
    """
    shown: list[Any] = []
    for quantity in document["quantities"]:
        shown.append(text(f"{quantity['name']}: {quantity['value']}", "bold"))
        for source in quantity["source"]:
            about = document["sources"].get(source, {})
            told = ", ".join(about[key] for key in ("title", "publisher", "date") if about.get(key))
            shown.append(text(f"    source: {told or source}"))
        if quantity["judgement"]:
            shown.append(text(f"    judgement: {' '.join(quantity['judgement'].split())}"))
    return Group(*shown)
