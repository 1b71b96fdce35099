"""Answers of `interim evaluate` are kept: asked again, nothing is run again."""

import json
from importlib import resources

import pytest
from click.testing import CliRunner

from interim.interfaces.cli import interim

CASE = str(resources.files("interim") / "case" / "template")
ASKED = ["evaluate", CASE, "--futures", "300", "--seed", "41"]


def answer(*asked):
    done = CliRunner().invoke(interim, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def own_folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTERIM_CACHE", str(tmp_path_factory.mktemp("kept")))
        yield


@pytest.fixture(scope="module")
def first():
    return answer(*ASKED), answer(*ASKED, "--json")


@pytest.fixture
def nothing_runs(first, monkeypatch):
    def run(*_args, **_kwargs):
        raise AssertionError("run again")

    monkeypatch.setattr("interim.interfaces.commands.evaluate.evaluated_long", run)
    monkeypatch.setattr("interim.insight.explain.evaluate", run)


def test_tables_and_document_are_the_same_again(first, nothing_runs):
    assert (answer(*ASKED), answer(*ASKED, "--json")) == first


def test_plans_in_the_order_of_the_case_or_named_are_one_run(first, nothing_runs):
    plans = list(json.loads(first[1])["plans"])
    assert answer("evaluate", CASE, *plans[:-1], *ASKED[2:]) == first[0]


@pytest.mark.parametrize(
    "other", [["--seed", "42"], ["--futures", "301"], ["--no-cache"], ["--lens", "doubter"]]
)
def test_what_was_not_asked_before_is_run(nothing_runs, other):
    with pytest.raises(AssertionError, match="run again"):
        answer(*ASKED, *other)


def test_an_explanation_starts_from_what_was_kept(first, nothing_runs):
    plan = next(iter(json.loads(first[1])["plans"]))
    said = json.loads(answer("explain", CASE, plan, *ASKED[2:], "--json"))
    assert said["plan"] == plan
    with pytest.raises(AssertionError, match="run again"):
        answer("explain", CASE, plan, "--futures", "301", "--json")


def test_wrong_input_is_refused_before_an_old_answer_is_looked_up(nothing_runs):
    done = CliRunner().invoke(interim, [*ASKED, "--set", "nothing.of.this=1"])
    assert "nothing.of.this" in str(done.exception)
