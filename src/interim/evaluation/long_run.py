"""Run the stages over any number of futures, on threads or a cluster, and lose nothing."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Sequence
from typing import Any

from interim.case.model import Case
from interim.case.read import load
from interim.evaluation.flow import CHUNK, STAGES, chosen_plans
from interim.evaluation.piece import Piece, Tally, Task, from_bytes, run_piece, to_bytes
from interim.evaluation.record import Record
from interim.evaluation.result import Evaluation
from interim.evaluation.stage import Stage, code, expect_stages, origin
from interim.evaluation.streamed import Streamed
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem
from interim.foundation.parts import Parts
from interim.foundation.threads import expect_workers, in_threads
from interim.foundation.version import VERSION
from interim.futures import Run

STREAMED = 2_000_000
"""Futures from which on they are counted as they come, unless one says otherwise."""
MOST_PIECES = 1_000
"""A run has at most so many pieces, so that many futures do not make many files."""

Range = tuple[int, int, int]
"""Number of a piece, index of its first future, index after its last."""


def long_run(
    case: Case | str,
    plans: Sequence[str] | None = None,
    *,
    run: Run = Run(defaults.EVALUATION),
    workers: int | None = None,
    stream: bool | None = None,
    cluster: str | None = None,
    keep: Parts | None = None,
    stages: Sequence[Stage] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation | Streamed:
    """As `interim.evaluate`, for runs that are long.

    The numbers are the same to the last bit however the work is spread, in whatever order it is
    finished, and however often it is stopped and resumed.

    Args:
        case: a case, or the name or folder of one.
        plans: plan ids; see `interim.evaluate`.
        run: how many futures, the seed, the lens and the settings.
        workers: threads, or processes of a local cluster; by default one per core.
        stream: count futures as they come, so that memory does not grow with their number; by
            default beyond two million.
        cluster: address of a Dask scheduler, or ``local`` for processes on this machine.
        keep: where finished pieces are kept, and taken from.
        stages: of other packages, as for `interim.evaluate`; on a cluster each worker has them.
        progress: called with (done, total) pieces.

    Returns:
        An `Evaluation` with labelled arrays, or `Streamed` results.

    Raises:
        BadInput: as `interim.evaluate`; pieces of another run; a disk that is full; a cluster that
            cannot be reached or is lost. What was finished is kept.
        KeyboardInterrupt: on Ctrl-C, once running pieces have stopped.
    """
    case = load(case) if isinstance(case, str) else case
    chosen = tuple(plan.id for plan in chosen_plans(case, plans))
    expect_workers(workers)
    run.quantities(case)  # complain before any work is done
    expect_stages(stages, STAGES)
    counting = run.futures > STREAMED if stream is None else stream
    sources = tuple(code(stage) for stage in stages)
    if keep is not None and None in sources:
        raise BadInput(
            [
                Problem(
                    "pieces cannot be kept: a stage has no source by which to know it again",
                    found=stages[sources.index(None)].run.__module__,
                    expected="a stage in a file",
                )
            ]
        )
    task = Task(case, chosen, run, counting, tuple(stages), sources)
    ranges = pieces(run.futures)
    # Before anything is written: there may be no room for it.
    record = Record.empty(case, chosen, run.futures, columns=task.kept)
    finished = keep.opened(_about(task, ranges)) if keep is not None else set()

    tallies: dict[str, Tally] = {}
    results = _done(task, ranges, finished, workers, cluster, keep)
    with contextlib.closing(results):  # whatever stops us stops the threads or the cluster, too
        for done, piece in enumerate(results, start=1):
            record.put(piece.record)
            for plan, tally in piece.tallies.items():
                tallies[plan] = tallies[plan] + tally if plan in tallies else tally
            if progress is not None:
                progress(done, len(ranges))
    if counting:
        return Streamed(case, chosen, run, tallies, record.details(), tuple(stages))
    return Evaluation(case, chosen, run, record.data(), record.details(), tuple(stages))


def pieces(futures: int) -> list[Range]:
    """The futures in even pieces of whole chunks."""
    chunks = -(-futures // CHUNK)
    size = CHUNK * -(-chunks // MOST_PIECES)
    starts = range(0, futures, size)
    return [(k, start, min(start + size, futures)) for k, start in enumerate(starts)]


def _done(
    task: Task,
    ranges: Sequence[Range],
    finished: set[int],
    workers: int | None,
    cluster: str | None,
    keep: Parts | None,
) -> Generator[Piece]:
    """Every piece of the run: those that were finished before, then the others as they come."""
    for number, start, stop in ranges:
        if number in finished and keep is not None:
            yield from_bytes(keep.read(number), task, start, stop)
    left = [each for each in ranges if each[0] not in finished]
    if not left:
        return
    if cluster is not None:
        from interim.evaluation.cluster import on_cluster

        items = {number: (start, stop) for number, start, stop in left}
        for number, piece in on_cluster(run_piece, task, items, cluster, workers):
            assert piece is not None  # nobody stops a piece there
            if keep is not None:
                keep.write(number, to_bytes(piece))
            yield piece
        return

    def work(each: Range, stopping: threading.Event) -> Piece | None:
        number, start, stop = each
        piece = run_piece(task, start, stop, stopping)
        if piece is not None and keep is not None:
            keep.write(number, to_bytes(piece))
        return piece

    for result in in_threads(work, left, workers):
        if result is not None:
            yield result


def _about(task: Task, ranges: Sequence[Range]) -> dict[str, Any]:
    """All that decides what is in a piece; two runs that agree in this may share theirs."""
    return {
        "case": task.case.id,
        "case_hash": task.case.hash,
        "version": VERSION,
        "plans": list(task.plans),
        **task.run.head(),
        "settings": {name: str(value) for name, value in task.run.settings.items()},
        "streamed": task.stream,
        "pieces": len(ranges),
        "futures_of_a_piece": ranges[0][2],
        **({"stages": [origin(stage) for stage in task.stages]} if task.stages else {}),
    }
