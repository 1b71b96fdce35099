"""The issues of a Genius domain, and of a profile that should be about the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from lxml import etree

from interim.foundation.errors import nearest
from interim.interop.genius_xml import Document, shortened
from interim.interop.node import MOST_OPTIONS

Kind = Literal["discrete", "integer", "real"]

MOST_ISSUES = 1_000
"""Most issues of a negotiation."""

MOST_VALUES = 100_000
"""Most whole numbers in an integer issue."""


@dataclass(frozen=True)
class Issue:
    """An issue as a file gives it.

    Attributes:
        name: its name.
        index: what weights and bounds refer to; need not follow the order of the file.
        kind: `discrete`, `integer` or `real`.
        values: of a discrete issue.
        bounds: of another, both included.
        element: where it stands.
    """

    name: str
    index: int
    kind: Kind
    values: tuple[str, ...]
    bounds: tuple[float, float]
    element: etree._Element


def issues(
    document: Document, objective: etree._Element, *, repeats: bool = False
) -> tuple[Issue, ...]:
    """The issues of an objective, in the order of the file.

    Args:
        document: the file.
        objective: its objective.
        repeats: whether a discrete value may appear twice, as in some profiles.

    Raises:
        BadInput: there is none, an index, name or value repeats, a type is not known, bounds
            are missing or the wrong way round, or objectives stand inside each other.
    """
    nested = objective.find("objective")
    if nested is not None:
        raise document.wrong("objectives inside objectives are not supported", nested)
    declared: list[Issue] = []
    options = 0
    for element in objective.findall("issue"):
        if len(declared) == MOST_ISSUES:
            raise document.wrong("too many issues", element, expected=f"at most {MOST_ISSUES}")
        issue = _issue(document, element, repeats)
        for other in declared:
            if issue.name == other.name or issue.index == other.index:
                raise document.wrong(
                    f"issue '{issue.name}' (index {issue.index}) repeats the "
                    + ("name" if issue.name == other.name else "index")
                    + f" of issue '{other.name}'",
                    element,
                )
        declared.append(issue)
        options += _count(issue)
        if options > MOST_OPTIONS:
            raise document.wrong(
                "the issues have too many values together",
                element,
                expected=f"at most {MOST_OPTIONS:,}",
            )
    if not declared:
        raise document.wrong("<objective> has no <issue>", objective)
    return tuple(declared)


def matched(
    document: Document, profile: tuple[Issue, ...], domain: tuple[Issue, ...]
) -> tuple[Issue, ...]:
    """The issues of a profile in the order of the domain's.

    Raises:
        BadInput: the profile is for another domain: an issue or value is unknown, missing or of
            another kind.
    """
    known = {issue.name: issue for issue in domain}
    for issue in profile:
        if issue.name not in known:
            raise document.wrong(
                f"the profile is for another domain: issue '{issue.name}' is not in it",
                issue.element,
                expected="one of " + shortened(", ".join(known)),
                suggestion=nearest(issue.name, known),
            )
    own = {issue.name: issue for issue in profile}
    for name, theirs in known.items():
        if name not in own:
            raise document.wrong(
                f"the profile is for another domain: it has no issue '{name}'",
                profile[0].element.getparent(),
            )
        _same_values(document, own[name], theirs)
    return tuple(own[name] for name in known)


def _same_values(document: Document, own: Issue, theirs: Issue) -> None:
    if own.kind != theirs.kind:
        raise document.wrong(
            f"the profile is for another domain: the kind of issue '{own.name}' differs",
            own.element,
            found=own.kind,
            expected=theirs.kind,
        )
    known, given = set(theirs.values), set(own.values)
    for item in own.element.findall("item") if own.kind == "discrete" else ():
        value = document.text(item, "value")
        if value not in known:
            raise document.wrong(
                f"the profile is for another domain: '{shortened(value)}' is no value of issue "
                f"'{own.name}'",
                item,
                expected="one of " + shortened(", ".join(theirs.values)),
                suggestion=nearest(value, theirs.values),
            )
    for value in theirs.values:
        if value not in given:
            raise document.wrong(
                f"the profile is for another domain: issue '{own.name}' lacks the value "
                f"'{shortened(value)}'",
                own.element,
            )


def _issue(document: Document, element: etree._Element, repeats: bool) -> Issue:
    name = document.text(element, "name")
    index = document.whole(element, "index")
    kind = _kind(document, element)
    values: tuple[str, ...] = ()
    bounds = (0.0, 0.0)
    if kind == "discrete":
        values = _values(document, element, name, repeats)
    else:
        place = element if element.get("lowerbound") is not None else element.find("range")
        if place is None:
            raise document.wrong(
                f"issue '{name}' has no bounds", element, expected="lowerbound and upperbound"
            )
        read = document.whole if kind == "integer" else document.number
        bounds = (float(read(place, "lowerbound")), float(read(place, "upperbound")))
        if bounds[0] > bounds[1]:
            raise document.wrong(
                f"the bounds of issue '{name}' are the wrong way round",
                place,
                found=f"{bounds[0]:g} to {bounds[1]:g}",
            )
        if kind == "integer" and bounds[1] - bounds[0] >= MOST_VALUES:
            raise document.wrong(
                f"issue '{name}' has too many values",
                place,
                found=f"{bounds[1] - bounds[0] + 1:.0f}",
                expected=f"at most {MOST_VALUES}",
            )
    return Issue(name, index, kind, values, bounds, element)


def _count(issue: Issue) -> int:
    """How many options an issue has; a real one is cut into a few levels."""
    return len(issue.values) or int(min(issue.bounds[1] - issue.bounds[0], MOST_VALUES)) + 1


def _kind(document: Document, element: etree._Element) -> Kind:
    named = [element.get(key) for key in ("type", "etype", "vtype")]
    kind = next((str(name) for name in named if name), "discrete").lower()
    if kind == "price":
        raise document.wrong(
            "issues of type 'price' are not supported: what a price is worth there depends on "
            "the costs of all other issues",
            element,
            found=kind,
            expected="discrete, integer or real",
        )
    if kind not in ("discrete", "integer", "real"):
        raise document.wrong(
            "unknown type of issue",
            element,
            found=kind,
            expected="discrete, integer or real",
            suggestion=nearest(kind, ("discrete", "integer", "real")),
        )
    return cast(Kind, kind)


def _values(
    document: Document, element: etree._Element, name: str, repeats: bool
) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for item in element.findall("item"):
        value = document.text(item, "value")
        if value in values and not repeats:
            raise document.wrong(f"value '{value}' of issue '{name}' appears twice", item)
        values[value] = None
    if not values:
        raise document.wrong(f"issue '{name}' has no <item>", element)
    return tuple(values)
