"""What lies above a ceiling is worth no more than the ceiling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.brute import enumerate_frontier, random_space
from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Is


def capped(space: Space, rng: np.random.Generator) -> Space:
    """The space with a ceiling somewhere among its values, at times between two of them."""
    most = np.sum([u.max(axis=0) for u in space.utilities], axis=0)
    least = np.sum([u.min(axis=0) for u in space.utilities], axis=0)
    share = rng.choice([0.3, 0.5, 0.8, 1.2], len(most))
    return replace(space, ceiling=np.round(least + share * (most - least), 2))


def assert_exact(space: Space, found: Frontier) -> None:
    expected = enumerate_frontier(space)
    assert found.complete
    assert len(found) == len(expected)
    rows = np.unique(np.round(found.utilities, 9), axis=0).reshape(expected.shape)
    assert np.allclose(rows, expected, rtol=0, atol=2e-9)
    for point, package in enumerate(found.packages):
        assert space.allows(package)
        assert (space.values(package) == found.utilities[point]).all()


def test_a_hand_worked_ceiling():
    # Without a ceiling: (0, 5), (3, 4), (6, 1) are efficient. With one of (3, 4), the first is
    # worth (0, 4), the last (3, 1): only the middle is left.
    space = Space(
        parties=("a", "b"),
        issues=("i",),
        options=(("x", "y", "z"),),
        utilities=(np.array([[0.0, 5.0], [3.0, 4.0], [6.0, 1.0]]),),
        disagreement=np.zeros(2),
    )
    assert len(frontier(space)) == 3
    found = frontier(replace(space, ceiling=np.array([3.0, 4.0])))
    assert found.utilities.tolist() == [[3.0, 4.0]]
    assert found.packages == ({"i": "y"},)


@given(st.integers(0, 2**63), st.integers(1, 5))
def test_equals_enumeration(seed, parties):
    rng = np.random.default_rng(seed)
    space = capped(random_space(rng, parties=parties, outcomes=80), rng)
    assert_exact(space, frontier(space))


def test_integer_programming_equals_enumeration(monkeypatch):
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    rng = np.random.default_rng(7)
    programs = 0
    for _ in range(80):
        space = capped(random_space(rng, parties=2, outcomes=60), rng)
        found = frontier(space)
        assert_exact(space, found)
        programs += "epsilon" in found.method
    assert programs > 20


def test_a_disagreement_point_above_the_ceiling_leaves_nothing():
    space = Space(
        parties=("a",),
        issues=("i",),
        options=(("x", "y"),),
        utilities=(np.array([[0.0], [1.0]]),),
        disagreement=np.array([0.5]),
        ceiling=np.array([0.45]),
    )
    found = frontier(space)
    assert len(found) == 0
    assert found.complete
    assert frontier(replace(space, ceiling=np.array([0.5]))).utilities.tolist() == [[0.5]]


def test_interactions_count_before_the_ceiling():
    space = Space(
        parties=("a",),
        issues=("i",),
        options=(("x", "y"),),
        utilities=(np.array([[0.9], [0.2]]),),
        disagreement=np.zeros(1),
        interactions=(Interaction(Is("i", ("x",)), np.array([0.5])),),
        ceiling=np.ones(1),
    )
    assert space.values({"i": "x"}).tolist() == [1.0]
    assert space.values({"i": "y"}).tolist() == [0.2]
    assert frontier(space).utilities.tolist() == [[1.0]]


@pytest.mark.parametrize("ceiling", [np.ones(1), np.array([1.0, np.nan])])
def test_a_bad_ceiling_is_refused(ceiling):
    with pytest.raises(ValueError, match="the ceiling"):
        Space(("a", "b"), ("i",), (("x",),), (np.zeros((1, 2)),), np.zeros(2), ceiling=ceiling)
