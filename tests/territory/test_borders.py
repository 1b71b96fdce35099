"""GeoJSON borders into pieces of cells: areas add up, mistakes are told where they are."""

import json

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from interim.foundation.errors import BadInput
from interim.territory.borders import Area, read_areas
from interim.territory.pieces import area_km2, as_csv, pieces, stub


def square(x, y, size=1.0):
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


def layer(*features, **more):
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": "Polygon", "coordinates": coordinates},
            }
            for name, coordinates in features
        ],
        **more,
    }


@pytest.fixture
def file(tmp_path):
    def write(document):
        path = tmp_path / "layer.geojson"
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problem(file, document, **options):
    with pytest.raises(BadInput) as caught:
        read_areas(file(document), **options)
    return str(caught.value)


def test_areas_are_read_by_name(file):
    found = read_areas(file(layer(("west", square(20, 45)), ("east", square(21, 45)))))
    assert [area.name for area in found] == ["west", "east"]
    assert area_km2(found[0].ground) == pytest.approx(8_730, rel=0.01)


def test_features_of_one_name_are_one_area_and_holes_count(file):
    hole = [*square(20, 45), *square(20.4, 45.4, 0.2)]
    found = read_areas(file(layer(("a", hole), ("a", square(22, 45)))))
    assert len(found) == 1
    whole = area_km2(MultiPolygon([box(20, 45, 21, 46), box(22, 45, 23, 46)]))
    missing = area_km2(box(20.4, 45.4, 20.6, 45.6))
    assert area_km2(found[0].ground) == pytest.approx(whole - missing, rel=1e-6)


BOW = [[[20, 45], [21, 46], [21, 45], [20, 46], [20, 45]]]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (layer(("a", BOW)), "crosses or touches itself"),
        (layer(("a", BOW)), "Self-intersection[20.5 45.5]"),
        (
            layer(("a", [[[45, 100], [46, 100], [46, 101], [45, 101], [45, 100]]])),
            "latitude stands",
        ),
        (
            layer(("a", [[[500000, 5e6], [500001, 5e6], [500001, 5000001], [500000, 5e6]]])),
            "no deg",
        ),
        (layer(), "has no features"),
        (layer(("a", [])), "an empty area"),
        (layer(("a", [square(20, 45)[0][:-1]])), "a ring is not closed"),
        (layer(("a", [[[20, 45], [21, "x"], [21, 46], [20, 45]]])), "no coordinate"),
        (layer(("a", [[[-179, 1], [179, 1], [179, 2], [-179, 2], [-179, 1]]])), "date line"),
        (layer(("", square(20, 45))), "has no name"),
        (
            layer(("a", square(20, 45)), crs={"properties": {"name": "EPSG:3857"}}),
            "unknown coordinate system",
        ),
        ({"type": "Topology"}, "no GeoJSON layer"),
        ("[1, 2", "no JSON"),
        ("[1, 2]", "no GeoJSON layer"),
        (
            {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "LineString"}},
            "not an area",
        ),
    ],
)
def test_mistakes_are_told(file, document, said):
    told = problem(file, document)
    assert said in told
    assert "layer.geojson" in told


def test_where_a_mistake_is(file):
    told = problem(file, layer(("fine", square(20, 45)), ("a", BOW)))
    assert "features[1]" in told


def test_a_missing_file_and_another_key(file, tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_areas(tmp_path / "none.geojson")
    assert "one of NAME_1" in problem(file, layer(("a", square(20, 45))), key="NAME_1")


def area(name, shape):
    ground = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
    return Area(name, ground, 0)


@settings(max_examples=15, deadline=None)
@given(
    x=st.integers(-1_700_000, 1_600_000).map(lambda v: v / 1e4),
    y=st.integers(-600_000, 600_000).map(lambda v: v / 1e4),
    size=st.floats(0.05, 1.5),
    part=st.floats(0.1, 0.9),
)
def test_pieces_add_up_to_the_polygons(x, y, size, part):
    whole, held = box(x, y, x + size, y + size), box(x, y, x + size * part, y + size)
    table = pieces([area("u", whole)], {"b": [area("l", held)]}, default="a", resolution=4)
    by_holder = table.groupby("holder")["area_km2"].sum()
    assert table["area_km2"].sum() == pytest.approx(area_km2(whole), rel=0.001, abs=0.02)
    assert by_holder.get("b", 0) == pytest.approx(area_km2(held), rel=0.001, abs=0.02)
    assert not table.duplicated(["cell", "unit", "holder"]).any()
    assert {h3.get_resolution(cell) for cell in table["cell"]} == {4}


def test_a_line_that_leaves_the_borders():
    unit = [area("u", box(20, 45, 21, 46))]
    with pytest.raises(BadInput, match="leaves the borders"):
        pieces(unit, {"b": [area("l", box(20.5, 45, 21.5, 46))]}, default="a", resolution=4)
    with pytest.raises(BadInput, match="lies outside the borders"):
        pieces(unit, {"b": [area("l", box(30, 45, 31, 46))]}, default="a", resolution=4)


def test_units_that_overlap_and_too_many_cells(monkeypatch):
    two = [area("u", box(20, 45, 21, 46)), area("v", box(20.5, 45, 21.5, 46))]
    with pytest.raises(BadInput, match="'u' and 'v' overlap"):
        pieces(two, {}, default="a", resolution=4)
    monkeypatch.setattr("interim.territory.pieces.MOST_CELLS", 10)
    with pytest.raises(BadInput, match="too many cells"):
        pieces(two[:1], {}, default="a", resolution=4)


def test_what_is_written_can_be_read():
    table = pieces([area("u", box(20, 45, 20.5, 45.5))], {}, default="a", resolution=5)
    lines = as_csv(table).splitlines()
    assert lines[0] == "cell,unit,holder,area_km2"
    assert len(lines) == len(table) + 1
    assert 'title: "U"' in stub(table, "borders.geojson")


def test_kosovo_as_in_the_case(shared):
    found = read_areas(shared / "data" / "territory" / "cases_admin0.geojson", only={"Kosovo"})
    assert area_km2(found[0].ground) == pytest.approx(10_913, abs=2)
    # Of the published 10,887 km2 within 1 %.
    assert area_km2(found[0].ground) == pytest.approx(10_887, rel=0.01)


@pytest.mark.parametrize("resolution", [3, 4, 5])
def test_an_area_cut_at_the_date_line_has_its_area(resolution):
    """A MultiPolygon cut at 180 degrees, as RFC 7946 asks."""
    ground = MultiPolygon([box(179, -18, 180, -16), box(-180, -18, -179, -16)])
    table = pieces([Area("fiji", ground, 0)], {}, default="all", resolution=resolution)
    assert table["area_km2"].sum() == pytest.approx(area_km2(ground), rel=1e-3)
    sizes = [h3.cell_area(cell) for cell in table["cell"]]
    assert (table["area_km2"] <= [1.02 * size for size in sizes]).all()
