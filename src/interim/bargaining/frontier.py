"""The Pareto frontier of a space of packages, exact, with a package for each point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from interim.bargaining import epsilon
from interim.bargaining.eliminate import STATES, Task, cut_schedule, schedule, scopes
from interim.bargaining.merge import (
    Level,
    Moves,
    Whole,
    choices,
    efficient,
    start,
    step,
)
from interim.bargaining.space import Space
from interim.bargaining.units import TOLERANCE, Units, units
from interim.case.constraint import And, Condition, Is, Not, Or

_FEW = 1000
"""States up to which elimination is as fast as integer programming, as measured."""


@dataclass(frozen=True)
class Frontier:
    """Efficient packages at or above the disagreement point, one per distinct vector.

    Attributes:
        parties: their names.
        issues: their names.
        options: names of the options of each issue.
        outcomes: number of packages before constraints.
        complete: whether no limit cut the search.
        disagreement: shape (parties,).
        utilities: shape (points, parties), the first party's ascending.
        choices: shape (points, issues), index of the option that attains the point.
        method: how it was found.
        warnings: what cut the search, or why there is no point.
    """

    parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    outcomes: int
    complete: bool
    disagreement: NDArray[np.float64]
    utilities: NDArray[np.float64]
    choices: NDArray[np.int32]
    method: str
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.utilities)

    def package(self, point: int) -> dict[str, str]:
        """A package that attains a point."""
        return {
            issue: options[choice]
            for issue, options, choice in zip(
                self.issues, self.options, self.choices[point].tolist(), strict=True
            )
        }

    @cached_property
    def packages(self) -> tuple[dict[str, str], ...]:
        """A package for each point, made when first asked for."""
        return tuple(self.package(point) for point in range(len(self)))


def frontier(space: Space, *, limit: int = 2_000_000) -> Frontier:
    """Every efficient package at or above the disagreement point.

    Issues that no condition ties together are merged one by one; issues that conditions tie
    are first eliminated together (`eliminate`). If that takes many states, two parties' points
    are found one by one by integer programming (`epsilon`), which must be able to tell values
    apart; if it takes too many, whether it can or not. Vectors equal up to 1e-9 are one point.
    Under a ceiling, values are cut off before they are compared: whatever dominates a package
    without it is at least as good with it, so that the efficient packages of the unlimited
    values are enough to choose from.

    Args:
        space: the packages.
        limit: most points kept after any step. What a limit leaves out is lost: the result is
            then marked incomplete, and its points may be dominated by packages not found.

    Raises:
        ValueError: the limit is below the number of parties.
    """
    if limit < len(space.parties):
        raise ValueError(f"a limit of {limit} points for {len(space.parties)} parties")
    search = _Search(space, units(space), limit)
    packages = search.run()
    scale = search.units
    if len(packages) and (search.ceiling is not None or (scale.last > scale.step).any()):
        rows = np.zeros((len(packages), len(space.parties)), np.int64)
        for i, utilities in enumerate(scale.utilities):
            rows += utilities[packages[:, i]]
        for added, interaction in zip(scale.added, space.interactions, strict=True):
            rows[_holds(interaction.condition, space, packages)] += added
        if search.ceiling is not None:
            rows = np.minimum(rows, search.ceiling)
        packages = packages[efficient(rows, scale.last)]
    values = _values(space, packages)
    order = np.lexsort(values.T[::-1])
    if not len(packages) and not search.warnings:
        search.warnings.append("no package satisfies the constraints and disagreement point")
    return Frontier(
        parties=space.parties,
        issues=space.issues,
        options=space.options,
        outcomes=space.outcomes,
        complete=not search.cut,
        disagreement=np.asarray(space.disagreement, dtype=np.float64),
        utilities=values[order],
        choices=packages[order],
        method=", ".join(dict.fromkeys([*search.methods, "merging"])),
        warnings=tuple(search.warnings),
    )


@dataclass(frozen=True)
class _Part:
    """Issues settled together: their joint choices that may still matter."""

    issues: tuple[int, ...]
    rows: Whole
    choices: NDArray[np.int32]


class _Search:
    """One search: bounds on what is open, what was cut, how each part was found."""

    def __init__(self, space: Space, scale: Units, limit: int) -> None:
        self.space, self.units, self.limit = space, scale, limit
        self.cut = False
        self.ceiling: Whole | None = None
        if space.ceiling is not None:
            self.ceiling = _in_units(space.ceiling, scale)
        self.methods: list[str] = []
        self.warnings: list[str] = []

    def run(self) -> NDArray[np.int32]:
        """Choices of every efficient package, shape (points, issues)."""
        space, scale = self.space, self.units
        tied, free = _components(space)
        best = {c: self._bound(c) for c in tied} | {
            (i,): scale.utilities[i].max(axis=0) for i in free
        }
        total = np.sum(list(best.values()), axis=0, dtype=np.int64)
        if not best:
            total = np.zeros(len(space.parties), np.int64)
        most = space.ceiling
        if most is not None and (most < space.disagreement - TOLERANCE).any():
            return np.zeros((0, len(space.issues)), np.int32)
        parts: list[_Part] = []
        for component in tied:
            floor = scale.least - (total - best[component])
            part = self._tied(component, floor, self._enough(component))
            parts.append(part)
            if not len(part.rows):
                return np.zeros((0, len(space.issues)), np.int32)
            bound = part.rows.max(axis=0)
            total = total - best[component] + bound
        for i in free:
            kept = efficient(scale.utilities[i], scale.step)
            chosen = np.ascontiguousarray(kept[:, None], dtype=np.int32)
            parts.append(_Part((i,), scale.utilities[i][kept], chosen))
        parts = _ordered(parts)
        level = start(len(space.parties))
        levels: list[Level] = []
        for part in parts:
            total = total - part.rows.max(axis=0)
            nowhere = np.zeros(len(part.rows), np.int64)
            moves = Moves(nowhere, np.arange(len(part.rows)), nowhere, part.rows, 1)
            level = step(level, moves, scale.least - total, scale.step, self.limit)
            self._note(level, f"merging '{space.issues[part.issues[-1]]}'")
            levels.append(level.trail())
        if not levels:
            reached = bool((scale.least <= 0).all())
            return np.zeros((int(reached), 0), np.int32)
        taken = choices(levels)
        packages = np.empty((len(taken), len(space.issues)), np.int32)
        for column, part in enumerate(parts):
            packages[:, part.issues] = part.choices[taken[:, column]]
        return packages

    def _note(self, level: Level, when: str) -> None:
        if level.cut:
            self.cut = True
            self.warnings.append(
                f"{level.cut} of {level.cut + len(level.rows)} points were left out after "
                f"{when}: the limit is {self.limit}"
            )

    def _bound(self, component: tuple[int, ...]) -> Whole:
        """The most that issues could add for each party, conditions aside."""
        names = {self.space.issues[i] for i in component}
        most = np.sum([self.units.utilities[i].max(axis=0) for i in component], axis=0)
        conditions = [i.condition for i in self.space.interactions]
        for scope, added in zip(scopes(conditions), self.units.added, strict=True):
            if scope <= names:
                most = most + np.maximum(added, 0)
        return most

    def _enough(self, component: tuple[int, ...]) -> Whole | None:
        """What issues need add at most to reach the ceiling, whatever the others add."""
        if self.ceiling is None:
            return None
        names = {self.space.issues[i] for i in component}
        least = np.zeros_like(self.ceiling)
        for i, utilities in enumerate(self.units.utilities):
            if i not in component:
                least = least + utilities.min(axis=0)
        conditions = [i.condition for i in self.space.interactions]
        for scope, added in zip(scopes(conditions), self.units.added, strict=True):
            if not scope <= names:
                least = least + np.minimum(added, 0)
        enough: Whole = self.ceiling - least
        return enough

    def _tied(self, component: tuple[int, ...], floor: Whole, enough: Whole | None) -> _Part:
        space, scale = self.space, self.units
        task = _task(space, scale, component)
        two = len(space.parties) == 2
        plan = schedule(task, _FEW if two else STATES)
        if plan is None and two and not epsilon.tells_apart(task, scale.step):
            plan = schedule(task, STATES)
        if plan is None and two:
            self.methods.append("epsilon-constraint (mixed-integer programming)")
            result = epsilon.efficient_choices(task, floor, scale.step, self.limit, enough)
            if result.warning:
                self.cut = True
                self.warnings.append(result.warning)
            return _Part(component, result.rows, result.choices)
        if plan is None:
            plan = cut_schedule(task)
            self.cut = True
            self.warnings.append(
                f"{plan.cut} combinations of conditions were left out: more than "
                f"{plan.states} at once"
            )
        self.methods.append(f"variable elimination ({plan.states} states)")
        rest = np.cumsum(
            [_most(moves, len(space.parties)) for moves in reversed(plan.moves)], axis=0
        )[::-1]
        level = start(len(space.parties))
        levels = []
        for number, moves in enumerate(plan.moves):
            after = rest[number + 1] if number + 1 < len(rest) else 0
            level = step(level, moves, floor - after, scale.step, self.limit)
            self._note(level, f"eliminating '{task.issues[plan.order[number]]}'")
            levels.append(level.trail())
        taken = choices(levels)
        tied = np.empty_like(taken)
        tied[:, plan.order] = taken
        return _Part(component, level.rows, tied)


def _most(moves: Moves, parties: int) -> Whole:
    if not len(moves.shift):
        return np.zeros(parties, np.int64)
    return moves.shift.max(axis=0)


def _ordered(parts: list[_Part]) -> list[_Part]:
    """Fewest options first, and among those the widest range: measured, not proved, to be fast."""

    def weight(part: _Part) -> float:
        return float(np.ptp(part.rows, axis=0).astype(np.float64).sum())

    return sorted(parts, key=lambda part: (len(part.rows), -weight(part), part.issues))


def _components(space: Space) -> tuple[list[tuple[int, ...]], list[int]]:
    """Sets of issues that conditions tie together, and the issues that none mentions."""
    conditions = (*space.constraints, *(i.condition for i in space.interactions))
    index = {issue: i for i, issue in enumerate(space.issues)}
    sets: list[set[int]] = []
    for scope in scopes(conditions):
        joined = {index[issue] for issue in scope}
        apart = []
        for other in sets:
            if other & joined:
                joined |= other
            else:
                apart.append(other)
        sets = [*apart, joined]
    mentioned = {i for joined in sets for i in joined}
    tied = sorted(tuple(sorted(joined)) for joined in sets)
    return tied, [i for i in range(len(space.issues)) if i not in mentioned]


def _task(space: Space, scale: Units, component: tuple[int, ...]) -> Task:
    names = {space.issues[i] for i in component}
    inside = [
        k
        for k, scope in enumerate(scopes([i.condition for i in space.interactions]))
        if scope <= names
    ]
    return Task(
        issues=tuple(space.issues[i] for i in component),
        options=tuple(space.options[i] for i in component),
        utilities=tuple(scale.utilities[i] for i in component),
        constraints=tuple(
            c
            for c, scope in zip(space.constraints, scopes(space.constraints), strict=True)
            if scope <= names
        ),
        interactions=tuple(space.interactions[k].condition for k in inside),
        added=scale.added[inside],
    )


def _values(space: Space, packages: NDArray[np.int32]) -> NDArray[np.float64]:
    """As `Space.values`, summed in the same order, for many packages."""
    total = np.zeros((len(packages), len(space.parties)))
    for i, utilities in enumerate(space.utilities):
        total += utilities[packages[:, i]]
    for interaction in space.interactions:
        held = _holds(interaction.condition, space, packages)
        total[held] += interaction.values
    return total if space.ceiling is None else np.minimum(total, space.ceiling)


def _in_units(ceiling: NDArray[np.float64], scale: Units) -> Whole:
    """The least whole number of units at or above a ceiling, rounding aside."""
    most = np.ceil(np.clip(ceiling / scale.unit, -4e18, 4e18) - 1e-3)
    return most.astype(np.int64)


def _holds(condition: Condition, space: Space, packages: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a condition holds, for many packages."""
    match condition:
        case Is(issue, options):
            i = space.issues.index(issue)
            named = [space.options[i].index(option) for option in options]
            return np.isin(packages[:, i], named)
        case Not(inner):
            return ~_holds(inner, space, packages)
        case And(left, right):
            return _holds(left, space, packages) & _holds(right, space, packages)
        case Or(left, right):
            return _holds(left, space, packages) | _holds(right, space, packages)
