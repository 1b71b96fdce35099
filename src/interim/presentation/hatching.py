"""Hatching: areas told apart by lines as well as by colour, so that a map reads in grey print.

Vega has no pattern to fill with. The lines are cut to the areas here, and drawn as lines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Hatching:
    """Parallel lines.

    Attributes:
        angles: of the lines, degrees from the horizontal; several cross each other, none is plain.
        gap: from line to line, in units of the map's `gap`.
    """

    angles: tuple[float, ...] = ()
    gap: float = 1.0

    def symbol(self) -> str:
        """A square with these lines, as a path that Vega takes for a symbol (-1 to 1)."""
        path = "M-1,-1H1V1H-1Z"
        step = 0.62 * self.gap
        square = shapely.box(-1, -1, 1, 1)
        for line in getattr(lines(square, Hatching(self.angles), step), "geoms", []):
            (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
            path += f"M{x0:.2f},{-y0:.2f}L{x1:.2f},{-y1:.2f}"
        return path


PLAIN = Hatching()
SPARSE = Hatching((0,), 2.2)
PATTERNS = (
    PLAIN, SPARSE, Hatching((45,)), Hatching((135,)), Hatching((45, 135), 1.3), Hatching((90,)),
    Hatching((0, 90), 1.3),
)  # fmt: skip
"""In the order in which a map's legend takes them."""
LEAVING = Hatching((45, 135), 1.0)
"""Of ground that an army is on its way from."""


def lines(area: BaseGeometry, hatching: Hatching, gap: float) -> MultiLineString:
    """The lines of a hatching within an area.

    Lines of the same angle continue from one area to the next: they are counted from the origin.

    Args:
        area: polygons.
        hatching: its lines.
        gap: km (or whatever the area is in) between lines of a hatching with the gap 1.
    """
    segments: list[LineString] = []
    for angle in hatching.angles:
        turn = math.radians(angle)
        along, across = (
            np.array([math.cos(turn), math.sin(turn)]),
            np.array([-math.sin(turn), math.cos(turn)]),
        )
        x0, y0, x1, y1 = area.bounds
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        far, step = corners @ along, gap * hatching.gap
        low, high = (corners @ across).min(), (corners @ across).max()
        for k in range(math.ceil(low / step), math.floor(high / step) + 1):
            whole = LineString(
                [k * step * across + far.min() * along, k * step * across + far.max() * along]
            )
            cut = whole.intersection(area)
            parts = getattr(cut, "geoms", [cut])
            segments += [part for part in parts if isinstance(part, LineString) and part.length > 0]
    return MultiLineString(segments)
