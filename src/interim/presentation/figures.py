"""Figures of the brief as inline SVG: distributions and intervals, never bare bars of means.

The same colour means the same party in every figure. The palette stays apart under the common
kinds of colour blindness, and shape or position always says the same as colour.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup, escape

from interim.foundation import words
from interim.presentation import notes
from interim.presentation.endings import ending
from interim.presentation.standing import state

PARTY = ("#5e3c99", "#b35806")
"""Purple and orange, the first and the second principal."""
ENDING = {"held": "#1b7f79", "escalated": "#6b6b6b", "lapsed": "#d9c77e"}
RULE = ("#1b6ca8", "#c2477f", "#8c6d1f", "#4b7d2a", "#6b6b6b")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross")
INK, FAINT, BAND = "#1a1a1a", "#b9b9b9", "#bcd9d7"
SINCE = "years since it came into force"
CURVE = "Curve: share of futures in which"

WIDTH = 300
LONG_NAME = 20
"""Letters from which on names of a legend stand below each other."""
ROW = 34
Document = Mapping[str, Any]
AnyChart = (
    alt.Chart
    | alt.LayerChart
    | alt.FacetChart
    | alt.VConcatChart
    | alt.HConcatChart
    | alt.ConcatChart
)


def signing(document: Document, plans: Mapping[str, Mapping[str, Any]]) -> Markup:
    """Chance that each principal signs each plan, with its 95 % interval."""
    parties = [document["parties"].get(p, p) for p in document["principals"]]
    rows = [
        {"plan": result["short"], "party": title, **_points(result["assent"][party])}
        for result in plans.values()
        for party, title in zip(document["principals"], parties, strict=True)
        if words.defined(result["assent"][party])
    ]
    base = _rows(rows, "plan", len(plans)).encode(yOffset=alt.YOffset("party:N", sort=parties))
    named = _legend(parties)
    colour = alt.Color(
        "party:N", title=None, scale=alt.Scale(domain=parties, range=list(PARTY)), legend=named
    )
    shape = alt.Shape(
        "party:N", title=None, scale=alt.Scale(domain=parties, range=["circle", "square"]),
        legend=named,
    )  # fmt: skip
    return _svg(
        alt.layer(
            base.mark_rule(strokeWidth=3).encode(_share_axis("low"), x2="high", color=colour),
            base.mark_point(filled=True, size=70, opacity=1).encode(
                x="p:Q", color=colour, shape=shape
            ),
        ),
        "signing",
        "Dot plot: share of futures in which each party signs each plan. "
        + _description(rows, "plan", "party"),
    )


def survival(document: Document, plan: str) -> Markup:
    """Share of futures in which a plan would still be in force, by year, with its band.

    The curves of the other plans are drawn faintly behind.
    """
    frames = {
        name: _curve(result["survival"])
        for name, result in document["plans"].items()
        if result.get("survival")
    }
    horizon = document["horizon_years"]
    x = alt.X(
        "year:Q",
        title=SINCE,
        scale=alt.Scale(domain=[0, horizon], nice=False),
        axis=alt.Axis(tickCount=6, format="d", grid=False),
    )
    y = alt.Y(
        "p:Q",
        title="still in force (% of futures)",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(tickCount=5, grid=False),
    )
    others = pd.concat(
        [frame.assign(plan=name) for name, frame in frames.items() if name != plan]
        or [frames[plan].head(0).assign(plan=plan)]
    )
    mine = frames[plan]
    chart = alt.layer(
        alt.Chart(others).mark_line(color=FAINT, strokeWidth=1).encode(x, y, detail="plan:N"),
        alt.Chart(mine).mark_area(color=BAND, opacity=0.9).encode(x, alt.Y("low:Q"), y2="high"),
        alt.Chart(mine).mark_line(color=ENDING["held"], strokeWidth=2.2).encode(x, y),
    ).properties(width=230, height=150, title=words.plain(document["plans"][plan]["short"]))
    last = mine.iloc[-1]
    return _svg(
        chart,
        f"survival-{plan}",
        f"{CURVE} {document['plans'][plan]['short']} would still be in "
        f"force, from 100 % at the start to {last['p']:.0f} % ({last['low']:.0f} to "
        f"{last['high']:.0f}) after {last['year']:.0f} years.",
    )


def endings(document: Document, plans: Mapping[str, Mapping[str, Any]]) -> Markup:
    """How each plan would end within the horizon if it were adopted, as shares of futures."""
    parties = document["parties"]
    kinds = list(next(iter(plans.values()))["ends_if_adopted"])
    names = [ending(kind, parties, state(document)) for kind in kinds]
    colours = ending_colours(kinds, document["principals"])
    rows = [
        {"plan": result["short"], "ending": name, "order": i, "p": 100 * chance["p"]}
        for result in plans.values()
        for i, (kind, name) in enumerate(zip(kinds, names, strict=True))
        if (chance := result["ends_if_adopted"][kind])
    ]
    chart = (
        _rows(rows, "plan", len(plans))
        .mark_bar(stroke="white", height=20)
        .encode(
            _share_axis("p", stacked=True),
            color=alt.Color(
                "ending:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=colours),
                legend=_legend(names),
            ),
            order="order:Q",
        )
    )
    return _svg(
        chart,
        "endings",
        "Stacked bars: how each plan would end if it were adopted. "
        + _description(rows, "plan", "ending"),
    )


def ending_colours(kinds: Sequence[str], principals: Sequence[str]) -> list[str]:
    """The colour of each way of ending: that of the party which breaks a deal, or one of its own.

    Args:
        kinds: as the evaluation names them.
        principals: their ids, in the order of the case.
    """
    order = list(principals)
    return [ENDING.get(kind) or PARTY[order.index(kind.removeprefix("reneged:"))] for kind in kinds]


def deaths(plans: Mapping[str, Mapping[str, Any]]) -> Markup:
    """Deaths averted if in force, against no deal: median, 5th to 95th percentile."""
    rows = [
        {"plan": result["short"], **{key: averted[key] / 1000 for key in ("median", "low", "high")}}
        for result in plans.values()
        if (averted := result["deaths_averted_if_adopted"])
    ]
    base = _rows(rows, "plan", len(plans))
    x = alt.X("low:Q", title="deaths averted if in force (thousands)")
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=INK, strokeDash=[3, 3])
    return _svg(
        alt.layer(
            zero.encode(x="x:Q"),
            base.mark_rule(strokeWidth=4, color=ENDING["held"]).encode(x, x2="high"),
            base.mark_point(filled=True, size=80, color=INK, opacity=1).encode(x="median:Q"),
        ),
        "deaths",
        f"Dots and bars: deaths averted {notes.NO_DEAL_IN_THE_SAME} future, in thousands. "
        + "; ".join(
            f"{result['short']} {words.thousand(averted['median'])} ({words.thousands(averted)})"
            for result in plans.values()
            if (averted := result["deaths_averted_if_adopted"])
        ),
    )


def vote(
    results: Mapping[str, Mapping[str, Mapping[str, Any]]],
    *,
    units: Mapping[str, str],
    franchises: Mapping[str, str],
    choice: tuple[str, str],
    threshold: float,
    name: str,
) -> Markup:
    """Share of votes for the first choice, by unit and franchise: median and 5th to 95th.

    Args:
        results: unit -> franchise -> the cell of the evaluation document.
        units: titles of the units.
        franchises: titles of the franchise rules.
        choice: id and title of the first choice.
        threshold: share of votes that it needs.
        name: part of the figure's identifiers, unique in the document.
    """
    rule_names = [franchises[f] for f in next(iter(results.values()))]
    rows = [
        {
            "unit": units[unit],
            "rule": franchises[rule],
            **{key: 100 * share[key] for key in ("median", "low", "high")},
        }
        for unit, by_rule in results.items()
        for rule, cell in by_rule.items()
        if (share := cell["for"][choice[0]])
    ]
    height = max(ROW, 14 * len(rule_names) + 8)
    base = _rows(rows, "unit", len(results), height).encode(
        yOffset=alt.YOffset("rule:N", sort=rule_names),
        color=alt.Color(
            "rule:N",
            title=None,
            sort=rule_names,
            scale=alt.Scale(domain=rule_names, range=list(RULE)),
            legend=alt.Legend(orient="top", columns=1, labelLimit=400),
        ),
    )
    x = alt.X(
        "low:Q", title=f"votes for: {words.plain(choice[1])} (%)", scale=alt.Scale(domain=[0, 100])
    )
    needed = alt.Chart(pd.DataFrame({"x": [100 * threshold]})).mark_rule(
        color=INK, strokeDash=[3, 3]
    )
    return _svg(
        alt.layer(
            needed.encode(x="x:Q"),
            base.mark_rule(strokeWidth=3).encode(x, x2="high"),
            base.mark_point(filled=True, size=60, opacity=1).encode(
                x="median:Q",
                shape=alt.Shape(
                    "rule:N",
                    title=None,
                    sort=rule_names,
                    scale=alt.Scale(domain=rule_names, range=list(MARKS)),
                ),
            ),
        ),
        name,
        f"Dot plot: votes for {choice[1]}, by region and by who may vote. "
        + "; ".join(
            f"{r['unit']}, {r['rule']}: {r['median']:.0f} % ({r['low']:.0f} to {r['high']:.0f})"
            for r in rows
        ),
    )


def _points(probability: Mapping[str, Any]) -> dict[str, float]:
    return {key: 100 * probability[key] for key in ("p", "low", "high")}


def _rows(rows: list[dict[str, Any]], name: str, count: int, height: int = ROW) -> alt.Chart:
    """A chart with one row per name, in the order given."""
    frame = pd.DataFrame(rows)
    frame[name] = frame[name].map(words.plain)
    order = list(dict.fromkeys(frame[name]))
    y = alt.Y(f"{name}:N", sort=order, title=None, axis=alt.Axis(labelLimit=150))
    return alt.Chart(frame, width=WIDTH, height=height * max(count, 1)).encode(y)


def _share_axis(field: str, *, stacked: bool = False) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="share of futures (%)",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(values=list(range(0, 101, 20))),
        stack="zero" if stacked else None,
    )


def _curve(survival: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    frame = pd.DataFrame({key: survival[key] for key in ("months", "p", "low", "high")})
    frame[["p", "low", "high"]] *= 100
    return frame.assign(year=frame["months"] / 12)


def _description(rows: Sequence[Mapping[str, Any]], first: str, second: str) -> str:
    """The numbers of a figure in words, for those who do not see it."""
    parts = []
    for row in rows:
        span = f" ({row['low']:.0f} to {row['high']:.0f})" if "low" in row else ""
        parts.append(f"{row[first]}, {row[second]}: {row['p']:.0f} %{span}")
    return "; ".join(parts)


def _svg(chart: AnyChart, name: str, description: str) -> Markup:
    """Draw a chart and make the drawing fit to stand inside a page among others."""
    stream = io.StringIO()
    _styled(chart).save(stream, format="svg")
    svg = stream.getvalue()
    # One label for the whole says more than hundreds for its parts, and takes less room.
    svg = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    # Every drawing numbers its clip paths from one; in one page they must not collide.
    unique = re.sub(r"[^a-z0-9-]", "-", name.lower())
    svg = re.sub(r'id="([^"]+)"', rf'id="{unique}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{unique}-\1)", svg)
    svg = re.sub(r' (?:xmlns:xlink|version|class)="[^"]*"', "", svg)
    svg = svg.replace(
        "<svg ", f'<svg role="img" aria-label="{escape(words.plain(description))}" ', 1
    )
    return Markup(svg)


def _legend(names: Sequence[str]) -> alt.Legend:
    """A legend of names beside each other, or below each other where they are long.

    A browser's letters may be wider than those by which places are worked out.
    """
    return alt.Legend(columns=1 if max(map(len, names)) > LONG_NAME else 2, labelLimit=400)


def _styled(chart: AnyChart) -> AnyChart:
    styled: AnyChart = (
        chart.configure(background="transparent", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            gridColor="#e3e3e3",
        )
        .configure_title(fontSize=13, color=INK, anchor="start")
        .configure_legend(orient="top", labelFontSize=12, labelColor=INK, symbolOpacity=1)
    )
    return styled
