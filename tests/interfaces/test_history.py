"""`interim history`: what it prints, and what it refuses."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

import interim
from interim.foundation.errors import BadInput
from interim.history.outside import side_by_side
from interim.interfaces import cli
from interim.interfaces.terminal.history import sides
from interim.interfaces.terminal.screen import show


def run(*arguments):
    return CliRunner().invoke(cli.interim, ["history", *arguments])


def test_the_document_of_a_plan():
    found = run("ukraine-2026", "joseph-1244", "--json")
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert {"reference_class", "survival", "score"} <= set(document)
    assert set(document["survival"]) == {"1", "5", "10"}


def test_the_table_of_a_plan_says_which_settlements_and_why():
    said = run("ukraine-2026", "joseph-1244").stdout
    for words in (
        "like “Joseph's plan after Resolution 1244”",
        "title left open by the text",
        "passed over",
        "Western Sahara",
        "unlike the plan in",
        "all settlements known",
        "Brier score",
    ):
        assert words in said
    assert max(len(line) for line in said.splitlines()) <= 132


def test_the_whole_table():
    said = run().stdout
    assert "50 settlements" in said
    assert "hazard ratio" in said
    assert "Not counted: Cyprus, Annan plan" in said


def test_own_copies_are_told_as_well(tmp_path):
    path = tmp_path / "pam.csv"
    pd.DataFrame(
        {
            "pam_caseid": [1, 2, 1, 2],
            "accord name": list("abab"),
            "year_count": [1, 1, 3, 3],
            "agg_implem_score": [40.0, 60.0, 50.0, 70.0],
        }
    ).to_csv(path, index=False)
    said = run("--pam", str(path)).stdout
    assert "The Peace Accords Matrix" in said
    assert "mean of two accords" in said
    document = json.loads(run("--pam", str(path), "--json").stdout)
    assert document["datasets"]["pam"]["implementation"]["3"]["mean"] == 60
    assert document["datasets"]["pam"]["implementation"]["10"] is None


def test_what_published_files_say(shared):
    folder = shared / "data" / "agreements"
    said = run(
        "--ucdp", str(folder / "ucdp-peace-agreements-221-development.csv"),
        "--pax", str(folder / "pax_all_agreements_data_v6.csv"),
        "--fortna", str(folder / "fortna-pk_pkept_old.dta"),
    ).stdout  # fmt: skip
    for words in ("all agreements", "referendum on the state", "55.9%", "33.9%"):
        assert words in said


def test_a_case_alone_is_not_enough():
    found = run("ukraine-2026")
    assert found.exit_code == 2
    assert "Name the plan" in found.stderr


def test_a_wrong_file_is_bad_input(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all\n", encoding="utf-8")
    found = run("--ucdp", str(path))
    assert isinstance(found.exception, BadInput)
    assert "UCDP Peace Agreement Dataset" in str(found.exception)


def test_both_views_on_the_terminal(capsys):
    case = interim.load("ukraine-2026")

    def inside(p):
        return {y: {"p": p, "low": p - 0.01, "high": p + 0.01, "n": 1000} for y in ("1", "5", "10")}

    near = {"freeze": side_by_side(case, "freeze", inside(0.6))}
    show(sides(near, {"freeze": "Freeze"}))
    said = capsys.readouterr().out
    assert "60% (59-61)" in said
    assert "no confirmation" in said
    far = {"freeze": side_by_side(case, "freeze", inside(0.03))}
    show(sides(far, {"freeze": "Freeze"}))
    assert "Freeze: The two views disagree" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--ucdp", "--pam", "--pax", "--fortna"])
def test_help_names_the_options(option):
    assert option in run("--help").stdout
