"""The territory and its table of cells."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

import h3

from interim.case.draft import Draft, known
from interim.case.layout import CELLS
from interim.case.model import Territory
from interim.foundation.errors import Problem, unknown

COLUMNS = ("cell", "unit", "holder", "area_km2")
OPTIONAL = ("people",)

_CELL = re.compile(r"8[0-9a-f]{14}")
"""As h3 writes cells. It also reads capitals, leading zeros and '0x', in which one cell would have
several names, and raises on numbers of more than 64 bits."""

MOST = 20
"""Problems of the table that are listed one by one."""


def check_territory(draft: Draft) -> Iterator[Problem]:
    """`territory.yaml`: zones of known units, held by a party."""
    if draft.territory is None:
        return
    document = draft.document("territory")
    units = draft.territory.units
    for name, zone in draft.territory.zones.items():
        for index, unit in enumerate(zone.units):
            path = ("zones", name, "units", index)
            yield from known(document, path, "territory unit", unit, units, key=False)
        yield from draft.party(document, ("zones", name, "holder"), zone.holder)
    yield from _standing(draft, draft.territory)


def _standing(draft: Draft, territory: Territory) -> Iterator[Problem]:
    """Who stands where under which clause: known issues, options, zones and presences."""
    document = draft.document("territory")
    parties = draft.header.parties if draft.header is not None else {}
    for issue, options in territory.ground.items():
        yield from draft.issue(document, ("ground", issue), issue, key=True)
        for option, zones in options.items():
            yield from draft.option(document, ("ground", issue, option), issue, option, key=True)
            for zone, standing in zones.items():
                path = ("ground", issue, option, zone)
                yield from known(document, path, "zone", zone, territory.zones, key=True)
                for role in ("forces", "police", "administration"):
                    who = getattr(standing, role)
                    if who is not None and draft.header is not None:
                        valid = {**parties, **territory.presences}
                        place = (*path, role)
                        yield from known(document, place, "presence", who, valid, key=False)


def check_cells(draft: Draft) -> Iterator[Problem]:
    """`cells.csv`: H3 cells that exist, once per unit and holder, both known."""
    if draft.cells is None:
        return
    problems = _cells(draft, draft.cells)
    for count, problem in enumerate(problems):
        if count == MOST:
            more = 1 + sum(1 for _ in problems)
            yield Problem(f"{more} more problems in this table", CELLS)
            return
        yield problem


def _cells(draft: Draft, text: str) -> Iterator[Problem]:
    rows = csv.reader(io.StringIO(text))
    try:
        header = next(rows, None)
        if header is None:
            yield Problem("the file is empty", CELLS, 1, 1)
            return
        if len(header) == 1 and len(parts := re.split("[;\t]", header[0])) > 1:
            mark = "semicolons" if ";" in header[0] else "tabs"
            message = f"the columns of the table are apart by {mark}"
            commas = f"commas: {','.join(parts)}"
            yield Problem(message, CELLS, 1, 1, found=header[0], expected=commas)
            return
        wrong = list(_header(header))
        yield from wrong
        if wrong:
            return
        seen: dict[str, int] = {}
        for row in rows:
            line = rows.line_num
            if len(row) != len(header):
                if row:
                    found, expected = f"{len(row)} values", f"{len(header)} values"
                    message = "a row of another length than the header"
                    yield Problem(message, CELLS, line, 1, found=found, expected=expected)
                continue
            yield from _row(draft, dict(zip(header, row, strict=True)), line, seen)
        yield from _overlaps(seen)
        yield from _empty_zones(draft, seen)
        if not seen:
            yield Problem("the table has no cells", CELLS, 1, 1)
    except csv.Error as error:
        yield Problem(f"malformed table: {error}", CELLS, rows.line_num)


def _header(header: list[str]) -> Iterator[Problem]:
    valid = (*COLUMNS, *OPTIONAL)
    for name in header:
        if name not in valid:
            yield unknown("column", name, valid, file=CELLS, line=1, path="cells")
    for name in COLUMNS:
        if name not in header:
            yield Problem(f"the column '{name}' is missing", CELLS, 1)
    for name in valid:
        if header.count(name) > 1:
            yield Problem(f"the column '{name}' stands twice", CELLS, 1)


def _row(draft: Draft, row: dict[str, str], line: int, seen: dict[str, int]) -> Iterator[Problem]:
    def at(column: str) -> dict[str, str | int | None]:
        before = list(row)[: list(row).index(column)]
        place = 1 + sum(len(row[name]) + 1 for name in before)
        return {"file": CELLS, "line": line, "column": place, "path": f"cells.{column}"}

    cell = row["cell"]
    if not _CELL.fullmatch(cell) or not h3.is_valid_cell(cell):
        message = f"the H3 cell '{cell}' does not exist"
        expected = "an H3 cell index such as 85754e7bfffffff"
        if _CELL.fullmatch(cell.lower()) and h3.is_valid_cell(cell.lower()):
            message = f"the H3 cell '{cell}' is not in lower case"
            expected = f"as h3 writes it: {cell.lower()}"
        yield Problem(message, **at("cell"), found=cell, expected=expected)  # type: ignore[arg-type]
    # A cell that a border or the front crosses has a row for each unit and holder.
    elif (piece := f"{cell} {row['unit']} {row['holder']}") in seen:
        message = f"the cell '{cell}' stands twice; the first is on line {seen[piece]}"
        yield Problem(message, **at("cell"), found=cell)  # type: ignore[arg-type]
    else:
        seen[piece] = line
        seen.setdefault(cell, line)
    if draft.territory is not None and row["unit"] not in draft.territory.units:
        yield unknown("territory unit", row["unit"], draft.territory.units, **at("unit"))
    if draft.header is not None and row["holder"] not in draft.header.parties:
        yield unknown("party", row["holder"], draft.header.parties, **at("holder"))
    for column, least in (("area_km2", "above 0"), ("people", "0 or more")):
        unknown_people = column == "people" and row.get(column) == ""
        if (
            column in row
            and not unknown_people
            and not _is_amount(row[column], zero=least != "above 0")
        ):
            message = f"'{row[column]}' is no {column}"
            expected = f"a number {least}" + (" or nothing" if column == "people" else "")
            yield Problem(message, **at(column), found=row[column], expected=expected)  # type: ignore[arg-type]


def _is_amount(text: str, *, zero: bool) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return math.isfinite(value) and (value > 0 or (zero and value == 0))


def _empty_zones(draft: Draft, seen: dict[str, int]) -> Iterator[Problem]:
    """Zones without a cell: of units that are held by others than their holder."""
    if draft.territory is None:
        return
    held = {tuple(key.split(" ")[1:]) for key in seen if " " in key}
    document = draft.document("territory")
    for name, zone in draft.territory.zones.items():
        if zone.units and not any((unit, zone.holder) in held for unit in zone.units):
            others = sorted({who for unit, who in held if unit in zone.units})
            if not others:
                continue  # no cells of these units at all, which the names say
            yield document.problem(
                ("zones", name, "holder"),
                f"the zone '{name}' has no cell: '{zone.holder}' holds none of its units",
                found=zone.holder,
                expected=f"who holds them in {CELLS}: {' or '.join(others)}",
            )


def _overlaps(seen: dict[str, int]) -> Iterator[Problem]:
    """Cells inside larger cells of the table, whose ground would count twice."""
    cells = {key: line for key, line in seen.items() if " " not in key}
    resolutions = sorted({h3.get_resolution(cell) for cell in cells})
    for cell, line in cells.items():
        for coarser in resolutions:
            if coarser >= h3.get_resolution(cell):
                break
            parent = h3.cell_to_parent(cell, coarser)
            if parent in cells:
                message = f"the cell '{cell}' lies inside '{parent}' on line {cells[parent]}"
                yield Problem(message, CELLS, line, 1, "cells.cell", found=cell)
