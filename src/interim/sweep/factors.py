"""What a sweep varies: quantities over a range or a list, issues over their options."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from interim.case.model import Case
from interim.foundation.errors import BadInput, Problem, unknown
from interim.futures import Run

STEPS = 5
"""Values taken from a range that does not say how many, in a full grid."""
MOST_LEVELS = 10_000


@dataclass(frozen=True)
class Factor:
    """One thing that is varied.

    Attributes:
        kind: a quantity of the case, or an issue whose option is replaced in every plan.
        name: of the quantity or issue.
        levels: its values in a full grid, in the notation of case files.
        span: lowest and highest value, where it is a range.
    """

    kind: Literal["quantity", "clause"]
    name: str
    levels: tuple[str, ...]
    span: tuple[float, float] | None = None

    def at(self, u: float) -> str:
        """The value at a point of the unit interval: evenly in the range, or of the list."""
        if self.span is not None:
            low, high = self.span
            return repr(low + u * (high - low))
        return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]


def factors(
    case: Case,
    vary: Sequence[tuple[str, str]] = (),
    clauses: Sequence[tuple[str, str]] = (),
    lens: str | None = None,
) -> tuple[Factor, ...]:
    """The factors of a sweep, checked against the case.

    Args:
        case: the case.
        vary: (quantity, values); values are ``LOW:HIGH``, ``LOW:HIGH:STEPS`` or a list with commas
            in the notation of case files.
        clauses: (issue, options with commas).
        lens: whose view the quantities are taken from.

    Raises:
        BadInput: an unknown or repeated name, a range that is none, a value that is not allowed.
    """
    problems: list[Problem] = []
    varied: list[Factor] = []
    for name, text in vary:
        if name not in case.quantities:
            problems.append(unknown("quantity", name, case.quantities))
            continue
        try:
            varied.append(_quantity(name, text))
        except ValueError as error:
            problems.append(Problem(str(error), path=name, found=text, expected=EXPECTED))
    for name, text in clauses:
        if name not in case.issues.issues:
            problems.append(unknown("issue", name, case.issues.issues))
            continue
        options = _list(text)
        known = case.issues.issues[name].options
        problems += [unknown(f"option of {name}", o, known) for o in options if o not in known]
        varied.append(Factor("clause", name, options))
    names = [(factor.kind, factor.name) for factor in varied]
    problems += [
        Problem(f"{kind} '{name}' is varied twice")
        for kind, name in dict.fromkeys(names)
        if names.count((kind, name)) > 1
    ]
    problems += [
        Problem("a value is given twice", path=factor.name, found=", ".join(factor.levels))
        for factor in varied
        if len(set(factor.levels)) < len(factor.levels)
    ]
    if not (varied or problems):
        problems.append(
            Problem(
                "nothing is varied", expected="--vary QUANTITY=VALUES or --clause ISSUE=OPTIONS"
            )
        )
    if not problems:
        problems += _forbidden(case, varied, lens)
    if problems:
        raise BadInput(problems)
    return tuple(varied)


EXPECTED = "LOW:HIGH, LOW:HIGH:STEPS or values with commas between them"


def _quantity(name: str, text: str) -> Factor:
    ends = [part.strip() for part in text.split(":")]
    if len(ends) == 1:
        return Factor("quantity", name, _list(text))
    if len(ends) > 3:
        raise ValueError("this is no range")
    low, high = (_number(end) for end in ends[:2])
    if not low < high:
        raise ValueError(f"the low end {low:g} is not below the high end {high:g}")
    steps = STEPS
    if len(ends) == 3:
        if not (ends[2].isascii() and ends[2].isdigit() and 2 <= int(ends[2]) <= MOST_LEVELS):
            raise ValueError(f"steps are a whole number from 2 to {MOST_LEVELS:,}")
        steps = int(ends[2])
    values = (low + (high - low) * step / (steps - 1) for step in range(steps))
    return Factor("quantity", name, tuple(repr(value) for value in values), (low, high))


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"'{text}' is no number") from None
    if not math.isfinite(value):
        raise ValueError(f"'{text}' is not finite")
    return value


def _list(text: str) -> tuple[str, ...]:
    """Values with commas between them; commas inside brackets belong to a value."""
    return tuple(part.strip() for part in re.split(r",(?![^()]*\))", text))


def _forbidden(case: Case, varied: Sequence[Factor], lens: str | None) -> list[Problem]:
    """Values that their quantity does not allow."""
    problems: dict[str, Problem] = {}
    for factor in varied:
        if factor.kind != "quantity":
            continue
        for level in factor.levels:
            try:
                Run(1, lens=lens, settings={factor.name: level}).quantities(case)
            except BadInput as bad:
                problems |= {str(problem): problem for problem in bad.problems}
    return list(problems.values())
