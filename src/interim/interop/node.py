"""One value of a document and where it stands: asked for what it should be, or refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interim.case.positions import Document
from interim.case.positions import Path as Keys
from interim.foundation.errors import BadInput, Problem, nearest

LARGEST = 2_000_000
"""Bytes in a file of another tool; those of the competitions have less than a tenth of that."""

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
MOST = 1e100
"""Most that a number may be, up or down, so that sums and differences of numbers stay finite."""

MOST_OPTIONS = 200_000
"""Options of all issues of a negotiation together. A range of numbers makes many of a few bytes."""


@dataclass(frozen=True)
class Node:
    """A value in a document.

    Attributes:
        document: where it stands.
        path: keys and list indices from the root of the document.
        value: plain data.
    """

    document: Document
    path: Keys
    value: Any

    def __getitem__(self, key: str) -> Node:
        """What stands under a key; BadInput if nothing does."""
        mapping = self._of(dict, "a mapping")
        if key not in mapping:
            near = nearest(key, [k for k in mapping if isinstance(k, str)])
            raise self.wrong(f"the key '{key}' is missing", suggestion=near)
        return Node(self.document, (*self.path, key), mapping[key])

    def get(self, key: str) -> Node | None:
        """What stands under a key, None if nothing does or the value is null."""
        mapping = self._of(dict, "a mapping")
        return None if mapping.get(key) is None else self[key]

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping; BadInput if it is none."""
        for key, value in self._of(dict, "a mapping").items():
            yield str(key), Node(self.document, (*self.path, key), value)

    def entries(self) -> list[Node]:
        """Entries of a list; BadInput if it is none."""
        listed = self._of(list, "a list")
        return [Node(self.document, (*self.path, i), value) for i, value in enumerate(listed)]

    def text(self) -> str:
        """The value as text; BadInput if it is none."""
        text: str = self._of(str, "text")
        return text

    def number(self, low: float | None = None, high: float | None = None) -> float:
        """The value as a finite number within bounds, both included; BadInput if it is none."""
        expected = "a finite number"
        if low is not None and high is not None:
            expected = f"a number from {low:g} to {high:g}"
        elif low is not None:
            expected = f"a number of at least {low:g}"
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wrong("not a number", found=self.shown(), expected=expected)
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        outside = (
            abs(number) > MOST
            or (low is not None and number < low)
            or (high is not None and number > high)
        )
        if not math.isfinite(number) or outside:
            raise self.wrong("out of range", found=self.shown(), expected=expected)
        return number

    def whole(self) -> int:
        """The value as a whole number; BadInput if it is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("not a whole number", found=self.shown(), expected="a whole number")
        return self.value

    def shown(self) -> str:
        """The value for a message, in a few words."""
        if isinstance(self.value, dict):
            return f"a mapping of {len(self.value)}"
        if isinstance(self.value, list):
            return f"a list of {len(self.value)}"
        return "null" if self.value is None else str(self.value)[:60]

    def wrong(self, message: str, *, key: bool = False, **facts: str | None) -> BadInput:
        """What is wrong with the value, or with the key before it."""
        return BadInput([self.problem(message, key=key, **facts)])

    def unknown(self, kind: str, valid: Iterable[str], *, of: str = "") -> BadInput:
        """The key before this value names none of the valid ones."""
        name, names = str(self.path[-1]), list(valid)
        shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
        return self.wrong(
            f"unknown {kind} '{name}'{of}",
            key=True,
            found=name,
            expected=f"one of {shown}",
            suggestion=nearest(name, names),
        )

    def problem(self, message: str, *, key: bool = False, **facts: str | None) -> Problem:
        """As `wrong`, not yet raised."""
        place = self.document.position(self.path, key=key)
        return Problem(
            message,
            self.document.file,
            place.line,
            place.column,
            ".".join(str(part) for part in self.path) or None,
            **facts,
        )

    def _of(self, kind: type, expected: str) -> Any:
        if not isinstance(self.value, kind):
            raise self.wrong(f"not {expected}", found=self.shown(), expected=expected)
        return self.value


def root(document: Document) -> Node:
    """The whole of a document."""
    return Node(document, (), document.data)


def read_bytes(path: Path, failed: str = "cannot be read") -> bytes:
    """The content of a file of others.

    Args:
        path: the file.
        failed: how the message begins if that fails.

    Raises:
        BadInput: it cannot be read, is no regular file (a pipe would never end), or is larger
            than any file of a negotiation.
    """
    try:
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "not a regular file"
            raise BadInput([Problem(f"{failed}: {what}", str(path), expected="a file")])
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(f"{failed}: {reason}", str(path))]) from error
    if len(content) > LARGEST:
        message = "the file is too large"
        raise BadInput([Problem(message, str(path), expected=f"at most {LARGEST:,} bytes")])
    return content


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or in the encoding that an
    XML declaration names.

    Raises:
        BadInput: it cannot be read, or is not in its encoding.
    """
    content = read_bytes(path)
    declared = _ENCODING.search(content[:2000])
    if declared:
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # what is wrong is said of UTF-8 below, or by the parser of XML
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "not text in UTF-8"
        raise BadInput([Problem(message, str(path), line, expected="UTF-8")]) from error


def distinct(names: Sequence[str], files: Sequence[Path]) -> tuple[str, ...]:
    """Names of parties: as given if they differ, else after their files, numbered if need be."""
    if len(set(names)) == len(names):
        return tuple(names)
    stems = [path.stem for path in files]
    if len(set(stems)) == len(stems):
        return tuple(stems)
    return tuple(f"{stem} {number}" for number, stem in enumerate(stems, 1))


def shares(weights: Sequence[Node], party: str) -> tuple[list[float], list[str]]:
    """Weights that add up to 1, and a notice if they had to be brought there.

    What rounding leaves, up to a millionth, stays as it is.

    Raises:
        BadInput: a weight below 0, or nothing but zeros.
    """
    numbers = [weight.number(0.0) for weight in weights]
    total = math.fsum(numbers)
    if total <= 0:
        raise weights[0].wrong("every weight is zero", expected="weights that add up to 1")
    if abs(total - 1) <= 1e-6:
        return numbers, []
    notice = f"weights of {party} add up to {total:.6g}: divided by that, so that they add up to 1"
    return [weight / total for weight in numbers], [notice]
