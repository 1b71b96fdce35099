"""Time the exact frontier against NegMAS and enumeration, in one run, and write the table.

    python benchmarks/frontier.py [--quick] [--domains DIR] [--write docs/benchmarks/frontier.md]

Wherever two of them solve the same space, their frontiers must agree, or the run fails. Times
and memory of large spaces are taken in a process of their own (`frontier_measure.py`).
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np
from frontier_domains import domains
from frontier_peers import PEERS, Comparison, compare, present
from frontier_report import Climb, Race, Report, Solo, machine, page
from frontier_spaces import LARGE, SMALL, TEN_MILLION
from frontier_spaces import find as find_space

from interim.bargaining.space import Space

HERE = Path(__file__).parent
ALL = ("negmas", "mobanos", "numpy")


@dataclass
class Run:
    """What the command line asks for.

    Attributes:
        repeat: runs of what takes less than a second.
        long_repeat: runs of what takes longer, and of each domain.
        seconds: limit of a climb.
        memory: limit of a climb, in gigabytes.
        rounds: largest number of issues in each climb.
        failures: spaces on which two tools disagreed.
    """

    repeat: int
    long_repeat: int
    seconds: float
    memory: float
    rounds: int
    failures: list[str] = field(default_factory=list)

    def check(self, name: str, peer: str, comparison: Comparison) -> None:
        """Note a disagreement."""
        if not comparison.equal:
            self.failures.append(
                f"{name}: {PEERS[peer].title} lacks {comparison.missing} points and adds "
                f"{comparison.extra}"
            )


def alone(
    peer: str,
    space: str,
    run: Run,
    keep: Path | None = None,
    limited: bool = False,
    environment: dict[str, str] | None = None,
) -> dict[str, object] | str:
    """Measure in a process of its own: its report, or what stopped it."""
    command = [sys.executable, str(HERE / "frontier_measure.py"), peer, space]
    command += ["--repeat", str(run.repeat), "--seconds", "0.5"]
    command += ["--memory", str(run.memory)] if limited else ["--least", str(run.long_repeat)]
    if keep is not None:
        command += ["--keep", str(keep)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=run.seconds + 20 if limited else None,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired:
        return "time"
    if done.returncode:
        if "MemoryError" in done.stderr or done.returncode < 0:
            return "memory"
        raise click.ClickException(done.stderr[-2000:])
    report: dict[str, object] = json.loads(done.stdout)
    times = report["times"]
    assert isinstance(times, list)
    return "time" if limited and times[0] > run.seconds else report


def race_together(named: Sequence[tuple[str, Space]], peers: Sequence[str], run: Run) -> list[Race]:
    """Every space by every peer in this process, turn by turn."""
    races = []
    for name, space in named:
        race = Race(name, len(space.parties), space.outcomes)
        prepared = {p: PEERS[p].prepare(space, 2_000_000) for p in ("interim", *peers)}
        found: dict[str, np.ndarray] = {}
        for peer, ready in prepared.items():
            tool = PEERS[peer]
            times: list[float] = []
            gc.collect()
            gc.disable()  # a peer does not pay for another's garbage
            while len(times) < (run.repeat if sum(times) < 0.5 else run.long_repeat):
                begin = time.perf_counter()
                result = tool.solve(ready)
                times.append(time.perf_counter() - begin)
            gc.enable()
            found[peer] = tool.vectors(ready, result)
            race.times[peer] = times
            race.points[peer] = len(found[peer])
            if peer != "interim":
                comparison = compare(found["interim"], found[peer])
                race.dominated[peer] = comparison.dominated
                run.check(name, peer, comparison)
        races.append(race)
    return races


def race_apart(name: str, peers: Sequence[str], run: Run) -> Race:
    """A space by every peer, each in a process of its own, with its memory."""
    space = find_space(name)
    race = Race(name, len(space.parties), space.outcomes)
    with tempfile.TemporaryDirectory() as folder:
        kept: dict[str, Path] = {}
        for peer in ("interim", *peers):
            kept[peer] = Path(folder) / f"{peer}.npy"
            report = alone(peer, name, run, kept[peer])
            assert isinstance(report, dict)  # nothing limits it
            race.add(peer, report)
        ours = np.load(kept["interim"])
        for peer in peers:
            comparison = compare(ours, np.load(kept[peer]))
            race.dominated[peer] = comparison.dominated
            run.check(name, peer, comparison)
    return race


def climb(peer: str, parties: int, run: Run) -> Climb:
    """The largest space of so many parties, five options an issue, that a peer solves."""
    steps = [4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 57, 80, 120, 200, 300, 400, 600, 1000]
    result = Climb(peer, parties)
    for issues in steps:
        if issues > run.rounds:
            break
        report = alone(peer, f"{parties}:{issues}", run, limited=True)
        if isinstance(report, str):
            result.stopped(issues, report)
            break
        if not report["complete"]:
            result.stopped(issues, "its limit of 2,000,000 points")
            break
        result.reached(issues, report)
    return result


def compile_time(run: Run) -> tuple[float, float]:
    """Seconds of the first call with no compiled kernels on disk, and with them there."""
    few = Run(1, 1, run.seconds, run.memory, run.rounds)
    with tempfile.TemporaryDirectory() as folder:
        told = {"NUMBA_CACHE_DIR": folder}
        reports = [alone("interim", next(iter(SMALL)), few, environment=told) for _ in range(2)]
    cold, warm = (r["first_call"] for r in reports if isinstance(r, dict))
    assert isinstance(cold, float)
    assert isinstance(warm, float)
    return cold, warm


@click.command()
@click.option("--quick", is_flag=True, help="Small spaces only, few repetitions.")
@click.option("--repeat", default=7, show_default=True, help="Runs of what is fast.")
@click.option("--long-repeat", default=3, show_default=True, help="Runs of what is slow.")
@click.option("--seconds", default=60.0, show_default=True, help="Time limit of a climb.")
@click.option("--memory", default=8.0, show_default=True, help="Gigabytes a climb may use.")
@click.option(
    "--domains",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("../shared/data/negotiation"),
    show_default=True,
    help="Folder with the competitions' domains; left out where it is not there.",
)
@click.option("--write", type=click.Path(path_type=Path), help="Write the page there.")
def main(
    quick: bool,
    repeat: int,
    long_repeat: int,
    seconds: float,
    memory: float,
    folder: Path,
    write: Path | None,
) -> None:
    """Race, compare, print the page, and write it where asked."""
    run = Run(repeat, long_repeat, seconds, memory, 10 if quick else 1000)
    peers = [peer for peer in ALL if peer in present()]
    report = Report(machine(), run.repeat, run.long_repeat, run.seconds, run.memory, quick)
    warm = next(iter(SMALL.values()))()
    for parties in range(2, 6):  # compile before the clock starts
        race_together([("", find_space(f"{parties}:3"))], [], run)
    race_together([("", warm)], peers, run)

    report.compile = compile_time(run)
    report.load.append(os.getloadavg()[0])
    click.echo("small spaces", err=True)
    for name, make in SMALL.items():
        space = make()
        here = [p for p in peers if p != "mobanos" or len(space.parties) == 2]
        if quick and space.outcomes > 20_000:
            continue
        report.small += race_together([(name, space)], here, run)
    read = domains(folder)
    report.skipped = read.skipped
    if quick:
        read.found = [found for found in read.found if found[1].outcomes < 5000]
    for at, (name, space) in enumerate(read.found):
        if at % 20 == 0:
            report.load.append(os.getloadavg()[0])
            click.echo(f"domain {at + 1} of {len(read.found)}", err=True)
        asked = [p for p in peers if p == "negmas" or (p == "mobanos" and len(space.parties) == 2)]
        report.domains += race_together([(name, space)], asked, run)
    if not quick:
        click.echo(TEN_MILLION, err=True)
        report.ten_million = race_apart(TEN_MILLION, peers, run)
        for name in LARGE:
            if name != TEN_MILLION:
                click.echo(name, err=True)
                single = alone("interim", name, run)
                assert isinstance(single, dict)  # nothing limits it
                report.large.append(Solo.of(name, single))
                report.load.append(os.getloadavg()[0])
        for parties in (2, 3, 5):
            for peer in ("interim", *peers):
                if peer != "mobanos" or parties == 2:
                    click.echo(f"climb: {peer}, {parties} parties", err=True)
                    report.climbs.append(climb(peer, parties, run))
    report.load.append(os.getloadavg()[0])
    text = page(report)
    click.echo(text)
    if run.failures:
        raise click.ClickException("frontiers differ:\n" + "\n".join(run.failures))
    if write is not None:
        write.parent.mkdir(parents=True, exist_ok=True)
        write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if platform.system() == "Windows":
        sys.exit("the memory limits of this benchmark need a Unix system")
    main()
