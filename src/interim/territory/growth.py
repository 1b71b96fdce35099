"""Connected sets of cells grown from the line of contact: good answers, with no proof.

They give `interim.territory.contiguity` something to beat, which shows most cells to be too dear
for any better answer. Growth takes the neighbour that costs least per km2, from each cell of the
line in turn; then dear cells at the edge are given up for cheaper ones while that helps.
"""

from __future__ import annotations

import heapq
import time

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Neighbours = list[list[int]]

ROUNDS = 400
"""Exchanges tried for each of the best sets."""
BEST = 6
"""Sets that are improved."""


def grow(
    area: Array, cost: Array, neighbours: Neighbours, start: list[int], low: float, high: float
) -> set[int] | None:
    """Add the cheapest neighbour per km2 until the area is reached.

    Args:
        area: (n,), km2.
        cost: (n,).
        neighbours: of each cell.
        start: cells to begin with, connected.
        low: least area, km2.
        high: greatest area, km2.

    Returns:
        Connected cells with an area within the bounds; None if growth ends before.
    """
    rate = cost / np.maximum(area, 1e-9)
    chosen = set(start)
    total = float(sum(area[i] for i in chosen))
    seen = set(chosen)
    heap: list[tuple[float, int]] = []

    def offer(i: int) -> None:
        for j in neighbours[i]:
            if j not in seen:
                seen.add(j)
                heapq.heappush(heap, (float(rate[j]), j))

    for i in start:
        offer(i)
    while total < low and heap:
        _, j = heapq.heappop(heap)
        if total + area[j] > high:
            continue
        chosen.add(j)
        total += float(area[j])
        offer(j)
    return chosen if low <= total <= high else None


def joined(cells: set[int], neighbours: Neighbours) -> bool:
    """Whether the cells are one piece."""
    if not cells:
        return False
    stack = [next(iter(cells))]
    seen = set(stack)
    while stack:
        for j in neighbours[stack.pop()]:
            if j in cells and j not in seen:
                seen.add(j)
                stack.append(j)
    return len(seen) == len(cells)


def grown(
    area: Array,
    cost: Array,
    neighbours: Neighbours,
    line: NDArray[np.bool_],
    low: float,
    high: float,
    until: float,
) -> NDArray[np.bool_] | None:
    """A cheap connected set that touches the line, of an area within bounds.

    Args:
        area: (n,), km2.
        cost: (n,).
        neighbours: of each cell.
        line: (n,), whether a cell touches the line.
        low: least area, km2.
        high: greatest area, km2.
        until: `time.monotonic()` at which to stop.

    Returns:
        (n,), whether each cell is in the set; None if growth found none.
    """

    def price(cells: set[int]) -> float:
        return float(sum(cost[i] for i in cells))

    sets: list[tuple[float, int, set[int]]] = []
    for gate in np.flatnonzero(line).tolist():
        region = grow(area, cost, neighbours, [gate], low, high)
        if region is not None:
            sets.append((price(region), gate, region))
        if time.monotonic() > until:
            break
    sets.sort(key=lambda entry: entry[:2])
    best: tuple[float, set[int]] | None = None
    rate = cost / np.maximum(area, 1e-9)
    for value, gate, cells in sets[:BEST]:
        for tried, i in enumerate(sorted(cells, key=lambda i: -rate[i])):
            if tried == ROUNDS or time.monotonic() > until:
                break
            rest = cells - {i}
            if i == gate or not joined(rest, neighbours):
                continue
            again = grow(area, cost, neighbours, sorted(rest), low, high)
            if again is not None and price(again) < value - 1e-9:
                cells, value = again, price(again)
        if best is None or value < best[0]:
            best = value, cells
    if best is None:
        return None
    result = np.zeros(area.size, dtype=bool)
    result[sorted(best[1])] = True
    return result
