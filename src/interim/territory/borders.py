"""Polygons with names from a GeoJSON file, checked before anything is made of them.

GeoJSON is in degrees of longitude and latitude on WGS84, in that order (RFC 7946). What maps in
practice get wrong is told where it is: rings that are not closed or cross themselves, latitude
before longitude, layers without areas, other coordinate systems, polygons across the date line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.validation import explain_validity

from interim.foundation.errors import BadInput, Problem

MOST_BYTES = 200_000_000
NAMES = ("name", "NAME", "shapeName", "NAME_EN", "title", "id")
"""Properties that may hold a feature's name, in this order."""
KNOWN_CRS = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84")


@dataclass(frozen=True)
class Area:
    """A named area.

    Attributes:
        name: of the feature.
        ground: its polygons, longitude and latitude in degrees on WGS84.
        feature: its place in the file, from 0.
    """

    name: str
    ground: MultiPolygon
    feature: int


def read_areas(
    path: Path,
    *,
    key: str | None = None,
    only: Container[str] | None = None,
    named: bool = True,
) -> tuple[Area, ...]:
    """Read the areas of a GeoJSON file; features of one name are one area.

    Args:
        path: of the file.
        key: the property that holds a feature's name; by default the first of `NAMES` that it has.
        only: names that are wanted; other features are passed over unchecked.
        named: whether features need names; without them all are one area, named as the file.

    Raises:
        BadInput: the file cannot be read, is no GeoJSON of polygons, or a polygon is wrong; every
            problem found is told.
    """
    file = str(path)
    features = list(_features(_document(path), file))
    problems: list[Problem] = []
    areas: dict[str, Area] = {}
    for index, feature in features:
        where = f"features[{index}]"
        try:
            name = _name(feature, key, file, where) if named else path.stem
            if only is not None and name not in only:
                continue
            ground = _ground(feature, file, where)
        except BadInput as bad:
            problems += bad.problems
            continue
        if name in areas:
            merged = shapely.union_all([areas[name].ground, ground])
            ground = _multi(merged)
        areas[name] = Area(name, ground, index)
    if not features:
        problems.append(Problem("the layer has no features", file))
    if problems:
        raise BadInput(problems)
    return tuple(areas.values())


def _document(path: Path) -> Any:
    file = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            found = f"{path.stat().st_size / 1e6:.0f} MB"
            raise BadInput(
                [Problem("the file is too large", file, found=found, expected="200 MB at most")]
            )
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput([Problem(f"cannot be read: {error.strerror}", file)]) from error
    except UnicodeDecodeError as error:
        raise BadInput([Problem("the file is not UTF-8", file)]) from error
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        reason = getattr(error, "msg", "too deeply nested")
        raise BadInput([Problem(f"no JSON: {reason}", file, line)]) from error


def _features(document: Any, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind not in {"FeatureCollection", "Feature"}:
        raise BadInput(
            [
                Problem(
                    "no GeoJSON layer",
                    file,
                    found=str(kind or type(document).__name__),
                    expected="a FeatureCollection with polygons",
                )
            ]
        )
    crs = document.get("crs")
    stated = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    if stated and not any(str(stated).endswith(known) for known in KNOWN_CRS):
        raise BadInput(
            [
                Problem(
                    "an unknown coordinate system",
                    file,
                    path="crs",
                    found=str(stated),
                    expected="WGS84 (longitude, latitude): reproject the layer first",
                )
            ]
        )
    features = [document] if kind == "Feature" else document.get("features")
    if not isinstance(features, list):
        raise BadInput([Problem("the layer has no list of features", file, path="features")])
    for index, feature in enumerate(features):
        if not isinstance(feature, dict):
            raise BadInput([Problem("no feature", file, path=f"features[{index}]")])
        yield index, feature


def _name(feature: dict[str, Any], key: str | None, file: str, where: str) -> str:
    properties = feature.get("properties") or {}
    names = (key,) if key is not None else NAMES
    value = next((properties[name] for name in names if properties.get(name)), None)
    if value is None and key is None and "id" in feature:
        value = feature["id"]
    if value is None:
        raise BadInput(
            [
                Problem(
                    "the feature has no name",
                    file,
                    path=where,
                    found=f"properties {', '.join(map(str, properties)) or 'none'}",
                    expected=f"one of {', '.join(names)}; --unit-key names another",
                )
            ]
        )
    return str(value)


def _ground(feature: dict[str, Any], file: str, where: str) -> MultiPolygon:
    geometry: Any = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadInput(
            [
                Problem(
                    "not an area",
                    file,
                    path=f"{where}.geometry",
                    found=str(kind),
                    expected="Polygon or MultiPolygon",
                )
            ]
        )
    rings = list(_rings(geometry["coordinates"], kind))
    if not rings:
        raise BadInput([Problem("an empty area", file, path=f"{where}.geometry")])
    for ring in rings:
        _check_ring(ring, file, where)
    ground = shape(geometry)
    if not ground.is_valid:
        raise BadInput(
            [
                Problem(
                    "a polygon crosses or touches itself",
                    file,
                    path=f"{where}.geometry",
                    found=explain_validity(ground),
                    expected="rings that do not cross; holes inside their polygon",
                )
            ]
        )
    return _multi(ground)


def _rings(coordinates: Any, kind: str) -> Iterator[Any]:
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    for polygon in polygons if isinstance(polygons, list) else []:
        yield from polygon if isinstance(polygon, list) else []


def _check_ring(ring: Any, file: str, where: str) -> None:
    path = f"{where}.geometry"
    points = []
    for point in ring if isinstance(ring, list) else []:
        if (
            not isinstance(point, list)
            or len(point) < 2
            or not all(isinstance(x, int | float) and math.isfinite(x) for x in point[:2])
        ):
            raise BadInput(
                [
                    Problem(
                        "no coordinate",
                        file,
                        path=path,
                        found=str(point)[:60],
                        expected="[longitude, latitude]",
                    )
                ]
            )
        points.append((float(point[0]), float(point[1])))
    if len(points) < 4 or points[0] != points[-1]:
        raise BadInput(
            [
                Problem(
                    "a ring is not closed",
                    file,
                    path=path,
                    found=f"{len(points)} points, first {points[:1]}, last {points[-1:]}",
                    expected="four points or more, the last the same as the first",
                )
            ]
        )
    longitudes, latitudes = zip(*points, strict=True)
    if max(map(abs, latitudes)) > 90 or max(map(abs, longitudes)) > 180:
        swapped = max(map(abs, longitudes)) <= 90 and max(map(abs, latitudes)) <= 180
        raise BadInput(
            [
                Problem(
                    "latitude stands before longitude"
                    if swapped
                    else "coordinates that are no degrees",
                    file,
                    path=path,
                    found=str(points[0]),
                    expected="[longitude, latitude] in degrees on WGS84",
                )
            ]
        )
    if max(longitudes) - min(longitudes) > 180:
        raise BadInput(
            [
                Problem(
                    "a polygon across the date line",
                    file,
                    path=path,
                    found=f"longitudes {min(longitudes)} to {max(longitudes)}",
                    expected="polygons cut at 180 degrees, as RFC 7946 asks",
                )
            ]
        )


def _multi(ground: Any) -> MultiPolygon:
    if isinstance(ground, Polygon):
        return MultiPolygon([ground])
    if isinstance(ground, MultiPolygon):
        return ground
    parts = [part for part in ground.geoms if isinstance(part, Polygon)]
    return MultiPolygon(parts)
