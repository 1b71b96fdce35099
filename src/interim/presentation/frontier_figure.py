"""The picture of a space of packages: what is efficient, what is fair, where the plans lie.

Two parties share one panel; of more, every pair has one, onto which the points are projected.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interim.foundation import words
from interim.presentation import notes
from interim.presentation.frontier_words import RULES
from interim.presentation.labels import place
from interim.questions.frontier import Bargain

INK, FAINT, BAND = "#1a1a1a", "#b9b9b9", "#e4f1f0"
EFFICIENT, WITHIN, FAIR, PLAN = "#1b7f79", "#1b6ca8", "#b3246b", "#1a1a1a"
MARKED = {"plan": ("square", PLAN), "fair": ("diamond", FAIR), "none": ("cross", INK)}

MOST_TIES = 3
"""Ties drawn of each rule."""

WIDE, NARROW = (600, 470), (300, 250)

Array = NDArray[np.float64]
Panel = alt.LayerChart | alt.FacetChart
Chart = Panel | alt.ConcatChart


def figure(bargain: Bargain) -> Chart:
    """Draw a space of packages.

    Args:
        bargain: of two parties or more.

    Raises:
        ValueError: there is only one party.
    """
    parties = len(bargain.space.parties)
    if parties < 2:
        raise ValueError("a picture of packages needs two parties")
    title = alt.TitleParams(
        words.plain(bargain.title), subtitle=_subtitle(bargain), anchor="start", color=INK
    )
    if parties == 2:
        return _styled(_panel(bargain, (0, 1), WIDE).properties(title=title))
    panels = [_panel(bargain, pair, NARROW) for pair in combinations(range(parties), 2)]
    return _styled(alt.concat(*panels, columns=3).properties(title=title))


def _subtitle(bargain: Bargain) -> list[str]:
    space, points = bargain.space, bargain.frontier
    names = [words.plain(bargain.names[p]) for p in space.parties]
    whole = f"{space.outcomes:,} packages of {words.count(len(space.issues), 'issue')}"
    count = (
        "no efficient package"
        if not len(points)
        else (
            words.count(len(points), "efficient package")
            + (" at least" if not points.complete else "")
        )
    )
    lines = [f"{whole}; {count} that {words.listed(names)} prefer to {_otherwise(bargain)}"]
    if bargain.kind == "case":
        lines.append(f"Every quantity at its median; {notes.BEFORE_FORESEEN}.")
    else:
        lines.append("Utilities are on the scale of the parties' profiles.")
    if len(names) > 2:
        lines.append(f"Each panel is the projection on two of {len(names)} parties.")
    return lines


def _otherwise(bargain: Bargain) -> str:
    return "fighting on" if bargain.kind == "case" else "no agreement"


def _panel(bargain: Bargain, pair: tuple[int, int], size: tuple[int, int]) -> Panel:
    space = bargain.space
    both = list(pair)
    alone = len(space.parties) == 2
    inside = bargain.frontier.utilities[:, both]
    # With more parties, a projection of packages that some reject says nothing to the eye.
    whole = bargain.whole()[:, both] if alone or not len(inside) else inside[:0]
    marks = _marks(bargain, both)
    nothing = space.disagreement[both]
    everything = np.concatenate([inside, whole, nothing[None], *(m[1][None] for m in marks)])
    domains = _domains(everything)
    x, y = (
        alt.X("x:Q", title=_axis(bargain, pair[0]), scale=_scale(domains[0])),
        alt.Y("y:Q", title=_axis(bargain, pair[1]), scale=_scale(domains[1])),
    )
    groups = _groups(bargain, inside, whole, both)
    dots = pd.concat(
        [
            pd.DataFrame({"x": thin[:, 0], "y": thin[:, 1], "what": name})
            for name, points, _, _ in groups
            for thin in [_thinned(points, domains, size)]
        ]
        or [pd.DataFrame({"x": [], "y": [], "what": []})]
    )
    kinds = _kinds(bargain, marks, groups)
    shades = alt.Color("what:N", title=None, scale=alt.Scale(
        domain=[k[0] for k in kinds], range=[k[2] for k in kinds]
    ), legend=alt.Legend(columns=1 if size == NARROW else 2))  # fmt: skip
    shapes = alt.Shape("what:N", title=None, scale=alt.Scale(
        domain=[k[0] for k in kinds], range=[k[1] for k in kinds]
    ))  # fmt: skip
    marked = pd.DataFrame(
        [{"x": v[0], "y": v[1], "what": _said(bargain, kind)} for kind, v, _ in marks]
    )
    layers = [
        *_range(bargain, nothing, domains, inside),
        alt.Chart(dots).mark_point(filled=True, size=16, opacity=1).encode(
            x, y, color=shades, shape=shapes
        ),
        alt.Chart(marked).mark_point(
            filled=True, size=65, opacity=1, stroke="white", strokeWidth=0.7
        ).encode(x, y, color=shades, shape=shapes),
        *_named(marks, domains, size, _drawn_over(nothing, domains, [g[1] for g in groups])),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=size[0], height=size[1])


def _groups(
    bargain: Bargain, inside: Array, whole: Array, both: list[int]
) -> list[tuple[str, Array, str, str]]:
    """Name, points, shape and colour of each kind of efficient package."""
    otherwise = _otherwise(bargain)
    outside = whole[(whole < bargain.space.disagreement[both] - 1e-9).any(axis=1)]
    groups = [
        (f"efficient, and all prefer it to {otherwise}", inside, "circle", EFFICIENT),
        (f"efficient, but not all prefer it to {otherwise}", outside, "circle", FAINT),
    ]
    for within in bargain.within:
        if len(within.frontier):
            most = f"{100 * within.refusal:.0f} %"
            name = f"efficient where each refuses with at most {most} over a red line"
            groups.append((name, within.frontier.utilities[:, both], "triangle-up", WITHIN))
            break
    return [group for group in groups if len(group[1])]


def _marks(bargain: Bargain, both: list[int]) -> list[tuple[str, Array, str]]:
    """Kind, place and name of each point that is named; equal fair points share a mark."""
    marks = [
        ("plan", known.distance.utilities[both], words.plain(known.short))
        for known in bargain.plans.values()
    ]
    fair: dict[int, list[str]] = {}
    for rule, points in bargain.fair.items():
        for point in points[:MOST_TIES]:
            fair.setdefault(point, []).append(RULES[rule])
    marks += [
        ("fair", bargain.frontier.utilities[point][both], ", ".join(rules))
        for point, rules in fair.items()
    ]
    return [*marks, ("none", bargain.space.disagreement[both], _otherwise(bargain))]


def _said(bargain: Bargain, kind: str) -> str:
    return {"plan": "known plan", "fair": "fair point", "none": _otherwise(bargain)}[kind]


def _kinds(
    bargain: Bargain,
    marks: Sequence[tuple[str, Array, str]],
    groups: Sequence[tuple[str, Array, str, str]],
) -> list[tuple[str, str, str]]:
    """Name, shape and colour of each entry of the legend."""
    there = {kind for kind, _, _ in marks}
    return [(name, shape, colour) for name, _, shape, colour in groups] + [
        (_said(bargain, kind), *MARKED[kind]) for kind in MARKED if kind in there
    ]


def _axis(bargain: Bargain, party: int) -> str:
    name = words.plain(bargain.names[bargain.space.parties[party]])
    if bargain.kind == "case":
        return f"value to {name} (0 its worst package, 1 its best)"
    return f"utility of {name}"


def _scale(domain: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(domain), nice=False, zero=False)


def _domains(points: Array) -> list[tuple[float, float]]:
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.where(high > low, 0.06 * (high - low), 0.5)
    return [(float(a), float(b)) for a, b in zip(low - room, high + room, strict=True)]


def _pixels(points: Array, domains: Sequence[tuple[float, float]], size: tuple[int, int]) -> Array:
    low = np.array([d[0] for d in domains])
    extent = np.array([d[1] - d[0] for d in domains])
    share = (points - low) / extent
    return np.column_stack([share[:, 0] * size[0], (1 - share[:, 1]) * size[1]])


def _values(pixels: Array, domains: Sequence[tuple[float, float]], size: tuple[int, int]) -> Array:
    """The inverse of `_pixels`."""
    low = np.array([d[0] for d in domains])
    extent = np.array([d[1] - d[0] for d in domains])
    share = np.column_stack([pixels[:, 0] / size[0], 1 - pixels[:, 1] / size[1]])
    return low + share * extent


def _thinned(points: Array, domains: Sequence[tuple[float, float]], size: tuple[int, int]) -> Array:
    """One of the points that fall on the same pixel."""
    _, first = np.unique(np.rint(_pixels(points, domains, size)), axis=0, return_index=True)
    return points[np.sort(first)]


def _range(
    bargain: Bargain, nothing: Array, domains: Sequence[tuple[float, float]], inside: Array
) -> list[alt.Chart]:
    """The quarter in which both gain, and lines from the disagreement point."""
    corner = pd.DataFrame(
        [{"x": nothing[0], "x2": domains[0][1], "y": nothing[1], "y2": domains[1][1]}]
    )
    base = alt.Chart(corner)
    lines = [
        base.mark_rule(color=INK, strokeDash=[3, 3], strokeWidth=0.8).encode(x="x:Q"),
        base.mark_rule(color=INK, strokeDash=[3, 3], strokeWidth=0.8).encode(y="y:Q"),
    ]
    band = base.mark_rect(color=BAND, opacity=0.8).encode(x="x:Q", x2="x2", y="y:Q", y2="y2")
    return [band, *lines]


def _drawn_over(
    nothing: Array, domains: Sequence[tuple[float, float]], curves: Sequence[Array]
) -> Array:
    """Points along all that a name should not cover: the curves and the two dashed lines."""
    (left, right), (low, high) = domains
    steps = np.linspace(0, 1, 60)
    across = np.column_stack([left + steps * (right - left), np.full(60, nothing[1])])
    up = np.column_stack([np.full(60, nothing[0]), low + steps * (high - low)])
    return np.concatenate([across, up, *curves])


def _named(
    marks: Sequence[tuple[str, Array, str]],
    domains: Sequence[tuple[float, float]],
    size: tuple[int, int],
    others: Array,
) -> list[alt.Chart]:
    """The names of the marked points, each with a line to its point where it is far."""
    at = _pixels(np.array([v for _, v, _ in marks]), domains, size)
    background = _pixels(others, domains, size) if len(others) else None
    labels = place(
        [(name, *xy) for (_, _, name), xy in zip(marks, at.tolist(), strict=True)],
        size, background,
    )  # fmt: skip
    rows = []
    for (kind, _, _), label in zip(marks, labels, strict=True):
        ends = np.array([(label.x, label.y), label.at, label.line])
        (x, y), (ax, ay), (bx, by) = _values(ends, domains, size).tolist()
        rows.append(
            {"x": x, "y": y, "ax": ax, "ay": ay, "bx": bx, "by": by}
            | {"name": label.name, "kind": kind, "far": label.far}
        )
    frame = pd.DataFrame(rows)
    leads = (
        alt.Chart(frame[frame["far"]])
        .mark_rule(color="#8a8a8a", strokeWidth=0.7)
        .encode(x="ax:Q", y="ay:Q", x2="bx", y2="by")
    )
    texts = [
        alt.Chart(frame[frame["kind"] == kind])
        .mark_text(align="left", baseline="middle", fontSize=11, color=colour)
        .encode(x="x:Q", y="y:Q", text="name:N")
        for kind, (_, colour) in MARKED.items()
        if (frame["kind"] == kind).any()
    ]
    return [leads, *texts]


def _styled(chart: Chart) -> Chart:
    styled: Chart = (
        chart.configure(background="white", font="sans-serif")
        .configure_view(stroke="#d0d0d0")
        .configure_axis(
            grid=False,
            labelColor=INK,
            titleColor=INK,
            titleFontWeight="normal",
            labelFontSize=11,
            titleFontSize=12,
            tickCount=6,
        )
        .configure_title(fontSize=14, subtitleFontSize=11, subtitleColor="#4a4a4a", offset=10)
        .configure_legend(
            orient="bottom", labelFontSize=11, labelColor=INK, labelLimit=420, symbolOpacity=1
        )
    )
    return styled
