"""Whose army is on its way from where while a withdrawal goes on."""

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.stages.terms import terms
from interim.territory.standing import (
    BREACH,
    OPEN,
    WITHDRAWAL,
    phases,
    standing,
    totals,
    zone_titles,
)
from interim.territory.withdrawal import departure, in_words


@pytest.fixture(scope="module")
def ukraine():
    return interim.load("ukraine-2026")


@pytest.mark.parametrize("case", ["ukraine-2026", "kosovo-1999"])
def test_it_is_the_withdrawal_of_the_compliance_stage(case):
    case = interim.load(case)
    drawn = draw(case, Run(50, seed=1))
    for plan in case.plans.values():
        found, retreat = departure(case, plan), terms(case, plan, drawn).retreat
        if found is None:
            # Either nobody withdraws, or nobody's ground of the map changes hands by it.
            assert retreat is None or not retreat.clauses or not case.territory.ground
            continue
        assert retreat is not None
        assert (found.order, found.steps) == (retreat.order, retreat.steps)
        assert found.conditional == retreat.conditional
        assert found.until == {issue: until for issue, until, _ in retreat.clauses}
        assert drawn.of(found.months) == pytest.approx(retreat.months)


def test_the_army_is_still_there_and_on_its_way(ukraine):
    plan = ukraine.plans["joseph-1244"]
    during, after = standing(ukraine, plan, WITHDRAWAL), standing(ukraine, plan)
    leaving = during[during["leaving"] != ""]
    assert set(leaving["zone"]) == {"western-donetsk"}
    assert set(leaving["leaving"]) == set(leaving["forces"]) == {"ukraine"}
    assert leaving["area_km2"].sum() == pytest.approx(5_285, abs=2)
    there = after[after["zone"] == "western-donetsk"]
    assert set(there["forces"]) == {"international"}
    assert set(after["leaving"]) == {""}


def test_two_armies_leave_by_the_symmetric_plan(ukraine):
    plan = ukraine.plans["joseph-1244-symmetric"]
    during = standing(ukraine, plan, WITHDRAWAL)
    by = during[during["leaving"] != ""].groupby("leaving")["area_km2"].sum()
    assert by["ukraine"] == pytest.approx(5_285, abs=2)
    assert by["russia"] == pytest.approx(87_456, abs=5)
    # Who governs there waits for the armies.
    left = during[during["leaving"] == "russia"]
    assert set(left["administration"]) == {"russia"}
    said = in_words(ukraine, departure(ukraine, plan))
    assert said.startswith("Ukraine first, then Russia withdraw in 3 steps")
    assert "attested" in said


def test_the_phase_is_between_today_and_in_force_and_only_where_somebody_leaves(ukraine):
    known = list(phases(ukraine, ukraine.plans["joseph-1244"], leaving=True))
    assert known[:3] == ["today", "withdrawal", "in-force"]
    assert WITHDRAWAL not in phases(ukraine, ukraine.plans["joseph-1244"])
    assert WITHDRAWAL not in phases(ukraine, ukraine.plans["freeze"], leaving=True)
    with pytest.raises(interim.foundation.errors.BadInput, match="unknown phase 'withdrawal'"):
        standing(ukraine, ukraine.plans["freeze"], WITHDRAWAL)


def test_what_an_army_has_left_lies_open_when_the_deal_is_broken(ukraine):
    broken = standing(ukraine, ukraine.plans["joseph-1244"], BREACH)
    left = broken[broken["forces"] == OPEN]
    assert set(left["zone"]) == {"western-donetsk"}
    assert left["area_km2"].sum() == pytest.approx(5_285, abs=2)
    # Who governs there is not changed by that, nor where armies still stand.
    in_force = standing(ukraine, ukraine.plans["joseph-1244"])
    assert (broken["administration"] == in_force["administration"]).all()
    armed = broken["forces"] != OPEN
    assert (broken["forces"] == in_force["forces"])[armed].all()
    frozen = standing(ukraine, ukraine.plans["freeze"], BREACH)
    assert not (frozen["forces"] == OPEN).any()
    assert BREACH not in phases(ukraine, ukraine.plans["no-deal"], leaving=True)


def test_areas_by_zone(ukraine):
    table = standing(ukraine, ukraine.plans["no-deal"], "today")
    found = totals(ukraine, table, "zone").set_index("who")
    assert found["area_km2"].sum() == pytest.approx(table["area_km2"].sum())
    assert found.loc["western-donetsk", "area_km2"] == pytest.approx(5_285, abs=1)
    assert found.loc["", "title"] == zone_titles(ukraine)[""]
    assert np.isnan(found.loc["", "people"])
