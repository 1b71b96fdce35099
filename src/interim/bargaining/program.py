"""Packages and conditions as a linear program over binary variables.

Each issue has one variable for each group of options that no condition tells apart (more only
where options of a group suit one party better and the other worse). A condition is brought to
negation normal form, so that it is made of statements `issue is one of options`, `and` and
`or`; a statement is a sum of variables and needs none of its own. What a condition adds needs
a variable that may be 1 only if the condition holds where that is all that a gain asks for,
and must be 1 where a loss does. Several statements about one issue become one. The linear
relaxation is then as tight as the convex hull of each issue allows, which is what makes spaces
of 10^50 packages solvable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from interim.bargaining.eliminate import Task
from interim.bargaining.silence import silent
from interim.case.constraint import And, Condition, Is, Not, Or

_INFEASIBLE = 2
_SCALED = 100.0

Values = NDArray[np.float64]


@dataclass(frozen=True)
class _In:
    """The option of an issue is one of these."""

    issue: int
    options: frozenset[int]


@dataclass(frozen=True)
class _Group:
    """All (`and`) or at least one (`or`) of several."""

    kind: Literal["and", "or"]
    parts: tuple[_Node, ...]


_Node = _In | _Group


class Program:
    """The program of one component, for two parties."""

    def __init__(
        self, task: Task, utilities: Sequence[Values], added: Values, reach: Values
    ) -> None:
        """Builds the program.

        Args:
            task: the component.
            utilities: for each issue, shape (options, 2), whole numbers.
            added: shape (interactions, 2), whole numbers.
            reach: shape (2,), no sum is larger.
        """
        counts = [len(options) for options in task.options]
        self._kept = [list(range(count)) for count in counts]
        self._lines: list[tuple[dict[int, float], float]] = []
        constraints = [_normal(c, task, True) for c in task.constraints]
        interactions = [_normal(c, task, True) for c in task.interactions]
        named = [part for node in (*constraints, *interactions) for part in _statements(node)]
        for issue in range(len(counts)):
            named_options = [part.options for part in named if part.issue == issue]
            self._kept[issue] = _distinct(utilities[issue], named_options)
        ends = np.cumsum([0, *(len(kept) for kept in self._kept)]).tolist()
        self._first: list[int] = ends[:-1]
        self._columns: int = ends[-1]
        for issue in range(len(counts)):
            one = dict.fromkeys(self._range(issue), 1.0)
            self._lines += [(one, 1.0), (dict.fromkeys(one, -1.0), -1.0)]
        for node in constraints:
            self._require(node)
        values: dict[int, Values] = {}
        constant = np.zeros(2)
        for issue, gains in enumerate(utilities):
            for column, option in zip(self._range(issue), self._kept[issue], strict=True):
                values[column] = np.asarray(gains[option], dtype=np.float64)
        for node, gain in zip(interactions, added, strict=True):
            if node is True:
                constant = constant + gain
            elif isinstance(node, _In):
                for column in self._statement(node):
                    values[column] = values[column] + gain
            elif node is not False:
                column = self._truth(node, bool((gain > 0).any()), bool((gain < 0).any()))
                values[column] = values.get(column, np.zeros(2)) + gain
        self._constant = constant
        self._values = np.zeros((2, self._columns))
        for column, gain in values.items():
            self._values[:, column] = gain
        # Small coefficients: a solution within the solver's tolerance is then one in truth.
        self._scale: Values = np.minimum(1.0, _SCALED / reach)
        entries = [
            (row, column, factor)
            for row, (line, _) in enumerate(self._lines)
            for column, factor in line.items()
        ]
        across, down, factors = zip(*entries, strict=True)
        shape = (len(self._lines), self._columns)
        self._matrix = csr_array((factors, (across, down)), shape=shape)
        self._low = np.array([low for _, low in self._lines])

    def best(self, party: int, low: Values) -> NDArray[np.int32] | None:
        """The options of a package best for a party that gives both at least so much.

        Args:
            party: 0 or 1.
            low: shape (2,), whole numbers.

        Returns:
            Shape (issues,), or None if there is no such package.

        Raises:
            RuntimeError: the solver gave up.
        """
        scaled = self._values * self._scale[:, None]
        least = (low - 0.5 - self._constant) * self._scale
        with silent():
            answer = milp(
                -scaled[party],
                integrality=np.ones(self._columns),
                bounds=Bounds(0, 1),
                constraints=[
                    LinearConstraint(self._matrix, self._low, np.inf),
                    LinearConstraint(scaled, least, np.inf),
                ],
                options={"mip_rel_gap": 0.0},
            )
        if answer.status == _INFEASIBLE:
            return None
        if answer.x is None:
            raise RuntimeError(f"the integer program was not solved: {answer.message}")
        chosen = [
            kept[int(np.argmax(answer.x[first : first + len(kept)]))]
            for first, kept in zip(self._first, self._kept, strict=True)
        ]
        return np.array(chosen, np.int32)

    def _range(self, issue: int) -> range:
        return range(self._first[issue], self._first[issue] + len(self._kept[issue]))

    def _statement(self, node: _In) -> dict[int, float]:
        """The sum of variables that is 1 if a statement is true, else 0."""
        return {
            column: 1.0
            for column, option in zip(self._range(node.issue), self._kept[node.issue], strict=True)
            if option in node.options
        }

    def _truth(self, node: _Node, gain: bool, loss: bool) -> int:
        """A variable for a condition: at most its truth for a gain, at least for a loss."""
        assert isinstance(node, _Group)  # a statement needs no variable
        column = self._columns
        self._columns += 1
        parts = [self._expression(part, gain, loss) for part in node.parts]
        together: dict[int, float] = {}
        for part in parts:
            for variable, factor in part.items():
                together[variable] = together.get(variable, 0.0) + factor
        opposite = {variable: -factor for variable, factor in together.items()}
        each_at_most = [({**part, column: -1.0}, 0.0) for part in parts]
        each_at_least = [
            ({**{v: -factor for v, factor in part.items()}, column: 1.0}, 0.0) for part in parts
        ]
        if node.kind == "and":
            if gain:
                self._lines += each_at_most
            if loss:
                self._lines.append(({**opposite, column: 1.0}, 1.0 - len(parts)))
        else:
            if gain:
                self._lines.append(({**together, column: -1.0}, 0.0))
            if loss:
                self._lines += each_at_least
        return column

    def _expression(self, node: _Node, gain: bool, loss: bool) -> dict[int, float]:
        if isinstance(node, _In):
            return self._statement(node)
        return {self._truth(node, gain, loss): 1.0}

    def _require(self, node: _Node | bool) -> None:
        """Adds that a condition holds."""
        if node is True:
            return
        if node is False:
            self._lines.append(({0: 0.0}, 1.0))
        elif isinstance(node, _In):
            self._lines.append((self._statement(node), 1.0))
        elif node.kind == "and":
            for part in node.parts:
                self._require(part)
        else:
            together: dict[int, float] = {}
            for part in node.parts:
                for variable, factor in self._expression(part, True, False).items():
                    together[variable] = together.get(variable, 0.0) + factor
            self._lines.append((together, 1.0))


def _normal(condition: Condition, task: Task, positive: bool) -> _Node | bool:
    """A condition, or its negation, in negation normal form."""
    match condition:
        case Is(issue, options):
            at = task.issues.index(issue)
            names = task.options[at]
            held = frozenset(names.index(option) for option in options)
            return _settled(at, held if positive else frozenset(range(len(names))) - held, task)
        case Not(inner):
            return _normal(inner, task, not positive)
        case And(left, right) | Or(left, right):
            every = isinstance(condition, And) == positive
            sides = [_normal(left, task, positive), _normal(right, task, positive)]
            return _joined("and" if every else "or", sides, task)


def _settled(issue: int, options: frozenset[int], task: Task) -> _In | bool:
    if not options:
        return False
    return True if len(options) == len(task.options[issue]) else _In(issue, options)


def _joined(kind: Literal["and", "or"], sides: list[_Node | bool], task: Task) -> _Node | bool:
    """Both sides as one flat group, with one statement at most about each issue."""
    decides = kind == "or"  # the truth value that settles the whole
    statements: dict[int, frozenset[int]] = {}
    parts: list[_Node] = []
    for side in sides:
        if isinstance(side, bool):
            if side is decides:
                return decides
            continue
        flat = side.parts if isinstance(side, _Group) and side.kind == kind else (side,)
        for part in flat:
            if not isinstance(part, _In):
                parts.append(part)
            elif part.issue not in statements:
                statements[part.issue] = part.options
            elif kind == "and":
                statements[part.issue] &= part.options
            else:
                statements[part.issue] |= part.options
    for issue, options in reversed(statements.items()):
        settled = _settled(issue, options, task)
        if settled is decides:
            return decides
        if not isinstance(settled, bool):
            parts.insert(0, settled)
    if not parts:
        return not decides
    return parts[0] if len(parts) == 1 else _Group(kind, tuple(parts))


def _statements(node: _Node | bool) -> list[_In]:
    if isinstance(node, bool):
        return []
    if isinstance(node, _In):
        return [node]
    return [statement for part in node.parts for statement in _statements(part)]


def _distinct(utilities: Values, conditions: Sequence[frozenset[int]]) -> list[int]:
    """Options without those that another serves as well: same conditions, no less to anyone."""
    groups: dict[tuple[bool, ...], list[int]] = {}
    order = sorted(range(len(utilities)), key=lambda o: (*(-utilities[o]).tolist(), o))
    for option in order:
        best = groups.setdefault(tuple(option in options for options in conditions), [])
        if not any((utilities[other] >= utilities[option]).all() for other in best):
            best.append(option)
    return sorted(option for best in groups.values() for option in best)
