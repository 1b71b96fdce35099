"""Errors a user can act on: where, what was found, what was expected, nearest valid name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input, in the form that ``interim check --json`` prints."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as a plain mapping with the keys of the command-line contract."""
        return asdict(self)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        head = ": ".join(part for part in (place, self.path, self.message) if part)
        facts = [
            f"{label} {value}"
            for label, value in (("found", self.found), ("expected", self.expected))
            if value is not None
        ]
        if self.suggestion is not None:
            facts.append(f"did you mean '{self.suggestion}'?")
        return head + (f" ({'; '.join(facts)})" if facts else "")


class BadInput(Exception):
    """Input that cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name most like ``name``, or None if none is close."""
    close = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return close[0] if close else None


def unknown(kind: str, name: str, valid: Iterable[str], **place: str | int | None) -> Problem:
    """The problem of a name that is not among the valid ones."""
    names = list(valid)
    # Of a long list, those that look like it; a dozen where none does.
    alike = difflib.get_close_matches(name, names, n=6, cutoff=0.6) if len(names) > 12 else []
    shown = ", ".join(alike or names[:12]) + (" ..." if len(names) > 12 else "")
    return Problem(
        message=f"unknown {kind} '{name}'",
        found=name,
        expected=f"one of {shown}" if names else f"none: no {kind} is defined",
        suggestion=nearest(name, names),
        **place,  # type: ignore[arg-type]
    )
