"""Draw how the life of a deal answers to each term of the game, for docs/holding.md.

    .venv/bin/python scripts/statics_figures.py [FUTURES]

Writes docs/figures/statics.svg, docs/figures/statics.csv and the table between the markers in
docs/holding.md. `pages.py` says how many futures the docs show.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

import interim
from interim.case.read import TEMPLATE
from interim.foundation import defaults
from interim.futures import Run
from interim.insight.statics import Response, response

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "holding.md"
BEGIN, END = "<!-- statics: begin -->", "<!-- statics: end -->"

# What is tried: a title, and the quantity in each case.
TERMS: dict[str, dict[str, str]] = {
    "Guarantor's strength against one side": {
        "borderland": "enforcement.guarantors.union.strength.north",
        "ukraine": "enforcement.guarantors.europe.strength.russia",
    },
    "Guarantor's resolve": {
        "borderland": "enforcement.guarantors.union.resolve",
        "ukraine": "enforcement.guarantors.europe.resolve",
    },
    "Detections per incident without a mission": {
        "borderland": "enforcement.monitoring.base",
        "ukraine": "enforcement.monitoring.base",
    },
    "Attribution": {
        "borderland": "enforcement.monitoring.attribution",
        "ukraine": "enforcement.monitoring.attribution",
    },
    "Snapback works": {
        "borderland": "enforcement.effects.force.peacekeepers.snapback",
        "ukraine": "enforcement.effects.sanctions.relief.staged-with-snapback.snapback",
    },
    "Months over which relief is paid": {
        "borderland": "enforcement.effects.sanctions.phased.relief_months",
        "ukraine": "enforcement.effects.sanctions.relief.staged-with-snapback.relief_months",
    },
    "First strike of one side": {
        "borderland": "enforcement.first_strike.north",
        "ukraine": "enforcement.first_strike.russia",
    },
    "Rearmament of one side, per year": {
        "borderland": "enforcement.rearmament.north",
        "ukraine": "enforcement.rearmament.russia",
    },
    "Precision of choice": {
        "borderland": "enforcement.behaviour.precision",
        "ukraine": "enforcement.behaviour.precision",
    },
    "Occasions to reconsider, per year": {
        "borderland": "enforcement.behaviour.opportunity_rate",
        "ukraine": "enforcement.behaviour.opportunity_rate",
    },
    "Accident hazard, per month": {
        "borderland": "enforcement.behaviour.accident_hazard",
        "ukraine": "enforcement.behaviour.accident_hazard",
    },
}

# What the quantities are tried at where the stated range is too narrow to show a turn.
VALUES: dict[str, tuple[float, ...]] = {
    "Guarantor's strength against one side": (0.0, 0.1, 0.2, 0.35, 0.5, 0.75),
    "Guarantor's resolve": (0.02, 0.2, 0.4, 0.6, 0.8, 0.98),
    "Detections per incident without a mission": (0.02, 0.1, 0.3, 0.8, 2.0, 4.0),
    "Attribution": (0.05, 0.2, 0.4, 0.6, 0.8, 0.95),
    "Snapback works": (0.02, 0.2, 0.4, 0.6, 0.8, 0.98),
    "Months over which relief is paid": (1, 12, 36, 72, 120, 180),
    "First strike of one side": (-0.2, -0.1, -0.05, 0.0, 0.05, 0.15),
    "Rearmament of one side, per year": (-0.03, -0.015, 0.0, 0.01, 0.02, 0.04),
    "Precision of choice": (5, 15, 40, 100, 200, 400),
    "Occasions to reconsider, per year": (0.1, 0.3, 0.6, 1.0, 2.0, 4.0),
    "Accident hazard, per month": (0.0002, 0.001, 0.003, 0.01, 0.02, 0.04),
}

# Random cases: the made-up case with every term of the game drawn from a wide range, on a line
# long enough for watchers to miss something.
WIDE: dict[str, str | float] = {
    "enforcement.behaviour.precision": "15 to 300",
    "enforcement.behaviour.opportunity_rate": "0.3 to 3",
    "enforcement.behaviour.accident_hazard": "0.0005 to 0.02",
    "enforcement.monitoring.line_km": "200 to 5000",
    "enforcement.monitoring.people_thousands": "100 to 3000",
    "enforcement.monitoring.attribution": "0.2 to 0.9",
    "enforcement.guarantors.union.resolve": "0.1 to 0.9",
    "enforcement.guarantors.union.strength.north": "0.05 to 0.6",
    "enforcement.effects.force.peacekeepers.snapback": "0.1 to 0.9",
    "enforcement.effects.sanctions.phased.relief_months": "6 to 120",
    "enforcement.rearmament.north": "-0.02 to 0.03",
    "enforcement.rearmament.south": "-0.02 to 0.03",
    "enforcement.first_strike.north": "-0.15 to 0.1",
    "enforcement.first_strike.south": "-0.15 to 0.1",
}

CURVES: dict[str, tuple[str, str, Mapping[str, str | float]]] = {
    "random cases": ("borderland", "interim-rule", WIDE),
    "Ukraine: Joseph, as published": ("ukraine", "joseph-1244", {}),
    "Ukraine: 20-point": ("ukraine", "20-point", {}),
}


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else defaults.RESPONSE
    cases = {"borderland": interim.load(TEMPLATE), "ukraine": interim.load("ukraine-2026")}
    rows: list[dict[str, object]] = []
    shapes: dict[str, dict[str, str]] = {}
    for term, quantities in TERMS.items():
        for curve, (name, plan, settings) in CURVES.items():
            run = Run(futures, settings=settings)
            found = response(cases[name], plan, quantities[name], VALUES[term], run=run)
            shapes.setdefault(term, {})[curve] = summary(found)
            rows += [
                {
                    "term": term,
                    "curve": curve,
                    "value": value,
                    "years": life / 12,
                    "low": (life - half) / 12,
                    "high": (life + half) / 12,
                }
                for value, life, half in zip(
                    found.values.tolist(),
                    found.life.tolist(),
                    found.life_error.tolist(),
                    strict=True,
                )
            ]
        print(term, shapes[term], flush=True)
    table = pd.DataFrame(rows)
    folder = ROOT / "docs" / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "statics.csv", index=False, float_format="%.5g")
    svg = vl_convert.vegalite_to_svg(figure(table).to_json())
    (folder / "statics.svg").write_text(svg, encoding="utf-8")
    write_table(shapes, futures)


def summary(found: Response) -> str:
    """The shape, and the least and longest mean life."""
    years = found.life / 12
    return f"{found.shape} ({years.min():.1f} to {years.max():.1f} years)"


def figure(table: pd.DataFrame) -> alt.VConcatChart:
    """One panel a term: mean life of the deal, with its 95 % interval."""
    colour = alt.Color(
        "curve:N",
        title=None,
        sort=list(CURVES),
        scale=alt.Scale(domain=list(CURVES), range=["#555555", "#0072B2", "#D55E00"]),
        legend=alt.Legend(orient="top"),
    )
    shape = alt.StrokeDash("curve:N", sort=list(CURVES), legend=None)
    panels = []
    for term in TERMS:
        here = table[table["term"] == term]
        x = alt.X("value:Q", title=term)
        y = alt.Y("years:Q", title="mean life, years", scale=alt.Scale(domain=[0, 15]))
        band = (
            alt.Chart(here)
            .mark_area(opacity=0.2)
            .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour)
        )
        line = (
            alt.Chart(here).mark_line(point=True).encode(x=x, y=y, color=colour, strokeDash=shape)
        )
        panels.append((band + line).properties(width=230, height=150))
    lines = [alt.hconcat(*panels[k : k + 3]) for k in range(0, len(panels), 3)]
    return alt.vconcat(*lines).configure_axis(labelFontSize=11, titleFontSize=11)


def write_table(shapes: Mapping[str, Mapping[str, str]], futures: int) -> None:
    """Replace the table between the markers of the docs page."""
    head = "| as this grows | " + " | ".join(CURVES) + " |\n|" + " --- |" * (1 + len(CURVES))
    body = "\n".join(
        f"| {term} | " + " | ".join(found[curve] for curve in CURVES) + " |"
        for term, found in shapes.items()
    )
    told = f"Mean life of a deal in force, {futures:,} futures a value."
    text = f"{BEGIN}\n{told}\n\n{head}\n{body}\n{END}"
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(before + text + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
