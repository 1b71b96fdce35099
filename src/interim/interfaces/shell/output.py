"""What commands write to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from interim.foundation.json_output import as_json
from interim.interfaces.shell.streams import keep

FIGURES = (".svg", ".png")
"""How the name of a figure may end."""


def expect_ending(path: Path, endings: Sequence[str], option: str) -> None:
    """Complain if the name of a file does not end as it should.

    Args:
        path: the file.
        endings: those that are right, with their dots.
        option: that named the file.

    Raises:
        BadParameter: the name ends otherwise.
    """
    if path.suffix.lower() not in endings:
        expected = f"a file that ends in {' or '.join(endings)}"
        raise click.BadParameter(f"found '{path}', expected {expected}", param_hint=option)


def expect_writable(path: Path) -> None:
    """Complain before the work rather than after it if a file could not be written.

    Raises:
        BadInput: the file could not be written.
    """
    from interim.foundation.files import expect_writable as check

    check(path)


def write_json(document: Any, path: Path) -> None:
    """Write a document as JSON, whole or not at all, and remember the file."""
    from interim.foundation.files import write_text

    keep(write_text(path, as_json(document)))
