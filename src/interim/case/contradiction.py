"""Whether constraints leave a package at all, and which of them leave none together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interim.case.constraint import And, Condition, Is, Not, Or, atoms


class Undecided(Exception):
    """A search was given up: constraints can be made that no search sees through in a lifetime."""


@dataclass
class Effort:
    """How many statements may still be looked at. Counted, so that every machine says the same."""

    left: float

    def spend(self, count: int) -> None:
        """Take some away; raises Undecided once nothing is left."""
        self.left -= count
        if self.left < 0:
            raise Undecided


def satisfying(
    constraints: Sequence[Condition],
    options: Mapping[str, Sequence[str]],
    effort: Effort | None = None,
) -> dict[str, str] | None:
    """Options for the issues that constraints mention, such that all of them hold.

    Exact: a backtracking search that narrows the domains of issues before each step.

    Args:
        constraints: what must hold.
        options: the options of each issue.
        effort: how much may be spent on the search; without end if None.

    Returns:
        One such partial package, or None if there is none.

    Raises:
        Undecided: the effort is spent, and neither is known.
    """
    mentioned = {atom.issue for condition in constraints for atom in atoms(condition)}
    domains = {
        issue: frozenset(choices) for issue, choices in options.items() if issue in mentioned
    }
    package = _search(tuple(constraints), domains, effort or Effort(math.inf))
    if package is None:
        return None
    return {issue: next(o for o in options[issue] if o in package[issue]) for issue in package}


def contradiction(
    constraints: Sequence[Condition],
    options: Mapping[str, Sequence[str]],
    effort: Effort | None = None,
) -> tuple[int, ...]:
    """Indices of constraints that leave no package together, none of which can be spared.

    Args:
        constraints: what must hold.
        options: the options of each issue.
        effort: how much may be spent; without end if None.

    Returns:
        Indices in order; empty if the constraints leave a package.

    Raises:
        Undecided: the effort is spent.
    """
    core = list(range(len(constraints)))
    if satisfying(constraints, options, effort) is not None:
        return ()
    for index in range(len(constraints)):
        fewer = [i for i in core if i != index]
        if satisfying([constraints[i] for i in fewer], options, effort) is None:
            core = fewer
    return tuple(core)


# --- search --------------------------------------------------------------------------------

_Domains = dict[str, frozenset[str]]


def _status(condition: Condition, domains: _Domains) -> bool | None:
    """Whether a condition holds, fails or is open while issues still have several options."""
    match condition:
        case Is(issue, options):
            left = domains[issue].intersection(options)
            return False if not left else True if len(left) == len(domains[issue]) else None
        case Not(inner):
            status = _status(inner, domains)
            return None if status is None else not status
        case And(one, other):
            first, second = _status(one, domains), _status(other, domains)
            if first is False or second is False:
                return False
            return True if first and second else None
        case Or(one, other):
            first, second = _status(one, domains), _status(other, domains)
            if first or second:
                return True
            return False if first is False and second is False else None


def _search(
    constraints: tuple[Condition, ...], domains: _Domains, effort: Effort
) -> _Domains | None:
    narrowed = _narrow(constraints, domains, effort)
    if narrowed is None:
        return None
    open_, domains = narrowed
    if not open_:
        return domains
    # The issue that most open constraints mention decides most.
    counts: dict[str, int] = {}
    for condition in open_:
        for issue in {atom.issue for atom in atoms(condition)}:
            if len(domains[issue]) > 1:
                counts[issue] = counts.get(issue, 0) + 1
    issue = min(counts, key=lambda name: (-counts[name], len(domains[name]), name))
    for option in sorted(domains[issue]):
        package = _search(open_, {**domains, issue: frozenset({option})}, effort)
        if package is not None:
            return package
    return None


def _narrow(
    constraints: tuple[Condition, ...], domains: _Domains, effort: Effort
) -> tuple[tuple[Condition, ...], _Domains] | None:
    """Drop options that no constraint allows until nothing changes; None if one fails."""
    domains = dict(domains)
    open_ = list(constraints)
    changed = True
    while changed:
        changed, still = False, []
        for condition in open_:
            status = _status(condition, domains)
            if status is False:
                return None
            if status is None:
                changed |= _drop(condition, domains, effort)
                still.append(condition)
        open_ = still
    if any(not options for options in domains.values()):
        return None
    return tuple(open_), domains


def _drop(condition: Condition, domains: _Domains, effort: Effort) -> bool:
    """Drop each option of each issue of a condition that makes it fail."""
    dropped = False
    issues = [atom.issue for atom in atoms(condition)]
    for issue in dict.fromkeys(issues):
        effort.spend(len(issues) * len(domains[issue]))
        if len(domains[issue]) == 1:
            continue
        keep = frozenset(
            option
            for option in domains[issue]
            if _status(condition, {**domains, issue: frozenset({option})}) is not False
        )
        if keep != domains[issue]:
            domains[issue] = keep
            dropped = True
    return dropped
