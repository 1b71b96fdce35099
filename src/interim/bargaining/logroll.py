"""Logrolls: trades between issues that leave every party better off.

Each party gives way on an issue that matters less to it and is given its way on one that matters
more (Froman and Cohen 1970; Pruitt 1981, ch. 5; Raiffa 1982, ch. 10-11). Here a trade is a set
of changes to a package such that

1. the new package satisfies the constraints (and keeps whatever else it must),
2. every party gains, and
3. every party gives way on at least one of the changes: made alone, it would cost that party,
4. no change can be spared: without it the package would break a constraint or be worse for some
   party.

A change is measured by what it does to the package it starts from, with the interactions of all
clauses; what the changes of a trade are worth together is exact, not the sum of their parts.

- Froman, L. A., Cohen, M. D. (1970). Compromise and logroll: comparing the efficiency of two
  bargaining processes. *Behavioral Science* 15, 180-183.
- Pruitt, D. G. (1981). *Negotiation Behavior*. Academic Press.
- Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.distance import BETTER, Change, ends
from interim.bargaining.packages import Choices, allowed, choices_of, package_of, values
from interim.bargaining.space import Space
from interim.bargaining.units import TOLERANCE

Array = NDArray[np.float64]

MOST_SETS = 5_000_000
"""Most sets of changes that are looked at."""
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Logroll:
    """A trade between issues.

    Attributes:
        changes: what changes, in the order of the issues.
        gives: for each change, indices of the parties that it would cost if made alone.
        package: the new package.
        gains: shape (parties,), of the trade as a whole.
        share: the smallest gain, as a share of the party's span.
    """

    changes: tuple[Change, ...]
    gives: tuple[tuple[int, ...], ...]
    package: dict[str, str]
    gains: Array
    share: float


@dataclass(frozen=True)
class Logrolls:
    """Trades, the largest smallest gain first.

    Attributes:
        trades: the trades asked for.
        number: how many there are.
        complete: whether every set of so many changes was looked at.
    """

    trades: tuple[Logroll, ...]
    number: int
    complete: bool


def logrolls(
    space: Space,
    package: Mapping[str, str],
    *,
    size: int = 2,
    most: int = 10,
    keeping: Sequence[Array] | None = None,
    span: Array | None = None,
) -> Logrolls:
    """The trades that start from a package.

    Args:
        space: the packages; the disagreement point plays no part.
        package: an answer to every issue.
        size: most changes in a trade, 2 or more.
        most: how many trades to return.
        keeping: for each issue an array of shape (options, sums): sums over the issues that no
            trade may make smaller than they are in the package, such as `no_likelier`.
        span: shape (parties,), from the worst to the best package of each party, by which gains
            are compared; worked out by `ends` if not given.

    Raises:
        KeyError: an issue is not answered.
        ValueError: an answer is no option of its issue, or `size` is below 2.
    """
    if size < 2:
        raise ValueError(f"a trade has two changes or more, not {size}")
    start = choices_of(space, package)
    if span is None:
        low, high = ends(space)
        span = high - low
    scale = np.where(span > 0, span, 1.0)
    single = _singles(space, start)
    worth = values(space, start[None])[0]

    def gained(changes: NDArray[np.int32]) -> tuple[Choices, Array]:
        """Packages after sets of changes, and what each party gains as a share of its span."""
        changed = _changed(start, changes)
        shares = (values(space, changed) - worth) / scale
        # What rounding leaves of nothing is nothing.
        return changed, np.where(np.abs(shares) <= BETTER, 0.0, shares)

    def permitted(changed: Choices) -> NDArray[np.bool_]:
        kept = allowed(space, changed)
        if keeping:
            at = range(len(start))
            sums = np.sum([keeping[i][changed[:, i]] - keeping[i][start[i]] for i in at], axis=0)
            kept &= (sums >= -TOLERANCE).all(axis=1)
        return kept

    alone = gained(single[:, None, :])[1]
    ways: list[tuple[tuple[int, ...], Array]] = []
    complete, looked_at = True, 0
    for count in range(2, size + 1):
        for sets in _sets(single[:, 0], count):
            looked_at += len(sets)
            if looked_at > MOST_SETS:
                complete = False
                break
            # Every party gives way somewhere; most sets fall here, before they are valued.
            gives_way = np.any(alone[sets] < 0, axis=1)
            sets = sets[np.all(gives_way, axis=1)]
            changed, gains = gained(single[sets])
            kept = (gains > 0).all(axis=1) & permitted(changed)
            sets, gains = sets[kept], gains[kept]
            for fewer in _parts(count):
                left, less = gained(single[sets[:, fewer]])
                spared = (less >= gains - BETTER).all(axis=1) & permitted(left)
                sets, gains = sets[~spared], gains[~spared]
            ways += [
                (tuple(chosen), gain) for chosen, gain in zip(sets.tolist(), gains, strict=True)
            ]
    ways.sort(key=lambda way: (-round(float(way[1].min()), 12), -float(way[1].sum()), way[0]))
    return Logrolls(
        trades=tuple(
            _trade(space, start, package, single[list(chosen)], alone[list(chosen)], gain, scale)
            for chosen, gain in ways[:most]
        ),
        number=len(ways),
        complete=complete,
    )


def _singles(space: Space, start: Choices) -> NDArray[np.int32]:
    """Every change of one issue: shape (changes, 2), the issue and its new option."""
    return np.array(
        [
            (i, o)
            for i, options in enumerate(space.options)
            for o in range(len(options))
            if o != start[i]
        ],
        np.int32,
    ).reshape(-1, 2)


def _sets(issue: NDArray[np.int32], count: int) -> Iterator[NDArray[np.int64]]:
    """Sets of so many changes of different issues, in portions: shape (sets, count)."""
    portion: list[tuple[int, ...]] = []
    for chosen in combinations(range(len(issue)), count):
        # Changes come issue by issue, so equal issues are neighbours.
        if all(issue[a] != issue[b] for a, b in pairwise(chosen)):
            portion.append(chosen)
            if len(portion) == _AT_ONCE:
                yield np.array(portion)
                portion = []
    if portion:
        yield np.array(portion)


def _changed(start: Choices, changes: NDArray[np.int32]) -> Choices:
    """The package after each set of changes, shape (sets, changes, 2): (sets, issues)."""
    packages = np.repeat(start[None], len(changes), axis=0)
    rows = np.arange(len(changes))
    for k in range(changes.shape[1]):
        packages[rows, changes[:, k, 0]] = changes[:, k, 1]
    return packages


def _parts(count: int) -> list[list[int]]:
    """The places of every smaller set within a set of so many changes."""
    return [list(part) for k in range(1, count) for part in combinations(range(count), k)]


def _trade(
    space: Space,
    start: Choices,
    package: Mapping[str, str],
    changes: NDArray[np.int32],
    alone: Array,
    gain: Array,
    scale: Array,
) -> Logroll:
    new = package_of(space, _changed(start, changes[None])[0])
    return Logroll(
        changes=tuple(
            Change(name, package[name], new[name])
            for name in (space.issues[i] for i in changes[:, 0])
        ),
        gives=tuple(tuple(np.flatnonzero(cost < 0).tolist()) for cost in alone),
        package=new,
        gains=gain * scale,
        share=float(gain.min()),
    )
