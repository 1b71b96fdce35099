"""Draw what the plans of the Ukraine case depend on, for docs/explain.md.

    .venv/bin/python scripts/explain_figures.py [FUTURES [PLAN...]]

Writes docs/figures/explain-holds-10.svg, explain-signed.svg and the tables between the markers in
docs/explain.md. `pages.py` says how many futures the docs show.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

import interim
from interim.foundation import defaults, words
from interim.foundation.cache import user_cache
from interim.futures import Run
from interim.insight.explain import explain

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explain.md"
OUTCOMES = {"holds-10": "holds ten years once in force", "signed": "is signed by both sides"}
PLANS = ["28-point", "20-point", "joseph-1244", "freeze"]
SHOWN = 9


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else defaults.EVALUATION
    case = interim.load("ukraine-2026")
    plans = sys.argv[2:] or PLANS
    page = PAGE.read_text(encoding="utf-8")
    for outcome in OUTCOMES:
        found = {}
        for plan in plans:
            print(outcome, plan, flush=True)
            found[plan] = explain(case, plan, outcome=outcome, run=Run(futures), cache=user_cache())
        path = ROOT / "docs" / "figures" / f"explain-{outcome}.svg"
        path.write_text(drawn(found, outcome), encoding="utf-8")
        begin, end = (f"<!-- {outcome}: {side} -->" for side in ("begin", "end"))
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{told(found, futures)}\n{end}{after}"
        PAGE.write_text(page, encoding="utf-8")


def drawn(found: Mapping[str, Mapping[str, Any]], outcome: str) -> str:
    """The strongest drivers of every plan, as dots with their intervals."""
    rows = [
        {
            "plan": document["plan_title"],
            "quantity": driver["words"],
            **{end: 100 * driver[end] for end in ("index", "low", "high")},
        }
        for document in found.values()
        for driver in document["drivers"]
        if driver["clear"]
    ]
    table = pd.DataFrame(rows)
    order = table.groupby("quantity")["index"].max().nlargest(SHOWN).index.tolist()
    table = table[table["quantity"].isin(order)]
    base = alt.Chart(table).encode(
        y=alt.Y("quantity:N", sort=order, title=None, axis=alt.Axis(labelLimit=420)),
        yOffset="plan:N",
        color=alt.Color("plan:N", title=None, scale=alt.Scale(scheme="tableau10")),
    )
    chart = (
        base.mark_rule().encode(x=alt.X("low:Q", title="alone explains, %"), x2="high:Q")
        + base.mark_point(filled=True, size=28, opacity=1).encode(x="index:Q")
    ).properties(
        width=380,
        height=44 * len(order),
        title=f"What decides whether a plan {OUTCOMES[outcome]}",
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg.rstrip() + "\n"


def told(found: Mapping[str, Mapping[str, Any]], futures: int) -> str:
    """One row per plan: its chance, its strongest drivers, a box, and what would be needed."""
    lines = [
        f"{futures:,} futures a plan, seed 1.",
        "",
        "| plan | so it is in | strongest drivers, and what they explain alone | where it fails "
        "or comes about | what takes it to half of the futures |",
        "| --- | --- | --- | --- | --- |",
    ]
    for document in found.values():
        cells = (
            document["plan_title"],
            words.chance(document["p"]),
            "; ".join(_driver(one) for one in document["drivers"][:3] if one["clear"]),
            _box(document),
            _needed(document),
        )
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)


def _driver(one: Mapping[str, Any]) -> str:
    share, low, high = (100 * one[end] for end in ("index", "low", "high"))
    return f"{one['words']} {share:.1f} % ({low:.1f}-{high:.1f})"


def _box(document: Mapping[str, Any]) -> str:
    if not document["boxes"]:
        return "no box stands out"
    box = document["boxes"][0]
    side = "it comes about" if box["happens"] else "it fails"
    conditions = words.listed(box["words"])
    return (
        f"{side} in {words.chance(box['density'])} where {conditions} "
        f"({words.brief_chance(box['base'])} in all)"
    )


def _needed(document: Mapping[str, Any]) -> str:
    reached = [one for one in document["thresholds"] if one["reached"]]
    if reached:
        first = reached[0]
        return (
            f"{first['words']} at {first['at']:.3g} instead of {first['middle']:.3g} "
            f"(then {words.chance(first['p'])})"
        )
    for several in (document["pair"], document["together"]):
        if several and several["reached"]:
            names = words.listed([one["words"] for one in several["settings"]])
            return f"together: {names} (then {words.chance(several['p'])})"
    most = document["together"] or document["pair"]
    if most is None:
        return "nothing tried reaches it"
    number = words.count(len(most["settings"]), "quantity", "quantities")
    return f"not reached: {number} at favourable ends give {words.chance(most['p'])}"


if __name__ == "__main__":
    main()
