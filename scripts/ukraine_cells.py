"""Derive the cells of cases/ukraine-2026 from the shared table of Ukraine's H3 cells.

Run from anywhere: ``python scripts/ukraine_cells.py [folder with ukraine-cells-res5.csv]``.

Each row of the shared table is the part of an H3 cell (resolution 5) that lies in one oblast,
with the area that Russia occupied on several dates (oblast boundaries (c) Minregion, CC BY-SA;
occupied area after DeepStateMap; areas geodesic on WGS84). A part that the front crosses becomes
two rows, one for each holder, so that areas add up.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "territory"
TABLE = "ukraine-cells-res5.csv"
OCCUPIED = "occupied_km2_20260822"
LEAST_KM2 = 0.005
"""A smaller piece would be written as 0.00 km2."""


def rows(table: Path) -> Iterator[tuple[str, str, str, str]]:
    """Cell, unit, holder and area (km2, two decimals) of every piece, sorted."""
    with table.open(encoding="utf-8", newline="") as file:
        pieces = sorted(csv.DictReader(file), key=lambda row: (row["cell"], row["oblast"]))
    for piece in pieces:
        unit = piece["oblast"].lower().replace(" ", "-")
        occupied = float(piece[OCCUPIED])
        for holder, area in (
            ("ukraine", float(piece["area_km2"]) - occupied),
            ("russia", occupied),
        ):
            if area >= LEAST_KM2:
                yield piece["cell"], unit, holder, f"{area:.2f}"


def main(folder: Path = SHARED, to: Path = ROOT / "cases" / "ukraine-2026" / "cells.csv") -> None:
    """Write the table of cells."""
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("cell", "unit", "holder", "area_km2"))
        writer.writerows(rows(folder / TABLE))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
