"""From borders to a table of cells: the pieces into which borders and the line cut H3 cells.

A piece is the part of a cell in one unit and with one holder. Its area is geodesic on WGS84, so
that pieces add up to the area of the polygons whatever the projection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import h3
import pandas as pd
import shapely
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from interim.foundation.errors import BadInput, Problem
from interim.territory.borders import Area

LEAST_KM2 = 0.005
"""A smaller piece would be written as 0.00 km2."""
OUTSIDE = 0.01
"""Share of a holder's layer that may lie outside all units: outlines never fit exactly."""
MOST_CELLS = 200_000
_WGS84 = Geod(ellps="WGS84")


def area_km2(ground: BaseGeometry) -> float:
    """Geodesic area of a polygon in degrees on WGS84, km2.

    Source:
        Karney, C. F. F. (2013). Algorithms for geodesics. *Journal of Geodesy* 87, 43-55.
    """
    if isinstance(ground, Polygon):
        return abs(float(_WGS84.geometry_area_perimeter(orient(ground))[0])) / 1e6
    return sum(area_km2(part) for part in getattr(ground, "geoms", ()))


def pieces(
    units: Sequence[Area],
    holders: Mapping[str, Sequence[Area]],
    *,
    default: str,
    resolution: int,
    file: str | None = None,
) -> pd.DataFrame:
    """Cut units into cells, and cells by who holds them.

    Args:
        units: areas with names; they may not overlap.
        holders: holder -> the areas that it holds; they may not overlap either.
        default: who holds the rest.
        resolution: of the H3 cells, 0 to 15.
        file: of the holders' layer, for messages.

    Returns:
        Columns `cell`, `unit`, `holder` and `area_km2`, sorted.

    Raises:
        BadInput: units or holders overlap, a holder's layer leaves the borders, or there would be
            too many cells.
    """
    _apart(units)
    held = {holder: _together(areas) for holder, areas in holders.items()}
    _inside(units, held, file)
    rows: list[tuple[str, str, str, float]] = []
    for unit in units:
        shapely.prepare(unit.ground)
        around = _touched(unit.ground, resolution)
        if len(rows) + len(around) > MOST_CELLS:
            raise BadInput(
                [
                    Problem(
                        "too many cells",
                        found=f"resolution {resolution}",
                        expected=f"a coarser one: at most {MOST_CELLS:,} cells",
                    )
                ]
            )
        for cell in sorted(around):
            part = unit.ground.intersection(_hexagon(cell))
            if part.is_empty:
                continue
            left = part
            for holder, ground in held.items():
                mine = part.intersection(ground)
                rows.append((cell, unit.name, holder, area_km2(mine)))
                left = left.difference(ground)
            rows.append((cell, unit.name, default, area_km2(left)))
    table = pd.DataFrame(rows, columns=["cell", "unit", "holder", "area_km2"])
    table = table.groupby(["cell", "unit", "holder"], as_index=False).sum()
    return table[table["area_km2"] >= LEAST_KM2].reset_index(drop=True)


def as_csv(table: pd.DataFrame) -> str:
    """A table of cells as a case holds it."""
    shown = table.assign(area_km2=table["area_km2"].map("{:.2f}".format))
    if "people" in shown:
        shown["people"] = shown["people"].map("{:.0f}".format)
    return str(shown.to_csv(index=False, lineterminator="\n"))


def stub(table: pd.DataFrame, file: str, titles: Mapping[str, str] | None = None) -> str:
    """The beginning of a `territory.yaml` for a table of cells.

    Args:
        table: the pieces.
        file: where its borders come from, for the credit to be completed.
        titles: unit -> its name as written; by default made of the id.
    """
    named = titles or {}
    lines = [
        f"credit: {json.dumps('Borders from ' + file + '; say whose they are.')}",
        "units:",
    ]
    for unit in sorted(table["unit"].unique()):
        title = named.get(unit) or unit.replace("-", " ").title()
        lines += [f"  {unit}:", f"    title: {json.dumps(title, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"


def _hexagon(cell: str) -> BaseGeometry:
    """A cell on the plane of longitude and latitude; cut in two where it lies across the date line,
    as the layers that it cuts are."""
    ring = [(lng, lat) for lat, lng in h3.cell_to_boundary(cell)]
    longitudes = [lng for lng, _ in ring]
    if max(longitudes) - min(longitudes) <= 180:
        return Polygon(ring)
    eastward = Polygon([(lng % 360, lat) for lng, lat in ring])
    west = eastward.intersection(box(0, -90, 180, 90))
    east = translate(eastward.intersection(box(180, -90, 360, 90)), -360)
    return shapely.union_all([west, east])


def _touched(ground: MultiPolygon, resolution: int) -> set[str]:
    """Cells that an area may touch: those that overlap it, with a ring for its curved edges."""
    shape = h3.geo_to_h3shape(ground)
    cells = h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap")
    return {near for cell in cells for near in h3.grid_disk(cell, 1)}


def _together(areas: Sequence[Area]) -> BaseGeometry:
    ground = shapely.union_all([area.ground for area in areas])
    shapely.prepare(ground)
    return ground


def _apart(units: Sequence[Area]) -> None:
    tree = shapely.STRtree([unit.ground for unit in units])
    problems = []
    for a, b in tree.query([unit.ground for unit in units], predicate="overlaps").T.tolist():
        if a < b:
            both = area_km2(units[a].ground.intersection(units[b].ground))
            if both > OUTSIDE * min(area_km2(units[a].ground), area_km2(units[b].ground)):
                problems.append(
                    Problem(
                        f"the units '{units[a].name}' and '{units[b].name}' overlap",
                        path=f"features[{units[b].feature}]",
                        found=f"{both:.1f} km2 in both",
                    )
                )
    if problems:
        raise BadInput(problems)


def _inside(units: Sequence[Area], held: Mapping[str, BaseGeometry], file: str | None) -> None:
    """A holder's layer may not leave the borders."""
    whole = shapely.union_all([unit.ground for unit in units])
    problems = []
    for holder, ground in held.items():
        total, out = area_km2(ground), area_km2(ground.difference(whole))
        if total <= 0 or total - out < LEAST_KM2:
            problems.append(
                Problem(
                    f"what '{holder}' holds lies outside the borders",
                    file,
                    found=f"{out:.0f} of {total:.0f} km2",
                    expected="areas inside the units",
                )
            )
        elif out > OUTSIDE * total:
            place = ground.difference(whole).representative_point()
            problems.append(
                Problem(
                    f"what '{holder}' holds leaves the borders",
                    file,
                    found=f"{out:.0f} of {total:.0f} km2, such as at {place.x:.3f}, {place.y:.3f}",
                    expected=f"at most {OUTSIDE:.0%} outside",
                )
            )
    if problems:
        raise BadInput(problems)
