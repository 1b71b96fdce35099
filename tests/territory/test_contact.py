"""The line of contact from cells: its length against lines that are known."""

import math

import h3
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

import interim
from interim.territory.contact import ZIGZAG, contact, distances
from interim.territory.standing import ground

ORIGIN = h3.latlng_to_cell(48.0, 38.0, 6)


def table(holder_of):
    """A disc of cells, each held by whom a function of its centre's place (km) says."""
    rows = []
    for cell in sorted(h3.grid_disk(ORIGIN, 24)):
        lat, lng = h3.cell_to_latlng(cell)
        x = (lng - 38.0) * 111.3 * math.cos(math.radians(48.0))
        rows.append((cell, holder_of(x, (lat - 48.0) * 111.2), h3.cell_area(cell)))
    return pd.DataFrame(rows, columns=["cell", "holder", "area_km2"])


def straight(angle):
    a = math.radians(angle)
    return table(lambda x, y: "left" if x * math.sin(a) - y * math.cos(a) > 0 else "right")


def chord(line):
    """The distance between the two ends of the line that lie furthest apart, km."""
    ends = line.ends.reshape(-1, 2)
    away = Geod(ellps="WGS84").inv(*np.broadcast_arrays(*ends[0], *ends.T))[2]
    first = ends[int(np.argmax(away))]
    return max(Geod(ellps="WGS84").inv(*np.broadcast_arrays(*first, *ends.T))[2]) / 1000


def test_straight_lines_of_all_directions_have_their_length_in_the_mean():
    ratios = [
        line.edges_km / chord(line)
        for line in (contact(straight(a), "left", "right") for a in range(0, 180, 9))
    ]
    # 2/3 of the sum of three cosines: between 1.155 and 1.333, whose mean is 4/pi.
    assert min(ratios) > 1.13
    assert max(ratios) < 1.36
    assert np.mean(ratios) == pytest.approx(ZIGZAG, rel=0.01)


def test_a_round_front_has_the_length_of_its_circle():
    held = table(lambda x, y: "left" if math.hypot(x, y) < 90 else "right")
    line = contact(held, "left", "right")
    assert line.smooth_km == pytest.approx(2 * math.pi * 90, rel=0.02)
    assert line.edges_km > 1.2 * line.smooth_km


def test_the_line_is_the_same_from_either_side():
    held = straight(30)
    one, other = contact(held, "left", "right"), contact(held, "right", "left")
    assert one.edges_km == pytest.approx(other.edges_km)
    assert {(b, a) for a, b in one.cells} == set(other.cells)


def test_a_trace_of_land_makes_no_line():
    held = table(lambda x, y: "left" if x > 0 else "right")
    far = held[(held["holder"] == "left")]["cell"].iloc[-1]
    neighbours = set(h3.grid_disk(far, 1))
    assert set(held.loc[held["cell"].isin(neighbours), "holder"]) == {"left"}
    alone = held.copy()
    alone.loc[alone["cell"] == far, "holder"] = "right"
    longer = contact(alone, "left", "right").edges_km
    assert longer > contact(held, "left", "right").edges_km + 10
    # A third of that cell's land, as where coasts do not match, is no line any more.
    alone.loc[alone["cell"] == far, "area_km2"] /= 3
    assert contact(alone, "left", "right").edges_km == pytest.approx(
        contact(held, "left", "right").edges_km
    )


def test_distances_are_geodesic():
    held = table(lambda x, y: "left" if x > 0 else "right")
    line = contact(held, "left", "right")
    cells = sorted(held["cell"])
    km, nearest = distances(line, cells)
    for k in range(0, len(cells), 97):
        lat, lng = h3.cell_to_latlng(cells[k])
        # By hand: the shortest way to any of a hundred points on any edge.
        shares = np.linspace(0, 1, 101)[:, None, None]
        points = ((1 - shares) * line.ends[:, :2] + shares * line.ends[:, 2:]).reshape(-1, 2)
        all_km = Geod(ellps="WGS84").inv(
            *np.broadcast_arrays(lng, lat, points[:, 0], points[:, 1])
        )[2]
        assert km[k] == pytest.approx(min(all_km) / 1000, rel=0.002, abs=0.01)
        assert 0 <= nearest[k] < len(line.cells)


def test_without_a_line_everything_is_infinitely_far():
    held = table(lambda x, y: "left")
    line = contact(held, "left", "right")
    assert line.smooth_km == 0
    km, nearest = distances(line, [ORIGIN])
    assert np.isinf(km).all()
    assert nearest.tolist() == [-1]


def test_ukraines_line_and_the_finer_one_it_was_cut_from(shared):
    line = contact(ground(interim.load("ukraine-2026")), "ukraine", "russia")
    folder = shared / "data" / "territory"
    held, units = (
        shapely.union_all(
            shapely.make_valid(shapely.get_parts(shapely.from_geojson((folder / name).read_text())))
        )
        for name in ("deepstate_20260822.geojson", "ua2020_oblast.geojson")
    )
    # Without what runs along the border and the coast, three hundredths of a degree.
    front = held.boundary.intersection(units.buffer(-0.03))
    finest = Geod(ellps="WGS84").geometry_length(front) / 1000
    assert line.smooth_km < finest < 1500
    # Published: 1,000 to 1,200 km.
    assert 1000 < line.edges_km < 1200
