"""The records of the bundled cases: what was coded, and the rules by which it was."""

from collections import Counter

import pytest

import interim
from interim.case.model import Answer
from interim.case.quantity import Quantity

CODED = {
    "ukraine-2026": {
        "russia": {"accepted": 3, "conditional": 8, "refused": 14, "signed-not-kept": 5},
        "ukraine": {"accepted": 5, "conditional": 2, "refused": 14, "signed-not-kept": 6},
    },
    "kosovo-1999": {
        "yugoslavia": {"accepted": 3, "conditional": 2, "refused": 2, "signed-not-kept": 1},
        "kosovo-albanians": {"accepted": 2, "conditional": 1, "silent": 3},
    },
}
"""Forty and eleven rows of the project's notes on what was answered, of which one with two parties,
or with two texts, is two answers."""


def answers(case: str) -> dict[str, Answer]:
    record = interim.load(case).record
    assert record is not None
    return record.answers


@pytest.mark.parametrize("case", CODED)
def test_every_answer_of_the_notes_is_coded(case: str) -> None:
    counted = Counter((each.party, each.answer) for each in answers(case).values())
    expected = {
        (party, given): count
        for party, coded in CODED[case].items()
        for given, count in coded.items()
    }
    assert counted == expected


@pytest.mark.parametrize("case", CODED)
def test_nobody_was_asked_for_what_nobody_put(case: str) -> None:
    asked = {each.asked.plan for each in answers(case).values()}
    never = {"joseph-1244", "joseph-1244-symmetric", "joseph-1244-troops-allowed"}
    assert not asked & (never | {"continued-bombing", "independence"})


def test_what_the_kosovo_case_asks_about_is_held_out() -> None:
    late = {name: each for name, each in answers("kosovo-1999").items() if each.date.month == 6}
    told = {each.use for each in late.values() if each.date.day >= 3}
    assert told == {"test", "left-out"}
    assert late["resolution-1244-yugoslavia"].use == "test"


def test_no_answer_of_ukraine_is_held_out_and_none_after_june() -> None:
    found = answers("ukraine-2026").values()
    assert "test" not in {each.use for each in found}
    assert str(max(each.date for each in found)) == "2026-06-05"


def test_refusals_of_a_general_truce_are_one_family() -> None:
    truces = [
        each
        for each in answers("ukraine-2026").values()
        if each.party == "russia" and each.asked.truce and each.weight
    ]
    assert len(truces) == 5
    assert {(each.family, each.answer) for each in truces} == {("truce", "refused")}


def test_demands_for_western_donetsk_are_one_family() -> None:
    demands = {
        each.family
        for each in answers("ukraine-2026").values()
        if each.asked.clauses.get("western_donetsk.army") == "ukraine-leaves"
    }
    assert demands == {"withdrawal"}


@pytest.mark.parametrize("case", CODED)
def test_red_lines_that_cite_an_answer_are_wide(case: str) -> None:
    """Decision 0016: after the ends have moved, no such line is a foregone conclusion."""
    cited = {source for each in answers(case).values() for source in each.source}
    loaded = interim.load(case)
    lines = [
        line
        for party in loaded.principals
        for entry in loaded.preferences[party].issues.values()
        if set(entry.source) & cited
        for line in entry.red_lines.values()
    ]
    assert lines
    assert min(map(spread, lines)) > 0.7


def spread(line: Quantity) -> float:
    """Standard deviation of the log-odds; doubling the odds and halving them adds 0.42."""
    assert line.family == "logitnormal"
    return line.parameters[1]
