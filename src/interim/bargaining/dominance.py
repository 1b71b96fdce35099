"""Which of many points nothing dominates: compiled kernels over rows of whole numbers.

Larger is better in every column, and sums of whole numbers do not depend on their order, so
that ties stay ties (see `units`). Dominance is tested only inside a group of points.

Two columns: sort and sweep. Three: sort, and sweep with a Fenwick tree over the ranks of the
second column that holds the best third (Kung, Luccio and Preparata 1975). More: divide and
conquer over the last column down to the sweep in three (Bentley 1980), with boxes around both
sides that discard what can neither dominate nor be dominated. Most of those sweeps are small:
they keep the efficient pairs of the last two columns in a sorted array, and turn to the tree
only where that grows.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]

_WIDEST = np.iinfo(np.int32).max


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
    alive = np.ones(count, np.bool_)
    _within(_ranked(keys, distinct), np.arange(count, dtype=np.int32), parties, alive)
    return distinct[alive]


@njit(cache=True, nogil=True)
def _ranked(keys, rows):  # type: ignore[no-untyped-def]
    """The columns of the rows, one after another, in numbers of 32 bits with the same order."""
    n, parties = len(rows), keys.shape[1]
    ranked = np.empty((parties, n), np.int32)
    for j in range(parties):
        least = most = keys[rows[0], j]
        for i in rows:
            least = min(least, keys[i, j])
            most = max(most, keys[i, j])
        if most - least < _WIDEST:
            for at in range(n):
                ranked[j, at] = keys[rows[at], j] - least
        else:
            values = np.empty(n, np.int64)
            for at in range(n):
                values[at] = keys[rows[at], j]
            order = np.argsort(values)
            rank = 0
            for place in range(n):
                if place and values[order[place]] != values[order[place - 1]]:
                    rank += 1
                ranked[j, order[place]] = rank
    return ranked


# --- divide and conquer ------------------------------------------------------------------------
# Rows are distinct and in lexicographic order, largest first: whatever dominates a row stands
# before it. `columns` says how many columns are still to be compared; in the others, every row
# that may dominate is known to be at least as good. `keys` holds a column in each line.

_SMALL = 32
_SMALL_PRODUCT = 1024
_STAIRS = 512


@njit(cache=True, nogil=True)
def _covers(keys, a, b, columns):  # type: ignore[no-untyped-def]
    for j in range(columns - 1, -1, -1):  # noqa: SIM110, compiled
        if keys[j, a] < keys[j, b]:
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
    column = keys[columns - 1]
    middle = _middle(column, rows, rows)
    least, most = _range(column, rows)
    if least == most:
        _within(keys, rows, columns - 1, alive)
        return
    if middle == least:
        middle += 1
    upper, lower = _split(column, rows, middle)
    _within(keys, upper, columns, alive)
    _across(keys, upper, lower, columns - 1, alive)
    _within(keys, lower, columns, alive)


@njit(cache=True, nogil=True)
def _across(keys, over, under, columns, alive):  # type: ignore[no-untyped-def]
    """Mark the rows of `under` that a row of `over` is at least as good as."""
    over = over[alive[over]]
    under = under[alive[under]]
    low, high = 0, 0
    for j in range(columns):
        if len(over) == 0 or len(under) == 0:
            return
        # Only what lies below the box's best can be dominated, and only what lies above the
        # other box's worst can dominate.
        column = keys[j]
        low, top = _range(column, over)
        bottom, high = _range(column, under)
        if high > top:
            under = _inside(column, under, bottom, top)
            if len(under) == 0:
                return
            bottom, high = _range(column, under)
        if low < bottom:
            over = _inside(column, over, bottom, top)
            if len(over) == 0:
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
    column = keys[columns - 1]
    low, _ = _range(column, over)
    _, high = _range(column, under)
    if low >= high:
        _across(keys, over, under, columns - 1, alive)
        return
    middle = min(max(_middle(column, over, under), low + 1), high)
    upper, lower = _split(column, over, middle)
    best, rest = _split(column, under, middle)
    _across(keys, upper, rest, columns - 1, alive)
    _across(keys, upper, best, columns, alive)
    _across(keys, lower, rest, columns, alive)


@njit(cache=True, nogil=True)
def _range(column, rows):  # type: ignore[no-untyped-def]
    least = most = column[rows[0]]
    for i in rows:
        value = column[i]
        least = min(least, value)
        most = max(most, value)
    return least, most


@njit(cache=True, nogil=True)
def _split(column, rows, value):  # type: ignore[no-untyped-def]
    """The rows at or above a value, and the others."""
    above = np.empty(len(rows), np.int32)
    below = np.empty(len(rows), np.int32)
    up = down = 0
    for i in rows:
        # Both are written and one counted: faster than a branch that cannot be foreseen.
        above[up] = i
        below[down] = i
        reached = column[i] >= value
        up += reached
        down += not reached
    return above[:up], below[:down]


@njit(cache=True, nogil=True)
def _inside(column, rows, least, most):  # type: ignore[no-untyped-def]
    kept = np.empty(len(rows), np.int32)
    count = 0
    for i in rows:
        kept[count] = i
        count += least <= column[i] <= most
    return kept[:count]


@njit(cache=True, nogil=True)
def _middle(column, one, other):  # type: ignore[no-untyped-def]
    """Median of an evenly spaced sample of both."""
    sample = np.empty(62, np.int32)
    for i in range(31):
        sample[i] = column[one[(i * len(one)) // 31]]
        sample[31 + i] = column[other[(i * len(other)) // 31]]
    sample.sort()
    return sample[31]


@njit(cache=True, nogil=True)
def _sweep(keys, over, under, alive):  # type: ignore[no-untyped-def]
    """The rows of `under` that one of `over` covers in three columns are marked.

    Both may be the same rows: a row then meets only those before it that are alive.
    """
    if not _stairs(keys[1], keys[2], over, under, alive):
        _tree(keys[1], keys[2], over, under, alive)


@njit(cache=True, nogil=True)
def _stairs(second, third, over, under, alive):  # type: ignore[no-untyped-def]
    """Sweep with the efficient pairs so far, the second column ascending, the third descending.

    Returns:
        False if that took more than a few hundred pairs: they are kept in a plain array.
    """
    same = over[0] == under[0]
    wide = np.empty(_STAIRS + 1, np.int32)
    high = np.empty(_STAIRS + 1, np.int32)
    size = 0
    at = 0
    for b in under:
        while not same and at < len(over) and over[at] < b:
            a = over[at]
            at += 1
            place = np.searchsorted(wide[:size], second[a])
            if place == size or high[place] < third[a]:
                size = _climb(wide, high, size, place, second[a], third[a])
            if size > _STAIRS:
                return False
        place = np.searchsorted(wide[:size], second[b])
        if place < size and high[place] >= third[b]:
            alive[b] = False
        elif same:
            size = _climb(wide, high, size, place, second[b], third[b])
            if size > _STAIRS:
                return False
    return True


@njit(cache=True, nogil=True)
def _climb(wide, high, size, place, second, third):  # type: ignore[no-untyped-def]
    """Put a pair where it belongs, in the place of those that it covers."""
    last = place  # a pair as wide as the new one, and no higher, is covered too
    if last < size and wide[last] == second:
        last += 1
    first = place
    while first > 0 and high[first - 1] <= third:
        first -= 1
    shift = 1 - (last - first)
    if shift > 0:
        for i in range(size - 1, last - 1, -1):
            wide[i + 1] = wide[i]
            high[i + 1] = high[i]
    elif shift < 0:
        for i in range(last, size):
            wide[i + shift] = wide[i]
            high[i + shift] = high[i]
    wide[first] = second
    high[first] = third
    return size + shift


@njit(cache=True, nogil=True)
def _tree(second, third, over, under, alive):  # type: ignore[no-untyped-def]
    """Sweep with a Fenwick tree: the best third column from a rank of the second upwards."""
    same = over[0] == under[0]
    levels = np.empty(len(over), np.int32)
    for i in range(len(over)):
        levels[i] = second[over[i]]
    levels.sort()
    size = len(levels)
    tree = np.full(size + 1, -1, np.int32)
    at = 0
    for b in under:
        while not same and at < len(over) and over[at] < b:
            _insert(tree, levels, second[over[at]], third[over[at]])
            at += 1
        place = size - np.searchsorted(levels, second[b])
        best = np.int32(-1)
        while place > 0:
            best = max(best, tree[place])
            place -= place & -place
        if best >= third[b]:
            alive[b] = False
        elif same:
            _insert(tree, levels, second[b], third[b])


@njit(cache=True, nogil=True)
def _insert(tree, levels, level, value):  # type: ignore[no-untyped-def]
    size = len(levels)
    place = size - np.searchsorted(levels, level)
    while place <= size:
        if tree[place] >= value:
            break
        tree[place] = value
        place += place & -place
