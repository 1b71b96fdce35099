"""Constraints in words: titles for ids, each option by the title that its own issue gives it."""

import re

import pytest

from interim.case.constraint import parse_condition, parse_constraint
from interim.case.model import Case
from interim.case.read import load
from interim.presentation.conditions import condition, constraint


@pytest.fixture(scope="module")
def case() -> Case:
    return load("ukraine-2026")


def test_each_option_has_the_title_of_its_own_issue(case: Case) -> None:
    # Another issue has an option `none` as well, with another title.
    rule = parse_constraint(
        "if western_donetsk.administration is international then peacekeepers.force is not none"
    )
    assert constraint(case, rule) == (
        "if “Who governs western Donetsk” is “UN or OSCE” then “Peace force and its mandate” is "
        "not “None”"
    )


@pytest.mark.parametrize("name", ["ukraine-2026", "kosovo-1999", "cyprus-2004"])
def test_no_constraint_of_a_bundled_case_shows_an_id(name: str) -> None:
    known = load(name)
    assert known.issues.constraints
    for text in known.issues.constraints:
        told = constraint(known, parse_constraint(str(text)))
        outside = re.sub("“[^”]*”", "", told)
        words = set(re.findall(r"[^\s()]+", outside))
        assert words <= {"if", "then", "is", "not", "or", "and", "never", "neither", "nor"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not peacekeepers.force is one of (none, monitors)", "is neither “None” nor “"),
        ("peacekeepers.force is none and peacekeepers.force is not none", "” and “"),
    ],
)
def test_joints(case: Case, text: str, told: str) -> None:
    assert told in condition(case, parse_condition(text))
