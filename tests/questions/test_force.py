"""Sizes of forces: the measures by hand, and the formula of the compliance stage."""

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.interfaces import cli
from interim.questions.force import force, needed
from interim.stages.terms import terms
from interim.territory.missions import missions


@pytest.fixture(scope="module")
def case():
    return interim.load("ukraine-2026")


def test_needs_by_hand():
    found = needed(people_thousands=250, area_km2=5285, line_km=1200)
    # Quinlivan: 20 per 1,000 of 250,000 are 5,000; policing at 1 to 4 per 1,000: 250 to 1,000.
    assert found["by_people"]["stabilisation"] == 5000
    assert found["by_people"]["policing, low"] == 250
    assert found["by_people"]["policing, high"] == 1000
    # KFOR: 50,000 / 10,887 km2 = 4.593 per km2, times 5,285 = 24,272.
    assert found["by_area"]["KFOR"] == pytest.approx(24272, abs=1)
    # UNTAES: 5,524 / 2,600 = 2.125 per km2: 11,229.
    assert found["by_area"]["UNTAES"] == pytest.approx(11229, abs=1)
    # UNFICYP: 2,210 / 180 km = 12.28 per km: 14,733. UNDOF: 1,344 / 75 = 17.92: 21,504.
    assert found["by_line"]["UNFICYP"] == pytest.approx(14733, abs=1)
    assert found["by_line"]["UNDOF"] == pytest.approx(21504)


def test_nothing_needs_nobody_and_less_than_nothing_is_refused():
    found = needed(people_thousands=0, area_km2=0, line_km=0)
    assert {heads for by in found.values() for heads in by.values()} == {0.0}
    with pytest.raises(ValueError, match="negative"):
        needed(people_thousands=-1, area_km2=1, line_km=1)


def test_every_mission_says_where_it_comes_from():
    assert {"KFOR", "UNTAES", "UNTAET", "UNIFIL", "UNDOF", "UNFICYP", "OSCE SMM"} <= {
        m.mission for m in missions()
    }
    for mission in missions():
        assert mission.sources
        assert mission.heads > 0
        costs = (mission.cost_millions, mission.currency, mission.cost_year, mission.cost_heads)
        assert all(value is None for value in costs) or None not in costs
    smm = next(m for m in missions() if m.mission == "OSCE SMM")
    assert smm.cost_per_head == pytest.approx(147_346, abs=1)  # 105.5 million / 716


def test_detection_is_the_compliance_stage_s_own(case):
    found = force(case, "joseph-1244", run=Run(500))
    agreed = terms(case, case.plans["joseph-1244"], draw(case, Run(500, seed=1)))
    plan = found["plans"]["joseph-1244"]
    assert list(found["plans"]) == ["joseph-1244"]
    assert plan["detection"]["median"] == pytest.approx(np.median(agreed.detection), rel=0.01)
    assert found["area_km2"] == pytest.approx(5285, abs=1)


def test_more_watchers_see_more(case):
    plans = force(case, run=Run(500))["plans"]
    none, some, many = plans["no-deal"], plans["joseph-1244"], plans["joseph-1244-symmetric"]
    assert none["cost_millions_a_year"]["peacekeepers"]["high"] == 0
    assert none["detection"]["median"] < some["detection"]["median"] < many["detection"]["median"]
    cost = some["cost_millions_a_year"]["peacekeepers"]
    assert 0 < cost["low"] < cost["high"] < math.inf


def test_the_command(case):
    arguments = ["force", "ukraine-2026", "joseph-1244", "--futures", "200"]
    shown = CliRunner().invoke(cli.interim, arguments, obj=[], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "stabilisation" in shown.stdout
    printed = CliRunner().invoke(cli.interim, [*arguments, "--json"], obj=[])
    assert json.loads(printed.stdout)["plans"]["joseph-1244"]["title"]


def test_unknown_names_are_named(case):
    with pytest.raises(BadInput, match="did you mean 'joseph-1244'"):
        force(case, "joseph-124")
    with pytest.raises(BadInput, match="western-donetsk"):
        force(case, zone="western-donetz")
