"""A piece of a run: some futures of every plan, worked out anywhere, put together in any order."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.counts import Counts, added, counted
from interim.evaluation.flow import CHUNK, chosen_plans, run_chunk
from interim.evaluation.record import CORE, Column, Record
from interim.evaluation.sketch import Sketch
from interim.evaluation.stage import Stage, code, outside_columns
from interim.foundation.errors import BadInput, Problem
from interim.futures import Run, draw

SKETCHED = (
    "value",
    "war_value",
    "deal_value",
    "deaths",
    "deaths_averted",
    "averted_in_force",
)
"""Columns of `interim.evaluation.record.CORE` of which a document shows medians and spreads; those
of other packages' stages come on top."""

Key = tuple[str, str]
"""Name of a column, and the label of its other dimension, empty where it has none."""


@dataclass(frozen=True)
class Task:
    """All that decides the results of a run.

    Attributes:
        case: the case.
        plans: ids, no deal last.
        run: which futures are drawn.
        stream: whether futures are counted at once, so that nothing grows with their number.
        stages: of other packages.
        sources: of each, see `interim.evaluation.stage.code`.
    """

    case: Case
    plans: tuple[str, ...]
    run: Run
    stream: bool
    stages: tuple[Stage, ...] = ()
    sources: tuple[str | None, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is known of every future while it is worked out."""
        return (*CORE, *outside_columns(self.stages))

    @property
    def kept(self) -> tuple[Column, ...]:
        """What of it is kept: nothing where futures are counted."""
        return () if self.stream else self.columns


@dataclass(frozen=True)
class Tally:
    """One plan's results, counted.

    Attributes:
        counts: see `interim.evaluation.counts`.
        sketches: of the values whose spread is shown, and of `breach_month`.
    """

    counts: Counts
    sketches: Mapping[Key, Sketch]

    def __add__(self, other: Tally) -> Tally:
        sketches = {key: self.sketches[key] + other.sketches[key] for key in self.sketches}
        return Tally(added(self.counts, other.counts), sketches)


@dataclass(frozen=True)
class Piece:
    """What the stages say of some futures.

    Attributes:
        record: core results, unless they are counted; wide ones of the first futures of the run.
        tallies: plan -> its counted results, where they are.
    """

    record: Record
    tallies: Mapping[str, Tally]


def run_piece(
    task: Task, start: int, stop: int, stopping: threading.Event | None = None
) -> Piece | None:
    """Work out some futures.

    Args:
        task: what is run.
        start: index of the first future, at the beginning of a chunk.
        stop: index after the last.
        stopping: once set, nobody wants the piece any more.

    Returns:
        None if nobody wants it.

    Raises:
        BadInput: a stage of another package is not the same here as where the task was made.
    """
    stopping = stopping or threading.Event()
    _expect_same(task)
    whole = Record.empty(task.case, task.plans, stop - start, start=start, columns=task.kept)
    tallies: dict[str, Tally] = {}
    for first in range(start, stop, CHUNK):
        last = min(first + CHUNK, stop)
        # A chunk's own arrays, however many futures the piece has.
        chunk = Record.empty(task.case, task.plans, last - first, start=first, columns=task.columns)
        drawn = draw(task.case, task.run, first, last)
        plans = chosen_plans(task.case, task.plans)
        run_chunk(task.case, plans, drawn, chunk, stopping, task.stages)
        if stopping.is_set():
            return None
        whole.put(chunk)
        if task.stream:
            for row, plan in enumerate(task.plans):
                tally = _tally(chunk, row)
                tallies[plan] = tallies[plan] + tally if plan in tallies else tally
    return Piece(whole, tallies)


def _expect_same(task: Task) -> None:
    problems = [
        Problem(
            f"stage '{stage.name}' is not the same on this machine",
            found=f"{stage.run.__module__}, {code(stage)}",
            expected=str(source),
        )
        for stage, source in zip(task.stages, task.sources, strict=True)
        if code(stage) != source
    ]
    if problems:
        raise BadInput(problems)


def _tally(chunk: Record, row: int) -> Tally:
    core = {name: array[row] for name, array in chunk.core.items()}
    sketches: dict[Key, Sketch] = {}
    for column in chunk.columns:
        name, dims = column.name, column.dims
        if name not in SKETCHED and "." not in name:
            continue
        labels = chunk.coords[dims[0]] if dims else [""]
        cells = core[name] if dims else core[name][None]
        for label, values in zip(labels, cells, strict=True):
            sketches[name, label] = Sketch.of(values)
    month = core["month"].astype(float)
    sketches["breach_month", ""] = Sketch.of(month[core["adopted"] & (month >= 0)])
    return Tally(counted(core, chunk.case.months), sketches)


def to_bytes(piece: Piece) -> bytes:
    """A piece as it is kept on disk: arrays by name, in NumPy's own format."""
    arrays: dict[str, NDArray[Any]] = {}
    for part in ("core", "detail", "needed"):
        for name, array in getattr(piece.record, part).items():
            arrays[f"{part}/{name}"] = array
    for plan, tally in piece.tallies.items():
        for name, count in tally.counts.items():
            arrays[f"count/{plan}/{name}"] = count
        for (name, label), sketch in tally.sketches.items():
            arrays[f"sketch/{plan}/{name}/{label}"] = np.stack([sketch.buckets, sketch.counts])
    written = io.BytesIO()
    np.savez(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def from_bytes(content: bytes, task: Task, start: int, stop: int) -> Piece:
    """A piece as `to_bytes` wrote it.

    Args:
        content: what was written.
        task: what was run.
        start: index of its first future.
        stop: index after its last.
    """
    record = Record.empty(task.case, task.plans, stop - start, start=start, columns=task.kept)
    counts: dict[str, Counts] = {}
    sketches: dict[str, dict[Key, Sketch]] = {}
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        for path in arrays.files:
            part, *names = path.split("/")
            if part == "count":
                counts.setdefault(names[0], {})[names[1]] = arrays[path]
            elif part == "sketch":
                sketch = Sketch(*arrays[path])
                sketches.setdefault(names[0], {})[names[1], names[2]] = sketch
            else:
                getattr(record, part)[names[0]][...] = arrays[path]
    return Piece(record, {plan: Tally(counts[plan], sketches[plan]) for plan in counts})
