"""The frontier is exact or says that it is not: drawn spaces, limits, odd shapes and scales."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining.brute import enumerate_frontier, random_space
from interim.bargaining import dominance, eliminate, merge
from interim.bargaining.frontier import frontier
from interim.bargaining.merge import Level, Moves, efficient, start, step
from interim.bargaining.space import Interaction, Space
from interim.bargaining.units import units
from interim.case.constraint import And, Is, Not, Or, parse_condition, parse_constraint


def plain(*utilities, disagreement=None, **more) -> Space:
    """A space of these values; the disagreement point lies below all of them."""
    parties = np.asarray(utilities[0]).shape[1]
    if disagreement is None:
        disagreement = np.full(parties, -sum(np.abs(u).max() for u in utilities) - 1)
    return Space(
        parties=tuple(f"p{k}" for k in range(parties)),
        issues=tuple(f"i{k}" for k in range(len(utilities))),
        options=tuple(tuple(f"o{k}" for k in range(len(u))) for u in utilities),
        utilities=tuple(np.asarray(u, dtype=float) for u in utilities),
        disagreement=disagreement,
        **more,
    )


def pie(rng, parties, options, issues):
    """Whole numbers that sum to the same for each option: every package is efficient."""
    found = []
    for _ in range(issues):
        values = rng.integers(0, 1000, (options, parties)).astype(float)
        values[:, -1] = 5000 - values[:, :-1].sum(axis=1)
        found.append(values)
    return found


def in_order(values):
    """Rows in an order that does not depend on rounding."""
    return values[np.lexsort(np.round(values, 8).T[::-1])]


def assert_exact(space: Space) -> None:
    """Complete, equal to enumeration, each point attained by a package that is allowed."""
    expected = enumerate_frontier(space)
    found = frontier(space)
    assert found.complete
    assert len(found) == len(expected)
    distinct = np.unique(np.round(found.utilities, 9), axis=0)
    assert np.allclose(distinct.reshape(expected.shape), expected, rtol=0, atol=2e-9)
    assert_attained(space, found)


def assert_attained(space: Space, found) -> None:
    for point, package in enumerate(found.packages):
        assert space.allows(package)
        assert (space.values(package) == found.utilities[point]).all()
        assert (found.utilities[point] >= space.disagreement - 1e-9).all()


def assert_cut_openly(space: Space, found) -> None:
    assert not found.complete
    assert found.warnings
    assert_attained(space, found)


# --- equal to enumeration on spaces that hypothesis draws and shrinks --------------------------


@st.composite
def conditions(draw, options):
    def is_():
        issue = draw(st.sampled_from(sorted(options)))
        named = draw(st.lists(st.sampled_from(options[issue]), min_size=1, unique=True))
        return Is(issue, tuple(named))

    def build(depth):
        kind = draw(st.integers(0, 3)) if depth else 0
        if kind == 0:
            return is_()
        if kind == 1:
            return Not(build(depth - 1))
        return (And if kind == 2 else Or)(build(depth - 1), build(depth - 1))

    return build(draw(st.integers(0, 3)))


@st.composite
def spaces(draw):
    """Two to five parties, up to 200 packages, ties, conditions, each party at its own scale."""
    parties = draw(st.integers(2, 5))
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    while np.prod(counts) > 200:
        counts.pop()
    # Hundredths and eighths are exact, thirds and roots are not; the scales differ by 10^7.
    units_of = st.sampled_from([1.0, 0.01, 0.125, 1 / 3, 2**0.5, 1000.0, 12345.678])
    scale = np.array([draw(units_of) for _ in range(parties)])
    top = draw(st.integers(1, 9))
    whole = st.integers(-2, top)
    utilities = [
        np.array([[draw(whole) for _ in range(parties)] for _ in range(count)]) * scale
        for count in counts
    ]
    options = {
        f"i{k}": tuple(f"o{option}" for option in range(count)) for k, count in enumerate(counts)
    }
    constraints = draw(st.lists(conditions(options), max_size=3))
    interactions = [
        Interaction(condition, np.array([draw(whole) for _ in range(parties)]) * scale)
        for condition in draw(st.lists(conditions(options), max_size=3))
    ]
    low = draw(st.sampled_from([None, -3, 0, 1, 3]))
    return plain(
        *utilities,
        disagreement=None if low is None else np.full(parties, float(low)) * scale,
        constraints=tuple(constraints),
        interactions=tuple(interactions),
    )


@given(spaces())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_equals_enumeration_on_spaces_that_shrink(space):
    assert_exact(space)


@pytest.mark.slow
@given(spaces())
@settings(
    max_examples=4000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_equals_enumeration_on_thousands_of_spaces_that_shrink(space):
    assert_exact(space)


@pytest.mark.slow
@pytest.mark.parametrize("parties", [2, 3, 4, 5])
def test_equals_enumeration_on_thousands_of_spaces_for_each_number_of_parties(parties):
    rng = np.random.default_rng(100 + parties)
    for _ in range(2000):
        assert_exact(random_space(rng, parties=parties, outcomes=300))


@pytest.mark.slow
@pytest.mark.parametrize("parties", [2, 3, 4, 5])
def test_equals_the_filter_over_all_packages_of_larger_spaces(parties):
    # 15,625 packages: past the small cases of the kernels, and past what brute force by
    # definition can do; the filter itself is tested against the definition below.
    rng = np.random.default_rng(parties)
    for trial in range(20):
        values = [rng.integers(0, 10 ** (1 + trial % 3), (5, parties)) for _ in range(6)]
        totals = np.zeros((1, parties), np.int64)
        for value in values:
            totals = (totals[:, None, :] + value[None, :, :]).reshape(-1, parties)
        expected = totals[efficient(totals, np.ones(parties, np.int64))]
        found = frontier(plain(*values))
        assert found.utilities.tolist() == sorted(expected.tolist())


# --- the filter --------------------------------------------------------------------------------


def efficient_by_definition(rows):
    distinct = np.unique(rows, axis=0)
    return [
        row.tolist()
        for row in distinct
        if not ((distinct >= row).all(axis=1) & (distinct > row).any(axis=1)).any()
    ]


def assert_filter_exact(rows):
    kept = efficient(rows, np.ones(rows.shape[1], np.int64))
    assert sorted(rows[kept].tolist()) == sorted(efficient_by_definition(rows))


@pytest.mark.parametrize("columns", [2, 3, 4, 5])
def test_filter_with_values_wider_than_32_bits(columns):
    rng = np.random.default_rng(columns)
    wide = np.array([-(4 * 10**18), -(2**40), -1, 0, 1, 2**31, 2**33, 4 * 10**18])
    for _ in range(10):
        assert_filter_exact(wide[rng.integers(0, len(wide), (300, columns))])


def test_filter_where_one_column_is_wide_and_nearly_equal():
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 40, (900, 4))
    rows[:, 2] += rng.integers(0, 2, 900) * 2**40
    assert_filter_exact(rows)


@pytest.mark.parametrize("columns", [3, 4])
def test_filter_with_more_stairs_than_the_array_holds(columns):
    # All 1,500 are efficient, and so are the pairs of the last two columns seen in order.
    n = 1500
    x = np.arange(n)
    rows = np.stack([-x // 50, x, -2 * x, x % 50][:columns], axis=1).astype(np.int64)
    assert len(rows) > 2 * dominance._STAIRS
    assert_filter_exact(rows)
    # With dominated rows among them.
    rng = np.random.default_rng(1)
    assert_filter_exact(np.concatenate([rows, rows - rng.integers(0, 3, rows.shape)]))


@given(
    st.integers(3, 5),
    st.lists(st.tuples(*[st.integers(0, 6)] * 5), min_size=33, max_size=120),
)
@settings(max_examples=100)
def test_filter_on_drawn_rows(columns, rows):
    assert_filter_exact(np.array(rows, dtype=np.int64)[:, :columns])


def test_filter_keeps_the_first_of_equal_rows():
    rows = np.array([[1, 2, 3], [3, 2, 1], [1, 2, 3], [3, 2, 1], [0, 0, 0]])
    assert efficient(rows, np.ones(3, np.int64)).tolist() == [1, 0]
    assert len(efficient(np.zeros((0, 3), np.int64), np.ones(3, np.int64))) == 0


# --- whatever cuts, says so --------------------------------------------------------------------


@pytest.mark.parametrize("parties", [2, 3, 5])
def test_a_limit_on_merging_is_said(parties):
    space = plain(*pie(np.random.default_rng(parties), parties, 5, 5))
    assert len(frontier(space)) > 1000
    found = frontier(space, limit=100)
    assert len(found) <= 100
    assert_cut_openly(space, found)
    assert all("the limit is 100" in warning for warning in found.warnings)


def test_a_limit_that_nothing_reaches_cuts_nothing():
    space = plain(*pie(np.random.default_rng(0), 3, 4, 4))
    points = len(frontier(space))
    exact = frontier(space, limit=points)
    assert exact.complete
    assert exact.warnings == ()
    assert len(exact) == points
    short = frontier(space, limit=points - 1)
    assert len(short) == points - 1
    assert_cut_openly(space, short)


@pytest.mark.parametrize("parties", [2, 3])
def test_a_limit_on_elimination_is_said(parties):
    rng = np.random.default_rng(parties)
    tied = tuple(Interaction(Is(f"i{k}", ("o0",)), np.ones(parties)) for k in range(2))
    joined = (parse_constraint("never (i0 is o1 and i1 is o1 and i2 is o1 and i3 is o1)"),)
    space = plain(*pie(rng, parties, 4, 4), constraints=joined, interactions=tied)
    found = frontier(space, limit=20)
    assert "variable elimination" in found.method
    assert_cut_openly(space, found)
    assert any("after eliminating" in warning for warning in found.warnings)


def test_a_limit_on_integer_programs_is_said(monkeypatch):
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    rng = np.random.default_rng(0)
    space = plain(*pie(rng, 2, 3, 3), constraints=(parse_constraint("if i0 is o0 then i1 is o1"),))
    assert len(frontier(space)) > 4
    found = frontier(space, limit=4)
    assert "mixed-integer" in found.method
    assert_cut_openly(space, found)


def test_too_many_combinations_are_said(monkeypatch):
    monkeypatch.setattr("interim.bargaining.frontier.schedule", lambda *_: None)
    monkeypatch.setattr(
        "interim.bargaining.frontier.cut_schedule",
        lambda task: eliminate.cut_schedule(task, most=2),
    )
    rng = np.random.default_rng(3)
    values = pie(rng, 3, 4, 5)
    ties = tuple(
        Interaction(Or(Is("i0", (f"o{k}",)), Is(f"i{k + 1}", ("o1",))), rng.random(3))
        for k in range(4)
    )
    space = plain(*values, interactions=ties)
    assert_cut_openly(space, frontier(space))


def test_a_cut_that_leaves_nothing_is_not_called_a_contradiction():
    # The one package that reaches the disagreement point is lost with the middle of the pie.
    n = 101
    x = np.arange(float(n))
    whole = plain(
        np.stack([x, 100 - x], axis=1), np.zeros((1, 2)), disagreement=np.array([50.0, 50.0])
    )
    assert len(frontier(whole)) == 1
    wide = [np.stack([x * 101**k, (100 - x) * 101**k], axis=1) for k in (0, 1)]
    half = 50.0 * 102
    space = plain(*wide, disagreement=np.array([half, half]))
    found = frontier(space, limit=2)
    if not len(found):
        assert not found.complete
        assert not any("no package" in warning for warning in found.warnings)
    assert frontier(space).utilities.tolist() == [[half, half]]


def test_memory_is_bounded_by_blocks_and_the_limit(monkeypatch):
    # Every package of 6^6 is efficient. No filter may see more than what is kept of the blocks
    # before, a block, and the group that overflowed it; what is lost is counted.
    block, limit = 500, 200
    monkeypatch.setattr(merge, "_BLOCK", block)
    seen = []
    filtered = merge.efficient_in_groups

    def watched(rows, offsets, divisor):
        seen.append(len(rows))
        return filtered(rows, offsets, divisor)

    monkeypatch.setattr(merge, "efficient_in_groups", watched)
    space = plain(*pie(np.random.default_rng(2), 5, 6, 6))
    found = frontier(space, limit=limit)
    assert_cut_openly(space, found)
    assert len(found) == limit
    assert max(seen) <= 2 * block + limit


def test_blocks_cut_openly_and_count_what_they_leave_out(monkeypatch):
    # 40 efficient points in one group, shifted by 10: 400 efficient points.
    monkeypatch.setattr(merge, "_BLOCK", 100)
    x = np.arange(40)
    nothing = np.zeros(40, np.int32)
    level = Level(np.stack([x, -x], axis=1), np.array([0, 40]), nothing, nothing)
    shift = np.stack([40 * np.arange(10), -40 * np.arange(10)], axis=1)
    none = np.zeros(10, np.int64)
    moves = Moves(none, np.arange(10), none, shift, 1)
    floor = np.full(2, -(10**6))
    after = step(level, moves, floor, np.ones(2, np.int64), 30)
    assert len(after.rows) == 30
    assert after.cut == 370
    whole = step(level, moves, floor, np.ones(2, np.int64), 400)
    assert (len(whole.rows), whole.cut) == (400, 0)


def test_a_step_without_moves_leaves_nothing():
    none = np.zeros(0, np.int64)
    moves = Moves(none, none, none, np.zeros((0, 3), np.int64), 2)
    after = step(start(3), moves, np.zeros(3, np.int64), np.ones(3, np.int64), 10)
    assert after.rows.shape == (0, 3)
    assert after.offsets.tolist() == [0, 0, 0]


# --- odd shapes --------------------------------------------------------------------------------


@pytest.mark.parametrize("parties", [1, 2, 3, 5])
def test_one_issue_with_one_option(parties):
    found = frontier(plain(np.full((1, parties), 0.3)))
    assert found.packages == ({"i0": "o0"},)
    assert found.complete


def test_one_party_has_one_best_value():
    found = frontier(plain(np.array([[1.0], [3.0], [3.0]]), np.array([[-2.0], [-1.0]])))
    assert found.utilities.tolist() == [[2.0]]
    tied = frontier(
        plain(
            np.array([[1.0], [3.0]]),
            np.array([[0.0], [1.0]]),
            constraints=(parse_constraint("never (i0 is o1 and i1 is o1)"),),
        )
    )
    assert tied.utilities.tolist() == [[3.0]]  # 3 + 0 beats 1 + 1


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, -7.0])
def test_packages_that_are_all_worth_the_same_are_one_point(parties, value):
    found = frontier(plain(*[np.full((4, parties), value)] * 30))  # 4^30 packages
    assert len(found) == 1
    assert found.outcomes == 4**30
    assert np.allclose(found.utilities, 30 * value, rtol=1e-12)


def test_parties_with_the_same_values_share_one_best_point():
    rng = np.random.default_rng(0)
    values = [np.repeat(rng.random((4, 1)), 4, axis=1) for _ in range(12)]
    found = frontier(plain(*values))
    assert len(found) == 1
    assert np.allclose(found.utilities, sum(v.max() for v in values))


def test_disagreement_above_everything():
    for parties in (1, 2, 3, 5):
        values = [np.eye(max(2, parties))[:, :parties]] * 2
        found = frontier(plain(*values, disagreement=np.full(parties, 2.5)))
        assert len(found) == 0
        assert found.complete
        assert found.warnings == ("no package satisfies the constraints and disagreement point",)


@pytest.mark.parametrize("parties", [1, 2, 3, 5])
def test_contradictory_constraints(parties):
    # Each pair of rules can be met, all of them cannot.
    rules = ("if i0 is o0 then i1 is o0", "if i1 is o0 then i0 is o1", "never i0 is o1")
    space = plain(
        *[np.arange(2.0 * parties).reshape(2, parties)] * 3,
        constraints=tuple(map(parse_constraint, rules)),
    )
    expected = enumerate_frontier(space)
    assert_exact(space)
    found = frontier(
        plain(
            *space.utilities,
            constraints=(*space.constraints, parse_constraint("if i0 is o0 then i1 is o0 ")),
        )
    )
    assert len(found) == len(expected)
    none = plain(
        *space.utilities,
        constraints=(*space.constraints, parse_constraint("never i1 is o1")),
    )
    empty = frontier(none)
    assert len(empty) == 0
    assert empty.complete
    assert len(empty.warnings) == 1


def test_an_interaction_that_always_or_never_holds():
    always = Or(Is("i0", ("o0",)), Not(Is("i0", ("o0",))))
    never = And(Is("i0", ("o0",)), Is("i0", ("o1",)))
    values = [np.array([[1.0, 0.0], [0.0, 1.0]])] * 2
    shifted = frontier(
        plain(
            *values,
            interactions=(
                Interaction(always, np.array([10.0, 20.0])),
                Interaction(never, np.array([100.0, 100.0])),
            ),
        )
    )
    assert shifted.utilities.tolist() == [[10, 22], [11, 21], [12, 20]]


# --- scales ------------------------------------------------------------------------------------


@pytest.mark.parametrize("power", [-200, -100, -30, -12, -6, -3, 3, 6, 12, 15, 30, 100, 200])
@pytest.mark.parametrize("parties", [2, 3])
def test_the_scale_of_a_party_does_not_matter(power, parties):
    rng = np.random.default_rng(parties)
    scale = np.where(np.arange(parties) == 0, 10.0**power, 1.0)
    for trial in range(15):
        base = random_space(rng, parties=parties, outcomes=100)
        low = base.disagreement if trial % 2 else np.full(parties, -50.0)
        base, scaled = (
            Space(
                base.parties,
                base.issues,
                base.options,
                tuple(u * by for u in base.utilities),
                low * by,
                tuple(Interaction(i.condition, i.values * by) for i in base.interactions),
                base.constraints,
            )
            for by in (np.ones(parties), scale)
        )
        expected = frontier(base)
        found = frontier(scaled)
        assert found.complete
        assert len(found) == len(expected)
        assert np.allclose(in_order(found.utilities / scale), in_order(expected.utilities))


def test_tiny_differences_are_points_where_everything_is_tiny():
    # Probabilities near 1e-12: an absolute tolerance of 1e-9 would call all of them equal.
    space = plain(np.array([[1e-12, 3e-12], [2e-12, 2e-12], [3e-12, 1e-12]]))
    assert len(frontier(space)) == 3


def test_values_equal_up_to_the_tolerance_are_one_point():
    close = np.array([[0.5, 0.5], [0.5 + 1e-11, 0.5 - 1e-11], [1 / 3, 2 / 3]])
    assert len(frontier(plain(close))) == 2


def test_large_whole_numbers_stay_exact():
    # 2^53 is where doubles stop telling whole numbers apart; sums stay below it.
    big = 10**15
    space = plain(
        np.array([[big, 0.0], [big - 1, 1.0], [big - 2, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    )
    found = frontier(space)
    assert found.utilities.tolist() == [[big - 1, 2], [big, 1], [big + 1, 0]]
    # At the disagreement point is in, one below it is not.
    above = frontier(plain(*space.utilities, disagreement=np.array([float(big), 0.0])))
    assert above.utilities.tolist() == [[big, 1], [big + 1, 0]]


@pytest.mark.parametrize(
    ("value", "said"), [(1e300, "3e[+]300"), (1.7e308, "inf"), (1e-300, "3e-300")]
)
def test_values_beyond_what_can_be_added_are_refused(value, said):
    with pytest.raises(ValueError, match=f"party 'p1' add up to {said}: rescale"):
        frontier(plain(*[np.array([[0.0, value], [1.0, 0.0]])] * 3, disagreement=np.zeros(2)))


def test_disagreement_far_beyond_the_values():
    values = np.array([[1 / 3, 2 / 3], [2 / 3, 1 / 3]])
    assert len(frontier(plain(values, disagreement=np.full(2, -1e300)))) == 2
    assert len(frontier(plain(values, disagreement=np.full(2, 1e300)))) == 0


def test_whole_numbers_of_units_never_overflow():
    # Values that no decimal measures are counted in tiny units, up to 1e18 of them; a bound on
    # what is open may count an interaction once for each issue that could complete it. Large
    # interactions over many issues would overflow if that were not allowed for.
    rng = np.random.default_rng(8)
    for party_scale in 1e4 * np.arange(1.0, 11.0):  # one of them comes close to any power of ten
        names = [f"i{k}" for k in range(8)]
        any_of = Is(names[0], ("o1",))
        for name in names[1:]:
            any_of = Or(any_of, Is(name, ("o1",)))
        values = [rng.random((2, 2)) * party_scale / 3 for _ in names]
        reward = Interaction(any_of, np.full(2, party_scale * 20 / 3))
        space = plain(*values, interactions=(reward,))
        expected = [
            space.values(dict(zip(space.issues, answers, strict=True)))
            for answers in itertools.product(*space.options)
        ]
        grid = np.array(expected)
        best = grid[efficient(np.rint(grid / party_scale * 1e9).astype(np.int64), np.ones(2, int))]
        found = frontier(space)
        assert len(found) == len(best)
        assert np.allclose(found.utilities, best[np.lexsort(best.T[::-1])], rtol=1e-12)


@given(
    st.lists(
        st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: 0.0 if abs(x) < 1e-200 else x),
        min_size=2,
        max_size=40,
    )
)
@settings(max_examples=200)
def test_units_measure_every_value(values):
    space = plain(np.array(values)[:, None])
    scale = units(space)
    again = scale.utilities[0][:, 0] * scale.unit[0]
    size = max(abs(v) for v in values)
    assert np.allclose(again, values, rtol=0, atol=1e-11 * min(1.0, size) + 1e-13 * size)
    assert np.abs(scale.utilities[0]).max() <= 1e18


def test_a_range_too_wide_for_the_finest_unit_is_counted_in_tens_of_it():
    # Sums of 2e5 in units of 1e-13 would be 2e18, beyond what whole numbers hold: 1e-12 fits.
    values = np.random.default_rng(1).random((6, 2))
    values /= values.max(axis=0)
    wide, narrow = units(plain(values * 2e5)), units(plain(values * 0.5e5))
    assert not wide.exact.any()
    assert wide.unit == pytest.approx([1e-12] * 2, rel=1e-9)
    assert narrow.unit == pytest.approx([1e-13] * 2, rel=1e-9)


def test_ten_to_the_fortieth_with_every_kind_of_value():
    rng = np.random.default_rng(40)
    for decimals in (2, 6, 16):
        values = [np.round(rng.random((10, 2)), decimals) for _ in range(40)]
        found = frontier(plain(*values))
        assert found.outcomes == 10**40
        assert found.complete
        assert np.allclose(found.utilities[-1, 0], sum(v[:, 0].max() for v in values))
        assert np.allclose(found.utilities[0, 1], sum(v[:, 1].max() for v in values))
        assert (np.diff(found.utilities[:, 1]) < 0).all()


def test_ten_to_the_fifteenth_with_conditions_against_an_equal_space():
    # Two issues tied together are one issue whose options are their pairs: 15 issues of 10
    # options with conditions on each pair of neighbours (0, 1), (2, 3), ... equal 7 issues of
    # up to 100 options, and one of 10, without conditions.
    rng = np.random.default_rng(15)
    values = [np.round(rng.random((10, 3)), 2) for _ in range(15)]
    constraints, interactions, joined = [], [], []
    for k in range(0, 14, 2):
        rule = f"never (i{k} is o9 and i{k + 1} is o{k % 10})"
        bonus = f"i{k} is o1 and not i{k + 1} is o2"
        added = np.round(rng.random(3) - 0.5, 2)
        constraints.append(parse_constraint(rule))
        interactions.append(Interaction(parse_condition(bonus), added))
        joined.append(
            np.array(
                [
                    values[k][a] + values[k + 1][b] + (added if a == 1 and b != 2 else 0)
                    for a in range(10)
                    for b in range(10)
                    if not (a == 9 and b == k % 10)
                ]
            )
        )
    found = frontier(
        plain(*values, constraints=tuple(constraints), interactions=tuple(interactions))
    )
    assert found.outcomes == 10**15
    assert found.complete
    expected = frontier(plain(*joined, values[14]))
    assert len(found) == len(expected)
    assert np.allclose(in_order(found.utilities), in_order(expected.utilities), 0, 1e-9)
