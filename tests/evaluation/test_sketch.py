import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from interim.evaluation.sketch import ACCURACY, Sketch

VALUES = arrays(
    np.float64,
    st.integers(1, 300),
    elements=st.one_of(
        st.floats(-1e9, 1e9),
        st.floats(0, 1),
        st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-9, float("nan")]),
    ),
)


@given(VALUES)
def test_a_quantile_is_within_a_thousandth_of_a_value_of_its_rank(values):
    found = Sketch.of(values).spread()
    defined = values[~np.isnan(values)]
    if not defined.size:
        assert found is None
        return
    for q, key in ((5, "low"), (50, "median"), (95, "high")):
        # The library takes the value at the rank rounded down.
        true = np.percentile(defined, q, method="lower")
        assert found[key] == pytest.approx(true, rel=1.01 * ACCURACY, abs=1e-290)


@given(VALUES, VALUES, VALUES)
def test_sketches_add_up_in_any_order(a, b, c):
    one, two, three = Sketch.of(a), Sketch.of(b), Sketch.of(c)
    whole = Sketch.of(np.concatenate([a, b, c]))
    for added in (one + two + three, three + (two + one)):
        assert np.array_equal(added.buckets, whole.buckets)
        assert np.array_equal(added.counts, whole.counts)


def test_buckets_are_those_of_the_library():
    from ddsketch.mapping import LogarithmicMapping

    mapping = LogarithmicMapping(ACCURACY)
    values = np.random.default_rng(0).lognormal(0, 5, 2_000)
    theirs = np.array([mapping.value(mapping.key(v)) for v in values])
    (low,) = [Sketch.of(v[None]).spread()["median"] for v in values[:1]]
    assert low == pytest.approx(theirs[0])
    ours = np.array([Sketch.of(v[None]).spread()["median"] for v in values[:200]])
    assert ours == pytest.approx(theirs[:200], rel=1e-12)


def test_it_stays_small():
    values = np.random.default_rng(0).lognormal(0, 3, 1_000_000)
    assert Sketch.of(values).buckets.size < 20_000
