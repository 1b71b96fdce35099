"""Two parties, conditions too tangled to eliminate: one integer program per efficient point.

The epsilon-constraint method (Haimes, Lasdon and Wismer 1971): the best for the first party,
then for the second without loss to the first; then the same with more for the second party.
Conditions become linear constraints over one binary variable for each option and each part of
a condition. HiGHS solves the programs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from interim.bargaining.eliminate import Task
from interim.bargaining.merge import Whole
from interim.case.constraint import And, Condition, Is, Not, Or, holds

_RESOLUTION = 1e-5
_INFEASIBLE = 2


@dataclass(frozen=True)
class Result:
    """Efficient points of a component in units, their choices, and what cut the search."""

    rows: Whole
    choices: NDArray[np.int32]
    warning: str | None


def efficient_choices(task: Task, floor: Whole, limit: int) -> Result:
    """The efficient points of a component that are nowhere below a floor.

    Args:
        task: the component, for two parties.
        floor: shape (2,), in units.
        limit: most points.

    Returns:
        Points with the first party's value descending. The warning says if a limit was
        reached, or if the range of values is too wide to tell neighbouring ones apart.
    """
    program = _Program(task)
    reach = max(float(np.abs(program.values).sum(axis=1).max()), 1.0)
    # The solver's tolerances are 1e-6 of the scaled values: smaller steps mean nothing.
    gap = max(1, int(np.ceil(_RESOLUTION * reach)))
    warning = None
    if gap > 1:
        warning = f"values less than {gap / reach:.1g} of their range apart count as equal"
    rows: list[Whole] = []
    found: list[NDArray[np.int32]] = []
    low = np.maximum(floor.astype(float), -reach)
    while True:
        first = program.best(0, low, reach)
        if first is None:
            break
        second = program.best(1, np.array([float(first[0][0]), low[1]]), reach) or first
        rows.append(second[0])
        found.append(second[1])
        if len(rows) >= limit:
            warning = f"the search ended at the limit of {limit} points"
            break
        low[1] = max(float(second[0][1]), low[1]) + gap
    issues = len(task.issues)
    return Result(
        np.array(rows, np.int64).reshape(-1, 2),
        np.array(found, np.int32).reshape(-1, issues),
        warning,
    )


class _Program:
    """Variables: one for each option of each issue, then one for each part of a condition."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.first = np.cumsum([0, *(len(options) for options in task.options)])
        self.columns = int(self.first[-1])
        self.lines: list[tuple[dict[int, float], float, float]] = []
        for at in range(len(task.issues)):
            one = {int(v): 1.0 for v in range(self.first[at], self.first[at + 1])}
            self.lines.append((one, 1.0, 1.0))
        for condition in task.constraints:
            self.lines.append(({self._truth(condition): 1.0}, 1.0, 1.0))
        held = [self._truth(condition) for condition in task.interactions]
        self.values = np.zeros((2, self.columns))
        for at, utilities in enumerate(task.utilities):
            self.values[:, self.first[at] : self.first[at + 1]] = utilities.T
        for variable, added in zip(held, task.added, strict=True):
            self.values[:, variable] += added
        entries = [
            (row, column, factor)
            for row, (line, _, _) in enumerate(self.lines)
            for column, factor in line.items()
        ]
        across, down, factors = zip(*entries, strict=True)
        self.matrix = csr_array((factors, (across, down)), shape=(len(self.lines), self.columns))
        self.low = np.array([low for _, low, _ in self.lines])
        self.high = np.array([high for _, _, high in self.lines])

    def best(
        self, party: int, low: NDArray[np.float64], reach: float
    ) -> tuple[Whole, NDArray[np.int32]] | None:
        """A package that is best for a party and gives both at least `low`, in units."""
        scale = min(1.0, 1e4 / reach)
        answer = milp(
            -self.values[party] * scale,
            integrality=np.ones(self.columns),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(self.matrix, self.low, self.high),
                LinearConstraint(self.values * scale, (low - 0.5) * scale, np.inf),
            ],
            options={"mip_rel_gap": 0.0},
        )
        if answer.status == _INFEASIBLE:
            return None
        if answer.x is None:
            raise RuntimeError(f"the integer program was not solved: {answer.message}")
        task = self.task
        chosen = np.array(
            [answer.x[a:b].argmax() for a, b in zip(self.first, self.first[1:], strict=False)],
            np.int32,
        )
        package = {
            issue: options[choice]
            for issue, options, choice in zip(task.issues, task.options, chosen, strict=True)
        }
        value = np.sum([u[c] for u, c in zip(task.utilities, chosen, strict=True)], axis=0)
        for condition, added in zip(task.interactions, task.added, strict=True):
            if holds(condition, package):
                value = value + added
        return value, chosen

    def _truth(self, condition: Condition) -> int:
        """The variable that is 1 exactly when a condition holds."""
        variable = self.columns
        self.columns += 1
        match condition:
            case Is(issue, options):
                at = self.task.issues.index(issue)
                line = {
                    int(self.first[at]) + self.task.options[at].index(option): 1.0
                    for option in options
                }
                self.lines.append(({**line, variable: -1.0}, 0.0, 0.0))
            case Not(inner):
                self.lines.append(({variable: 1.0, self._truth(inner): 1.0}, 1.0, 1.0))
            case And(left, right):
                one, other = self._truth(left), self._truth(right)
                self.lines.append(({variable: 1.0, one: -1.0}, -np.inf, 0.0))
                self.lines.append(({variable: 1.0, other: -1.0}, -np.inf, 0.0))
                self.lines.append(({variable: 1.0, one: -1.0, other: -1.0}, -1.0, np.inf))
            case Or(left, right):
                one, other = self._truth(left), self._truth(right)
                self.lines.append(({variable: 1.0, one: -1.0}, 0.0, np.inf))
                self.lines.append(({variable: 1.0, other: -1.0}, 0.0, np.inf))
                self.lines.append(({variable: 1.0, one: -1.0, other: -1.0}, -np.inf, 0.0))
        return variable
