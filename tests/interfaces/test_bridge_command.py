"""`interim bridge` at the terminal and as JSON."""

import json

import pytest
from click.testing import CliRunner

from interim.interfaces.cli import interim as cli
from interim.presentation.bridging import answer, reading, stopped


def run(*arguments):
    return CliRunner().invoke(cli, ["bridge", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module", autouse=True)
def short():
    """Rounds of few futures, which find packages as good for showing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interim.bargaining.race.ROUNDS", (20, 60))
        patch.setattr("interim.questions.bridge.SIMPLER", 20)
        patch.setattr("interim.foundation.defaults.BRIDGE_TALKS", 40)
        yield


@pytest.fixture(scope="module")
def document(template):
    done = run(template, "--futures", 200, "--most", 3, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_document_has_the_keys_of_the_contract(document):
    assert document["futures"] == 200
    assert document["seed"] == 1
    for candidate in document["candidates"]:
        for key in ("package", "utilities", "nearest_plan", "changes", "holds"):
            assert key in candidate
        for key in ("signed", "adopted"):
            assert candidate[key]["low"] <= candidate[key]["p"] <= candidate[key]["high"]
            assert candidate[key]["n"] == 200
        assert all(set(change) == {"issue", "from", "to"} for change in candidate["changes"])
        for key in ("signed", "passed", "in_force", "kept"):
            for text in (candidate["talks"], candidate["talks"]["taken_up"]):
                assert text[key]["n"] == 40
        assert set(candidate["talks"]["change"]) == {"signed", "passed", "in_force", "value"}
        assert set(candidate["red_lines"]) == set(document["names"])
    assert document["ranked_by"] == "talks"
    assert document["talks"]["years"] == {"signed": 5, "passed": 5, "in_force": 10, "kept": 10}


def test_the_terminal_tells_each_package_as_a_change(template):
    done = run(template, "--futures", 200, "--most", 2)
    assert done.exit_code == 0
    assert "(instead of: " in done.output
    assert "In value against" in done.output
    assert "200 futures" in done.output
    said = " ".join(done.output.split())
    assert "On the table beside three texts while talks go on, number 1 is signed within" in said
    assert "if every mediator takes it up" in said
    assert "Ranked by “kept in talks”" in said


def test_the_best_is_saved_as_a_plan(template, tmp_path):
    file = tmp_path / "found.yaml"
    done = run(template, "--futures", 150, "--most", 1, "--save", file)
    assert done.exit_code == 0
    assert "based_on:" in file.read_text(encoding="utf-8")


def test_a_plan_file_must_be_yaml(template, tmp_path):
    done = run(template, "--save", tmp_path / "found.txt")
    assert done.exit_code == 2
    assert ".yaml" in done.output


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ([[], []], "none among the best is clearly signed in more futures and clearly lasts"),
        ([["a"], []], "; number 1 is, but for “B”, under the assumptions of the case."),
        ([["a"], ["a", "b"]], "2 is clearly signed in more futures and clearly lasts longer"),
        ([["a", "b"]] * 2, "1 and 2 are clearly signed in more futures and clearly last longer"),
    ],
)
def test_the_answer_in_a_sentence(ahead, said):
    document = {
        "tried": 40,
        "candidates": [{"ahead_of": names} for names in ahead],
        "plans": {"a": {"short": "A"}, "b": {"short": "B"}},
        "better_than_every_plan": [k for k, names in enumerate(ahead) if len(names) == 2],
    }
    assert said in answer(document)
    assert "40 packages" in answer(document)


def test_a_case_without_talks_says_how_it_is_ranked(document):
    without = document | {"talks": None, "ranked_by": "last offer"}
    assert "as if each were the last offer: the case states no talks" in reading(without)
    assert "while talks go on" not in answer(without)


def test_a_package_that_a_red_line_stops_says_so(document):
    candidate = document["candidates"][0]
    party = next(iter(document["names"]))
    lines = candidate["red_lines"] | {party: {"p": 0.7, "low": 0.65, "high": 0.75, "n": 200}}
    said = stopped(candidate | {"stopped_by": [party], "red_lines": lines}, document)
    name = document["names"][party]
    assert said == f"A red line of {name} stops it in 70 % of futures (65-75)."
    assert stopped(candidate | {"stopped_by": []}, document) == ""


def test_nothing_to_search(document):
    assert "one of the known plans" in answer(document | {"candidates": []})
