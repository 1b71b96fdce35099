"""How votes answer to what the war costs those who vote: figure and table of docs/votes.md.

    .venv/bin/python scripts/war_cost_figure.py [FUTURES]

The same futures with the monthly cost of the war to Ukraine set to one value after another; only
what the two bodies pass is worked out. Takes a minute with the 1,000 futures that the docs show.
"""

from __future__ import annotations

import sys
from pathlib import Path

import altair as alt
import pandas as pd

import interim
from interim.case.model import Case
from interim.foundation import words
from interim.foundation.estimates import mean_chance
from interim.futures import Run, draw
from interim.stages.adoption import adoption
from interim.stages.value import value
from interim.stages.war import war

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "votes.md"
FIGURE = ROOT / "docs" / "figures" / "votes-war-cost.svg"
COST = "war.belligerents.ukraine.monthly_cost"
COSTS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
SHOWN = (0.05, 0.35, 0.65, 0.95)
PLANS = ("joseph-1244", "joseph-1244-symmetric", "us-zone-2026")
BODIES = {"ukrainian-referendum": "referendum", "verkhovna-rada": "Verkhovna Rada"}
COLOURS = ["#1b6ca8", "#c2477f", "#8c6d1f"]
BEGIN, END = "<!-- war cost: begin -->\n", "<!-- war cost: end -->"


def passing(case: Case, cost: float, futures: int) -> list[dict[str, object]]:
    """The chance that each body passes each plan at one cost of the war."""
    drawn = draw(case, Run(futures, settings={COST: cost}))
    fought = war(case, drawn)
    rows: list[dict[str, object]] = []
    for plan in PLANS:
        worth = value(case, case.plans[plan], drawn)
        passes = adoption(case, case.plans[plan], drawn, value=worth, war=fought).passes
        for body, title in BODIES.items():
            stated = mean_chance(passes[body])
            assert stated is not None
            ends = {name: 100 * stated[name] for name in ("p", "low", "high")}
            rows.append({"plan": case.plans[plan].short, "body": title, "cost": cost, **ends})
            rows[-1]["said"] = words.bounded(stated)
    return rows


def figure(table: pd.DataFrame) -> alt.FacetChart:
    """One panel a body: share of futures in which it passes each plan, with its interval."""
    colour = alt.Color(
        "plan:N",
        title=None,
        scale=alt.Scale(domain=list(dict.fromkeys(table["plan"])), range=COLOURS),
        legend=alt.Legend(orient="top"),
    )
    x = alt.X("cost:Q", title="cost of a month of war to Ukraine")
    y = alt.Y("p:Q", title="passes, % of futures", scale=alt.Scale(domain=[0, 100]))
    dash = alt.StrokeDash("plan:N", sort=list(dict.fromkeys(table["plan"])), legend=None)
    base = alt.Chart(table)
    band = base.mark_area(opacity=0.2).encode(x=x, y="low:Q", y2="high:Q", color=colour)
    line = base.mark_line(point=True).encode(x=x, y=y, color=colour, strokeDash=dash)
    panel = (band + line).properties(width=290, height=190)
    return panel.facet(alt.Column("body:N", title=None))


def rewritten(table: pd.DataFrame, futures: int) -> str:
    """The page with the table between its markers made anew."""
    cells = {(r["plan"], r["body"], r["cost"]): r["said"] for _, r in table.iterrows()}
    lines = [
        "| plan, body | " + " | ".join(f"at {cost:g}" for cost in SHOWN) + " |",
        "|" + " --- |" * (1 + len(SHOWN)),
    ]
    for plan in dict.fromkeys(table["plan"]):
        for body in BODIES.values():
            row = (cells[plan, body, cost] for cost in SHOWN)
            lines.append(f"| {plan}: {body} | " + " | ".join(row) + " |")
    note = (
        f"\n\nChance of passing in {futures:,} futures at a cost of a month of war to Ukraine, "
        "as a share of what the month could bring (`scripts/war_cost_figure.py`).\n"
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return before + BEGIN + "\n".join(lines) + note + END + after


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    case = interim.load("ukraine-2026")
    table = pd.DataFrame([row for cost in COSTS for row in passing(case, cost, futures)])
    figure(table.drop(columns="said")).save(FIGURE)
    PAGE.write_text(rewritten(table, futures), encoding="utf-8")


if __name__ == "__main__":
    main()
