"""Where a command prints: a terminal as wide as it is, or plain text.

Text from a case is shown as it is, never read as markup, and cannot move the cursor.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words

PLAIN_WIDTH = 132
"""Columns used where no terminal says how wide it is."""


def console(stream: TextIO) -> Console:
    """A console for a stream: colour and width of the terminal, or plain text without one.

    Args:
        stream: standard output or standard error.
    """
    asked = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(asked) if asked.isdecimal() else PLAIN_WIDTH
    return Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False
    )


def show(what: RenderableType, screen: Console | None = None) -> None:
    """Print something on standard output; without a terminal, with no blanks at line ends.

    Args:
        what: to print.
        screen: to print it on instead.
    """
    screen = screen or console(sys.stdout)
    if screen.is_terminal:
        screen.print(what)
        return
    with screen.capture() as captured:
        screen.print(what)
    for line in captured.get().splitlines():
        screen.file.write(line.rstrip() + "\n")


def text(content: str, style: str = "") -> Text:
    """Text of a case, safe to show."""
    return Text(words.plain(content), style=style)


def text_lines(content: str) -> Text:
    """Text whose line breaks are ours and kept."""
    return Text("\n").join(text(line) for line in content.split("\n"))


def open_table(*headings: str | Text) -> Table:
    """A table without lines, as all answers have it.

    Args:
        headings: of its first columns; lines within one are kept.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading if isinstance(heading, Text) else text_lines(heading))
    return table
