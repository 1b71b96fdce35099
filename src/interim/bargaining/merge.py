"""Compiled kernels: shift a set of points by every option, keep those nothing dominates.

Points are rows of whole numbers (see `units`), larger is better in every column. A set of
points is cut into groups; dominance is tested only inside a group. Sums of whole numbers do
not depend on their order, so that ties stay ties.

Two columns: sort and sweep. Three: sort, and sweep with a Fenwick tree over the ranks of the
second column that holds the best third (Kung, Luccio and Preparata 1975). More: divide and
conquer over the last column down to the sweep in three (Bentley 1980), with boxes around both
sides that discard what can neither dominate nor be dominated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]

_LEAST = np.iinfo(np.int64).min
_BLOCK = 8_000_000


@dataclass(frozen=True)
class Moves:
    """From each group of points, an option and the group that its results belong to.

    Attributes:
        source: shape (moves,), the group that is shifted.
        option: shape (moves,).
        target: shape (moves,), ascending.
        shift: shape (moves, parties), what the option adds, in units.
        groups: number of groups afterwards.
    """

    source: Whole
    option: Whole
    target: Whole
    shift: Whole
    groups: int


@dataclass(frozen=True)
class Level:
    """Points after a step: by group, with the point and option that each came from.

    Attributes:
        rows: shape (points, parties), in units.
        offsets: shape (groups + 1,), where each group begins.
        parent: shape (points,), index of a point of the level before.
        option: shape (points,).
        cut: number of efficient points that a limit left out.
    """

    rows: Whole
    offsets: Whole
    parent: NDArray[np.int32]
    option: NDArray[np.int32]
    cut: int = 0


def start(parties: int) -> Level:
    """The level before any issue: one point, worth nothing."""
    nothing = np.zeros(1, dtype=np.int32)
    return Level(np.zeros((1, parties), np.int64), np.array([0, 1]), nothing, nothing)


def step(level: Level, moves: Moves, floor: Whole, divisor: Whole, limit: int) -> Level:
    """Shift the points of each group by each of its options; keep the efficient results.

    Args:
        level: the points so far.
        moves: what shifts which group into which.
        floor: shape (parties,); points below it for some party are dropped.
        divisor: shape (parties,), as in `efficient`.
        limit: at most so many points are kept, spread evenly, with each party's best.
    """
    sizes = np.diff(level.offsets)[moves.source]
    block = np.cumsum(sizes) // _BLOCK
    parts: list[Level] = []
    for chosen in np.split(np.arange(len(block)), np.flatnonzero(np.diff(block)) + 1):
        if not len(chosen):
            continue
        rows, parent, starts = shifted(
            level.rows, level.offsets, moves.source[chosen], moves.shift[chosen], floor
        )
        option = np.repeat(moves.option[chosen], np.diff(starts)).astype(np.int32)
        offsets = starts[np.searchsorted(moves.target[chosen], np.arange(moves.groups + 1))]
        kept, offsets = efficient_in_groups(rows, offsets, divisor)
        parts.append(Level(rows[kept], offsets, parent[kept], option[kept]))
    if not parts:
        none = np.zeros(0, dtype=np.int32)
        rows = np.zeros((0, len(floor)), np.int64)
        return Level(rows, np.zeros(moves.groups + 1, np.int64), none, none)
    found = parts[0] if len(parts) == 1 else _together(parts, divisor)
    return found if len(found.rows) <= limit else _spread(found, limit)


def _together(parts: list[Level], divisor: Whole) -> Level:
    """Blocks that were filtered apart, filtered as one."""
    groups = np.concatenate(
        [np.repeat(np.arange(len(p.offsets) - 1), np.diff(p.offsets)) for p in parts]
    )
    order = np.argsort(groups, kind="stable")
    rows = np.concatenate([part.rows for part in parts])[order]
    parent = np.concatenate([part.parent for part in parts])[order]
    option = np.concatenate([part.option for part in parts])[order]
    offsets = np.searchsorted(groups[order], np.arange(len(parts[0].offsets)))
    kept, offsets = efficient_in_groups(rows, offsets, divisor)
    return Level(rows[kept], offsets, parent[kept], option[kept])


def _spread(level: Level, limit: int) -> Level:
    """So many of the points, evenly spaced in their order, each party's best among them."""
    total = len(level.rows)
    best = np.unique(level.rows.argmax(axis=0))[:limit]
    others = np.delete(np.arange(total), best)
    spaced = np.linspace(0, len(others) - 1, limit - len(best)).round().astype(np.int64)
    kept = np.sort(np.concatenate([best, others[spaced]]))
    return Level(
        level.rows[kept],
        np.searchsorted(kept, level.offsets),
        level.parent[kept],
        level.option[kept],
        cut=total - len(kept),
    )


def choices(levels: list[Level]) -> NDArray[np.int32]:
    """The options that lead to each point of the last level, shape (points, levels)."""
    at = np.arange(len(levels[-1].rows))
    found = np.empty((len(at), len(levels)), np.int32)
    for number in range(len(levels) - 1, -1, -1):
        found[:, number] = levels[number].option[at]
        at = levels[number].parent[at].astype(np.int64)
    return found


def efficient(rows: Whole, divisor: Whole) -> Whole:
    """Indices of the rows that no other dominates, one of each set of equal rows.

    Args:
        rows: shape (points, parties), in units.
        divisor: shape (parties,); rows are compared in steps of so many units.

    Returns:
        Indices in lexicographic order of the rows, largest first.
    """
    offsets = np.array([0, len(rows)], dtype=np.int64)
    return efficient_in_groups(np.ascontiguousarray(rows), offsets, divisor)[0]


@njit(cache=True, nogil=True)
def shifted(rows, offsets, source, shift, floor):  # type: ignore[no-untyped-def]
    """Every row of a source group plus a shift, for each pair of a group and a shift.

    Args:
        rows: shape (points, parties).
        offsets: shape (groups + 1,), where each group begins.
        source: shape (pairs,), the group that a pair shifts.
        shift: shape (pairs, parties).
        floor: shape (parties,); results below it anywhere are left out.

    Returns:
        Rows, the index of the row each came from, and where each pair's results begin.
    """
    pairs, parties = shift.shape
    starts = np.zeros(pairs + 1, np.int64)
    for pair in range(pairs):
        count = 0
        for i in range(offsets[source[pair]], offsets[source[pair] + 1]):
            count += _reaches(rows, i, shift, pair, floor)
        starts[pair + 1] = starts[pair] + count
    out = np.empty((starts[pairs], parties), np.int64)
    parent = np.empty(starts[pairs], np.int32)
    at = 0
    for pair in range(pairs):
        for i in range(offsets[source[pair]], offsets[source[pair] + 1]):
            if _reaches(rows, i, shift, pair, floor):
                for j in range(parties):
                    out[at, j] = rows[i, j] + shift[pair, j]
                parent[at] = i
                at += 1
    return out, parent, starts


@njit(cache=True, nogil=True)
def efficient_in_groups(rows, offsets, divisor):  # type: ignore[no-untyped-def]
    """`efficient` within each group: indices group by group, and where each group begins."""
    groups = len(offsets) - 1
    kept = np.empty(len(rows), np.int64)
    starts = np.zeros(groups + 1, np.int64)
    count = 0
    for group in range(groups):
        first, last = offsets[group], offsets[group + 1]
        if last == first + 1:
            kept[count] = first
            count += 1
        elif last > first:
            for i in _filter(_compared(rows[first:last], divisor)):
                kept[count] = first + i
                count += 1
        starts[group + 1] = count
    return kept[:count].copy(), starts


@njit(cache=True, nogil=True)
def _reaches(rows, i, shift, pair, floor):  # type: ignore[no-untyped-def]
    for j in range(len(floor)):  # noqa: SIM110, compiled
        if rows[i, j] + shift[pair, j] < floor[j]:
            return False
    return True


@njit(cache=True, nogil=True)
def _compared(rows, divisor):  # type: ignore[no-untyped-def]
    """Rows in the steps in which they are compared."""
    for j in range(len(divisor)):
        if divisor[j] != 1:
            keys = np.empty(rows.shape, np.int64)
            for c in range(len(divisor)):
                half = divisor[c] // 2
                for i in range(len(rows)):
                    keys[i, c] = (rows[i, c] + half) // divisor[c]
            return keys
    return rows


@njit(cache=True, nogil=True)
def _before(keys, a, b):  # type: ignore[no-untyped-def]
    for j in range(keys.shape[1]):
        if keys[a, j] != keys[b, j]:
            return keys[a, j] > keys[b, j]
    return False


@njit(cache=True, nogil=True)
def _order(keys):  # type: ignore[no-untyped-def]
    """Stable lexicographic order, largest first: merges the runs that are there already.

    A shifted frontier is one run, so that few passes are needed.
    """
    n = len(keys)
    order = np.arange(n)
    starts = np.empty(n + 1, np.int64)
    runs = 0
    for i in range(n):
        if i == 0 or _before(keys, i, i - 1):
            starts[runs] = i
            runs += 1
    starts[runs] = n
    other = np.empty(n, np.int64)
    while runs > 1:
        merged = 0
        for run in range(0, runs, 2):
            a, end_a = starts[run], starts[run + 1]
            b, end_b = end_a, starts[min(run + 2, runs)]
            starts[merged] = a
            merged += 1
            at = a
            while a < end_a and b < end_b:
                if _before(keys, order[b], order[a]):
                    other[at] = order[b]
                    b += 1
                else:
                    other[at] = order[a]
                    a += 1
                at += 1
            while a < end_a:
                other[at] = order[a]
                a += 1
                at += 1
            while b < end_b:
                other[at] = order[b]
                b += 1
                at += 1
        starts[merged] = n
        runs = merged
        order, other = other, order
    return order


@njit(cache=True, nogil=True)
def _filter(keys):  # type: ignore[no-untyped-def]
    """Indices of the rows that are efficient, the first of equal ones, largest first."""
    order = _order(keys)
    parties = keys.shape[1]
    if parties <= 2:
        kept = np.empty(len(order), np.int64)
        count = 0
        for i in order:
            if count == 0 or (parties == 2 and keys[i, 1] > keys[kept[count - 1], 1]):
                kept[count] = i
                count += 1
        return kept[:count].copy()
    distinct = np.empty(len(order), np.int64)
    count = 0
    for at in range(len(order)):
        if at == 0 or _before(keys, order[at - 1], order[at]):
            distinct[count] = order[at]
            count += 1
    distinct = distinct[:count]
    ordered = np.empty((count, parties), np.int64)
    for at in range(count):
        for j in range(parties):
            ordered[at, j] = keys[distinct[at], j]
    alive = np.ones(count, np.bool_)
    _within(ordered, np.arange(count), parties, alive)
    return distinct[alive]


# --- divide and conquer ------------------------------------------------------------------------
# Rows are distinct and in lexicographic order, largest first: whatever dominates a row stands
# before it. `columns` says how many columns are still to be compared; in the others, every row
# that may dominate is known to be at least as good.

_SMALL = 32
_SMALL_PRODUCT = 1024


@njit(cache=True, nogil=True)
def _covers(keys, a, b, columns):  # type: ignore[no-untyped-def]
    for j in range(columns - 1, -1, -1):  # noqa: SIM110, compiled
        if keys[a, j] < keys[b, j]:
            return False
    return True


@njit(cache=True, nogil=True)
def _within(keys, rows, columns, alive):  # type: ignore[no-untyped-def]
    """Mark the rows that another of the same rows dominates."""
    rows = rows[alive[rows]]
    n = len(rows)
    if n <= _SMALL:
        for b in range(1, n):
            for a in range(b):
                if alive[rows[a]] and _covers(keys, rows[a], rows[b], columns):
                    alive[rows[b]] = False
                    break
        return
    if columns <= 3:
        _sweep(keys, rows, rows, alive)
        return
    column = columns - 1
    middle = _middle(keys, rows, rows, column)
    least, most = _range(keys, rows, column)
    if least == most:
        _within(keys, rows, columns - 1, alive)
        return
    if middle == least:
        middle += 1
    better = keys[rows, column] >= middle
    upper, lower = rows[better], rows[~better]
    _within(keys, upper, columns, alive)
    _across(keys, upper, lower, columns - 1, alive)
    _within(keys, lower, columns, alive)


@njit(cache=True, nogil=True)
def _across(keys, over, under, columns, alive):  # type: ignore[no-untyped-def]
    """Mark the rows of `under` that a row of `over` is at least as good as."""
    over = over[alive[over]]
    under = under[alive[under]]
    for j in range(columns):
        if len(over) == 0 or len(under) == 0:
            return
        # Only what lies below the box's best can be dominated, and only what lies above the
        # other box's worst can dominate.
        _, top = _range(keys, over, j)
        under = _at_most(keys, under, j, top)
        if len(under) == 0:
            return
        bottom, _ = _range(keys, under, j)
        over = _at_least(keys, over, j, bottom)
    if len(over) == 0 or len(under) == 0:
        return
    if len(over) * len(under) <= _SMALL_PRODUCT:
        for b in under:
            for a in over:
                if a > b:
                    break
                if _covers(keys, a, b, columns):
                    alive[b] = False
                    break
        return
    if columns <= 3:
        _sweep(keys, over, under, alive)
        return
    column = columns - 1
    low, _ = _range(keys, over, column)
    _, high = _range(keys, under, column)
    if low >= high:
        _across(keys, over, under, columns - 1, alive)
        return
    middle = min(max(_middle(keys, over, under, column), low + 1), high)
    better = keys[over, column] >= middle
    best = keys[under, column] >= middle
    upper, lower = over[better], over[~better]
    _across(keys, upper, under[~best], columns - 1, alive)
    _across(keys, upper, under[best], columns, alive)
    _across(keys, lower, under[~best], columns, alive)


@njit(cache=True, nogil=True)
def _range(keys, rows, column):  # type: ignore[no-untyped-def]
    least = most = keys[rows[0], column]
    for i in rows:
        value = keys[i, column]
        least = min(least, value)
        most = max(most, value)
    return least, most


@njit(cache=True, nogil=True)
def _at_most(keys, rows, column, value):  # type: ignore[no-untyped-def]
    kept = np.empty(len(rows), np.int64)
    count = 0
    for i in rows:
        if keys[i, column] <= value:
            kept[count] = i
            count += 1
    return rows if count == len(rows) else kept[:count]


@njit(cache=True, nogil=True)
def _at_least(keys, rows, column, value):  # type: ignore[no-untyped-def]
    kept = np.empty(len(rows), np.int64)
    count = 0
    for i in rows:
        if keys[i, column] >= value:
            kept[count] = i
            count += 1
    return rows if count == len(rows) else kept[:count]


@njit(cache=True, nogil=True)
def _middle(keys, one, other, column):  # type: ignore[no-untyped-def]
    """Median of an evenly spaced sample of both."""
    sample = np.empty(62, np.int64)
    for i in range(31):
        sample[i] = keys[one[(i * len(one)) // 31], column]
        sample[31 + i] = keys[other[(i * len(other)) // 31], column]
    sample.sort()
    return sample[31]


@njit(cache=True, nogil=True)
def _sweep(keys, over, under, alive):  # type: ignore[no-untyped-def]
    """The rows of `under` that one of `over` covers in three columns are marked.

    Both may be the same rows: a row then meets only those before it that are alive.
    """
    same = over[0] == under[0]
    levels = np.empty(len(over), np.int64)
    for i in range(len(over)):
        levels[i] = keys[over[i], 1]
    levels.sort()
    size = len(levels)
    tree = np.full(size + 1, _LEAST, np.int64)
    at = 0
    for b in under:
        while not same and at < len(over) and over[at] < b:
            _insert(tree, levels, keys[over[at], 1], keys[over[at], 2])
            at += 1
        # The best third column among rows whose second is at least this one's.
        place = size - np.searchsorted(levels, keys[b, 1])
        best = _LEAST
        while place > 0:
            best = max(best, tree[place])
            place -= place & -place
        if best >= keys[b, 2]:
            alive[b] = False
        elif same:
            _insert(tree, levels, keys[b, 1], keys[b, 2])


@njit(cache=True, nogil=True)
def _insert(tree, levels, level, value):  # type: ignore[no-untyped-def]
    size = len(levels)
    place = size - np.searchsorted(levels, level)
    while place <= size:
        if tree[place] >= value:
            break
        tree[place] = value
        place += place & -place
