"""Cyprus 2004: what was on record by 31 March 2004, and nothing later."""

import datetime
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

import interim
from interim.case.model import Case
from interim.futures import Run, draw
from interim.stages.adoption import rise_of
from interim.stages.value import value
from interim.stages.war import war

LATEST = datetime.date(2004, 3, 31)
BOTH = ("greek-cypriot-referendum", "turkish-cypriot-referendum")


@pytest.fixture(scope="module")
def case():
    return interim.load("cyprus-2004")


@pytest.fixture(scope="module")
def result(case):
    return interim.evaluate(case, futures=1000, seed=11).to_json()["plans"]


def too_late(case: Case) -> dict[str, str | None]:
    """The sources that are not dated by 31 March 2004; a month or a year is its first day."""
    late = {}
    for name, source in case.sources.items():
        parts = [int(part) for part in re.findall(r"\d+", source.date or "")]
        day = datetime.date(*[*parts, 1, 1][:3]) if parts else datetime.date.max
        if day > LATEST:
            late[name] = source.date
    return late


def test_no_input_names_a_source_of_a_later_date(case):
    assert case.header.as_of == LATEST
    assert not too_late(case)
    assert all(plan.date is None or plan.date <= LATEST for plan in case.plans.values())
    assert case.record is not None
    assert all(answer.date <= LATEST for answer in case.record.answers.values())


@pytest.mark.parametrize("date", ["2004-04-02", "2004-04", "2005", None])
def test_a_later_source_would_be_found(case, date):
    source = next(iter(case.sources.values())).model_copy(update={"date": date})
    assert too_late(case.model_copy(update={"sources": {"late": source}})) == {"late": date}


def test_no_file_of_inputs_states_the_result_of_the_vote(case):
    for file in [*case.folder.glob("*.yaml"), *case.folder.glob("*/*.yaml")]:
        text = file.read_text(encoding="utf-8")
        for figure in ("24.2", "64.9", "75.8", "35.1", "89.18", "24 April"):
            assert figure not in text, f"{file.name}: {figure}"


def test_it_enters_into_force_by_two_yes_votes_and_three_guarantors_and_no_leader(case, result):
    fifth = result["annan-5"]
    assert fifth["bodies_needed"] == [*BOTH, "guarantors"]
    assert fifth["not_asked"] == list(case.principals)
    assert case.bodies["guarantors"].threshold == len(case.bodies["guarantors"].members) == 3
    assert "not_asked" not in result["annan-3"]


def test_the_polls_are_met_by_the_leanings_that_were_derived_from_them(case):
    """Yes among the decided: 13 to 44 % in the south, a half to two thirds in the north."""
    futures = draw(case, Run(2000))
    fought = war(case, futures)
    for plan, body, low, high in (
        ("annan-5", BOTH[0], 0.13, 0.44),
        ("annan-3", BOTH[1], 0.5, 0.67),
    ):
        voters = case.bodies[body].popular
        rise = rise_of(case, futures, value=value(case, case.plans[plan], futures), war=fought)
        yes = futures.of(voters.leaning) + futures.of(voters.slope) * rise(voters)
        middle = float(np.median(expit(yes)))
        assert low < middle < high
        assert np.percentile(expit(yes), 5) < low + 0.03
        assert np.percentile(expit(yes), 95) > high - 0.03


def test_what_it_says_of_the_two_referendums(result):
    """A statement of what it says, as its README has it, and no claim that it is right."""
    south, north = (result["annan-5"]["adoption"][body]["p"] for body in BOTH)
    assert south < 0.2 < 0.4 < north < 0.75
    assert result["annan-5"]["adopted"]["p"] < 0.12
    granted = [result["demands-met"]["adoption"][body]["p"] for body in BOTH]
    assert granted[0] > 0.5 > 0.25 > granted[1]
    assert result["two-states"]["assent"]["greek-cypriots"]["p"] < 0.1
    first = next(s for s in result["annan-5"]["stops"] if s["gate"] == f"body:{BOTH[0]}")
    assert {"costs.share", "executive.rule"} & {clause["issue"] for clause in first["clauses"][:2]}


def test_a_seat_in_hand_is_why_the_south_can_refuse(case, result):
    without = interim.evaluate(case, ["annan-5"], futures=1000, seed=11, lens="before-helsinki")
    adopted = without.to_json()["plans"]["annan-5"]["adopted"]["p"]
    assert adopted > 1.5 * result["annan-5"]["adopted"]["p"]


def test_nobody_is_killed_where_nobody_fights(case):
    futures = draw(case, Run(500))
    assert war(case, futures).deaths.max() < 10


def test_the_parts_of_the_island_have_their_size(case):
    """Of 9,251 km2 the outline leaves out the buffer zone and the bases (600 km2)."""
    rows = (case.folder / "cells.csv").read_text().splitlines()[1:]
    areas: dict[str, float] = {}
    for row in rows:
        _, unit, _, area = row.split(",")[:4]
        areas[unit] = areas.get(unit, 0.0) + float(area)
    assert 0.34 < areas["north"] / 9251 < 0.38
    assert areas["north"] + areas["south"] == pytest.approx(9251 - 600, rel=0.02)


def test_the_readme_names_every_plan(case):
    text = (Path(case.folder) / "README.md").read_text(encoding="utf-8")
    assert all(f"`{plan}`" in text for plan in case.plans)
