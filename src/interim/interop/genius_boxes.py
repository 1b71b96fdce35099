"""Conditions that a hyper-rectangle of Genius can say: all bounds hold, or any is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from interim.case.constraint import And, Condition, Is, Not, Or


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Attributes:
        kind: `INCLUDES` if all bounds must hold, `EXCLUDES` if any must be broken.
        bounds: issue, first option and last option of each. None at all: it always counts.
    """

    kind: Literal["INCLUDES", "EXCLUDES"]
    bounds: tuple[tuple[int, int, int], ...]


def box(
    condition: Condition, issues: Sequence[str], options: Sequence[Sequence[str]]
) -> Box | None:
    """The rectangle that says the same as a condition, or None if there is none.

    Args:
        condition: the condition.
        issues: names of the issues.
        options: of each issue, in an order in which bounds make sense.
    """
    for kind, join in (("INCLUDES", And), ("EXCLUDES", Or)):
        statements = _statements(condition, join, False)
        if statements is None:
            continue
        bounds = []
        for statement, negated in statements:
            place = issues.index(statement.issue)
            named = {options[place].index(option) for option in statement.options}
            # A bound says where the number lies: inside for the one kind, outside for the other.
            if negated != (kind == "EXCLUDES"):
                named = set(range(len(options[place]))) - named
            if not named or max(named) - min(named) + 1 != len(named):
                break
            bounds.append((place, min(named), max(named)))
        else:
            return Box("INCLUDES" if kind == "INCLUDES" else "EXCLUDES", tuple(bounds))
    return None


def _statements(
    condition: Condition, join: type[And] | type[Or], negated: bool
) -> list[tuple[Is, bool]] | None:
    """Statements, negated or not, that only `and` (or only `or`) joins; None if others do."""
    match condition:
        case Is():
            return [(condition, negated)]
        case Not(inner):
            return _statements(inner, join, not negated)
        case And(left, right) | Or(left, right):
            if (isinstance(condition, join)) == negated:
                return None
            one, other = _statements(left, join, negated), _statements(right, join, negated)
            return None if one is None or other is None else one + other
