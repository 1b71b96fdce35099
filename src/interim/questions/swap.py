"""Swaps: land of equal area on the other side of the line of contact.

Given a zone that one principal would give up, `swap` seeks connected cells along the line of
contact, held by the other, of the same area within a tolerance: where fewest people live, or as
compact as possible, or as near to the zone's front as possible. The search is exact: the answer
comes with the gap that is left to the best conceivable one (`interim.territory.contiguity`). A
strip of equal width needs no search (`interim.territory.strip`).

Compactness is the moment of inertia about a cell of the line: Weaver, J. B., Hess, S. W. (1963). A
procedure for nonpartisan districting. *Yale Law Journal* 73(2), 288-308.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation.errors import BadInput, Problem, unknown
from interim.territory import strip
from interim.territory.contact import contact
from interim.territory.contiguity import Choice, Grid, cheapest, components, connected
from interim.territory.standing import ground

Array = NDArray[np.float64]
Objective = Literal["people", "compact", "strip", "near"]
OBJECTIVES: tuple[Objective, ...] = ("people", "compact", "strip", "near")

PATCH = 0.01
"""Of the giver's largest piece of land: a smaller piece has no line of contact of its own."""
SLIVER = 0.02
"""A smaller share of a cell, a trace of outlines that do not match, makes no line of contact."""
EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Land:
    """Cells of one holder, sorted by name.

    Attributes:
        cells: H3 cells.
        area: (n,), km2 that the holder has in each.
        people: (n,); not a number where unknown.
    """

    cells: tuple[str, ...]
    area: Array
    people: Array

    def summary(self, chosen: NDArray[np.bool_]) -> dict[str, Any]:
        """What the contract says of the chosen cells: names, km2 and people, None if unknown."""
        people = float(self.people[chosen].sum())
        return {
            "cells": [c for c, yes in zip(self.cells, chosen, strict=True) if yes],
            "area_km2": float(self.area[chosen].sum()),
            "people": people if math.isfinite(people) else None,
        }


def swap(
    case: Case,
    *,
    zone: str | None = None,
    give: Sequence[str] = (),
    objective: Objective = "people",
    within: Sequence[str] = (),
    tolerance: float = 0.01,
    pieces: Literal["one", "any"] = "one",
    seconds: float = 60.0,
    size: float | None = None,
) -> dict[str, Any]:
    """Find land of the same area on the other side of the line of contact.

    Args:
        case: the case.
        zone: id of the zone that is given; the case's first if nothing else is said.
        give: cells or units that are given instead; a unit held by both as `unit:holder`, all that
            a principal holds by its name.
        objective: `people`: fewest people on the land taken; `compact`: least moment of inertia
            about a cell of the line; `strip`: least width behind the line, opposite the zone;
            `near`: least mean distance from the zone's front.
        within: units in which land may be taken; all by default.
        tolerance: share by which the areas may differ.
        pieces: whether the land taken is `one` piece, or `any` number, each on the line.
        seconds: after which the best answer found so far is returned.
        size: km2 to be given and taken as strips of one width on both sides of the line, along the
            zone's front; only for a `strip`. The whole zone is given by default.

    Returns:
        The document of ``interim swap --json``, with `strip` for a strip (its widths). Where
        nothing equivalent exists, `equivalent` is false, `take` is the most that can be had, and
        `difference_km2` is what is missing.

    Raises:
        BadInput: unknown zone, unit, cell or objective; land of several holders or of none; no
            land of the other side; people wanted and unknown; a size without a strip, or none.
    """
    if objective not in OBJECTIVES:
        raise BadInput([unknown("objective", objective, OBJECTIVES)])
    if not 0 <= tolerance < 1:
        raise BadInput([Problem("tolerance", found=str(tolerance), expected="0 to less than 1")])
    if size is not None and (objective != "strip" or not 0 < size < math.inf):
        expected = "more than 0 km2" if objective == "strip" else "none, or the objective strip"
        raise BadInput([Problem("size", found=str(size), expected=expected)])
    table = ground(case)
    given = _given(case, table, zone, give)
    giver = str(given["holder"].iloc[0])
    if giver not in case.principals:
        problem = Problem(
            "the land given is held by a party that is no principal",
            found=giver,
            expected=" or ".join(case.principals),
        )
        raise BadInput([problem])
    taker_side = next(p for p in case.principals if p != giver)
    for unit in within:
        if unit not in case.territory.units:
            raise BadInput([unknown("unit", unit, case.territory.units)])
    own = _land(given)
    theirs = table[table["holder"] == taker_side]
    if within:
        theirs = theirs[theirs["unit"].isin(list(within))]
    if theirs.empty:
        where = " in " + ", ".join(within) if within else ""
        raise BadInput([Problem(f"{taker_side} holds no land{where}", "cells.csv")])
    other = _land(theirs)
    border = contact(table, giver, taker_side)
    line = _contact(other, table[table["holder"] == giver])
    grid = Grid(other.area, _edges(other.cells), line)
    wanted = float(own.area.sum())
    low, high = wanted * (1 - tolerance), wanted * (1 + tolerance)
    one, until = pieces == "one", time.monotonic() + seconds
    all_given = np.ones(own.area.size, dtype=bool)
    strips = None
    if objective == "strip":
        sides = (own.cells, other.cells), (own.area, other.area)
        strips = strip.exchange(border, *sides, size=size, tolerance=tolerance)
        all_given, width = strips.given, strips.width
        taken = strips.taken if strips.equal else None
        choice = Choice(taken, *((width, width) if strips.equal else (math.inf, math.inf)))
    elif objective == "people":
        _expect_people(other, theirs)
        choice = cheapest(grid, other.people, low, high, one=one, seconds=seconds)
    elif objective == "compact":
        choice = _compact(grid, other, low, high, one, until)
    else:
        cost = _far(other, _front(own, table[table["holder"] == taker_side])) * other.area / high
        choice = cheapest(grid, cost, low, high, one=one, seconds=seconds)
    chosen, equivalent = choice.chosen, choice.chosen is not None
    none_exists = choice.impossible
    if strips is not None:
        chosen = strips.taken
    elif chosen is None:
        chosen = _most(grid, low, one) if none_exists else np.zeros(line.size, dtype=bool)
    give_document, take = own.summary(all_given), other.summary(chosen)
    moved = (give_document["people"], take["people"])
    return {
        "case": case.id,
        "title": case.header.title,
        "as_of": case.header.as_of.isoformat(),
        "giver": giver,
        "other": taker_side,
        "titles": {p: case.header.parties[p].title for p in case.principals},
        "zone": zone if zone or give else next(iter(case.territory.zones)),
        "objective": objective,
        "within": list(within),
        "tolerance": tolerance,
        "pieces": pieces,
        "give": give_document,
        "take": take,
        "take_by_unit": _by_unit(theirs, set(take["cells"])),
        "difference_km2": give_document["area_km2"] - take["area_km2"],
        "people_moved": None if None in moved else sum(moved),
        "equivalent": equivalent,
        "none_exists": none_exists,
        "contiguous": connected(grid, chosen, one=True),
        "pieces_taken": int(components(grid, chosen).max(initial=-1)) + 1,
        "on_line": connected(grid, chosen, one=False),
        "optimal": choice.optimal or none_exists,
        "gap": None if not equivalent else choice.gap,
        "cost": choice.cost if equivalent else None,
        "bound": choice.bound,
        "people_basis": "cells" if _has_people(case) else "zones, spread evenly",
        "size_km2": size,
        "line": border.summary(),
        "strip": None if strips is None else strips.summary | {"pieces": _pieces(grid, chosen)},
    }


def _given(case: Case, table: pd.DataFrame, zone: str | None, give: Sequence[str]) -> pd.DataFrame:
    zones = case.territory.zones
    if zone is not None and give:
        raise BadInput([Problem("a zone and cells to give", expected="one of them")])
    if not give:
        if zone is None and not zones:
            raise BadInput([Problem("no zone is defined", expected="cells or units to give")])
        name = next(iter(zones)) if zone is None else zone
        if name not in zones:
            raise BadInput([unknown("zone", name, zones)])
        land = zones[name]
        rows = table[table["unit"].isin(land.units) & (table["holder"] == land.holder)]
    else:
        rows = pd.concat([_named(case, table, name) for name in give]).drop_duplicates()
    if rows.empty:
        raise BadInput([Problem("the zone has no cells", "cells.csv")])
    holders = sorted(set(rows["holder"]))
    if len(holders) > 1:
        expected = "land of one holder, such as unit:holder"
        raise BadInput([Problem("land of several holders", found=str(holders), expected=expected)])
    return rows


def _named(case: Case, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows of a cell or unit, of one holder if the name says which."""
    place, _, holder = name.partition(":")
    if h3.is_valid_cell(place):
        rows = table[table["cell"] == place]
    elif place in case.territory.units:
        rows = table[table["unit"] == place]
    elif place in case.principals:
        rows = table[table["holder"] == place]
    else:
        raise BadInput([unknown("cell or unit", place, case.territory.units)])
    if holder and holder not in set(table["holder"]):
        raise BadInput([unknown("holder", holder, sorted(set(table["holder"])))])
    rows = rows[rows["holder"] == holder] if holder else rows
    if rows.empty:
        raise BadInput([Problem(f"no land of '{name}'", "cells.csv")])
    return rows


def _land(rows: pd.DataFrame) -> Land:
    """Rows by cell; a sum with an unknown part is unknown."""
    by = rows.groupby("cell", sort=True)
    people = by["people"].sum(min_count=1).where(by["people"].count() == by.size())
    area = by["area_km2"].sum()
    return Land(tuple(area.index), area.to_numpy(float), people.to_numpy(float))


def _contact(other: Land, own: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether cells lie beside, or share a hexagon with, land of the giver."""
    areas = own.groupby("cell")["area_km2"].sum()
    held = {str(c): float(a) for c, a in areas.items()}
    thick = {c for c, a in held.items() if a > SLIVER * h3.cell_area(c, unit="km^2")}
    near = _joined(thick, held)
    return np.array([any(d in near for d in h3.grid_disk(c, 1)) for c in other.cells])


def _joined(cells: set[str], held: dict[str, float]) -> set[str]:
    """Cells of pieces of land that are no mere patches: a hundredth of the largest or more.

    Coasts of two layers never fit, which leaves patches of one side far behind the other's line.
    """
    left, pieces = set(cells), []
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            cell = edge.pop()
            piece.add(cell)
            around = left.intersection(h3.grid_disk(cell, 1))
            left -= around
            edge.extend(around)
        pieces.append(piece)
    sizes = [sum(held[c] for c in piece) for piece in pieces]
    return {
        c
        for piece, size in zip(pieces, sizes, strict=True)
        if size >= PATCH * max(sizes)
        for c in piece
    }


def _edges(cells: tuple[str, ...]) -> NDArray[np.int64]:
    place = {c: i for i, c in enumerate(cells)}
    pairs = [
        (i, place[d])
        for c, i in place.items()
        for d in h3.grid_disk(c, 1)
        if d in place and place[d] > i
    ]
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _front(own: Land, theirs: pd.DataFrame) -> Land:
    """The given cells on the line; all of them if none is."""
    on = _contact(own, theirs)
    on = on if on.any() else np.ones(on.size, dtype=bool)
    cells = tuple(c for c, yes in zip(own.cells, on, strict=True) if yes)
    return Land(cells, own.area[on], own.people[on])


def _far(land: Land, others: Land) -> Array:
    """(n,), km from each cell's centre to the nearest of the others'."""
    return np.asarray(_distances(land, others).min(axis=1))


def _distances(a: Land, b: Land) -> Array:
    """(n, m), km between centres on the sphere."""
    lat1, lng1 = np.radians([h3.cell_to_latlng(c) for c in a.cells]).T
    lat2, lng2 = np.radians([h3.cell_to_latlng(c) for c in b.cells]).T
    half = (
        np.sin((lat1[:, None] - lat2) / 2) ** 2
        + np.cos(lat1)[:, None] * np.cos(lat2) * np.sin((lng1[:, None] - lng2) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _pieces(grid: Grid, chosen: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Cells and km2 of each connected piece, the largest first."""
    piece = components(grid, chosen)[chosen]
    sizes = zip(np.bincount(piece), np.bincount(piece, weights=grid.area[chosen]), strict=True)
    pieces = [{"cells": int(n), "area_km2": float(area)} for n, area in sizes]
    return sorted(pieces, key=lambda each: -each["area_km2"])


def _compact(grid: Grid, land: Land, low: float, high: float, one: bool, until: float) -> Choice:
    """The least moment of inertia about any cell of the line, over area squared.

    Centres are taken in the order of what a set about them costs at least, until no other can
    undercut the best.
    """
    gates = np.flatnonzero(grid.line)
    none = Choice(None, math.inf, math.inf)
    if gates.size == 0 or grid.area.sum() < low:
        return none
    squares = _distances(land, Land(tuple(land.cells[g] for g in gates), *(np.zeros(0),) * 2)) ** 2
    least = np.array([_fill(grid.area, squares[:, k], low) for k in range(gates.size)])
    scale = high * high
    best, open_bound = none, math.inf
    order = np.argsort(least)
    for place, k in enumerate(order):
        if least[k] / scale >= best.cost * (1 - 1e-9):
            break
        left = until - time.monotonic()
        if left <= 0:
            open_bound = min(open_bound, least[order[place]] / scale)
            break
        choice = cheapest(grid, grid.area * squares[:, k] / scale, low, high, one=one, seconds=left)
        open_bound = min(open_bound, choice.bound)
        if choice.impossible:  # no set is admissible, about whatever centre
            return none
        if choice.cost < best.cost:
            best = choice
    return Choice(best.chosen, best.cost, min(open_bound, best.cost))


def _fill(area: Array, square: Array, low: float) -> float:
    """Moment of the nearest cells up to an area, the last one in part."""
    order = np.argsort(square)
    before = np.concatenate([[0.0], np.cumsum(area[order])[:-1]])
    return float((np.clip(low - before, 0.0, area[order]) * square[order]).sum())


def _most(grid: Grid, low: float, one: bool) -> NDArray[np.bool_]:
    """What can be had where nothing equivalent can: all if that is too little, else one piece."""
    everything = np.ones(grid.area.size, dtype=bool)
    piece = components(grid, everything)
    on = np.isin(piece, np.unique(piece[grid.line]))
    if not on.any() or grid.area[on].sum() < low or not one:
        return on
    size = np.bincount(piece[on], weights=grid.area[on])
    result: NDArray[np.bool_] = piece == int(size.argmax())
    return result


def _expect_people(land: Land, rows: pd.DataFrame) -> None:
    if np.isnan(land.people).any():
        units = ", ".join(sorted(set(rows.loc[rows["people"].isna(), "unit"])))
        problem = Problem(
            f"nobody says how many people live on the land in {units}",
            "cells.csv",
            expected="a column 'people', zones with 'people', or --objective compact",
        )
        raise BadInput([problem])


def _has_people(case: Case) -> bool:
    with (case.folder / "cells.csv").open(encoding="utf-8") as file:
        return "people" in file.readline().strip().split(",")


def _by_unit(rows: pd.DataFrame, cells: set[str]) -> dict[str, dict[str, float | None]]:
    taken = rows[rows["cell"].isin(cells)]
    result: dict[str, dict[str, float | None]] = {}
    for unit, part in taken.groupby("unit"):
        people = float(part["people"].sum()) if part["people"].notna().all() else None
        result[str(unit)] = {"area_km2": float(part["area_km2"].sum()), "people": people}
    return result
