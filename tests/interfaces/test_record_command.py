"""`interim record`, `--given-record`, and what observers learn on the command line."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from interim.foundation.errors import BadInput
from interim.interfaces import cli


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path / "kept"))

    def invoke(*arguments, good=True):
        result = CliRunner().invoke(cli.interim, arguments, obj=[])
        if good and result.exception:
            raise result.exception
        return result

    return invoke


def document(result):
    return json.loads(result.stdout)


def test_the_record_is_told_with_its_caution(run, template):
    shown = " ".join(run("record", str(template), "--futures", "60").stdout.split())
    assert "Weighed by the record, 60 futures say as much as " in shown
    assert "by people who knew these answers" in shown
    assert "None of it is a prediction." in shown


def test_the_record_as_json_has_the_keys_that_were_promised(run, template):
    said = document(run("record", str(template), "--futures", "60", "--json"))
    assert {"answers", "effective", "moved", "score"} <= set(said)
    for answer in said["answers"]:
        keys = {"date", "party", "asked", "answer", "family", "chance_before", "chance_after"}
        assert keys <= set(answer)
    assert {"brier", "log", "base", "n"} <= set(said["score"])


def test_a_run_given_the_record_says_so_and_one_without_does_too(run, template):
    plain = document(run("evaluate", str(template), "--futures", "60", "--json"))
    assert plain["given_record"] == {"used": False, "effective": 1.0}
    said = document(run("evaluate", str(template), "--futures", "60", "--given-record", "--json"))
    assert said["given_record"]["used"]
    assert 0 < said["given_record"]["effective"] <= 1
    first = next(iter(said["plans"].values()))
    n = next(iter(first["assent"].values()))["n"]
    assert n == max(round(60 * said["given_record"]["effective"]), 1)


def test_a_case_without_a_record_says_what_it_lacks(run, template, tmp_path):
    copy = Path(shutil.copytree(template, tmp_path / "silent"))
    (copy / "record.yaml").unlink()
    with pytest.raises(BadInput, match=r"no record of answers"):
        run("evaluate", str(copy), "--futures", "20", "--given-record")


def test_an_observer_is_told_of_and_an_unknown_one_is_named(run, template):
    name = _observer(template)
    shown = run("evaluate", str(template), "--futures", "60", "--observer", name).stdout
    assert "What would this tell" in shown
    assert "next deal broken" in shown
    with pytest.raises(BadInput, match="observer"):
        run("evaluate", str(template), "--futures", "20", "--observer", "nobody-at-all")


def test_a_run_of_one_plan_asks_about_the_whole_menu(run, template):
    import interim

    case = interim.load(template)
    plan, *others = case.talks.menu
    said = document(run("evaluate", str(template), plan, "--futures", "60", "--json"))
    lessons = next(iter(said["plans"][plan]["learnt"].values()))
    for lesson in lessons.values():
        assert set(lesson["next"]) == {plan, *others}
        for at in lesson["next"].values():
            assert 0 <= at["before"] <= 1


def test_talks_can_have_learning_in_them(run, template):
    plain = document(run("talks", str(template), "--futures", "24", "--json"))
    assert plain["learning"] is None
    said = document(run("talks", str(template), "--futures", "24", "--learning", "--json"))
    assert set(said["learning"]) == set(said["menu"])
    mistaken = run("talks", str(template), "--learning", "--moves", good=False)
    assert mistaken.exit_code == 2
    assert "one at a time" in mistaken.output


def _observer(template):
    import interim

    return next(iter(interim.load(template).enforcement.observers))
