"""Cut Kosovo into H3 cells of resolution 6 for cases/kosovo-1999, clipped to its outline.

    .venv/bin/python scripts/kosovo_cells.py cases_admin0.geojson

The file holds outlines of Natural Earth 1:10m (public domain). On 9 June 1999 Yugoslav forces held
nearly all of the province.
"""

from __future__ import annotations

import sys
from pathlib import Path

from interim.territory.borders import read_areas
from interim.territory.pieces import as_csv, pieces

ROOT = Path(__file__).parents[1]


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    kosovo = read_areas(Path(sys.argv[1]), only={"Kosovo"})
    table = pieces(kosovo, {}, default="yugoslavia", resolution=6)
    table["unit"] = "kosovo"
    file = ROOT / "cases" / "kosovo-1999" / "cells.csv"
    file.write_text(as_csv(table), encoding="utf-8")
    print(f"{len(table)} pieces, {table['area_km2'].sum():.0f} km2")


if __name__ == "__main__":
    main()
