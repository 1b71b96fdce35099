"""Measure how the cost grows with plans, horizon, states, issues, parties and cells, and write it.

    python benchmarks/growth.py [--quick] [--write docs/benchmarks/growth.md]

Growth with the number of futures, and memory, are in `scale.py`. Each series is measured on one
core, rounds in turn; the exponent is the slope of a straight line through the logarithms.
"""

# ruff: noqa: E402 - the number of threads is set before NumPy is imported

from __future__ import annotations

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import altair as alt
import click
import numpy as np
import pandas as pd
import vl_convert as vlc
from compliance_games import contiguous, games_of, played
from compliance_report import machine
from frontier_spaces import plain, weighted

import interim
from interim.bargaining.frontier import frontier
from interim.case.model import NO_DEAL, Case
from interim.stages.compliance.game import Game
from interim.territory.contiguity import Grid, cheapest

ROOT = Path(__file__).parents[1]
FIGURE = ROOT / "docs" / "figures" / "cost-growth.svg"
CASE = "ukraine-2026"
FUTURES = 2_000


@dataclass
class Series:
    """Seconds as one size grows.

    Attributes:
        what: the size, in words.
        task: what is timed.
        sizes: of each step.
        seconds: of each step, a number for each round.
    """

    what: str
    task: str
    sizes: list[int] = field(default_factory=list)
    seconds: list[list[float]] = field(default_factory=list)

    @property
    def middles(self) -> list[float]:
        """Median seconds of each step."""
        return [statistics.median(rounds) for rounds in self.seconds]

    @property
    def exponent(self) -> float:
        """Slope in logarithms: 1 is proportional."""
        slope, _ = np.polyfit(np.log(self.sizes), np.log(self.middles), 1)
        return float(slope)


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Small sizes, one round.")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def main(quick: bool, write: Path | None) -> None:
    """Measure all series and print the page."""
    load, rounds = os.getloadavg()[0], 1 if quick else 3
    series = []
    for make in (plans, horizon, types, issues, parties, cells):
        found = make(rounds, quick)
        click.echo(f"{found.what}: {found.sizes}, {found.middles}, {found.exponent:.2f}", err=True)
        series.append(found)
    rate = throughput(quick)
    text = page(series, rate, load)
    click.echo(text)
    if write is not None:
        write.write_text(text, encoding="utf-8")
        FIGURE.write_text(vlc.vegalite_to_svg(figure(series).to_json()), encoding="utf-8")


def measured(
    series: Series, steps: Iterator[tuple[int, Callable[[], object]]], rounds: int
) -> None:
    """Warm up each step and time it."""
    for size, work in steps:
        work()
        series.sizes.append(size)
        series.seconds.append([took(work) for _ in range(rounds)])


def took(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def plans(rounds: int, quick: bool) -> Series:
    """A whole evaluation of more plans."""
    case, futures = interim.load(CASE), 200 if quick else FUTURES
    known = [name for name in case.plans if name != NO_DEAL]

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for count in (1, 2, 4, 8):
            yield (
                count,
                lambda n=count: interim.evaluate(case, known[:n], futures=futures, workers=1),
            )

    found = Series("plans", f"evaluate {CASE}, {futures:,} futures")
    measured(found, steps(), rounds)
    return found


def horizon(rounds: int, quick: bool) -> Series:
    """A whole evaluation over more years."""
    case, futures = interim.load(CASE), 200 if quick else FUTURES
    plan = case.header.plans[3]

    def of(years: int) -> Case:
        header = case.header.model_copy(update={"horizon_years": years})
        return case.model_copy(update={"header": header})

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for years in (5, 10, 20, 40):
            yield (
                12 * years,
                partial(interim.evaluate, of(years), [plan], futures=futures, workers=1),
            )

    found = Series("months of horizon", f"evaluate {plan}, {futures:,} futures")
    measured(found, steps(), rounds)
    return found


def types(rounds: int, quick: bool) -> Series:
    """The game of implementation with more types a side, so with more states."""
    n = 200 if quick else FUTURES
    case = interim.load(CASE)
    game = games_of(case, case.header.plans[3], n)
    full = int(game.types.min())

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for count in range(1, full + 1):
            yield count, played(fewer_types(game, count), case.months)

    found = Series("types a side", f"solve and play {n:,} games")
    measured(found, steps(), rounds)
    return found


def fewer_types(game: Game, count: int) -> Game:
    """The same game with only the first types of each side."""
    prior = game.prior[:, :, :count]
    return contiguous(
        game._replace(
            types=np.full_like(game.types, count),
            prior=prior / prior.sum(axis=2, keepdims=True),
            war=game.war[..., _agents(game, count)],
        )
    )


def _agents(game: Game, count: int) -> list[int]:
    """The first types of each side, among the agents."""
    return [*range(count), *range(int(game.types[0]), int(game.types[0]) + count)]


def issues(rounds: int, quick: bool) -> Series:
    """All efficient packages of two parties over more issues."""

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for count in (5, 10, 20) if quick else (5, 10, 20, 40):
            space = plain(weighted(1, 2, count, 5))
            yield count, lambda s=space: frontier(s)

    found = Series("issues", "efficient packages, 2 parties, 5 options each")
    measured(found, steps(), rounds)
    return found


def parties(rounds: int, quick: bool) -> Series:
    """All efficient packages of ten issues between more parties."""

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for count in (2, 3, 4) if quick else (2, 3, 4, 5):
            space = plain(weighted(1, count, 6 if quick else 10, 5))
            yield count, lambda s=space: frontier(s)

    found = Series("parties", f"efficient packages, {6 if quick else 10} issues of 5 options")
    measured(found, steps(), rounds)
    return found


def cells(rounds: int, quick: bool) -> Series:
    """A swap of a twentieth of a square of cells, with the fewest people and its proof."""

    def of(side: int) -> tuple[Grid, np.ndarray]:
        rng = np.random.default_rng(0)
        place = np.arange(side * side).reshape(side, side)
        edges = np.concatenate(
            [
                np.stack([place[:, :-1].ravel(), place[:, 1:].ravel()], axis=1),
                np.stack([place[:-1].ravel(), place[1:].ravel()], axis=1),
            ]
        )
        line = np.zeros(side * side, np.bool_)
        line[place[0]] = True
        people = 50.0 + 50.0 * np.sin(place.ravel() / side) + rng.random(side * side)
        return Grid(np.full(side * side, 36.0), edges, line), people

    def steps() -> Iterator[tuple[int, Callable[[], object]]]:
        for side in (6, 8) if quick else (8, 12, 16, 24):
            grid, people = of(side)
            wanted = 36.0 * side * side / 20
            yield (
                side * side,
                lambda g=grid, p=people, w=wanted: cheapest(g, p, 0.98 * w, 1.02 * w, seconds=60),
            )

    found = Series("cells", "a contiguous swap of a twentieth, proved")
    measured(found, steps(), min(rounds, 1))
    return found


def throughput(quick: bool) -> float:
    """Futures of one plan per second and core, no deal included."""
    case = interim.load(CASE)
    plan, futures = case.header.plans[3], 1_000 if quick else 20_000
    interim.evaluate(case, [plan], futures=100, workers=1)
    return futures / took(lambda: interim.evaluate(case, [plan], futures=futures, workers=1))


def figure(series: list[Series]) -> alt.HConcatChart:
    """A panel for each series, both axes logarithmic."""
    panels = []
    for one in series:
        rows = pd.DataFrame(
            [
                {"size": size, "middle": statistics.median(s), "low": min(s), "high": max(s)}
                for size, s in zip(one.sizes, one.seconds, strict=True)
            ]
        )
        base = alt.Chart(rows, width=190, height=150, title=one.what).encode(
            x=alt.X("size:Q", title=one.what, scale=alt.Scale(type="log"),
                    axis=alt.Axis(values=one.sizes))
        )  # fmt: skip
        y = alt.Y("middle:Q", title="seconds of one core", scale=alt.Scale(type="log"))
        panels.append(
            base.mark_line(color="#1b7f79", point=alt.OverlayMarkDef(color="#1b7f79")).encode(y=y)
            + base.mark_rule(color="#1b7f79").encode(y=alt.Y("low:Q", title=""), y2="high:Q")
        )
    return alt.vconcat(alt.hconcat(*panels[:3]), alt.hconcat(*panels[3:])).configure_view(
        stroke=None
    )


def page(series: list[Series], rate: float, load: float) -> str:
    """The page of the documentation."""
    rows = "\n".join(
        f"| {one.what} | {one.task} | "
        + ", ".join(
            f"{size:,}: {seconds:.3g} s"
            for size, seconds in zip(one.sizes, one.middles, strict=True)
        )
        + f" | {one.exponent:.2f} |"
        for one in series
    )
    hour = rate * 3600 * 1000
    return f"""# How the cost grows

<!-- Written by benchmarks/growth.py; do not edit by hand. -->

What a run costs as one thing grows and all else stays, in seconds of one core. An exponent of 1
means proportional, 2 that twice the size costs four times as much; it is the slope of a straight
line through the logarithms, and says little beyond the sizes measured. Growth with the number of
futures, and memory, have [a page of their own](scale.md).

| what grows | what is timed | size: seconds | exponent |
| --- | --- | --- | ---: |
{rows}

![Six panels: seconds of one core against plans, months of horizon, types a side, issues,
parties and cells](../figures/cost-growth.svg)

Why:

- **Plans** share the futures and the war that goes on without a deal, which is what the first pays
  for; a plan with a withdrawal in steps or a vote has more states and costs more than others.
- **Months** of the horizon are walked one by one in the game and in the histories; reading a case
  and drawing the quantities do not depend on them.
- **Types**: each type of a side plays against the mixture that it believes it faces, so the cost
  grows with the types and not with their pairs. One more level of tension, relief or guarantor
  multiplies the states of the game, and the cost with them.
- **Issues** of a frontier are merged one by one, and only efficient partial packages are kept.
  Their number grows with the issues, and not as that of packages does (five times for each
  issue); at the smallest sizes, starting is most of the cost.
- **Parties** are what makes a frontier large: with every party more, more packages are efficient.
- **Cells**: a swap is an integer programme. The time to prove it depends on how people are spread
  as much as on the number of cells, and in practice is cut by a limit (`--seconds`), with the gap
  that remains.

## An hour on 1,000 cores

One core evaluates {rate:,.0f} futures of a plan a second (every stage, no deal included). If
chunks were spread over 1,000 such cores and each kept that pace, an hour would evaluate
{hour / 1e9:,.1f} thousand million futures of one plan, or 10,000 futures of {hour / 1e4:,.0f}
packages or settings. That is an extrapolation from one core: nothing here was run on 1,000.
Chunks share nothing and their results are a few hundred kilobytes, so the scheduler, which
handles some thousands of tasks a second at best, would be the first limit.

Measured on: {"; ".join(machine())}; load {load:.1f} at the start. Medians of the rounds.
"""


if __name__ == "__main__":
    main()
