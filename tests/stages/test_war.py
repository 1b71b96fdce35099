"""War: the costly lottery, chains worked by hand, and drawn histories beside the exact chain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import interim
from interim.futures import draw
from interim.stages.war import war
from stages import lottery

MONTHLY = 0.9 ** (1 / 12)


def only(array):
    return float(np.ravel(array)[0])


@given(st.floats(0.05, 0.95), st.floats(0, 1))
def test_fearons_range(chance, cost):
    """A war decided at once is a lottery less its cost; between p - c_A and p + c_B both prefer
    a division of the prize (Fearon 1995). The one month of fighting costs a share of the month."""
    case = lottery.case(chance=chance, cost=cost, speed=1e3)
    result = war(case, draw(case, 0, 1))
    # In the month of the war each has the standing division (0.6, 0.4) less the cost of fighting.
    month = 1 - MONTHLY
    north = month * (1 - cost) * 0.6 + MONTHLY * chance
    south = month * (1 - cost) * 0.4 + MONTHLY * (1 - chance)
    assert only(result.value["north"]) == pytest.approx(north, abs=1e-9)
    assert only(result.value["south"]) == pytest.approx(south, abs=1e-9)
    # The values add up to one less what the war destroys: the width of the range.
    width = 1 - only(result.value["north"]) - only(result.value["south"])
    assert width == pytest.approx(month * cost, abs=1e-9)
    assert only(result.stake["north"]) == 1


def test_two_months_by_hand():
    # Hazard 0.2 a month of one end that gives all to north; two months, then for ever.
    ends = {"end": {"title": "End", "terms": "all-to-north", "victor": "north", "hazard": 0.2}}
    case = lottery.case(ends=ends, horizon_years=1)
    result = war(case, draw(case, 0, 1))
    stays = np.exp(-0.2)
    fighting = sum((1 - MONTHLY) * MONTHLY**t * stays**t for t in range(12))
    fighting += MONTHLY**12 * stays**12  # after the horizon the last flow goes on
    np.testing.assert_allclose(result.occupancy["north"][0], [fighting, 1 - fighting])
    np.testing.assert_allclose(result.probability[0], [stays**12, 1 - stays**12])
    assert only(result.value["north"]) == pytest.approx(fighting * 0.5 * 0.6 + 1 - fighting)


def test_ground_is_taken_month_by_month_and_counts_when_the_war_ends():
    # 10 of 100 km2 a month, so 0.1, 0.2 ... of the zone; capturing it all gives north the prize.
    front = {
        "attacker": "north",
        "zone_km2": 100,
        "monthly_gain": 10,
        "monthly_spread": 0,
        "captured": {"prize": "all"},
    }
    ends = {"never": {"title": "Never", "terms": "no-deal", "hazard": 0}}
    case = lottery.case(front=front, ends=ends, cost=0)
    result = war(case, draw(case, 0, 1))
    share = [min(0.1 * t, 1) for t in range(13)]
    weights = [(1 - MONTHLY) * MONTHLY**t for t in range(12)] + [MONTHLY**12]
    expected = sum(w * (0.6 + 0.4 * c) for w, c in zip(weights, share, strict=True))
    assert only(result.value["north"]) == pytest.approx(expected)
    assert only(result.ground) == pytest.approx(1)


def test_a_patron_that_leaves_changes_pace_and_hazards():
    # The patron leaves in the first month for certain; the end then becomes ten times as likely.
    patrons = {"ally": {"side": "south", "withdrawal": 1, "gain_shift": 0}}
    ends = {
        "end": {
            "title": "End",
            "terms": "all-to-north",
            "victor": "north",
            "hazard": 0.05,
            "if_withdrawn": {"ally": 10},
        }
    }
    case = lottery.case(patrons=patrons, ends=ends)
    result = war(case, draw(case, 0, 1))
    leaves = 1 - np.exp(-1)
    helped, alone = 1.0, 0.0
    for _ in range(12):
        helped, alone = helped * np.exp(-0.05), alone * np.exp(-0.5)
        helped, alone = helped * (1 - leaves), alone + helped * leaves
    assert result.probability[0, 0] == pytest.approx(helped + alone)


def test_what_victory_alone_gives():
    case = lottery.case(chance=1, speed=1e3, beyond=0.5, cost=0)
    result = war(case, draw(case, 0, 1))
    # half of what it wants is beyond any settlement: standing division 0.3, victory 0.5 + 0.5
    assert only(result.value["north"]) == pytest.approx((1 - MONTHLY) * 0.3 + MONTHLY)
    assert only(result.stake["north"]) == pytest.approx(1)


@pytest.fixture(scope="module")
def borderland(template):
    return interim.load(template)


def test_chances_and_occupancy_sum_to_one(borderland):
    result = war(borderland, draw(borderland, 0, 200))
    np.testing.assert_allclose(result.probability.sum(axis=1), 1)
    for occupancy in result.occupancy.values():
        np.testing.assert_allclose(occupancy.sum(axis=1), 1)
    for captured in result.captured.values():
        assert ((captured >= 0) & (captured <= 1 + 1e-12)).all()
    for value in result.value.values():
        assert ((value >= 0) & (value <= 1)).all()


def test_histories_follow_the_chain(borderland):
    n = 10_000
    result = war(borderland, draw(borderland, 0, n))
    drawn = np.bincount(result.end + 1, minlength=1 + len(result.ends)) / n
    np.testing.assert_allclose(drawn, result.probability.mean(axis=0), atol=4 * 0.5 / np.sqrt(n))
    np.testing.assert_allclose(result.deaths, result.months * result.death_rate)
    assert ((result.months >= 1) & (result.months <= borderland.months)).all()


def test_chunks_change_no_bit(borderland):
    whole, part = (
        war(borderland, draw(borderland, 0, 1500)),
        war(borderland, draw(borderland, 700, 1400)),
    )
    for name in ("probability", "months", "end", "ground", "deaths"):
        assert np.array_equal(getattr(whole, name)[700:1400], getattr(part, name))


def test_too_many_patrons_are_refused():
    patrons = {f"p{k}": {"side": "south", "withdrawal": 0, "gain_shift": 0} for k in range(7)}
    case = lottery.case(patrons=patrons)
    with pytest.raises(ValueError, match="7 patrons, at most 6"):
        war(case, draw(case, 0, 1))
