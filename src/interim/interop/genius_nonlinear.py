"""Hyper-rectangle profiles of Genius: points for packages inside (or outside) boxes of numbers.

As Genius 10.4 reads them: bounds are inclusive; `INCLUDES` adds the points if all listed bounds
hold, `EXCLUDES` if any listed issue is outside its bound, neither always; the sum is divided by
the declared most and cut off at 1. The declared most need not be attainable, and may be
exceeded.
"""

from __future__ import annotations

from lxml import etree

from interim.case.constraint import And, Condition, Is, Not, Or, joined
from interim.interop.genius_domain import Issue
from interim.interop.genius_xml import Document

Rectangles = list[tuple[Condition, float]]


def rectangles(
    document: Document,
    objective: etree._Element,
    issues: tuple[Issue, ...],
    options: tuple[tuple[str, ...], ...],
) -> tuple[Rectangles, tuple[str, ...]]:
    """What each rectangle adds to utility, and when; and notices.

    Args:
        document: the profile.
        objective: its objective.
        issues: the profile's issues in the order of the domain.
        options: names of the options of each, ascending numbers.

    Raises:
        BadInput: an issue is not of integers, an index is unknown, a bound is the wrong way
            round, a number is not finite, or the aggregation is another than the sum.
    """
    for issue in issues:
        if issue.kind != "integer":
            raise document.wrong(
                "hyper-rectangles need issues of integers",
                issue.element,
                found=issue.kind,
                expected="integer",
            )
    utility = document.child(objective, "utility")
    most = document.number(utility, "maxutility")
    if most <= 0:
        raise document.wrong(
            "the largest utility must be above 0",
            utility,
            found=f"{most:g}",
        )
    function = document.child(utility, "ufun")
    _plain(document, function)
    scale = document.number(function, "weight") if function.get("weight") is not None else 1.0
    at = {issue.index: place for place, issue in enumerate(issues)}
    boxes: Rectangles = []
    notices: list[str] = []
    for box in function.findall("hyperRectangle"):
        points = document.number(box, "utility")
        if box.get("weight") is not None:
            points *= document.number(box, "weight")
        inside, outside = _bounds(document, box)
        if inside and outside:
            notices.append(
                f"{document.path.name}: the rectangle in line {document.line(box)} has both "
                f"INCLUDES and EXCLUDES, only EXCLUDES counts in Genius"
            )
        within: list[Condition] = [
            _within(document, bound, issues, options, at) for bound in outside or inside
        ]
        condition: Condition
        if outside:
            condition = joined(Or, [Not(part) for part in within])
        elif inside:
            condition = joined(And, within)
        else:
            condition = Is(issues[0].name, options[0])  # whatever the package
        boxes.append((condition, points * scale / most))
    return boxes, tuple(notices)


def _plain(document: Document, function: etree._Element) -> None:
    """Raises BadInput unless a utility function is a sum of rectangles."""
    aggregation = function.get("aggregation", "sum")
    if aggregation != "sum":
        raise document.wrong(
            "only sums of rectangles are supported", function, found=aggregation, expected="sum"
        )
    for child in function.iterchildren(tag=etree.Element):
        if child.tag != "hyperRectangle":
            raise document.wrong(
                "only rectangles are supported inside <ufun>",
                child,
                found=f"<{child.tag}>",
                expected="<hyperRectangle>",
            )


def _bounds(
    document: Document, box: etree._Element
) -> tuple[list[etree._Element], list[etree._Element]]:
    children = list(box.iterchildren(tag=etree.Element))
    for child in children:
        if child.tag not in ("INCLUDES", "EXCLUDES"):
            raise document.wrong(
                "unknown kind of bound",
                child,
                found=f"<{child.tag}>",
                expected="<INCLUDES> or <EXCLUDES>",
            )
    inside = [child for child in children if child.tag == "INCLUDES"]
    return inside, [child for child in children if child.tag == "EXCLUDES"]


def _within(
    document: Document,
    bound: etree._Element,
    issues: tuple[Issue, ...],
    options: tuple[tuple[str, ...], ...],
    at: dict[int, int],
) -> Is:
    index = document.whole(bound, "index")
    if index not in at:
        raise document.wrong(
            "a bound for an issue that does not exist",
            bound,
            found=f"index {index}",
            expected="one of " + ", ".join(str(known) for known in at),
        )
    low, high = document.number(bound, "min"), document.number(bound, "max")
    if low > high:
        raise document.wrong(
            "a bound the wrong way round",
            bound,
            found=f"{low:g} to {high:g}",
            expected="min <= max",
        )
    place = at[index]
    return Is(issues[place].name, tuple(o for o in options[place] if low <= int(o) <= high))
