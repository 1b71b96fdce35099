"""What commands write to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from interim.foundation.json_output import as_json
from interim.interfaces.shell.streams import keep


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
