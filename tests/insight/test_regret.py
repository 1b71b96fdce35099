"""Regret between plans, on small tables worked out by hand and on the small case."""

import dataclasses
import json

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.insight.regret import BASES, LIVES, Criterion, Regret, document, regret

FUTURES = 400


@pytest.fixture(scope="module")
def evaluation(template):
    return interim.evaluate(str(template), futures=FUTURES, seed=3)


def table(rows, tie=0.001):
    plans = ("a", "b", "no-deal")
    return Criterion("one", plans, np.array(rows, dtype=float), tie)


def test_regret_of_a_table_worked_out_by_hand():
    # Four futures. Best: a, b, b, all alike. Regret of a: 0, .2, .6, 0: mean .2, largest .6.
    # Of b: .3, 0, 0, 0: mean .075, largest .3. Of no deal: .5, .1, .4, 0: mean .25, largest .5.
    found = table([[0.8, 0.4, 0.1, 0.5], [0.5, 0.6, 0.7, 0.5], [0.3, 0.5, 0.3, 0.5]])
    assert found.regret == pytest.approx(
        np.array([[0, 0.2, 0.6, 0], [0.3, 0, 0, 0], [0.5, 0.1, 0.4, 0]])
    )
    assert found.differ.tolist() == [True, True, True, False]
    assert found.best.tolist() == [
        [True, False, False, False],
        [False, True, True, False],
        [False, False, False, False],
    ]
    assert found.worst.tolist() == [
        [False, True, True, False],
        [False, False, False, False],
        [True, False, False, False],
    ]
    assert found.better.tolist()[1] == [True, True, True, False]
    # Within half of the distance from best to worst (.5, .2, .6, 0): b misses in the first only.
    assert found.close(0.5).tolist()[1] == [False, True, True, True]


def test_the_document_names_least_regret_and_who_is_never_worst(evaluation):
    found = table([[0.8, 0.4, 0.1, 0.5], [0.5, 0.6, 0.7, 0.5], [0.3, 0.5, 0.3, 0.5]])
    small = dataclasses.replace(evaluation, plans=found.plans)
    said = Regret(small, "in-force", {"one": found}, 0.1).to_json()
    one = said["criteria"]["one"]
    assert one["least_expected_regret"] == ["b"] == one["minimax_regret"] == one["never_worst"]
    assert said["never_worst_for_anyone"] == ["b"]
    assert one["plans"]["a"]["expected"]["mean"] == pytest.approx(0.2)
    assert one["plans"]["a"]["largest"] == pytest.approx(0.6)
    assert one["plans"]["b"]["best"]["p"] == 0.5
    assert one["plans"]["b"]["worst"] == {
        "p": 0,
        "low": 0,
        "high": pytest.approx(0.4899, abs=1e-4),
        "n": 4,
    }
    # a less b: .3, -.2, -.6, 0: mean -.125; b is better in two futures of four, a in one.
    pair = one["pairs"][0]
    assert pair["plans"] == ["a", "b"]
    assert pair["difference"]["mean"] == pytest.approx(-0.125)
    assert (pair["first_better"]["p"], pair["second_better"]["p"]) == (0.25, 0.5)


def test_two_plans_that_are_the_same_to_a_party_are_both_best():
    found = table([[0.8, 0.4], [0.8, 0.4], [0.1, 0.5]])
    assert found.best[0].tolist() == found.best[1].tolist() == [True, False]
    assert found.worst[0].tolist() == found.worst[1].tolist() == [False, True]


@pytest.mark.parametrize("basis", BASES)
def test_regret_is_never_negative_and_someone_always_has_none(evaluation, basis):
    for found in regret(evaluation, basis).criteria.values():
        assert np.all(found.regret >= 0)
        assert np.all(found.regret.min(axis=0) == 0)
        assert np.all(found.best.any(axis=0) == found.differ)
        assert np.all(found.worst.any(axis=0) == found.differ)


def test_lives_and_values_are_those_of_the_run(evaluation):
    data = evaluation.data
    first = evaluation.case.principals[0]
    in_force, proposed = regret(evaluation), regret(evaluation, "proposed")
    assert -proposed.criteria[LIVES].worth == pytest.approx(data["deaths"].values)
    averted = data["averted_in_force"].values[:-1]
    worth = in_force.criteria[LIVES].worth
    assert worth[:-1] - worth[-1] == pytest.approx(averted, abs=1)
    assert in_force.criteria[first].worth[:-1] == pytest.approx(
        data["deal_value"].sel(principal=first).values[:-1]
    )
    adopted = data["adopted"].values
    assert adopted.any()
    # Where a plan is adopted, proposing it and having it in force are the same thing.
    for name in (first, LIVES):
        here, there = in_force.criteria[name].worth, proposed.criteria[name].worth
        assert here[adopted] == pytest.approx(there[adopted], abs=1 if name == LIVES else 1e-9)


def test_a_plan_that_failed_is_worth_the_war_and_what_its_failure_brings(evaluation):
    data = evaluation.data.isel(plan=0)
    first = evaluation.case.principals[0]
    found = regret(evaluation, "proposed").criteria[first].worth[0]
    war = data["war_value"].sel(principal=first).values
    gain = np.nan_to_num(evaluation.worth_of_failure(evaluation.plans[0])[first])
    failed = ~data["adopted"].values
    assert failed.any()
    assert found[failed] == pytest.approx((war + gain)[failed], abs=1e-6)


def test_the_document_is_json_with_both_bases_and_their_number_of_futures(evaluation):
    said = document(evaluation)
    json.dumps(said, allow_nan=False)
    assert set(said["bases"]) == set(BASES)
    assert said["futures"] == FUTURES
    first = evaluation.case.principals[0]
    for plan in evaluation.plans:
        assert said["bases"]["in-force"]["criteria"][first]["plans"][plan]["best"]["n"] == FUTURES


def test_what_cannot_be_compared_is_bad_input(template, evaluation):
    alone = interim.evaluate(str(template), ["no-deal"], futures=40)
    with pytest.raises(BadInput, match="needs a plan"):
        regret(alone)
    with pytest.raises(BadInput, match="in-force or proposed"):
        regret(evaluation, "elsewhere")
    with pytest.raises(BadInput, match="0 to 1"):
        regret(evaluation, within=1.5)
