"""`interim regret`: what it prints, on the small made-up case."""

import json

import pytest
from click.testing import CliRunner

from interim.interfaces import cli


def run(*arguments: str):
    result = CliRunner().invoke(cli.interim, arguments, obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_document_says_which_run_it_comes_from(template):
    said = json.loads(run("regret", str(template), "--futures", "120", "--json").stdout)
    assert (said["futures"], said["seed"], said["lens"]) == (120, 1, None)
    assert list(said["plans"])[-1] == "no-deal"
    for basis in ("in-force", "proposed"):
        assert list(said["bases"][basis]["criteria"]) == [*said["principals"], "lives"]


def test_the_table_has_every_plan_for_every_party_and_lives(template):
    shown = run("regret", str(template), "--futures", "120").stdout
    document = json.loads(run("regret", str(template), "--futures", "120", "--json").stdout)
    for short in document["plans"].values():
        assert shown.count(f"\n{short}") >= 6
    assert "120 futures" in shown
    assert "None of this is a forecast" in shown


def test_the_same_seed_prints_the_same(template):
    once, again = (run("regret", str(template), "--futures", "60").stdout for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    "arguments", [["freez"], ["--within", "2"], ["no-deal"], ["--futures", "0"]]
)
def test_bad_input_is_named_in_one_line(template, arguments):
    from interim.interfaces.shell.streams import run as shell

    assert shell(cli.interim, ["regret", str(template), *arguments], []) == 2
