"""Figures of what drives an answer: a tornado, and the lenses side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.foundation import words
from interim.presentation import notes
from interim.presentation.explaining import Swing, explains
from interim.presentation.figures import INK, _points, _share_axis, _svg

PROVENANCE = {
    "measured": ("#1b6ca8", "circle"),
    "derived": ("#1b7f79", "square"),
    "fitted": ("#5b4b8a", "triangle-up"),
    "elicited": ("#8a4b6b", "triangle-down"),
    "judged": ("#a3480a", "diamond"),
}
SHOWN = {"signed": "#5b4b8a", "holds": "#1b7f79"}
WIDE, ROW = 330, 26


def tornado(
    document: Mapping[str, Any],
    drivers: Sequence[tuple[Mapping[str, Any], Swing]],
    name: str = "plan",
) -> Markup:
    """The outcome where a quantity is low and where it is high, the strongest first.

    Args:
        document: the document of ``interim explain --json``.
        drivers: entries of its `drivers`, each with its swing; at least one.
        name: what sets the drawing apart from others of its kind on a page.
    """
    names = [words.plain(driver["words"]) for driver, _ in drivers]
    ends = [
        {"name": name, "kind": driver["provenance"], "end": end, **_points(chance)}
        for name, (driver, swing) in zip(names, drivers, strict=True)
        for end, chance in (("low", swing.low), ("high", swing.high))
    ]
    bars = [
        {"name": name, "kind": driver["provenance"], "a": 100 * s.low["p"], "b": 100 * s.high["p"]}
        for name, (driver, s) in zip(names, drivers, strict=True)
    ]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=290))
    kinds = [kind for kind in PROVENANCE if any(bar["kind"] == kind for bar in bars)]
    shades = alt.Scale(domain=kinds, range=[PROVENANCE[kind][0] for kind in kinds])
    colour = alt.Color("kind:N", title=None, scale=shades)
    shape = alt.Shape(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=kinds, range=[PROVENANCE[kind][1] for kind in kinds]),
    )
    fill = alt.Fill("kind:N", title=None, scale=shades)
    whole = pd.DataFrame([{"x": 100 * document["p"]["p"]}])
    points = alt.Chart(pd.DataFrame(ends))
    filled = alt.FillOpacity(
        "end:N", legend=None, scale=alt.Scale(domain=["low", "high"], range=[0, 1])
    )
    chart = alt.layer(
        alt.Chart(whole).mark_rule(color=INK, strokeDash=[3, 3]).encode(x="x:Q"),
        points.mark_rule(strokeWidth=1).encode(_share_axis("low"), y, x2="high", color=colour),
        alt.Chart(pd.DataFrame(bars))
        .mark_rule(strokeWidth=5, opacity=0.3)
        .encode(_share_axis("a"), y, x2="b", color=colour),
        points.mark_point(size=75, strokeWidth=1.6).encode(
            alt.X("p:Q"), y, color=colour, fill=fill, fillOpacity=filled, shape=shape
        ),
    ).properties(width=WIDE, height=ROW * len(names))
    description = "; ".join(
        f"{name}, {driver['provenance']}, alone explains {explains(driver)}: "
        f"{words.brief_chance(swing.low)} {notes.LOW.lower()}, "
        f"{words.brief_chance(swing.high)} {notes.HIGH.lower()}"
        for name, (driver, swing) in zip(names, drivers, strict=True)
    )
    return _svg(
        chart,
        f"explain-tornado-{name}",
        f"Tornado: share of futures in which {document['outcome_in_words']}, where each quantity "
        f"is low and where it is high. {description}.",
    )


def lenses(document: Mapping[str, Any], plan: str, years: int) -> Markup:
    """Under each view of the facts: who would sign together, and whether it would hold.

    Args:
        document: the document of ``interim lenses --json``.
        plan: id of the plan.
        years: for how long it must hold.
    """
    measures = {"signed": "both sign", "holds": f"in force, it holds {years} years"}
    rows: list[dict[str, Any]] = []
    for view in document["lenses"].values():
        result = view["plans"][plan]
        for key, chance in (
            ("signed", result["signed"]),
            ("holds", result["holds_if_adopted"][str(years)]),
        ):
            if words.defined(chance):
                rows.append(
                    {"view": words.plain(view["title"]), "what": measures[key], **_points(chance)}
                )
    names = list(dict.fromkeys(row["view"] for row in rows))
    kinds = list(measures.values())
    y = alt.Y("view:N", sort=names, title=None, axis=alt.Axis(labelLimit=240))
    offset = alt.YOffset("what:N", sort=kinds)
    colour = alt.Color(
        "what:N", title=None, scale=alt.Scale(domain=kinds, range=list(SHOWN.values()))
    )
    shape = alt.Shape(
        "what:N", title=None, scale=alt.Scale(domain=kinds, range=["square", "circle"])
    )
    base = alt.Chart(pd.DataFrame(rows)).encode(y, offset)
    chart = alt.layer(
        base.mark_rule(strokeWidth=3).encode(_share_axis("low"), x2="high", color=colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            alt.X("p:Q"), color=colour, shape=shape
        ),
    ).properties(width=WIDE, height=28 * len(names))
    description = "; ".join(
        f"{row['view']}, {row['what']}: {row['p']:.0f} % ({row['low']:.0f} to {row['high']:.0f})"
        for row in rows
    )
    return _svg(chart, f"explain-lenses-{plan}", f"Dot plot by view of the facts. {description}.")
