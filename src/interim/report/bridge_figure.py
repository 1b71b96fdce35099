"""The space of packages as a figure whose points can be followed to the package behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from interim.frontiers import Bargain
from interim.report import words
from interim.report.figures import INK, _svg
from interim.report.frontier_figure import (
    _axis,
    _domains,
    _drawn_over,
    _groups,
    _kinds,
    _marks,
    _named,
    _pixels,
    _range,
    _scale,
)

SIZE = (600, 430)
GRID = 4.0
"""Pixels between points that can be told apart by a pointer."""
HERE = "https://here.invalid"
"""Stands before an address while the figure is drawn: a relative one would be led elsewhere."""

Array = NDArray[np.float64]


def packages(
    bargain: Bargain,
    address: Callable[[int], str],
    chosen: int | None = None,
    others: Mapping[str, Array] | None = None,
) -> Markup:
    """Efficient packages, the known plans and the fair points, by their value to two parties.

    Args:
        bargain: a space of two principals.
        address: index of an efficient package -> where its mark leads.
        chosen: index of the one that is looked at.
        others: name -> (parties,), further packages that are named.
    """
    inside, both = bargain.found.utilities[:, :2], [0, 1]
    whole, nothing = bargain.whole()[:, :2], bargain.space.disagreement[:2]
    marks = _marks(bargain, both)
    marks += [("plan", value[:2], words.plain(name)) for name, value in (others or {}).items()]
    domains = _domains(np.concatenate([inside, whole, nothing[None], *(m[1][None] for m in marks)]))
    x = alt.X("x:Q", title=_axis(bargain, 0), scale=_scale(domains[0]))
    y = alt.Y("y:Q", title=_axis(bargain, 1), scale=_scale(domains[1]))
    groups = _groups(bargain, inside, whole, both)
    kinds = _kinds(bargain, marks, groups)
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[k[0] for k in kinds], range=[k[2] for k in kinds]),
        legend=alt.Legend(columns=2, orient="bottom", labelLimit=420),
    )
    shape = alt.Shape(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[k[0] for k in kinds], range=[k[1] for k in kinds]),
    )
    layers: list[alt.Chart] = list(_range(bargain, nothing, domains, inside))
    for name, points, _, _ in groups:
        rows = pd.DataFrame(points, columns=["x", "y"]).assign(what=name)
        follows = points is inside
        if follows:
            rows["to"] = [HERE + address(k) for k in range(len(points))]
        rows = rows.iloc[_apart(points, domains).tolist()]
        base = alt.Chart(rows).mark_point(filled=True, size=34 if follows else 12, opacity=1)
        dots = base.encode(x, y, color=colour, shape=shape)
        layers.append(dots.encode(href="to:N") if follows else dots)
    marked = pd.DataFrame(
        [{"x": v[0], "y": v[1], "what": _what(bargain, kind)} for kind, v, _ in marks]
    )
    layers.append(
        alt.Chart(marked)
        .mark_point(filled=True, size=70, opacity=1, stroke="white", strokeWidth=0.7)
        .encode(x, y, color=colour, shape=shape)
    )
    if chosen is not None:
        ring = pd.DataFrame([{"x": inside[chosen, 0], "y": inside[chosen, 1]}])
        layers.append(alt.Chart(ring).mark_point(size=260, strokeWidth=2.5, color=INK).encode(x, y))
    layers += _named(marks, domains, SIZE, _drawn_over(nothing, domains, [g[1] for g in groups]))
    svg = _svg(
        alt.layer(*layers).properties(width=SIZE[0], height=SIZE[1]),
        "bridge-packages",
        _told(bargain, marks),
    )
    # A link by the pointer alone: the same packages stand in tables, which the keyboard reaches.
    text = str(svg).replace("<a xlink:href=", '<a tabindex="-1" aria-hidden="true" href=')
    text = text.replace(f'href="{HERE}', 'href="').replace(
        '<svg role="img"', '<svg role="group"', 1
    )
    return Markup(text)


def _what(bargain: Bargain, kind: str) -> str:
    return {"plan": "known plan", "fair": "fair point", "none": "fighting on"}[kind]


def _apart(points: Array, domains: Sequence[tuple[float, float]]) -> Array:
    """Indices of points of which no two fall on the same small square."""
    squares = np.rint(_pixels(points, domains, SIZE) / GRID)
    _, first = np.unique(squares, axis=0, return_index=True)
    return np.asarray(np.sort(first))


def _told(bargain: Bargain, marks: Sequence[tuple[str, Array, str]]) -> str:
    names = [bargain.names[p] for p in bargain.space.parties[:2]]
    said = "; ".join(
        f"{name}: {value[0]:.2f} to {names[0]}, {value[1]:.2f} to {names[1]}"
        for _, value, name in marks
    )
    return (
        f"Scatter: {words.count(len(bargain.found), 'efficient package')} by their value to "
        f"{words.listed(names)}, on a scale from the worst (0) to the best (1) package of each. "
        f"Named points: {said}."
    )
