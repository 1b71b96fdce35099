"""`interim referendum`: what it promises, and when the rule rather than the vote decides."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.interfaces import cli
from interim.questions.referendum import referendum
from interim.stages.unit_vote import Camp, VoteResult, opposite


@pytest.fixture(scope="module")
def case(template: Path):
    return interim.load(template)


def result(chance):
    even, all_, none, chances = (np.array([x]) for x in (0.5, 1.0, 0.0, chance))
    camps = (Camp(all_, even, all_, none, chances),)
    return VoteResult(even, chances, all_, all_, none, camps)


def test_the_rule_decides_whenever_the_swing_falls_between_two_rules():
    # One swing moves all rules: the first choice wins under both in 0.3, under neither in 0.1, and
    # under one alone in 0.6 of the campaigns.
    assert opposite({"a": result(0.3), "b": result(0.9)})[0] == pytest.approx(0.6)
    assert opposite({"a": result(0.3), "b": result(0.9), "c": result(0.5)})[0] == pytest.approx(0.6)
    assert opposite({"alone": result(0.4)})[0] == 0


def test_the_rule_decides_as_simulated(case):
    """Draw the swing itself: two rules with leads of 0.2 and -0.4 swings, the same for both."""
    from scipy.stats import norm

    leads = {"a": 0.2, "b": -0.4}
    exact = opposite({name: result(norm.cdf(lead)) for name, lead in leads.items()})[0]
    z = np.random.default_rng(1).normal(size=200_000)
    drawn = np.mean((leads["a"] + z > 0) != (leads["b"] + z > 0))
    assert drawn == pytest.approx(exact, abs=0.005)


def test_the_document_is_that_of_the_evaluation_and_more(case):
    document = referendum(case, "interim-rule", run=Run(400, seed=2))
    evaluated = interim.evaluate(case, ["interim-rule"], futures=400, seed=2).to_json()
    for unit, rules in evaluated["plans"]["interim-rule"]["referendum"].items():
        for rule, found in rules.items():
            mine = document["referendum"][unit][rule]
            assert mine["passes"]["p"] == pytest.approx(found["passes"]["p"], abs=1e-6)
            for choice, share in found["for"].items():
                assert mine["for"][choice]["median"] == pytest.approx(share["median"], abs=1e-6)
        assert set(document["referendum"][unit]) == {*rules, "decided_by_franchise"}


def test_who_is_left_out(case):
    document = referendum(case, "interim-rule", run=Run(50))
    ballot = case.referendum
    for unit, stated in ballot.units.items():
        for rule, franchise in ballot.franchises.items():
            left_out = document["referendum"][unit][rule]["left_out_thousands"]
            assert set(left_out) == set(stated.groups) - set(franchise.groups)


def test_a_plan_without_a_vote_still_shows_what_one_would_decide(case):
    document = referendum(case, "standstill", run=Run(50))
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
    assert "votes missing" in shown
    assert "assumptions of referendum.yaml" in shown


def test_whose_vote_is_missing(case):
    document = referendum(case, "interim-rule", run=Run(200, seed=3))
    drawn = interim.futures.draw(case, Run(200, seed=3))
    base = "referendum.units.borderland.groups."
    for rule, franchise in case.referendum.franchises.items():
        absent = document["referendum"]["borderland"][rule]["missing"]
        sizes = [entry["thousands"]["median"] for entry in absent]
        assert sizes == sorted(sizes, reverse=True)
        for entry in absent:
            size = drawn[f"{base}{entry['group']}.size"]
            if entry["group"] in franchise.groups:
                assert entry["why"] == "not reached"
                size = size * (1 - drawn[f"{base}{entry['group']}.access"])
            else:
                assert entry["why"] == "excluded"
            assert entry["thousands"]["median"] == pytest.approx(np.median(size))


EXTRA = """
counting: 0.1
quorum: 0.3
arrangements:
  post:
    title: By post
    judgement: test
    groups: {fled: {access: 1.3, turnout: 0.9}}
arranged: {issue: vote, options: {registered: post}}
boycotts:
  call: {title: A call, judgement: test, groups: [fled], chance: 0.2, turnout: 0.1}
"""


@pytest.fixture
def extended(template, tmp_path):
    folder = tmp_path / "extended"
    shutil.copytree(template, folder)
    with (folder / "referendum.yaml").open("a", encoding="utf-8") as file:
        file.write(EXTRA)
    return folder


def test_ways_of_voting_stand_side_by_side(extended):
    document = referendum(interim.load(extended), "interim-rule", run=Run(300))
    assert document["plan"]["arrangement"] == "By post"
    found = document["referendum"]["borderland"]["before-the-war"]
    # The plan's clause has votes cast by post, so that the arrangement is the plan's own result.
    assert found["arrangements"]["post"]["passes"] == found["passes"]
    assert 0 < found["miscounted"]["p"] < 0.5


def test_the_count_with_its_campaign_is_wider_than_the_vote_before_it(case):
    found = referendum(case, "interim-rule", run=Run(2000))["referendum"]["borderland"]
    for rule in case.referendum.franchises:
        before, after = found[rule]["for"]["join-north"], found[rule]["result"]
        assert after["high"] - after["low"] > before["high"] - before["low"]
        assert after["median"] == pytest.approx(before["median"], abs=0.03)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_picture(extended, tmp_path, kind):
    path = tmp_path / f"vote.{kind}"
    arguments = ["referendum", str(extended), "interim-rule", "--futures", "100", "--plot", path]
    kept: list[str] = []
    answer = CliRunner().invoke(cli.interim, [str(a) for a in arguments], obj=kept)
    assert answer.exit_code == 0, answer.output
    assert "By post" in answer.stdout
    assert kept == [str(path)]
    content = path.read_bytes()
    if kind == "svg":
        for words in (b"Borderland", b"Those registered before the war", b"opposite results"):
            assert words in content
    else:
        assert content.startswith(b"\x89PNG")


def test_a_picture_of_an_unknown_kind(template, tmp_path):
    arguments = ["referendum", str(template), "interim-rule", "--plot", str(tmp_path / "vote.pdf")]
    answer = CliRunner().invoke(cli.interim, arguments, obj=[])
    assert answer.exit_code == 2
    assert ".svg or .png" in answer.output
