"""Gower's distance and grouping around medoids, against hand-worked and exhaustive results."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interim.insight.typical import Feature, gower, k_medoids


def mean_distance(distance, medoids):
    return distance[:, list(medoids)].min(axis=1).mean()


def test_gower_by_hand():
    # Ages 10, 20, 50: range 40, so 0.25, 1 and 0.75 apart. Colours a, b, a. Ages weigh 3, colours
    # 1: (3 * 0.25 + 1) / 4 = 0.4375, (3 * 1 + 0) / 4 = 0.75, (3 * 0.75 + 1) / 4 = 0.8125.
    distance = gower(
        [
            Feature("age", np.array([10, 20, 50]), weight=3.0),
            Feature("colour", np.array([0, 1, 0]), category=True),
        ]
    )
    assert distance == pytest.approx(
        np.array([[0, 0.4375, 0.75], [0.4375, 0, 0.8125], [0.75, 0.8125, 0]])
    )


def test_gower_counts_what_never_differs_as_equal():
    distance = gower([Feature("same", np.array([7, 7])), Feature("apart", np.array([0, 3]))])
    assert distance == pytest.approx(np.array([[0, 0.5], [0.5, 0]]))


@pytest.mark.parametrize("features", [[], [Feature("x", np.array([1.0]), weight=0.0)]])
def test_gower_needs_something_to_compare(features):
    with pytest.raises(ValueError, match="at least one feature"):
        gower(features)


def test_no_groups_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        k_medoids(np.zeros((2, 2)), 0)


def on_a_line(*places):
    return np.abs(np.subtract.outer(np.array(places, float), np.array(places, float)))


def test_groups_by_hand():
    # Around 1 (0, 1, 2), 10 (10, 11) and 30: distances 1 + 0 + 1, 0 + 1 and 0, 3 in 6.
    groups = k_medoids(on_a_line(30, 0, 10, 1, 11, 2), 3)
    assert groups.typical.tolist() == [3, 2, 0]
    assert groups.group.tolist() == [2, 0, 1, 0, 1, 0]
    assert groups.distance == pytest.approx(0.5)


def test_one_group_is_the_most_central_case():
    groups = k_medoids(on_a_line(0, 4, 5, 100), 1)
    assert groups.typical.tolist() == [1]  # 4 + 0 + 1 + 96 = 101, as for 5; the earlier one


def test_a_swap_mends_a_greedy_start():
    # The start takes 5 (15 in all; 8 and 9 are 21), then 0 or 9. Best are 0 or 1 and 8 or 9.
    distance = on_a_line(0, 1, 5, 8, 9)
    groups = k_medoids(distance, 2)
    best = min(mean_distance(distance, pair) for pair in itertools.combinations(range(5), 2))
    assert groups.distance == pytest.approx(best)


def test_equal_cases_make_one_group():
    groups = k_medoids(on_a_line(3, 3, 3), 2)
    assert groups.typical.tolist() == [0]
    assert groups.group.tolist() == [0, 0, 0]


def test_nothing_to_group():
    groups = k_medoids(np.zeros((0, 0)), 3)
    assert groups.typical.size == groups.group.size == 0


points = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=14).map(
    lambda rows: np.array(rows, float)
)


@given(points=points, k=st.integers(1, 5))
def test_no_single_swap_helps_and_everyone_is_with_the_nearest(points, k):
    distance = np.abs(points[:, None] - points[None]).sum(axis=2)
    groups = k_medoids(distance, k)
    medoids = groups.typical.tolist()
    different = len({tuple(row) for row in points.tolist()})
    assert len(medoids) == len(set(medoids)) == min(k, different)
    nearest = distance[:, medoids].min(axis=1)
    assert distance[np.arange(len(points)), groups.typical[groups.group]] == pytest.approx(nearest)
    assert groups.distance == pytest.approx(nearest.mean())
    for place, other in itertools.product(range(len(medoids)), range(len(points))):
        swapped = [*medoids[:place], other, *medoids[place + 1 :]]
        assert mean_distance(distance, swapped) >= groups.distance - 1e-9
    sizes = np.bincount(groups.group)
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)


@given(points=points, k=st.integers(1, 4))
def test_never_far_from_the_best_of_all(points, k):
    """Both give the same for one group; for more a local search may stop short."""
    distance = np.abs(points[:, None] - points[None]).sum(axis=2)
    groups = k_medoids(distance, k)
    size = groups.typical.size
    best = min(
        mean_distance(distance, chosen)
        for chosen in itertools.combinations(range(len(points)), size)
    )
    if size == 1:
        assert groups.distance == pytest.approx(best)
    # Arya et al. (2004): no more than five times the best, where no single swap helps.
    assert groups.distance <= 5 * best + 1e-9
