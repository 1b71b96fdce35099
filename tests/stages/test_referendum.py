"""Referendum: shares, coverage and grouped results, worked out from the same draws."""

from itertools import combinations

import numpy as np
import pytest
from scipy.special import expit, logit, ndtr

import interim
from interim.futures import draw
from interim.stages.referendum import referendum
from interim.stages.value import utility


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, 0, 400)


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
    np.testing.assert_allclose(result.chance[:, 0], result.wins["borderland"])
    after = {**case.package("interim-rule"), "status": "to-north"}
    for principal in case.principals:
        np.testing.assert_allclose(
            result.value[principal][:, 0], utility(case, futures, principal, after)
        )


def test_an_uncertain_franchise_is_drawn_per_future(case, futures):
    light = referendum(case, case.plans["interim-light"], futures)
    day, before = (light.results["borderland"][f].passes for f in ("on-the-day", "before-the-war"))
    chosen = light.wins["borderland"]
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
