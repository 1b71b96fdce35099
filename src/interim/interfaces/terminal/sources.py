"""Where numbers come from, on the terminal. Pure layout over `interim.questions.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.insight.weight import sentence
from interim.interfaces.terminal.screen import text


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


def weighed(document: Mapping[str, Any], most: int = 20) -> Group:
    """Which numbers carry the answers.

    Args:
        document: the document of ``interim sources --weigh --json``.
        most: numbers shown.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for heading in ("number", "value", "from", "weight", "clear in"):
        table.add_column(heading)
    for quantity in document["quantities"][:most]:
        table.add_row(
            text(quantity["name"]),
            text(quantity["value"]),
            quantity["kind"],
            f"{100 * quantity['share']:.1f} ({100 * quantity['low']:.1f}-"
            f"{100 * quantity['high']:.1f})",
            f"{quantity['clear_in']} of {document['answers']}",
        )
    return Group(
        text(f"{document['title']}: the numbers that carry its answers", "bold"),
        Text(""),
        text(sentence(document)),
        Text(""),
        table,
        Text(""),
        text(
            "Weight: parts in a hundred of the variance that the number explains alone, averaged "
            f"over {words.count(document['answers'], 'answer')} (who signs, whether it holds), "
            f"{words.count(document['futures'], 'future')} each; what chance would give is taken "
            "off, and numbers that do not stand out from it are left out. `interim explain` shows "
            "one answer with its intervals."
        ),
    )
