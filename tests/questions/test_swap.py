"""Swaps: equality with brute force on small grids, and the known facts of Ukraine."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interim
from interim.foundation.errors import BadInput
from interim.questions.swap import _contact, _edges, _land, swap
from interim.territory.contiguity import Grid, cheapest, components, connected

UKRAINE = "ukraine-2026"


@st.composite
def grids(draw):
    """Small square grids with whole areas and costs; the line is the first row or part of it."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    n = rows * columns
    edges = [(i, i + 1) for i in range(n) if (i + 1) % columns]
    edges += [(i, i + columns) for i in range(n - columns)]
    line = np.zeros(n, dtype=bool)
    line[sorted(draw(st.sets(st.integers(0, columns - 1), min_size=1)))] = True
    area = np.array(draw(st.lists(st.integers(1, 6), min_size=n, max_size=n)), float)
    cost = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), float)
    return Grid(area, np.array(edges).reshape(-1, 2), line), cost


def enumerated(grid, cost, low, high, one):
    best = math.inf
    for bits in itertools.product((False, True), repeat=grid.area.size):
        chosen = np.array(bits)
        area = grid.area[chosen].sum()
        if low <= area <= high and connected(grid, chosen, one=one):
            best = min(best, cost[chosen].sum())
    return best


@settings(max_examples=40)
@given(grids(), st.integers(2, 20), st.integers(0, 2), st.booleans())
def test_it_is_what_enumeration_finds(drawn, wanted, slack, one):
    grid, cost = drawn
    low, high = max(wanted - slack, 1), wanted + slack
    best = enumerated(grid, cost, low, high, one)
    found = cheapest(grid, cost, low, high, one=one)
    if math.isinf(best):
        assert found.impossible
        assert found.chosen is None
    else:
        assert found.optimal
        assert found.cost == pytest.approx(best)
        assert connected(grid, found.chosen, one=one)
        assert low - 1e-4 <= grid.area[found.chosen].sum() <= high + 1e-4


def test_a_dear_bridge_by_hand():
    # A row of five cells, the line at both ends; 1 km2 each, costs 1 9 9 9 1. Two cells: 1 + 1 = 2
    # as two pieces, 1 + 9 = 10 as one.
    line = np.array([True, False, False, False, True])
    grid = Grid(np.ones(5), np.array([[0, 1], [1, 2], [2, 3], [3, 4]]), line)
    cost = np.array([1.0, 9, 9, 9, 1])
    assert cheapest(grid, cost, 2, 2, one=False).cost == pytest.approx(2)
    assert cheapest(grid, cost, 2, 2, one=True).cost == pytest.approx(10)


def test_the_line_counts():
    # The free cell behind the line costs nothing but cannot be reached without the dear one.
    grid = Grid(np.ones(2), np.array([[0, 1]]), np.array([True, False]))
    found = cheapest(grid, np.array([5.0, 0.0]), 1, 1, one=False)
    assert found.chosen.tolist() == [True, False]


def test_a_cell_that_is_too_large_shuts_nobody_out():
    # Two rows of three, the line at the end of the first; the middle of the second has 5 km2.
    edges = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)]
    line = np.array([False, False, True, False, False, False])
    grid = Grid(np.array([4.0, 1, 1, 2, 5, 3]), np.array(edges), line)
    found = cheapest(grid, np.array([6.0, 3, 4, 0, 0, 5]), 2, 4, one=True)
    assert np.flatnonzero(found.chosen).tolist() == [1, 2]
    assert found.cost == pytest.approx(7)
    assert found.optimal


def test_pieces_are_counted():
    grid = Grid(np.ones(4), np.array([[0, 1], [1, 2], [2, 3]]), np.ones(4, dtype=bool))
    assert components(grid, np.array([True, False, True, True])).tolist() == [0, -1, 1, 1]


@pytest.fixture(scope="module")
def ukraine():
    return interim.load(UKRAINE)


def test_the_land_outside_the_claimed_regions_is_too_little(ukraine):
    # facts.json: western Donetsk 5,285 km2; held in Kharkiv 1,564, Sumy 346, Mykolaiv 136 and
    # Dnipropetrovsk 36, together 2,082: short by 3,203.
    units = ("kharkiv", "sumy", "mykolaiv", "dnipropetrovsk")
    found = swap(ukraine, zone="western-donetsk", within=units)
    assert found["give"]["area_km2"] == pytest.approx(5285, abs=1)
    assert found["take"]["area_km2"] == pytest.approx(2082, abs=1)
    assert found["difference_km2"] == pytest.approx(3203, abs=1)
    assert not found["equivalent"]
    assert found["none_exists"]
    assert found["optimal"]


def test_the_most_compact_equivalent_of_western_donetsk(ukraine):
    found = swap(ukraine, zone="western-donetsk", objective="compact")
    assert abs(found["difference_km2"]) <= 0.0101 * found["give"]["area_km2"]
    assert found["contiguous"]
    assert found["optimal"]
    # A disc has 1 / (2 pi) = 0.159; none is below.
    assert found["cost"] >= 0.99**2 / (2 * math.pi)
    assert sum(part["area_km2"] for part in found["take_by_unit"].values()) == pytest.approx(
        found["take"]["area_km2"]
    )


@pytest.mark.slow
def test_at_resolution_6_it_takes_under_a_minute(shared):
    table = pd.read_csv(shared / "data/territory/contested-cells-res6.csv")
    table["held"] = table["occupied_km2_20260822"]
    rows = {"unit": table["oblast"], "cell": table["cell"], "people": np.nan}
    theirs = pd.DataFrame(rows | {"area_km2": table["held"]})
    own = pd.DataFrame(rows | {"area_km2": table["area_km2"] - table["held"]})
    land = _land(theirs[theirs["area_km2"] > 0])
    grid = Grid(land.area, _edges(land.cells), _contact(land, own))
    # People as the case's zones have them, per km2, by oblast: middles of the ranges.
    density = {"Donetsk": 0.076, "Luhansk": 0.043, "Zaporizhzhia": 0.021, "Kherson": 0.013}
    oblast = dict(zip(table["cell"], table["oblast"], strict=True))
    cost = land.area * np.array([density.get(oblast[c], 0.095) for c in land.cells])
    found = cheapest(grid, cost, 5285 * 0.99, 5285 * 1.01, seconds=60)
    assert len(land.cells) > 3500
    assert connected(grid, found.chosen, one=True)
    assert found.optimal


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"zone": "western-donetzk"}, "western-donetsk"),
        ({"within": ["charkiv"]}, "kharkiv"),
        ({"give": ["donetsk"]}, "several holders"),
        ({"give": ["donets"]}, "did you mean 'donetsk'"),
        ({"give": ["donetsk:ukrain"]}, "ukraine"),
        ({"within": ["lviv"]}, "holds no land in lviv"),
        ({"objective": "peple"}, "people"),
        ({"tolerance": 1.5}, "tolerance"),
    ],
)
def test_bad_input_is_named(ukraine, wrong, says):
    with pytest.raises(BadInput, match=says):
        swap(ukraine, **wrong)
