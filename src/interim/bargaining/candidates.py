"""Packages worth a closer look: efficient ones, changes to known plans, and neighbours of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from interim.bargaining.frontier import Frontier
from interim.bargaining.solutions import solutions
from interim.bargaining.space import Space
from interim.case.constraint import atoms, holds
from interim.case.model import Case

Package = dict[str, str]

ALONG = 6
"""Points taken evenly along a frontier besides the fair ones."""


def from_frontier(frontier: Frontier) -> Iterator[Package]:
    """The fair points of a frontier, and others spread evenly along it."""
    for chosen in solutions(frontier).values():
        for point in chosen[:2]:
            yield frontier.package(point)
    if len(frontier):
        for point in np.unique(np.linspace(0, len(frontier) - 1, ALONG).astype(int)).tolist():
            yield frontier.package(point)


def neighbours(space: Space, package: Mapping[str, str]) -> Iterator[Package]:
    """Packages that differ in one issue, or in one and another that a constraint ties to it.

    Every one satisfies all constraints, whether or not the package does.

    Args:
        space: the packages.
        package: where to start.
    """
    for issue, options in zip(space.issues, space.options, strict=True):
        for option in options:
            if option == package[issue]:
                continue
            changed = {**package, issue: option}
            broken = [c for c in space.constraints if not holds(c, changed)]
            if not broken:
                yield changed
            else:
                yield from _mended(space, changed, issue, broken)


def _mended(
    space: Space, changed: Mapping[str, str], kept: str, broken: Sequence[object]
) -> Iterator[Package]:
    """One more change, in an issue that a broken constraint names, which mends them all."""
    named = {atom.issue for condition in broken for atom in atoms(condition)} - {kept}  # type: ignore[arg-type]
    for issue, options in zip(space.issues, space.options, strict=True):
        if issue not in named:
            continue
        for option in options:
            if option == changed[issue]:
                continue
            mended = {**changed, issue: option}
            if space.allows(mended):
                yield mended


def distinct(
    packages: Iterator[Mapping[str, str]], known: Sequence[Mapping[str, str]]
) -> list[Package]:
    """The packages once each, without those known already."""
    seen = {tuple(package.items()) for package in known}
    order = list(known[0]) if known else None
    kept = []
    for package in packages:
        ordered = {issue: package[issue] for issue in (order or package)}
        key = tuple(ordered.items())
        if key not in seen:
            seen.add(key)
            kept.append(ordered)
    return kept


def known_packages(case: Case, plans: Sequence[str]) -> dict[str, Package]:
    """The packages of known plans, each issue in the order of the case."""
    return {plan: case.package(plan) for plan in plans}
