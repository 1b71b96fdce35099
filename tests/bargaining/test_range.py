"""The bargaining range, by hand and against enumeration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.brute import random_space
from bargaining.test_distance import LAND_FOR_MONEY, packages
from interim.bargaining import range as ranges
from interim.bargaining.distance import ends
from interim.bargaining.range import bargaining_range
from interim.bargaining.space import Space
from interim.case.constraint import parse_constraint

# A pie of four slices: the first party gets k, the second 4 - k, less what agreement costs.
PIE = Space(
    parties=("a", "b"),
    issues=("slices",),
    options=(("0", "1", "2", "3", "4"),),
    utilities=(np.array([[k, 4.0 - k] for k in range(5)]),),
    disagreement=np.array([1.0, 2.0]),
)


def test_a_costly_lottery_leaves_a_range():
    # a wants 1 or more, b 2 or more: the first two slices are to be shared, k = 1 or 2.
    found = bargaining_range(PIE)
    assert not found.empty
    assert found.best.tolist() == [2.0, 3.0]
    assert found.least.tolist() == [1.0, 2.0]
    assert [p["slices"] for p in found.best_packages] == ["2", "1"]
    assert found.inside == {"p": 0.4, "low": 0.4, "high": 0.4, "n": 5}
    assert found.counted
    # k = 1 gives gains 0 and 1, k = 2 gains 1 and 0: nobody can gain where neither may lose.
    assert found.margin == 0.0


def test_an_empty_range_says_by_how_much():
    # a wants 3 and b wants 3 of four: at k = 2 each lacks 1, a quarter of its span.
    found = bargaining_range(replace(PIE, disagreement=np.array([3.0, 3.0])))
    assert found.empty
    assert found.margin == pytest.approx(-0.25)
    assert found.middle == {"slices": "2"}
    assert np.isnan(found.best).all()
    assert found.best_packages == ()
    assert found.inside is not None
    assert found.inside["p"] == 0.0


def test_with_no_package_allowed_nothing_is_defined():
    # 'slices' can be neither more nor less than 4.
    space = replace(PIE, constraints=(parse_constraint("never slices is one of (0, 1, 2, 3, 4)"),))
    found = bargaining_range(space, span=np.ones(2))
    assert found.empty
    assert found.middle is None
    assert found.inside is None


def test_drawn_packages_agree_with_the_count(monkeypatch):
    rng = np.random.default_rng(3)
    space = Space(
        parties=("a", "b"),
        issues=tuple(f"i{k}" for k in range(7)),
        options=(("x", "y", "z"),) * 7,
        utilities=tuple(rng.random((3, 2)) for _ in range(7)),
        disagreement=np.array([3.5, 3.2]),
        constraints=(parse_constraint("if i0 is x then i1 is not y"),),
    )
    counted = bargaining_range(space)
    monkeypatch.setattr(ranges, "ENUMERATED", 10)
    drawn = bargaining_range(space, draws=20_000, seed=5)
    assert counted.counted
    assert not drawn.counted
    assert counted.inside is not None
    assert drawn.inside is not None
    # 8/9 of all packages keep the constraint.
    assert drawn.inside["n"] == pytest.approx(20_000 * 8 / 9, rel=0.02)
    assert drawn.inside["low"] < counted.inside["p"] < drawn.inside["high"]
    assert bargaining_range(space, draws=0).inside is None


def test_the_disagreement_point_may_lie_beyond_all_packages():
    found = bargaining_range(replace(LAND_FOR_MONEY, disagreement=np.array([100.0, 0.0])))
    assert found.empty
    # North's best is 9, so it lacks 91 of a span of 9.
    assert found.margin == pytest.approx(-91 / 9)


@given(st.integers(0, 2**63), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_equals_enumeration(seed, parties):
    space = random_space(np.random.default_rng(seed), parties=parties, outcomes=100)
    allowed = packages(space)
    if not allowed:
        return
    values = np.array([space.values(package) for package in allowed])
    inside = (values >= space.disagreement - 1e-9).all(axis=1)
    found = bargaining_range(space)
    assert found.complete
    assert found.empty == (not inside.any())
    assert found.inside is not None
    assert found.inside["p"] == pytest.approx(inside.mean())
    assert found.inside["n"] == len(allowed)
    low, high = ends(space)
    span = np.where(high > low, high - low, 1.0)
    shares = (values - space.disagreement) / span
    assert found.margin == pytest.approx(shares.min(axis=1).max(), abs=1e-9)
    if not found.empty:
        np.testing.assert_allclose(found.best, values[inside].max(axis=0), atol=1e-9)
        for p, package in enumerate(found.best_packages):
            assert space.values(package)[p] == pytest.approx(found.best[p])
            assert (space.values(package) >= space.disagreement - 1e-9).all()
