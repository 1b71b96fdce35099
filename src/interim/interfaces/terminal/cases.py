"""The bundled cases on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from interim.interfaces.terminal.screen import text


def listed(cases: Sequence[Mapping[str, Any]]) -> Table:
    """The bundled cases, each with its question and what one can ask it.

    Args:
        cases: mappings with `id`, `title`, `question`, `as_of`, `plans` and `lenses`.
    """
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for about in cases:
        table.add_row(text(about["id"], "bold"), text(f"{about['title']}, {about['as_of']}"))
        table.add_row("", text(about["question"]))
        table.add_row("", text("plans: " + ", ".join(about["plans"])))
        if about["lenses"]:
            table.add_row("", text("lenses: " + ", ".join(about["lenses"])))
        table.add_row("", "")
    return table
