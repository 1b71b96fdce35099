"""Shift a set of points by every option of the next issue, and keep what nothing dominates.

Points are rows of whole numbers (see `units`), cut into groups; `dominance` says which of a
group stay. Each point remembers the point and the option that it came from, so that a package
can be read off at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from interim.bargaining.dominance import Whole, efficient, efficient_in_groups

__all__ = ["Level", "Moves", "Whole", "choices", "efficient", "shifted", "start", "step"]

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
        cut: number of points that a limit left out of this step.
        incomplete: whether a limit left any out, in this step or before.
    """

    rows: Whole
    offsets: Whole
    parent: NDArray[np.int32]
    option: NDArray[np.int32]
    cut: int = 0
    incomplete: bool = False

    def trail(self) -> Level:
        """Only where each point came from, which is all that `choices` needs, in less memory."""
        return replace(self, rows=self.rows[:0].copy())


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
        limit: at most so many points are kept, spread evenly, with each party's best. Once
            some were left out, twice as many are compared in each further step: what follows
            is not exact in any case, and should not take as long as if it were.
    """
    sizes = level.offsets[moves.source + 1] - level.offsets[moves.source]
    total = int(sizes.sum())
    if total <= _BLOCK and not level.incomplete:
        grown, unseen = _grown(level, moves, floor, divisor), 0
    else:
        share = min(1.0, 2 * limit / total) if level.incomplete and total else 1.0
        grown, unseen = _in_blocks(level, moves, sizes, floor, divisor, limit, share)
    grown = _spread(grown, limit)
    cut = grown.cut + unseen
    if not cut and not level.incomplete:
        return grown
    return replace(grown, cut=cut, incomplete=True)


def _grown(level: Level, moves: Moves, floor: Whole, divisor: Whole) -> Level:
    """A step in one go."""
    rows, parent, option, offsets = _shifted(level, moves, floor)
    kept, offsets = efficient_in_groups(rows, offsets, divisor)
    return Level(rows[kept], offsets, parent[kept], option[kept])


def _in_blocks(
    level: Level,
    moves: Moves,
    sizes: Whole,
    floor: Whole,
    divisor: Whole,
    limit: int,
    share: float,
) -> tuple[Level, int]:
    """A step in blocks, so that memory stays bounded; of each, a share of the points.

    Returns:
        The points, and how many were not compared.
    """
    block = np.cumsum(sizes) // _BLOCK
    kept: Level | None = None
    unseen = 0
    for chosen in np.split(np.arange(len(block)), np.flatnonzero(np.diff(block)) + 1):
        part = Moves(
            moves.source[chosen],
            moves.option[chosen],
            moves.target[chosen],
            moves.shift[chosen],
            moves.groups,
        )
        if share == 1:
            grown = _grown(level, part, floor, divisor)
        else:
            grown, skipped = _sampled(level, part, floor, divisor, share)
            unseen += skipped
        kept = grown if kept is None else _together(kept, grown, divisor)
        # Later blocks may dominate what is found so far, which therefore may exceed the limit:
        # up to the size of a block.
        kept = _spread(kept, max(limit, _BLOCK))
    assert kept is not None  # there is at least one block, if an empty one
    return kept, unseen


def _sampled(
    level: Level, moves: Moves, floor: Whole, divisor: Whole, share: float
) -> tuple[Level, int]:
    """As `_grown`, of a share of the points, and how many were left out."""
    rows, parent, option, offsets = _shifted(level, moves, floor)
    spread = _evenly(rows, max(len(floor), int(share * len(rows))))
    some = rows[spread]
    kept, ends = efficient_in_groups(some, np.searchsorted(spread, offsets), divisor)
    back = spread[kept]
    return Level(some[kept], ends, parent[back], option[back]), len(rows) - len(spread)


def _shifted(level: Level, moves: Moves, floor: Whole) -> tuple[Whole, ...]:
    shifted_by: tuple[Whole, ...] = shifted(
        level.rows,
        level.offsets,
        moves.source,
        moves.option,
        moves.target,
        moves.shift,
        moves.groups,
        floor,
    )
    return shifted_by


def _together(level: Level, part: Level, divisor: Whole) -> Level:
    """Blocks that were filtered apart, filtered as one."""
    parts = (level, part)
    groups = np.concatenate(
        [np.repeat(np.arange(len(p.offsets) - 1), np.diff(p.offsets)) for p in parts]
    )
    order = np.argsort(groups, kind="stable")
    rows = np.concatenate([p.rows for p in parts])[order]
    parent = np.concatenate([p.parent for p in parts])[order]
    option = np.concatenate([p.option for p in parts])[order]
    offsets = np.searchsorted(groups[order], np.arange(len(level.offsets)))
    kept, offsets = efficient_in_groups(rows, offsets, divisor)
    return Level(rows[kept], offsets, parent[kept], option[kept], level.cut)


def _spread(level: Level, limit: int) -> Level:
    """At most so many of the points."""
    kept = _evenly(level.rows, limit)
    if len(kept) == len(level.rows):
        return level
    return Level(
        level.rows[kept],
        np.searchsorted(kept, level.offsets),
        level.parent[kept],
        level.option[kept],
        cut=level.cut + len(level.rows) - len(kept),
    )


def _evenly(rows: Whole, limit: int) -> Whole:
    """At most so many of the rows, evenly spaced, each party's best among them; ascending."""
    total = len(rows)
    if total <= limit:
        return np.arange(total)
    best = np.unique(rows.argmax(axis=0))[:limit]
    others = np.delete(np.arange(total), best)
    spaced = np.linspace(0, len(others) - 1, limit - len(best)).round().astype(np.int64)
    kept: Whole = np.sort(np.concatenate([best, others[spaced]]))
    return kept


def choices(levels: list[Level]) -> NDArray[np.int32]:
    """The options that lead to each point of the last level, shape (points, levels)."""
    at = np.arange(len(levels[-1].parent))
    options = np.empty((len(at), len(levels)), np.int32)
    for number in range(len(levels) - 1, -1, -1):
        options[:, number] = levels[number].option[at]
        at = levels[number].parent[at].astype(np.int64)
    return options


@njit(cache=True, nogil=True)
def shifted(rows, offsets, source, options, target, shift, groups, floor):  # type: ignore[no-untyped-def]
    """Every row of a source group plus a shift, for each move, in the order of their targets.

    Args:
        rows: shape (points, parties).
        offsets: shape (groups before + 1,), where each group begins.
        source: shape (moves,), the group that a move shifts.
        options: shape (moves,).
        target: shape (moves,), ascending.
        shift: shape (moves, parties).
        groups: number of groups that moves lead to.
        floor: shape (parties,); results below it anywhere are left out.

    Returns:
        Rows, the index of the row each came from, its option, and where each group begins.
    """
    moves, parties = shift.shape
    starts = np.zeros(groups + 1, np.int64)
    count = 0
    for move in range(moves):
        for i in range(offsets[source[move]], offsets[source[move] + 1]):
            count += _reaches(rows, i, shift, move, floor)
        starts[target[move] + 1] = count
    for group in range(groups):  # a group that no move leads to is empty
        starts[group + 1] = max(starts[group + 1], starts[group])
    out = np.empty((count, parties), np.int64)
    parent = np.empty(count, np.int32)
    option = np.empty(count, np.int32)
    at = 0
    for move in range(moves):
        for i in range(offsets[source[move]], offsets[source[move] + 1]):
            if _reaches(rows, i, shift, move, floor):
                for j in range(parties):
                    out[at, j] = rows[i, j] + shift[move, j]
                parent[at] = i
                option[at] = options[move]
                at += 1
    return out, parent, option, starts


@njit(cache=True, nogil=True)
def _reaches(rows, i, shift, move, floor):  # type: ignore[no-untyped-def]
    for j in range(len(floor)):  # noqa: SIM110, compiled
        if rows[i, j] + shift[move, j] < floor[j]:
            return False
    return True
