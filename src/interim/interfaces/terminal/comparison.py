"""Plans side by side on the terminal.

Pure layout over the document of ``interim compare --json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.interfaces.terminal.screen import open_table, text, text_lines
from interim.presentation import comparing

NARROWEST = 14
"""Columns that an option's title needs at the least."""


def comparison(document: Mapping[str, Any], width: int) -> Group:
    """Plans side by side as a briefing table, one issue per row.

    Args:
        document: the document of ``interim compare --json``.
        width: columns at hand; where the plans do not fit side by side, each issue lists which
            plans give which answer.
    """
    plans = document["plans"]
    room = (width - 2 - 24 - 22) // max(len(plans), 1) - 2
    body = _matrix(document, room) if room >= NARROWEST else _by_issue(document)
    parts: list[RenderableType] = [text(comparing.headline(document), "bold"), Text(""), body]
    if len(plans) > 1:
        parts += [Text(""), text(comparing.closest(document))]
    parts += [Text(""), *map(text, comparing.reading(document))]
    return Group(*parts)


def _groups(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for issue in document["issues"]:
        groups.setdefault(issue["group"], []).append(issue)
    return groups


def _option(answer: Mapping[str, Any]) -> str:
    return f"({answer['title']})" if answer["silent"] else str(answer["title"])


def _matrix(document: Mapping[str, Any], room: int) -> Table:
    plans = document["plans"]
    table = open_table()
    table.add_column("", width=1)
    table.add_column("issue", min_width=16, max_width=24)
    for plan in plans:
        table.add_column(
            text(document["titles"][plan]), min_width=NARROWEST, max_width=max(room, 24)
        )
    if len(plans) > 1:
        table.add_column("best for whom", min_width=18)
    for number, (group, issues) in enumerate(_groups(document).items()):
        if number:
            table.add_row("")
        table.add_row("", text(group, "bold underline"))
        for issue in issues:
            best = ["\n".join(comparing.best_for(document, issue))] if len(plans) > 1 else []
            table.add_row(
                "*" if issue["differs"] else "",
                text(issue["title"]),
                *(text(_option(issue["options"][plan])) for plan in plans),
                *(text_lines(lines) for lines in best),
            )
    return table


def _by_issue(document: Mapping[str, Any]) -> Group:
    parts: list[RenderableType] = []
    for number, (group, issues) in enumerate(_groups(document).items()):
        if number:
            parts.append(Text(""))
        parts.append(text(group, "bold underline"))
        for issue in issues:
            parts.append(text(("* " if issue["differs"] else "  ") + issue["title"], "bold"))
            answers = Table.grid(padding=(0, 2, 0, 0))
            answers.add_column(ratio=3)
            answers.add_column(ratio=4)
            by_option: dict[str, list[str]] = {}
            for plan in document["plans"]:
                answer = _option(issue["options"][plan])
                by_option.setdefault(answer, []).append(document["titles"][plan])
            for answer, named in by_option.items():
                whom = "all" if len(by_option) == 1 else ", ".join(named)
                answers.add_row(text(answer), text(whom))
            parts.append(Padding(answers, (0, 0, 0, 4)))
            parts += [
                Padding(text(f"best for {line}", "italic"), (0, 0, 0, 4))
                for line in comparing.best_for(document, issue)
            ]
    return Group(*parts)
