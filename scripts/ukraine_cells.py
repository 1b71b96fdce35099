"""Derive the cells of cases/ukraine-2026 from the shared table of Ukraine's H3 cells.

Run with the project's environment: ``python scripts/ukraine_cells.py [folder with both tables]``.

Each row of the shared table is the part of an H3 cell (resolution 5) that lies in one oblast,
with the area that Russia occupied on several dates (oblast boundaries (c) Minregion, CC BY-SA;
occupied area after DeepStateMap; areas geodesic on WGS84). A part that the front crosses becomes
two rows, one for each holder, so that areas add up.

People: in the zones of the case its number of people now (the middle of what territory.yaml says)
is spread like the population of 1 January 2022 by raion (State Statistics Service, in
`population-2022`), evenly within a raion; in Crimea evenly over all of it. That is a spread and not
a count: nobody has counted since. Elsewhere the column is empty.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import h3

import interim

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "territory"
TABLE = "ukraine-cells-res5.csv"
OCCUPIED = "occupied_km2_20260822"
FINE = "contested-cells-res6.csv"
RAIONS = {
    "Kramatorsk Raion": 543_371, "Bakhmut Raion": 220_275, "Pokrovskii Raion": 386_451,
    "Volnovakha Raion": 139_014, "Mariupol Raion": 502_909, "Донецький район": 1_484_514,
    "Горлівський район": 662_069, "Кальміуський район": 120_769,
    "Siverskodonetsk Raion": 362_539, "Svatove Raion": 76_693, "Starobilsk Raion": 123_833,
    "Shchastia Raion": 77_615, "Алчевський район": 435_284, "Луганський район": 527_367,
    "Довжанський район": 205_465, "Ровеньківський район": 294_125,
    "Zaporizhia Raion": 840_866, "Vasylivka Raion": 181_271, "Melitopol Raion": 276_638,
    "Berdyansk Raion": 176_046, "Polohy Raion": 163_641, "Kherson Raion": 450_233,
    "Beryslav Raion": 94_103, "Kakhovka Raion": 216_458, "Henichesk Raion": 118_059,
    "Skadovsk Raion": 122_745,
}  # fmt: skip
"""Population on 1 January 2022, with the names as the finer table writes them."""
EVENLY = 100.0
"""People per km2 where no raion is known; only proportions within a zone matter."""
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


def before_the_war(table: Path) -> dict[tuple[str, str, str], float]:
    """People of 2022 by cell, unit and holder, spread evenly within raions."""
    with table.open(encoding="utf-8", newline="") as file:
        pieces = list(csv.DictReader(file))
    area: dict[str, float] = defaultdict(float)
    for piece in pieces:
        area[piece["raion"]] += float(piece["area_km2"])
    people: dict[tuple[str, str, str], float] = defaultdict(float)
    for piece in pieces:
        raion = piece["raion"]
        density = RAIONS[raion] / area[raion] if raion in RAIONS else EVENLY
        cell, unit = h3.cell_to_parent(piece["cell"], 5), piece["oblast"].lower()
        occupied = float(piece[OCCUPIED])
        people[cell, unit, "russia"] += density * occupied
        people[cell, unit, "ukraine"] += density * (float(piece["area_km2"]) - occupied)
    return people


def main(folder: Path = SHARED, to: Path = ROOT / "cases" / "ukraine-2026" / "cells.csv") -> None:
    """Write the table of cells."""
    pieces = list(rows(folder / TABLE))
    before = before_the_war(folder / FINE)
    now: dict[tuple[str, str, str], float] = {}
    zones = interim.load("ukraine-2026").territory.zones
    for zone in zones.values():
        inside = [(p[0], p[1], p[2]) for p in pieces if p[1] in zone.units and p[2] == zone.holder]
        known = sum(before.get(piece, 0.0) for piece in inside)
        if zone.people is None or not known:
            continue
        for piece in inside:
            now[piece] = 1000 * zone.people.middle * before.get(piece, 0.0) / known
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("cell", "unit", "holder", "area_km2", "people"))
        for piece in pieces:
            people = now.get((piece[0], piece[1], piece[2]))
            writer.writerow((*piece, "" if people is None else f"{people:.0f}"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
