"""Finished points of a sweep, kept beside the result until all are there."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interim.errors import BadInput, Problem
from interim.files import write_text

ABOUT = "sweep.json"


@dataclass(frozen=True)
class Points:
    """A folder with a file for each finished point, and one that says of which sweep they are.

    Attributes:
        folder: where they are.
        resume: whether points that are there may be used.
    """

    folder: Path
    resume: bool = False

    def opened(self, about: Mapping[str, Any]) -> dict[int, Any]:
        """Begin or go on: the points that are finished already.

        A point whose file is torn or was changed is not among them, and is run again.

        Raises:
            BadInput: there are points and nobody asked to resume; they are of another sweep; or the
                folder cannot be written.
        """
        stated = json.loads(json.dumps(about))
        file = self.folder / ABOUT
        if not file.exists():
            write_text(file, json.dumps(stated, indent=1) + "\n")
            return {}
        if not self.resume:
            raise BadInput(
                [
                    Problem(
                        "an unfinished sweep is here",
                        file=str(self.folder),
                        expected="--resume to go on, or another --out",
                    )
                ]
            )
        _expect_same(file, stated)
        found = {}
        for part in sorted(self.folder.glob("point-*.json")):
            results = _read(part)
            number = part.stem.removeprefix("point-")
            if results is not None and number.isdigit():
                found[int(number)] = results
        return found

    def write(self, number: int, results: Mapping[str, Any]) -> None:
        """Keep a finished point.

        Raises:
            BadInput: it cannot be written, as when the disk is full.
        """
        text = json.dumps(results)
        write_text(self.folder / f"point-{number:07}.json", f"{_sum(text)}\n{text}\n")

    def remove(self) -> None:
        """Take the points away, once the result holds them all."""
        for part in (*self.folder.glob("point-*.json"), self.folder / ABOUT):
            part.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # somebody else's files are in it
            self.folder.rmdir()


def _expect_same(file: Path, stated: Mapping[str, Any]) -> None:
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
        assert isinstance(there, dict)
    except (OSError, ValueError, AssertionError):
        raise BadInput(
            [Problem("this file cannot be read", file=str(file), expected="what a sweep wrote")]
        ) from None
    problems = [
        Problem(
            f"the sweep to go on with has another {key.replace('_', ' ')}",
            file=str(file),
            found=json.dumps(there.get(key)),
            expected=json.dumps(stated.get(key)),
        )
        for key in dict.fromkeys((*stated, *there))
        if there.get(key) != stated.get(key)
    ]
    if problems:
        raise BadInput(problems)


def _read(part: Path) -> Any:
    """What a file holds, or None where it is not whole."""
    try:
        stated, text, _ = part.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    return json.loads(text) if _sum(text) == stated else None


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
