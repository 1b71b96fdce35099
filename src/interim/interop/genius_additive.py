"""What an additive Genius profile says each value of each issue is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from interim.interop.genius_domain import Issue
from interim.interop.genius_xml import Document

LEVELS = 21
"""Evenly spaced levels that a real issue is cut into; bends of evaluators are added to them."""

_NO_EVALUATION = 1e-5
_SUM = 1e-9


@dataclass(frozen=True)
class Curve:
    """A party's evaluation of the numbers of an issue.

    Attributes:
        at: the evaluation before it is cut off at 0 and 1.
        bends: where a straight line ends, and the evaluation is neither 0 nor 1 for long.
        element: where it stands.
    """

    at: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    bends: tuple[float, ...]
    element: etree._Element


def weights(
    document: Document, objective: etree._Element, issues: tuple[Issue, ...]
) -> tuple[NDArray[np.float64], str | None]:
    """The weight of each issue, adding up to 1, and a notice if they did not.

    A weight of the objective itself, which some files give, plays no part.

    Raises:
        BadInput: a weight is for no issue, missing, twice there, negative or not finite, or all
            are 0.
    """
    named = {issue.index: issue.name for issue in issues}
    by_issue: dict[int, float] = {}
    for element in objective.findall("weight"):
        index = document.whole(element, "index")
        if index not in named and str(index) == objective.get("index"):
            continue
        if index not in named:
            raise document.wrong(
                "a weight for an issue that does not exist",
                element,
                found=f"index {index}",
                expected="one of " + ", ".join(str(known) for known in named),
            )
        if index in by_issue:
            raise document.wrong(f"a second weight for issue '{named[index]}'", element)
        by_issue[index] = document.number(element, "value", least=0)
    for issue in issues:
        if issue.index not in by_issue:
            raise document.wrong(
                f"no weight for issue '{issue.name}' (index {issue.index})", issue.element
            )
    values = np.array([by_issue[issue.index] for issue in issues])
    total = float(values.sum())
    if not 0 < total < np.inf:
        raise document.wrong("the weights add up to nothing or too much", objective)
    if abs(total - 1) <= _SUM:
        return values, None
    return values / total, f"{document.path.name}: weights added up to {total:.6g}, scaled to 1"


def discrete(
    document: Document, issue: Issue, values: tuple[str, ...]
) -> tuple[NDArray[np.float64], str | None]:
    """Evaluations of a discrete issue as shares of its largest, in the order of the values.

    Of a value that is evaluated twice, the last counts, and a notice says so.

    Raises:
        BadInput: an evaluation is missing, negative or not finite.
    """
    utilities: dict[str, float] = {}
    notice = None
    for item in issue.element.findall("item"):
        value = document.text(item, "value")
        if value in utilities:
            notice = (
                f"{document.path.name}: value '{value}' of issue '{issue.name}' is evaluated "
                f"twice, the last counts (line {document.line(item)})"
            )
        utilities[value] = document.number(item, "evaluation", least=0)
    evaluations = np.array([utilities[value] for value in values])
    most = float(evaluations.max())
    if most < _NO_EVALUATION:
        return np.zeros(len(values)), notice
    return evaluations / most, notice


def curve(document: Document, issue: Issue) -> Curve:
    """How an integer or real issue is evaluated.

    An integer evaluator is linear in the distance from the lower bound that the profile gives;
    a real one in the number itself.

    Raises:
        BadInput: the evaluator is missing or of an unknown type, or its numbers make no sense.
    """
    element = document.child(issue.element, "evaluator")
    kind = document.text(element, "ftype").lower()
    if kind == "linear":
        whole = issue.kind == "integer"
        slope = document.number(element, "slope" if whole else "parameter1")
        offset = document.number(element, "offset" if whole else "parameter0")
        start = issue.bounds[0] if whole else 0.0
        ends = tuple((edge - offset) / slope for edge in (0.0, 1.0)) if slope else ()
        return Curve(lambda x: slope * (x - start) + offset, ends, element)
    if kind == "constant" and issue.kind == "real":
        level = document.number(element, "parameter0")
        return Curve(lambda x: np.full_like(x, level), (), element)
    if kind == "triangular" and issue.kind == "real":
        low = document.number(element, "parameter0")
        high = document.number(element, "parameter1")
        top = document.number(element, "parameter2")
        if not low <= top <= high or low == high:
            raise document.wrong(
                f"the triangle of issue '{issue.name}' is none",
                element,
                found=f"from {low:g} over {top:g} to {high:g}",
                expected="parameter0 <= parameter2 <= parameter1",
            )
        return Curve(lambda x: _triangle(x, low, top, high), (low, top, high), element)
    raise document.wrong(
        f"unknown evaluator of {issue.kind} issue '{issue.name}'",
        element,
        found=kind,
        expected="linear" if issue.kind == "integer" else "linear, triangular or constant",
    )


def levels(bounds: tuple[float, float], curves: list[Curve]) -> NDArray[np.float64]:
    """Numbers that stand for a real issue: evenly spaced ones, and where an evaluator bends."""
    low, high = bounds
    if low == high:
        return np.array([low])
    steps = np.round(np.linspace(low, high, LEVELS), 12).tolist()
    steps[0], steps[-1] = low, high
    for bend in (bend for one in curves for bend in one.bends):
        if low < bend < high and min(abs(bend - level) for level in steps) > _SUM * (high - low):
            steps.append(bend)
    return np.array(sorted(steps))


def evaluated(
    document: Document, issue: Issue, curve: Curve, numbers: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str | None]:
    """Evaluations of numbers, cut off at 0 and 1, and a notice if any was.

    Raises:
        BadInput: all of them are out of range, or not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        raw = curve.at(numbers)
    cut = np.clip(raw, 0.0, 1.0)
    if not np.isfinite(raw).all() or (raw < 0).all() or (raw > 1 + _SUM).all():
        raise document.wrong(
            f"the evaluator of issue '{issue.name}' is out of range",
            curve.element,
            found=f"{raw.min():.6g} to {raw.max():.6g}",
            expected="values between 0 and 1",
        )
    if (np.abs(raw - cut) <= _SUM).all():
        return cut, None
    return cut, (
        f"{document.path.name}: evaluations of issue '{issue.name}' reach from {raw.min():.6g} to "
        f"{raw.max():.6g}, cut off at 0 and 1 as Genius does"
    )


def _triangle(x: NDArray[np.float64], low: float, top: float, high: float) -> NDArray[np.float64]:
    """1 at the top, falling to 0 at both ends; 0 at the upper end even if the top is there."""
    rising = (x - low) / (top - low) if top > low else np.ones_like(x)
    falling = 1 - (x - top) / (high - top) if high > top else np.zeros_like(x)
    inside = np.where(x < top, rising, falling)
    return np.where((x < low) | (x >= high), 0.0, inside)
