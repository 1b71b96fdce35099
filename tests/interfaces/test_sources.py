"""`interim sources`: every number with its source or the judgement behind it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import interim
from interim.case.find import bundled
from interim.foundation.errors import BadInput
from interim.interfaces import cli
from interim.questions.sources import kind, sources


def run(*arguments: str):
    result = CliRunner().invoke(cli.interim, ["sources", *arguments], obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


@pytest.mark.parametrize("name", bundled())
def test_every_number_of_a_bundled_case_says_where_it_comes_from(name):
    case = interim.load(name)
    document = sources(case)
    assert len(document["quantities"]) == len(case.quantities)
    for quantity in document["quantities"]:
        assert quantity["source"] or quantity["judgement"], quantity["name"]
    counted = sum(sum(counts.values()) for counts in document["parts"].values())
    assert counted == len(case.quantities)


def test_the_kinds_are_those_of_the_evaluation(template: Path):
    case = interim.load(template)
    kinds = [kind(q) for q in case.quantities.values()]
    provenance = interim.evaluate(case, futures=50).to_json()["provenance"]
    assert kinds.count("sourced") == provenance["sourced"]
    assert kinds.count("informed judgement") == provenance["informed_judgement"]
    assert len(kinds) - kinds.count("sourced") == provenance["judgement"]


def test_one_part_alone(template: Path):
    document = json.loads(run(str(template), "war.front", "--json"))
    names = [quantity["name"] for quantity in document["quantities"]]
    assert names
    assert all(name.startswith("war.front.") for name in names)


def test_a_misspelt_name(template: Path):
    with pytest.raises(BadInput, match=r"war\.fornt"):
        run(str(template), "war.fornt")


def test_what_a_person_reads(template: Path):
    assert "informed" in run(str(template))
    assert "judgement:" in run(str(template), "war.front")
