"""Read the files of a case folder as text, refusing what should not be read."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from interim.case.layout import CELLS, FILES, FOLDERS
from interim.foundation.errors import Problem, nearest

LARGEST = 1_000_000
"""Bytes in a YAML file; twenty times what a long one has."""

MOST_FILES = 200
"""YAML files in a folder."""

LARGEST_TABLE = 50_000_000
"""Bytes in the table of cells."""


@dataclass(frozen=True)
class Folder:
    """The text of the files of a case.

    Attributes:
        root: the folder.
        texts: file name relative to the folder, with forward slashes -> text.
        problems: what could not be read, and what is missing or misplaced.
        hash: SHA-256 over the names and bytes of the files that were read.
    """

    root: Path
    texts: dict[str, str]
    problems: tuple[Problem, ...]
    hash: str


def read_folder(root: Path) -> Folder:
    """Read every file that belongs to a case.

    Other files and folders may stand beside them (a README, notes) and are left alone, except
    for YAML files at the root, which are most likely misspelt.
    """
    problems: list[Problem] = []
    names = [spec.name for spec in FILES if spec.required or _there(root / spec.name)]
    names.append(CELLS)
    problems += _strays(root)
    for spec in FOLDERS:
        inside, wrong = _inside(root, spec.name, required=spec.required)
        names += inside
        problems += wrong
    texts: dict[str, str] = {}
    digest = hashlib.sha256()
    for name in sorted(names):
        content = _content(root, name)
        if isinstance(content, Problem):
            problems.append(content)
            continue
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
        text = decoded(content, name)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[name] = text
    return Folder(root, texts, tuple(problems), digest.hexdigest())


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _strays(root: Path) -> list[Problem]:
    known = [spec.name for spec in FILES]
    problems = []
    for path in sorted(root.iterdir()):
        if path.suffix not in (".yaml", ".yml") or path.name.startswith("."):
            continue
        if path.name not in known:
            guess = path.with_suffix(".yaml").name
            problems.append(
                Problem(
                    f"unknown file '{path.name}'",
                    path.name,
                    found=path.name,
                    expected=f"one of {', '.join(known)}",
                    suggestion=guess if guess in known else nearest(guess, known),
                )
            )
    return problems


def _inside(root: Path, name: str, *, required: bool) -> tuple[list[str], list[Problem]]:
    """The YAML files in `plans/` or `lenses/`."""
    folder = root / name
    label = name.rstrip("/")
    if not _there(folder):
        message = f"the folder '{label}' is missing"
        return [], [Problem(message, name, expected="a folder of YAML files")] if required else []
    if not folder.is_dir():
        return [], [Problem(f"'{label}' is a file", label, expected="a folder of YAML files")]
    outside = _outside(root, label)
    if outside:
        return [], [outside]
    files, problems = [], []
    for path in sorted(folder.iterdir()):
        here = f"{name}{path.name}"
        if re.search(r"\.ya?ml\.[a-z]+$", path.name, re.IGNORECASE):
            better = (
                f"{name}{re.sub(r'[.]ya?ml[.][a-z]+$', '', path.name, flags=re.IGNORECASE)}.yaml"
            )
            message = "the file's name does not end in .yaml, so it would be left out"
            problems.append(Problem(message, here, found=path.name, suggestion=better))
            continue
        if path.name.startswith(".") or path.suffix not in (".yaml", ".yml"):
            continue
        if path.suffix == ".yml":
            better = f"{name}{path.stem}.yaml"
            problems.append(Problem("the file's name ends in .yml", here, suggestion=better))
        elif not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", path.stem):
            message = f"'{path.stem}' is not an id"
            expected = "a file name of lower-case letters, digits, hyphens, underscores and dots"
            problems.append(Problem(message, here, found=path.name, expected=expected))
        else:
            files.append(here)
    if len(files) > MOST_FILES:
        message = f"there are too many files in '{label}'"
        found, expected = str(len(files)), f"at most {MOST_FILES}"
        return files[:MOST_FILES], [
            *problems,
            Problem(message, name, None, None, None, found, expected),
        ]
    if required and not files and not problems:
        problems.append(Problem(f"there is no YAML file in '{label}'", name))
    return files, problems


def _outside(root: Path, name: str) -> Problem | None:
    """The problem of a symbolic link that leaves the folder."""
    try:
        target = (root / name).resolve(strict=True)
    except (OSError, RuntimeError):
        return Problem("a symbolic link that leads nowhere", name)
    if target.is_relative_to(root.resolve()):
        return None
    return Problem(
        "a symbolic link that leads out of the folder",
        name,
        found="a link",
        expected="a file inside the folder of the case",
    )


def _content(root: Path, name: str) -> bytes | Problem:
    path = root / name
    if not _there(path):
        return Problem("the file is missing", name)
    outside = _outside(root, name)
    if outside:
        return outside
    if path.is_dir():
        return Problem("a folder stands in the place of a file", name)
    if not path.is_file():
        return Problem("not a regular file", name)
    limit = LARGEST_TABLE if name == CELLS else LARGEST
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror or error}", name)
    if len(content) > limit:
        return Problem("the file is too large", name, expected=f"at most {limit:,} bytes")
    return content


def decoded(content: bytes, name: str) -> str | Problem:
    """The text of a file, with its ends of lines as line feeds, or why it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        start_of_line = before.rfind(b"\n") + 1
        return Problem(
            "the file is not UTF-8 text",
            name,
            before.count(b"\n") + 1,
            len(before[start_of_line:].decode("utf-8", "replace")) + 1,
            found=f"byte 0x{content[error.start]:02X}",
            expected="text saved as UTF-8",
        )
    return text.replace("\r\n", "\n")
