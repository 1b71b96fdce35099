"""Expected information: known values, little bias, intervals that cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interim.insight.information import (
    entropy,
    expected_information,
    mutual_information,
    resampled,
)

EVEN = np.array([0.5, 0.5])


def test_mutual_information_by_hand():
    # Two views, even odds. Sure of opposite answers: 1 bit. Alike: 0. 3/4 against 1/4: the pooled
    # answer is even, 1 bit, less the entropy of 1/4, .811278: .188722.
    assert mutual_information(np.array([[1.0, 0], [0, 1]]), EVEN) == pytest.approx(1)
    assert mutual_information(np.array([[0.3, 0.7], [0.3, 0.7]]), EVEN) == 0
    found = mutual_information(np.array([[0.75, 0.25], [0.25, 0.75]]), EVEN)
    assert found == pytest.approx(0.188722, abs=1e-6)


def test_entropy_by_hand():
    assert entropy(np.array([0.25] * 4)) == 2
    assert entropy(np.array([0.5, 0.25, 0.25, 0])) == 1.5
    assert entropy(np.array([1.0])) == 0


def test_a_view_without_weight_tells_nothing():
    answers = np.array([[0, 1, 0, 1], [1, 1, 1, 1]])
    told = expected_information(answers, 2, np.array([1.0, 0.0]), resampled(4))
    assert told["bits"] == told["low"] == told["high"] == 0


def test_views_that_answer_alike_in_every_future_are_exactly_indistinguishable():
    one = np.random.default_rng(1).integers(0, 4, 200)
    told = expected_information(np.stack([one, one, one]), 4, np.full(3, 1 / 3), resampled(200))
    assert (told["bits"], told["low"], told["high"]) == pytest.approx((0, 0, 0), abs=1e-12)


@pytest.mark.parametrize("paired", [False, True])
def test_the_correction_takes_away_the_bias_and_the_interval_covers(paired):
    # Two views of an answer out of six, 60 futures each: plug-in information is biased by about
    # 5 / (2 * 60 * ln 2) / 2 = .03 bits where draws are independent, and less where paired.
    rng = np.random.default_rng(7)
    chances = np.array([[0.3, 0.25, 0.2, 0.1, 0.1, 0.05], [0.05, 0.1, 0.1, 0.2, 0.25, 0.3]])
    true = float(mutual_information(chances, EVEN))
    edges = chances.cumsum(axis=1)
    edges[:, -1] = 1
    plain, bits, covered = [], [], 0
    for trial in range(200):
        draws = rng.random((2, 60))
        if paired:
            draws[1] = draws[0]
        answers = np.stack([np.searchsorted(edges[v], draws[v], side="right") for v in range(2)])
        told = expected_information(answers, 6, EVEN, resampled(60, seed=trial, resamples=200))
        shown = (answers[:, :, None] == np.arange(6)).mean(axis=1)
        plain.append(float(mutual_information(shown, EVEN)))
        bits.append(told["bits"])
        covered += told["low"] <= true <= told["high"]
    error = np.std(bits) / np.sqrt(200)
    assert abs(np.mean(bits) - true) < 4 * error + 0.004
    assert abs(np.mean(bits) - true) < abs(np.mean(plain) - true)
    assert covered > 0.88 * 200


@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 5))
def test_information_is_at_least_none_and_at_most_all(seed, views, kinds):
    rng = np.random.default_rng(seed)
    prior = rng.dirichlet(np.ones(views))
    answers = rng.integers(0, kinds, (views, 30))
    told = expected_information(answers, kinds, prior, resampled(30, resamples=50))
    assert 0 <= told["low"] <= told["bits"] <= told["high"] <= entropy(prior) + 1e-12
    assert told["n"] == 30
