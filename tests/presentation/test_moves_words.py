"""Which move would help in sentences, each against the made-up document it is generated from."""

from __future__ import annotations

from typing import Any

import pytest

from interim.presentation import moves_words


def mean(middle: float, half: float = 0.01) -> dict[str, Any]:
    return {"mean": middle, "low": middle - half, "high": middle + half, "n": 300}


def move(in_force: float, *, helps: bool = False, **what: Any) -> dict[str, Any]:
    change = {"signed": mean(-0.04), "passed": mean(0.02), "in_force": mean(in_force)}
    worth = {"north": mean(0.008, 0.002), "south": mean(0.0)}
    return {"change": change | {"value": worth}, "helps": helps, **what}


@pytest.fixture
def document() -> dict[str, Any]:
    """A made-up document of three moves, the best first."""
    return {
        "futures": 300,
        "parties": {"north": "Northland", "south": "Southland", "union": "Union"},
        "move_years": {"signed": 5, "passed": 5, "in_force": 10},
        "moves": [
            move(0.03, helps=True, move="only", speaks="south", title="Southland"),
            move(0.0, move="without", plan="alpha", title="Alpha"),
            move(-0.02, move="tied", patron="union", to="south", chance=0.5, title="Union"),
        ],
        "moves_left_out": [
            {"plan": "beta", "title": "Beta", "why": "nobody knows it"},
            {"plan": "gamma", "title": "Gamma", "why": "nobody knows it"},
            {"plan": "delta", "title": "Delta", "why": "it is long"},
        ],
    }


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"move": "only", "title": "Southland"}, "only Southland puts texts"),
        ({"move": "only", "title": "mediators"}, "only mediators put texts"),
        ({"move": "without", "title": "Alpha"}, "“Alpha” is off the table"),
        ({"move": "with", "title": "Alpha"}, "“Alpha” is on the table, too"),
        ({"move": "deadline", "title": "12", "months": 12}, "no meeting after twelve months"),
        (
            {"move": "tied", "title": "Union", "to": "south"},
            "aid of Union hangs on the answers of Southland",
        ),
    ],
)
def test_a_move_in_a_few_words(document: dict[str, Any], what: dict[str, Any], said: str) -> None:
    assert moves_words.name(what, document) == said


def test_the_move_that_helps_most(document: dict[str, Any]) -> None:
    assert moves_words.verdict(document) == (
        "Of three moves it raises how often a text is in force after ten years most where only "
        "Southland puts texts: +3.0 points (+2.0 to +4.0), with +2.0 points (+1.0 to +3.0) passed "
        "within five years and −4.0 points (−5.0 to −3.0) signed within five years. Talks are then "
        "worth more today by so many hundredths: Northland +0.8 (+0.6 to +1.0) and Southland 0.0 "
        "(−1.0 to +1.0)."
    )


def test_no_move_helps_beyond_chance(document: dict[str, Any]) -> None:
    document["moves"][0]["helps"] = False
    none = "None of three moves raises how often a text is in force after ten years beyond chance"
    assert moves_words.verdict(document) == (
        f"{none}; most is added where only Southland puts texts: +3.0 points (+2.0 to +4.0)."
    )
    document["moves"] = document["moves"][1:]
    assert moves_words.verdict(document) == none.replace("three", "two") + "."


def test_nothing_is_said_of_too_few_or_of_nothing(document: dict[str, Any]) -> None:
    assert moves_words.verdict(document | {"futures": 20}) == ""
    assert moves_words.verdict(document | {"moves": []}) == ""


def test_a_change_in_a_table() -> None:
    assert moves_words.cell(mean(0.0151, 0.013)) == "+1.5 ±1.3"
    assert moves_words.cell(mean(-0.0004, 0.0)) == "0.0 ±0.0"
    assert moves_words.cell(mean(-0.02)) == "−2.0 ±1.0"
    assert moves_words.cell(None) == "-"


def test_how_to_read_it(document: dict[str, Any]) -> None:
    said = moves_words.reading(document)
    for part in (
        "the same futures with one thing changed",
        "from three standard errors on",
        "stays that of the talks as stated",
        "with a chance of 50 % each time it refuses a text",
        "Not tried: “Beta” and “Gamma”, as nobody knows it. Not tried: “Delta”, as it is long.",
    ):
        assert part in said
    assert "Who puts a text" not in said
    document["moves"] = [move(0.0, move="with", plan="beta", title="Beta")]
    said = moves_words.reading(document | {"moves_left_out": []})
    assert "Who puts a text that is added: either side" in said
    assert "hangs" not in said
    assert "Not tried" not in said
