"""The exact frontier against plain enumeration, and beyond what can be enumerated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.brute import enumerate_frontier, random_space
from interim.bargaining import eliminate
from interim.bargaining.frontier import frontier
from interim.bargaining.merge import efficient
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Is, Not, Or, parse_constraint

ONE = np.ones(8, np.int64)


def assert_exact(space: Space) -> None:
    """The frontier is the enumerated one, and its packages attain its points."""
    expected = enumerate_frontier(space)
    found = frontier(space)
    assert found.complete
    assert found.outcomes == space.outcomes
    assert (np.diff(found.utilities[:, 0]) >= 0).all()
    distinct = np.unique(np.round(found.utilities, 9), axis=0)
    assert len(found) == len(expected)
    assert np.allclose(distinct.reshape(expected.shape), expected, rtol=0, atol=2e-9)
    for point, package in enumerate(found.packages):
        assert space.allows(package)
        assert (space.values(package) == found.utilities[point]).all()


def plain(*utilities, disagreement=None, **more) -> Space:
    parties = utilities[0].shape[1]
    return Space(
        parties=tuple(f"p{k}" for k in range(parties)),
        issues=tuple(f"i{k}" for k in range(len(utilities))),
        options=tuple(tuple(f"o{k}" for k in range(len(u))) for u in utilities),
        utilities=tuple(np.asarray(u, dtype=float) for u in utilities),
        disagreement=np.full(parties, -1e6) if disagreement is None else disagreement,
        **more,
    )


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
def test_equals_enumeration_on_random_spaces(parties):
    rng = np.random.default_rng(parties)
    for _ in range(200):
        assert_exact(random_space(rng, parties=parties, outcomes=150))


@given(st.integers(0, 2**63), st.integers(2, 5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_equals_enumeration_on_drawn_spaces(seed, parties, conditions):
    rng = np.random.default_rng(seed)
    assert_exact(random_space(rng, parties=parties, conditions=conditions, outcomes=100))


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    st.tuples(st.integers(-6, 6), st.integers(-6, 6)),
)
@settings(max_examples=150, deadline=None)
def test_equals_enumeration_with_ties_everywhere(values, disagreement):
    space = plain(
        *(np.array(v, dtype=float) for v in values), disagreement=np.array(disagreement, float)
    )
    assert_exact(space)


@pytest.mark.slow
def test_equals_enumeration_on_thousands_of_random_spaces():
    rng = np.random.default_rng(2026)
    for _ in range(5000):
        assert_exact(random_space(rng))


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 6])
def test_filter_equals_the_definition(columns):
    # Large enough for the sweeps and the divisions, not only for the small cases at the bottom.
    rng = np.random.default_rng(columns)
    for trial in range(20):
        rows = rng.integers(0, rng.integers(2, 60), (int(rng.integers(1, 700)), columns))
        if trial % 2 and columns > 1:
            rows[:, -1] = 60 - rows[:, :-1].sum(axis=1)
        distinct = np.unique(rows, axis=0)
        expected = [
            row
            for row in distinct
            if not ((distinct >= row).all(axis=1) & (distinct > row).any(axis=1)).any()
        ]
        found = rows[efficient(rows, ONE[:columns])]
        assert len(found) == len(expected)
        assert (np.unique(found, axis=0) == np.array(expected)).all()


def test_blocks_do_not_change_the_result(monkeypatch):
    rng = np.random.default_rng(5)
    spaces = [random_space(rng, parties=3) for _ in range(100)]
    monkeypatch.setattr("interim.bargaining.merge._BLOCK", 3)
    for space in spaces:
        assert_exact(space)


def test_by_hand():
    # Packages: (3,1), (0,4) for the first issue; (0,0), (1,2), (2,1) for the second.
    # Sums: (3,1) (4,3) (5,2) (0,4) (1,6) (2,5); efficient: (1,6) (2,5) (4,3) (5,2).
    space = plain(np.array([[3, 1], [0, 4]]), np.array([[0, 0], [1, 2], [2, 1]]))
    found = frontier(space)
    assert found.utilities.tolist() == [[1, 6], [2, 5], [4, 3], [5, 2]]
    assert found.package(0) == {"i0": "o1", "i1": "o1"}
    assert found.method == "merging"
    # At or above (2, 3): a point on the edge stays.
    above = frontier(plain(*space.utilities, disagreement=np.array([2.0, 3.0])))
    assert above.utilities.tolist() == [[2, 5], [4, 3]]


def test_sums_that_differ_by_rounding_are_one_point():
    # 0.1 + 0.2 is not 0.3 in floating point, nor are three thirds one; each pair is one point.
    space = plain(np.array([[0.1, 0.9], [0.3, 0.7]]), np.array([[0.2, 0.1], [0.0, 0.3]]))
    assert len(frontier(space)) == len(enumerate_frontier(space))
    third = 1 / 3
    thirds = plain(
        *(np.array([[third, 2 * third], [2 * third, third], [1.0, 0.0]]) for _ in range(12))
    )
    assert len(frontier(thirds)) == 25  # every sum k/3 from 12/3 to 36/3


def test_two_parties_ten_to_the_fortieth():
    # Exchange at rates 1 to 1 and 2 to 1: the frontier is known. With x units of the first kind
    # and y of the second given, values are (x + 2y, 20*9 - x + 20*9 - y) for x, y <= 180: the
    # first party takes the second kind first.
    kinds = [np.array([[rate * k, 9 - k] for k in range(10)]) for rate in (1, 2) for _ in range(20)]
    found = frontier(plain(*kinds))
    assert found.outcomes == 10**40
    assert found.complete
    given_ = {(2 * y, 360 - y) for y in range(181)} | {(360 + x, 180 - x) for x in range(181)}
    # Odd totals below 360 need one unit of the first kind, as dear as two: x=1.
    odd = {(2 * y + 1, 360 - y - 1) for y in range(180)}
    candidates = np.array(sorted(given_ | odd))
    expected = candidates[efficient(candidates, ONE[:2])]
    assert sorted(map(tuple, found.utilities.tolist())) == sorted(map(tuple, expected.tolist()))


def test_conditions_over_many_issues_need_few_states():
    # One condition over 30 issues: 3^30 assignments of its issues, but three remainders.
    rng = np.random.default_rng(0)
    issues = tuple(f"i{k}" for k in range(30))
    any_of: Not | Or | Is = Is("i1", ("o1",))
    for issue in issues[2:]:
        any_of = Or(any_of, Is(issue, ("o1",)))
    needs = Or(Not(Is("i0", ("o0",))), any_of)
    values = [np.round(rng.random((3, 2)), 2) for _ in issues]
    values[0][0] = 10.0  # both want the option that needs another
    for value in values[1:]:
        value[1] = -5.0
    found = frontier(plain(*values, constraints=(needs,)))
    assert found.complete
    assert "3 states" in found.method or "2 states" in found.method
    chosen = found.packages
    assert all(p["i0"] == "o0" for p in chosen)
    assert all(sum(p[i] == "o1" for i in issues) == 1 for p in chosen)


def test_contradiction_leaves_no_package():
    space = plain(
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        constraints=(parse_constraint("never i0 is o0"), parse_constraint("never i0 is o1")),
    )
    found = frontier(space)
    assert len(found) == 0
    assert found.packages == ()
    assert found.complete
    assert len(found.warnings) == 1
    assert found.utilities.shape == (0, 2)


def test_no_issue_is_one_empty_package():
    empty = Space(("a", "b"), (), (), (), np.zeros(2))
    found = frontier(empty)
    assert found.packages == ({},)
    assert len(frontier(Space(("a", "b"), (), (), (), np.ones(2)))) == 0


def test_limit_cuts_openly():
    x = np.linspace(0, 1, 10)
    kinds = [np.stack([x * 10.0**-k, (1 - x) * 10.0**-k], axis=1) for k in range(4)]
    whole = frontier(plain(*kinds))
    cut = frontier(plain(*kinds), limit=50)
    assert len(whole) > 1000
    assert whole.complete
    assert whole.warnings == ()
    assert not cut.complete
    assert len(cut) == 50
    assert any("left out" in warning and "limit is 50" in warning for warning in cut.warnings)
    # What is left are packages, and each party's best is among them.
    space = plain(*kinds)
    for point, package in enumerate(cut.packages):
        assert (space.values(package) == cut.utilities[point]).all()
    assert np.allclose(cut.utilities.max(axis=0), whole.utilities.max(axis=0))


def test_limit_below_the_number_of_parties_is_refused():
    with pytest.raises(ValueError, match="limit"):
        frontier(plain(np.zeros((2, 3))), limit=2)


def test_integer_programming_equals_enumeration(monkeypatch):
    # Elimination is forbidden; every tied component is then solved by programs.
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    rng = np.random.default_rng(11)
    programs = 0
    for _ in range(60):
        space = random_space(rng, parties=2, outcomes=60)
        assert_exact(space)
        programs += "epsilon" in frontier(space).method
    assert programs > 10


def test_integer_programming_says_what_it_cannot_tell_apart(monkeypatch):
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    # A seventh and a hundredth of pi have no common unit.
    space = plain(
        np.array([[1 / 3, 0.0], [0.0, 1 / 7], [0.0, np.pi / 100]]),
        constraints=(parse_constraint("never i0 is o0"),),
    )
    found = frontier(space)
    assert not found.complete
    assert "count as equal" in found.warnings[0]
    assert found.utilities.tolist() == [[0.0, 1 / 7]]


def test_too_many_states_are_cut_openly(monkeypatch):
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    monkeypatch.setattr(
        "interim.bargaining.frontier.cut_schedule",
        lambda task: eliminate.cut_schedule(task, most=2),
    )
    rng = np.random.default_rng(3)
    ties = tuple(
        Interaction(Or(Is("i0", (f"o{k}",)), Is(f"i{k + 1}", ("o1",))), rng.random(3))
        for k in range(4)
    )
    space = plain(*(rng.random((4, 3)) for _ in range(5)), interactions=ties)
    found = frontier(space)
    assert not found.complete
    assert "combinations of conditions were left out" in found.warnings[0]
    for point, package in enumerate(found.packages):
        assert np.array_equal(space.values(package), found.utilities[point])


def test_schedule_is_refused_beyond_its_states():
    rng = np.random.default_rng(0)
    issues = tuple(f"i{k}" for k in range(8))
    task = eliminate.Task(
        issues=issues,
        options=(("o0", "o1", "o2"),) * 8,
        utilities=tuple(rng.integers(0, 5, (3, 2)) for _ in issues),
        constraints=(),
        interactions=tuple(
            Or(Is(a, ("o0",)), Is(b, ("o1",))) for a in issues for b in issues if a < b
        ),
        added=rng.integers(0, 5, (28, 2)),
    )
    assert eliminate.schedule(task, most=5) is None
    found = eliminate.schedule(task)
    assert found is not None
    assert 5 < found.states <= 3**7
