"""Cut Cyprus into H3 cells of resolution 6 for cases/cyprus-2004, clipped to its outline.

    .venv/bin/python scripts/cyprus_cells.py cases_admin0.geojson

The file holds outlines of Natural Earth 1:10m (public domain), which draw the line of 1974 and
leave out the buffer zone and the bases.
"""

from __future__ import annotations

import sys
from pathlib import Path

from interim.territory.borders import Area, read_areas
from interim.territory.pieces import as_csv, pieces

ROOT = Path(__file__).parents[1]
UNITS = {"Cyprus": "south", "N. Cyprus": "north"}


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    named = read_areas(Path(sys.argv[1]), only=set(UNITS))
    areas = [Area(UNITS[area.name], area.ground, area.feature) for area in named]
    held = {"turkish-cypriots": [area for area in areas if area.name == "north"]}
    table = pieces(areas, held, default="greek-cypriots", resolution=6)
    file = ROOT / "cases" / "cyprus-2004" / "cells.csv"
    file.write_text(as_csv(table), encoding="utf-8")
    print(f"{len(table)} pieces, {table['area_km2'].sum():.0f} km2")


if __name__ == "__main__":
    main()
