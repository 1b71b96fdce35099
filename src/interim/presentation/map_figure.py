"""A map of who stands where, drawn without any network.

Drawn in kilometres on an equal-area projection about the middle of the ground, so that the scale
bar holds all over it. Areas of one kind are merged, and told apart by colour and by hatching;
borders of units are thin white lines, the border of the whole is solid, and the line of contact,
which is no border, is dashed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from interim.presentation import hatching, notes
from interim.presentation.cell_shapes import WIDTH, Shapes, feature_of
from interim.territory.situation import Place, Situation
from interim.territory.standing import OPEN, TODAY, WITHDRAWAL, ZONE, summed

COLOURS = (
    "#b2abd2", "#fdb863", "#5fb3a8", "#d6c36a", "#e4e4e4", "#c994c7", "#f7fcb9", "#9b9b9b",
)  # fmt: skip
"""The principals' (the light of their colours in other figures), then those of presences and of
other parties, in the order of the case; apart in lightness as well as in hue."""
OF_ZONES = (
    "#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5",
    "#d9d9d9", "#bc80bd", "#ccebc5", "#ffed6f",
)  # fmt: skip
"""ColorBrewer's Set3, for zones, of which there may be many."""
HATCH = "#3a3a3a"
LAYERS = {
    "forces": "whose armed forces stand where",
    "administration": "who governs where",
    "police": "who polices where",
    "holder": "who holds what today",
    ZONE: "the zones of the case",
}
GAPS = 75
"""Lines of a hatching on the width of a map."""
LEFT = " (leaving)"
"""Of ground that an army is on its way from, after its name."""
Chart = alt.LayerChart


def figure(situation: Situation, *, show: str = "forces", whole: bool = False) -> Chart:
    """Draw a map.

    Args:
        situation: who stands where.
        show: one of `LAYERS`.
        whole: the whole ground, and not only what lies about the zones.
    """
    place, everything = situation.place, situation.table
    shapes = Shapes(everything, whole)
    names, kinds, colours, patterns = _kinds(situation, shapes.table, show)
    merged = {who: shapes.merged(kinds == who) for who in names if who in set(kinds)}
    land = {who: shape for who, shape in merged.items() if shape is not None}
    shown = [names[who] for who in land]
    scale = alt.Scale(domain=shown, range=[colours[who] for who in land])
    dark = alt.Scale(domain=shown, range=[HATCH] * len(shown))
    marks = alt.Scale(domain=shown, range=[patterns[who].symbol() for who in land])
    gap = (shapes.box.bounds[2] - shapes.box.bounds[0]) / GAPS
    leaving = everything.assign(**{show: _kinds(situation, everything, show)[1]})
    rows = summed(leaving, show, names)
    size = {
        title: (float(area), float(people))
        for title, area, people in zip(rows["title"], rows["area_km2"], rows["people"], strict=True)
    }
    legend = alt.Legend(
        title=None,
        orient="bottom",
        columns=1,
        labelExpr=_labels({who: _legend(who, *size[who]) for who in shown}),
        labelLimit=WIDTH,
        symbolOpacity=1,
        symbolStrokeColor=HATCH,
        symbolStrokeWidth=0.8,
    )
    hatched = [hatching.lines(shape, patterns[who], gap) for who, shape in land.items()]
    layers = [
        *(
            _shapes([shape], [names[who]]).mark_geoshape(fill=colours[who], stroke=None)
            for who, shape in land.items()
        ),
        _lines(hatched).mark_geoshape(filled=False, stroke=HATCH, strokeWidth=0.8, opacity=0.6),
        # Points that nobody sees give the legend its patterns.
        alt.Chart(alt.InlineData(values=[{"properties": {"who": who}} for who in shown]))
        .mark_point(opacity=0, size=0)
        .encode(
            alt.Stroke("properties.who:N", scale=dark, legend=legend),
            alt.Fill("properties.who:N", scale=scale, legend=legend),
            alt.Shape("properties.who:N", scale=marks, legend=legend),
        ),
        _lines(shapes.units()).mark_geoshape(filled=False, stroke="#ffffff", strokeWidth=0.8),
        _lines([shapes.outline()]).mark_geoshape(filled=False, stroke="#333333", strokeWidth=1.4),
        _lines([shapes.contact()]).mark_geoshape(
            filled=False, stroke="#111111", strokeWidth=2, strokeDash=[6, 3]
        ),
        *_scale_bar(shapes.box),
        *_north(shapes.box),
        *_labels_of_units(place, shapes),
    ]
    width, height = shapes.size()
    as_of = f"Line of {place.as_of}. " if place.as_of else ""
    about = situation.plan if situation.phase != TODAY and show != ZONE else place.title
    timeless = show == ZONE or LAYERS[show].endswith(situation.when)
    when = "" if timeless else f", {situation.when}"
    return (
        alt.layer(*layers)
        .project(type="identity", reflectY=True, fit=shapes.frame())
        .properties(
            width=width,
            height=height,
            title=alt.TitleParams(
                f"{about}: {LAYERS[show]}{when}",
                subtitle=[
                    f"{as_of}Solid: border of the territory. Dashed: {notes.LINE_OF_CONTACT}.",
                    f"Drawn on hexagonal cells; n{notes.NO_CLAIM[1:]} {place.credit}",
                    *([situation.note] if situation.note else []),
                ],
                subtitleColor="#4d4d4d",
                anchor="start",
                offset=10,
            ),
        )
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_legend(labelFontSize=12, symbolSize=320)
    )


@dataclass(frozen=True)
class Swatch:
    """How one kind of ground is drawn on a map.

    Attributes:
        title: what it is called.
        colour: of its ground.
        path: of its hatching, within a square from -1 to 1.
    """

    title: str
    colour: str
    path: str


def swatches(situation: Situation, *, show: str = "forces", whole: bool = False) -> list[Swatch]:
    """The kinds of ground on the map that `figure` draws of the same, in the order of its legend.

    For a legend of its own where that of the map would be too small to read.
    """
    table = Shapes(situation.table, whole).table
    names, kinds, colours, patterns = _kinds(situation, table, show)
    there = set(kinds)
    return [
        Swatch(names[who], colours[who], patterns[who].symbol()) for who in names if who in there
    ]


def _kinds(
    situation: Situation, table: pd.DataFrame, show: str
) -> tuple[dict[str, str], pd.Series, dict[str, str], dict[str, hatching.Hatching]]:
    """What a layer tells apart: names by kind, the kind of each row, colours, hatchings.

    Colours and hatchings follow the order of the case, so that they mean the same on every map.
    """
    place = situation.place
    if show == ZONE:
        zones = dict(place.zones)
        ranked = list(zones)
        kinds = table[ZONE]
    else:
        zones = dict(place.names)
        ranked = list(dict.fromkeys([*place.principals, *place.presences, *zones]))
        kinds = table[show]
    some = OF_ZONES if show == ZONE else COLOURS
    colours = dict(zip(ranked, some * (len(ranked) // len(some) + 1), strict=False))
    patterns = dict(zip(ranked, hatching.PATTERNS * len(ranked), strict=False))
    if show == ZONE:
        colours[""], patterns[""] = "#f2f2f2", hatching.PLAIN
    colours[OPEN], patterns[OPEN] = "#ffffff", hatching.SPARSE
    if show == "forces" and situation.phase == WITHDRAWAL:
        left = table["leaving"] != ""
        kinds = kinds.where(~left, kinds + LEFT)
        for who in [w for w in zones if w in set(table["leaving"])]:
            zones[who + LEFT] = zones[who] + LEFT
            colours[who + LEFT], patterns[who + LEFT] = colours[who], hatching.LEAVING
    return zones, kinds, colours, patterns


def _shapes(shapes: Sequence[BaseGeometry], who: Sequence[str]) -> alt.Chart:
    features = [
        {"type": "Feature", "properties": {"who": name}, "geometry": feature_of(shape)}
        for shape, name in zip(shapes, who, strict=True)
    ]
    return alt.Chart(alt.InlineData(values=features))


def _lines(shapes: Sequence[BaseGeometry]) -> alt.Chart:
    return _shapes(
        [s for s in shapes if not s.is_empty], [""] * sum(not s.is_empty for s in shapes)
    )


def _scale_bar(box: BaseGeometry) -> list[alt.Chart]:
    """A bar of a round length, about a fifth of the width."""
    x0, y0, x1, _ = box.bounds
    long = _round((x1 - x0) / 5)
    x, y = x0 + 0.03 * (x1 - x0), y0 + 0.03 * (x1 - x0)
    bar = _lines([LineString([(x, y), (x + long, y)])]).mark_geoshape(
        filled=False, stroke="#111111", strokeWidth=3
    )
    return [bar, _text(x + long / 2, y + 0.022 * (x1 - x0), f"{long:g} km")]


def _north(box: BaseGeometry) -> list[alt.Chart]:
    x0, _, x1, y1 = box.bounds
    x, y, long = x1 - 0.04 * (x1 - x0), y1 - 0.09 * (x1 - x0), 0.05 * (x1 - x0)
    arrow = [
        LineString([(x, y), (x, y + long)]),
        LineString([(x - long / 5, y + 0.7 * long), (x, y + long), (x + long / 5, y + 0.7 * long)]),
    ]
    drawn = _lines(arrow).mark_geoshape(filled=False, stroke="#111111", strokeWidth=1.6)
    return [drawn, _text(x, y - 0.02 * (x1 - x0), "N")]


def _labels_of_units(place: Place, shapes: Shapes) -> list[alt.Chart]:
    """Names of the units that take some room in the frame."""
    rows = []
    total = shapes.box.area
    for unit, title in place.units.items():
        shape = shapes.unit(unit)
        if shape is not None and shape.area > 0.012 * total:
            largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
            point = largest.representative_point()
            rows.append({"x": point.x, "y": point.y, "name": title})
    names = alt.Chart(alt.InlineData(values=rows)).encode(
        longitude="x:Q", latitude="y:Q", text="name:N"
    )
    # A pale edge keeps a name legible where it lies on a line.
    return [
        names.mark_text(
            fontSize=12,
            fontStyle="italic",
            stroke="#ffffff",
            strokeWidth=3,
            strokeOpacity=0.8,
            strokeJoin="round",
        ),
        names.mark_text(fontSize=12, fontStyle="italic", color="#111111"),
    ]


def _text(x: float, y: float, text: str) -> alt.Chart:
    point = Point(x, y)
    return (
        alt.Chart(alt.InlineData(values=[{"x": point.x, "y": point.y, "name": text}]))
        .mark_text(fontSize=12, color="#111111")
        .encode(longitude="x:Q", latitude="y:Q", text="name:N")
    )


def _legend(who: str, area: float, people: float) -> str:
    about = "" if np.isnan(people) else f", about {_people(people)} people"
    return f"{who}: {area:,.0f} km\N{SUPERSCRIPT TWO}{about}"


def _labels(texts: Mapping[str, str]) -> str:
    """A Vega expression that writes a longer text for each name."""
    quoted = {
        name: text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for name, text in texts.items()
    }
    expression = "datum.label"
    for name, text in quoted.items():
        plain = name.replace("'", "\\'")
        expression = f"datum.label == '{plain}' ? '{text}' : {expression}"
    return expression


def _people(number: float) -> str:
    """Two digits of it: '230,000', '6.0 million'."""
    if number >= 1e6:
        return f"{number / 1e6:.2g} million" if number >= 1e7 else f"{number / 1e6:.1f} million"
    power = 10 ** max(len(str(int(number))) - 2, 0)
    return f"{int(round(number / power) * power):,}"


def _round(length: float) -> float:
    """The nearest 1, 2 or 5 times a power of ten at or below a length."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length))
