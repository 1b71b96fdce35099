"""Kaplan and Meier's estimate, and the penalised Weibull model."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from interim.history.settlements import lives, shipped
from interim.history.survival import kaplan_meier
from interim.history.weibull import (
    LEVEL_WIDTH,
    SHAPE_PRIOR,
    chances,
    fit,
    weighted_quantiles,
)

# Remission of leukaemia under 6-mercaptopurine, weeks (Freireich and others 1963).
WEEKS = np.array(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float
)
RELAPSED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)


def test_the_textbook_curve():
    """By hand: 18/21, then x 16/17, x 14/15, x 11/12 and so on; intervals as lifelines 0.30.3."""
    curve = kaplan_meier(WEEKS, RELAPSED)
    for week, p, low, high in (
        (6, 18 / 21, 0.619718, 0.951552),
        (7, 18 / 21 * 16 / 17, 0.563147, 0.922809),
        (10, 18 / 21 * 16 / 17 * 14 / 15, 0.503200, 0.889362),
        (13, 18 / 21 * 16 / 17 * 14 / 15 * 11 / 12, 0.431610, 0.849066),
        (35, 0.448179, 0.188052, 0.680143),
    ):
        share = curve.at(week)
        assert share is not None
        assert share["p"] == pytest.approx(p, abs=1e-6)
        assert share["low"] == pytest.approx(low, abs=1e-6)
        assert share["high"] == pytest.approx(high, abs=1e-6)
    assert curve.median() == 23
    assert (curve.n, curve.broken) == (21, 9)


def test_the_curve_is_that_of_scipy():
    known = lives(shipped())
    curve = kaplan_meier(known.years, known.broken)
    theirs = stats.ecdf(stats.CensoredData.right_censored(known.years, ~known.broken)).sf
    np.testing.assert_allclose(curve.survival, theirs.probabilities)
    assert curve.times == pytest.approx(theirs.quantiles)


def test_where_nothing_has_broken_the_bound_is_exact():
    # None of 10 broken by year 5: 0.025^(1/10) = 0.6915 (Clopper and Pearson).
    curve = kaplan_meier(np.full(10, 8.0), np.zeros(10, dtype=bool))
    share = curve.at(5)
    assert share == {"p": 1.0, "low": pytest.approx(0.025**0.1), "high": 1.0, "n": 10}
    assert curve.at(9) is None  # nobody was watched so long
    assert curve.median() is None


def test_who_is_no_longer_watched_bounds_nothing():
    # Of 10, 3 leave unbroken in year 2 and 6 in year 4: 7 are watched past year 2, 1 past year 4.
    curve = kaplan_meier(np.repeat([2.0, 4.0, 8.0], [3, 6, 1]), np.zeros(10, dtype=bool))
    assert curve.at_risk.tolist() == [10, 7, 1]
    bounds = {1: 0.025**0.1, 2: 0.025 ** (1 / 7), 3: 0.025 ** (1 / 7), 4: 0.025, 8: 0.025}
    for year, low in bounds.items():
        share = curve.at(year)
        assert share is not None
        assert share["low"] == pytest.approx(low)


def test_a_half_is_gone_when_half_remain():
    # One of two breaks in year 3: 1/2 is left, and the median is 3; of three, 2/3 are left.
    lived, broken = np.array([3.0, 5.0, 5.0]), np.array([True, False, False])
    assert kaplan_meier(lived[:2], broken[:2]).median() == 3
    assert kaplan_meier(lived, broken).median() is None


def test_where_nothing_is_left_the_bound_is_exact():
    # Both break in year 1: 0 of 2 left, upper bound 1 - 0.025^(1/2) = 0.842.
    share = kaplan_meier(np.array([1.0, 1.0]), np.array([True, True])).at(1)
    assert share == {"p": 0.0, "low": 0.0, "high": pytest.approx(1 - 0.025**0.5), "n": 2}


def test_one_left_of_two():
    # Greenwood's sum is 1 / (2 x 1); the interval is 0.5^exp(+-z sqrt(0.5) / ln 2).
    share = kaplan_meier(np.array([1.0, 2.0]), np.array([True, False])).at(1)
    z = stats.norm.ppf(0.975)
    low, high = (0.5 ** np.exp(sign * z * np.sqrt(0.5) / np.log(2)) for sign in (1, -1))
    assert share == {"p": 0.5, "low": pytest.approx(low), "high": pytest.approx(high), "n": 2}


def test_of_nothing_nothing_is_known():
    nothing = kaplan_meier(np.zeros(0), np.zeros(0, dtype=bool))
    assert nothing.at(1) is None
    assert (nothing.n, nothing.broken) == (0, 0)
    assert nothing.times.size == nothing.survival.size == nothing.at_risk.size == 0
    with pytest.raises(ValueError, match="above zero"):
        kaplan_meier(np.array([0.0]), np.array([True]))


@given(
    st.lists(st.tuples(st.floats(0.01, 100), st.booleans()), min_size=1, max_size=30),
    st.floats(0, 120),
)
def test_intervals_hold_the_estimate(cases, when):
    years, broken = (np.array(column) for column in zip(*cases, strict=True))
    curve = kaplan_meier(years.astype(float), broken.astype(bool))
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.low <= curve.survival + 1e-12).all()
    assert (curve.survival <= curve.high + 1e-12).all()
    share = curve.at(when)
    assert (share is None) == (when > years.max())


@pytest.mark.slow
def test_intervals_cover():
    """Of 2,000 samples of 15 with hazard 0.1, about 95 % hold the true share at year 5."""
    rng = np.random.default_rng(4)
    truth, hits = np.exp(-0.5), 0
    for _ in range(2000):
        life, watched = rng.exponential(10, 15), rng.uniform(2, 30, 15)
        share = kaplan_meier(np.minimum(life, watched), life <= watched).at(5)
        hits += share is None or share["low"] <= truth <= share["high"]
    assert 0.92 < hits / 2000 < 0.99


def sample(n, rng):
    features = rng.integers(0, 2, (n, 2)).astype(float)
    hazard = np.exp(-1 + features @ np.array([0.7, -0.5]))
    life = (rng.exponential(size=n) / hazard) ** (1 / 1.4) + 1e-9
    watched = rng.exponential(3, n)
    return features, np.minimum(life, watched), life < watched


def test_the_model_is_that_of_lifelines():
    """Same sample, next to no penalty: lifelines 0.30.3 WeibullAFTFitter, rho and -b rho."""
    model = fit(*sample(2000, np.random.default_rng(3)), 100.0)
    assert model.shape == pytest.approx(1.354176, abs=0.002)
    assert model.effects == pytest.approx([0.697151, -0.468554], abs=0.001)


def test_the_maximum_is_the_maximum():
    """Against scipy's general optimiser on the same penalised likelihood."""
    known = lives(shipped())
    model = fit(known.features, known.years, known.broken, 0.5)
    x = known.features - known.features.mean(axis=0)

    def negative(at):
        level, effects, k = at[0], at[1:-1], np.exp(at[-1])
        eta = level + x @ effects
        total = known.broken @ (np.log(k) + (k - 1) * np.log(known.years) + eta)
        total -= np.exp(eta) @ known.years**k
        total += (SHAPE_PRIOR - 1) * (np.log(k) - k)
        return -(total - effects @ effects / (2 * 0.5**2) - level**2 / (2 * LEVEL_WIDTH**2))

    size = x.shape[1] + 2
    theirs = optimize.minimize(
        negative, np.zeros(size), bounds=[(-5, 5)] * (size - 1) + [(-2, 1)], tol=1e-12
    ).x
    assert model.level == pytest.approx(theirs[0], abs=1e-3)
    assert model.effects == pytest.approx(theirs[1:-1], abs=1e-3)
    assert model.shape == pytest.approx(np.exp(theirs[-1]), abs=1e-3)


def test_penalties_pull_towards_the_whole():
    known = lives(shipped())
    sizes = [
        np.abs(fit(known.features, known.years, known.broken, tau).effects).max()
        for tau in (0.01, 0.25, 2.0)
    ]
    assert sizes[0] < 0.01 < sizes[1] < sizes[2]
    held = fit(known.features, known.years, known.broken, 0.01)
    every = {held.survival(row, 10.0)["p"] for row in known.features}
    assert max(every) - min(every) < 0.01


def test_intervals_of_the_model_widen_with_the_prior():
    known = lives(shipped())
    widths = []
    for tau in (0.05, 0.5, 2.0):
        share = fit(known.features, known.years, known.broken, tau).survival(
            np.ones(known.features.shape[1]), 10.0
        )
        assert share["low"] < share["p"] < share["high"]
        widths.append(share["high"] - share["low"])
    assert widths == sorted(widths)


def test_chances_are_those_of_the_hazard_that_made_the_lives():
    model = fit(*sample(2000, np.random.default_rng(3)), 100.0)
    for x in itertools.product((0.0, 1.0), repeat=2):
        for years in (0.5, 2.0):
            hazard = np.exp(-1 + np.array(x) @ [0.7, -0.5]) * years**1.4
            share = model.survival(np.array(x), years)
            assert share["p"] == pytest.approx(np.exp(-hazard), abs=0.03)
            assert share["low"] < np.exp(-hazard) < share["high"]
            assert share["n"] == 2000


def test_the_posterior_is_that_of_a_grid():
    """One feature and a dozen lives: the posterior by summing over a fine grid of its numbers."""
    years = np.array([0.3, 0.8, 1.1, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 7.0, 9.0, 12.0])
    broken = np.array([1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1], dtype=bool)
    there = np.array([1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0], dtype=float)
    tau, x = 0.5, there - there.mean()
    level, effect, log_k = np.meshgrid(
        np.linspace(-6, 2, 81), np.linspace(-2, 2, 61), np.linspace(-1.5, 1, 61), indexing="ij"
    )
    k = np.exp(log_k)
    log = (SHAPE_PRIOR - 1) * (log_k - k) + log_k  # in log k, not in k
    log = log - effect**2 / (2 * tau**2) - level**2 / (2 * LEVEL_WIDTH**2)
    for one, life, ended in zip(x, years, broken, strict=True):
        z = level + effect * one + k * np.log(life)
        log = log + ended * (z + log_k) - np.exp(z)
    weight = np.exp(log - log.max()).ravel()
    weight /= weight.sum()
    model = fit(there[:, None], years, broken, tau)
    for feature, when in ((0.0, 3.0), (1.0, 3.0), (1.0, 8.0)):
        z = level + effect * (feature - there.mean()) + k * np.log(when)
        chance = np.exp(-np.exp(z)).ravel()
        order = np.argsort(chance)
        mass = np.cumsum(weight[order])
        low, high = chance[order][np.searchsorted(mass, (0.025, 0.975))]
        share = model.survival(np.array([feature]), when)
        assert share["p"] == pytest.approx(weight @ chance, abs=0.01)
        assert share["low"] == pytest.approx(low, abs=0.02)
        assert share["high"] == pytest.approx(high, abs=0.02)
    order = np.argsort(effect.ravel())
    mass = np.cumsum(weight[order])
    expected = np.exp(effect.ravel()[order][np.searchsorted(mass, (0.5, 0.025, 0.975))])
    assert model.ratios()[0] == pytest.approx(expected, rel=0.08)


def test_many_fits_at_once_are_the_single_ones():
    known = lives(shipped())
    groups = np.ones((2, len(known)))
    groups[1, :10] = 0
    found = chances(
        known.features, known.years, known.broken, groups, np.array([0.5, 0.5]), (1.0, 10.0)
    )
    part = groups[1] > 0
    alone = fit(known.features[part], known.years[part], known.broken[part], 0.5)
    x = known.features[0] - alone.centre
    hazard = np.exp(alone.level + x @ alone.effects) * 10**alone.shape
    # Centred elsewhere, the prior of the level says next to nothing, so the fits agree.
    assert found[1, 0, 1] == pytest.approx(np.exp(-hazard), abs=1e-3)
    assert found.shape == (2, len(known), 2)


def test_weighted_quantiles():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3])
    assert weighted_quantiles(values, weights, (0.4, 0.6, 0.9)) == (1.0, 2.0, 3.0)
