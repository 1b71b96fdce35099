"""The space of packages as a figure whose points can be followed to the package behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from interim.foundation import words
from interim.foundation.estimates import Probability
from interim.presentation.figures import INK, PARTY, _svg
from interim.presentation.frontier_figure import (
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
from interim.questions.frontier import Bargain

SIZE = (600, 430)
GRID = 4.0
"""Pixels between points that can be told apart by a pointer."""
HERE = "https://here.invalid"
"""Stands before an address while the figure is drawn: a relative one would be led elsewhere."""

SHADES = ("#deebf7", "#9ecae1", "#6baed6", "#2171b5", "#08306b")
"""The darker, the likelier a package holds."""
STEPS = (0.02, 0.05, 0.1, 0.2)
HOLLOW = "not worked out (hollow)"
FOUND = ("triangle-right", "#7a3b00")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Holding:
    """The chance that packages would hold once in force.

    Attributes:
        years: for how long.
        futures: behind each chance.
        packages: index of an efficient package -> chance, for those that were evaluated.
        plans: known plan -> chance.
    """

    years: int
    futures: int
    packages: Mapping[int, Probability]
    plans: Mapping[str, Probability]


@dataclass(frozen=True)
class Other:
    """A package that is named in the figure beside the known plans.

    Attributes:
        name: shown.
        value: (parties,), to each from its worst package (0) to its best (1).
        chance: that it would hold; None if that is not known.
        address: where its mark leads; empty if nowhere.
    """

    name: str
    value: Array
    chance: Probability | None
    address: str


def packages(
    bargain: Bargain,
    address: Callable[[int], str],
    chosen: int | None = None,
    others: Sequence[Other] = (),
    holding: Holding | None = None,
) -> Markup:
    """Efficient packages, the known plans and the fair points, by their value to two parties.

    The outline of a mark says what it is, its inside the chance that it would hold: hollow where
    that was not worked out.

    Args:
        bargain: a space of two principals.
        address: index of an efficient package -> where its mark leads.
        chosen: index of the one that is looked at.
        others: further packages that are named.
        holding: chances of holding; None if none is known yet.
    """
    inside, both = bargain.frontier.utilities[:, :2], [0, 1]
    whole, nothing = bargain.whole()[:, :2], bargain.space.disagreement[:2]
    marks = _marks(bargain, both)
    marks += [(_kind(other), other.value[:2], words.plain(other.name)) for other in others]
    domains = _domains(np.concatenate([inside, whole, nothing[None], *(m[1][None] for m in marks)]))
    x = alt.X("x:Q", title=_axis(bargain, 0), scale=_scale(domains[0]), axis=_of(0))
    y = alt.Y("y:Q", title=_axis(bargain, 1), scale=_scale(domains[1]), axis=_of(1))
    groups = _groups(bargain, inside, whole, both)
    kinds = _kinds(bargain, marks, groups)
    if any(kind == "found" for kind, _, _ in marks):
        kinds.append((_what("found"), *FOUND))
    names, shapes, colours = ([kind[part] for kind in kinds] for part in range(3))
    legend = alt.Legend(columns=2, orient="bottom", labelLimit=420, symbolFillColor="white")
    stroke = alt.Stroke(
        "what:N",
        title=None,
        legend=legend,
        scale=alt.Scale(domain=names, range=colours),
    )
    shape = alt.Shape(
        "what:N",
        title=None,
        legend=legend,
        scale=alt.Scale(domain=names, range=shapes),
    )
    chances = _chances(bargain, marks, others, holding)
    bins = _bins(list(chances.values()))
    fill = _fill(bins, holding)
    layers: list[alt.Chart] = list(_range(bargain, nothing, domains, inside))
    for name, points, _, _ in groups:
        rows = pd.DataFrame(points, columns=["x", "y"]).assign(what=name, holds=HOLLOW)
        follows = points is inside
        shown = _apart(points, domains).tolist()
        if follows:
            rows["to"] = [HERE + address(k) for k in range(len(points))]
            rows["holds"] = [_in(bins, chances.get(k)) for k in range(len(points))]
            # Of points in one place, one that was evaluated is in front.
            shown = sorted({*shown, *(k for k in range(len(points)) if k in chances)})
        base = alt.Chart(rows.iloc[shown]).mark_point(
            size=44 if follows else 14, strokeWidth=1.1 if follows else 0.8, opacity=1
        )
        dots = base.encode(x, y, stroke=stroke, shape=shape, fill=fill)
        layers.append(dots.encode(href="to:N") if follows else dots)
    marked = [
        {
            "x": value[0], "y": value[1], "what": _what(kind),
            "holds": _in(bins, chances.get(f"{kind} {number}")),
        }
        for number, (kind, value, _) in enumerate(marks)
    ]  # fmt: skip
    leads = {tuple(other.value[:2]): HERE + other.address for other in others if other.address}
    for row in marked:
        row["to"] = leads.get((row["x"], row["y"]))
    for some in (
        [row for row in marked if row["to"] is None],
        [row for row in marked if row["to"] is not None],
    ):
        if some:
            named = alt.Chart(pd.DataFrame(some)).mark_point(size=85, opacity=1, strokeWidth=1.8)
            dots = named.encode(x, y, stroke=stroke, shape=shape, fill=fill)
            layers.append(dots.encode(href="to:N") if some[0]["to"] else dots)
    if chosen is not None:
        ring = pd.DataFrame([{"x": inside[chosen, 0], "y": inside[chosen, 1]}])
        layers.append(alt.Chart(ring).mark_point(size=260, strokeWidth=2.5, color=INK).encode(x, y))
    plain = [("plan" if kind == "found" else kind, value, name) for kind, value, name in marks]
    layers += _named(plain, domains, SIZE, _drawn_over(nothing, domains, [g[1] for g in groups]))
    svg = _svg(
        alt.layer(*layers)
        .properties(width=SIZE[0], height=SIZE[1])
        .resolve_scale(fill="shared", stroke="shared", shape="shared"),
        "bridge-packages",
        _description(bargain, marks, chances, holding),
    )
    # A link by the pointer alone: the same packages stand in tables, which the keyboard reaches.
    text = str(svg).replace("<a xlink:href=", '<a tabindex="-1" aria-hidden="true" href=')
    text = text.replace(f'href="{HERE}', 'href="').replace(
        '<svg role="img"', '<svg role="group"', 1
    )
    return Markup(text)


def _of(party: int) -> alt.Axis:
    """An axis that counts in the value to a party, in the colour of that party."""
    return alt.Axis(titleColor=PARTY[party], titleFontWeight="bold")


def _kind(other: Other) -> str:
    return "found" if other.address else "plan"


def _chances(
    bargain: Bargain,
    marks: Sequence[tuple[str, Array, str]],
    others: Sequence[Other],
    holding: Holding | None,
) -> dict[int | str, float]:
    """Chances of holding, by index of an efficient package, or by kind and number of a mark."""
    chances: dict[int | str, float] = {}
    plans: Mapping[str, Probability] = {}
    if holding is not None:
        chances |= {k: chance["p"] for k, chance in holding.packages.items()}
        plans = holding.plans
    known = {
        words.plain(entry.short): plans[name]["p"]
        for name, entry in bargain.plans.items()
        if name in plans
    }
    known |= {words.plain(o.name): o.chance["p"] for o in others if o.chance is not None}
    fair = {
        tuple(bargain.frontier.utilities[point][:2]): chances[point]
        for points in bargain.fair.values()
        for point in points
        if point in chances
    }
    for number, (kind, value, name) in enumerate(marks):
        chance = fair.get(tuple(value)) if kind == "fair" else known.get(name)
        if chance is not None and kind != "none":
            chances[f"{kind} {number}"] = chance
    return chances


def _bins(chances: Sequence[float]) -> list[tuple[float, float]]:
    """Even steps over the chances that occur, at most as many as there are shades."""
    if not chances:
        return []
    for step in STEPS:
        low = int(np.floor(min(chances) / step + 1e-9))
        high = max(low + 1, int(np.ceil(max(chances) / step - 1e-9)))
        if high - low <= len(SHADES):
            break
    return [(k * step, (k + 1) * step) for k in range(low, high)]


def _in(bins: Sequence[tuple[float, float]], chance: float | None) -> str:
    if chance is None:
        return HOLLOW
    inside = [one for one in bins if chance < one[1] - 1e-9]
    return _said(inside[0] if inside else bins[-1])


def _said(one: tuple[float, float]) -> str:
    return f"{100 * one[0]:.0f} to {100 * one[1]:.0f} %"


def _fill(bins: Sequence[tuple[float, float]], holding: Holding | None) -> alt.Fill:
    """The inside of marks, with a legend in words."""
    names = [HOLLOW, *(_said(one) for one in bins)]
    first = (len(SHADES) - len(bins)) // 2
    shades = ["white", *SHADES[first : first + len(bins)]]
    title = (
        "" if holding is None else f"holds {words.count(holding.years, 'year')} once in force, in"
    )
    return alt.Fill(
        "holds:N",
        title=title or None,
        sort=names,
        scale=alt.Scale(domain=names, range=shades),
        legend=alt.Legend(
            orient="top", symbolType="circle", symbolStrokeColor=INK, columns=6, titleLimit=420,
            titleFontWeight="normal",
        ) if bins else None,
    )  # fmt: skip


def _what(kind: str) -> str:
    return {
        "plan": "known plan",
        "fair": "fair point",
        "none": "fighting on",
        "found": "found by the search",
    }[kind]


def _apart(points: Array, domains: Sequence[tuple[float, float]]) -> Array:
    """Indices of points of which no two fall on the same small square."""
    squares = np.rint(_pixels(points, domains, SIZE) / GRID)
    _, first = np.unique(squares, axis=0, return_index=True)
    return np.asarray(np.sort(first))


def _description(
    bargain: Bargain,
    marks: Sequence[tuple[str, Array, str]],
    chances: Mapping[int | str, float],
    holding: Holding | None,
) -> str:
    names = [bargain.names[p] for p in bargain.space.parties[:2]]
    shaded = ""
    if holding is not None and holding.packages:
        low, high = (f(c["p"] for c in holding.packages.values()) for f in (min, max))
        shaded = (
            f" {len(holding.packages)} of them are shaded by the chance of holding "
            f"{words.count(holding.years, 'year')} once in force, from {100 * low:.0f} to "
            f"{100 * high:.0f} %; the others are hollow."
        )
    said = "; ".join(
        f"{name}: {value[0]:.2f} to {names[0]}, {value[1]:.2f} to {names[1]}"
        + (f", holds in {100 * chances[at]:.0f} %" if (at := f"{kind} {number}") in chances else "")
        for number, (kind, value, name) in enumerate(marks)
    )
    return (
        f"Scatter: {words.count(len(bargain.frontier), 'efficient package')} by their value to "
        f"{words.listed(names)}, on a scale from the worst (0) to the best (1) package of each."
        f"{shaded} Named points: {said}."
    )
