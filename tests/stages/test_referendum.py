"""Referendum: shares, coverage and grouped results, worked out from the same draws."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit, ndtr, ndtri

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.stages.referendum import referendum
from interim.stages.value import utility
from stages import ballots


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, Run(400))


@pytest.fixture(scope="module")
def result(case, futures):
    return referendum(case, case.plans["interim-rule"], futures)


def test_share_and_coverage_by_hand(futures, result):
    def q(name):
        return futures[f"referendum.{name}"]

    def group(name):
        base = f"units.borderland.groups.{name}."
        return tuple(q(base + part) for part in ("size", "access", "turnout", "first"))

    size, access, turnout, first = group("stayed")
    stayed = size * access * turnout
    pushed = expit(logit(first) + q("pressure"))  # north is on the ground, its choice is first
    size2, access2, turnout2, first2 = group("fled")
    fled = size2 * access2 * turnout2
    share = (stayed * pushed + fled * first2) / (stayed + fled)
    vote = result.results["borderland"]["before-the-war"]
    np.testing.assert_allclose(vote.share, share)
    np.testing.assert_allclose(vote.passes, ndtr(logit(share) / q("swing")))
    np.testing.assert_allclose(
        vote.coverage, np.minimum((size * access + size2 * access2) / 120, 1)
    )
    alone = result.results["borderland"]["on-the-day"]
    np.testing.assert_allclose(alone.share, pushed)


def test_a_superset_of_voters_never_lowers_coverage(case, result):
    rules = case.referendum.franchises
    for unit in result.results.values():
        for a, b in combinations(rules, 2):
            if set(rules[a].groups) <= set(rules[b].groups):
                assert (unit[a].coverage <= unit[b].coverage).all()


def test_share_stays_between_the_groups(futures, result):
    vote = result.results["borderland"]["before-the-war"]
    base = "referendum.units.borderland.groups."
    lows = np.minimum(futures[base + "stayed.first"], futures[base + "fled.first"])
    assert (vote.share >= lows - 1e-12).all()
    assert (vote.share <= result.results["borderland"]["on-the-day"].share + 1e-12).all()


def test_results_are_weighed_by_whom_they_favour(case, futures, result):
    np.testing.assert_allclose(result.chance.sum(axis=1), 1)
    np.testing.assert_allclose(result.chance[:, 0], result.wins["borderland"][0])
    after = {**case.package("interim-rule"), "status": "to-north"}
    for principal in case.principals:
        np.testing.assert_allclose(
            result.value[principal][:, 0], utility(case, futures, principal, after)
        )


def test_an_uncertain_franchise_is_drawn_per_future(case, futures):
    light = referendum(case, case.plans["interim-light"], futures)
    day, before = (light.results["borderland"][f].passes for f in ("on-the-day", "before-the-war"))
    chosen = light.wins["borderland"][0]
    assert ((chosen == day) | (chosen == before)).all()
    assert (chosen == day).mean() == pytest.approx(0.8, abs=0.06)


def test_a_plan_without_a_vote_changes_nothing(case, futures):
    quiet = referendum(case, case.plans["standstill"], futures)
    assert not quiet.promised
    assert not quiet.chance.any()
    now = utility(case, futures, "north", case.package("standstill"))
    np.testing.assert_array_equal(quiet.value["north"], np.stack([now, now], axis=1))


def test_acceptance_grows_with_coverage_and_clarity(result):
    vote = result.results["borderland"]["before-the-war"]
    np.testing.assert_allclose(result.acceptance, vote.coverage * np.abs(2 * vote.passes - 1))


def held(case, n=1, **settings):
    return referendum(case, case.plans["pact"], draw(case, Run(n, settings=settings)))


def unit_won_with(chance):
    """A unit that votes for north with this chance: the swing is 1 and the threshold a half."""
    return {"all": ballots.voters(first=float(expit(ndtri(chance))))}


def test_two_units_by_hand():
    """East (weight 3, north wins it with 0.8) and west (weight 1, 0.4); each is open at 1/2.

    Joining moves east by 3/4 x 1/2 = 0.375 and west by 0.125, up for the winner.
    north/north 0.32: 1.00    north/south 0.48: 0.75    north gains: 0.8
    south/north 0.08: 0.25    south/south 0.12: 0.00    south gains: 0.2
    """
    case = ballots.case(
        {"east": unit_won_with(0.8), "west": unit_won_with(0.4)},
        status={"status-east": ("east",), "status-west": ("west",)},
        weights={"status-east": 3, "status-west": 1},
    )
    result = held(case)
    np.testing.assert_allclose([result.wins["east"][0, 0], result.wins["west"][0, 0]], [0.8, 0.4])
    np.testing.assert_allclose(result.chance[0], [0.8, 0.2])
    north = [(0.32 * 1 + 0.48 * 0.75) / 0.8, 0.08 * 0.25 / 0.2]
    np.testing.assert_allclose(result.value["north"][0], north)
    np.testing.assert_allclose(result.value["south"][0], 1 - np.array(north))
    assert result.held[0] == 0.75
    # every voter can vote, so acceptance is clarity alone: the mean of 0.6 and 0.2
    np.testing.assert_allclose(result.acceptance[0], 0.4)


def test_units_that_decide_one_issue_carry_equal_shares_of_it():
    # North wins east for certain, south west: the one issue is half won, which is worth 1/2.
    case = ballots.case(
        {
            "east": {"all": ballots.voters(first=0.999)},
            "west": {"all": ballots.voters(first=0.001)},
            "south": {"all": ballots.voters(first=0.999)},
        },
        status={"status": ("east", "west", "south")},
        swing=0.01,
    )
    result = held(case)
    np.testing.assert_allclose(result.chance[0], [1, 0], atol=1e-12)
    assert result.value["north"][0, 0] == pytest.approx(2 / 3)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_order_of_the_principals_decides_nothing(east, west):
    # Two units of the same weight: a split vote is a tie, and ties count half for each.
    units = {"east": unit_won_with(east), "west": unit_won_with(west)}
    status = {"status-east": ("east",), "status-west": ("west",)}
    one = held(ballots.case(units, status=status))
    other = held(ballots.case(units, status=status, principals=("south", "north")))
    np.testing.assert_allclose(one.chance, other.chance[:, ::-1], atol=1e-12)
    for principal in ("north", "south"):
        np.testing.assert_allclose(
            one.value[principal], other.value[principal][:, ::-1], atol=1e-12
        )
    split = east * (1 - west) + west * (1 - east)
    np.testing.assert_allclose(one.chance[0, 0], east * west + split / 2)


def test_gains_that_cancel_are_a_tie_whatever_the_rounding():
    # North wins the first two, south the third; 0.1 + 0.2 - 0.3 is 0, but not in floating point.
    firsts = {"one": 0.99, "two": 0.99, "three": 0.01}
    case = ballots.case(
        {name: {"all": ballots.voters(first=first)} for name, first in firsts.items()},
        status={f"status-{name}": (name,) for name in firsts},
        weights={"status-one": 0.1, "status-two": 0.2, "status-three": 0.3},
        swing=0.01,
    )
    np.testing.assert_allclose(held(case).chance[0], [0.5, 0.5])


@st.composite
def electorates(draw_):
    # In hundredths: at the smallest floats a share of a product is no longer between its terms.
    shares = st.integers(0, 100).map(lambda k: k / 100)
    groups = {
        f"g{k}": ballots.voters(
            size=draw_(st.integers(0, 200)),
            access=draw_(shares),
            turnout=draw_(shares),
            first=draw_(st.floats(0.01, 0.99)),
            prewar=draw_(st.booleans()),
        )
        for k in range(draw_(st.integers(1, 4)))
    }
    names = list(groups)
    some = draw_(st.lists(st.sampled_from(names), min_size=1, unique=True))
    return groups, tuple(some), tuple(names)


@given(electorates())
def test_more_voters_never_lower_coverage_and_shares_stay_within_the_groups(electorate):
    groups, some, everyone = electorate
    case = ballots.case(
        {"unit": groups}, status={"status": ("unit",)}, franchises={"some": some, "all": everyone}
    )
    votes = held(case).results["unit"]
    assert votes["some"].coverage[0] <= votes["all"].coverage[0] <= 1
    for rule, names in (("some", some), ("all", everyone)):
        firsts = [groups[name]["first"] for name in names]
        cast = sum(groups[g]["size"] * groups[g]["access"] * groups[g]["turnout"] for g in names)
        share = votes[rule].share[0]
        if cast > 0:
            assert min(firsts) - 1e-9 <= share <= max(firsts) + 1e-9
        else:
            assert share == 0.5
        assert 0 <= votes[rule].passes[0] <= 1


def test_arrivals_vote_but_do_not_count_as_coverage():
    groups = {"stayed": ballots.voters(first=0.2), "came": ballots.voters(first=0.8, prewar=False)}
    case = ballots.case({"unit": groups}, status={"status": ("unit",)})
    vote = held(case).results["unit"]["all"]
    assert vote.share[0] == pytest.approx(0.5)
    assert vote.coverage[0] == pytest.approx(100 / 200)


def test_pressure_moves_only_those_present_toward_who_controls():
    groups = {"here": ballots.voters(present=True), "away": ballots.voters()}
    rules = {"here": ("here",), "away": ("away",)}
    case = ballots.case(
        {"unit": groups}, status={"status": ("unit",)}, franchises=rules, pressure=0.7
    )
    votes = held(case).results["unit"]
    assert logit(votes["here"].share[0]) == pytest.approx(0.7)
    assert votes["away"].share[0] == 0.5
    units = {"unit": case.referendum.units["unit"].model_copy(update={"controller": "south"})}
    ballot = case.referendum.model_copy(update={"units": units})
    votes = held(case.model_copy(update={"referendum": ballot})).results["unit"]
    assert logit(votes["here"].share[0]) == pytest.approx(-0.7)


def test_a_franchise_that_a_setting_misspells_is_bad_input(case):
    rule = case.referendum.votes["registered"].name
    futures = draw(case, Run(2, settings={rule: "before-the-wa"}))
    with pytest.raises(BadInput) as caught:
        referendum(case, case.plans["interim-rule"], futures)
    (problem,) = caught.value.problems
    assert (problem.path, problem.suggestion) == (rule, "before-the-war")


def test_too_many_units_are_refused():
    units = {f"u{k}": unit_won_with(0.5) for k in range(11)}
    case = ballots.case(units, status={"status": tuple(units)})
    with pytest.raises(ValueError, match="11 units, at most 10"):
        held(case)


def test_chunks_change_no_bit(case):
    plan = case.plans["interim-light"]
    whole = referendum(case, plan, draw(case, Run(2000)))
    part = referendum(case, plan, draw(case, Run(1500), 500))
    assert np.array_equal(whole.chance[500:1500], part.chance)
    assert np.array_equal(whole.acceptance[500:1500], part.acceptance)
    for principal in case.principals:
        assert np.array_equal(whole.value[principal][500:1500], part.value[principal])
