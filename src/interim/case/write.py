"""Begin a new case: a folder that appears whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from interim.case.find import TEMPLATE, bundled, find
from interim.case.layout import CELLS, README, present
from interim.case.read import load
from interim.case.schema import write_schemas
from interim.foundation.errors import BadInput, Problem

SCHEMAS = ".schemas"
"""Folder of a new case with the schemas that the headers of its files name."""

_HEADER = re.compile(r"^# yaml-language-server:.*\n", re.MULTILINE)
_TITLE = re.compile(r"^title:.*$", re.MULTILINE)


def new(folder: Path, start: str | Path | None = None) -> Path:
    """Make a folder with a case that runs.

    Args:
        folder: where; it must not exist or be empty.
        start: name or folder of a case to copy; by default a small made-up one.

    Returns:
        The folder.

    Raises:
        BadInput: the folder is not empty or cannot be written, or the case to copy has problems.
    """
    folder = Path(folder)
    _refuse(folder)
    origin = TEMPLATE if start is None else find(start)
    load(origin)  # a copy of a broken case would not run
    part: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        part.chmod(0o777 & ~_umask())
        _copy(origin, part, _title(folder))
        write_schemas(part / SCHEMAS)
        if folder.is_dir():
            folder.rmdir()  # empty, or this fails and nothing is lost
        part.rename(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot make this folder: {reason}"
        raise BadInput([Problem(message, file=str(folder))]) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    return folder


def _refuse(folder: Path) -> None:
    if len(folder.parts) == 1 and folder.name in bundled():
        message = f"'{folder}' is the name of a bundled case, which commands would find instead"
        raise BadInput([Problem(message, expected="another name, or a path such as cases/name")])
    try:
        if not os.path.lexists(folder):
            return
        taken = not folder.is_dir() or folder.is_symlink() or any(folder.iterdir())
    except (OSError, ValueError) as error:
        raise BadInput([Problem(f"cannot make this folder: {error}", file=str(folder))]) from error
    if taken:
        message = "this folder exists and is not empty" if folder.is_dir() else "this is a file"
        expected = "a folder that does not exist yet"
        raise BadInput([Problem(message, file=str(folder), expected=expected)])


def _copy(origin: Path, target: Path, title: str) -> None:
    """Copy the files that belong to a case, with a header that names the schema of each."""
    for name, spec in present(origin).items():
        up = "../" * name.count("/")
        text = _HEADER.sub("", (origin / name).read_text(encoding="utf-8-sig"), count=1)
        if name == "case.yaml" and origin == TEMPLATE:
            text = _TITLE.sub(f"title: {title}", text, count=1)
        header = f"# yaml-language-server: $schema={up or './'}{SCHEMAS}/{spec.schema}\n"
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(header + text, encoding="utf-8", newline="")
    shutil.copyfile(origin / CELLS, target / CELLS)
    if (origin / README).is_file():
        shutil.copyfile(origin / README, target / README)


def _title(folder: Path) -> str:
    """A title made of the folder's name, safe to write into YAML."""
    words = re.sub(r"[\W_]+", " ", folder.resolve().name).strip()
    return f'"{words.capitalize() or "A new case"}"'


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
