"""Figures of talks: which text is signed by when, what is in force, and when both would sign."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.foundation import words
from interim.presentation import talks_words
from interim.presentation.figures import BAND, ENDING, INK, AnyChart, _svg

Document = Mapping[str, Any]

WIDE, HIGH, LOW = 236, 120, 50
SIGNED, FORCE, RIPE = INK, ENDING["held"], "#8f8a80"
ANY = "Any text"
BESIDE = 2
"""Panels in one row of a drawing that holds all."""
STEP = 10
"""Percent of futures, to a multiple of which the axis of all panels reaches."""


def panels(document: Document, most: int | None = None) -> list[Markup]:
    """A panel for any text, and one for each that is signed at all, most often signed first.

    Args:
        document: the document of ``interim talks --json``.
        most: panels of single texts; by default all.

    Returns:
        Drawings with the same axes; empty where no text that is shown is ever signed.
    """
    return [
        _svg(chart, f"when-{plan or 'any'}", _said(document, plan))
        for plan, chart in _charts(document, most)
    ]


def sheet(document: Document, most: int) -> Markup:
    """The panels of any text and of the `most` that are signed most often, in one drawing.

    Args:
        document: the document of ``interim talks --json``, with a text that is signed at all.
        most: panels of single texts.
    """
    plans, charts = zip(*_charts(document, most), strict=True)
    whole = alt.concat(*charts, columns=BESIDE, spacing={"row": 26, "column": 34})
    return _svg(whole, "when", " ".join(_said(document, plan) for plan in plans))


def _charts(document: Document, most: int | None) -> list[tuple[str | None, AnyChart]]:
    """Each text that has a panel, None for any, with its chart."""
    texts = talks_words.signed_at_all(document)[:most]
    if not texts:
        return []
    top = _top(document, texts)
    # Where only some texts are shown, what is in force of all of them is not known by month.
    whole = [None] if len(document["shown"]) == len(document["menu"]) > 1 else []
    shown = [*whole, *texts]
    return [(plan, _panel(document, plan, top, named=plan == shown[0])) for plan in shown]


def _panel(document: Document, plan: str | None, top: float, *, named: bool) -> AnyChart:
    """One text, or all where there is none: signed and in force above, ripeness below.

    Args:
        document: the document.
        plan: the text.
        top: how far the axis reaches, in percent.
        named: whether the curves are labelled.
    """
    signed, force = _lines(document, plan)
    x = _years(len(document["months"]), "years from today" if plan is None else "")
    y = alt.Y(
        "p:Q",
        title="% of futures",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(values=_ticks(top), titlePadding=6),
    )
    marks = pd.DataFrame(_marks(document, plan))
    rule = alt.Chart(marks).mark_rule(strokeWidth=1.4)
    ends = rule.encode(x, alt.Y("low:Q"), y2="high")
    layers = [
        alt.Chart(_frame(force)).mark_area(color=BAND).encode(x, y),
        alt.Chart(_frame(force)).mark_line(color=FORCE, strokeWidth=1.4).encode(x, y),
        alt.Chart(_frame(signed)).mark_line(color=SIGNED, strokeWidth=2).encode(x, y),
        ends.transform_filter("datum.what == 'in_force'").encode(color=alt.value(FORCE)),
        ends.transform_filter("datum.what == 'signed'").encode(color=alt.value(SIGNED)),
    ]
    if named:
        labels = pd.DataFrame(_labels(signed, force, top))
        layers += [
            alt.Chart(labels)
            .mark_text(align="left", baseline="bottom", dy=-3, fontSize=12)
            .encode(x, y, text="text:N", color=alt.Color("colour:N", scale=None))
        ]
    heading = alt.TitleParams(_title(document, plan), subtitle=_found(document, plan))
    upper = alt.layer(*layers).properties(width=WIDE, height=HIGH, title=heading)
    if plan is None:
        return upper
    lower = (
        alt.Chart(_frame(document["ripe"][plan]).dropna())
        .mark_area(color=RIPE, opacity=0.85)
        .encode(
            _years(len(document["months"]), "years from today"),
            alt.Y(
                "p:Q",
                title="both would",
                scale=alt.Scale(domain=[0, _ripest(document)], nice=False),
                axis=alt.Axis(values=[0, _ripest(document)], titlePadding=6),
            ),
        )
        .properties(width=WIDE, height=LOW)
    )
    return alt.vconcat(upper, lower, spacing=10)


def _title(document: Document, plan: str | None) -> str:
    return ANY if plan is None else words.plain(document["titles"][plan])


def _labels(signed: Sequence[float], force: Sequence[float], top: float) -> list[dict[str, Any]]:
    """What the curves are called, where there is room for it."""
    month = len(signed) * 2 // 5
    at, below = 100 * signed[month], 100 * force[month]
    year = (month + 1) / 12
    labels = [{"year": year, "p": at, "text": "signed", "colour": SIGNED}]
    if at - below > top / 6:
        labels.append({"year": year, "p": below, "text": "in force", "colour": FORCE})
    return labels


def _lines(document: Document, plan: str | None) -> tuple[Sequence[float], Sequence[float]]:
    """Shares by month: signed, and in force."""
    if plan is not None:
        return document["signed"][plan], document["in_force"][plan]
    force = zip(*document["in_force"].values(), strict=True)
    return document["any"], [sum(shares) for shares in force]


def _frame(shares: Sequence[float | None]) -> pd.DataFrame:
    """Shares by month in percent, by year after today."""
    rows = [
        {"year": (month + 1) / 12, "p": None if share is None else 100 * share}
        for month, share in enumerate(shares)
    ]
    return pd.DataFrame(rows).astype(float)


def _marks(document: Document, plan: str | None) -> list[dict[str, Any]]:
    """The 95 % intervals after some years; those of what is in force stand a little to the left."""
    rows = []
    for year, whole in document["within"].items():
        found = whole if plan is None else whole["plans"][plan]
        for what, aside in (("signed", 0.0), ("in_force", -0.12)):
            if words.defined(found[what]):
                ends = {end: 100 * found[what][end] for end in ("low", "high")}
                rows.append({"year": int(year) + aside, "what": what, **ends})
    return rows


def _top(document: Document, texts: Sequence[str]) -> float:
    """How far the axis of all panels reaches, in percent."""
    whole = document["within"].values()
    highs = [each["signed"]["high"] for each in whole]
    highs += [each["plans"][plan]["signed"]["high"] for each in whole for plan in texts]
    return min(100.0, STEP * math.ceil(100 * max(highs) / STEP))


def _ripest(document: Document) -> float:
    """How far the axis of ripeness reaches in all panels, in percent."""
    shares = [s for plan in document["shown"] for s in document["ripe"][plan] if s is not None]
    return min(100.0, STEP * math.ceil(100 * max([0.01, *shares]) / STEP))


def _ticks(top: float) -> list[float]:
    return [0, top / 2, top]


def _years(months: int, title: str) -> alt.X:
    horizon = months // 12
    return alt.X(
        "year:Q",
        title=title,
        scale=alt.Scale(domain=[0, max(months / 12, 1)], nice=False),
        axis=alt.Axis(tickCount=min(horizon, 5), format="d", grid=False),
    )


def _found(document: Document, plan: str | None) -> str:
    """'signed within ten years: 16 of 100 futures'."""
    year = list(document["within"])[-1]
    whole = document["within"][year]
    share = (whole if plan is None else whole["plans"][plan])["signed"]
    return (
        f"signed in {words.count(int(year), 'year')}: {talks_words.hundred(share)} of 100 futures"
    )


def _said(document: Document, plan: str | None) -> str:
    """The panel for those who do not see it."""
    parts = []
    for year, whole in document["within"].items():
        found = whole if plan is None else whole["plans"][plan]
        chances = (talks_words.brief(found[what]) for what in ("signed", "in_force"))
        parts.append(
            "after {} signed {}, in force {}".format(words.count(int(year), "year"), *chances)
        )
    title = _title(document, plan)
    said = f"Curves by month: share of futures in which {title} is signed, and is in force; "
    below = ""
    if plan is not None and (first := document["ripe"][plan][0]) is not None:
        below = f". Below, the share in which both would sign it, {100 * first:.0f} % in month one"
    return f"{said}{'; '.join(parts)}{below}."
