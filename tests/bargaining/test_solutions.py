"""Fair points against their definitions over every package, not only the efficient ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bargaining.brute import random_space
from interim.bargaining.frontier import frontier
from interim.bargaining.solutions import solutions
from interim.bargaining.space import Space


def space_of(points, disagreement) -> Space:
    """One issue whose options are the points."""
    points = np.asarray(points, dtype=float)
    return Space(
        parties=tuple(f"p{k}" for k in range(points.shape[1])),
        issues=("which",),
        options=(tuple(f"o{k}" for k in range(len(points))),),
        utilities=(points,),
        disagreement=np.asarray(disagreement, dtype=float),
    )


def test_the_four_differ():
    # Gains from (0, 0). Products: 10, 9.6, 9, 0. Shares of the best gains (10, 4):
    # min(1, .25)=.25, min(.4, .6)=.4, min(.3, .75)=.3, 0. Smallest: 1, 2.4, 3, 0. Sums: 11 first.
    found = frontier(space_of([[10, 1], [4, 2.4], [3, 3], [0, 4]], [0, 0]))
    assert found.utilities.tolist() == [[0, 4], [3, 3], [4, 2.4], [10, 1]]
    assert solutions(found) == {
        "nash": [3],
        "kalai_smorodinsky": [2],
        "egalitarian": [1],
        "utilitarian": [3],
    }


def test_ties_are_all_listed():
    symmetric = solutions(frontier(space_of([[1, 3], [3, 1]], [0, 0])))
    assert all(points == [0, 1] for points in symmetric.values())
    # Products 6, 6, 4; sums 5, 5, 4.1: the tie is up to 1e-9, the point between is not in it.
    close = solutions(frontier(space_of([[2, 3], [3 + 1e-10, 2], [2.05, 2.05]], [0, 0])))
    assert close["nash"] == close["utilitarian"] == [0, 2]


def test_what_rounding_leaves_is_no_gain():
    # 0.1 + 0.2 exceeds 0.3 by 6e-17: no gain, so that every product is zero.
    found = frontier(space_of([[0.1 + 0.2, 2.0], [0.9, 1.0]], [0.3, 1.0]))
    assert solutions(found)["nash"] == [0, 1]


def test_small_gains_do_not_tie():
    # Products of 1e-12 and 2e-12 lie within 1e-9 of each other and are still not equal.
    found = frontier(space_of([[1e-6, 1e-6], [2e-6, 0.9e-6]], [0, 0]))
    assert solutions(found)["nash"] == [1]


def test_a_party_that_cannot_gain_is_left_out():
    found = frontier(space_of([[0, 1, 3], [0, 3, 2]], [0, 0, 0]))
    result = solutions(found)
    assert result["nash"] == [0, 1]  # every product is zero
    assert result["kalai_smorodinsky"] == [1]  # min(1/3, 1) against min(1, 2/3)


def test_nothing_to_choose_from():
    assert solutions(frontier(space_of([[0, 0]], [1, 1]))) == {
        "nash": [],
        "kalai_smorodinsky": [],
        "egalitarian": [],
        "utilitarian": [],
    }


def positive(gains):
    return np.where(gains > 1e-9, gains, 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_equal_their_definitions_over_all_packages(seed):
    rng = np.random.default_rng(seed)
    seen = 0
    for _ in range(100):
        space = random_space(rng, parties=int(rng.integers(2, 5)), outcomes=150)
        packages = [
            dict(zip(space.issues, answers, strict=True))
            for answers in itertools.product(*space.options)
        ]
        vectors = [space.values(p) for p in packages if space.allows(p)]
        gains = np.array([v for v in vectors if (v >= space.disagreement - 1e-9).all()])
        if not len(gains):
            continue
        seen += 1
        gains = positive(gains - space.disagreement)
        best = gains.max(axis=0)
        able = best > 0
        found = frontier(space)
        result = solutions(found)
        ours = positive(found.utilities - space.disagreement)
        measures = {
            "nash": lambda g: g.prod(axis=-1),
            "egalitarian": lambda g: g.min(axis=-1),
            "utilitarian": lambda g: g.sum(axis=-1),
        }
        if able.any():
            measures["kalai_smorodinsky"] = lambda g, able=able, best=best: (
                g[..., able] / best[able]
            ).min(axis=-1)
        for name, measure in measures.items():
            most = measure(gains).max()
            slack = most if name == "nash" else max(1, abs(most))
            attained = np.flatnonzero(measure(ours) >= most - 1e-9 * slack)
            assert result[name] == attained.tolist(), name
    assert seen > 20
