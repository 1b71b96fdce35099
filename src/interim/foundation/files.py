"""Write a file whole or not at all: beside its final name first, then renamed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from interim.foundation.errors import BadInput, Problem


def expect_writable(path: Path) -> None:
    """Complain about a place that cannot be written before the work that would fill it.

    Nothing is made or changed.

    Args:
        path: the final name of a file.

    Raises:
        BadInput: it is a folder, or no file can be made there.
    """
    try:
        if path.is_dir():
            raise _problem(path, "it is a folder")
        there = next(folder for folder in path.absolute().parents if folder.exists())
        if not there.is_dir():
            raise _problem(path, f"{there} is not a folder")
        if not os.access(there, os.W_OK | os.X_OK):
            raise _problem(path, f"no permission to write in {there}")
    except (OSError, ValueError) as error:
        raise _problem(path, _reason(error)) from error


def write_text(path: Path, text: str) -> Path:
    """Write a text file as UTF-8, as `write_bytes` does; line ends are written as they are."""
    return write_bytes(path, text.encode("utf-8", errors="replace"))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file so that no reader ever sees half of it.

    It is on the disk when this returns. Missing folders on the way are made. Whatever stops the
    writing, Ctrl-C included, leaves the old file (or none) in place and no leftovers beside it.

    Args:
        path: the final name.
        content: what it holds.

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
            with part.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
            _sync(path.parent)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _problem(path, _reason(error)) from error
    return path


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk: a cut of power could undo a renaming until then."""
    with contextlib.suppress(OSError):  # not every system can, and the file itself is safe
        there = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(there)
        finally:
            os.close(there)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _problem(path: Path, reason: str) -> BadInput:
    return BadInput([Problem(message=f"cannot write this file: {reason}", file=str(path))])
