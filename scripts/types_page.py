"""What it changes how much Russia wants: tables and figure of docs/types.md.

    .venv/bin/python scripts/types_page.py [FUTURES]

The same futures with Russia of one type for certain. The first table takes the types as the case
has them; the second and the figure move `beyond` alone, at the cost of war of the first type. The
third asks, of each plan that the type which wants most breaks less often, what makes it wait: it
takes one cause away after the other.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

import interim
from interim.case.model import NO_DEAL, Case
from interim.evaluation.result import Evaluation
from interim.foundation import words

Settings = Mapping[str, str | float]

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
FOR_EVER = 1e5
MONTHS = 120
FALL = 0.05
"""A plan that is broken less often, by more than this, by the type that wants most is looked at."""


def of_one_type(
    case: Case,
    kind: str,
    futures: int,
    *,
    plans: Sequence[str] | None = None,
    beyond: float | None = None,
    off: Settings | None = None,
) -> Evaluation:
    """Plans, by default all, with the principal of one type for certain.

    Args:
        case: the case.
        kind: the type.
        futures: how many.
        plans: by default all that the case shows.
        beyond: what it wants beyond any settlement, instead of the case's.
        off: quantities that take a cause away.
    """
    name = f"preferences.{WHO}.types"
    settings: dict[str, str | float] = {
        f"{name}.{other}.prior": NEVER for other in case.preferences[WHO].types if other != kind
    }
    if beyond is not None:
        settings[f"{name}.{kind}.beyond"] = beyond
    return interim.evaluate(case, plans, futures=futures, settings=settings | dict(off or {}))


def signs(result: Evaluation, plan: str) -> float:
    """Share of futures in which the principal signs."""
    return float(result.data["assent"].sel(plan=plan, principal=WHO).mean())


def breaks(result: Evaluation, plan: str, months: int = MONTHS) -> float:
    """Share of futures in which it breaks the plan within so long, if that is in force."""
    month, ending = (result.data[name].sel(plan=plan) for name in ("month", "ending"))
    by_whom = 1 + list(result.case.principals).index(WHO)
    return float(((ending == by_whom) & (month >= 0) & (month < months)).mean())


def slopes(low: Evaluation, high: Evaluation, plan: str, rise: float) -> tuple[float, float]:
    """How the deal's and the war's value to it rise with what only victory gives."""
    deal, war = (
        float((high.data[name] - low.data[name]).sel(plan=plan, principal=WHO).mean()) / rise
        for name in ("deal_value", "war_value")
    )
    return deal, war


def as_coded(case: Case, futures: int) -> tuple[str, list[str]]:
    """Each plan with each type of the case, and the plans that are to be looked at."""
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
    least, most = (results[kind] for kind in (kinds[0], kinds[-1]))
    falls = [plan for plan in plans if breaks(least, plan) - breaks(most, plan) > FALL]
    return "\n".join(lines), falls


def stands_still(case: Case) -> dict[str, Settings]:
    """What makes each cause stand still that war may later be begun on a better foot."""
    guarantors, patrons = case.enforcement.guarantors, case.war.patrons
    other = next(each for each in case.principals if each != WHO)
    still = {"disengage": 0.0, "engage": 0.0, "alarm": 1.0}
    return {
        "no war by accident": {"enforcement.behaviour.accident_hazard": 0.0},
        "patrons stay while there is peace": {f"war.patrons.{p}.in_peace": 0.0 for p in patrons},
        "guarantors neither turn away nor come": {
            f"enforcement.guarantors.{g}.{name}": value
            for g in guarantors
            for name, value in still.items()
        },
        "nobody rearms": {name: 0.0 for name in case.quantities if ".rearmament." in name},
        "Ukraine never breaks": {
            f"war.belligerents.{other}.beginning.monthly_cost": 1.0,
            f"war.belligerents.{other}.beginning.months": FOR_EVER,
        },
    }


def why_it_waits(case: Case, plans: Sequence[str], futures: int) -> str:
    """How often the types that want least and most break plans as causes are taken away."""
    kinds = list(case.preferences[WHO].types)
    causes = stands_still(case)

    def row(title: str, off: Settings, *spans: int) -> list[str]:
        least, most = (
            of_one_type(case, kind, futures, plans=plans, off=off) for kind in (kinds[0], kinds[-1])
        )
        return [
            f"| {title}{' by fifteen years' if months > MONTHS else ''} | "
            + " | ".join(
                f"{100 * breaks(least, plan, months):.0f} and "
                f"{100 * breaks(most, plan, months):.0f}"
                for plan in plans
            )
            + " |"
            for months in spans
        ]

    lines = [
        "| | " + " | ".join(case.plans[plan].short for plan in plans) + " |",
        "| --- |" + " ---: |" * len(plans),
        *row("as in the case", {}, MONTHS, case.months),
    ]
    for title, off in causes.items():
        lines += row(f"only this: {title}", off, MONTHS)
    together: dict[str, str | float] = {}
    before = f"{next(iter(causes))}, "
    for n, (title, off) in enumerate(causes.items()):
        together |= off
        if n > 0:
            lines += row(f"{before}*and* {title}", together, MONTHS)
            before = ""
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
        .encode(
            x=alt.X("beyond:Q", title="beyond"),
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash("what:N", legend=None),
        )
        .properties(width=190, height=130)
    )
    return line.facet(alt.Facet("plan:N", title=None, sort=list(table["plan"].unique())), columns=3)


def rewritten(coded: str, aims: str, waits: str, futures: int) -> str:
    """The page with what stands between its markers made anew."""
    text = (
        f"With each type of the case, {futures:,} futures; *breaks*: within ten years, if the plan "
        f"is in force. Intervals of 95 % are up to {100 / futures**0.5:.0f} points wide either "
        f"way.\n\n{coded}\n\nWith `beyond` alone moved, at the whole cost of war; the values' rise "
        f"is that for each 1 that victory is worth beyond a settlement.\n\n{aims}\n\n"
        "![Signing and breaking as aims rise, plan by plan](figures/types-beyond.svg)\n\n"
        f"### What makes it wait\n\nOf the plans that the type which wants most breaks less often "
        f"by more than {100 * FALL:.0f} points: share of {futures // 2} futures in which Russia "
        "breaks them within ten years, if of the type that wants least *and* if of the one that "
        "wants most, in %. What may bring it war on a better foot is taken away, one thing at a "
        f"time, then one more in each row.\n\n{waits}\n"
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + text + END + rest.partition(END)[2]


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    case = interim.load("ukraine-2026")
    coded, falls = as_coded(case, futures)
    waits = why_it_waits(case, falls, futures // 2)
    aims, table = by_aims(case, futures)
    assert np.isfinite(table["share"]).all()
    figure(table).save(FIGURE)
    PAGE.write_text(rewritten(coded, aims, waits, futures), encoding="utf-8")


if __name__ == "__main__":
    main()
