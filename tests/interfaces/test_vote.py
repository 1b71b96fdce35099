"""`interim vote`: what it promises, on the small made-up case and on small bodies."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.interfaces import cli
from interim.questions import vote as voting
from interim.stages.adoption import passes_with
from interim.stages.votes import Ballot


@pytest.fixture(scope="module")
def case(template: Path):
    return interim.load(template)


def run(*arguments: str):
    result = CliRunner().invoke(cli.interim, arguments, obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_document_has_what_the_contract_promises(template):
    document = json.loads(
        run("vote", str(template), "interim-rule", "--futures", "300", "--json").stdout
    )
    council = document["council"]
    assert set(council["passes"]) == {"p", "low", "high", "n"}
    assert council["passes"]["n"] == 300
    for member in council["members"].values():
        assert set(member) >= {"yes", "no", "abstain", "veto"}
        for answer in ("yes", "no", "abstain"):
            assert member[answer]["low"] <= member[answer]["median"] <= member[answer]["high"]
    assert set(council["power"]) == set(council["members"])
    assert set(council["blockers"]) <= set(council["members"])
    assert document["popular-vote"]["members"] == {}
    assert document["popular-vote"]["popular"]["turnout_floor"]["median"] == pytest.approx(0.4)


def test_one_body_alone_and_power_as_exact_fractions(template):
    alone = json.loads(
        run("vote", str(template), "interim-rule", "--body", "council", "--json").stdout
    )
    assert list(alone) == ["council"]
    power = json.loads(run("vote", str(template), "--body", "council", "--power", "--json").stdout)
    # Patron and union have a veto, three of five votes pass: both and at least one of three others.
    # Swings of a veto: 7 coalitions of the others; of another: the one without the other two.
    # Banzhaf 7 / (2 * 7 + 3 * 1).
    assert power["council"]["power"]["union"]["banzhaf_exact"] == "7/17"
    assert power["council"]["power"]["others"]["banzhaf_exact"] == "1/17"


def test_votes_agree_with_those_of_an_evaluation(case):
    document = voting.vote(case, "interim-rule", run=Run(400, seed=3))
    evaluated = interim.evaluate(case, ["interim-rule"], futures=400, seed=3).to_json()
    adoption = evaluated["plans"]["interim-rule"]["adoption"]
    for body in ("council", "popular-vote"):
        # The evaluation draws the vote in each future; here the chance of each is known.
        assert adoption[body]["low"] <= document[body]["passes"]["p"] <= adoption[body]["high"]


def test_needed_bodies_come_first(case):
    document = voting.vote(case, "interim-rule", run=Run(50))
    needed = [body["needed"] for body in document.values()]
    assert needed == sorted(needed, reverse=True)


def test_a_sure_yes_is_worth_what_enumeration_says(case):
    """Three seats for two votes, the first with a veto; all coins: yes 1/2, no 1/4, abstain 1/4."""
    from interim.case.model import Body

    body = Body.model_validate(
        {
            "title": "Council",
            "threshold": 2,
            "members": {
                "a": {"title": "a", "veto": True, "leaning": 0},
                "b": {"title": "b", "leaning": 0, "seats": 2},
            },
        }
    )
    half = Ballot(np.array([0.5]), np.array([0.25]), np.array([0.25]))
    ballots = {"a": half, "b": half}
    # The first says yes: one of two others, 3/4. The two say yes: no veto, 3/4.
    assert passes_with(body, ballots, "a", None)[0] == pytest.approx(0.75)
    assert passes_with(body, ballots, "b", None)[0] == pytest.approx(0.75)


def test_a_sure_yes_never_lowers_the_chance(case):
    from interim.stages.adoption import adoption
    from interim.stages.value import value
    from interim.stages.war import war

    futures = draw(case, Run(200))
    plan = case.plans["interim-rule"]
    votes = adoption(case, plan, futures, value=value(case, plan, futures), war=war(case, futures))
    body = case.bodies["council"]
    for member in body.members:
        added = (
            passes_with(body, votes.members["council"], member, futures) - votes.passes["council"]
        )
        assert (added >= -1e-12).all()


def test_mistakes_are_answered(case, template):
    with pytest.raises(BadInput, match="unknown plan 'interim-rul'"):
        voting.vote(case, "interim-rul")
    with pytest.raises(BadInput, match="unknown body 'counsil'"):
        voting.vote(case, "interim-rule", "counsil")
    with pytest.raises(BadInput, match="nobody votes on no deal"):
        voting.vote(case, "no-deal")
    assert run("vote", str(template)).exit_code == 2


def test_what_a_person_reads(template):
    shown = run("vote", str(template), "interim-rule", "--futures", "300").stdout
    assert "Council of States (needed): passes in" in shown
    assert "Patron of North" in shown
    assert "300 futures" in shown
    assert "Shapley-Shubik" in run("vote", str(template), "--power").stdout
