"""Which numbers carry a case's answers."""

import json

import pytest
from click.testing import CliRunner

import interim
from interim.futures import Run
from interim.insight.weight import weight
from interim.interfaces.cli import interim as cli
from interim.presentation.sourcing import carried


@pytest.fixture(scope="module")
def found(template):
    return weight(interim.load(template), run=Run(1500))


def test_shares_are_ordered_and_kinds_add_up(found):
    shares = [q["share"] for q in found["quantities"]]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)
    assert sum(found["by_kind"].values()) == pytest.approx(1.0)
    assert 1 <= found["half"] <= len(shares)
    first = sum(shares[: found["half"]])
    assert first >= sum(shares) / 2
    assert first - shares[found["half"] - 1] < sum(shares) / 2


def test_a_number_that_is_fixed_carries_nothing_and_a_wide_one_does(template):
    case = interim.load(template)
    name = "enforcement.first_strike.north"
    wide = weight(case, run=Run(1500, settings={name: "-0.3 to 0.3"}), asked=["holds-10"])
    assert wide["quantities"][0]["name"] == name
    fixed = weight(case, run=Run(1500, settings={name: "0.05"}), asked=["holds-10"])
    assert name not in [q["name"] for q in fixed["quantities"]]


def test_the_sentence():
    quantities = [
        {"name": "a", "kind": "judgement"},
        {"name": "b", "kind": "informed judgement"},
        {"name": "c", "kind": "sourced"},
    ]
    assert carried({"quantities": quantities, "half": 2}) == (
        "Half of all that is explained rests on two numbers, all judgements; first a and b."
    )
    assert "2 of them judgements" in carried({"quantities": quantities, "half": 3})
    assert "a judgement; first a." in carried({"quantities": quantities, "half": 1})
    assert "stands out" in carried({"quantities": [], "half": 0})


def test_at_the_command_line(template):
    done = CliRunner().invoke(cli, ["sources", str(template), "--weigh", "--futures", "600"])
    assert done.exit_code == 0, done.output
    assert "Half of all that is explained" in done.output
    asked = ["sources", str(template), "--weigh", "--futures", "600", "--json"]
    document = json.loads(CliRunner().invoke(cli, asked).stdout)
    assert document["futures"] == 600
