"""Measure time and memory over four decades of futures, and write the page.

    python benchmarks/scale.py [--quick] [--most 1000000] [--write docs/benchmarks/scale.md]

Each run is a process of its own: one plan of a case, counted as it comes, on one core. Memory is
the most that the process ever held. The slope is that of a straight line through the logarithms.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import altair as alt
import click
import numpy as np
import pandas as pd
import vl_convert as vlc
from compliance_report import machine

from interim.futures import Run

ROOT = Path(__file__).parents[1]
FIGURE = ROOT / "docs" / "figures" / "scale.svg"
CASE, PLAN = "kosovo-1999", "rambouillet"
LIMIT_GB = 2.0
AIM = 10**8


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Two small runs.")
@click.option("--most", type=click.IntRange(min=1000), default=10**6, show_default=True)
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--one", type=click.IntRange(min=1), hidden=True)
@click.option("--ends", type=click.IntRange(min=1), hidden=True)
def main(quick: bool, most: int, write: Path | None, one: int | None, ends: int | None) -> None:
    """Measure and print the page."""
    if one is not None or ends is not None:
        click.echo(json.dumps(measured(one) if one is not None else first_and_last(ends or 1)))
        return
    load = os.getloadavg()[0]
    sizes = [200, 2_000] if quick else [10**k for k in range(2, 20) if 10**k <= most]
    rows = [{"futures": futures, **alone("--one", futures)} for futures in sizes]
    pieces = alone("--ends", 20_000 if quick else AIM)
    text = page(pd.DataFrame(rows), pieces, load)
    click.echo(text)
    if write is not None:
        write.write_text(text, encoding="utf-8")
        FIGURE.write_text(
            vlc.vegalite_to_svg(figure(pd.DataFrame(rows)).to_json()), encoding="utf-8"
        )


def measured(futures: int) -> dict[str, float]:
    """One run in this process: seconds, and the most memory in GB."""
    import interim
    from interim.evaluation.long_run import long_run

    case = interim.load(CASE)
    long_run(case, [PLAN], run=Run(10), stream=True, workers=1)  # compiled code from disk
    begun = time.perf_counter()
    long_run(case, [PLAN], run=Run(futures), stream=True, workers=1).to_json()
    return {
        "seconds": time.perf_counter() - begun,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def alone(option: str, futures: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, __file__, option, str(futures)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    click.echo(f"{option} {futures:,}: {printed.strip()}", err=True)
    found: dict[str, float] = json.loads(printed)
    return found


def first_and_last(futures: int) -> dict[str, float]:
    """The first and the last piece of a run, put together as the run would."""
    import interim
    from interim.evaluation.long_run import pieces
    from interim.evaluation.piece import Task, run_piece

    ranges = pieces(futures)
    task = Task(interim.load(CASE), (PLAN, "no-deal"), Run(futures), True)
    begun = time.perf_counter()
    tallies: dict[str, object] = {}
    for _, start, stop in (ranges[0], ranges[-1]):
        piece = run_piece(task, start, stop)
        assert piece is not None
        for plan, tally in piece.tallies.items():
            tallies[plan] = tallies[plan] + tally if plan in tallies else tally  # type: ignore[operator]
    return {
        "futures": futures,
        "pieces": len(ranges),
        "of_a_piece": ranges[0][2],
        "seconds": time.perf_counter() - begun,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def slope(rows: pd.DataFrame) -> float:
    """Of time against futures, in logarithms."""
    found, _ = np.polyfit(np.log(rows["futures"]), np.log(rows["seconds"]), 1)
    return float(found)


def figure(rows: pd.DataFrame) -> alt.HConcatChart:
    """Time and memory against futures, both logarithmic in the futures."""
    x = alt.X("futures:Q", title="futures", scale=alt.Scale(type="log"),
              axis=alt.Axis(values=rows["futures"].tolist(), format="~s"))  # fmt: skip
    base = alt.Chart(rows, width=280, height=200).encode(x=x)
    time_ = base.mark_line(color="#1b7f79", point=alt.OverlayMarkDef(color="#1b7f79")).encode(
        y=alt.Y("seconds:Q", title="seconds of one core", scale=alt.Scale(type="log"))
    )
    memory = base.mark_line(color="#1b7f79", point=alt.OverlayMarkDef(color="#1b7f79")).encode(
        y=alt.Y("memory:Q", title="memory at the peak (GB)", scale=alt.Scale(domain=[0, LIMIT_GB]))
    )
    return alt.hconcat(time_, memory).configure_view(stroke=None)


def page(rows: pd.DataFrame, pieces: dict[str, float], load: float) -> str:
    """The page of the documentation."""
    large = rows[rows["futures"] >= 10_000] if len(rows) > 3 else rows
    table = "\n".join(
        f"| {int(r.futures):,} | {r.seconds:,.1f} | {r.futures / r.seconds:,.0f} | {r.memory:.2f} |"
        for r in rows.itertuples()
    )
    last = rows.iloc[-1]
    hours = AIM * last["seconds"] / last["futures"] / 3600
    grown = large["memory"].max() - large["memory"].min()
    aim = "met" if rows["memory"].max() < LIMIT_GB else "missed"
    return f"""# Futures and memory

<!-- Written by benchmarks/scale.py; do not edit by hand. -->

One plan (`{CASE}`, `{PLAN}`) and no deal, counted as they come (`--stream`), on one core, each
run in a process of its own.

| futures | seconds | futures a second | memory at the peak, GB |
| ---: | ---: | ---: | ---: |
{table}

![Two panels: seconds of one core against the number of futures, a straight line in logarithms; and
memory at the peak, level](../figures/scale.svg)

- **Time** grows with the number of futures to the power of {slope(large):.2f} from
  {int(large["futures"].iloc[0]):,} futures on. Below, starting and the wide results of the first
  10,000 futures weigh more.
- **Memory** at the peak is {rows["memory"].max():.2f} GB, and grows by {grown:.2f} GB from
  {int(large["futures"].iloc[0]):,} to {int(last["futures"]):,} futures. The aim of less than
  {LIMIT_GB:.0f} GB for a process is {aim} as far as was measured. What is held does not depend on
  the number of futures beyond the first 10,000: counts, sketches whose buckets are given by
  the range of the values, and the arrays of one chunk.
- A hundred million futures were not run here as a whole: at this pace they would take
  {hours:,.0f} hours of one core. Of a run of {pieces["futures"]:,.0f}, the first and the last of
  its {pieces["pieces"]:,.0f} pieces were, {pieces["of_a_piece"]:,.0f} futures each; the process
  held {pieces["memory"]:.2f} GB at the peak.

Measured on: {"; ".join(machine())}; load {load:.1f} at the start.
"""


if __name__ == "__main__":
    main()
