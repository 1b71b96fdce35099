"""A strip of equal width on both sides of the line of contact.

A strip of width w is all land of one side whose cells' centres lie within w of a stretch of the
line, as the buffer zones of armistices are drawn ("two kilometres from the line on either side").
Strips are nested: the wider holds the narrower. So the strip of a wanted area is found by sorting
cells by their distance, and none of the same area is narrower: nothing has to be searched.

Opposite a stretch lie the cells of the other side to which no other stretch is nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.territory.contact import Contact, distances

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Strip:
    """The cells within a width of the line.

    Attributes:
        width: km from the line to the furthest centre; 0 if there are no cells.
        chosen: (n,), which cells.
        area: km2.
        reached: whether the wanted area was there to be had.
        step: km2 that the last width added: no strip of cells comes closer than half of that.
    """

    width: float
    chosen: Mask
    area: float
    reached: bool
    step: float


@dataclass(frozen=True)
class Exchange:
    """Strips of land on both sides.

    Attributes:
        given: (n,), which cells of the one side.
        taken: (m,), which cells of the other.
        width: of what is taken, km.
        equal: whether the areas are equal: they differ by no more than the tolerance or half of
            what the last width added, whichever is more.
        summary: what the document of ``interim swap --json`` says of widths and of the front.
    """

    given: Mask
    taken: Mask
    width: float
    equal: bool
    summary: dict[str, Any]


def exchange(
    line: Contact,
    cells: tuple[Sequence[str], Sequence[str]],
    areas: tuple[Array, Array],
    *,
    size: float | None,
    tolerance: float,
) -> Exchange:
    """Land of one side and the strip opposite it, or strips of one width on both sides.

    Args:
        line: the line of contact; the giver is its first side.
        cells: (n,) that are given, and (m,) that may be taken.
        areas: (n,) and (m,), km2 of each side in its cells.
        size: km2 of each of two strips of one width; all cells of the giver's if None, and of the
            other side a strip of the same area.
        tolerance: share by which areas may differ.
    """
    front = line.along(set(cells[0]) & line.land[0])
    behind, beyond = (
        reach(line, side, names, front) for side, names in zip(line.sides, cells, strict=True)
    )
    wanted = float(areas[0].sum()) if size is None else size
    left, right = of_area(areas[0], behind, wanted), of_area(areas[1], beyond, wanted)
    if size is None:
        given, take = np.ones(behind.size, dtype=bool), right
        difference, step, give_width = wanted - take.area, take.step, _widest(behind)
        taken = take.area
    else:
        both, take = of_both(areas, (behind, beyond), size)
        given, give_width = both.chosen, both.width
        difference, step, taken = both.area - take.area, 2 * take.step, (both.area + take.area) / 2
    enough = take.reached or taken >= (1 - tolerance) * wanted
    reached = enough and bool(take.chosen.any())
    part = line.part(front)
    give_area = float(areas[0][given].sum())
    summary = {
        "front": part.summary(),
        "reached": reached,
        "step_km2": take.step,
        "within_tolerance": reached and abs(difference) <= tolerance * wanted,
        "width_km": {
            "give": give_width,
            "take": take.width,
            "difference": None if give_width is None else give_width - take.width,
        },
        "mean_width_km": {
            "give": give_area / part.smooth_km if part.cells else None,
            "take": take.area / part.smooth_km if part.cells else None,
        },
        "equal_width": {
            "width_km": take.width,
            "give_km2": float(areas[0][behind <= take.width].sum()),
            "take_km2": take.area,
        },
        "equal_area": {
            "area_km2": wanted,
            "give_width_km": give_width if size is None else left.width if left.reached else None,
            "take_width_km": right.width if right.reached else None,
        },
    }
    equal = reached and abs(difference) <= max(tolerance * wanted, step / 2) * (1 + 1e-9)
    return Exchange(given, take.chosen, take.width, equal, summary)


def reach(line: Contact, side: str, cells: Sequence[str], front: Mask | None = None) -> Array:
    """How far cells lie behind the line, on one side of it.

    Args:
        line: the line of contact.
        side: the side whose land is meant.
        cells: (n,), cells in which it holds some.
        front: (edges,), the stretch that is meant; the whole line by default.

    Returns:
        (n,), km. 0 where the other side holds most of a cell on the line. Infinite for cells that
        lie behind another stretch, and for patches far behind the other's line.
    """
    km, nearest = distances(line, cells)
    own = line.land[line.sides.index(side)]
    mine = np.array([cell in own for cell in cells], dtype=bool)
    beside = {cell for pair in line.cells for cell in pair}
    on = np.array([cell in beside for cell in cells], dtype=bool)
    km = np.where(mine, km, np.where(on, 0.0, np.inf))
    if front is not None and line.cells:
        km = np.where(np.asarray(front)[nearest], km, np.inf)
    return np.asarray(km, dtype=float)


def of_area(area: Array, km: Array, wanted: float) -> Strip:
    """The strip whose area comes nearest to a wanted one.

    Args:
        area: (n,), km2 of the side in each cell.
        km: (n,), as of `reach`.
        wanted: km2.
    """
    return _nearest(area, km, wanted)


def of_both(
    areas: tuple[Array, Array], kms: tuple[Array, Array], wanted: float
) -> tuple[Strip, Strip]:
    """Two strips of one width, whose areas have a mean nearest to a wanted one.

    Args:
        areas: (n,) and (m,), km2 of each side in its cells.
        kms: (n,) and (m,), as of `reach`.
        wanted: km2 on each side.
    """
    area, km = np.concatenate(areas) / 2, np.concatenate(kms)
    both = _nearest(area, km, wanted)
    one, other = (
        Strip(both.width, k <= both.width, float(a[k <= both.width].sum()), both.reached, both.step)
        for a, k in zip(areas, kms, strict=True)
    )
    return one, other


def _widest(km: Array) -> float | None:
    """The furthest that lies behind the line at all, km; None if nothing does."""
    far = km[np.isfinite(km)]
    return float(far.max()) if far.size else None


def _nearest(area: Array, km: Array, wanted: float) -> Strip:
    """Of the strips at every width at which a cell is added, the one of the nearest area."""
    there = np.isfinite(km)
    if not there.any():
        return Strip(0.0, there, 0.0, False, 0.0)
    widths, of = np.unique(km[there], return_inverse=True)
    sums = np.cumsum(np.bincount(of, weights=area[there], minlength=widths.size))
    k = int(np.abs(sums - wanted).argmin())  # the first, and so the narrowest, of equals
    crossing = min(int(np.searchsorted(sums, wanted)), sums.size - 1)
    step = float(sums[crossing] - (sums[crossing - 1] if crossing else 0.0))
    reached = bool(sums[-1] >= wanted - step / 2)
    return Strip(float(widths[k]), km <= widths[k], float(sums[k]), reached, step)
