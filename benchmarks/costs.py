"""Measure what one more future costs each command, and write the table that estimates are made of.

    python benchmarks/costs.py [--only COMMAND] [--write src/interim/interfaces/shell/costs.csv]

Each command runs twice on the Ukraine case, with a cache of its own and kernels compiled: seconds
of the processor and memory at the peak, the difference by the difference in futures.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

import interim
from interim.interfaces.shell.beforehand import plans_of

CASE = "ukraine-2026"
PLAN = "joseph-1244"
RUNS: dict[str, tuple[list[str], int, int]] = {
    "compare": ([CASE, PLAN, "28-point"], 2_000, 20_000),
    "demo": (["--out", "OUT"], 500, 1_500),
    "evaluate": ([CASE], 1_000, 4_000),
    "explain": ([CASE, PLAN], 1_000, 3_000),
    "force": ([CASE, PLAN], 10_000, 50_000),
    "frontier": ([CASE], 1_000, 4_000),
    "lenses": ([CASE], 500, 1_500),
    "record": ([CASE], 1_000, 2_000),
    "referendum": ([CASE, PLAN], 10_000, 50_000),
    "regret": ([CASE], 1_000, 3_000),
    "sources": ([CASE, "--weigh"], 1_000, 2_000),
    "sweep": ([CASE, "--vary", "war.front.monthly_gain=100"], 1_000, 2_000),
    "talks": ([CASE], 250, 750),
    "vote": ([CASE, PLAN], 1_000, 3_000),
    "war": ([CASE], 1_000, 4_000),
    "brief": ([CASE, "--out", "OUT"], 1_000, 2_000),
    "bridge": ([CASE], 1_000, 3_000),
}
"""Command -> what follows it, and two numbers of futures, both of more than one chunk: what is held
of chunks under way does not grow."""
ONE_PLAN = {
    "brief": [PLAN],
    "evaluate": [PLAN],
    "lenses": [PLAN],
    "regret": [PLAN, "20-point"],
    "sweep": ["--plans", PLAN],
}
"""Commands that cost more the more plans they are given, and what makes them take few."""


def measured(command: str) -> tuple[float, float, float]:
    """Seconds of one core for one more future, for each plan of it, and bytes of memory."""
    arguments, few, many = RUNS[command]
    seconds, peak = slope(command, arguments, few, many)
    if command not in ONE_PLAN:
        return seconds, 0.0, peak
    few_plans, _ = slope(command, [*arguments, *ONE_PLAN[command]], few, many)
    named = len([each for each in ONE_PLAN[command] if not each.startswith("--")])
    each = max(seconds - few_plans, 0.0) / (plans_of(interim.load(CASE)) - named)
    return max(few_plans - named * each, 0.0), each, peak


def slope(command: str, arguments: list[str], few: int, many: int) -> tuple[float, float]:
    """Seconds of one core and bytes of memory for one more future."""
    (less, low), (more, high) = (cost(command, arguments, n) for n in (few, many))
    return max(more - less, 0.0) / (many - few), max(high - low, 0.0) / (many - few)


def cost(command: str, arguments: list[str], futures: int) -> tuple[float, float]:
    """Seconds of the processor and bytes at the peak of one run."""
    with tempfile.TemporaryDirectory() as folder:
        given = [str(Path(folder) / "out") if a == "OUT" else a for a in arguments]
        run = ["-m", "interim", command, *given, "--futures", str(futures)]
        # A process between, so that only this run's children are counted.
        code = (
            "import resource, subprocess, sys;"
            "nowhere, kept = subprocess.DEVNULL, subprocess.PIPE;"
            "done = subprocess.run(sys.argv[1:], stdout=nowhere, stderr=kept);"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
            "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024);"
            "sys.stderr.buffer.write(done.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, sys.executable, *run],
            env={**os.environ, "INTERIM_CACHE": folder},
            capture_output=True,
            text=True,
            check=True,
        )
        failed, seconds, peak = done.stdout.split()
        if int(failed):
            raise SystemExit(f"{' '.join(run)}: {done.stderr}")
        return float(seconds), float(peak)


@click.command()
@click.option("--only", multiple=True, type=click.Choice(sorted(RUNS)))
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False))
def main(only: tuple[str, ...], write: Path | None) -> None:
    """Measure, show, and write."""
    rows = [("command", "milliseconds", "milliseconds_a_plan", "kilobytes")]
    for command in only or RUNS:
        seconds, each, peak = measured(command)
        figures = (1e3 * seconds, 1e3 * each, peak / 1e3)
        rows.append((command, *(f"{figure:.3g}" for figure in figures)))
        click.echo("\t".join(rows[-1]))
    if write is not None:
        with write.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([rows[0], *sorted(rows[1:])])


if __name__ == "__main__":
    main()
