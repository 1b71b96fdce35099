"""Distance from the frontier and cheapest improvement, by hand and against enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.brute import random_space
from interim.bargaining.distance import distance, ends, floor
from interim.bargaining.space import Space
from interim.case.constraint import parse_constraint

# Two issues. From (no, no), worth (4, 4): land alone gives (0, 9), money alone (9, 1); both give
# (5, 6), so that each gains 1 and 2. The best package of the first is worth 9, of the second 9,
# the worst 0 and 1: spans 9 and 8.
LAND_FOR_MONEY = Space(
    parties=("north", "south"),
    issues=("land", "money"),
    options=(("no", "yes"), ("no", "yes")),
    utilities=(np.array([[4.0, 4.0], [0.0, 9.0]]), np.array([[0.0, 0.0], [5.0, -3.0]])),
    disagreement=np.zeros(2),
)
NEITHER = {"land": "no", "money": "no"}


def packages(space: Space) -> list[dict[str, str]]:
    found = (dict(zip(space.issues, a, strict=True)) for a in itertools.product(*space.options))
    return [package for package in found if space.allows(package)]


def test_by_hand():
    low, high = ends(LAND_FOR_MONEY)
    assert (low.tolist(), high.tolist()) == ([0.0, 1.0], [9.0, 9.0])
    found = distance(LAND_FOR_MONEY, NEITHER)
    assert not found.efficient
    assert found.utilities.tolist() == [4.0, 4.0]
    assert found.distance == pytest.approx(1 / 9)  # min(1 / 9, 2 / 8)
    assert found.cheapest is not None
    assert [(c.issue, c.before, c.after) for c in found.cheapest.changes] == [
        ("land", "no", "yes"),
        ("money", "no", "yes"),
    ]
    assert found.cheapest.gains.tolist() == [1.0, 2.0]
    assert len(found.steps) == 1


def test_an_efficient_package_has_no_improvement():
    found = distance(LAND_FOR_MONEY, {"land": "yes", "money": "yes"})
    assert found.efficient
    assert (found.distance, found.cheapest, found.attained, found.steps) == (0.0, None, None, ())


def test_gains_of_one_party_alone_are_no_distance():
    # South is indifferent to money: from (0, 9) it gives north 5 and south nothing.
    money = np.array([[0.0, 0.0], [5.0, 0.0]])
    space = replace(LAND_FOR_MONEY, utilities=(LAND_FOR_MONEY.utilities[0], money))
    found = distance(space, {"land": "yes", "money": "no"})
    assert not found.efficient
    assert (found.distance, found.cheapest) == (0.0, None)


def test_a_constraint_takes_an_improvement_away():
    space = replace(
        LAND_FOR_MONEY, constraints=(parse_constraint("never (land is yes and money is yes)"),)
    )
    assert distance(space, NEITHER).efficient
    # The forbidden package itself is worth more than any that is allowed.
    forbidden = distance(space, {"land": "yes", "money": "yes"})
    assert not forbidden.allowed
    assert forbidden.cheapest is None


def test_a_sum_that_must_not_fall_takes_an_improvement_away():
    keeping = [np.array([[0.0], [-0.5]]), np.array([[0.0], [0.4]])]
    assert distance(LAND_FOR_MONEY, NEITHER, keeping=keeping).efficient
    keeping[1][1] = 0.6
    assert distance(LAND_FOR_MONEY, NEITHER, keeping=keeping).distance == pytest.approx(1 / 9)


def test_more_changes_than_asked_for_where_fewer_help_nobody():
    found = distance(LAND_FOR_MONEY, NEITHER, changes=1)
    assert found.cheapest is not None
    assert len(found.cheapest.changes) == 2


@given(st.integers(0, 2**63), st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_equals_enumeration(seed, parties):
    rng = np.random.default_rng(seed)
    space = random_space(rng, parties=parties, outcomes=80)
    if rng.random() < 0.3:
        space = replace(space, ceiling=space.disagreement + 3.0)
    allowed = packages(space)
    if not allowed:
        with pytest.raises(ValueError, match="no package"):
            ends(space)
        return
    values = np.array([space.values(package) for package in allowed])
    low, high = ends(space)
    np.testing.assert_allclose([low, high], [values.min(axis=0), values.max(axis=0)], atol=1e-9)
    assert (floor(space) <= low + 1e-9).all()
    package = {i: str(rng.choice(o)) for i, o in zip(space.issues, space.options, strict=True)}
    start = space.values(package)
    able = high > low
    gains = np.where(np.abs(values - start) < 1e-9, 0.0, values - start)
    no_loss = (gains >= 0).all(axis=1)
    shares = gains[:, able] / (high - low)[able]
    smallest = np.where(no_loss, shares.min(axis=1) if able.any() else 0.0, 0.0)
    counts = np.array([sum(package[i] != other[i] for i in space.issues) for other in allowed])
    found = distance(space, package, changes=2)
    assert found.complete
    assert found.utilities.tolist() == start.tolist()
    assert found.allowed == space.allows(package)
    assert found.efficient == (not (no_loss & (gains > 0).any(axis=1)).any())
    assert found.distance == pytest.approx(max(0.0, smallest.max()), abs=1e-9)
    helping = smallest > 1e-6
    if not helping.any():
        assert found.cheapest is None
        return
    assert found.cheapest is not None
    fewest = counts[helping].min()
    assert len(found.cheapest.changes) == fewest
    assert found.cheapest.share == pytest.approx(smallest[counts == fewest].max(), abs=1e-9)
    for step in found.steps:
        assert space.allows(step.package)
        assert step.share == pytest.approx(smallest[counts <= len(step.changes)].max(), abs=1e-9)
    if fewest <= 2:
        assert found.steps[-1].share == pytest.approx(smallest[counts <= 2].max(), abs=1e-9)
