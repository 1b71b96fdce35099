"""What the benchmark of the compliance game found, as a page of the documentation."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

AIM_RATE = 3_000
AIM_MINUTES = 5


@dataclass
class Rate:
    """How many games a second of one core a solver gets through.

    Attributes:
        name: of the solver.
        what: it does.
        rates: games per second of processor time, one for each round.
    """

    name: str
    what: str
    rates: list[float] = field(default_factory=list)


@dataclass
class Peer:
    """Another tool on one game, and our kernel on the same.

    Attributes:
        name: of the tool.
        what: it is given.
        theirs: seconds of processor time, one for each round.
        ours: likewise, of the kernel.
        size: states or nodes, in words.
        difference: largest difference of a chance from the kernel's.
        chances: how many were compared.
    """

    name: str
    what: str
    size: str
    theirs: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    difference: float = 0.0
    chances: int = 0


@dataclass
class EndToEnd:
    """A whole evaluation."""

    case: str
    plans: list[str]
    futures: int
    workers: int
    wall: float
    processor: float
    memory: float
    """Gigabytes at the peak, of the whole process."""
    load: float
    """Average number of processes that wanted a core over the last minute, at the start."""


@dataclass
class Report:
    """All of it."""

    rounds: int
    games: int
    months: int
    levels: int
    shipped_levels: int
    numpy_batch: int
    cold: float
    warm: float
    load: float
    race: list[Rate] = field(default_factory=list)
    numpy_difference: float = 0.0
    own: list[Rate] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    whole: EndToEnd | None = None


def page(report: Report) -> str:
    """The page, in Markdown."""
    parts = [
        "# The compliance game: how fast",
        "",
        "<!-- Written by benchmarks/compliance.py; do not edit by hand. -->",
        "",
        *_intro(report),
        *_reference(report),
        *_own(report),
        *_peers(report),
        *_whole(report),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _intro(report: Report) -> list[str]:
    return [
        "How many games of implementation are solved per second and core, in double precision, "
        "beside plain NumPy, [sgamesolver](https://github.com/davidpoensgen/sgamesolver) and "
        "[Gambit](https://www.gambit-project.org), in one run on one machine. Wherever two of "
        "them solve the same game, the run fails unless they find the same.",
        "",
        *(f"- {line}" for line in machine()),
        f"- One thread for each. Times are of the processor, not of the clock, since other "
        f"programs were running (load {report.load:.1f}). Medians of {report.rounds} rounds, in "
        "which everybody has a turn; in brackets the slowest and fastest round. Ratios are taken "
        "within a round.",
        f"- Compiling is apart: the first game ever takes {_seconds(report.cold)}, the first of a "
        f"later process {_seconds(report.warm)}, since compiled kernels are kept on disk.",
        "",
    ]


def _reference(report: Report) -> list[str]:
    states = 16 * report.levels
    ours = report.race[0]
    best = statistics.median(ours.rates)
    verdict = "reached" if best >= AIM_RATE else "**missed**"
    lines = [
        f"## The reference game: {states} states, {report.months} months, 2 movers, 3 actions",
        "",
        f"Numbers of {report.games:,} futures of the small made-up case, one type a side, no vote. "
        f"{report.levels} levels of tension x relief intact or taken back x guarantors engaged or "
        "not x two postures of each side. The kernel has "
        f"{report.shipped_levels} levels as shipped; here it is compiled with that one constant "
        "changed. Everybody starts from the same numbers, builds the chances of the month from "
        "them, and carries values and strategies of every state back to signing.",
        "",
        "| solver | what it does | games per second and core | interim is faster |",
        "| --- | --- | ---: | ---: |",
    ]
    for rate in report.race:
        ratio = "" if rate is ours else _ratio(ours.rates, rate.rates)
        lines.append(f"| {rate.name} | {rate.what} | {_rates(rate.rates)} | {ratio} |")
    return [
        *lines,
        "",
        f"The aim of {AIM_RATE:,} games per second and core is {verdict}. Values at signing "
        f"differ from NumPy's by at most {report.numpy_difference:.0e}.",
        "",
    ]


def _own(report: Report) -> list[str]:
    return [
        "## Games as the compliance stage meets them",
        "",
        "As shipped. A history is one drawn course of events.",
        "",
        "| games | what is done | games per second and core |",
        "| --- | --- | ---: |",
        *(f"| {rate.name} | {rate.what} | {_rates(rate.rates)} |" for rate in report.own),
        "",
    ]


def _peers(report: Report) -> list[str]:
    lines = [
        "## Beside general solvers",
        "",
        "Neither is made for this game, and neither can be given the reference game: sgamesolver "
        "solves games without end, in which nothing depends on the month, and a tree of 120 "
        "months has more nodes than can be written. So each is given a game that it can solve, at "
        "the same precision, and the kernel solves that same game: for sgamesolver the game "
        "without end, which the kernel carries back from so far that the end is not felt; for "
        "Gambit the game of two or three months, without guarantors, snapback and accidents. Only "
        "their solving is timed, not the building of their objects. The ratios say what it "
        "costs to use a general solver here; they say nothing of what these solvers are made for.",
        "",
    ]
    if report.peers:
        lines += [
            "| solver | game | size | seconds | interim, seconds | interim is faster | "
            "largest difference |",
            "| --- | --- | --- | ---: | ---: | ---: | ---: |",
        ]
        for peer in report.peers:
            ratio = _ratio([1 / s for s in peer.ours], [1 / s for s in peer.theirs])
            lines.append(
                f"| {peer.name} | {peer.what} | {peer.size} | {_spread(peer.theirs)} "
                f"| {_spread(peer.ours)} | {ratio} "
                f"| {peer.difference:.0e} in {peer.chances} chances |"
            )
        lines.append("")
    lines += [f"Not installed in this run, and so left out: {name}." for name in report.absent]
    return [*lines, ""] if report.absent else lines


def _whole(report: Report) -> list[str]:
    whole = report.whole
    if whole is None:
        return []
    aimed = whole.futures >= 100_000 and len(whole.plans) >= 6
    aim = f" {_verdict(whole)}" if aimed else ""
    return [
        "## A whole evaluation",
        "",
        f"`interim evaluate {whole.case} {' '.join(whole.plans)} --futures {whole.futures} "
        f"--workers {whole.workers}`: every stage, beliefs included, {len(whole.plans)} plans and "
        f"no deal, {whole.futures:,} futures, in {_clock(whole.wall)} by the clock on "
        f"{whole.workers} cores that others used too (load {whole.load:.1f} at the start; "
        f"{_clock(whole.processor)} of the processors), with {whole.memory:.1f} GB of memory at "
        f"the peak.{aim}",
        "",
    ]


def _verdict(whole: EndToEnd) -> str:
    least = whole.processor / whole.workers
    if whole.wall < 60 * AIM_MINUTES:
        return f"The aim of under {AIM_MINUTES} minutes is reached."
    text = f"The aim of under {AIM_MINUTES} minutes is **missed** by the clock"
    if least >= 60 * AIM_MINUTES:
        return f"{text}."
    return (
        f"{text}, on cores shared with others; spread evenly over {whole.workers} cores of its "
        f"own, the same work would take at least {_clock(least)}."
    )


def machine() -> list[str]:
    """The machine, and the versions of what was run, a line each."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = []
    for name in ("interim", "numpy", "numba", "sgamesolver", "pygambit"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(f"no {name}")
    return [
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}",
        f"Python {platform.python_version()}, {', '.join(packages)}",
    ]


def _rates(rates: Sequence[float]) -> str:
    middle, low, high = statistics.median(rates), min(rates), max(rates)
    digits = 0 if middle >= 100 else 1
    return f"{middle:,.{digits}f} ({low:,.{digits}f}-{high:,.{digits}f})"


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """How many times as many games we solve, round by round."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    digits = 0 if statistics.median(ratios) >= 10 else 1
    middle, low, high = (f"{x:,.{digits}f}" for x in _three(ratios))
    return f"{middle} times ({low}-{high})"


def _spread(seconds: Sequence[float]) -> str:
    middle, low, high = (f"{x:.2g}" for x in _three(seconds))
    return f"{middle} ({low}-{high})"


def _three(numbers: Sequence[float]) -> tuple[float, float, float]:
    return statistics.median(numbers), min(numbers), max(numbers)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
