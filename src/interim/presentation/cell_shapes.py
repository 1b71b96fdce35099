"""Cells of the ground as shapes in kilometres on an equal-area projection, ready to be drawn."""

from __future__ import annotations

from typing import Any

import h3
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, Polygon, mapping
from shapely.geometry.base import BaseGeometry

WIDTH = 760
"""Pixels of a drawing."""
MARGIN = 0.06
MOST = 2 / 3
"""Where so much of the ground lies about the zones, all of it is drawn: no land is cut off."""
SLIVER = 0.15
"""Cells with less land than this share of their area are not drawn; they are counted."""


class Shapes:
    """The cells of a table as shapes in kilometres, each given to its largest piece."""

    def __init__(self, table: pd.DataFrame, whole: bool) -> None:
        # A cell of which only a sliver is land would look as if all of it were.
        land = table.groupby("cell")["area_km2"].transform("sum")
        table = table[land >= SLIVER * table["cell"].map(h3.cell_area)].reset_index(drop=True)
        self.table = table
        cells = table["cell"].unique()
        corners = {cell: np.array(h3.cell_to_boundary(cell)) for cell in cells}
        middle = np.mean([corner.mean(axis=0) for corner in corners.values()], axis=0)
        to_km = Transformer.from_crs(
            "EPSG:4326",
            f"+proj=laea +lat_0={middle[0]} +lon_0={middle[1]} +units=km +ellps=WGS84",
            always_xy=True,
        )
        # Rounded to metres, so that neighbours share their corners.
        self.hexagons = {
            cell: Polygon(np.round(np.column_stack(to_km.transform(corner[:, 1], corner[:, 0])), 3))
            for cell, corner in corners.items()
        }
        self.largest = (
            table.sort_values("area_km2").groupby("cell", sort=False)["area_km2"].idxmax()
        )
        about = table.loc[self.largest]
        near = about if whole or not (about["zone"] != "").any() else about[about["zone"] != ""]
        self.box = self._box(near["cell"])
        # Of cells that the border cuts, neighbours outside the frame would only take room.
        self.kept = {cell for cell in self.hexagons if self.hexagons[cell].intersects(self.box)}
        if len(self.kept) >= MOST * len(self.hexagons):
            self.box, self.kept = self._box(about["cell"]), set(self.hexagons)

    def _box(self, cells: pd.Series) -> Polygon:
        """A frame around some cells."""
        bounds = np.array([self.hexagons[cell].bounds for cell in cells])
        low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
        spare = MARGIN * (high - low).max()
        return shapely.box(*(low - spare), *(high + spare))

    def merged(self, chosen: pd.Series) -> BaseGeometry | None:
        """The cells whose largest piece is chosen, as one shape within the frame."""
        rows = self.table.loc[self.largest]
        wanted = rows.loc[chosen[rows.index], "cell"]
        hexagons = [self.hexagons[cell] for cell in wanted if cell in self.kept]
        if not hexagons:
            return None
        shape = shapely.union_all(hexagons).intersection(self.box)
        return None if shape.is_empty else shape

    def units(self) -> list[BaseGeometry]:
        """Where units meet."""
        outlines = []
        for unit in self.table["unit"].unique():
            shape = self.merged(self.table["unit"] == unit)
            if shape is not None:
                outlines.append(shape.boundary.intersection(self.box.buffer(-0.5)))
        return outlines

    def unit(self, unit: str) -> BaseGeometry | None:
        """One unit."""
        return self.merged(self.table["unit"] == unit)

    def outline(self) -> BaseGeometry:
        """The border of all of it, without the frame."""
        every = self.merged(pd.Series(True, index=self.table.index))
        assert every is not None
        return every.boundary.intersection(self.box.buffer(-0.5))

    def contact(self) -> BaseGeometry:
        """Where the ground of different holders meets."""
        shapes = [self.merged(self.table["holder"] == h) for h in self.table["holder"].unique()]
        there = [shape for shape in shapes if shape is not None]
        lines = [
            a.boundary.intersection(b.boundary) for k, a in enumerate(there) for b in there[k + 1 :]
        ]
        return shapely.union_all(lines) if lines else LineString()

    def frame(self) -> dict[str, Any]:
        """The frame as a feature, to fit the drawing to."""
        return {"type": "Feature", "properties": {}, "geometry": feature_of(self.box)}

    def size(self) -> tuple[int, int]:
        """Width and height of the drawing."""
        x0, y0, x1, y1 = self.box.bounds
        return WIDTH, max(240, min(900, round(WIDTH * (y1 - y0) / (x1 - x0))))


def feature_of(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON of a shape; D3 takes rings by their winding only on the sphere, not here."""
    geometry: dict[str, Any] = mapping(shape)
    return geometry
