"""`interim explain` as one meets it."""

import json
import re

import pytest
from click.testing import CliRunner

from interim.interfaces.cli import interim
from interim.interfaces.shell.streams import run

ASKED = ["--futures", "600", "--outcome", "signed", "--workers", "2"]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "explained"
    monkeypatch.setenv("INTERIM_CACHE", str(folder))
    return folder


def call(*arguments):
    return CliRunner().invoke(interim, ["explain", *map(str, arguments)])


def test_the_terminal_says_how_sure_and_on_what_it_rests(template):
    result = call(template, "interim-rule", *ASKED)
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "both sides sign it" in said
    assert "From 600 futures, seed 1." in said
    assert "The strongest is a judgement: this answer rests on it." in said
    assert "None of this is a forecast." in said
    assert "futures) of futures" not in said
    assert re.search(
        r"So it is in [^.]* of futures \([^.]*\), under the assumptions of the case\. ", said
    )


def test_json_is_the_contract(template):
    result = call(template, "interim-rule", *ASKED, "--json")
    document = json.loads(result.output)
    assert {"drivers", "boxes", "thresholds", "outcome"} <= set(document)
    assert {"quantity", "index", "low", "high"} <= set(document["drivers"][0])
    for box in document["boxes"]:
        assert {"limits", "coverage", "density", "mass"} <= set(box)
    for threshold in document["thresholds"]:
        assert {"quantity", "at", "outcome", "p"} <= set(threshold)
    assert document["outcome"] == "signed"


def test_results_are_kept_unless_not_wanted(template, own_cache, monkeypatch, tmp_path):
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path / "none"))
    assert call(template, "interim-rule", *ASKED, "--no-cache").exit_code == 0
    assert not (tmp_path / "none").exists()
    monkeypatch.setenv("INTERIM_CACHE", str(own_cache))
    first = call(template, "interim-rule", *ASKED, "--json").output
    assert call(template, "interim-rule", *ASKED, "--json").output == first
    kinds = {path.name.partition("-")[0] for path in own_cache.iterdir()}
    assert kinds == {"explain", "futures"}


def test_sobol_indices_on_request(template):
    result = call(template, "interim-rule", *ASKED, "--sobol", "2", "--json")
    found = json.loads(result.output)["sobol"]
    assert found["futures"] == 256
    assert len(found["indices"]) == 2
    for one in found["indices"]:
        assert one["first"]["low"] <= one["first"]["index"] <= one["first"]["high"]
    shown = call(template, "interim-rule", *ASKED, "--sobol", "2").output
    assert "Sobol indices (256 futures)" in shown


def test_an_amount(template):
    result = call(template, "interim-rule", "--futures", "400", "--outcome", "deaths-averted")
    assert "90 % of futures lie between" in result.output


def test_a_mistake_names_the_nearest(template, capsys):
    code = run(interim, ["explain", str(template), "interim-rule", "--outcome", "adoptd"], [])
    assert code == 2
    assert "adopted" in capsys.readouterr().err
