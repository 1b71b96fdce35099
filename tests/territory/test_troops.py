"""A force of any size: densities, sight, rotation and cost by hand."""

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.interfaces import cli
from interim.questions.force import force
from interim.stages.terms import terms
from interim.territory.troops import pace, pool, seen


@pytest.fixture(scope="module")
def case():
    return interim.load("ukraine-2026")


def test_rotation_by_hand():
    found = pool(20_000, 50_000)
    assert found["needed"] == {"low": 50_000, "middle": 60_000, "high": 80_000}
    assert found["on_post"] == {
        "low": 20_000,
        "middle": pytest.approx(16_667, abs=1),
        "high": 12_500,
    }
    # Two and a half tours of six months, each soldier once.
    assert found["months"] == pytest.approx(15)


def test_the_highest_ratio_is_two_years_of_tours():
    # 64,000 for two years take 256,000 (The Times): four tours of six months.
    assert pool(64_000, 256_000)["months"] == pytest.approx(24)
    assert pool(64_000)["needed"]["high"] == 256_000
    assert pool(40_000)["needed"]["low"] == 100_000  # Gady, IISS


def test_nobody_on_post_is_refused():
    with pytest.raises(ValueError, match="no heads"):
        pool(0)
    with pytest.raises(ValueError, match="fewer than none"):
        pool(100, -1)


def test_pace_by_hand():
    found = pace(5_524)
    # UNTAES had three quarters of its 5,524 after 3 months: 1,381 a month.
    assert found["UNTAES"]["heads_a_month"] == pytest.approx(1381)
    assert found["UNTAES"]["months"] == pytest.approx(3)
    assert pace(11_048)["UNTAES"]["months"] == pytest.approx(6)
    assert "KFOR" not in found  # whose months nobody wrote down


def test_sight_is_the_formula_of_the_stage(case):
    drawn = draw(case, Run(300, seed=1))
    agreed = terms(case, case.plans["joseph-1244"], drawn)
    m = case.enforcement.monitoring
    q = {name: drawn.of(getattr(m, name)) for name in (
        "base", "line_km", "people_thousands", "per_monitor_km", "per_peacekeeper_km",
        "per_watcher_thousand",
    )}  # fmt: skip
    for heads in (1.0, 25_000.0):
        by_hand = (
            q["base"]
            + q["per_monitor_km"] * agreed.monitors / q["line_km"]
            + q["per_peacekeeper_km"] * heads / q["line_km"]
            + q["per_watcher_thousand"] * (agreed.monitors + heads) / q["people_thousands"]
        )
        assert seen(case, agreed, drawn, heads) == pytest.approx(
            1 - np.exp(-by_hand * agreed.access)
        )


def test_a_larger_force_sees_more_and_costs_more(case):
    small, large = (
        force(case, "joseph-1244", run=Run(300), heads=heads)["troops"] for heads in (5_000, 50_000)
    )
    saw = [each["detection"]["joseph-1244"]["median"] for each in (small, large)]
    assert 0 < saw[0] < saw[1] < 1
    assert large["per_km"] == pytest.approx(10 * small["per_km"])
    year, all_years = large["cost_millions_a_year"], large["cost_millions_over_horizon"]
    # UNIFIL 2000/01: 139.5476 million for 5,690: 24,525 each; 50,000 of them.
    assert year["low"] == pytest.approx(1226, abs=1)
    assert all_years["low"] == pytest.approx(year["low"] * case.header.horizon_years)
    # 50,000 on 5,285 km2 are 9.5 per km2: less far, as a ratio, from UNIFIL's than from the others.
    nearest = min(
        (abs(math.log(d / large["per_km2"])), name)
        for name, d in (("KFOR", 4.593), ("UNIFIL", 12.77), ("UNFICYP", 6.39), ("UNDOF", 5.72))
    )[1]
    assert large["like"]["per_km2"]["mission"] == nearest


def test_the_line_by_cells_stands_beside_the_stated_one(case):
    line = force(case, "joseph-1244", run=Run(50))["line"]
    assert line["smooth_km"] < line["edges_km"]
    assert line["along_zone"]["edges_km"] < line["edges_km"]
    # One side alone has no line.
    assert force(interim.load("kosovo-1999"), run=Run(50))["line"]["edges"] == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"heads": 0}, "more than 0 heads"),
        ({"under_arms": 10}, "for no force"),
        ({"heads": 10, "under_arms": -1}, "0 or more"),
    ],
)
def test_a_force_that_is_none_is_refused(case, wrong, says):
    with pytest.raises(BadInput, match=says):
        force(case, run=Run(50), **wrong)


def test_the_command():
    arguments = ["force", "ukraine-2026", "joseph-1244", "--futures", "200", "--troops", "25000"]
    shown = CliRunner().invoke(
        cli.interim, [*arguments, "--pool", "60000"], obj=[], catch_exceptions=False
    )
    assert shown.exit_code == 0
    told = " ".join(shown.stdout.split())
    assert "62,500 to 100,000 soldiers under arms" in told
    assert "15,000 to 24,000 on post for good" in told
    document = json.loads(CliRunner().invoke(cli.interim, [*arguments, "--json"], obj=[]).stdout)
    assert document["troops"]["heads"] == 25_000
    refused = CliRunner().invoke(cli.interim, ["force", "ukraine-2026", "--pool", "5"], obj=[])
    assert isinstance(refused.exception, BadInput)
