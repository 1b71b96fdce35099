"""Estimates against textbook values and edge cases."""

import numpy as np
import pytest
from scipy import stats

from interim.foundation.estimates import mean_chance, ratio_of, share, spread


def test_share_agrees_with_scipys_wilson_interval():
    flags = np.arange(200) < 37
    ours = share(flags)
    wilson = stats.binomtest(37, 200).proportion_ci(0.95, method="wilson")
    assert ours["p"] == pytest.approx(37 / 200)
    assert (ours["low"], ours["high"]) == pytest.approx((wilson.low, wilson.high))
    assert ours["n"] == 200


@pytest.mark.parametrize("flag", [True, False])
def test_a_share_of_all_or_none_keeps_an_interval(flag):
    ours = share(np.full(50, flag))
    assert ours["low"] <= ours["p"] <= ours["high"]
    assert ours["high"] - ours["low"] > 0.01


def test_mean_of_exact_chances_has_the_interval_of_a_mean():
    chances = np.array([0.2, 0.4, 0.6, 0.8])
    ours = mean_chance(chances)
    half = 1.959964 * chances.std() / 2
    assert (ours["low"], ours["p"], ours["high"]) == pytest.approx((0.5 - half, 0.5, 0.5 + half))


def test_the_interval_of_a_ratio_covers_it_nineteen_times_of_twenty():
    generator, covered = np.random.default_rng(1), 0
    for _ in range(400):
        wholes = generator.uniform(1, 9, 200)
        found = ratio_of(wholes * generator.beta(1, 3, 200), wholes)
        covered += found["low"] <= 0.25 <= found["high"]
    assert 0.92 <= covered / 400 <= 0.98
    assert found["n"] == 200


def test_a_ratio_with_wholes_that_are_equal_is_a_mean():
    parts = np.array([0.2, 0.4, 0.6, 0.8])
    assert ratio_of(5 * parts, np.full(4, 5.0)) == pytest.approx(mean_chance(parts))
    assert ratio_of(parts, np.zeros(4)) is None


def test_spread_leaves_out_the_undefined():
    ours = spread(np.array([np.nan, 1.0, 2.0, 3.0]))
    assert ours == pytest.approx({"median": 2.0, "low": 1.1, "high": 2.9})


def test_nothing_defined_is_none():
    assert share(np.array([], dtype=bool)) is None
    assert mean_chance(np.array([])) is None
    assert spread(np.array([np.nan, np.nan])) is None
