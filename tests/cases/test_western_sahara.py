"""What the format can say, on a small case that needs all of it: no signature, a frozen conflict, a
breach without a way back, a force that is there already, three answers, a vote never held."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.interfaces.terminal.evaluation import table
from interim.questions.referendum import referendum as ballots
from interim.stages.referendum import referendum
from interim.stages.terms import terms
from interim.stages.value import utility
from interim.stages.war import war

FOLDER = Path(__file__).parent / "western-sahara"
RUN = Run(400, seed=3)


@pytest.fixture(scope="module")
def case():
    return interim.load(FOLDER)


@pytest.fixture(scope="module")
def result(case):
    return interim.evaluate(case, run=RUN)


def changed(tmp_path, **files):
    """The case with words of its files replaced."""
    folder = tmp_path / "changed"
    shutil.copytree(FOLDER, folder)
    for name, pairs in files.items():
        text = (folder / f"{name}.yaml").read_text()
        for old, new in pairs.items():
            assert old in text
            text = text.replace(old, new)
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_a_plan_without_signatures_is_adopted_by_the_council_alone(result):
    plan = result.data.sel(plan="baker-ii-imposed")
    passes = plan["passes"].sel(body="council")
    assert (plan["adopted"] == passes).all()
    assert 0 < passes.mean() < 1
    refused = ~plan["signs"].sel(principal="morocco")
    assert (refused & plan["adopted"]).any()
    signed = result.data.sel(plan="baker-ii")
    assert (signed["adopted"] == signed["signs"].all("principal")).all()


def test_the_document_says_who_is_not_asked(result):
    plans = result.to_json()["plans"]
    assert plans["baker-ii-imposed"]["not_asked"] == ["morocco", "polisario"]
    assert "not_asked" not in plans["baker-ii"]
    gates = {stop["gate"] for stop in plans["baker-ii-imposed"]["stops"]}
    assert gates == {"body:council"}


def test_nothing_is_said_of_war_or_of_deaths_averted(result, case):
    document = result.to_json()
    assert document["frozen"] is True
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(table(document, case, 200))
    said = console.export_text()
    assert "stays as it is" in said
    assert "not asked" in said
    for word in ("war", "fighting", "averted"):
        assert word not in said.lower()


def test_a_breach_does_not_bring_the_old_state_back(tmp_path, case):
    futures = draw(case, RUN)
    as_stated = war(case, futures)
    back = interim.load(changed(tmp_path, war={"after_breach: nothing-left\n": ""}))
    as_it_was = war(back, draw(back, RUN))
    for p in case.principals:
        np.testing.assert_array_equal(as_stated.value[p], as_it_was.value[p])
    # Kinds: as it goes on, and after a settlement, in which the mission is gone for both.
    assert as_stated.table.kind.tolist() == [1, 1, 1]
    after, before = (as_stated.table.values[:, kind] for kind in (1, 0))
    assert (after < before).all()
    p, package = "polisario", case.package("nothing-left")
    loss = utility(case, futures, p, case.package("no-deal")) - utility(case, futures, p, package)
    assert loss.min() > 0


def test_who_keeps_a_deal_looks_at_what_follows_it(tmp_path, result):
    back = interim.load(changed(tmp_path, war={"after_breach: nothing-left\n": ""}))
    otherwise = interim.evaluate(back, ["autonomy"], run=RUN).data.sel(plan="autonomy")
    stated = result.data.sel(plan="autonomy")
    np.testing.assert_array_equal(stated["war_value"], otherwise["war_value"])
    kept, broken = ((each["month"] < 0).mean() for each in (stated, otherwise))
    assert kept > broken


def test_the_mission_that_is_there_already_watches_every_plan_that_leaves_it(case):
    futures = draw(case, RUN)
    there, larger, gone = (
        terms(case, case.plans[p], futures).monitors
        for p in ("autonomy", "baker-ii", "nothing-left")
    )
    assert (there > 150).all()
    assert (larger > there).all()
    assert not gone.any()


def test_three_answers_each_have_their_chance(case):
    document = ballots(case, "baker-ii", run=RUN)
    for rule in case.referendum.franchises:
        found = document["referendum"]["territory"][rule]
        assert sum(wins["p"] for wins in found["wins"].values()) == pytest.approx(1, abs=1e-6)
        assert all(wins["p"] > 0 for wins in found["wins"].values())
        assert found["wins"]["independence"] == found["passes"]
    by_rule = [
        document["referendum"]["territory"][rule]["passes"]["p"]
        for rule in ("list-1974", "residents-1999")
    ]
    assert by_rule[0] > by_rule[1]


def test_a_result_is_worth_what_its_answer_leads_to(case):
    futures, plan = draw(case, RUN), case.plans["baker-ii"]
    vote = referendum(case, plan, futures)
    wins = vote.wins["territory"]
    np.testing.assert_allclose(wins.sum(axis=0), 1)
    np.testing.assert_allclose(vote.chance.sum(axis=1), 1)
    worth = {
        choice: utility(case, futures, "morocco", {**case.package(plan), "status": status})
        for choice, status in (
            ("independence", "independent"),
            ("integration", "moroccan"),
            ("autonomy", "autonomous"),
        )
    }  # fmt: skip
    mean = sum(wins[k] * worth[choice] for k, choice in enumerate(case.referendum.choices))
    np.testing.assert_allclose((vote.chance * vote.value["morocco"]).sum(axis=1), mean, atol=1e-9)


def test_each_vote_is_held_as_its_clause_says_and_what_follows_where_it_is_not(case):
    futures = draw(case, RUN)
    old, new = (referendum(case, case.plans[p], futures) for p in ("settlement-plan", "baker-ii"))
    assert old.held.max() < 0.5 < new.held.max()
    unheld = {**case.package("settlement-plan"), "status": "disputed"}
    np.testing.assert_array_equal(
        old.not_held["polisario"], utility(case, futures, "polisario", unheld)
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"case": {"not route is council": "not rute is council"}}, "route"),
        ({"war": {"monthly_gain: 0": "monthly_gain: 5"}}, "front does not move"),
        ({"war": {"nothing-left": "nothing-lef"}}, "nothing-left"),
        ({"referendum": {"rule: run-off": "rule: pass"}}, "plurality"),
        ({"referendum": {"rule: run-off": "rule: plurality"}}, "passed on"),
        ({"referendum": {"{integration: 1, autonomy: 1 to 3}": "{integration: 1}"}}, "between"),
        ({"referendum": {"passes_on: {integration: 0.02": "passes_on: {integration: 0.9"}}, "more"),
        ({"referendum": {"threshold: 0.5": "threshold: 0.5\nquorum: 0.5"}}, "quorum"),
        ({"referendum": {"not_held: {status: disputed}": "not_held: {status: open}"}}, "disputed"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(tmp_path, files, said):
    with pytest.raises(BadInput) as caught:
        interim.load(changed(tmp_path, **files))
    problems = caught.value.problems
    assert problems[0].line
    assert any(
        said in " ".join(filter(None, (p.message, p.expected, p.suggestion))) for p in problems
    )


def test_talks_are_refused_where_they_would_be_told_wrongly(tmp_path):
    folder = changed(tmp_path)
    (folder / "talks.yaml").write_text(
        "menu: [baker-ii]\nmeetings: {value: 0.1, judgement: x}\n"
        "after_breach: {value: 0.01, judgement: x}\n"
        "speakers: {morocco: {weight: 1, judgement: x}}\n"
    )
    with pytest.raises(BadInput) as caught:
        interim.load(folder)
    found = {problem.found for problem in caught.value.problems}
    assert {"signs_when in case.yaml", "after_breach in war.yaml"} <= found
