"""A situation can be written, read again and handed on."""

import json

import pytest
from pandas.testing import assert_frame_equal

import interim
from interim.presentation.ground_words import change
from interim.presentation.map_figure import figure
from interim.territory.situation import as_document, from_document, situation
from interim.territory.standing import ZONE, phases, standing, totals


@pytest.fixture(scope="module", params=["kosovo-1999", "ukraine-2026", "cyprus-2004"])
def case(request):
    return interim.load(request.param)


def test_it_is_the_same_once_written_and_read_again(case):
    every = [
        situation(case, plan, phase)
        for plan in case.plans.values()
        for phase in phases(case, plan, leaving=True)
    ]
    read = from_document(json.loads(json.dumps(as_document(every), allow_nan=False)))
    assert len(read) == len(every)
    for again, first in zip(read, every, strict=True):
        assert_frame_equal(again.table, first.table, check_exact=True)
        assert again.place == first.place
        assert change(again) == change(first)
        for name in ("plan", "phase", "when", "note"):
            assert getattr(again, name) == getattr(first, name)


def test_a_map_of_it_is_the_same(case):
    plan = case.plans[list(case.header.plans)[-1]]
    first = situation(case, plan)
    (again,) = from_document(json.loads(json.dumps(as_document([first]))))
    assert figure(again).to_dict() == figure(first).to_dict()


def test_it_holds_what_the_case_says(case):
    for plan in case.plans.values():
        there = situation(case, plan)
        assert_frame_equal(there.table, standing(case, plan))
        for role in ("forces", ZONE):
            assert_frame_equal(there.totals(role), totals(case, there.table, role))
        assert there.when == "in force, once armies have withdrawn"
        assert not there.note


def test_cells_are_written_once_and_only_what_a_plan_changes():
    case = interim.load("kosovo-1999")
    today, plan = case.plans["no-deal"], case.plans["resolution-1244"]
    written = as_document([situation(case, today, "today"), situation(case, plan)])
    rows = len(written["cells"]["cell"])
    before, after = written["situations"]
    assert before["forces"] == before["police"] == before["leaving"] == {}
    # The force takes over all of Kosovo.
    assert after["forces"] == {"international-force": list(range(rows))}
