"""Finished parts of a long run, kept in a folder until the result holds them all."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interim.foundation.errors import BadInput, Problem
from interim.foundation.files import write_bytes, write_text

ABOUT = "run.json"


@dataclass(frozen=True)
class Parts:
    """A folder with a file for each finished part, and one that says of which run they are.

    Attributes:
        folder: where they are.
        resume: whether parts that are there may be used.
    """

    folder: Path
    resume: bool = False

    def opened(self, about: Mapping[str, Any]) -> set[int]:
        """Begin or go on: the numbers of the parts that are finished already.

        A part whose file is torn, was changed, or belongs to another run is not among them, and is
        run again.

        Args:
            about: all that decides the results, as a JSON object.

        Raises:
            BadInput: there are parts and nobody asked to resume; they are of another run; or the
                folder cannot be written.
        """
        stated = json.loads(json.dumps(about))
        file = self.folder / ABOUT
        if not file.exists():
            write_text(file, json.dumps(stated, indent=1) + "\n")
            return set()
        if not self.resume:
            raise BadInput(
                [
                    Problem(
                        "an unfinished run is here",
                        file=str(self.folder),
                        expected="--resume to go on, or another --out",
                    )
                ]
            )
        _expect_same(file, stated)
        return {
            int(part.stem.removeprefix("part-"))
            for part in self._files()
            if self._read(part) is not None
        }

    def write(self, number: int, content: bytes) -> None:
        """Keep a finished part; it is on the disk when this returns.

        Raises:
            BadInput: it cannot be written, as when the disk is full.
        """
        part = self._file(number)
        try:
            seal = self._seal(part, content)
        except OSError as error:
            raise BadInput(
                [Problem(f"what is run cannot be read: {error.strerror}", file=str(self.folder))]
            ) from error
        write_bytes(part, seal + b"\n" + content)

    def read(self, number: int) -> bytes:
        """A finished part.

        Raises:
            BadInput: it is not whole.
        """
        content = self._read(self._file(number))
        if content is None:
            raise BadInput([Problem("this part is not whole", file=str(self._file(number)))])
        return content

    def any(self) -> bool:
        """Whether a part is kept, of whatever run."""
        return bool(self._files())

    def remove(self) -> None:
        """Take the parts away, once the result holds them all."""
        # A kill in the middle of writing leaves a file beside the final name.
        halves = self.folder.glob(".part-*.kept.*.part")
        for part in (*self._files(), *halves, self.folder / ABOUT):
            part.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # somebody else's files are in it
            self.folder.rmdir()

    def _file(self, number: int) -> Path:
        return self.folder / f"part-{number:07}.kept"

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("part-" + "[0-9]" * 7 + ".kept"))

    def _read(self, part: Path) -> bytes | None:
        """What a file holds, or None where it is not a whole part of this run."""
        try:
            stated, _, content = part.read_bytes().partition(b"\n")
            return content if self._seal(part, content) == stated else None
        except OSError:
            return None

    def _seal(self, part: Path, content: bytes) -> bytes:
        """The checksum of a part, of its number, and of the run that it is a part of."""
        seal = hashlib.sha256((self.folder / ABOUT).read_bytes())
        seal.update(part.name.encode())
        seal.update(content)
        return seal.hexdigest().encode()


def _expect_same(file: Path, stated: Mapping[str, Any]) -> None:
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        there = None
    if not isinstance(there, dict):
        raise BadInput(
            [Problem("this file cannot be read", file=str(file), expected="what a run wrote")]
        )
    problems = [
        Problem(
            f"the run to go on with has another {key.replace('_', ' ')}",
            file=str(file),
            found=json.dumps(there.get(key)),
            expected=json.dumps(stated.get(key)),
        )
        for key in dict.fromkeys((*stated, *there))
        if there.get(key) != stated.get(key)
    ]
    if problems:
        raise BadInput(problems)
