"""Time the compliance game beside NumPy, sgamesolver and Gambit, in one run, and write the table.

    python benchmarks/compliance.py [--quick] [--write docs/benchmarks/compliance.md]

Wherever two of them solve the same game, they must find the same, or the run fails. sgamesolver
and pygambit are used where they are installed.
"""

# ruff: noqa: E402 - the number of threads is set before NumPy is imported

from __future__ import annotations

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import compliance_numpy
import numpy as np
from compliance_games import (
    LEVELS,
    MONTHS,
    games_of,
    one,
    played,
    reference_games,
    solved,
    solver,
    stationary_games,
)
from compliance_peers import (
    LONG,
    TREE_MONTHS,
    Found,
    gambit,
    peer_version,
    sgamesolver,
    tree_games,
)
from compliance_report import EndToEnd, Peer, Rate, Report, page

import interim
from interim.stages.compliance import START_UNIFORMS, UNIFORMS
from interim.stages.compliance.game import Game
from interim.stages.compliance.state import LEVELS as SHIPPED

GAMES = 2_000
BATCH = 1_000
CASE, PLAN = "ukraine-2026", "joseph-1244"
CLOSE = 1e-9
"""Values and chances that differ by more than this are a failure."""

FIRST = """
import time
from compliance_games import reference_games
from interim.stages.compliance import run
import numpy as np
game = reference_games(1)
numbers = (np.zeros((1, 120, {uniforms})), np.zeros((1, {start})), np.zeros((1, 2), np.int64))
begun = time.perf_counter()
run(game, 120, *numbers)
print(time.perf_counter() - begun)
"""


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Few games and rounds, no whole evaluation.")
@click.option("--rounds", type=click.IntRange(min=1), default=7, show_default=True)
@click.option("--futures", type=click.IntRange(min=0), default=100_000, show_default=True,
              help="Of the whole evaluation; 0 leaves it out.")  # fmt: skip
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def main(quick: bool, rounds: int, futures: int, write: Path | None) -> None:
    """Run all of it and print the page."""
    games, batch = (200, 100) if quick else (GAMES, BATCH)
    rounds, futures = (2, 0) if quick else (rounds, futures)
    cold, warm = _compile()
    report = Report(
        rounds, games, MONTHS, LEVELS, SHIPPED, batch, cold, warm, load=os.getloadavg()[0]
    )
    _race(report, games, batch)
    _own(report, games)
    _peers(report)
    if futures:
        report.whole = _whole(futures)
    text = page(report)
    click.echo(text)
    if write is not None:
        write.parent.mkdir(parents=True, exist_ok=True)
        write.write_text(text, encoding="utf-8")


def _compile() -> tuple[float, float]:
    """Seconds of the first game ever, and of the first game of a later process."""
    code = FIRST.format(uniforms=UNIFORMS, start=START_UNIFORMS)
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {
            "NUMBA_CACHE_DIR": cache,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
        }
        cold, warm = (
            float(
                subprocess.run(
                    [sys.executable, "-c", code],
                    env=environment, check=True, capture_output=True, text=True,
                ).stdout
            )
            for _ in range(2)
        )  # fmt: skip
    return cold, warm


def _took(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _race(report: Report, games: int, batch: int) -> None:
    game = reference_games(games)
    few = games // 100
    compiled = solver(LEVELS)
    ours = solved(compiled, LEVELS, game, MONTHS)  # compiles
    theirs, _ = compliance_numpy.solve(game, MONTHS, LEVELS)
    # The second principal's posture comes second in NumPy's array, its own first in ours.
    same = np.stack([ours[:, 0], ours[:, 1].swapaxes(1, 2)], axis=1).reshape(theirs.shape)
    report.numpy_difference = _close("NumPy", float(np.abs(same - theirs).max()))
    parts = [reference_batch(game, k, batch) for k in range(0, games, batch)]
    singles = [one(game, k) for k in range(few)]
    kernel = Rate("interim", "compiled, game by game")
    many = Rate("NumPy", f"{batch:,} futures at a time")
    single = Rate("NumPy", "game by game")
    for _ in range(report.rounds):
        kernel.rates.append(games / _took(lambda: solved(compiled, LEVELS, game, MONTHS)))
        many.rates.append(
            games / _took(lambda: [compliance_numpy.solve(part, MONTHS, LEVELS) for part in parts])
        )
        single.rates.append(
            few / _took(lambda: [compliance_numpy.solve(g, MONTHS, LEVELS) for g in singles])
        )
    report.race = [kernel, many, single]


def reference_batch(game: Game, start: int, size: int) -> Game:
    """Some consecutive games."""
    return Game._make(
        array[start : start + size] if array.shape[:1] == game.engaged.shape else array
        for array in game
    )


def _own(report: Report, games: int) -> None:
    case = interim.load(CASE)
    small, real = reference_games(games), games_of(case, PLAN, games)
    shipped = solver(SHIPPED)
    kinds = " and ".join(str(k) for k in real.types.tolist())
    rates: list[tuple[Rate, Callable[[], object]]] = [
        (Rate(f"small case, one type a side, {16 * SHIPPED} states, {MONTHS} months", "solved"),
         lambda: solved(shipped, SHIPPED, small, MONTHS)),
        (Rate(f"small case, one type a side, {16 * SHIPPED} states, {MONTHS} months",
              "solved, a history drawn"), played(small, MONTHS)),
        (Rate(f"{case.header.title}, {PLAN}, {kinds} types, a vote, {case.months} months",
              "solved, a history drawn"), played(real, case.months)),
    ]  # fmt: skip
    for rate, work in rates:
        work()  # compiles
        rate.rates += [games / _took(work) for _ in range(report.rounds)]
    report.own = [rate for rate, _ in rates]


def _peers(report: Report) -> None:
    shipped = solver(SHIPPED)

    def ours(game: Game, months: int) -> float:
        """Seconds for one game, from many copies of it."""
        copies = Game._make(
            np.repeat(array, 200, axis=0) if array.shape[:1] == game.engaged.shape else array
            for array in game
        )
        return _took(lambda: solved(shipped, SHIPPED, copies, months)) / 200

    def race(peer: Peer, ask: Callable[[], Found], game: Game, months: int, kind: str) -> None:
        ours(game, months)  # compiles
        for _ in range(report.rounds):
            found = ask()
            peer.theirs.append(found.seconds)
            peer.ours.append(ours(game, months))
            peer.size, peer.chances = f"{found.size:,} {kind}", found.chances
            peer.difference = max(peer.difference, _close(peer.name, found.difference))
        report.peers.append(peer)

    if peer_version("sgamesolver") is None:
        report.absent.append("sgamesolver")
    else:
        for small in (True, False):
            game = stationary_games(1, small=small)
            what = "without end, no snapback and no guarantors" if small else "without end, whole"
            peer = Peer("sgamesolver", what, "")
            race(peer, partial(sgamesolver, game), game, LONG, "states with the mover")
    if peer_version("pygambit") is None:
        report.absent.append("Gambit (pygambit)")
    else:
        game = tree_games(reference_games(1))
        for months in TREE_MONTHS:
            peer = Peer("Gambit", f"{months} months", "")
            race(peer, partial(gambit, game, months), game, months, "nodes")


def _whole(futures: int) -> EndToEnd:
    case = interim.load(CASE)
    plans = list(case.header.plans[:6])
    workers = min(2, os.cpu_count() or 1)
    interim.evaluate(case, plans, futures=10, workers=workers)  # kernels from disk
    load, clock, processor = os.getloadavg()[0], time.perf_counter(), time.process_time()
    interim.evaluate(case, plans, futures=futures, workers=workers)
    return EndToEnd(
        CASE,
        plans,
        futures,
        workers,
        wall=time.perf_counter() - clock,
        processor=time.process_time() - processor,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        load=load,
    )


def _close(peer: str, difference: float) -> float:
    if not difference < CLOSE:
        raise click.ClickException(f"{peer} and the kernel differ by {difference}")
    return difference


if __name__ == "__main__":
    main()
