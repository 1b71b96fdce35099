"""Means, quantiles and probabilities over futures: known values and honest intervals."""

import numpy as np
import pytest

from interim.foundation import words
from interim.foundation.estimates import Estimate, mean_of, quantile, share


def test_a_mean_and_its_interval_by_hand():
    # 1, 2, 3: mean 2, standard deviation 1, standard error 1/sqrt(3) = .57735, times 1.959964.
    found = mean_of(np.array([1.0, 2.0, 3.0]))
    assert found == {
        "mean": 2,
        "low": pytest.approx(2 - 1.131586, abs=1e-5),
        "high": pytest.approx(2 + 1.131586, abs=1e-5),
        "n": 3,
    }
    assert mean_of(np.array([1.0])) is None


def test_intervals_of_a_quantile_cover_it_as_often_as_they_say():
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(400):
        found = quantile(rng.exponential(size=200), 0.9)
        covered += found["low"] <= -np.log(0.1) <= found["high"]
    # 95 % of 400 are 380 with a standard error of 4.4; order statistics are a little too wide.
    assert 366 <= covered <= 400


def test_a_quantile_of_none_is_nothing():
    assert quantile(np.array([]), 0.9) is None
    found = quantile(np.full(50, 7.0), 0.9)
    assert (found["value"], found["low"], found["high"], found["n"]) == (7, 7, 7, 50)


def test_an_estimate_writes_its_interval_and_its_futures():
    stated = Estimate(0.34, 0.31, 0.374, 2000)
    assert str(stated) == f"{stated}" == "34 % (31-37) of 2,000 futures"
    assert str(Estimate(0.002, 0.001, 0.004, 2000)) == "0.2 % (0.1-0.4) of 2,000 futures"
    # None of 10,000: Wilson's upper end is .000384. In points, two decimals show it.
    assert str(Estimate.of(share(np.zeros(10_000)))) == "0.00 % (0.00-0.04) of 10,000 futures"
    assert words.brief_chance(share(np.ones(10_000))) == "100.00 % (99.96-100.00)"
    assert stated.to_json() == {"p": 0.34, "low": 0.31, "high": 0.374, "n": 2000}
    assert Estimate.of(stated.to_json()) == stated == Estimate.of(stated)


@pytest.mark.parametrize("attempt", [float, round, lambda e: f"{e:.0%}", lambda e: 100 * e])
def test_an_estimate_is_no_number(attempt):
    with pytest.raises(TypeError):
        attempt(Estimate(0.34, 0.31, 0.37, 2000))


@pytest.mark.parametrize(
    "stated", [0.34, "34 %", {"p": 0.34}, {"p": 0.34, "low": 0.3, "high": None, "n": 9}]
)
@pytest.mark.parametrize("write", [Estimate.of, words.chance, words.brief_chance, words.interval])
def test_nothing_without_an_interval_can_be_written(stated, write):
    with pytest.raises(TypeError):
        write(stated)


@pytest.mark.parametrize("wrong", [(0.3, 0.4, 0.5, 9), (0.3, 0.2, 0.25, 9), (1.2, 0, 2, 9)])
def test_an_interval_holds_its_estimate(wrong):
    with pytest.raises(ValueError, match="interval"):
        Estimate(*wrong)
    with pytest.raises(ValueError, match="interval"):
        Estimate(0.3, 0.2, 0.4, 0)


def test_every_share_is_an_estimate():
    for count in range(6):
        stated = Estimate.of(share(np.arange(5) < count))
        assert words.interval(stated) in str(stated)
