"""The picture of a vote on status: each unit under each rule for who may vote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from interim.foundation import words
from interim.presentation import voters

INK, FAINT = "#1a1a1a", "#b9b9b9"
SHADES = ("#1b6ca8", "#b3246b", "#1b7f79", "#9a6a00", "#5b4b8a", "#4d4d4d")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Every rule has a shape of its own, for who cannot tell the colours apart."""
WIDE, LINE = 520, 15

Chart = alt.VConcatChart


def figure(document: Mapping[str, Any]) -> Chart:
    """Draw the vote: shares with their spans, and chances with their intervals.

    Args:
        document: the document of ``interim referendum --json``.
    """
    rules = list(document["franchises"].values())
    first = words.plain(next(iter(document["choices"].values())))
    rows = pd.DataFrame(_rows(document))
    chances = pd.DataFrame(_chances(document))
    title = alt.TitleParams(
        words.plain(voters.headline(document)),
        subtitle=[
            f"{words.count(document['futures'], 'future')}, seed {document['seed']}. Bars: share "
            "of the count in 90 % of futures, campaign included; mark: its middle.",
            "Shares of futures under the assumptions of referendum.yaml, not a forecast.",
        ],
        anchor="start",
        color=INK,
    )
    units = [words.plain(name) for name in document["units"].values()]
    base = alt.Chart(rows).properties(width=WIDE, height=alt.Step(LINE))
    y = alt.Y("unit:N", sort=units, title=None, axis=alt.Axis(labelLimit=220))
    offset = alt.YOffset("rule:N", sort=rules)
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=500)
    colour = alt.Color(
        "rule:N", scale=alt.Scale(domain=rules, range=_of(SHADES, len(rules))), legend=legend
    )
    shape = alt.Shape(
        "rule:N", scale=alt.Scale(domain=rules, range=_of(SHAPES, len(rules))), legend=legend
    )
    axis = alt.Axis(format=".0%")
    x = alt.X("low:Q", title=f"votes for: {first}", axis=axis, scale=alt.Scale(domain=[0, 1]))
    half = alt.Chart(pd.DataFrame({"at": [0.5]})).mark_rule(color=FAINT, strokeDash=[4, 3])
    votes = alt.layer(
        half.encode(alt.X("at:Q")),
        base.mark_rule(strokeWidth=3, opacity=0.45).encode(x, y, alt.X2("high:Q"), offset, colour),
        base.mark_point(filled=True, size=55, opacity=1).encode(
            alt.X("median:Q"), y, offset, colour, shape
        ),
    )
    bars = alt.Chart(chances).properties(width=WIDE, height=alt.Step(LINE + 5))
    decided = alt.layer(
        bars.mark_bar(color=FAINT, height=9).encode(
            alt.X(
                "p:Q",
                title=f"chance that {voters.OPPOSITE}",
                axis=axis,
                scale=alt.Scale(domain=[0, 1]),
            ),
            y,
        ),
        bars.mark_rule(color=INK, strokeWidth=2).encode(alt.X("low:Q"), alt.X2("high:Q"), y),
    )
    return alt.vconcat(votes, decided).properties(title=title).configure_view(stroke=None)


def _rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "unit": words.plain(document["units"][unit]),
            "rule": title,
            **document["referendum"][unit][rule]["result"],
        }
        for unit in document["units"]
        for rule, title in document["franchises"].items()
    ]


def _chances(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"unit": words.plain(title), **document["referendum"][unit]["decided_by_franchise"]}
        for unit, title in document["units"].items()
    ]


def _of(marks: tuple[str, ...], number: int) -> list[str]:
    return [marks[k % len(marks)] for k in range(number)]
