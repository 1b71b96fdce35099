"""Figure of shares as one number after another is changed: what pressure on talks does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.foundation.estimates import Probability
from interim.presentation import talks_words
from interim.presentation.figures import BAND, ENDING, INK, AnyChart, _svg

WIDE, HIGH = 158, 180
COLOURS = (INK, ENDING["held"])
STEP = 10
"""Percent of futures, to a multiple of which the axis of all panels reaches."""
APART = 0.16
"""Least distance of the two labels, as a share of the axis."""
PADDING = {"left": 5, "top": 5, "right": 30, "bottom": 5}
"""Room at the right for who has wider letters than those that the drawing is measured with."""
LOWEST = 0.1
"""Where the lower of them stands at least, likewise."""


class Panel(NamedTuple):
    """Shares at the values of one number.

    Attributes:
        title: what heads the panel.
        unit: what stands below it.
        span: lowest and highest value that the case holds likely.
        today: where the case as it stands is drawn.
        values: value -> what happens -> the share of futures in which it does.
    """

    title: str
    unit: str
    span: tuple[float, float]
    today: float
    values: Mapping[float, Mapping[str, Probability]]


def pressed(panels: Sequence[Panel]) -> Markup:
    """The panels side by side: points with their 95 % intervals on a thin line.

    Args:
        panels: each with the same two things that happen, in the same futures.
    """
    rows = [list(_rows(panel)) for panel in panels]
    top = _top([row["high"] for each in rows for row in each])
    charts = [
        _chart(panel, pd.DataFrame(each), top, first=k == 0, last=k == len(panels) - 1)
        for k, (panel, each) in enumerate(zip(panels, rows, strict=True))
    ]
    said = " ".join(_said(panel) for panel in panels)
    whole = alt.hconcat(*charts, spacing=14).properties(padding=PADDING)
    return _svg(whole, "pressure", said)


def _rows(panel: Panel) -> Iterator[dict[str, Any]]:
    for x, shares in sorted(panel.values.items()):
        for what, share in shares.items():
            ends = {"p": share["p"], "low": share["low"], "high": share["high"]}
            yield {"x": x, "what": what, "today": x == panel.today} | {
                end: 100 * at for end, at in ends.items()
            }


def _top(highs: Sequence[float]) -> float:
    return min(100.0, STEP * math.ceil(max(highs) / STEP)) or STEP


def _chart(panel: Panel, rows: pd.DataFrame, top: float, *, first: bool, last: bool) -> AnyChart:
    """One number.

    Args:
        panel: the number.
        rows: what is drawn of it.
        top: how far the axis reaches, in percent.
        first: whether it has the labels of the axis.
        last: whether the lines are named at their ends.
    """
    what = list(dict.fromkeys(rows["what"]))
    low, high = min(rows["x"]), max(rows["x"])
    x = alt.X(
        "x:Q",
        title=panel.unit,
        scale=alt.Scale(domain=[min(low, 0), high], nice=False, padding=8),
        axis=alt.Axis(grid=False, tickCount=4),
    )
    y = alt.Y(
        "p:Q",
        title="% of futures" if first else None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(tickCount=4, labelOpacity=int(first), ticks=first, domain=first),
    )
    colour = alt.Color("what:N", legend=None, scale=alt.Scale(domain=what, range=list(COLOURS)))
    span = pd.DataFrame([{"x": panel.span[0], "end": panel.span[1]}])
    shares = alt.Chart(rows)
    today = shares.transform_filter("datum.today")
    layers = [
        alt.Chart(span).mark_rect(fill=BAND, fillOpacity=0.35).encode(x, alt.X2("end")),
        alt.Chart(pd.DataFrame([{"x": panel.today}]))
        .mark_rule(color=INK, strokeDash=[1, 4], strokeWidth=0.8)
        .encode(x),
        shares.mark_line(strokeWidth=1).encode(x, y, colour),
        shares.mark_rule(strokeWidth=1.8).encode(x, alt.Y("low:Q"), alt.Y2("high"), colour),
        shares.mark_point(filled=True, size=44, opacity=1).encode(x, y, colour),
        today.mark_point(fill="white", size=52, opacity=1, strokeWidth=2).encode(
            x, y, stroke=alt.Stroke("what:N", legend=None, scale=colour["scale"])
        ),
    ]
    if last:
        names = pd.DataFrame(_names(rows[rows["x"] == high], top))
        layers.append(
            alt.Chart(names)
            .mark_text(align="left", dx=9, fontSize=12, lineBreak="\n")
            .encode(x, y, text="text:N", color=colour)
        )
    title = alt.TitleParams(panel.title, frame="group")
    return alt.layer(*layers).properties(width=WIDE, height=HIGH, title=title)


def _names(ends: pd.DataFrame, top: float) -> list[dict[str, Any]]:
    """What the lines are called, on two lines each, apart from each other."""
    found = ends.sort_values("p").to_dict("records")
    place = (LOWEST - APART) * top
    names = []
    for row in found:
        place = max(row["p"], place + APART * top)
        head, _, rest = str(row["what"]).partition(" ")
        middle = rest.partition(" ")
        text = f"{head} {middle[0]}\n{middle[2]}"
        names.append({"x": row["x"], "p": place, "what": row["what"], "text": text})
    return names


def _said(panel: Panel) -> str:
    """The panel for those who do not see it."""
    parts = []
    for x, shares in sorted(panel.values.items()):
        at = " (as the case stands)" if x == panel.today else ""
        found = (f"{what} {talks_words.brief(share)}" for what, share in shares.items())
        parts.append(f"at {x:g}{at} {', '.join(found)}")
    return f"{panel.title}, {panel.unit}: {'; '.join(parts)}."
