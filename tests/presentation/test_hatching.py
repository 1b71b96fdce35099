"""Hatching: lines cut to areas, and maps that read in grey."""

import math
import re

import pytest
import shapely

import interim
from interim.presentation.drawing import drawn
from interim.presentation.hatching import LEAVING, PATTERNS, Hatching, lines
from interim.presentation.map_figure import figure
from interim.territory.situation import situation
from interim.territory.standing import WITHDRAWAL


@pytest.fixture(scope="module")
def ukraine():
    return interim.load("ukraine-2026")


def test_a_square_by_hand():
    # 10 by 10, lines every 2: at 0, 2, .. 10, each 10 long.
    square = shapely.box(0, 0, 10, 10)
    found = lines(square, Hatching((0,)), 2.0)
    assert len(found.geoms) == 6
    assert found.length == pytest.approx(60)
    assert lines(square, Hatching(), 2.0).is_empty


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135])
def test_lines_are_as_dense_at_every_angle(angle):
    disc = shapely.Point(3, -7).buffer(50, 256)
    found = lines(disc, Hatching((angle,)), 0.5)
    assert found.length == pytest.approx(disc.area / 0.5, rel=0.01)
    assert disc.buffer(1e-6).contains(found)


def test_neighbours_continue_each_others_lines():
    left, right = shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)
    both = lines(shapely.box(0, 0, 10, 10), Hatching((45,)), 1.0)
    parts = lines(left, Hatching((45,)), 1.0).union(lines(right, Hatching((45,)), 1.0))
    assert parts.length == pytest.approx(both.length)


def test_no_two_patterns_have_one_symbol():
    symbols = [pattern.symbol() for pattern in (*PATTERNS, LEAVING)]
    assert len(set(symbols)) == len(symbols)
    for symbol in symbols:
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", symbol)]
        assert all(math.fabs(n) <= 1 for n in numbers)


def test_the_legend_shows_the_pattern_of_each(ukraine):
    leaving = situation(ukraine, ukraine.plans["joseph-1244-symmetric"], WITHDRAWAL)
    chart = figure(leaving).to_dict()
    marks = [
        layer["encoding"]["shape"]["scale"]
        for layer in chart["layer"]
        if "shape" in layer.get("encoding", {})
    ]
    assert len(marks) == 1
    by = dict(zip(marks[0]["domain"], marks[0]["range"], strict=True))
    assert by["Ukraine (leaving)"] == LEAVING.symbol()
    assert len({by["Russia"], by["Ukraine"], by["Ukraine (leaving)"]}) == 3
    svg = drawn(figure(leaving), "svg")
    assert "Russia (leaving): 87,456" in svg.decode()
    assert "Ukraine first, then Russia withdraw in 3 steps" in svg.decode()


def test_the_layer_of_zones(ukraine):
    svg = drawn(figure(situation(ukraine, ukraine.plans["no-deal"], "today"), show="zone"), "svg")
    told = svg.decode()
    for zone in ukraine.territory.zones.values():
        assert zone.title in told
    assert "In no zone" in told
    assert "in force" not in told
