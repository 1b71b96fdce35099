"""What the difference between plans is worth, and where it lies in particulars."""

from pathlib import Path

import numpy as np
import pytest

import interim
from interim.case.model import Effect
from interim.case.quantity import Domain, Quantity, parse_quantity
from interim.futures import Run, draw
from interim.presentation import comparing
from interim.questions.compare import compare
from interim.stages.value import clause_value

RUN = Run(400, seed=2)


@pytest.fixture(scope="module")
def case(template: Path):
    return interim.load(template)


def issue_of(document, name):
    return next(issue for issue in document["issues"] if issue["id"] == name)


def test_worth_is_what_one_plan_has_over_the_other_and_not_over_no_deal(case):
    document = compare(case, ["interim-rule", "interim-light"], run=RUN)
    futures = draw(case, RUN)
    different = [issue for issue in document["issues"] if issue["differs"]]
    assert different
    for issue in different:
        for party in case.principals:
            choice = issue["worth"][party]
            best, worst = choice["best"][0], choice["worst"][0]
            values = [
                clause_value(case, futures, party, issue["id"], issue["options"][plan]["option"])
                for plan in (best, worst)
            ]
            expected = np.median(values[0] - values[1])
            assert choice["gain"]["median"] == pytest.approx(expected, abs=1e-6)
            assert expected > 0
            line = next(
                said for said in comparing.best_for(document, issue)
                if said.startswith(case.header.parties[party].title)
            )  # fmt: skip
            assert f"by {expected:.2f}" in line


def test_nothing_is_worth_anything_where_plans_say_the_same(case):
    document = compare(case, ["interim-rule", "interim-light"], run=RUN)
    for issue in document["issues"]:
        if not issue["differs"]:
            assert set(issue["worth"].values()) == {None}
            assert not comparing.best_for(document, issue)


def test_plans_that_differ_in_particulars_alone_are_told_apart(case):
    plan = case.plans["interim-rule"]
    heads = Quantity.model_validate(parse_quantity(9000, Domain.AMOUNT))
    clause = plan.clauses["force"].model_copy(update={"with_": Effect(peacekeepers=heads)})
    larger = plan.model_copy(update={"id": "x", "clauses": {**plan.clauses, "force": clause}})
    more = case.model_copy(update={"plans": {**case.plans, "x": larger}})
    document = compare(more, ["interim-rule", "x"], run=RUN)
    assert issue_of(document, "force")["particulars"]
    assert not any(issue["differs"] for issue in document["issues"])
    assert "and in what one answer does on Who watches the line" in comparing.headline(document)
    same = compare(case, ["interim-rule", "interim-light"], run=RUN)
    assert "one answer" not in comparing.headline(same)
