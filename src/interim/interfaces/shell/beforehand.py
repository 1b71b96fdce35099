"""What a run would take, said before it starts where that is long or more than there is.

Estimates rest on what one more future costs each command on the Ukraine case, as
`benchmarks/costs.py` measured it; they are right to a factor of two or so, on another machine less.
"""

from __future__ import annotations

import contextlib
import csv
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from interim.foundation.errors import BadInput, Problem
from interim.foundation.words import count

if TYPE_CHECKING:
    from interim.case.model import Case

MEMORY = Path("/proc/meminfo")
LONGEST = 3_600.0
"""Seconds beyond which a run is not started before somebody says so."""
RUN_BYTES = 300_000_000
"""What a run needs whatever its futures: the program and the case."""
EVALUATING = ("brief", "demo", "evaluate", "explain", "lenses", "regret", "sources", "sweep")
WIDE = 10_000
"""Futures of which an evaluation keeps all that it knows; of others it keeps a few dozen bytes."""
UNITS = (("year", 365.25 * 86_400.0), ("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0))


class Cost(NamedTuple):
    """What one more future costs a command."""

    seconds: float
    """Of one core."""
    seconds_a_plan: float
    """Of one core, for each plan that the command is given; 0 where it has none or one."""
    memory: float
    """Bytes, while it runs."""


@cache
def costs() -> dict[str, Cost]:
    """What one more future costs, by command."""
    table = files("interim.interfaces.shell").joinpath("costs.csv").read_text(encoding="utf-8")
    return {
        row["command"]: Cost(
            float(row["milliseconds"]) / 1e3,
            float(row["milliseconds_a_plan"]) / 1e3,
            float(row["kilobytes"]) * 1e3,
        )
        for row in csv.DictReader(table.splitlines())
    }


def expect_affordable(
    command: str, futures: int, *, plans: int = 0, times: int = 1, workers: int | None = None
) -> None:
    """Stop before a run that would be long or does not fit.

    Args:
        command: its name; one whose costs are not known may start.
        futures: how many it was asked to run.
        plans: that it was given.
        times: how often it runs them.
        workers: threads; by default one per core.

    Raises:
        BadInput: an hour is not enough, or the memory that is free; it says what would be.
    """
    cost = costs().get(command)
    if cost is None:
        return
    cores = workers or os.cpu_count() or 1
    seconds = times * (cost.seconds + plans * cost.seconds_a_plan) / cores
    held = min(futures, WIDE) if command in EVALUATING else futures
    problems = [
        *_too_long(futures, seconds, cores),
        *_too_large(futures, cost.memory, held, free_memory()),
    ]
    if problems:
        raise BadInput(problems)


def _too_long(futures: int, seconds: float, cores: int) -> list[Problem]:
    if futures * seconds <= LONGEST:
        return []
    on = count(cores, "core")
    return [
        Problem(
            f"this run would take about {duration(futures * seconds)} on {on}",
            found=f"{futures:,} futures",
            expected=f"about {rounded(LONGEST / seconds):,} for an hour, or --yes all the same",
        )
    ]


def _too_large(futures: int, each: float, held: int, free: float) -> list[Problem]:
    needed = RUN_BYTES + each * held
    if needed <= free:
        return []
    fit = rounded(max(free - RUN_BYTES, 0.0) / each)
    return [
        Problem(
            f"this run would need about {size(needed)} of memory, and {size(free)} are free",
            found=f"{futures:,} futures",
            expected=f"about {fit:,}, or --yes all the same",
        )
    ]


def free_memory() -> float:
    """Bytes that a run can have without others being put aside, where the system says."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        stated = MEMORY.read_text(encoding="ascii").splitlines()
        line = next(line for line in stated if line.startswith("MemAvailable:"))
        return float(line.split()[1]) * 1024.0
    return float("inf")


def plans_of(case: Case) -> int:
    """Plans that a command takes which is given none, at most."""
    return len(case.header.plans) + len(case.header.reference_plans)


def duration(seconds: float) -> str:
    """A length of time in its largest unit: `3 days`."""
    for unit, length in UNITS:
        number = seconds / length
        if number >= 1.5 or unit == "minute":
            return count(rounded(number), unit)
    raise AssertionError("a minute is the least")


def size(number: float) -> str:
    """Bytes in the largest unit: `12 GB`."""
    for unit, length in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if number >= length:
            value = number / length
            return f"{value:.1f} {unit}" if value < 10 else f"{rounded(value):,} {unit}"
    return f"{rounded(number / 1e6)} MB"


def rounded(number: float) -> int:
    """A whole number with two digits that say something: an estimate is no better."""
    if number < 100:
        return round(number)
    digits = len(str(int(number))) - 2
    return round(number / 10**digits) * 10**digits
