"""How long exact swaps take: the Ukraine case, and the contested cells at resolution 6.

    python benchmarks/swap.py [--cells TABLE] [--seconds 60]

The table of resolution 6 lies in the project's data folder and is not part of the repository.
People are spread by the middles of the case's zones; `rough` multiplies each cell's people by a
random factor, log-normal of spread 1, seed 0, which is harder: cheap cells lie scattered.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import pandas as pd

import interim
from interim.questions.swap import OBJECTIVES, _compact, _contact, _edges, _land, swap
from interim.territory.contiguity import Choice, Grid, cheapest

WANTED = 5285.4
LOW, HIGH = 0.99 * WANTED, 1.01 * WANTED
PER_KM2 = {"Donetsk": 76.0, "Luhansk": 43.0, "Zaporizhzhia": 21.0, "Kherson": 13.0}
ELSEWHERE = 95.0


def main() -> None:
    """Print one line per problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=Path, help="table of resolution 6")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    case = interim.load("ukraine-2026")
    for objective in OBJECTIVES:
        start = time.perf_counter()
        found = swap(case, objective=objective, seconds=options.seconds)
        gap = f"{found['gap']:.2g}" if found["gap"] is not None else "none found"
        click.echo(f"resolution 5  {objective:8} {time.perf_counter() - start:6.1f} s  gap {gap}")
    if options.cells is not None:
        resolution_6(options.cells, options.seconds)


def resolution_6(path: Path, seconds: float) -> None:
    """The contested regions in cells of about 36 km2."""
    table = pd.read_csv(path)
    held = table["occupied_km2_20260822"]
    rows = {"unit": table["oblast"], "cell": table["cell"], "people": np.nan}
    theirs = pd.DataFrame(rows | {"area_km2": held})
    own = pd.DataFrame(rows | {"area_km2": table["area_km2"] - held})
    land = _land(theirs[theirs["area_km2"] > 0])
    grid = Grid(land.area, _edges(land.cells), _contact(land, own))
    oblast = dict(zip(table["cell"], table["oblast"], strict=True))
    people = land.area * np.array([PER_KM2.get(oblast[c], ELSEWHERE) for c in land.cells])
    rough = people * np.random.default_rng(0).lognormal(0, 1, people.size)
    click.echo(f"resolution 6: {land.area.size} cells, {int(grid.line.sum())} on the line")
    until = time.monotonic
    problems: dict[str, Callable[[], Choice]] = {
        "people": lambda: cheapest(grid, people, LOW, HIGH, seconds=seconds),
        "people, any pieces": lambda: cheapest(grid, people, LOW, HIGH, one=False, seconds=seconds),
        "compact": lambda: _compact(grid, land, LOW, HIGH, True, until() + seconds),
        "rough": lambda: cheapest(grid, rough, LOW, HIGH, seconds=seconds),
    }
    for name, solve in problems.items():
        start = time.perf_counter()
        found = solve()
        click.echo(
            f"resolution 6  {name:18} {time.perf_counter() - start:6.1f} s  gap {found.gap:.2g}"
        )


if __name__ == "__main__":
    main()
