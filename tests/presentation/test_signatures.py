"""Who would sign, in tables and sentences, where a plan does without a signature."""

import pytest

from interim.presentation import sentences
from interim.presentation.signatures import signed, signs


def chance(p):
    return {"p": p, "low": p - 0.03, "high": p + 0.03, "n": 1000}


def result(short, agreed, adopted, not_asked=()):
    found = {
        "short": short,
        "assent": {"north": chance(0.4), "south": chance(0.8)},
        "signed": chance(agreed),
        "adopted": chance(adopted),
    }
    return found | ({"not_asked": list(not_asked)} if not_asked else {})


def document(*results):
    return {
        "futures": 1000,
        "principals": ["north", "south"],
        "parties": {"north": "the North", "south": "the South"},
        "plans": {each["short"]: each for each in results},
    }


def test_brackets_stand_where_nobody_asks():
    asked, half = result("A", 0.3, 0.1), result("B", 0.8, 0.1, ["north"])
    free = result("C", 1.0, 0.1, ["north", "south"])
    assert [signs(r, "north") for r in (asked, half, free)] == ["40% ±3", "(40% ±3)", "(40% ±3)"]
    assert [signs(r, "south") for r in (asked, half, free)] == ["80% ±3", "80% ±3", "(80% ±3)"]
    assert [signed(r) for r in (asked, half, free)] == ["30% ±3", "80% ±3", "not asked"]


def test_no_deal_has_no_signatures():
    nothing = {"short": "No deal", "assent": {"north": None, "south": None}, "signed": None}
    assert (signs(nothing, "north"), signed(nothing)) == ("-", "-")


@pytest.mark.parametrize(
    ("spared", "said"),
    [
        (["north"], "“B” needs no signature of the North."),
        (["north", "south"], "“B” needs no signature of the North or the South."),
    ],
)
def test_the_verdict_names_whose_signature_a_plan_does_without(spared, said):
    given = document(result("A", 0.3, 0.1), result("B", 1.0, 0.2, spared))
    assert said in sentences._most_signed(given, given["plans"])


def test_what_is_adopted_most_often_keeps_its_chance_where_a_plan_needs_no_signature():
    given = document(result("A", 0.3, 0.1), result("B", 1.0, 0.2, ["north"]))
    told = sentences._most_adopted(given, given["plans"])
    assert told.startswith("Signed where that is asked, and ")
    assert told.endswith("“B” most often, in 20 % of futures (17-23).")
