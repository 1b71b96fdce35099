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


def scopes(conditions: Sequence[Condition]) -> list[frozenset[str]]:
    """The issues that each condition mentions."""
    return [frozenset(atom.issue for atom in atoms(condition)) for condition in conditions]


def schedule(task: Task, most: int = STATES) -> Schedule | None:
    """The order with the fewest states among greedy ones; None if all need too many.

    Args:
        task: the component.
        most: largest number of states at once.
    """
    orders = _orders(task)
    for cap in sorted({min(1000, most), min(10_000, most), most}):
        best: Schedule | None = None
        size = math.inf
        for order in orders:
            found = _follow(task, order, cap, size)
            if found is not None:
                best = found
                size = sum(moves.groups for moves in found.moves)
        if best is not None:
            return best
    return None


def cut_schedule(task: Task, most: int = STATES) -> Schedule:
    """A schedule that keeps at most so many states and says how many it left out."""
    found = _follow(task, _orders(task)[0], most, math.inf, cut=True)
    assert found is not None  # nothing but a limit ends the search
    return found


def _orders(task: Task) -> list[tuple[int, ...]]:
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

    found: dict[tuple[int, ...], float] = {}
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
        found[tuple(order)] = cost
    return sorted(found, key=lambda order: (found[order], order))[:12]


def _follow(
    task: Task, order: tuple[int, ...], cap: int, budget: float, *, cut: bool = False
) -> Schedule | None:
    """The states along an order; None if more than `cap` at once or `budget` in all."""
    remainders = _Remainders()
    constraints = len(task.constraints)
    conditions = (*task.constraints, *task.interactions)
    parties = task.added.shape[1]
    states = {tuple(remainders.number(condition) for condition in conditions): 0}
    steps: list[tuple[list[tuple[int, int, int]], list[Whole], int]] = []
    dropped, total = 0, 0.0
    for at in order:
        issue, names, utilities = task.issues[at], task.options[at], task.utilities[at]
        touched = [c for c, scope in enumerate(scopes(conditions)) if issue in scope]
        following: dict[tuple[int, ...], int] = {}
        moves: list[tuple[int, int, int]] = []
        shifts: list[Whole] = []
        for state, source in states.items():
            for option, name in enumerate(names):
                after, shift = list(state), utilities[option]
                for c in touched:
                    after[c] = remainders.after(state[c], issue, name)
                    if c < constraints:
                        if after[c] == _FALSE:
                            break
                    elif after[c] == _TRUE:
                        shift = shift + task.added[c - constraints]
                        after[c] = _FALSE
                else:
                    target = following.setdefault(tuple(after), len(following))
                    moves.append((target, source, option))
                    shifts.append(shift)
            if len(following) > cap and not cut:
                return None
        if len(following) > cap:
            dropped += len(following) - cap
            renumbered = _thinned(len(following), cap)
            following = {s: renumbered[i] for s, i in following.items() if i in renumbered}
            kept = [i for i, move in enumerate(moves) if move[0] in renumbered]
            moves = [(renumbered[moves[i][0]], *moves[i][1:]) for i in kept]
            shifts = [shifts[i] for i in kept]
        total += len(following)
        if total >= budget:
            return None
        steps.append((moves, shifts, len(following)))
        states = following
    compiled: list[Moves] = []
    leads = np.ones(len(states), dtype=bool)
    for pairs, shifts, groups in reversed(steps):
        table = np.array(pairs, dtype=np.int64).reshape(-1, 3)
        added = np.array(shifts, dtype=np.int64).reshape(-1, parties)
        # What leads only to contradictions is left out.
        chosen = np.flatnonzero(leads[table[:, 0]])
        chosen = chosen[np.argsort(table[chosen, 0], kind="stable")]
        columns = np.ascontiguousarray(table[chosen].T)
        compiled.append(Moves(columns[1], columns[2], columns[0], added[chosen], groups))
        sources = steps[len(steps) - len(compiled) - 1][2] if len(compiled) < len(steps) else 1
        leads = np.zeros(sources, dtype=bool)
        leads[columns[1]] = True
    compiled.reverse()
    return Schedule(order, tuple(compiled), max(moves.groups for moves in compiled), dropped)


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
        found = self._numbers.get(condition)
        if found is None:
            found = self._numbers[condition] = len(self._conditions)
            self._conditions.append(condition)
        return found

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
