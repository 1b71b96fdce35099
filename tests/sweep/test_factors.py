import pytest
from hypothesis import given
from hypothesis import strategies as st

import interim
from interim.foundation.errors import BadInput
from interim.sweep.factors import Factor, factors

RATE = "enforcement.behaviour.opportunity_rate"
BASE = "enforcement.monitoring.base"


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def test_a_range_is_cut_into_even_steps(case):
    (found,) = factors(case, [(BASE, "0.1:0.5:3")])
    assert [float(level) for level in found.levels] == pytest.approx([0.1, 0.3, 0.5])
    assert found.span == (0.1, 0.5)


def test_a_list_keeps_the_notation_of_case_files(case):
    (found,) = factors(case, [(BASE, "0.1, 0.2 to 0.4, pert(0.1, 0.2, 0.3)")])
    assert found.levels == ("0.1", "0.2 to 0.4", "pert(0.1, 0.2, 0.3)")
    assert found.span is None


def test_options_of_an_issue(case):
    (found,) = factors(case, clauses=[("vote", "none,residents")])
    assert found == Factor("clause", "vote", ("none", "residents"))


@given(low=st.floats(0, 0.4), high=st.floats(0.5, 1), u=st.floats(0, 1, exclude_max=True))
def test_every_value_of_a_range_lies_in_it(low, high, u):
    value = float(Factor("quantity", "x", (), (low, high)).at(u))
    assert low <= value <= high


@given(st.lists(st.text("abc", min_size=1), min_size=1, unique=True), st.integers(1, 50))
def test_a_list_is_met_evenly(levels, times):
    n = times * len(levels)
    met = [Factor("clause", "x", tuple(levels)).at((k + 0.5) / n) for k in range(n)]
    assert all(met.count(level) == times for level in levels)


@pytest.mark.parametrize(
    ("vary", "clauses", "said"),
    [
        (
            [("enforcement.monitoring.bass", "0:1")],
            [],
            "did you mean 'enforcement.monitoring.base'",
        ),
        ([(BASE, "0.5:0.1")], [], "not below the high end"),
        ([(BASE, "0.1:0.5:1")], [], "whole number from 2"),
        ([(BASE, "0.1:0.5:3:4")], [], "no range"),
        ([(BASE, "0.1:lots")], [], "'lots' is no number"),
        ([(BASE, "0:inf")], [], "not finite"),
        ([(BASE, "-0.5:1.5")], [], "an amount of 0 or more"),
        ([(BASE, "0.5,much")], [], "much"),
        ([(BASE, "0.5,0.5")], [], "given twice"),
        ([(BASE, "0:1"), (BASE, "0:1")], [], "varied twice"),
        ([], [("vot", "none")], "did you mean 'vote'"),
        ([], [("vote", "registere")], "did you mean 'registered'"),
        ([], [], "nothing is varied"),
    ],
)
def test_what_is_wrong_is_said_before_any_work(case, vary, clauses, said):
    with pytest.raises(BadInput) as bad:
        factors(case, vary, clauses)
    assert said in str(bad.value)


def test_every_mistake_is_told_at_once(case):
    with pytest.raises(BadInput) as bad:
        factors(case, [("no.such", "0:1"), (BASE, "2:1")], [("nothing", "x")])
    assert len(bad.value.problems) == 3
