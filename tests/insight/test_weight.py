"""Which numbers carry a case's answers."""

import json

import pytest
from click.testing import CliRunner

import interim
from interim.futures import Run
from interim.insight.weight import weight
from interim.interfaces.cli import interim as cli
from interim.presentation.sourcing import carried, explained


@pytest.fixture(scope="module")
def found(template):
    return weight(interim.load(template), run=Run(800))


def test_shares_are_ordered_and_marks_add_up(found):
    shares = [q["share"] for q in found["quantities"]]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)
    marks = found["marks"]
    assert list(marks) == ["measured", "derived", "fitted", "elicited", "judged"]
    assert sum(mark["influence"] for mark in marks.values()) == pytest.approx(1.0)
    judged = sum(q["share"] for q in found["quantities"] if q["mark"] == "judged")
    assert marks["judged"]["influence"] == pytest.approx(judged / sum(shares))
    assert sum(found["explained"].values()) == pytest.approx(1.0)
    assert min(found["explained"].values()) >= 0
    assert 1 <= found["half"] <= len(shares)
    first = sum(shares[: found["half"]])
    assert first >= sum(shares) / 2
    assert first - shares[found["half"] - 1] < sum(shares) / 2


def test_a_number_that_is_fixed_carries_nothing_and_a_wide_one_does(template):
    case = interim.load(template)
    name = "enforcement.first_strike.north"
    wide = weight(case, run=Run(800, settings={name: "-0.3 to 0.3"}), asked=["holds-10"])
    assert wide["quantities"][0]["name"] == name
    fixed = weight(case, run=Run(300, settings={name: "0.05"}), asked=["holds-10"])
    assert name not in [q["name"] for q in fixed["quantities"]]


def test_a_mark_carries_what_its_numbers_explain(template):
    """The pace of the front alone is uncertain, and stands in a source."""
    case = interim.load(template)
    name = "enforcement.first_strike.north"
    only = {n: q.middle for n, q in case.quantities.items() if q.uncertain and not q.names}
    settings = {n: f"{value:.6g}" for n, value in only.items() if n != name}
    assert case.quantities[name].mark == "judged"
    found = weight(case, run=Run(1500, settings=settings), asked=["holds-10"])
    assert found["marks"]["judged"]["influence"] == 1
    assert found["marks"]["measured"] == {"count": 0, "influence": 0}
    assert found["explained"]["pairs"] + found["explained"]["rest"] < 0.05


def test_the_sentence():
    quantities = [
        {"name": "a", "mark": "judged"},
        {"name": "b", "mark": "judged"},
        {"name": "c", "mark": "measured"},
    ]
    assert carried({"quantities": quantities, "half": 2}) == (
        "Half of all that is explained rests on two numbers, all judged; first a and b."
    )
    assert "2 of them judged" in carried({"quantities": quantities, "half": 3})
    assert "one number, judged; first a." in carried({"quantities": quantities, "half": 1})
    assert "stands out" in carried({"quantities": [], "half": 0})


def test_what_is_explained_is_said_in_words():
    found = {"alone": 0.32, "pairs": 0.08, "rest": 0.4, "chance": 0.2}
    said = explained({"explained": found})
    assert "for 80 % in the numbers and for 20 % in chance events" in said
    assert "single ones explain 40 % and pairs 10 %" in said
    assert "50 % cannot be told apart" in said
    assert "do not add up" in said
    assert "do not add up" not in explained({"explained": found | {"alone": 0.5, "rest": 0.2}})
    assert explained({"explained": {}}) == ""


def test_at_the_command_line(template):
    done = CliRunner().invoke(cli, ["sources", str(template), "--weigh", "--futures", "600"])
    assert done.exit_code == 0, done.output
    assert "Half of all that is explained" in done.output
    asked = ["sources", str(template), "--weigh", "--futures", "600", "--json"]
    document = json.loads(CliRunner().invoke(cli, asked).stdout)
    assert document["futures"] == 600
