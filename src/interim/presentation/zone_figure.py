"""A map of single cells, to draw a zone on by choosing them."""

from __future__ import annotations

import re
from collections.abc import Collection

import altair as alt
import pandas as pd
from markupsafe import Markup
from shapely.geometry import mapping

from interim.case.model import Case
from interim.presentation import notes
from interim.presentation.cell_shapes import Shapes
from interim.presentation.figures import INK, _svg
from interim.presentation.map_figure import COLOURS
from interim.territory.standing import titles

CHOSEN = "#08306b"
TAKEN = "#7f0000"
OTHER = "#e4e4e4"


class Cells:
    """The ground of a case, cell by cell, as one picture and as lengths of line."""

    def __init__(self, case: Case, table: pd.DataFrame, *, whole: bool = False) -> None:
        """Places the cells.

        Args:
            case: the case.
            table: as of `interim.territory.standing.ground`.
            whole: the whole ground, and not only what lies about the zones.
        """
        self.case, self.table = case, table
        self.shapes = Shapes(table, whole)

    def drawing(self, chosen: Collection[str], taken: Collection[str] = ()) -> Markup:
        """The cells as hexagons that a page can let its reader choose.

        Every hexagon stands in a group that names its cell (`data-cell`).

        Args:
            chosen: cells of the zone.
            taken: cells of its equal on the other side.
        """
        names = titles(self.case)
        colours = dict(zip(self.case.principals, COLOURS, strict=False))
        rows = self.shapes.table.loc[self.shapes.largest]
        zone, equal = "the zone", notes.EQUAL.lower()
        features = [
            {
                "type": "Feature",
                "properties": {
                    "what": zone
                    if cell in chosen
                    else equal
                    if cell in taken
                    else names.get(holder, holder),
                    "href": f"#{cell}",
                },
                "geometry": mapping(self.shapes.hexagons[cell]),
            }
            for cell, holder in zip(rows["cell"], rows["holder"], strict=True)
            if cell in self.shapes.kept
        ]
        marks = {zone: CHOSEN, equal: TAKEN}
        marks |= {names.get(h, h): colours.get(h, OTHER) for h in rows["holder"].unique()}
        there = {feature["properties"]["what"] for feature in features}
        shown = [name for name in marks if name in there]
        scale = alt.Scale(domain=shown, range=[marks[name] for name in shown])
        width, height = self.shapes.size()
        contact = {
            "type": "Feature",
            "properties": {},
            "geometry": mapping(self.shapes.contact()),
        }
        chart = (
            alt.layer(
                alt.Chart(alt.InlineData(values=features))
                .mark_geoshape(stroke="white", strokeWidth=0.4)
                .encode(
                    alt.Color(
                        "properties.what:N",
                        scale=scale,
                        legend=alt.Legend(title=None, orient="bottom", columns=4),
                    ),
                    href="properties.href:N",
                ),
                alt.Chart(alt.InlineData(values=[contact])).mark_geoshape(
                    filled=False, stroke=INK, strokeWidth=1.6, strokeDash=[6, 3]
                ),
            )
            .project(type="identity", reflectY=True, fit=self.shapes.frame())
            .properties(width=width, height=height)
        )
        description = (
            f"Map of {len(features)} cells by who holds them today; {len(chosen)} of them are in "
            "the zone."
        )
        svg = str(_svg(chart, "cells", description))
        # A link to nowhere would be a stop on the way of everybody who uses the keyboard.
        svg = re.sub(r'<a [^>]*href="[^"]*#([0-9a-f]+)"[^>]*>', r'<g data-cell="\1">', svg)
        return Markup(svg.replace("</a>", "</g>"))

    def mostly(self, pieces: pd.Index) -> frozenset[str]:
        """The cells of which the largest piece is among these: what a zone looks like.

        Args:
            pieces: rows of the table that the cells were placed from.
        """
        rows = self.table.loc[self.table.groupby("cell")["area_km2"].idxmax()]
        return frozenset(rows.loc[rows.index.isin(pieces), "cell"])
