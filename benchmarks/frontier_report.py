"""What the benchmark found, as a page of the documentation."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from frontier_peers import PEERS

AIM_TOTAL, AIM_TEN_MILLION = 100, 10_000
AIMS = {
    "3 parties, 4 issues x 20, near-pie": 3.0,
    "5 parties, 15 issues x 5": 60.0,
    "5 parties, 15 issues x 5, opposed": 60.0,
}


@dataclass
class Race:
    """One space, several peers.

    Attributes:
        name: of the space.
        parties: their number.
        outcomes: packages.
        times: seconds of each run, by peer.
        points: distinct or not, as the peer gives them.
        dominated: vectors of a peer that ours dominate once rounding is set aside.
        memory: megabytes at the peak, and before, by peer; empty if not measured.
    """

    name: str
    parties: int
    outcomes: int
    times: dict[str, list[float]] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    dominated: dict[str, int] = field(default_factory=dict)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)

    def add(self, peer: str, report: dict[str, Any]) -> None:
        """Take over what a process of its own reported."""
        self.times[peer] = report["times"]
        self.points[peer] = report["points"]
        self.memory[peer] = (report["memory_peak"], report["memory_before"])

    def ratio(self, peer: str) -> float:
        """How many times as long a peer takes as we do, medians."""
        return statistics.median(self.times[peer]) / statistics.median(self.times["interim"])


@dataclass
class Solo:
    """A space that only we were asked for."""

    name: str
    outcomes: int
    points: int
    complete: bool
    method: str
    times: list[float]
    memory: tuple[float, float]

    @staticmethod
    def of(name: str, report: dict[str, Any]) -> Solo:
        """From what a process of its own reported."""
        return Solo(
            name,
            int(report["outcomes"]),
            report["points"],
            report["complete"],
            report["method"],
            report["times"],
            (report["memory_peak"], report["memory_before"]),
        )


@dataclass
class Climb:
    """The largest space that a peer solved, and what stopped it at the next."""

    peer: str
    parties: int
    issues: int = 0
    seconds: float = math.nan
    memory: float = math.nan
    points: int = 0
    next: int = 0
    why: str = ""

    def reached(self, issues: int, report: dict[str, Any]) -> None:
        """Another step."""
        self.issues, self.points = issues, report["points"]
        self.seconds = statistics.median(report["times"])
        self.memory = report["memory_peak"]

    def stopped(self, issues: int, why: str) -> None:
        """No further."""
        self.next, self.why = issues, why


@dataclass
class Report:
    """All of it."""

    machine: list[str]
    repeat: int
    long_repeat: int
    seconds: float
    memory: float
    quick: bool = False
    compile: tuple[float, float] = (math.nan, math.nan)
    small: list[Race] = field(default_factory=list)
    domains: list[Race] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    ten_million: Race | None = None
    large: list[Solo] = field(default_factory=list)
    climbs: list[Climb] = field(default_factory=list)


def machine() -> list[str]:
    """Processor, cores, memory and versions."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = []
    for name in ("interim", "negmas", "numpy", "numba", "scipy"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(f"no {name}")
    return [
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}",
        f"Python {platform.python_version()}, {', '.join(packages)}",
    ]


def page(report: Report) -> str:
    """The page, in Markdown."""
    parts = [
        "# Frontiers: how fast, how large",
        "",
        "<!-- Written by benchmarks/frontier.py; do not edit by hand. -->",
        "",
        *_intro(report),
        *_aims(report),
        *_domains(report),
        *_ten_million(report),
        *_large(report),
        *_climbs(report),
        *_small(report),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _intro(report: Report) -> list[str]:
    cold, warm = report.compile
    return [
        "How long it takes to find every efficient package, against "
        "[NegMAS](https://negmas.readthedocs.io) and against plain enumeration, in one run on one "
        "machine. All are given the same numbers; building their own objects from them is not "
        "timed. Wherever two of them solve a space, the run fails unless their frontiers are "
        "equal: each vector of one lies within 2e-9 of one of the other, or is dominated once "
        "rounding is set aside (0.1 + 0.2 and 0.3 are one value to Interim and two to a "
        "comparison without a tolerance).",
        "",
        *(f"- {line}" for line in report.machine),
        *_busy(report),
        f"- One thread. Times are medians of {report.repeat} runs, of {report.long_repeat} where "
        "a run takes longer than about half a second; in brackets the fastest and slowest.",
        f"- Compiling is apart: the first call ever takes {_seconds(cold)}, the first call of a "
        f"later process {_seconds(warm)}, since compiled kernels are kept on disk.",
        "- NegMAS is asked in two ways: `pareto_frontier`, for any utilities and any number "
        "of parties, lists every package; `MOBANOSParetoSampler` merges issues, as "
        "Interim does, for two parties with additive utilities and no constraints. "
        "MOBANOS keeps at most 100,000 partial results and does not say when it drops others.",
        "",
    ]


def _busy(report: Report) -> list[str]:
    if not report.load:
        return []
    return [
        f"- The machine had other work: between {min(report.load):.1f} and "
        f"{max(report.load):.1f} processes wanted its cores on average over a minute, this "
        "benchmark among them. That slows all of them and widens the brackets."
    ]


def _aims(report: Report) -> list[str]:
    if report.quick:  # what the aims are about is left out
        return []
    lines = ["## Aims", "", "| aim | measured | |", "| --- | --- | --- |"]
    if report.domains:
        ratio = _totals(report.domains, "negmas")
        if ratio is not None:
            lines.append(
                _aim(
                    f"over {AIM_TOTAL} times on the total", f"{ratio:,.0f} times", ratio, AIM_TOTAL
                )
            )
    if report.ten_million is not None and "negmas" in report.ten_million.times:
        ratio = report.ten_million.ratio("negmas")
        lines.append(
            _aim(
                f"over {AIM_TEN_MILLION:,} times at 9.8 million packages",
                f"{ratio:,.0f} times",
                ratio,
                AIM_TEN_MILLION,
            )
        )
    for solo in report.large:
        if solo.name in AIMS:
            most = AIMS[solo.name]
            slowest = max(solo.times)
            lines.append(
                f"| {solo.name}: {solo.points:,} points under {most:g} s | "
                f"{_seconds(slowest)} at most | {_met(solo.complete and slowest < most)} |"
            )
    return [*lines, ""] if len(lines) > 4 else []


def _aim(aim: str, measured: str, value: float, least: float) -> str:
    return f"| {aim} (`pareto_frontier`) | {measured} | {_met(value > least)} |"


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _totals(races: Sequence[Race], peer: str) -> float | None:
    solved = [race for race in races if peer in race.times]
    if not solved:
        return None
    theirs = sum(statistics.median(race.times[peer]) for race in solved)
    return theirs / sum(statistics.median(race.times["interim"]) for race in solved)


def _domains(report: Report) -> list[str]:
    if not report.domains:
        return []
    packages = sum(race.outcomes for race in report.domains)
    lines = [
        "## Domains of the negotiation competitions",
        "",
        f"{len(report.domains)} sets of profiles of additive domains, {packages:,} packages in "
        f"all; {len(report.skipped)} were left out "
        f"({'; '.join(sorted({why for _, why in report.skipped})) or 'none'}). "
        "The frontiers of all of them agree.",
        "",
        "| | sets of profiles | Interim, total | peer, total | ratio | median ratio | "
        "slower than the peer on |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for peer in ("negmas", "mobanos"):
        solved = [race for race in report.domains if peer in race.times]
        if solved:
            ratios = [race.ratio(peer) for race in solved]
            total = _totals(solved, peer)
            lines.append(
                f"| {PEERS[peer].title} | {len(solved)} | {_sum(solved, 'interim')} | "
                f"{_sum(solved, peer)} | {total:,.1f} | {statistics.median(ratios):,.1f} | "
                f"{sum(ratio < 1 for ratio in ratios)} |"
            )
    spurious = sum(race.dominated.get("negmas", 0) for race in report.domains)
    if spurious:
        lines += [
            "",
            f"`pareto_frontier` lists {spurious} vectors that another dominates once rounding is "
            "set aside.",
        ]
    largest = sorted(report.domains, key=lambda race: -race.outcomes)[:8]
    return [*lines, "", "The largest of them:", "", *_races(largest, ("negmas", "mobanos")), ""]


def _sum(races: Sequence[Race], peer: str) -> str:
    middle = sum(statistics.median(race.times[peer]) for race in races)
    low = sum(min(race.times[peer]) for race in races)
    high = sum(max(race.times[peer]) for race in races)
    return f"{_seconds(middle)} ({_seconds(low)} - {_seconds(high)})"


def _ten_million(report: Report) -> list[str]:
    race = report.ten_million
    if race is None:
        return []
    lines = [
        "## 9.8 million packages",
        "",
        f"{race.name}, each in a process of its own; memory at the peak, and what the search "
        "added to what the process held before it.",
        "",
        "| | seconds | ratio | memory at the peak | of it, the search |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for peer, times in race.times.items():
        peak, before = race.memory[peer]
        ratio = "1" if peer == "interim" else f"{race.ratio(peer):,.2g}"
        if peer != "interim" and race.ratio(peer) >= 100:
            ratio = f"{race.ratio(peer):,.0f}"
        lines.append(
            f"| {PEERS[peer].title} | {_times(times)} | {ratio} | {peak:,.0f} MB | "
            f"{max(0.0, peak - before):,.1f} MB |"
        )
    return [*lines, ""]


def _large(report: Report) -> list[str]:
    if not report.large:
        return []
    lines = [
        "## Beyond enumeration",
        "",
        "Interim alone, each in a process of its own. What conditions are in these spaces, and "
        "how values were drawn, `benchmarks/frontier_spaces.py` says.",
        "",
        "| space | packages | points | complete | seconds | memory at the peak |",
        "| --- | ---: | ---: | --- | ---: | ---: |",
    ]
    for solo in report.large:
        lines.append(
            f"| {solo.name} | {_count(solo.outcomes)} | {solo.points:,} | "
            f"{'yes' if solo.complete else 'no: cut by its limit'} | {_times(solo.times)} | "
            f"{solo.memory[0]:,.0f} MB |"
        )
    return [*lines, ""]


def _climbs(report: Report) -> list[str]:
    if not report.climbs:
        return []
    lines = [
        "## The largest space that each solves",
        "",
        f"Issues of five options, random weights and values, more and more of them; a step must "
        f"end within {report.seconds:g} s and {report.memory:g} GB, and be complete.",
        "",
        "| | parties | largest | packages | points | seconds | memory at the peak | next, and why "
        "not |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for climb in report.climbs:
        size = _count(5**climb.issues) if climb.issues else "-"
        after = f"{climb.next} issues: {climb.why}" if climb.next else "not tried further"
        lines.append(
            f"| {PEERS[climb.peer].title} | {climb.parties} | {climb.issues} issues | {size} | "
            f"{climb.points:,} | {_seconds(climb.seconds)} | {climb.memory:,.0f} MB | {after} |"
        )
    return [*lines, ""]


def _small(report: Report) -> list[str]:
    if not report.small:
        return []
    return [
        "## Small spaces",
        "",
        "Random weights and values, five options an issue.",
        "",
        *_races(report.small, ("negmas", "mobanos", "numpy")),
        "",
    ]


def _races(races: Sequence[Race], peers: Sequence[str]) -> list[str]:
    peers = [peer for peer in peers if any(peer in race.times for race in races)]
    head = "| space | packages | points | Interim |"
    rule = "| --- | ---: | ---: | ---: |"
    for peer in peers:
        head += f" {PEERS[peer].title} | ratio |"
        rule += " ---: | ---: |"
    lines = [head, rule]
    for race in races:
        line = f"| {race.name} | {race.outcomes:,} | {race.points['interim']:,} | "
        line += f"{_times(race.times['interim'])} |"
        for peer in peers:
            if peer in race.times:
                line += f" {_times(race.times[peer])} | {race.ratio(peer):,.3g} |"
            else:
                line += " - | - |"
        lines.append(line)
    return lines


def _times(times: Sequence[float]) -> str:
    if len(times) == 1:
        return f"{_seconds(times[0])} (one run)"
    return f"{_seconds(statistics.median(times))} ({_seconds(min(times))} - {_seconds(max(times))})"


def _seconds(value: float) -> str:
    if not math.isfinite(value):
        return "-"
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < 1000 else f"{value:,.0f} s"


def _count(value: int) -> str:
    if value < 10**7:
        return f"{value:,}"
    power = len(str(value)) - 1
    return f"{value / 10**power:.2g} x 10^{power}" if power < 300 else f"10^{power}"
