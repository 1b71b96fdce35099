"""What it changes how much Russia wants: tables and figure of docs/types.md.

    .venv/bin/python scripts/types_page.py [FUTURES]

The same futures with Russia of one type for certain. The first table takes the types as the case
has them; the second and the figure move `beyond` alone, at the cost of war of the first type.
"""

from __future__ import annotations

import sys
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

import interim
from interim.case.model import NO_DEAL, Case
from interim.evaluation.result import Evaluation
from interim.foundation import words

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "types.md"
FIGURE = ROOT / "docs" / "figures" / "types-beyond.svg"
BEGIN, END = "<!-- types: begin -->\n", "<!-- types: end -->"
WHO = "russia"
AIMS = (0.0, 0.25, 0.5, 0.75, 0.9)
"""`beyond`, m: victory is worth m / (1 - m) more than the best settlement."""
NEVER = 1e-4
"""A prior that leaves a type out: none may be 0."""
COLOURS = {"Russia signs": "#1b6ca8", "broken by Russia within ten years, if in force": "#c2477f"}
MONTHS = 120


def of_one_type(case: Case, kind: str, futures: int, *, beyond: float | None = None) -> Evaluation:
    """All plans with the principal of one type for certain."""
    name = f"preferences.{WHO}.types"
    settings: dict[str, str | float] = {
        f"{name}.{other}.prior": NEVER for other in case.preferences[WHO].types if other != kind
    }
    if beyond is not None:
        settings[f"{name}.{kind}.beyond"] = beyond
    return interim.evaluate(case, futures=futures, settings=settings)


def signs(result: Evaluation, plan: str) -> float:
    """Share of futures in which the principal signs."""
    return float(result.data["assent"].sel(plan=plan, principal=WHO).mean())


def breaks(result: Evaluation, plan: str) -> float:
    """Share of futures in which it breaks the plan within ten years, if that is in force."""
    month, ending = (result.data[name].sel(plan=plan) for name in ("month", "ending"))
    by_whom = 1 + list(result.case.principals).index(WHO)
    return float(((ending == by_whom) & (month >= 0) & (month < MONTHS)).mean())


def slopes(low: Evaluation, high: Evaluation, plan: str, rise: float) -> tuple[float, float]:
    """How the deal's and the war's value to it rise with what only victory gives."""
    deal, war = (
        float((high.data[name] - low.data[name]).sel(plan=plan, principal=WHO).mean()) / rise
        for name in ("deal_value", "war_value")
    )
    return deal, war


def as_coded(case: Case, futures: int) -> str:
    """Each plan with each type of the case."""
    kinds = list(case.preferences[WHO].types)
    results = {kind: of_one_type(case, kind, futures) for kind in kinds}
    plans = [name for name in results[kinds[0]].plans if name != NO_DEAL]
    lines = [
        "| | " + " | ".join(f"{kind}: signs" for kind in kinds) + " | "
        + " | ".join(f"{kind}: breaks" for kind in kinds) + " |",
        "| --- |" + " ---: |" * (2 * len(kinds)),
    ]  # fmt: skip
    for plan in plans:
        cells = [words.percent(f(results[kind], plan)) for f in (signs, breaks) for kind in kinds]
        lines.append(f"| {case.plans[plan].short} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def by_aims(case: Case, futures: int) -> tuple[str, pd.DataFrame]:
    """Each plan as `beyond` alone rises: a table with the slopes, and what the figure shows."""
    kind = next(iter(case.preferences[WHO].types))
    results = {m: of_one_type(case, kind, futures, beyond=m) for m in AIMS}
    plans = [name for name in results[0.0].plans if name != NO_DEAL]
    rise = AIMS[1] / (1.0 - AIMS[1])
    lines = [
        "| | rise of the deal's value | of the war's | signs at 0, 0.5, 0.9 "
        "| breaks at 0, 0.5, 0.9 |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows = []
    for plan in plans:
        deal, war = slopes(results[0.0], results[AIMS[1]], plan, rise)
        said = [
            ", ".join(words.percent(f(results[m], plan)) for m in (0.0, 0.5, 0.9))
            for f in (signs, breaks)
        ]
        better = " (a better road to victory)" if deal > war else ""
        short = case.plans[plan].short
        lines.append(f"| {short}{better} | {deal:.3f} | {war:.3f} | {said[0]} | {said[1]} |")
        for m in AIMS:
            for title, f in zip(COLOURS, (signs, breaks), strict=True):
                share = 100 * f(results[m], plan)
                rows.append({"plan": short, "beyond": m, "what": title, "share": share})
    return "\n".join(lines), pd.DataFrame(rows)


def figure(table: pd.DataFrame) -> alt.FacetChart:
    """One panel a plan: signing and breaking as what the principal wants beyond rises."""
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top", labelLimit=400),
    )
    y = alt.Y("share:Q", title="% of futures", scale=alt.Scale(domain=[0, 100]))
    line = (
        alt.Chart(table)
        .mark_line(point=True)
        .encode(x=alt.X("beyond:Q", title="beyond"), y=y, color=colour, strokeDash="what:N")
        .properties(width=190, height=130)
    )
    return line.facet(alt.Facet("plan:N", title=None, sort=list(table["plan"].unique())), columns=3)


def rewritten(coded: str, aims: str, futures: int) -> str:
    """The page with what stands between its markers made anew."""
    text = (
        f"With each type of the case, {futures:,} futures; *breaks*: within ten years, if the plan "
        f"is in force. Intervals of 95 % are up to {100 / futures**0.5:.0f} points wide either "
        f"way.\n\n{coded}\n\nWith `beyond` alone moved, at the whole cost of war; the values' rise "
        f"is that for each 1 that victory is worth beyond a settlement.\n\n{aims}\n\n"
        "![Signing and breaking as aims rise, plan by plan](figures/types-beyond.svg)\n"
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + text + END + rest.partition(END)[2]


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    case = interim.load("ukraine-2026")
    aims, table = by_aims(case, futures)
    assert np.isfinite(table["share"]).all()
    figure(table).save(FIGURE)
    PAGE.write_text(rewritten(as_coded(case, futures), aims, futures), encoding="utf-8")


if __name__ == "__main__":
    main()
