"""Fit the pace of the front in Donetsk to end-2025 and check it on 2026, for the docs.

    .venv/bin/python scripts/fit_front.py occupied_by_oblast_weekly.csv

The file has a column `date` and one column of occupied km2 per oblast, measured weekly (made from
the polygons that DeepStateMAP publishes). Writes docs/figures/ukraine-front.svg and what stands
between the markers in docs/cases/ukraine-front.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

from interim.territory.front import Check, Pace, check, fit, monthly_gains

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "cases" / "ukraine-front.md"
BEGIN, END = "<!-- fit: begin -->", "<!-- fit: end -->"
OBLAST, LAST = "Donetsk", "2025-12"


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    weekly = pd.read_csv(sys.argv[1], parse_dates=["date"], index_col="date")
    gains = monthly_gains(weekly[OBLAST])
    before = gains[:LAST]
    after = gains[len(before) :]
    pace = fit(before)
    found = check(pace, after)
    svg = vl_convert.vegalite_to_svg(figure(gains, after, found).to_json())
    (ROOT / "docs" / "figures" / "ukraine-front.svg").write_text(svg, encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(BEGIN)
    PAGE.write_text(
        f"{head}{BEGIN}\n{told(pace, before, after, found)}\n{END}{rest.split(END)[1]}",
        encoding="utf-8",
    )


def told(pace: Pace, before: pd.Series, after: pd.Series, found: Check) -> str:
    """The fit and the check in words and a table."""
    rows = "\n".join(
        f"| {month:%B %Y} | {seen:.0f} | {median:.0f} ({round(low) + 0:d} to {high:.0f}) |"
        for month, seen, low, median, high in zip(
            after.index, found.observed, found.low, found.median, found.high, strict=True
        )
    )
    low, median, high = found.mean
    return (
        f"Fitted to {pace.months} months, {before.index[0]:%B %Y} to {before.index[-1]:%B %Y}: a "
        f"level of {pace.level:.0f} km2 a month (standard error {pace.level_error:.0f}), a month "
        f"resembling the one before by {pace.persistence:.2f}, and {pace.shock:.0f} km2 that each "
        f"month adds or takes.\n\n"
        f"| month | net gain, km2 | foreseen: median (90 % interval) |\n| --- | --- | --- |\n"
        f"{rows}\n\n"
        f"Of {len(after)} months {found.inside} lie within their interval. Their mean was "
        f"{found.observed_mean:.0f} km2 a month; foreseen were {median:.0f} ({low:.0f} to "
        f"{high:.0f}), and {100 * found.rank:.1f} % of the forecasts lie below what came."
    )


def figure(gains: pd.Series, after: pd.Series, found: Check) -> alt.LayerChart:
    """Monthly gains with what was foreseen of the later ones."""
    observed = pd.DataFrame({"month": gains.index, "km2": gains.to_numpy()})
    band = pd.DataFrame(
        {"month": after.index, "low": found.low, "median": found.median, "high": found.high}
    )
    x = alt.X("month:T", title=None)
    y = alt.Y("km2:Q", title="net gain, km² a month")
    return (
        alt.Chart(band)
        .mark_area(opacity=0.25, color="#0072B2")
        .encode(x=x, y=alt.Y("low:Q", title="net gain, km² a month"), y2="high:Q")
        + alt.Chart(band).mark_line(color="#0072B2", strokeDash=[5, 3]).encode(x=x, y="median:Q")
        + alt.Chart(observed).mark_line(color="#222222", point=True).encode(x=x, y=y)
    ).properties(width=620, height=260)


if __name__ == "__main__":
    main()
