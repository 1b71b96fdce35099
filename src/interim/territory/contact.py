"""The line of contact, from cells: where it runs, how long it is, how far cells lie from it.

A cell belongs to the side that holds most of it; the line runs along the edges between cells of the
two sides. Such edges zigzag. A straight line, drawn along the edges of a hexagonal grid, crosses
the pairs of neighbours in three directions, and its edges measure `2/3 (|cos a| + |cos(a - 60)| +
|cos(a - 120)|)` times its length: 1.15 to 1.33 by its direction a, and 4/pi = 1.27 in the mean over
all directions (Cauchy's and Crofton's formula). `Contact.smooth_km` is divided by that. What is
smaller than a cell is lost all the same, so that a finer line of the same front is longer: the two
errors go opposite ways, and a published length is to be expected above `smooth_km`.

Sources:
    Santaló, L. A. (1976). *Integral Geometry and Geometric Probability*. Addison-Wesley, chapter 3
    (Crofton's formula). Karney, C. F. F. (2013). Algorithms for geodesics. *Journal of Geodesy* 87,
    43-55 (lengths, through pyproj).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry import LineString

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ZIGZAG = 4 / math.pi
"""By how much edges of a hexagonal grid are longer than a line of no particular direction."""
LEAST = 0.5
"""Of a cell: a smaller piece of land, such as where two layers' coasts differ, makes no line."""
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Contact:
    """The line of contact of two sides.

    Attributes:
        sides: the two.
        cells: (n, 2), the cells on either side of each edge, in the order of `sides`.
        ends: (n, 4), longitude and latitude of both ends of each edge, degrees.
        lengths: (n,), km, geodesic.
        land: the cells of each side that are no mere patches.
    """

    sides: tuple[str, str]
    cells: tuple[tuple[str, str], ...]
    ends: Array
    lengths: Array
    land: tuple[frozenset[str], frozenset[str]]

    @property
    def edges_km(self) -> float:
        """Length along the edges of cells, which zigzag."""
        return float(self.lengths.sum())

    @property
    def smooth_km(self) -> float:
        """Length with the zigzag taken out, and without what is smaller than a cell."""
        return self.edges_km / ZIGZAG

    def along(self, cells: Collection[str]) -> Mask:
        """(n,), which edges have one of these cells beside them."""
        chosen = set(cells)
        return np.array([a in chosen or b in chosen for a, b in self.cells], dtype=bool)

    def summary(self) -> dict[str, Any]:
        """What documents say of it."""
        return {
            "between": list(self.sides),
            "edges": len(self.cells),
            "edges_km": self.edges_km,
            "smooth_km": self.smooth_km,
        }

    def beside(self, cells: Collection[str], holder: str) -> Contact:
        """The part that runs along some land of a holder; mere patches of it have no line."""
        chosen = set(cells)
        if holder in self.sides:
            chosen &= self.land[self.sides.index(holder)]
        return self.part(self.along(chosen))

    def part(self, edges: Mask) -> Contact:
        """Some of the edges."""
        cells = tuple(pair for pair, yes in zip(self.cells, edges, strict=True) if yes)
        return Contact(self.sides, cells, self.ends[edges], self.lengths[edges], self.land)


def contact(table: pd.DataFrame, one: str, other: str) -> Contact:
    """The line of contact between the land of two sides.

    Args:
        table: columns `cell`, `holder` and `area_km2`; a cell may have several rows.
        one: a holder.
        other: the other holder.
    """
    held = table[table["holder"].isin([one, other])]
    by = held.pivot_table(
        index="cell", columns="holder", values="area_km2", aggfunc="sum", fill_value=0.0
    ).reindex(columns=[one, other], fill_value=0.0)
    most = by[one] >= by[other]
    sides = (
        _lands({str(c): float(a) for c, a in by.loc[most, one].items()}),
        _lands({str(c): float(a) for c, a in by.loc[~most, other].items()}),
    )
    pairs = [(cell, near) for cell in sorted(sides[0]) for near in sorted(_around(cell) & sides[1])]
    ends = np.array([_edge(a, b) for a, b in pairs], dtype=float).reshape(-1, 4)
    lengths = np.asarray(_WGS84.inv(*ends.T)[2], dtype=float).reshape(-1) / 1000
    return Contact((one, other), tuple(pairs), ends, lengths, sides)


def distances(line: Contact, cells: Sequence[str]) -> tuple[Array, NDArray[np.int64]]:
    """How far the centres of cells lie from the line.

    Args:
        line: the line of contact.
        cells: (m,), their names.

    Returns:
        (m,), km, geodesic, and (m,), the edge that is nearest. Infinite and -1 where there is no
        line.
    """
    if not line.cells or not cells:
        return np.full(len(cells), math.inf), np.full(len(cells), -1, dtype=np.int64)
    lat, lng = np.array([h3.cell_to_latlng(cell) for cell in cells]).T
    place = f"+proj=laea +lat_0={lat.mean()} +lon_0={lng.mean()} +units=km +ellps=WGS84"
    to_km = Transformer.from_crs("EPSG:4326", place, always_xy=True)
    starts = np.column_stack(to_km.transform(line.ends[:, 0], line.ends[:, 1]))
    stops = np.column_stack(to_km.transform(line.ends[:, 2], line.ends[:, 3]))
    edges = [LineString(pair) for pair in zip(starts, stops, strict=True)]
    points = shapely.points(*to_km.transform(lng, lat))
    pairs = shapely.STRtree(edges).query_nearest(points)
    # Two edges that meet in a corner are equally near: the first of them.
    nearest = np.full(len(cells), len(edges), dtype=np.int64)
    np.minimum.at(nearest, pairs[0], pairs[1])
    # The place is found on the plane, the distance to it on the ellipsoid.
    ways = shapely.shortest_line(points, np.array(edges, dtype=object)[nearest])
    feet = np.array([way.coords[-1] for way in ways])
    to = to_km.transform(feet[:, 0], feet[:, 1], direction="INVERSE")
    km = np.asarray(_WGS84.inv(lng, lat, *to)[2], dtype=float) / 1000
    return km, nearest


def _lands(held: dict[str, float]) -> frozenset[str]:
    """The cells of pieces of land that are at least half a cell large."""
    left, kept = set(held), set()
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            cell = edge.pop()
            piece.add(cell)
            near = left & _around(cell)
            left -= near
            edge.extend(near)
        if sum(held[c] for c in piece) >= LEAST * h3.cell_area(next(iter(piece)), unit="km^2"):
            kept |= piece
    return frozenset(kept)


def _around(cell: str) -> set[str]:
    return set(h3.grid_disk(cell, 1)) - {cell}


def _edge(a: str, b: str) -> list[float]:
    """Longitude and latitude of both ends of the edge between two neighbours."""
    ends = h3.directed_edge_to_boundary(h3.cells_to_directed_edge(a, b))
    (lat0, lng0), (lat1, lng1) = ends[0], ends[-1]
    return [lng0, lat0, lng1, lat1]
