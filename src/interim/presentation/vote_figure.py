"""Figures of votes: the seats of a body, its members' chances, and voters who are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
from markupsafe import Markup

from interim.foundation import words
from interim.presentation import notes
from interim.presentation.figures import FAINT, INK, _svg
from interim.presentation.voters import MAY_NOT, NOT_REACHED

BALLOTS = {"yes": "votes yes", "abstain": "abstains", "no": "votes no"}
SHADES = ("#1b7f79", "#8a7a3c", "#8a2b0b")
SHAPES = ("circle", "diamond", "square")
"""Every ballot has a shape of its own, for who cannot tell the colours apart."""
RADIUS = 180.0
"""Pixels from the middle of the half circle to its outermost seats."""
LETTER = 6.2
"""Pixels of a letter, on average."""
UPRIGHT = 12
"""Labels up to which they are written level; more are written outward, like spokes."""
MOST_LABELS = 44
LONGEST = 38
"""Letters of a label."""
ONE_ROW = 30
"""Seats up to which they stand in one row, so that each is beside its name."""
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
    where = places(len(rows))
    for row, (x, y) in zip(rows, where, strict=True):
        row["x"], row["y"] = x, y
    labels = seat_labels([(m["title"], votes(m)) for m in members], where)
    room = max([LETTER * len(label.text) / RADIUS for label in labels], default=0.0)
    wide = 1.08 + room
    high = max([1.08 + (room if label.angle else 0.0) for label in labels], default=1.08)
    high = max([high, *(label.y + 0.06 for label in labels)])
    size = max(
        12.0,
        min(
            320.0,
            20_000 / len(rows),
            (RADIUS * 2.6 / len(rows)) ** 2 if len(rows) <= ONE_ROW else math.inf,
        ),
    )
    titles = list(BALLOTS.values())
    base = alt.Chart(pd.DataFrame(rows)).encode(
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-wide, wide], nice=False)),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.08, high], nice=False)),
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
    ballots = "; ".join(
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
        alt.layer(marks, rings, *_written(labels, base)).properties(
            width=2 * wide * RADIUS, height=(high + 0.08) * RADIUS
        ),
        f"seats-{name}",
        f"Half circle of the seats of {body['title']}, each with its likeliest ballot. {ballots}.",
    )


@dataclass(frozen=True)
class Label:
    """The name of a member beside its seats.

    Attributes:
        text: the name, cut where it is long, and the number of votes where there are several.
        x, y: where it begins or ends, in radii of the half circle.
        angle: in degrees clockwise.
        align: which end of the text is there.
    """

    text: str
    x: float
    y: float
    angle: float
    align: Literal["left", "right"]


def seat_labels(
    members: Sequence[tuple[str, int]], where: Sequence[tuple[float, float]]
) -> list[Label]:
    """Names of members outside a half circle, each in the middle of its seats, none over another.

    Args:
        members: title and votes, in the order of the seats.
        where: places of the seats.

    Returns:
        The labels from left to right; none if there are too many to be read.
    """
    if len(members) > MOST_LABELS:
        return []
    texts, angles, first = [], [], 0
    for title, count in members:
        mine = where[first : first + count]
        first += count
        if mine:
            text = words.plain(title)
            text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
            texts.append(f"{text} ({count})" if count > 1 else text)
            angles.append(sum(math.atan2(y, x) for x, y in mine) / len(mine))
    if len(texts) > UPRIGHT:
        return _spokes(texts, angles)
    labels: list[Label] = []
    line = 15 / RADIUS
    # From the foot of each side upward, every label above the one before.
    for side in (1, -1):
        lowest = -math.inf
        there = [k for k, angle in enumerate(angles) if (math.cos(angle) >= 0) == (side > 0)]
        for k in sorted(there, key=lambda k: math.sin(angles[k])):
            y = max(1.09 * math.sin(angles[k]), lowest + line)
            # What was moved up past the seats may come in above them.
            x = math.sqrt(max(0.0, 1.09**2 - y * y))
            lowest = y
            labels.append(
                Label(texts[k], side * max(x, 0.02), y, 0.0, "left" if side > 0 else "right")
            )
    return sorted(labels, key=lambda label: (label.x, label.y))


def _spokes(texts: Sequence[str], angles: Sequence[float]) -> list[Label]:
    gap = min(13 / RADIUS, math.pi / len(texts))
    spread = list(angles)
    for k in range(1, len(spread)):  # angles fall from left to right
        spread[k] = min(spread[k], spread[k - 1] - gap)
    short = -min(0.0, spread[-1])
    if short:  # pushed below the foot on the right: all move back a little
        for k in range(len(spread) - 1, -1, -1):
            spread[k] = max(spread[k], gap * (len(spread) - 1 - k))
    spokes = []
    for text, angle in zip(texts, spread, strict=True):
        left = math.cos(angle) < 0
        spokes.append(
            Label(
                text,
                1.11 * math.cos(angle),
                1.11 * math.sin(angle),
                180 - math.degrees(angle) if left else -math.degrees(angle),
                "right" if left else "left",
            )
        )
    return spokes


def _written(labels: Sequence[Label], base: alt.Chart) -> list[alt.Chart]:
    layers = []
    for align in ("left", "right"):
        rows = [vars(label) for label in labels if label.align == align]
        if rows:
            text = base.properties(data=pd.DataFrame(rows)).mark_text(
                align=align, baseline="middle", fontSize=11, color=INK
            )
            layers.append(text.encode(text="text:N", angle=alt.Angle("angle:Q", scale=None)))
    return layers


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
    rows = 1 if count <= ONE_ROW else max(2, min(12, round(math.sqrt(count / 5))))
    radii = [1 - (1 - INNER) * row / max(rows - 1, 1) for row in range(rows)]
    whole = sum(radii)
    filled, numbers, passed = 0, [], 0.0
    for radius in radii:
        passed += radius
        upto = round(count * passed / whole)
        numbers.append(upto - filled)
        filled = upto
    places_taken = []
    for radius, number in zip(radii, numbers, strict=True):
        for k in range(number):
            angle = math.pi * (0.5 if number == 1 else 1 - k / (number - 1))
            places_taken.append((angle, radius))
    places_taken.sort(key=lambda place: (-place[0], place[1]))
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle, radius in places_taken]


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
    x = alt.X("low:Q", title=f"{notes.YES} (%)", scale=alt.Scale(domain=[0, 100]))
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
    kinds = [MAY_NOT, NOT_REACHED]
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
