"""Nash (1950): Bill and Jack; the split dollar; fair points with and without lotteries."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from interim.bargaining.frontier import frontier
from interim.bargaining.solutions import solutions
from interim.bargaining.space import Space


@pytest.fixture(scope="module")
def nash(classic):
    return classic["nash1950"]


def barter(nash, disagreement):
    """Each good is an issue: keep it or hand it over. Gains over no trade."""
    issues, utilities = [], []
    for sign, goods in ((-1, nash["goods_bill"]), (1, nash["goods_jack"])):
        for name, bill, jack in goods:
            issues.append(name)
            utilities.append(np.array([[0, 0], [sign * bill, -sign * jack]], dtype=float))
    return Space(
        parties=("Bill", "Jack"),
        issues=tuple(issues),
        options=(("keep", "hand over"),) * len(issues),
        utilities=tuple(utilities),
        disagreement=np.asarray(disagreement, dtype=float),
    )


def choice(points, disagreement=(0.0, 0.0)):
    """A single issue whose options are the points."""
    points = np.asarray(points, dtype=float)
    return Space(
        parties=("Bill", "Jack"),
        issues=("outcome",),
        options=(tuple(f"o{k}" for k in range(len(points))),),
        utilities=(points,),
        disagreement=np.asarray(disagreement, dtype=float),
    )


def test_without_lotteries(nash):
    space = barter(nash, (0, 0))
    assert space.outcomes == nash["n_allocations"]
    found = frontier(space)
    chosen = solutions(found)["nash"]
    pure = nash["pure_nash"]
    assert len(chosen) == 1
    gains = found.utilities[chosen[0]]
    assert gains.tolist() == [pure["gain_bill"], pure["gain_jack"]]
    assert gains.prod() == pure["product"]
    package = found.package(chosen[0])
    moved = [issue for issue, option in package.items() if option == "hand over"]
    assert [sorted(items) for items in pure["items_moved"]] == [sorted(moved)]


def hull(nash):
    """Efficient vertices of what lotteries over all allocations can reach, for both above 0."""
    space = barter(nash, (-100, -100))
    every = np.array(
        [
            space.values(dict(zip(space.issues, answers, strict=True)))
            for answers in itertools.product(*space.options)
        ]
    )
    efficient = frontier(space).utilities
    # The frontier holds every vertex that lotteries cannot improve on for both.
    vertices = every[ConvexHull(every).vertices]
    best_for_bill, best_for_jack = every[:, 0].max(), every[:, 1].max()
    upper = [
        v for v in vertices
        if not any((w >= v).all() and (w > v).any() for w in every)
    ]  # fmt: skip
    assert {tuple(v) for v in upper} <= {tuple(v) for v in efficient}
    assert max(v[0] for v in upper) == best_for_bill
    assert max(v[1] for v in upper) == best_for_jack
    upper.sort(key=lambda v: v[0])
    return np.array(upper)


def test_the_hull(nash):
    inside = [v.tolist() for v in hull(nash) if (v > 0).all()]
    assert inside == nash["upper_right_hull"]


def lotteries(vertices, steps):
    """Points of the chain of vertices in `steps` steps between each two, both gains 0 or more."""
    weights = np.arange(steps + 1)[:, None] / steps
    chain = np.concatenate(
        [(1 - weights) * a + weights * b for a, b in itertools.pairwise(vertices)]
    )
    ends = []
    for a, b in itertools.pairwise(vertices):
        for axis in (0, 1):
            if a[axis] * b[axis] < 0:
                at = a[axis] / (a[axis] - b[axis])
                ends.append(a + at * (b - a))
    chain = np.concatenate([chain, ends])
    chain[np.abs(chain) < 1e-12] = 0
    return np.unique(chain[(chain >= 0).all(axis=1)], axis=0)


def test_with_lotteries(nash):
    # 232 = 8 * 29 steps: every answer is a point of the chain.
    points = lotteries(hull(nash), 232)
    assert points.max(axis=0) == pytest.approx([float(Fraction(x)) for x in nash["ideal_point"]])
    found = frontier(choice(points))
    chosen = solutions(found)

    def at(name):
        assert len(chosen[name]) == 1
        return found.utilities[chosen[name][0]]

    product, *gains = (float(Fraction(x)) for x in nash["hull_nash"])
    assert at("nash") == pytest.approx(gains)
    assert at("nash").prod() == pytest.approx(product)
    for name, stated in (
        ("kalai_smorodinsky", "kalai_smorodinsky_hull"),
        ("egalitarian", "egalitarian_hull"),
    ):
        assert at(name) == pytest.approx([float(Fraction(x)) for x in nash[stated]], abs=1e-12)


def test_the_split_dollar(classic):
    stated = classic["split_dollar"]
    steps = 30_000  # 2/3 is one of them
    x = np.arange(steps + 1) / steps
    found = frontier(choice(np.stack([x, np.sqrt(1 - x)], axis=1), stated["d"]))
    chosen = solutions(found)
    (nash,) = chosen["nash"]
    assert found.utilities[nash] == pytest.approx([2 / 3, 1 / math.sqrt(3)], abs=1e-12)
    assert Fraction(stated["nash_x"]) == Fraction(2, 3)
    golden = float(stated["ks_x"].split("=")[1])
    assert golden == pytest.approx((math.sqrt(5) - 1) / 2)
    for name in ("kalai_smorodinsky", "egalitarian"):
        (fair,) = chosen[name]
        assert found.utilities[fair] == pytest.approx([golden, golden], abs=1 / steps)
