"""Measure Interim beside its peers in one run, and write the table that the README shows.

    python benchmarks/table.py [--quick] [--write]

Each row is measured with its peer turn by turn, and a row in which the two do not find the same
fails the run. Peers that are not installed are left out and named. With `--write`, the table goes
into README.md and docs/benchmarks/index.md, between their markers.
"""

# ruff: noqa: E402 - the number of threads is set before NumPy is imported

from __future__ import annotations

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
import numpy as np
from compliance_games import reference_games, solved, solver, stationary_games
from compliance_peers import LONG, gambit, peer_version, sgamesolver, tree_games
from compliance_report import machine
from ensemble_peers import PEERS as ENSEMBLES
from ensemble_peers import interim_runs, wars
from frontier_peers import compare
from power_peers import BODIES, interim_asked, peer_asked

import interim
from interim.stages.compliance.game import Game
from interim.stages.compliance.state import LEVELS

ROOT = Path(__file__).parents[1]
CASE = "ukraine-2026"
CLOSE = 1e-9
LEAST_MB = 1.0
"""Less is not told apart from what a process needs anyway."""
FRONTIER = "2 parties, 8 issues x 5"
STARTS = {"negmas": "NegMAS", "ema_workbench": "EMA workbench", "mesa": "Mesa"}


@dataclass
class Row:
    """One task, ours and a peer's.

    Attributes:
        what: the task, in words.
        peer: who else does it.
        unit: of the numbers: seconds, or MB.
        same: what was compared, and how close it is.
        ours: a number for each round.
        theirs: likewise; numbers of one round belong together.
    """

    what: str
    peer: str
    same: str = ""
    unit: str = "s"
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """How many times more the peer needs, round by round."""
        return [their / our for our, their in zip(self.ours, self.theirs, strict=True)]


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Few and small rounds, to see that it runs.")
@click.option("--write", is_flag=True, help="Write the table into the README and the docs.")
def main(quick: bool, write: bool) -> None:
    """Run all rows and print the table."""
    load = os.getloadavg()[0]
    check = [sys.executable, "-m", "interim", "check", CASE]
    checked = statistics.median([clock(check) for _ in range(2 if quick else 7)])
    rows: list[Row] = []
    absent: list[str] = []
    for part in (frontiers, games, ensembles, powers, starts):
        for found in part(quick):
            if isinstance(found, Row):
                rows.append(found)
                click.echo(line(found), err=True)
            else:
                absent.append(found)
    text = page(rows, absent, load, checked)
    click.echo(text)
    if write:
        for file in (ROOT / "README.md", ROOT / "docs" / "benchmarks" / "index.md"):
            put(file, text)


def frontiers(quick: bool) -> Iterator[Row | str]:
    """Every efficient package of a space, each tool in a process of its own."""
    if peer_version("negmas") is None:
        yield "NegMAS"
        return
    space = "2 parties, 4 issues x 5" if quick else FRONTIER
    packages = 5 ** int(space.split(", ")[1].split()[0])
    task = f"all efficient packages of {packages:,}, 2 parties"
    times, memory = Row(task, "NegMAS"), Row(f"memory for these {packages:,}", "NegMAS", unit="MB")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(1 if quick else 3):
            vectors = []
            for peer, into in (("interim", 0), ("negmas", 1)):
                file = Path(folder) / f"{peer}.npy"
                command = ["frontier_measure.py", peer, space, "--repeat", "3", "--keep", str(file)]
                done = json.loads(python(*command))
                (times.ours, times.theirs)[into].append(statistics.median(done["times"]))
                grown = max(done["memory_peak"] - done["memory_before"], LEAST_MB)
                (memory.ours, memory.theirs)[into].append(grown)
                vectors.append(np.load(file))
            if not compare(vectors[0], vectors[1]).equal:
                raise click.ClickException("NegMAS and Interim find different frontiers")
    times.same = memory.same = f"the same {len(vectors[0])} points"
    yield times
    yield memory


def games(quick: bool) -> Iterator[Row | str]:
    """The game of implementation: without end for sgamesolver, as a tree for Gambit."""
    shipped = solver(LEVELS)

    def ours(game: Game, months: int) -> float:
        copies = Game._make(
            np.repeat(array, 200, axis=0) if array.shape[:1] == game.engaged.shape else array
            for array in game
        )
        begun = time.process_time()
        solved(shipped, LEVELS, copies, months)
        return (time.process_time() - begun) / 200

    asked = [
        ("sgamesolver", "sgamesolver", stationary_games(1, small=quick), LONG, sgamesolver),
    ]
    months = 2 if quick else 3
    tree = tree_games(reference_games(1))
    asked.append(("pygambit", "Gambit", tree, months, partial(gambit, months=months)))
    for module, title, game, horizon, solve in asked:
        if peer_version(module) is None:
            yield title
            continue
        ours(game, horizon)  # compiles
        row, largest = Row("", title), 0.0
        for _ in range(1 if quick else 5):
            found = solve(game)
            row.theirs.append(found.seconds)
            row.ours.append(ours(game, horizon))
            largest = max(largest, found.difference)
        if not largest < CLOSE:
            raise click.ClickException(f"{title} and Interim differ by {largest}")
        kind = "without end" if title == "sgamesolver" else f"of {horizon} months"
        size = "states" if title == "sgamesolver" else "nodes"
        row.what = f"the game of implementation {kind}, {found.size} {size}"
        row.same = f"{found.chances} chances, {within(largest)}"
        yield row


def ensembles(quick: bool) -> Iterator[Row | str]:
    """The war of the flagship case, month by month, over many futures."""
    many, few = (2_000, 100) if quick else (200_000, 4_000)
    given = wars(interim.load(CASE), many)
    interim_runs(given.first(10))  # compiles
    for module, run in ENSEMBLES.items():
        title = {"ema_workbench": "EMA workbench", "mesa": "Mesa"}[module]
        if peer_version(module) is None:
            yield title
            continue
        row = Row(f"the same war in 1,000 futures of {given.months} months", title)
        for _ in range(1 if quick else 5):
            our_seconds, ours = interim_runs(given)
            with quiet():
                their_seconds, theirs = run(given.first(few))
            if not np.array_equal(ours[:few], theirs):
                raise click.ClickException(f"{title} and Interim walk different wars")
            row.ours.append(our_seconds / many * 1_000)
            row.theirs.append(their_seconds / few * 1_000)
        row.same = f"{few:,} wars, equal to the last bit"
        yield row


def powers(quick: bool) -> Iterator[Row | str]:
    """Banzhaf and Shapley-Shubik, ours as exact fractions."""
    if peer_version("powerindex") is None:
        yield "powerindex"
        return
    for title, (weights, quota) in list(BODIES.items())[: 1 if quick else None]:
        ours, theirs = interim_asked(weights, quota), peer_asked(weights, quota)
        row, largest = Row(f"power indices: {title}", "powerindex"), 0.0
        for _ in range(2 if quick else 7):
            our_seconds, found = ours()
            their_seconds, peers = theirs()
            row.ours.append(our_seconds)
            row.theirs.append(their_seconds)
            largest = max(largest, float(np.abs(found - peers).max()))
        if not largest < CLOSE:
            raise click.ClickException(f"powerindex and Interim differ by {largest} ({title})")
        row.same = f"{2 * len(weights)} indices, {within(largest)}"
        yield row


def starts(quick: bool) -> Iterator[Row | str]:
    """From nothing to ready: our command line, a peer's import."""
    ours = [sys.executable, "-m", "interim", "--help"]
    for module, title in STARTS.items():
        if peer_version(module) is None:
            yield title
            continue
        row = Row("`interim --help`, against an import", title, same="two ways to begin")
        theirs = [sys.executable, "-c", f"import {module}"]
        clock(ours), clock(theirs)  # from disk
        for _ in range(2 if quick else 7):
            row.ours.append(clock(ours))
            row.theirs.append(clock(theirs))
        yield row


def python(*arguments: str) -> str:
    """Standard output of a script of this folder, in a process of its own."""
    folder = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, str(folder / arguments[0]), *arguments[1:]],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def clock(command: list[str]) -> float:
    """Seconds of a process."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


@contextmanager
def quiet() -> Iterator[None]:
    """Without a peer's progress bar."""
    kept = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def within(difference: float) -> str:
    """How close two tools are: the power of ten at or above their largest difference."""
    if difference == 0:
        return "equal to the last bit"
    return f"within 1e{int(np.ceil(np.log10(difference)))}"


def number(value: float, unit: str) -> str:
    """Seconds or megabytes, with two figures."""
    if unit == "MB":
        return f"{value:,.0f} MB" if value > LEAST_MB else f"under {LEAST_MB:.0f} MB"
    for size, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size or name == "µs":
            return f"{value / size:.3g} {name}"
    raise AssertionError


def line(row: Row) -> str:
    """A row of the table."""
    ratios = row.ratios
    middle, low, high = statistics.median(ratios), min(ratios), max(ratios)

    def times(value: float) -> str:
        return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"

    better, worse = ("less", "more") if row.unit == "MB" else ("faster", "slower")
    factor = (
        f"{times(middle)} times {better}" if middle >= 1 else f"{times(1 / middle)} times {worse}"
    )
    spread = (
        f"{times(low)} to {times(high)}"
        if middle >= 1
        else (f"{times(1 / high)} to {times(1 / low)}")
    )
    if row.unit == "MB" and max(row.ours) <= LEAST_MB:
        factor, spread = f"over {factor}", f"over {times(low)}"
    return (
        f"| {row.what} | {number(statistics.median(row.ours), row.unit)} | {row.peer} | "
        f"{number(statistics.median(row.theirs), row.unit)} | {factor} ({spread}) | {row.same} |"
    )


def page(rows: list[Row], absent: list[str], load: float, checked: float) -> str:
    """The table and what it was measured on."""
    said = f"{'; '.join(machine())}; load {load:.1f} at the start."
    versions = ", ".join(
        f"{name} {peer_version(name)}"
        for name in ("negmas", "sgamesolver", "pygambit", "ema_workbench", "mesa", "powerindex")
        if peer_version(name)
    )
    head = "| task | Interim | peer | peer needs | ratio (rounds) | compared |\n"
    head += "| --- | ---: | --- | ---: | --- | --- |\n"
    left_out = f" Not installed, so left out: {', '.join(absent)}." if absent else ""
    return (
        f"{head}" + "\n".join(map(line, rows)) + "\n\n"
        f"{said} Peers: {versions}.{left_out} One thread each. Medians of rounds, in which both "
        "have a turn; in brackets the smallest and largest ratio. General tools do much that "
        "Interim does not; the ratios say what it costs to use them for these tasks. "
        f"`interim check {CASE}` took {number(checked, 's')}."
    )


def put(file: Path, text: str) -> None:
    """Write the table between the markers of a page."""
    page_text = file.read_text(encoding="utf-8")
    begin, end = "<!-- benchmarks -->", "<!-- /benchmarks -->"
    if begin not in page_text:
        raise click.ClickException(f"{file} has no {begin}")
    inside = f"{begin}\n{text}\n{end}"
    file.write_text(
        re.sub(f"{begin}.*?{end}", lambda _: inside, page_text, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
