"""Talks with a number otherwise, future by future: against the documents of talks and of moves."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from pathlib import Path

import numpy as np
import pytest

import interim
from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.questions.moves import moving
from interim.questions.otherwise import Followed, by_future, difference, follow, of_first, stated
from interim.questions.talks import talking

RUN = Run(24)
LONGER = Run(30)
DEAR = Run(24, settings={"war.belligerents.north.monthly_cost": 0.6})
MOVE = "only:mediators"


@pytest.fixture(scope="module")
def case(template: Path) -> Case:
    return interim.load(template)


@pytest.fixture(scope="module")
def today(case: Case) -> Followed:
    return follow(case, LONGER, moves=[MOVE])


@pytest.fixture(scope="module")
def dear(case: Case) -> Followed:
    return follow(case, DEAR)


def test_it_is_the_document_of_talks_and_of_moves(case: Case, today: Followed) -> None:
    plain = moving(case, run=LONGER)
    found = stated(today)
    (move,) = (m for m in plain["moves"] if m["move"] == "only" and m["speaks"] == "mediators")
    measured = {key: value for key, value in move["change"].items() if key != "value"}
    assert found.pop("moved") == {MOVE: measured}
    assert found == {key: value for key, value in plain.items() if not key.startswith("move")}


def test_the_first_futures_are_a_shorter_run(case: Case, today: Followed) -> None:
    found, shorter = stated(of_first(today, 24)), talking(case, run=RUN)
    for changed in ("depth_change", "moved"):  # asked of the first part of the longer run
        found.pop(changed)
        shorter.pop(changed, None)
    assert found == shorter


def test_chances_are_those_of_the_document(today: Followed) -> None:
    within = stated(today)["within"]
    for year, whole in within.items():
        for measure in ("signed", "passed", "in_force"):
            mean = by_future(today, f"within.{year}.{measure}")
            assert mean is not None
            assert mean.mean() == pytest.approx(whole[measure]["p"], abs=1e-12)
            for plan, found in whole["plans"].items():
                each = by_future(today, f"within.{year}.plans.{plan}.{measure}")
                assert each is not None
                assert each.mean() == pytest.approx(found[measure]["p"], abs=1e-12)
    assert by_future(today, "windows.standstill.barred") is None


@pytest.mark.parametrize("path", ["deaths.11", "km2.23", "value.north.11", "value.south.59"])
def test_what_waiting_costs_is_that_of_the_document(today: Followed, path: str) -> None:
    found = by_future(today, f"waiting.{path}")
    *what, month = path.split(".")
    waits = reduce(getitem, what, stated(today)["waiting"])
    assert found is not None
    assert np.median(found) == pytest.approx(waits[int(month)]["median"], abs=1e-12)


def test_a_difference_is_that_of_the_shares_and_surer(today: Followed, dear: Followed) -> None:
    first = of_first(today, 24)
    path = "within.5.signed"
    before, after = (stated(each)["within"]["5"]["signed"] for each in (first, dear))
    change = difference(first, dear, path)
    assert change is not None
    assert before["p"] != after["p"]
    assert change["mean"] == pytest.approx(after["p"] - before["p"], abs=1e-12)
    wide = after["high"] - after["p"] + before["high"] - before["p"]
    assert change["high"] - change["mean"] < wide
    lost = difference(first, dear, "waiting.value.north.11")
    assert lost is not None
    assert lost["low"] > 0  # what North loses by a year's wait where the war costs it more


def test_two_answers_of_the_same_talks(today: Followed) -> None:
    fewer = difference(today, today, "within.5.passed", "within.5.signed")
    assert fewer is not None
    within = stated(today)["within"]["5"]
    assert fewer["mean"] == pytest.approx(within["passed"]["p"] - within["signed"]["p"], abs=1e-12)


def test_what_is_unknown_is_refused(case: Case) -> None:
    with pytest.raises(ValueError, match="no move without:nothing; there are without:"):
        follow(case, RUN, moves=["without:nothing"])
    with pytest.raises(BadInput):
        follow(case, Run(24, settings={"war.nothing": 1}))
