"""`interim lenses`: what it prints, on the small made-up case."""

import json

import pytest
from click.testing import CliRunner

from interim.interfaces import cli
from interim.interfaces.shell.streams import run as shell


def run(*arguments: str):
    result = CliRunner().invoke(cli.interim, arguments, obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def small(template):
    return ["lenses", str(template), "standstill", "interim-rule", "--futures", "80"]


def test_the_document_has_every_view_and_what_tells_them_apart(small):
    said = json.loads(run(*small, "--questions", "3", "--json").stdout)
    assert list(said["lenses"]) == ["as-written", "doubter"]
    assert said["prior_bits"] == 1
    assert len(said["questions"]) == 3
    assert [pair["lenses"] for pair in said["pairs"]] == [["as-written", "doubter"]]
    assert list(said["plans"]) == ["standstill", "interim-rule", "no-deal"]


def test_the_page_shows_beliefs_results_differences_and_questions(small):
    shown = run(*small).stdout
    for heading in (
        "What each believes",
        "What follows",
        "Where they would bet differently",
        "What to ask, to learn who is right",
    ):
        assert f"\n{heading}\n" in shown
    assert "North's aims reach beyond Borderland." in shown
    assert "none is a forecast" in shown


def test_one_lens_alone_is_set_beside_the_case(small):
    once = run(*small, "--lens", "doubter", "--json").stdout
    assert once == run(*small, "--json").stdout


@pytest.mark.parametrize(
    "arguments",
    [["--lens", "douter"], ["--prior", "doubter"], ["--prior", "x=1"], ["--questions", "0"]],
)
def test_bad_input_is_refused(small, arguments):
    assert shell(cli.interim, [*small, *arguments], []) == 2
