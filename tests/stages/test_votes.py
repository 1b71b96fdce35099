"""Vote arithmetic against enumeration of all vote profiles and numbers worked by hand."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interim.stages.votes import Ballot, Faction, ballot, passing_chance, popular_chance

chances = st.floats(0, 1)


def one(x):
    return np.array([float(x)])


def faction(yes, no, seats=1, weight=1, veto=False):
    return Faction(seats, weight, veto, Ballot(one(yes), one(no), one(1 - yes - no)))


@st.composite
def factions(draw):
    yes, split = draw(chances), draw(chances)
    return faction(
        yes,
        (1 - yes) * split,
        seats=draw(st.integers(1, 3)),
        weight=draw(st.integers(0, 4)),
        veto=draw(st.booleans()),
    )


bodies = st.lists(factions(), min_size=1, max_size=4).filter(lambda b: sum(f.seats for f in b) <= 7)
thresholds = st.one_of(st.integers(1, 16).map(float), st.floats(0.1, 16))


def enumerated(body, threshold):
    """The chance of passing by going through every vote of every seat."""
    seats = [f for f in body for _ in range(f.seats)]
    total = 0.0
    for votes in itertools.product("yna", repeat=len(seats)):
        if any(f.veto and vote == "n" for f, vote in zip(seats, votes, strict=True)):
            continue
        if sum(f.weight for f, v in zip(seats, votes, strict=True) if v == "y") < threshold:
            continue
        chance = 1.0
        for f, vote in zip(seats, votes, strict=True):
            chance *= {"y": f.ballot.yes, "n": f.ballot.no, "a": f.ballot.abstain}[vote][0]
        total += chance
    return total


@given(bodies, thresholds)
@settings(max_examples=150)
def test_passing_chance_is_that_of_all_vote_profiles(body, threshold):
    assert passing_chance(body, threshold)[0] == pytest.approx(
        enumerated(body, threshold), abs=1e-12
    )


@given(bodies, thresholds, st.integers(0, 3), st.floats(-3, 3), st.floats(0, 2), st.floats(0, 3))
def test_a_member_that_leans_more_to_yes_never_lowers_the_chance(
    body, threshold, which, log_odds, band, more
):
    assume(which < len(body))

    def chance(s):
        f = body[which]
        leaning = Faction(f.seats, f.weight, f.veto, ballot(one(s), one(band)))
        return passing_chance([*body[:which], leaning, *body[which + 1 :]], threshold)[0]

    assert chance(log_odds + more) >= chance(log_odds) - 1e-12


@given(bodies, thresholds, st.integers(1, 3))
def test_a_sure_no_of_a_veto_blocks_and_of_anyone_else_only_counts(body, threshold, seats):
    assert passing_chance([*body, faction(0, 1, seats, veto=True)], threshold)[0] == 0
    assert passing_chance([*body, faction(0, 1, seats)], threshold)[0] == pytest.approx(
        passing_chance(body, threshold)[0], abs=1e-12
    )


def test_an_abstaining_veto_neither_blocks_nor_counts():
    # Two of three seats needed; the two without a veto say yes with chances 0.5 and 0.4.
    others = [faction(0.5, 0.5), faction(0.4, 0.6)]
    assert passing_chance([*others, faction(0, 0, veto=True)], 2)[0] == pytest.approx(0.2)


def test_weighted_votes_by_hand():
    # Weights 3, 2, 2 and quota 4: passes with the first and one more, or the last two.
    # 0.6 (1 - 0.5 * 0.7) + 0.4 * 0.5 * 0.3 = 0.39 + 0.06
    body = [faction(0.6, 0.4, weight=3), faction(0.5, 0.5, weight=2), faction(0.3, 0.7, weight=2)]
    assert passing_chance(body, 4)[0] == pytest.approx(0.45)


@pytest.mark.parametrize("yes", [0.001, 0.3, 0.5, 0.97])
def test_a_parliament_of_450_equals_the_binomial_tail_in_whole_numbers(yes):
    # With yes = a / 1000 the tail is a fraction of whole numbers, here exact.
    a = round(1000 * yes)
    tail = sum(math.comb(450, k) * a**k * (1000 - a) ** (450 - k) for k in range(226, 451))
    expected = tail / 1000**450 if tail > 0 else 0.0
    whole = passing_chance([faction(yes, 1 - yes, 450)], 226)[0]
    parts = passing_chance([faction(yes, 1 - yes, m) for m in (200, 1, 149, 100)], 226)[0]
    assert whole == pytest.approx(expected, rel=1e-10)
    assert parts == pytest.approx(expected, rel=1e-10)


def test_a_threshold_that_a_float_misses_by_a_hair_is_meant():
    body = [faction(1, 0, 3)]
    assert passing_chance(body, 3 * 1.0000000000000002)[0] == 1
    assert passing_chance(body, 3.01)[0] == 0


def test_futures_do_not_touch_each_other():
    rng = np.random.default_rng(5)
    s, band = rng.normal(size=200), rng.uniform(0, 1, 200)

    def body(rows):
        return [
            Faction(m, w, veto, ballot(s[rows] + m, band[rows]))
            for m, w, veto in [(1, 5, True), (40, 1, False), (7, 3, False)]
        ]

    whole = passing_chance(body(slice(None)), 45)
    for rows in (slice(0, 1), slice(17, 90), slice(90, 200)):
        assert np.array_equal(passing_chance(body(rows), 45), whole[rows])


def test_ballot_by_hand():
    # logistic(ln 3) = 3/4; a band of ln 3 around log-odds 0 leaves 1/4 yes, 1/4 no, 1/2 neither.
    b = ballot(one(0), one(math.log(3)))
    assert (b.yes[0], b.no[0], b.abstain[0]) == pytest.approx((0.25, 0.25, 0.5))


@given(st.floats(-40, 40), st.floats(0, 20))
def test_ballots_are_probabilities(log_odds, band):
    b = ballot(one(log_odds), one(band))
    assert b.yes + b.no + b.abstain == pytest.approx(1, abs=1e-14)
    assert min(b.yes, b.no, b.abstain) >= 0
    assert ballot(one(log_odds), one(0)).abstain == 0


def popular(s, swing=1.0, threshold=0.5, turnout=0.6, floor=0.0):
    return popular_chance(one(s), one(swing), threshold, one(turnout), one(floor))[0]


def test_popular_vote_by_hand():
    assert popular(0) == 0.5
    # A lead of 1.2 standard deviations: 0.88493 in any table of the normal distribution.
    assert popular(0.6, swing=0.5) == pytest.approx(0.884930, abs=1e-6)
    # Two thirds needed: logit(2/3) = ln 2, so log-odds of ln 2 are an even chance.
    assert popular(math.log(2), threshold=2 / 3) == pytest.approx(0.5)


def test_popular_vote_without_a_swing_is_settled_by_the_share():
    assert [popular(s, swing=0) for s in (-0.1, 0.0, 0.1)] == [0, 0, 1]


def test_popular_vote_fails_below_its_turnout_floor_only():
    assert popular(3, turnout=0.49, floor=0.5) == 0
    assert popular(3, turnout=0.5, floor=0.5) == popular(3)


@given(st.floats(-5, 5), st.floats(0, 3), st.floats(0, 2), st.floats(0.01, 0.99))
def test_popular_vote_rises_with_the_leaning(s, more, swing, threshold):
    assert popular(s + more, swing, threshold) >= popular(s, swing, threshold)
