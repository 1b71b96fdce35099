"""Constraints that no search sees through: reading a case does not wait for one."""

from __future__ import annotations

import shutil
from itertools import combinations, product
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from fuzz.targets import campaign
from interim.case.constraint import parse_constraint
from interim.case.contradiction import Effort, Undecided, contradiction
from interim.case.find import TEMPLATE
from interim.case.read import check

PIGEONS = [f"pigeon{i}" for i in range(12)]
HOLES = [f"hole{i}" for i in range(11)]
ONE_TO_A_HOLE = [
    f"never ({one} is {hole} and {other} is {hole})"
    for (one, other), hole in product(combinations(PIGEONS, 2), HOLES)
]
"""Twelve pigeons in eleven holes: impossible, and only counting shows it."""


def test_the_search_can_be_given_up():
    conditions = [parse_constraint(text) for text in ONE_TO_A_HOLE]
    options = dict.fromkeys(PIGEONS, tuple(HOLES))
    with pytest.raises(Undecided):
        contradiction(conditions, options, Effort(10_000))


def test_little_effort_is_enough_for_a_plain_contradiction():
    conditions = [parse_constraint("never a is b"), parse_constraint("never a is c")]
    assert contradiction(conditions, {"a": ("b", "c")}, Effort(1_000)) == (0, 1)


@pytest.mark.parametrize("outside", [True, False], ids=["with a way out", "without"])
def test_a_case_with_such_constraints_is_read_or_refused(tmp_path: Path, outside: bool):
    case = Path(shutil.copytree(TEMPLATE, tmp_path / "case"))
    yaml = YAML()
    issues = yaml.load(case / "issues.yaml")
    holes = [*HOLES, "outside"] if outside else HOLES
    for pigeon in PIGEONS:
        issues["issues"][pigeon] = {
            "title": pigeon,
            "default": holes[-1],
            "options": {hole: {"title": hole} for hole in holes},
        }
    issues["constraints"] += ONE_TO_A_HOLE
    yaml.dump(issues, case / "issues.yaml")
    with campaign.limited(10.0):
        messages = [str(problem) for problem in check(case)]
    broken = [text for text in messages if "the defaults of the issues break constraint" in text]
    assert bool(broken) is not outside, messages[:3]
