"""Issues that conditions tie together, one after another, with a state that carries the ties.

After some issues are settled, all that matters for the rest is what remains undecided of the
conditions: `if status is deferred then vote is not none` becomes `vote is not none` once the
status is deferred, and nothing otherwise. Packages with the same remainder share a state, and
each state carries its own efficient points: dominance within a state is safe because any
completion adds the same to both points. This is variable elimination with the assignment of
the separator folded by what it implies; there are never more states than assignments.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from interim.bargaining.merge import Moves, Whole
from interim.case.constraint import And, Condition, Is, Not, Or, atoms

STATES = 100_000
"""Most states at once; beyond it elimination is given up or cut."""

_FALSE, _TRUE = 0, 1


@dataclass(frozen=True)
class Task:
    """The issues of a component and the conditions over them.

    Attributes:
        issues: names, in any order.
        options: of each issue.
        utilities: of each issue, shape (options, parties), in units.
        constraints: what must hold.
        interactions: conditions that add value.
        added: shape (interactions, parties), what each adds, in units.
    """

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    utilities: tuple[Whole, ...]
    constraints: tuple[Condition, ...]
    interactions: tuple[Condition, ...]
    added: Whole


@dataclass(frozen=True)
class Schedule:
    """An order of the issues of a task and how states follow each other.

    Attributes:
        order: indices of the task's issues.
        moves: for each issue in that order.
        states: largest number of states at once.
        cut: number of states left out; 0 if the schedule is exact.
    """

    order: tuple[int, ...]
    moves: tuple[Moves, ...]
    states: int
    cut: int = 0


@dataclass(frozen=True)
class _Shape:
    """What of a task decides its schedule: everything but its values."""

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    constraints: tuple[Condition, ...]
    interactions: tuple[Condition, ...]


@dataclass(frozen=True)
class _Step:
    """The moves of an issue before they have values.

    Attributes:
        table: shape (moves, 3): target, source and option, by target.
        gains: shape (gains, 2): a move and an interaction that it makes hold.
        groups: number of groups afterwards.
    """

    table: Whole
    gains: Whole
    groups: int


@dataclass(frozen=True)
class _Skeleton:
    """A schedule before its moves have values: the same for every future of a case."""

    order: tuple[int, ...]
    steps: tuple[_Step, ...]
    cut: int


def scopes(conditions: Sequence[Condition]) -> list[frozenset[str]]:
    """The issues that each condition mentions."""
    return [frozenset(atom.issue for atom in atoms(condition)) for condition in conditions]


def schedule(task: Task, most: int = STATES) -> Schedule | None:
    """The order with the fewest states among greedy ones; None if all need too many.

    Args:
        task: the component.
        most: largest number of states at once.
    """
    skeleton = _best(_shape(task), most)
    return None if skeleton is None else _filled(task, skeleton)


def cut_schedule(task: Task, most: int = STATES) -> Schedule:
    """A schedule that keeps at most so many states and says how many it left out."""
    shape = _shape(task)
    schedule = _follow(shape, _orders(shape)[0], most, math.inf, cut=True)
    assert schedule is not None  # nothing but a limit ends the search
    return _filled(task, schedule)


def _shape(task: Task) -> _Shape:
    return _Shape(task.issues, task.options, task.constraints, task.interactions)


# The futures of a case differ in values only: finding the order takes longer than merging.
@lru_cache(maxsize=16)
def _best(shape: _Shape, most: int) -> _Skeleton | None:
    orders = _orders(shape)
    for cap in sorted({min(1000, most), min(10_000, most), most}):
        best: _Skeleton | None = None
        size = math.inf
        for order in orders:
            schedule = _follow(shape, order, cap, size)
            if schedule is not None:
                best = schedule
                size = sum(step.groups for step in schedule.steps)
        if best is not None:
            return best
    return None


def _filled(task: Task, skeleton: _Skeleton) -> Schedule:
    """The schedule with the values of a task."""
    moves = []
    for at, step in zip(skeleton.order, skeleton.steps, strict=True):
        target, source, option = (np.ascontiguousarray(column) for column in step.table.T)
        shift = task.utilities[at][option]
        np.add.at(shift, step.gains[:, 0], task.added[step.gains[:, 1]])
        moves.append(Moves(source, option, target, shift, step.groups))
    largest = max(step.groups for step in skeleton.steps)
    return Schedule(skeleton.order, tuple(moves), largest, skeleton.cut)


def _orders(task: _Shape) -> list[tuple[int, ...]]:
    """Greedy orders, one from each issue: next comes what leaves the fewest open ties."""
    index = {issue: i for i, issue in enumerate(task.issues)}
    ties = [
        frozenset(index[issue] for issue in scope)
        for scope in scopes((*task.constraints, *task.interactions))
    ]
    weight = [math.log(max(len(options), 2)) for options in task.options]

    def burden(settled: frozenset[int]) -> float:
        open_ = {i for tie in ties if tie & settled and not tie <= settled for i in tie & settled}
        return sum(weight[i] for i in open_)

    orders: dict[tuple[int, ...], float] = {}
    for first in range(len(task.issues)):
        order, settled = [first], frozenset({first})
        cost = burden(settled)
        while len(order) < len(task.issues):
            rest = [i for i in range(len(task.issues)) if i not in settled]
            costs = {i: burden(settled | {i}) for i in rest}
            following = min(rest, key=lambda i: (costs[i], len(task.options[i]), i))
            order.append(following)
            settled |= {following}
            cost = max(cost, costs[following])
        orders[tuple(order)] = cost
    return sorted(orders, key=lambda order: (orders[order], order))[:12]


def _follow(
    task: _Shape, order: tuple[int, ...], cap: int, budget: float, *, cut: bool = False
) -> _Skeleton | None:
    """The states along an order; None if more than `cap` at once or `budget` in all."""
    remainders = _Remainders()
    constraints = len(task.constraints)
    conditions = (*task.constraints, *task.interactions)
    touches = scopes(conditions)
    states = {tuple(remainders.number(condition) for condition in conditions): 0}
    steps: list[tuple[list[tuple[int, int, int]], list[tuple[int, ...]], int]] = []
    dropped, total = 0, 0.0
    for at in order:
        issue, names = task.issues[at], task.options[at]
        touched = [c for c, scope in enumerate(touches) if issue in scope]
        following: dict[tuple[int, ...], int] = {}
        moves: list[tuple[int, int, int]] = []
        gains: list[tuple[int, ...]] = []
        for state, source in states.items():
            for option, name in enumerate(names):
                after, gained = list(state), []
                for c in touched:
                    after[c] = remainders.after(state[c], issue, name)
                    if c < constraints:
                        if after[c] == _FALSE:
                            break
                    elif after[c] == _TRUE:
                        gained.append(c - constraints)
                        after[c] = _FALSE
                else:
                    target = following.setdefault(tuple(after), len(following))
                    moves.append((target, source, option))
                    gains.append(tuple(gained))
            if len(following) > cap and not cut:
                return None
        if len(following) > cap:
            dropped += len(following) - cap
            renumbered = _thinned(len(following), cap)
            following = {s: renumbered[i] for s, i in following.items() if i in renumbered}
            kept = [i for i, move in enumerate(moves) if move[0] in renumbered]
            moves = [(renumbered[moves[i][0]], *moves[i][1:]) for i in kept]
            gains = [gains[i] for i in kept]
        total += len(following)
        if total >= budget:
            return None
        steps.append((moves, gains, len(following)))
        states = following
    return _Skeleton(order, _pruned(steps, len(states)), dropped)


def _pruned(
    steps: Sequence[tuple[list[tuple[int, int, int]], list[tuple[int, ...]], int]], last: int
) -> tuple[_Step, ...]:
    """The steps without what leads only to contradictions, moves by target."""
    pruned: list[_Step] = []
    leads = np.ones(last, dtype=bool)
    for at in range(len(steps) - 1, -1, -1):
        moves, gains, groups = steps[at]
        table = np.array(moves, dtype=np.int64).reshape(-1, 3)
        chosen = np.flatnonzero(leads[table[:, 0]])
        chosen = chosen[np.argsort(table[chosen, 0], kind="stable")]
        gained = [(new, k) for new, old in enumerate(chosen.tolist()) for k in gains[old]]
        pairs = np.array(gained, dtype=np.int64).reshape(-1, 2)
        pruned.append(_Step(table[chosen], pairs, groups))
        leads = np.zeros(steps[at - 1][2] if at else 1, dtype=bool)
        leads[table[chosen, 1]] = True
    return tuple(reversed(pruned))


def _thinned(count: int, cap: int) -> dict[int, int]:
    """New numbers for evenly spaced ones of so many states."""
    kept = np.linspace(0, count - 1, cap).round().astype(int)
    return {int(old): new for new, old in enumerate(kept)}


class _Remainders:
    """What remains of conditions, each with a number; 0 is false and 1 is true."""

    def __init__(self) -> None:
        self._numbers: dict[Condition, int] = {}
        self._conditions: list[Condition | None] = [None, None]
        self._after: dict[tuple[int, str, str], int] = {}

    def number(self, condition: Condition) -> int:
        number = self._numbers.get(condition)
        if number is None:
            number = self._numbers[condition] = len(self._conditions)
            self._conditions.append(condition)
        return number

    def after(self, number: int, issue: str, option: str) -> int:
        """The remainder once an issue is settled."""
        if number <= _TRUE:
            return number
        key = (number, issue, option)
        if key not in self._after:
            condition = self._conditions[number]
            assert condition is not None  # only false and true have none
            rest = _settle(condition, issue, option)
            self._after[key] = int(rest) if isinstance(rest, bool) else self.number(rest)
        return self._after[key]


def _settle(condition: Condition, issue: str, option: str) -> Condition | bool:
    match condition:
        case Is(named, options):
            return option in options if named == issue else condition
        case Not(inner):
            rest = _settle(inner, issue, option)
            return (not rest) if isinstance(rest, bool) else Not(rest)
        case And(left, right):
            one, other = _settle(left, issue, option), _settle(right, issue, option)
            if one is False or other is False:
                return False
            if one is True or other is True:
                return other if one is True else one
            return one if one == other else And(one, other)
        case Or(left, right):
            one, other = _settle(left, issue, option), _settle(right, issue, option)
            if one is True or other is True:
                return True
            if one is False or other is False:
                return other if one is False else one
            return one if one == other else Or(one, other)
