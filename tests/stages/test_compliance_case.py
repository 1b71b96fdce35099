"""From a case to the game of compliance, and what the stage gives back, on the template case."""

from dataclasses import replace

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.stages.compliance import ENDINGS, compliance
from interim.stages.compliance.game_of_case import build_game
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import clause_value, value
from interim.stages.war import war

NORTH, SOUTH = 0, 1
MANDATE = "plans.interim-rule.clauses.force.with.mandate"


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def needs(case, plan, futures):
    plan = case.plans[plan]
    return {
        "value": value(case, plan, futures),
        "terms": terms(case, plan, futures),
        "war": war(case, futures),
        "referendum": referendum(case, plan, futures),
        "renewal": renewal(
            case, plan, futures, value=value(case, plan, futures), war=war(case, futures)
        ),
    }


def stage(case, plan, futures):
    return compliance(case, case.plans[plan], futures, **needs(case, plan, futures))


def game(case, plan, futures):
    return build_game(case, case.plans[plan], futures, **needs(case, plan, futures))


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, Run(400))


@pytest.fixture(scope="module")
def result(case, futures):
    return stage(case, "interim-rule", futures)


def test_results_fit_together(case, futures, result):
    assert ((result.month == -1) == (result.ending == ENDINGS.index("held"))).all()
    assert (result.month < case.months).all()
    lasts = np.where(result.month < 0, case.months, result.month)
    assert (result.violations.sum(axis=1) <= 2 * (lasts + 1)).all()
    assert (result.probe_months <= 2 * (lasts + 1)).all()
    assert (result.vote[lasts < 60] == -1).all()
    assert set(np.unique(result.vote)) == {-1, 0, 1}
    assert set(np.unique(result.ending)) == set(range(5))
    for principal, kinds in (("north", 2), ("south", 1)):
        assert result.value[principal].shape == (futures.n, kinds)
        assert np.isfinite(result.value[principal]).all()
        assert result.types[principal].max() == kinds - 1


def test_the_outlook_of_a_stage_says_how_often_its_histories_last(case, futures):
    plan = case.plans["interim-rule"]
    result = compliance(case, plan, futures, **needs(case, plan.id, futures), outlook=True)
    assert result.outlook.marks == (12, 60)
    assert result.outlook.lasts.shape == (futures.n, 2, 1, 2)
    types = result.types["north"], result.types["south"]
    for m, months in enumerate(result.outlook.marks):
        chance = result.outlook.lasts[np.arange(futures.n), *types, m]
        lasting = ((result.month < 0) | (result.month >= months)).sum()
        error = np.sqrt((chance * (1 - chance)).sum())
        assert lasting == pytest.approx(chance.sum(), abs=4 * error)


def test_without_being_asked_nobody_looks_ahead(result):
    assert result.outlook is None


def test_a_zone_that_no_clause_names_is_where_the_armies_stood(case, futures):
    games = game(case, "interim-rule", futures)
    assert (games.zone == 0).all()
    assert (games.opens == -1).all()


def test_types_are_common_to_all_plans_and_follow_the_prior(case, futures, result):
    other = stage(case, "standstill", futures)
    assert (result.types["north"] == other.types["north"]).all()
    # 0.3 of 400 futures, standard error 0.023.
    assert result.types["north"].mean() == pytest.approx(0.3, abs=0.09)


def test_chunks_do_not_change_a_bit(case, result):
    parts = [
        stage(case, "interim-rule", draw(case, Run(400), *ends))
        for ends in ((0, 1), (1, 90), (90, 400))
    ]
    for name in ("month", "ending", "violations", "unattributed", "probe_months", "vote"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert (getattr(result, name) == joined).all()
    for name in ("value", "types", "earned", "earned_after"):
        for principal in case.principals:
            joined = np.concatenate([getattr(part, name)[principal] for part in parts])
            assert (getattr(result, name)[principal] == joined).all()


def test_the_game_takes_the_numbers_of_the_case(case, futures):
    numbers = game(case, "interim-rule", futures)
    assert numbers.types.tolist() == [2, 1]
    np.testing.assert_allclose(numbers.prior[:, NORTH], [[0.7, 0.3]] * futures.n)
    np.testing.assert_array_equal(numbers.prior[:, SOUTH], [[1.0, 0.0]] * futures.n)
    np.testing.assert_array_equal(
        numbers.support[:, SOUTH], futures["enforcement.support.0.chance"]
    )
    assert not numbers.support[:, NORTH].any()
    held = futures["referendum.held"]
    np.testing.assert_allclose(numbers.vote[:, :2].sum(axis=1), held)
    np.testing.assert_allclose(numbers.vote[:, 2], 1 - held)
    wanted = np.rint(terms(case, case.plans["interim-rule"], futures).vote_months)
    np.testing.assert_array_equal(numbers.vote_month, wanted)
    assert (numbers.mandate_months == 12).all()


def test_relief_is_what_the_option_adds_to_having_it_taken_back(case, futures):
    numbers = game(case, "interim-rule", futures)
    for place, principal in enumerate(case.principals):
        paid = clause_value(case, futures, principal, "sanctions", "phased")
        stay = clause_value(case, futures, principal, "sanctions", "stay")
        np.testing.assert_allclose(numbers.benefit[:, place], paid - stay)
    assert (numbers.benefit[:, NORTH] > 0).all()
    assert (numbers.benefit[:, SOUTH] < 0).all()
    # Only who receives relief can lose it.
    assert (numbers.snapback[:, NORTH] > 0).all()
    assert not numbers.snapback[:, SOUTH].any()


def test_a_plan_without_relief_or_promises(case, futures):
    numbers = game(case, "standstill", futures)
    assert not numbers.benefit.any()
    assert not numbers.snapback.any()
    assert not numbers.response.any()
    assert not numbers.engaged.any()
    assert not numbers.engage.any()
    assert not numbers.lapse.any()
    assert (numbers.vote_month >= case.months).all()


def test_one_guarantor_is_itself(case, futures):
    numbers = game(case, "interim-rule", futures)
    for field in ("engaged", "engage", "disengage", "alarm"):
        drawn = futures[f"enforcement.guarantors.union.{field}"]
        np.testing.assert_allclose(getattr(numbers, field), drawn)


def test_guarantors_count_by_what_they_promise(case, futures):
    union = case.enforcement.guarantors["union"]
    league = union.model_copy(update={"engaged": case.enforcement.monitoring.attribution})
    enforcement = case.enforcement.model_copy(
        update={"guarantors": {"union": union, "league": league}}
    )
    wider = case.model_copy(update={"enforcement": enforcement})
    given = needs(case, "interim-rule", futures)
    (promise,) = given["terms"].promises
    second = replace(promise, guarantor="league", commitment=2 * promise.commitment)
    given["terms"] = replace(given["terms"], promises=(promise, second))
    numbers = build_game(wider, case.plans["interim-rule"], futures, **given)
    mean = (futures.of(union.engaged) + 2 * futures.of(league.engaged)) / 3
    np.testing.assert_allclose(numbers.engaged, mean)
    np.testing.assert_allclose(numbers.alarm, futures.of(union.alarm))


def test_a_promise_of_nothing_engages_nobody(case):
    promise = "plans.interim-rule.clauses.force.with.guarantees.0.commitment"
    numbers = game(case, "interim-rule", draw(case, Run(50, settings={promise: 0})))
    assert not numbers.engaged.any()
    assert not numbers.engage.any()
    assert (numbers.alarm == 1).all()


def test_a_mandate_that_always_lapses_ends_the_deal_within_its_term(case):
    futures = draw(case, Run(200, settings={f"{MANDATE}.lapse": 1}))
    result = stage(case, "interim-rule", futures)
    assert ((result.month >= 0) & (result.month <= 11)).all()
    lapsed = result.ending == ENDINGS.index("lapsed")
    assert lapsed.any()
    assert (result.month[lapsed] == 11).all()


def test_without_accidents_none_happen(case):
    settings = {"enforcement.behaviour.accident_hazard": 0, f"{MANDATE}.lapse": 0}
    result = stage(case, "interim-rule", draw(case, Run(200, settings=settings)))
    assert not np.isin(result.ending, [3, 4]).any()


def test_a_principal_without_a_discount_is_refused(case, futures):
    north = case.preferences["north"].model_copy(update={"discount": None})
    broken = case.model_copy(update={"preferences": {**case.preferences, "north": north}})
    with pytest.raises(ValueError, match="north has no discount"):
        build_game(broken, case.plans["standstill"], futures, **needs(case, "standstill", futures))
