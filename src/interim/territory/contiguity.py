"""Connected sets of cells of a wanted area and least cost, by integer programming.

The cheapest set of the wanted area is sought first, connected or not; if it happens to be connected
it is the answer. Otherwise a flow enforces connection: a source sends, through chosen cells only,
one unit for each km2 chosen, entering at one root on the line (one piece) or at any cell of the
line (several pieces, each of them on it).

Sources:
    Shirabe, T. (2005). A model of contiguity for spatial unit allocation. *Geographical Analysis*
    37(1), 2-16 (the flow). Huangfu, Q., Hall, J. A. J. (2018). Parallelizing the dual revised
    simplex method. *Mathematical Programming Computation* 10, 119-142 (HiGHS, called through
    `scipy.optimize.milp`).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import csgraph

from interim.territory.growth import grown

Array = NDArray[np.float64]

GAP = 1e-4
"""Relative gap at which a solution counts as optimal: one in ten thousand, the usual default."""
SLACK = 1e-6
"""By how much, relative to itself, the solver may miss a bound on the area."""


@dataclass(frozen=True)
class Grid:
    """Cells that may be chosen.

    Attributes:
        area: (n,), km2.
        edges: (m, 2), pairs of neighbours, each once.
        line: (n,), whether a cell touches the line of contact.
    """

    area: Array
    edges: NDArray[np.int64]
    line: NDArray[np.bool_]


@dataclass(frozen=True)
class Choice:
    """What the solver found.

    Attributes:
        chosen: (n,), whether a cell is chosen; None if nothing was found.
        cost: of the chosen cells; infinite if nothing was found.
        bound: no admissible set costs less; infinite if it is proved that there is none.
    """

    chosen: NDArray[np.bool_] | None
    cost: float
    bound: float

    @property
    def impossible(self) -> bool:
        """Whether it is proved that no set is admissible."""
        return self.chosen is None and math.isinf(self.bound) and self.bound > 0

    @property
    def gap(self) -> float:
        """Share of the cost by which a better set could still undercut it; 1 if unknown."""
        if self.chosen is None or not math.isfinite(self.bound):
            return 1.0
        return min(1.0, max(0.0, self.cost - self.bound) / max(abs(self.cost), 1e-9))

    @property
    def optimal(self) -> bool:
        """Whether the chosen set is proved to be the best."""
        return self.chosen is not None and self.gap <= GAP


def components(grid: Grid, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The connected piece to which each chosen cell belongs.

    Args:
        grid: n cells.
        chosen: (n,).

    Returns:
        (n,), number of the piece from 0; -1 for cells that are not chosen.
    """
    a, b = grid.edges[chosen[grid.edges].all(axis=1)].T
    n = grid.area.size
    graph = sparse.coo_array((np.ones(a.size), (a, b)), shape=(n, n))
    _, label = csgraph.connected_components(graph, directed=False)
    result = np.full(n, -1, dtype=np.int64)
    if chosen.any():
        result[chosen] = np.unique(label[chosen], return_inverse=True)[1]
    return result


def connected(grid: Grid, chosen: NDArray[np.bool_], *, one: bool) -> bool:
    """Whether each piece of the chosen cells touches the line, and there is one only if asked."""
    piece = components(grid, chosen)
    count = int(piece.max(initial=-1)) + 1
    if count == 0 or (one and count > 1):
        return False
    return np.unique(piece[chosen & grid.line]).size == count


def cheapest(
    grid: Grid, cost: Array, low: float, high: float, *, one: bool = True, seconds: float = 60.0
) -> Choice:
    """The cheapest set of cells of an area within bounds, each piece of it on the line.

    Args:
        grid: n cells.
        cost: (n,), not negative, of choosing each cell.
        low: least area, km2.
        high: greatest area, km2.
        one: whether the set must be one piece.
        seconds: after which the best set found so far is returned.

    Returns:
        The best set, and a bound that tells how good it is.

    Raises:
        ValueError: negative costs.
    """
    if (cost < 0).any():
        raise ValueError("negative cost")
    until = time.monotonic() + seconds
    keep = _reachable(grid, low if one else 0.0)
    if grid.area[keep].sum() < low * (1 - SLACK):
        return Choice(None, math.inf, math.inf)
    part, index = _part(grid, keep)
    first = _solve(part, cost[index], low, high, None, until)
    if first.chosen is not None and connected(part, first.chosen, one=one):
        return _whole(first, index, grid.area.size)
    if first.impossible:
        return first
    price = cost[index]
    known = grown(part.area, price, _neighbours(part), part.line, low, high, until)
    if known is not None:
        best = Choice(known, float(price[known].sum()), first.bound)
        if best.optimal:
            return _whole(best, index, grid.area.size)
        # No set that is better than the known one has a cell that alone makes it dearer.
        useful = known | (_forced(part.area, price, low) <= best.cost)
        smaller, kept = _part(part, useful)
    else:
        best = Choice(None, math.inf, first.bound)
        smaller, kept = part, np.arange(index.size)
    choice = _whole(_solve(smaller, price[kept], low, high, one, until), kept, index.size)
    if choice.chosen is not None and not connected(part, choice.chosen, one=one):
        choice = Choice(None, math.inf, choice.bound)  # tolerances of the solver, in theory
    if choice.cost > best.cost:
        choice = Choice(best.chosen, best.cost, min(best.cost, choice.bound))
    bound = max(first.bound, choice.bound)
    return _whole(Choice(choice.chosen, choice.cost, bound), index, grid.area.size)


def _neighbours(grid: Grid) -> list[list[int]]:
    result: list[list[int]] = [[] for _ in range(grid.area.size)]
    for a, b in grid.edges.tolist():
        result[a].append(b)
        result[b].append(a)
    return result


def _forced(area: Array, cost: Array, low: float) -> Array:
    """(n,), a lower bound on the cost of any set of the least area that has the cell.

    By the price per km2 of the relaxed problem, in which parts of cells can be chosen.
    """
    order = np.argsort(cost / np.maximum(area, 1e-12))
    filled = np.cumsum(area[order])
    last = order[min(int(np.searchsorted(filled, low)), area.size - 1)]
    rate = cost[last] / max(area[last], 1e-12)
    saving = np.minimum(cost - rate * area, 0.0)
    result: Array = rate * low + saving.sum() + np.maximum(cost - rate * area, 0.0)
    return result


def _reachable(grid: Grid, low: float) -> NDArray[np.bool_]:
    """Cells in pieces of the whole grid that touch the line and are large enough."""
    piece = components(grid, np.ones(grid.area.size, dtype=bool))
    count = int(piece.max(initial=-1)) + 1
    size = np.bincount(piece, weights=grid.area, minlength=count)
    touches = np.bincount(piece, weights=grid.line.astype(float), minlength=count) > 0
    good: NDArray[np.bool_] = (touches & (size >= low * (1 - SLACK)))[piece]
    return good


def _part(grid: Grid, keep: NDArray[np.bool_]) -> tuple[Grid, NDArray[np.int64]]:
    index = np.flatnonzero(keep)
    new = np.full(grid.area.size, -1, dtype=np.int64)
    new[index] = np.arange(index.size)
    edges = new[grid.edges[keep[grid.edges].all(axis=1)]]
    return Grid(grid.area[index], edges, grid.line[index]), index


def _whole(choice: Choice, index: NDArray[np.int64], n: int) -> Choice:
    if choice.chosen is None:
        return choice
    chosen = np.zeros(n, dtype=bool)
    chosen[index[choice.chosen]] = True
    return Choice(chosen, choice.cost, choice.bound)


def _solve(
    grid: Grid, cost: Array, low: float, high: float, one: bool | None, until: float
) -> Choice:
    """Solve with the flow, or without connection where `one` is None."""
    n, scale = grid.area.size, max(high, 1e-9)
    share = grid.area / scale
    x = np.arange(n)
    rows = [(np.zeros(n, dtype=int), x, share, np.array([low / scale]), np.ones(1))]
    width, binary = n, np.ones(n)
    if one is not None:
        rows, width, binary = _flow(grid, share, rows, one)
    matrices, lower, upper = [], [], []
    for i, j, value, least, most in rows:
        matrices.append(sparse.coo_array((value, (i, j)), shape=(least.size, width)))
        lower.append(least)
        upper.append(most)
    left = until - time.monotonic()
    if left <= 0:
        return Choice(None, math.inf, 0.0)
    result = optimize.milp(
        np.concatenate([cost, np.zeros(width - n)]),
        integrality=binary,
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(
            sparse.vstack(matrices).tocsr(), np.concatenate(lower), np.concatenate(upper)
        ),
        options={"time_limit": left, "mip_rel_gap": GAP / 2},
    )
    if result.status == 2:
        return Choice(None, math.inf, math.inf)
    bound = result.mip_dual_bound
    bound = 0.0 if bound is None or not math.isfinite(bound) else float(bound)
    if result.x is None:
        return Choice(None, math.inf, max(bound, 0.0))
    chosen = result.x[:n] > 0.5
    return Choice(chosen, float(cost[chosen].sum()), max(bound, 0.0))


_Rows = tuple[NDArray[np.int64], NDArray[np.int64], Array, Array, Array]


def _flow(
    grid: Grid, share: Array, rows: list[_Rows], one: bool
) -> tuple[list[_Rows], int, NDArray[np.float64]]:
    """Add the flow: columns are cells, flows along both directions of edges, entries, roots."""
    n = share.size
    ways = np.vstack([grid.edges, grid.edges[:, ::-1]])
    gates = np.flatnonzero(grid.line)
    m, g = len(ways), gates.size
    f, s, r = n + np.arange(m), n + m + np.arange(g), n + m + g + np.arange(g)
    cells = np.arange(n)

    def add(parts: list[tuple[object, object, object]], least: Array, most: Array) -> None:
        i, j, v = (np.concatenate([np.asarray(p[k]) for p in parts]) for k in range(3))
        rows.append((i, j, v, least, most))

    ones_m, ones_g, zero = np.ones(m), np.ones(g), np.zeros(n)
    # What enters a cell less what leaves it is what it uses.
    add(
        [
            (ways[:, 1], f, ones_m),
            (ways[:, 0], f, -ones_m),
            (gates, s, ones_g),
            (cells, cells, -share),
        ],
        zero,
        zero,
    )
    # Flow enters chosen cells only, and at most what has not been used before; then it leaves only
    # chosen cells, too.
    k = np.arange(m)
    # Of a cell that is too large to be chosen nothing is left: less would shut its neighbours out.
    room = np.maximum(1.0 - share[ways[:, 0]], 0.0)
    add([(k, f, ones_m), (k, ways[:, 1], -room)], np.full(m, -np.inf), np.zeros(m))
    k = np.arange(g)
    if not one:
        add([(k, s, ones_g), (k, gates, -ones_g)], np.full(g, -np.inf), np.zeros(g))
        return rows, n + m + g, np.concatenate([np.ones(n), np.zeros(m + g)])
    add([(k, s, ones_g), (k, r, -ones_g)], np.full(g, -np.inf), np.zeros(g))
    add([(k, r, ones_g), (k, gates, -ones_g)], np.full(g, -np.inf), np.zeros(g))
    add([(np.zeros(g, dtype=int), r, ones_g)], np.ones(1), np.ones(1))
    # A chosen cell is the root or has a chosen neighbour: implied, but it tightens the relaxation.
    add(
        [(ways[:, 1], ways[:, 0], ones_m), (gates, r, ones_g), (cells, cells, -np.ones(n))],
        zero,
        np.full(n, np.inf),
    )
    return rows, n + m + 2 * g, np.concatenate([np.ones(n), np.zeros(m + g), np.ones(g)])
