"""Figures of how long a deal lasts: survival, endings over time, when it ends, one quantity."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.foundation import words
from interim.history.survival import Curve
from interim.insight.statics import Response
from interim.presentation.figures import (
    BAND,
    CURVE,
    ENDING,
    FAINT,
    INK,
    SINCE,
    _points,
    _svg,
    ending_colours,
)
from interim.presentation.lasting import HELD, Lasting

WIDE, HIGH = 460, 210
ENDS = ("p", "low", "high")
OUTSIDE, SHADE, GHOST = "#8a5a00", "#efe1c4", "#6b6b6b"
UNCHANGED = "the plan unchanged"


def survival(life: Lasting, outside: Curve | None, before: Lasting | None = None) -> Markup:
    """Share of futures in which it is still in force, and settlements like it behind it.

    Args:
        life: the life of the plan.
        outside: of settlements like it.
        before: the life of the plan that a changed one starts from.
    """
    x = _years(life.horizon, SINCE)
    y = _percent("p", "still in force (%)")
    model, others = "the model (share of futures)", "settlements like it (share of settlements)"
    kinds = [(model, ENDING["held"], [1, 0])]
    if outside is not None:
        kinds.append((others, OUTSIDE, [6, 3]))
    if before is not None:
        kinds.append((UNCHANGED, GHOST, [1, 0]))
    # Every layer names all kinds: each would else bring colours of its own.
    legend = alt.Legend(columns=1, labelLimit=400) if len(kinds) > 1 else None
    names = [kind[0] for kind in kinds]
    colour = alt.Color(
        "what:N",
        title=None,
        legend=legend,
        scale=alt.Scale(domain=names, range=[kind[1] for kind in kinds]),
    )
    dash = alt.StrokeDash(
        "what:N",
        title=None,
        legend=legend,
        scale=alt.Scale(domain=names, range=[kind[2] for kind in kinds]),
    )
    layers: list[alt.Chart] = []
    if outside is not None:
        step = alt.Chart(_steps(outside, life.horizon).assign(what=others))
        layers += [
            step.mark_area(color=SHADE, opacity=0.75, interpolate="step-after").encode(
                x, alt.Y("low:Q"), y2="high"
            ),
            step.mark_line(interpolate="step-after", strokeWidth=1.8).encode(x, y, colour, dash),
        ]
    if before is not None:
        ghost = alt.Chart(_curve(before).assign(what=UNCHANGED))
        layers.append(ghost.mark_line(strokeWidth=1.6).encode(x, y, colour, dash))
    base = alt.Chart(_curve(life).assign(what=model))
    layers += [
        base.mark_area(color=BAND, opacity=0.85).encode(x, alt.Y("low:Q"), y2="high"),
        base.mark_line(strokeWidth=2.4).encode(x, y, colour, dash),
    ]
    description = "; ".join(
        f"after {words.count(year, 'year')} {words.brief_chance(life.at(year)[HELD])}"
        for year in life.milestones
    )
    return _svg(
        alt.layer(*layers).properties(width=WIDE, height=HIGH),
        "hold-survival",
        f"{CURVE} {life.plan} is still in force: {description}."
        + (
            f" Behind it, the share of {outside.n} settlements like it that were still in force."
            if outside is not None
            else ""
        ),
    )


def endings(life: Lasting, principals: Sequence[str]) -> Markup:
    """Stacked areas: still in force, and every way of having ended, over time."""
    order = [HELD, *life.ended]
    names = [life.named(kind) for kind in order]
    rows = [
        {"year": month / 12, "p": 100 * chances[row]["p"], "kind": name, "order": place}
        for place, (kind, name) in enumerate(zip(order, names, strict=True))
        for chances in [life.kept if kind == HELD else life.ended[kind]]
        for row, month in enumerate(life.months)
    ]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_area(stroke="white", strokeWidth=0.6)
        .encode(
            _years(life.horizon, SINCE),
            alt.Y(
                "p:Q",
                stack="zero",
                title="share of futures (%)",
                scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(tickCount=5, grid=False),
            ),
            _by_kind(names, order, principals),
            order="order:Q",
        )
        .properties(width=WIDE, height=HIGH)
    )
    last = life.at(life.horizon)
    description = "; ".join(
        f"{name} {words.brief_chance(last[kind])}" for kind, name in zip(order, names, strict=True)
    )
    return _svg(
        chart,
        "hold-endings",
        f"Stacked areas over the years: what has become of {life.plan}. After "
        f"{words.count(life.horizon, 'year')}: {description}.",
    )


def breaches(life: Lasting, principals: Sequence[str]) -> Markup:
    """Bars by year: share of futures in which it ends in that year, with the interval of all."""
    order = list(life.yearly_by)
    names = [life.named(kind) for kind in order]
    rows = [
        {"year": year + 1, "p": 100 * chance["p"], "kind": name, "order": place}
        for place, (kind, name) in enumerate(zip(order, names, strict=True))
        for year, chance in enumerate(life.yearly_by[kind])
    ]
    whole = pd.DataFrame(
        [{"year": year + 1, **_points(chance)} for year, chance in enumerate(life.yearly)]
    )
    x = alt.X("year:O", title="year after it came into force", axis=alt.Axis(labelAngle=0))
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x,
            alt.Y("p:Q", stack="zero", title="ends in that year (% of futures)"),
            _by_kind(names, order, principals),
            order="order:Q",
        )
    )
    rule = alt.Chart(whole).mark_rule(color=INK, strokeWidth=1.4)
    description = "; ".join(
        f"year {year + 1} {words.brief_chance(chance)}" for year, chance in enumerate(life.yearly)
    )
    return _svg(
        alt.layer(bars, rule.encode(x, alt.Y("low:Q"), y2="high")).properties(
            width=WIDE, height=HIGH
        ),
        "hold-breaches",
        f"Bars: share of futures in which {life.plan} ends, by year. {description}.",
    )


def threshold(response: Response, words_for: str, unit: str, middle: float, plan: str) -> Markup:
    """Share of futures in which a plan is kept, along the values of one quantity.

    Args:
        response: the runs.
        words_for: what the quantity is called.
        unit: its unit, or nothing.
        middle: what the case states, in the middle.
        plan: its short title.
    """
    rows = pd.DataFrame(
        [
            {"value": value, **_points(chance)}
            for value, chance in zip(response.values.tolist(), response.kept, strict=True)
        ]
    )
    name = f"{words_for} ({unit})" if unit else words_for
    x = alt.X("value:Q", title=words.plain(name), scale=alt.Scale(zero=False, nice=True))
    y = _percent("p", f"kept for {words.count(response.years, 'year')} (% of futures)")
    base = alt.Chart(rows)
    half = alt.Chart(pd.DataFrame({"y": [50]})).mark_rule(color=FAINT, strokeDash=[3, 3])
    stated = alt.Chart(pd.DataFrame({"x": [middle]})).mark_rule(color=INK, strokeDash=[2, 3])
    shape = "; ".join(
        f"{value:.3g}: {words.brief_chance(chance)}"
        for value, chance in zip(response.values.tolist(), response.kept, strict=True)
    )
    return _svg(
        alt.layer(
            half.encode(y="y:Q"),
            stated.encode(x="x:Q"),
            base.mark_area(color=BAND, opacity=0.85).encode(x, alt.Y("low:Q"), y2="high"),
            base.mark_line(color=ENDING["held"], strokeWidth=2.2).encode(x, y),
            base.mark_point(filled=True, color=ENDING["held"], size=45, opacity=1).encode(x, y),
        ).properties(width=WIDE, height=HIGH),
        "hold-threshold",
        f"{CURVE} {plan} is kept for {words.count(response.years, 'year')}, by {words_for}. "
        f"{shape}.",
    )


def _years(horizon: int, title: str) -> alt.X:
    return alt.X(
        "year:Q",
        title=title,
        scale=alt.Scale(domain=[0, horizon], nice=False),
        axis=alt.Axis(tickCount=min(horizon, 10), format="d", grid=False),
    )


def _percent(field: str, title: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(tickCount=5, grid=False),
    )


def _curve(life: Lasting) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"year": month / 12, **_points(chance)}
            for month, chance in zip(life.months, life.kept, strict=True)
        ]
    )


def _by_kind(names: Sequence[str], order: Sequence[str], principals: Sequence[str]) -> alt.Color:
    """Ways of ending by colour, with a legend in words."""
    return alt.Color(
        "kind:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, range=ending_colours(order, principals)),
        legend=alt.Legend(columns=3),
    )


def _steps(curve: Curve, horizon: int) -> pd.DataFrame:
    """The steps of a survival curve in percent, from the start to the horizon."""
    start = curve.at(0.0)
    assert start is not None  # a curve of at least one arrangement begins at all
    rows = [{"year": 0.0, **_points(start)}]
    for k, year in enumerate(curve.times.tolist()):
        if year > horizon:
            break
        points = (curve.survival[k], curve.low[k], curve.high[k])
        rows.append({"year": year} | {e: 100 * float(v) for e, v in zip(ENDS, points, strict=True)})
    # Nothing is said past the longest life seen.
    rows.append(rows[-1] | {"year": min(float(horizon), float(curve.times[-1]))})
    return pd.DataFrame(rows)
