import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.sweep.design import contradictions, points, variants
from interim.sweep.factors import Factor

A = Factor("quantity", "a", ("1.0", "2.0", "3.0"), (1.0, 3.0))
B = Factor("clause", "b", ("x", "y"))


def test_a_grid_has_every_combination_once():
    every = points([A, B])
    assert [(p.settings["a"], p.clauses["b"]) for p in every] == [
        (a, b) for a in ("1.0", "2.0", "3.0") for b in ("x", "y")
    ]
    assert [p.number for p in every] == list(range(6))


@pytest.mark.parametrize("kind", ["latin", "sobol"])
@pytest.mark.parametrize("count", [1, 5, 16])
def test_a_sampled_design_has_the_points_asked_for_and_is_the_same_again(kind, count):
    once, again = (points([A, B], kind, count, seed=3) for _ in range(2))
    assert once == again
    assert len(once) == count
    assert once != points([A, B], kind, count, seed=4)


@pytest.mark.parametrize("kind", ["latin", "sobol"])
def test_each_stratum_of_a_factor_has_one_point(kind):
    values = np.array([float(p.settings["a"]) for p in points([A, B], kind, 16)])
    strata = np.floor((values - 1) / 2 * 16).astype(int)
    assert sorted(strata) == list(range(16))


def test_a_longer_sequence_begins_with_the_shorter():
    assert points([A], "sobol", 32)[:8] == points([A], "sobol", 8)


@pytest.mark.parametrize(
    ("kind", "count"), [("grid", 3), ("latin", None), ("sobol", None), ("latin", 2_000_000)]
)
def test_counts_that_make_no_sense(kind, count):
    with pytest.raises(BadInput):
        points([A, B], kind, count)


def test_a_grid_of_too_many_points_is_refused():
    many = Factor("clause", "m", tuple(map(str, range(10_000))))
    with pytest.raises(BadInput, match="number of points"):
        points([many, many])


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def test_a_point_replaces_a_clause_in_every_plan_and_nothing_else(case):
    (point,) = points([Factor("clause", "vote", ("residents",))])
    known = variants(case, ["interim-rule", "no-deal"], point)
    package = case.package("interim-rule")
    assert known.package("interim-rule") == package | {"vote": "residents"}
    assert known.package("no-deal") == case.package("no-deal")
    assert known.plans["standstill"] is case.plans["standstill"]
    assert variants(case, ["interim-rule"], points([A])[0]) is case


def test_a_clause_that_stays_keeps_its_own_wording(case):
    plan = case.plans["interim-rule"]
    option = plan.clauses["vote"].option
    (point,) = points([Factor("clause", "vote", (option,))])
    assert variants(case, [plan.id], point).plans[plan.id].clauses == plan.clauses


def test_constraints_that_a_point_breaks_are_seen(case):
    (point,) = points([Factor("clause", "vote", ("none",))])
    assert contradictions(case, ["interim-rule"], point) == ["interim-rule"]
    (point,) = points([Factor("clause", "vote", ("registered",))])
    assert contradictions(case, ["interim-rule"], point) == []
