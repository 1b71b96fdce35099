"""Write a file whole or not at all: beside its final name first, then renamed."""

from __future__ import annotations

import os
from pathlib import Path

from interim.errors import BadInput, Problem


def write_text(path: Path, text: str) -> Path:
    """Write a text file as UTF-8 so that no reader ever sees half of it.

    Missing folders on the way are made. Whatever stops the writing, Ctrl-C included, leaves the
    old file (or none) in place and no leftovers beside it.

    Args:
        path: the final name.
        text: the content; line ends are written as they are.

    Returns:
        The final name.

    Raises:
        BadInput: the file cannot be written there.
    """
    # Beside the final name, since a rename is atomic only within one file system.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError("it is a folder")
        try:
            with part.open("x", encoding="utf-8", errors="replace", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(
            [Problem(message=f"cannot write this file: {reason}", file=str(path))]
        ) from error
    return path
