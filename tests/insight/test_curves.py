"""Curves: which way an outcome goes, and where it turns."""

import numpy as np
import pytest

from interim.insight.curves import Curve, curve


def along(mean, error=0.01):
    m = len(mean)
    return curve(np.array(mean, float), np.full(m, error), np.full(m, 100))


@pytest.mark.parametrize(
    ("mean", "way", "turn"),
    [
        (np.linspace(0.2, 0.6, 16), "raises", None),
        (np.linspace(0.6, 0.2, 16), "lowers", None),
        (np.full(16, 0.3), "unclear", None),
        # Highest in the 5th of eight groups of two classes: quantile 4.5 / 8.
        ([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5, 0.5, 0.4, 0.4, 0.3, 0.3, 0.2, 0.2],
         "raises, then lowers", 0.5625),
        ([0.5, 0.5, 0.3, 0.3, 0.1, 0.1, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
         "lowers, then raises", 0.3125),
    ],
)  # fmt: skip
def test_the_way_of_a_curve(mean, way, turn):
    found = along(mean)
    assert found.way == way
    assert found.turn == turn


def test_noise_has_no_way():
    rng = np.random.default_rng(1)
    ways = [along(0.3 + 0.01 * rng.normal(size=20)).way for _ in range(300)]
    assert ways.count("unclear") >= 285


def test_the_smooth_of_a_line_is_the_line():
    found = along(np.linspace(0.1, 0.9, 20))
    # Classes have their middles at 0.025, 0.075, ...: the line through them is 0.1 + ... q.
    slope = 0.8 / 0.95
    for q in (0.05, 0.5, 0.99):
        assert found.smooth(q) == pytest.approx(0.1 + slope * (q - 0.025))
    assert found.slope == pytest.approx(slope)


def test_empty_classes_are_left_out():
    found = curve(np.array([0.1, np.nan, 0.3]), np.zeros(3), np.array([30, 0, 10]))
    assert isinstance(found, Curve)
    np.testing.assert_allclose(found.at, [0.375, 0.875])
    np.testing.assert_allclose(found.mean, [0.1, 0.3])
