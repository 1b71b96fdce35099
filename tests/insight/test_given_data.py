"""First-order indices from given data, against functions whose indices are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.functions import G_FIRST, ISHIGAMI_FIRST, ishigami, sobol_g
from interim.insight.given_data import first_order, most_classes, partition


def cut(columns, most=None):
    return partition(list(columns), most or most_classes(len(columns[0])))


@pytest.fixture
def uniform():
    return np.random.default_rng(5).random((8, 20_000))


@pytest.mark.parametrize(
    ("function", "known"), [(ishigami, ISHIGAMI_FIRST), (sobol_g, tuple(G_FIRST))]
)
def test_known_indices_lie_in_the_intervals(uniform, function, known):
    found = first_order(cut(uniform), function(uniform), replicates=60)
    for k, index in enumerate(known):
        # Classes have a width, within which the function still varies: up to 1 % is lost.
        assert found.index[k] == pytest.approx(index, abs=3 * found.error[k] + 0.01 * index)


def test_what_has_no_influence_reads_zero_and_stays_below_its_noise(uniform):
    found = first_order(cut(uniform), ishigami(uniform), replicates=20)
    # Inputs 3 to 8 have no first-order effect (the third acts jointly with the first only).
    assert np.abs(found.index[2:]).max() < found.noise[2:].min()
    assert (found.index[:2] > found.noise[:2]).all()


def test_without_correction_noise_would_not_read_zero():
    rng = np.random.default_rng(2)
    columns, y = rng.random((200, 2000)), rng.random(2000) < 0.3
    found = first_order(cut(columns, 20), y.astype(float), replicates=5)
    # 19 degrees of freedom of 1999: the raw correlation ratio averages 0.0095.
    assert found.index.mean() == pytest.approx(0, abs=4 * found.index.std() / np.sqrt(200))
    assert found.index.std() < 0.0095
    # At 5 % for all 200 together, more than two above it would be a rare accident.
    assert (found.index > found.noise).sum() <= 2


def test_a_rare_event_has_a_noise_level_of_its_own():
    rng = np.random.default_rng(3)
    columns, y = rng.random((100, 3000)), rng.random(3000) < 0.01
    found = first_order(cut(columns), y.astype(float), replicates=5)
    assert (found.index > found.noise).sum() <= 2


def test_a_linear_effect_by_hand():
    # y = x with x uniform in 10 classes: all variance but that within classes, 1 - 1/100, lies
    # between them.
    x = (np.arange(5000) + 0.5) / 5000
    found = first_order(cut([x], 10), x, replicates=5)
    assert found.index[0] == pytest.approx(0.99, abs=1e-3)
    np.testing.assert_allclose(found.shares[0], np.arange(0.05, 1, 0.1), atol=1e-9)


def test_a_choice_has_a_class_for_each_alternative():
    rng = np.random.default_rng(4)
    chosen = rng.integers(0, 3, 6000).astype(float)
    y = (rng.random(6000) < np.array([0.2, 0.2, 0.8])[chosen.astype(int)]).astype(float)
    found = first_order(cut([chosen], 18), y, replicates=30)
    # Var E[Y|X] = 2/3 * 1/3 * 0.6^2 = 0.08; Var Y = 0.4 * 0.6 = 0.24.
    assert found.index[0] == pytest.approx(1 / 3, abs=4 * found.error[0])
    assert (~np.isnan(found.shares[0])).sum() == 3


def test_the_error_is_that_of_other_samples():
    indices, errors = [], []
    for seed in range(40):
        u = np.random.default_rng(seed).random((1, 1000))
        y = u[0] + np.random.default_rng(1000 + seed).normal(0, 0.5, 1000)
        found = first_order(cut(u), y, replicates=60, seed=seed)
        indices.append(found.index[0])
        errors.append(found.error[0])
    assert np.mean(errors) == pytest.approx(np.std(indices), rel=0.35)
    # Var x = 1/12, noise 1/4: a quarter of the variance, less what ten classes lose.
    assert np.mean(indices) == pytest.approx(0.25, abs=0.01)


def test_an_outcome_that_never_varies_depends_on_nothing():
    found = first_order(cut(np.random.default_rng(1).random((3, 500))), np.ones(500))
    assert (found.index == 0).all()
    assert (found.error == 0).all()


@given(st.lists(st.integers(0, 40), min_size=10, max_size=300), st.integers(2, 24))
def test_a_partition_keeps_equal_values_together_and_in_order(values, most):
    column = np.array(values, dtype=float)
    found = partition([column], most)
    codes = found.codes[0]
    assert found.counts.sum() == column.size
    assert codes.max() < most
    for value in set(values):
        assert len(set(codes[column == value])) == 1
    order = np.argsort(column, kind="stable")
    assert (np.diff(codes[order].astype(int)) >= 0).all()


@given(st.integers(0, 2**31))
def test_indices_ignore_units(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.random((2, 300)), rng.random(300)
    plain = first_order(cut(x), y, replicates=3)
    scaled = first_order(cut(np.exp(3 * x)), 5 - 7 * y, replicates=3)
    np.testing.assert_allclose(plain.index, scaled.index, atol=1e-9)
