"""Quantities in words: the titles of the case in place of its ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from interim.case.model import Case
from interim.case.quantity import Domain, Quantity

THEMES = {
    "war": "the war without a deal",
    "enforcement": "enforcement",
    "preferences": "what the parties want",
    "bodies": "the bodies that vote",
    "referendum": "the vote in the territory",
    "talks": "the talks",
    "territory": "the territory",
}
"""The first part of a dotted name, in words."""

_PLACES = frozenset(
    (
        *("ends", "patrons", "belligerents", "front", "guarantors", "observers", "members"),
        *("units", "groups", "effects", "behaviour", "types", "issues", "parties", "speakers"),
    )
)
"""Parts of a dotted name that say where in a file one is rather than what the quantity is."""


def theme(name: str) -> str:
    """The part of the case that a quantity belongs to: the first part of its dotted name."""
    return name.partition(".")[0]


def words(case: Case, name: str) -> str:
    """A quantity in words, such as "Russia: first strike" for `enforcement.first_strike.russia`.

    Args:
        case: the case, for titles of parties, bodies, issues and so on.
        name: dotted name of the quantity.
    """
    titles = _titles(case)
    first, *rest = _parts(name, titles)
    named = [
        _option(case, above, part) or titles[part]
        for part, above in zip(rest, _issues(case, rest), strict=True)
        if part in titles
    ]
    plain = [
        part.replace("_", " ").replace("-", " ")
        for part in rest
        if part not in titles and part not in _PLACES and not part.isdigit()
    ]
    if not plain:
        return f"{', '.join(named)} ({THEMES.get(first, first)})" if named else name
    if not named:
        return f"{', '.join(plain)} ({THEMES.get(first, first)})"
    return f"{', '.join(named)}: {', '.join(plain)}"


def _issues(case: Case, parts: Sequence[str]) -> Iterator[str | None]:
    """Of each part the issue that stands before it, if one does."""
    issue = None
    for part in parts:
        yield issue
        issue = part if part in case.issues.issues else issue


def _option(case: Case, issue: str | None, part: str) -> str | None:
    """The title of an option of an issue: several issues may have one of that name."""
    options = case.issues.issues[issue].options if issue else {}
    return _quoted(options[part].title) if part in options else None


def _quoted(title: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"


def _parts(name: str, titles: Mapping[str, str]) -> list[str]:
    """The parts of a dotted name; an id with a dot in it, such as `crimea.status`, is one part."""
    parts: list[str] = []
    for part in name.split("."):
        if parts and f"{parts[-1]}.{part}" in titles:
            parts[-1] = f"{parts[-1]}.{part}"
        else:
            parts.append(part)
    return parts


def value(quantity: Quantity, number: float) -> str:
    """A value of a quantity as one would say it, with its unit where the case gives one."""
    if quantity.domain is Domain.NAME:
        return quantity.names[round(number)]
    said = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
    return f"{said} {quantity.unit}" if quantity.unit else said


def _titles(case: Case) -> dict[str, str]:
    titles = {name: party.title for name, party in case.header.parties.items()}
    titles |= {name: body.title for name, body in case.bodies.items()}
    titles |= {name: issue.title for name, issue in case.issues.issues.items()}
    titles |= {name: end.title for name, end in case.war.ends.items()}
    for issue in case.issues.issues.values():
        for option, stated in issue.options.items():
            titles.setdefault(option, _quoted(stated.title))
    if case.referendum is not None:
        titles |= {name: unit.title for name, unit in case.referendum.units.items()}
    return titles
