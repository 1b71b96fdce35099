"""Two parties, conditions too tangled to eliminate: integer programs, two per efficient point.

The epsilon-constraint method (Haimes, Lasdon and Wismer 1971): the best for the first party,
then for the second without loss to the first; then the same with more for the second party.
What a package may say and what a condition adds become a linear program over binary variables
(`program`); HiGHS solves it. Values are first made whole numbers of the coarsest unit that
measures them, so that neighbouring values are far apart for the solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.eliminate import Task
from interim.bargaining.merge import Whole
from interim.bargaining.program import Program
from interim.case.constraint import holds

_Pair = NDArray[np.float64]

_RESOLUTION = 1e-5
_COARSEST = 1e-7


@dataclass(frozen=True)
class Result:
    """Efficient points of a component in units, their choices, and what cut the search."""

    rows: Whole
    choices: NDArray[np.int32]
    warning: str | None


def tells_apart(task: Task, step: Whole) -> bool:
    """Whether the solver can tell any two values of the component apart.

    Args:
        task: the component, for two parties.
        step: shape (2,), how many units values are told apart by.
    """
    return bool((_measure(task, step)[2] == 1).all())


def efficient_choices(
    task: Task, floor: Whole, step: Whole, limit: int, ceiling: Whole | None = None
) -> Result:
    """The efficient points of a component that are nowhere below a floor.

    Args:
        task: the component, for two parties.
        floor: shape (2,), in units.
        step: shape (2,), how many units values are told apart by.
        limit: most points.
        ceiling: shape (2,), in units: more than that is worth no more. None if all counts.

    Returns:
        Points with the first party's value descending, not cut off at the ceiling. The warning
        says if a limit was reached, or if the range of values is too wide to tell neighbouring
        ones apart.
    """
    coarse, reach, gap = _measure(task, step)
    program = Program(
        task,
        [np.rint(u / coarse) for u in task.utilities],
        np.rint(task.added / coarse),
        reach,
    )
    warning = None
    if (gap > 1).any():
        wide = float((gap / reach).max())
        warning = f"values less than {wide:.1g} of their range apart count as equal"
    low = np.maximum(np.ceil(floor / coarse - 1e-3), -reach)
    high = np.full(2, np.inf)
    if ceiling is not None:
        high = np.maximum(np.ceil(ceiling / coarse - 1e-3), low)
    rows: list[Whole] = []
    efficient: list[NDArray[np.int32]] = []
    while (low < reach + 0.5).all():
        first = program.best(0, low)
        if first is None:
            break
        enough = min(float((_value(task, first) / coarse)[0].round()), high[0])
        second = program.best(1, np.array([enough, low[1]]))
        chosen = first if second is None else second
        value = _value(task, chosen)
        rows.append(value)
        efficient.append(chosen)
        reached = max(float((value / coarse)[1].round()), low[1])
        if reached >= high[1]:
            break
        if len(rows) >= limit:
            warning = f"the search ended at the limit of {limit} points"
            break
        low[1] = min(reached + gap[1], high[1])
    issues = len(task.issues)
    return Result(
        np.array(rows, np.int64).reshape(-1, 2),
        np.array(efficient, np.int32).reshape(-1, issues),
        warning,
    )


def _measure(task: Task, step: Whole) -> tuple[_Pair, _Pair, _Pair]:
    """A coarse unit, the largest sum in it and the least difference the solver sees in it."""
    coarse = np.array([_coarse(_column(task, p), int(step[p] > 1)) for p in range(2)])
    most = np.abs(task.added).sum(axis=0, dtype=np.float64)
    for utilities in task.utilities:
        most += np.abs(utilities).max(axis=0)
    reach = np.maximum(most / coarse, 1.0)
    # The solver's tolerances are 1e-6 of the scaled values: smaller steps mean nothing.
    return coarse, reach, np.maximum(1.0, np.ceil(_RESOLUTION * reach))


def _column(task: Task, party: int) -> Whole:
    """Everything that a party's value is a sum of."""
    return np.concatenate([*(u[:, party] for u in task.utilities), task.added[:, party]])


def _coarse(values: Whole, rounding: int) -> float:
    """The largest unit that measures whole numbers up to their rounding; 1 if none does.

    Fractions of a common denominator, such as points divided by the most points, reach us as
    rounded multiples of a very fine unit. Euclid's algorithm, stopped where remainders can be
    rounding, finds the fraction again.

    Args:
        values: shape (values,).
        rounding: how far a value may be from a multiple of the unit.
    """
    sizes = np.unique(np.abs(values))
    sizes = sizes[sizes > 0]
    if not len(sizes):
        return 1.0
    if not rounding:
        return float(np.gcd.reduce(sizes))
    coarse = sizes.astype(np.float64)
    least = coarse[-1] * _COARSEST
    common = float(coarse[0])
    for size in coarse.tolist():
        common, rest = size, common
        while rest > least:
            common, rest = rest, abs(common - rest * round(common / rest))
        common = size / round(size / common)  # remainders carry errors, the largest value hardly
    counts = np.rint(coarse / common)
    return common if (np.abs(coarse - counts * common) <= rounding).all() and common > 1 else 1.0


def _value(task: Task, chosen: NDArray[np.int32]) -> Whole:
    """What a package of the component is worth to both, in units."""
    package = {
        issue: options[choice]
        for issue, options, choice in zip(task.issues, task.options, chosen, strict=True)
    }
    value: Whole = np.sum([u[c] for u, c in zip(task.utilities, chosen, strict=True)], axis=0)
    for condition, added in zip(task.interactions, task.added, strict=True):
        if holds(condition, package):
            value = value + added
    return value
