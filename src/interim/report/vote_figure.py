"""Figures of votes: the seats of a body, its members' chances, and voters who are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.report import words
from interim.report.figures import FAINT, INK, _svg

BALLOTS = {"yes": "votes yes", "abstain": "abstains", "no": "votes no"}
SHADES = ("#1b7f79", "#8a7a3c", "#8a2b0b")
SHAPES = ("circle", "diamond", "square")
"""Every ballot has a shape of its own, for who cannot tell the colours apart."""
WIDE, HIGH = 480, 230
MOST_MARKS = 1000
INNER = 0.45
"""Radius of the innermost row of seats, as a share of the outermost."""


def seats(body: Mapping[str, Any], name: str) -> Markup:
    """The seats of a body in a half circle, each with its likeliest ballot.

    Shape and colour say which ballot, the shade how likely it is; a ring marks a veto.

    Args:
        body: one body of the document of ``interim vote --json``, with members.
        name: its id.
    """
    rows: list[dict[str, Any]] = []
    members = sorted(
        body["members"].values(), key=lambda m: (-m["yes"]["median"], m["no"]["median"])
    )
    for member in members:
        ballot = max(BALLOTS, key=lambda kind: member[kind]["median"])
        one = {
            "ballot": BALLOTS[ballot],
            "chance": member[ballot]["median"],
            "veto": bool(member["veto"]),
        }
        rows += [dict(one) for _ in range(votes(member))]
    for row, (x, y) in zip(rows, places(len(rows)), strict=True):
        row["x"], row["y"] = x, y
    size = max(12.0, min(420.0, 26_000 / len(rows)))
    titles = list(BALLOTS.values())
    base = alt.Chart(pd.DataFrame(rows)).encode(
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.08, 1.08])),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.08, 1.08])),
    )
    marks = base.mark_point(filled=True, size=size, stroke="#767676", strokeWidth=0.6).encode(
        color=alt.Color("ballot:N", title=None, scale=alt.Scale(domain=titles, range=list(SHADES))),
        shape=alt.Shape("ballot:N", title=None, scale=alt.Scale(domain=titles, range=list(SHAPES))),
        opacity=alt.Opacity(
            "chance:Q", legend=None, scale=alt.Scale(domain=[1 / 3, 1], range=[0.25, 1], clamp=True)
        ),
    )
    rings = base.transform_filter("datum.veto").mark_point(
        filled=False, shape="circle", size=size * 2.2, stroke=INK, strokeWidth=1.8, opacity=1
    )
    told = "; ".join(
        f"{m['title']}: "
        + ", ".join(
            f"{title} {words.spanned(m[kind])}"
            for kind, title in BALLOTS.items()
            if m[kind]["median"] >= 0.005
        )
        + (", with a veto" if m["veto"] else "")
        for m in members
    )
    return _svg(
        alt.layer(marks, rings).properties(width=WIDE, height=HIGH),
        f"seats-{name}",
        f"Half circle of the seats of {body['title']}, each with its likeliest ballot. {told}.",
    )


def votes(member: Mapping[str, Any]) -> int:
    """Votes of a member that may be drawn one by one: its seats times their weight, if whole."""
    count = member["seats"] * member["weight"]
    return int(count) if float(count).is_integer() and count <= MOST_MARKS else int(member["seats"])


def places(count: int) -> list[tuple[float, float]]:
    """Places of seats in a half circle of radius 1, from left to right across all rows.

    Args:
        count: how many seats.
    """
    if count == 1:
        return [(0.0, 0.7)]
    rows = max(1, min(12, round(math.sqrt(count / 5))))
    radii = [1 - (1 - INNER) * row / max(rows - 1, 1) for row in range(rows)]
    whole = sum(radii)
    filled, numbers, passed = 0, [], 0.0
    for radius in radii:
        passed += radius
        upto = round(count * passed / whole)
        numbers.append(upto - filled)
        filled = upto
    found = []
    for radius, number in zip(radii, numbers, strict=True):
        for k in range(number):
            angle = math.pi * (0.5 if number == 1 else 1 - k / (number - 1))
            found.append((angle, radius))
    found.sort(key=lambda place: (-place[0], place[1]))
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle, radius in found]


def members(body: Mapping[str, Any], name: str) -> Markup:
    """Chance of a yes of every member: the middle of the futures and 90 % of them.

    Args:
        body: one body of the document of ``interim vote --json``, with members.
        name: its id.
    """
    rows = [
        {
            "member": words.plain(m["title"]) + (" (veto)" if m["veto"] else ""),
            **{key: 100 * m["yes"][key] for key in ("median", "low", "high")},
        }
        for m in sorted(body["members"].values(), key=lambda m: -m["yes"]["median"])
    ]
    order = [row["member"] for row in rows]
    x = alt.X("low:Q", title="chance of a yes (%)", scale=alt.Scale(domain=[0, 100]))
    base = alt.Chart(pd.DataFrame(rows), width=300, height=22 * len(rows)).encode(
        alt.Y("member:N", sort=order, title=None, axis=alt.Axis(labelLimit=230))
    )
    return _svg(
        alt.layer(
            base.mark_rule(strokeWidth=3, color=SHADES[0]).encode(x, x2="high"),
            base.mark_point(filled=True, size=60, color=INK, opacity=1).encode(x="median:Q"),
        ),
        f"members-{name}",
        f"Dot plot: chance that each member of {body['title']} votes yes, over futures. "
        + "; ".join(
            f"{r['member']}: {r['median']:.0f} % ({r['low']:.0f} to {r['high']:.0f})" for r in rows
        ),
    )


def missing(rows: list[dict[str, Any]], rule: str) -> Markup:
    """Voters who are missing, drawn as missing: hollow, with 90 % of the futures as a line.

    Args:
        rows: `unit`, `group`, `why`, and `median`, `low` and `high` in thousands.
        rule: title of the rule for who may vote.
    """
    shown = [
        row | {"unit": words.plain(row["unit"]), "group": words.plain(row["group"])} for row in rows
    ]
    units = list(dict.fromkeys(row["unit"] for row in shown))
    kinds = ["may not vote", "may vote, but is not reached"]
    base = alt.Chart(pd.DataFrame(shown), width=300, height=alt.Step(16))
    y = alt.Y("group:N", title=None, sort=None, axis=alt.Axis(labelLimit=200))
    bars = base.mark_bar(fill="white", strokeWidth=1.4, height=10).encode(
        alt.X("median:Q", title="voters missing (thousands)", stack=None),
        y,
        stroke=alt.Stroke(
            "why:N", title=None, scale=alt.Scale(domain=kinds, range=["#8a2b0b", "#4d4d4d"])
        ),
        strokeDash=alt.StrokeDash(
            "why:N", title=None, scale=alt.Scale(domain=kinds, range=[[4, 3], [1, 0]])
        ),
    )
    spans = base.mark_rule(color=FAINT, strokeWidth=2).encode(alt.X("low:Q"), y, x2="high")
    chart = (
        alt.layer(bars, spans)
        .facet(
            row=alt.Row(
                "unit:N",
                sort=units,
                title=None,
                header=alt.Header(labelAngle=0, labelAlign="left", labelAnchor="start",
                                  labelOrient="top", labelFontWeight="bold", labelFontSize=12),
            ),
            spacing=10,
        )
        .resolve_scale(y="independent")
    )  # fmt: skip
    return _svg(
        chart,
        "missing",
        f"Hollow bars: voters who are missing, in thousands, if the vote goes by: {rule}. "
        + "; ".join(
            f"{r['unit']}, {r['group']} ({r['why']}): {r['median']:.0f} ({r['low']:.0f} to "
            f"{r['high']:.0f})"
            for r in rows
        ),
    )
