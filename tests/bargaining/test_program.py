"""Integer programs: values told apart, and nothing printed."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interim.bargaining import epsilon
from interim.bargaining.eliminate import Task
from interim.bargaining.frontier import frontier
from interim.bargaining.program import Program, _normal
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import And, Is, Not, Or

ONE = np.ones(2, np.int64)


def task(*values, step=ONE, interactions=(), added=()):
    return Task(
        issues=tuple(f"i{k}" for k in range(len(values))),
        options=tuple(tuple(f"o{k}" for k in range(len(v))) for v in values),
        utilities=tuple(np.array(v, np.int64) for v in values),
        constraints=(),
        interactions=tuple(interactions),
        added=np.array(added, np.int64).reshape(-1, 2),
    )


@given(
    st.integers(1, 4000),
    st.lists(st.integers(1, 4000), min_size=1, max_size=30),
)
def test_the_common_denominator_of_rounded_fractions_is_found(denominator, numerators):
    # Shares of a largest number of points, in units of 1e-13 as `units` makes them.
    rounded = [round(Fraction(n, denominator) * 10**13) for n in numerators]
    unit = epsilon._coarse(np.array(rounded, np.int64), 1)
    common = np.gcd.reduce(np.array([*numerators]))
    assert unit == pytest.approx(common / denominator * 1e13, rel=1e-6)


def test_exact_whole_numbers_are_never_taken_for_rounded_ones():
    assert epsilon._coarse(np.array([10**8, 10**8 + 1]), 0) == 1
    assert epsilon._coarse(np.array([6, -9, 0]), 0) == 3
    assert epsilon._coarse(np.array([0, 0]), 0) == 1


def test_values_too_many_to_tell_apart():
    step = np.array([100, 100])
    # sqrt(2) and pi have no common unit; a third and a half have.
    odd = [[14142135623731, 0], [31415926535898, 1]]
    even = [[3333333333333, 0], [5000000000000, 1]]
    assert not epsilon.tells_apart(task(odd), step)
    assert epsilon.tells_apart(task(even), step)


def test_best_with_gains_and_losses():
    # o1 of both issues: the first party gains 5 and the second loses 4 through `and`; `or` takes
    # 1 from the first. Party 0: (0,0) 0; (1,0) 1 - 1; (0,1) 2 - 1; (1,1) 3 + 5 - 1 = 7.
    # Party 1: 0; 3; 3; 6 - 4 = 2.
    one, other = Is("i0", ("o1",)), Is("i1", ("o1",))
    conditions = (And(one, other), Not(And(Not(one), Not(other))))
    values = [[0, 0], [1, 3]], [[0, 0], [2, 3]]
    problem = task(*values, interactions=conditions, added=[[5, -4], [-1, 0]])
    program = Program(
        problem,
        [np.array(v, float) for v in values],
        problem.added.astype(float),
        np.full(2, 10.0),
    )
    anything = np.full(2, -10.0)
    assert program.best(0, anything).tolist() == [1, 1]
    assert program.best(0, np.array([-10.0, 3.0])).tolist() == [0, 1]
    assert program.best(1, np.array([2.0, -10.0])).tolist() == [1, 1]
    assert program.best(0, np.array([-10.0, 4.0])) is None


def test_conditions_that_are_always_or_never_true():
    always = Or(Is("i0", ("o0",)), Not(Is("i0", ("o0",))))
    never = And(Is("i0", ("o0",)), Is("i0", ("o1",)))
    problem = task([[0, 1], [1, 0]], interactions=(always, never), added=[[2, 3], [50, 50]])
    found = epsilon.efficient_choices(problem, np.full(2, -100), ONE, 10)
    assert found.warning is None
    assert found.rows.tolist() == [[3, 3], [2, 4]]


PRINTING = """
import ctypes, os
from interim.bargaining.silence import silent
library = ctypes.CDLL(None)
with silent():
    library.puts(b"for developers")
    with silent():
        os.write(1, b"for nobody")
os.write(1, b"for users")
"""


@pytest.mark.skipif(os.name == "nt", reason="C's standard output is not to be had there")
def test_silence_drops_what_c_prints():
    # In a process of its own: here, threads that other tests have left may be silent, too.
    done = subprocess.run(
        [sys.executable, "-c", PRINTING], check=True, capture_output=True, text=True
    )
    assert done.stdout == "for users"


def test_a_point_at_the_very_end_of_the_range(monkeypatch):
    # In thirds. The second party's best, 1 + 6 + 4, is all that its values can add up to, and in
    # floating point a little more: (1 + 6 - 4, 11), (2 + 6 - 4, 10) and (3 + 6 - 4, 9).
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    space = Space(
        parties=("p0", "p1"),
        issues=("i", "j"),
        options=(("o",), ("x", "y", "z")),
        utilities=(np.array([[2.0, 1 / 3]]), np.array([[1 / 3, 2], [2 / 3, 5 / 3], [1, 4 / 3]])),
        disagreement=np.zeros(2),
        interactions=(
            Interaction(Or(Is("j", ("x", "y")), Is("i", ("o",))), np.array([-4 / 3, 4 / 3])),
        ),
    )
    found = frontier(space)
    assert np.allclose(found.utilities * 3, [[3, 11], [4, 10], [5, 9]])
    assert found.complete


def test_a_party_to_whom_everything_is_the_same():
    # The second party's values are all nought: the one efficient choice is the first party's best.
    result = epsilon.efficient_choices(
        task([[0, 0], [3, 0]], [[0, 0], [2, 0]]), np.zeros(2, np.int64), ONE, 10
    )
    assert result.rows.tolist() == [[5, 0]]
    assert result.warning is None


def test_conditions_that_hold_of_every_package_or_of_none():
    of_two = task([[0, 0], [1, 1]], [[0, 0], [1, 1]])
    ever, never = Is("i0", ("o0", "o1")), Not(Is("i1", ("o0", "o1")))
    assert _normal(And(ever, ever), of_two, True) is True
    assert _normal(And(ever, never), of_two, True) is False
    assert _normal(Or(never, never), of_two, True) is False
    assert _normal(Or(ever, never), of_two, True) is True
    assert _normal(And(ever, ever), of_two, False) is False
    assert _normal(Or(never, never), of_two, False) is True
