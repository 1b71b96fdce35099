"""PRIM against planted boxes, hand-worked figures and the reference implementation."""

import numpy as np
import pytest

from interim.insight.prim import Box, measured, paste, peel, quasi_p, simplest


@pytest.fixture
def planted():
    """A box of three limits in five inputs, with 5 % noise outside and 90 % inside."""
    rng = np.random.default_rng(11)
    x = rng.random((5, 4000))
    inside = (x[0] > 0.6) & (x[1] < 0.5) & (x[3] > 0.3)
    y = np.where(inside, rng.random(4000) < 0.9, rng.random(4000) < 0.05).astype(float)
    return list(x), y


def test_a_planted_box_is_found(planted):
    inputs, y = planted
    path = peel(inputs, y)
    best = max(path, key=lambda one: (one.density - path[0].density) * one.mass**0.5)
    found = simplest(best, inputs, y, most=4)
    assert found.box.limited == (0, 1, 3)
    assert found.box.ranges[0][0] == pytest.approx(0.6, abs=0.04)
    assert found.box.ranges[1][1] == pytest.approx(0.5, abs=0.04)
    assert found.box.ranges[3][0] == pytest.approx(0.3, abs=0.04)
    assert found.density > 0.85


@pytest.mark.parametrize(
    ("density", "coverage", "mass"),
    # ema_workbench 2.5.3 on the same futures: find_box with peel_alpha 0.05 and mass_min 0.05.
    [(0.323278, 0.847761, 0.43925), (0.663625, 0.759701, 0.19175), (0.893069, 0.673134, 0.12625)],
)
def test_the_path_is_that_of_the_reference_implementation(planted, density, coverage, mass):
    inputs, y = planted
    path = peel(inputs, y)
    nearest = min(path, key=lambda one: abs(one.mass - mass))
    # A slice is one future wider or narrower there, so that steps do not fall on the same mass.
    assert nearest.mass == pytest.approx(mass, rel=0.03)
    assert nearest.density == pytest.approx(density, abs=0.02)
    assert nearest.coverage == pytest.approx(coverage, abs=0.02)


def test_coverage_density_and_mass_by_hand():
    # Of six futures three lie at 2 or above, two of which are among the three hits.
    x, y = [np.array([0.0, 1, 1.5, 2, 3, 4])], np.array([0.0, 1, 0, 1, 1, 0])
    found = measured(Box({0: (2.0, np.inf)}, {}), x, y)
    assert (found.coverage, found.density, found.mass) == (2 / 3, 2 / 3, 1 / 2)


def test_peeling_gives_up_mass_for_density(planted):
    inputs, y = planted
    path = peel(inputs, y, least=0.1)
    assert path[0].mass == path[0].coverage == 1
    assert [one.mass for one in path] == sorted((one.mass for one in path), reverse=True)
    assert path[-1].density > path[0].density
    assert path[-1].mass >= 0.1


def test_pasting_takes_back_what_belongs_to_the_box():
    x = np.linspace(0, 1, 1000)
    y = np.where(x > 0.5, 0.9, 0.0)
    # The box also holds some of the zeros, so that what it lacks above raises its mean.
    found = paste(Box({0: (0.45, 0.7)}, {}), [x], y)
    assert found.box.ranges[0][1] == np.inf
    assert found.density > 0.8


def test_quasi_p_by_hand():
    # Eight futures in the box, all hits; without the limit 16 with 8 hits: P(8 of 8) = 1/2^8.
    x = [np.repeat([0.0, 1.0], 8)]
    assert quasi_p(Box({0: (0.5, np.inf)}, {}), x, x[0].copy()) == {0: pytest.approx(1 / 256)}


def test_a_limit_that_adds_nothing_is_dropped(planted):
    inputs, y = planted
    box = Box({0: (0.6, np.inf), 1: (-np.inf, 0.5), 4: (0.1, np.inf)}, {})
    found = simplest(measured(box, inputs, y), inputs, y, most=4)
    assert found.box.limited == (0, 1)


def test_no_more_limits_than_wanted(planted):
    inputs, y = planted
    box = Box({0: (0.6, np.inf), 1: (-np.inf, 0.5), 3: (0.3, np.inf)}, {})
    assert len(simplest(measured(box, inputs, y), inputs, y, most=2).box.limited) == 2


def test_alternatives_are_peeled_one_at_a_time():
    rng = np.random.default_rng(2)
    named = rng.integers(0, 4, 3000).astype(float)
    y = (np.isin(named, (1, 3)) & (rng.random(3000) < 0.9)).astype(float)
    path = peel([named, rng.random(3000)], y, names=frozenset({0}))
    assert any(one.box.kept.get(0) == {1, 3} for one in path)
    box = Box({}, {0: frozenset({1})})
    assert paste(box, [named], np.isin(named, (1, 3)) * 1.0).box.kept[0] == {1}
    assert box.holds([named]).sum() == (named == 1).sum()


def test_pure_noise_peels_to_little():
    rng = np.random.default_rng(8)
    x, y = list(rng.random((20, 4000))), (rng.random(4000) < 0.4).astype(float)
    fresh, again = list(rng.random((20, 4000))), (rng.random(4000) < 0.4).astype(float)
    last = peel(x, y)[-1]
    # What looks dense where it was found is not so on fresh futures: the reason for two halves.
    assert last.density > 0.45
    assert measured(last.box, fresh, again).density < 0.45
