"""Every command on the small made-up case, and what it prints where."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from interim.case.find import bundled
from interim.case.write import new as write_new
from interim.foundation.errors import BadInput
from interim.interfaces import cli
from interim.questions.talks import talking

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small case that runs."""
    return str(write_new(tmp_path_factory.mktemp("cases") / "small"))


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    runner = CliRunner()

    def invoke(*arguments: str, good: bool = True) -> Result:
        result = runner.invoke(cli.interim, arguments, obj=[])
        if good and result.exception:
            raise result.exception
        return result

    with runner.isolated_filesystem(tmp_path):
        yield invoke


def document(result: Result) -> Any:
    """The one JSON document on standard output."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    assert result.stderr == ""
    return json.loads(result.stdout, parse_constant=refuse)


def test_new_then_check(run: Run) -> None:
    made = run("new", "my-case")
    assert "interim check my-case" in made.stdout
    assert "no mistakes found" in run("check", "my-case").stdout
    assert document(run("check", "my-case", "--json")) == {
        "valid": True,
        "errors": [],
        "warnings": [],
    }
    with pytest.raises(BadInput, match="not empty"):
        run("new", "my-case")


def test_new_from_another_case(run: Run, small: str) -> None:
    run("new", "copy", "--from", small)
    assert Path("copy/case.yaml").exists()


def test_check_reports_every_mistake_as_json(run: Run) -> None:
    run("new", "broken")
    path = Path("broken/case.yaml")
    path.write_text(path.read_text() + "\nhorizont: 3\nas_off: 2026-01-01\n")
    result = run("check", "broken", "--json", good=False)
    assert result.exit_code == 2
    errors = document(result)["errors"]
    assert len(errors) >= 2
    keys = {"file", "line", "column", "path", "message", "found", "expected", "suggestion"}
    assert all(set(error) == keys for error in errors)


def test_cases_lists_the_bundled_ones(run: Run) -> None:
    listed = document(run("cases", "--json"))["cases"]
    assert [about["id"] for about in listed] == sorted(bundled())
    shown = run("cases").stdout
    assert all(name in shown for name in bundled())


def test_schemas_are_printed_written_and_checked(run: Run) -> None:
    printed = document(run("schema"))
    run("schema", "--write", "schemas", "--check")
    written = {path.name: json.loads(path.read_text()) for path in Path("schemas").iterdir()}
    assert written == printed
    one = next(Path("schemas").iterdir())
    one.write_text("{}")
    run("schema", "--write", "schemas", "--check")  # written anew before it is checked
    assert run("schema", "--check").stdout.startswith("The schemas agree")


def test_compare(run: Run, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    compared = document(run("compare", small, "--json"))
    plans = compared["plans"]
    assert len(plans) >= 2
    for issue in compared["issues"]:
        answers = {plan: given["option"] for plan, given in issue["options"].items()}
        assert list(answers) == plans
        assert issue["differs"] == (len(set(answers.values())) > 1)
        for gains in issue["gains"].values():
            assert list(gains) == plans
            # The same answer is worth the same, and what holds without a deal gains nothing.
            for a in plans:
                for b in plans:
                    assert answers[a] != answers[b] or gains[a] == gains[b]
    for a in plans:
        assert compared["distance"][a][a] == 0
        for b in plans:
            differing = sum(
                issue["options"][a]["option"] != issue["options"][b]["option"]
                for issue in compared["issues"]
            )
            assert compared["distance"][a][b] == differing / len(compared["issues"])
    shown = run("compare", small).stdout
    assert all(issue["title"] in shown for issue in compared["issues"])


def test_no_deal_gains_nothing_over_no_deal(run: Run, small: str) -> None:
    compared = document(run("compare", small, "no-deal", "--json"))
    for issue in compared["issues"]:
        for gains in issue["gains"].values():
            assert gains["no-deal"] in (None, {"median": 0.0, "low": 0.0, "high": 0.0})


def test_evaluate(run: Run, small: str) -> None:
    arguments = ("evaluate", small, "--futures", "60", "--seed", "7")
    evaluated = document(run(*arguments, "--json", "--out", "results"))
    assert evaluated["seed"] == 7
    assert evaluated["futures"] == 60
    assert list(evaluated["plans"])[-1] == "no-deal"
    (written,) = Path("results").iterdir()
    assert json.loads(written.read_text()) == evaluated
    shown = run(*arguments)
    assert "60 futures, seed 7" in shown.stdout
    assert shown.stderr == ""
    for result in evaluated["plans"].values():
        assert result["short"] in shown.stdout


def test_one_plan_and_a_setting(run: Run, small: str) -> None:
    plan = document(run("compare", small, "--json"))["plans"][0]
    evaluated = document(
        run(
            *("evaluate", small, plan, "--futures", "50", "--json"),
            *("--set", "enforcement.behaviour.accident_hazard=0.9"),
        )
    )
    assert list(evaluated["plans"]) == [plan, "no-deal"]
    assert evaluated["settings"] == {"enforcement.behaviour.accident_hazard": "0.9"}


@pytest.mark.parametrize(
    "wrong", [["no-such-plan"], ["--lens", "nobodys"], ["--set", "no.such.quantity=1"]]
)
@pytest.mark.parametrize("command", ["compare", "evaluate", "brief"])
def test_wrong_names_are_bad_input(run: Run, small: str, command: str, wrong: list[str]) -> None:
    out = ["--out", "x.html"] if command == "brief" else []
    with pytest.raises(BadInput, match="unknown"):
        run(command, small, *wrong, *out)
    assert list(Path().iterdir()) == []


def test_brief(run: Run, small: str) -> None:
    shown = run("brief", small, "--futures", "60", "--out", "deep/brief.html")
    assert shown.stdout == "Brief: deep/brief.html\n"
    html = Path("deep/brief.html").read_text()
    assert html.startswith("<!doctype html>")
    assert "60 futures" in html


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    run: Run, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("file").write_text("x")
    monkeypatch.setattr("interim.interfaces.commands.brief.evaluated", None)  # never reached
    monkeypatch.setattr("interim.interfaces.commands.evaluate.evaluated_long", None)
    with pytest.raises(BadInput, match="cannot write this file"):
        run("brief", small, "--out", "file/brief.html")
    with pytest.raises(BadInput, match="cannot write this file"):
        run("evaluate", small, "--out", "file/deep")


def test_a_run_too_small_for_an_answer_says_so(run: Run, small: str) -> None:
    run("brief", small, "--futures", "5", "--out", "brief.html")
    assert "Five futures are too few for an answer; ask for at least 30." in (
        Path("brief.html").read_text()
    )
    assert "too few" in run("evaluate", small, "--futures", "1").stdout


def test_demo(run: Run, small: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from interim.gathered import gather

    held = []

    def counted(*arguments: Any, **named: Any) -> Any:
        held.append(named["run"].futures)
        return talking(*arguments, **named)

    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr("interim.interfaces.commands.demo.CASE", small)
    monkeypatch.setattr(gather, "talking", counted)
    shown = run("demo", "--futures", "60").stdout
    assert shown.startswith("If talks go on\nSmall: talks over three texts, ")
    assert "60 futures, seed 1\n\nWith talks still to come, both " in shown
    assert shown.index("any on the table") < shown.index("\nIf a plan were the last offer\n")
    assert "\nBrief: out/small.html\n`interim brief " in shown
    assert held == [60]  # once, for the table and the brief
    page = Path("out/small.html").read_text()
    assert page.index('id="talks"') < page.index('id="answer"')
    again = document(run("demo", "--futures", "60", "--json"))
    assert again["futures"] == again["talks"]["futures"] == 60
    assert held == [60]  # kept
    assert set(document(run("evaluate", small, "--futures", "60", "--json"))) == {*again} - {
        "talks"
    }


def test_demo_of_a_case_without_talks(
    run: Run, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(small, "silent"))
    (copy / "talks.yaml").unlink()
    monkeypatch.setattr("interim.interfaces.commands.demo.CASE", str(copy))
    shown = run("demo", "--futures", "40").stdout
    assert shown.startswith("If a plan were the last offer\n")
    assert "\nBrief: out/silent.html\n" in shown
    assert "against the war without talks." in shown
    assert document(run("demo", "--futures", "40", "--json"))["talks"] is None


def test_a_misspelt_command_is_answered_with_the_nearest(run: Run) -> None:
    result = run("evalute", "small", good=False)
    assert result.exit_code == 2
    assert "No such command 'evalute'. Did you mean 'evaluate'?" in result.output
