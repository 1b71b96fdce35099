"""Who stands where under which plan and in which phase, and the map of it."""

import re

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.presentation.drawing import drawn
from interim.presentation.map_figure import figure
from interim.territory.situation import situation
from interim.territory.standing import ground, phases, standing, titles, totals


@pytest.fixture(scope="module")
def ukraine():
    return interim.load("ukraine-2026")


def held(case, table, role, who):
    return table.loc[table[role] == who, "area_km2"].sum()


def test_today_everybody_stands_on_what_they_hold(ukraine):
    table = standing(ukraine, ukraine.plans["joseph-1244"], "today")
    assert not table["changed"].any()
    assert held(ukraine, table, "forces", "russia") == pytest.approx(116_482, abs=2)


def test_josephs_plan_puts_a_force_into_western_donetsk(ukraine):
    table = standing(ukraine, ukraine.plans["joseph-1244"])
    assert held(ukraine, table, "forces", "international") == pytest.approx(5_285, abs=2)
    assert held(ukraine, table, "administration", "international") == pytest.approx(5_285, abs=2)
    # Russia stays where it stands.
    assert held(ukraine, table, "forces", "russia") == pytest.approx(116_482, abs=2)
    moved = table[table["changed"]]
    assert set(moved["zone"]) == {"western-donetsk"}
    assert set(moved["holder"]) == {"ukraine"}


def test_the_symmetric_plan_moves_both_armies(ukraine):
    table = standing(ukraine, ukraine.plans["joseph-1244-symmetric"])
    # 87,456 km2 of the four oblasts, the 5,285 km2 of western Donetsk, and the border areas back.
    assert held(ukraine, table, "forces", "international") == pytest.approx(92_741, abs=5)
    assert held(ukraine, table, "forces", "russia") == pytest.approx(26_945 + 0, abs=50)


def test_after_a_vote_the_units_follow_its_result(ukraine):
    plan = ukraine.plans["joseph-1244"]
    known = phases(ukraine, plan)
    after = [phase for phase in known if phase.startswith("vote-")]
    assert len(after) == 2
    shares = [
        held(ukraine, standing(ukraine, plan, phase), "administration", "russia") for phase in after
    ]
    five = ground(ukraine)["unit"].isin(ukraine.referendum.units)
    assert max(shares) - min(shares) == pytest.approx(
        ground(ukraine).loc[five, "area_km2"].sum(), abs=1
    )


def test_without_a_promised_vote_there_is_no_phase_after_it(ukraine):
    plan = ukraine.plans["freeze"]
    assert list(phases(ukraine, plan)) == ["today", "in-force"]
    with pytest.raises(BadInput, match="unknown phase 'vote-x'"):
        standing(ukraine, plan, "vote-x")


def test_totals_add_up_and_unknown_people_stay_unknown(ukraine):
    table = standing(ukraine, ukraine.plans["joseph-1244"])
    found = totals(ukraine, table, "forces")
    assert found["area_km2"].sum() == pytest.approx(table["area_km2"].sum())
    people = dict(zip(found["who"], found["people"], strict=True))
    assert np.isnan(people["ukraine"])  # of most of the country the case says nothing
    assert people["international"] == pytest.approx(234_500, rel=0.05)
    assert set(found["title"]) <= set(titles(ukraine).values())


def test_kosovo_under_the_resolution():
    case = interim.load("kosovo-1999")
    table = standing(case, case.plans["resolution-1244"])
    assert set(table["forces"]) == {"international-force"}
    assert set(table["administration"]) == {"united-nations"}
    assert table["area_km2"].sum() == pytest.approx(10_913, abs=2)


@pytest.mark.parametrize("show", ["forces", "administration", "holder"])
def test_the_map_says_what_it_shows(ukraine, show):
    svg = drawn(figure(situation(ukraine, ukraine.plans["joseph-1244"]), show=show), "svg").decode()
    told = " ".join(re.findall(r">([^<>]+)<", svg))
    for part in ("100 km", "N", "22 August 2026", "DeepStateMap", "Donetsk", "no border"):
        assert part in told
    assert ("International force" in told) == (show != "holder")
    # One shape for all cells of a kind, not one a cell.
    assert svg.count("<path") < 120


def test_a_made_up_case_without_zones_has_a_map(template):
    case = interim.load(template)
    today = situation(case, case.plans["interim-rule"], "today")
    assert len(drawn(figure(today), "png")) > 1000
