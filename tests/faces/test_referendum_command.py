"""`interim referendum`: what it promises, and when the rule rather than the vote decides."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim import cli
from interim.errors import BadInput
from interim.franchises import _opposite, referendum
from interim.stages.referendum import VoteResult


@pytest.fixture(scope="module")
def case(template: Path):
    return interim.load(template)


def result(chance):
    return VoteResult(np.array([0.5]), np.array([chance]), np.array([1.0]))


def test_the_rule_decides_whenever_the_swing_falls_between_two_rules():
    # One swing moves all rules: the first choice wins under both in 0.3, under neither in 0.1, and
    # under one alone in 0.6 of the campaigns.
    assert _opposite({"a": result(0.3), "b": result(0.9)})[0] == pytest.approx(0.6)
    assert _opposite({"a": result(0.3), "b": result(0.9), "c": result(0.5)})[0] == pytest.approx(
        0.6
    )
    assert _opposite({"alone": result(0.4)})[0] == 0


def test_the_rule_decides_as_simulated(case):
    """Draw the swing itself: two rules with leads of 0.2 and -0.4 swings, the same for both."""
    from scipy.stats import norm

    leads = {"a": 0.2, "b": -0.4}
    exact = _opposite({name: result(norm.cdf(lead)) for name, lead in leads.items()})[0]
    z = np.random.default_rng(1).normal(size=200_000)
    drawn = np.mean((leads["a"] + z > 0) != (leads["b"] + z > 0))
    assert drawn == pytest.approx(exact, abs=0.005)


def test_the_document_is_that_of_the_evaluation_and_more(case):
    document = referendum(case, "interim-rule", futures=400, seed=2)
    evaluated = interim.evaluate(case, ["interim-rule"], futures=400, seed=2).to_json()
    for unit, rules in evaluated["plans"]["interim-rule"]["referendum"].items():
        for rule, found in rules.items():
            mine = document["referendum"][unit][rule]
            assert mine["passes"]["p"] == pytest.approx(found["passes"]["p"], abs=1e-6)
            for choice, share in found["for"].items():
                assert mine["for"][choice]["median"] == pytest.approx(share["median"], abs=1e-6)
        assert set(document["referendum"][unit]) == {*rules, "decided_by_franchise"}


def test_who_is_left_out(case):
    document = referendum(case, "interim-rule", futures=50)
    ballot = case.referendum
    for unit, stated in ballot.units.items():
        for rule, franchise in ballot.franchises.items():
            left_out = document["referendum"][unit][rule]["left_out_thousands"]
            assert set(left_out) == set(stated.groups) - set(franchise.groups)


def test_a_plan_without_a_vote_still_shows_what_one_would_decide(case):
    document = referendum(case, "standstill", futures=50)
    assert document["plan"]["promised"] is False
    assert document["plan"]["held"] is None
    assert document["referendum"]


def test_mistakes_are_answered(case):
    with pytest.raises(BadInput, match="unknown plan 'interim-rul'"):
        referendum(case, "interim-rul")
    with pytest.raises(BadInput, match="no vote on status"):
        referendum(case.model_copy(update={"referendum": None}), "interim-rule")


def test_the_command(template):
    def run(*more):
        arguments = ["referendum", str(template), "interim-rule", "--futures", "200", *more]
        answer = CliRunner().invoke(cli.interim, arguments, obj=[])
        assert answer.exit_code == 0, answer.output
        return answer.stdout

    assert json.loads(run("--json"))["futures"] == 200
    shown = run()
    assert "the rule decides" in shown
    assert "assumptions of referendum.yaml" in shown
