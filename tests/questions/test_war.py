"""The war without a deal, described: pace, time to take the zone, ends."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.futures import Run, draw
from interim.interfaces import cli
from interim.questions.war import fighting, months_to_take
from stages import lottery

STEADY = {
    "attacker": "north",
    "zone_km2": 1000,
    "monthly_gain": 40,
    "monthly_spread": 0,
    "captured": {},
}


def test_a_steady_front_takes_the_zone_in_the_quotient_of_area_and_pace():
    case = lottery.case(front=STEADY)
    assert set(months_to_take(case, draw(case, Run(5)), aid_may_end=False)) == {25.0}


def test_a_front_that_stands_still_never_takes_it():
    case = lottery.case(front={**STEADY, "monthly_gain": -1})
    assert np.isinf(months_to_take(case, draw(case, Run(5)), aid_may_end=False)).all()


def test_a_patron_that_leaves_at_once_lets_the_front_move_faster():
    patrons = {"ally": {"side": "south", "withdrawal": 1e6, "gain_shift": 60}}
    case = lottery.case(front=STEADY, patrons=patrons)
    futures = draw(case, Run(20))
    assert set(months_to_take(case, futures, aid_may_end=False)) == {25.0}
    # The first month is fought with its aid, the others without: 40 + 100 (m - 1) >= 1000.
    assert set(months_to_take(case, futures, aid_may_end=True)) <= {10.0, 11.0}


def test_a_walk_needs_about_as_long_as_its_drift_says():
    # The mean first passage of a walk with drift m over a is a / m (Wald), plus the overshoot.
    case = lottery.case(front={**STEADY, "monthly_spread": 30})
    months = months_to_take(case, draw(case, Run(4000)), aid_may_end=False)
    assert months.mean() == pytest.approx(25, abs=1)
    assert months.std() > 1


@pytest.mark.parametrize(
    ("pace", "months"), [(233, 23), (103, 51), (44, 120)], ids=["2025", "spring-2026", "summer"]
)
def test_the_ukraine_case_takes_the_known_time_at_the_known_paces(pace, months):
    """5,285 km2 at the pace of 2025, of January to April and of May to July 2026."""
    case = interim.load("ukraine-2026")
    found = fighting(case, run=Run(2000, settings={"war.front.monthly_gain": float(pace)}))
    median = found["time_to_take"]["aid-stays"]["months"]["median"]
    assert median == pytest.approx(months, abs=2)


def test_chances_add_up_and_grow_with_time(template: Path):
    found = fighting(interim.load(template), run=Run(500))
    assert sum(end["by_horizon"]["p"] for end in found["ends"].values()) == pytest.approx(1)
    for taking in found["time_to_take"].values():
        shares = [within["p"] for within in taking["within_years"].values()]
        assert shares == sorted(shares)


def test_the_command(template: Path):
    shown = CliRunner().invoke(cli.interim, ["war", str(template), "--futures", "200"], obj=[])
    assert shown.exit_code == 0
    assert "to take all of it" in shown.stdout
    printed = CliRunner().invoke(cli.interim, ["war", str(template), "--json"], obj=[])
    assert json.loads(printed.stdout)["futures"] == 10_000
