"""War: the costly lottery, chains worked by hand, and drawn histories beside the exact chain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import interim
from interim.futures import Run, draw
from interim.stages.war import war
from stages import lottery
from stages.test_war_chain import carried_on, wars

MONTHLY = 0.9 ** (1 / 12)


def only(array):
    return float(np.ravel(array)[0])


@given(st.floats(0.05, 0.95), st.floats(0, 1))
def test_fearons_range(chance, cost):
    """A war decided at once is a lottery less its cost; between p - c_A and p + c_B both prefer
    a division of the prize (Fearon 1995). The one month of fighting costs a share of the month."""
    case = lottery.case(chance=chance, cost=cost, speed=1e3)
    result = war(case, draw(case, Run(1)))
    # In the month of the war each has the standing division (0.6, 0.4) less the cost of fighting.
    month = 1 - MONTHLY
    north = month * (1 - cost) * 0.6 + MONTHLY * chance
    south = month * (1 - cost) * 0.4 + MONTHLY * (1 - chance)
    assert only(result.value["north"]) == pytest.approx(north, abs=1e-9)
    assert only(result.value["south"]) == pytest.approx(south, abs=1e-9)
    # The values add up to one less what the war destroys: the width of the range.
    width = 1 - only(result.value["north"]) - only(result.value["south"])
    assert width == pytest.approx(month * cost, abs=1e-9)


def test_two_months_by_hand():
    """A month's flow accrues, then ground is taken, then the war may end, then aid may.

    Discount 1/2, so the months weigh 1/2, 1/4 and, for ever after, 1/4. Each month the war ends
    with chance 1/2 and the patron leaves with chance 1/2; 10 of 100 km2 a month are taken with
    its aid and 30 without; aid does not change the hazard.

    month 0  fighting 1, nothing taken
    month 1  ended 1/2 with 0.1 taken; fighting 1/2, of it half without the patron, 0.1 taken
    after    ended 1/4 + 1/2: 1/2 at 0.1, 1/8 at 0.2, 1/8 at 0.4
             fighting 1/4: with the patron 1/16, and 1/16 that it left just now, both at 0.2;
             1/8 without it since month 1 at 0.4
    """

    half = np.log(2)
    numbers = wars(hazard=[half], victor=[-1], patrons=1, withdrawal=half, gain=0.1, shift=0.2)
    seen = carried_on(numbers, 2, np.zeros((1, 2)), 0.5)
    probability, occupancy, captured = (
        seen.probability[0],
        seen.occupancy[0, 0],
        seen.captured[0, 0],
    )
    np.testing.assert_allclose(probability, [1 / 4, 3 / 4])
    fighting = 1 / 2 + 1 / 4 * 1 / 2 + 1 / 4 * 1 / 4
    np.testing.assert_allclose(occupancy, [fighting, 1 - fighting])
    taken = 1 / 8 * 0.1 + 1 / 4 * (1 / 8 * 0.2 + 1 / 8 * 0.4)
    settled = 1 / 8 * 0.1 + 1 / 4 * (1 / 2 * 0.1 + 1 / 8 * 0.2 + 1 / 8 * 0.4)
    np.testing.assert_allclose(captured, [taken / fighting, settled / (1 - fighting)])


def test_a_steady_hazard_has_a_closed_form():
    # Hazard 0.2 a month of one end that gives all to north; twelve months, then for ever.
    ends = {"end": {"title": "End", "terms": "all-to-north", "victor": "north", "hazard": 0.2}}
    case = lottery.case(ends=ends, horizon_years=1)
    result = war(case, draw(case, Run(1)))
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
    result = war(case, draw(case, Run(1)))
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
    result = war(case, draw(case, Run(1)))
    leaves = 1 - np.exp(-1)
    helped, alone = 1.0, 0.0
    for _ in range(12):
        helped, alone = helped * np.exp(-0.05), alone * np.exp(-0.5)
        helped, alone = helped * (1 - leaves), alone + helped * leaves
    assert result.probability[0, 0] == pytest.approx(helped + alone)


def test_what_victory_alone_gives():
    case = lottery.case(chance=1, speed=1e3, beyond=0.5, cost=0)
    result = war(case, draw(case, Run(1)))
    # Half of what it wants is beyond any settlement: as much again as the whole scale of them.
    assert only(result.value["north"]) == pytest.approx((1 - MONTHLY) * 0.6 + MONTHLY * 2)
    # whoever wants nothing beyond a settlement: standing division 0.6, victory the whole prize
    assert only(result.plain["north"]) == pytest.approx((1 - MONTHLY) * 0.6 + MONTHLY)


@pytest.fixture(scope="module")
def borderland(template):
    return interim.load(template)


def test_chances_and_occupancy_sum_to_one(borderland):
    result = war(borderland, draw(borderland, Run(200)))
    np.testing.assert_allclose(result.probability.sum(axis=1), 1)
    for occupancy in result.occupancy.values():
        np.testing.assert_allclose(occupancy.sum(axis=1), 1)
    for captured in result.captured.values():
        assert ((captured >= 0) & (captured <= 1 + 1e-12)).all()
    for plain in result.plain.values():
        assert ((plain >= 0) & (plain <= 1)).all()


def test_histories_follow_the_chain(borderland):
    n = 10_000
    result = war(borderland, draw(borderland, Run(n)))
    drawn = np.bincount(result.end + 1, minlength=1 + len(result.ends)) / n
    np.testing.assert_allclose(drawn, result.probability.mean(axis=0), atol=4 * 0.5 / np.sqrt(n))
    np.testing.assert_allclose(result.deaths, result.months * result.death_rate)
    assert ((result.months >= 1) & (result.months <= borderland.months)).all()


def test_chunks_change_no_bit(borderland):
    whole, part = (
        war(borderland, draw(borderland, Run(2000))),
        war(borderland, draw(borderland, Run(1500), 500)),
    )
    for name in ("probability", "months", "end", "ground", "deaths", "death_rate"):
        assert np.array_equal(getattr(whole, name)[500:1500], getattr(part, name))
    for name in ("value", "plain", "occupancy", "captured"):
        for principal in borderland.principals:
            of_whole = getattr(whole, name)[principal]
            assert np.array_equal(of_whole[500:1500], getattr(part, name)[principal])
    assert np.array_equal(whole.table.values[500:1500], part.table.values)


def test_the_front_walks_at_random():
    # 40 of 1,000 km2 a month for twelve months, each with a spread of 10: mean 0.48 of the zone,
    # standard deviation 10 sqrt(12) / 1000 = 0.035; never near the ends of the zone.
    front = {
        "attacker": "north",
        "zone_km2": 1000,
        "monthly_gain": 40,
        "monthly_spread": 10,
        "captured": {},
    }
    ends = {"never": {"title": "Never", "terms": "no-deal", "hazard": 0}}
    case = lottery.case(front=front, ends=ends)
    n = 4000
    result = war(case, draw(case, Run(n)))
    spread = 10 * np.sqrt(12) / 1000
    assert (result.end == -1).all()
    assert (result.months == 12).all()
    assert result.ground.mean() == pytest.approx(0.48, abs=4 * spread / np.sqrt(n))
    assert result.ground.std() == pytest.approx(spread, rel=4 / np.sqrt(2 * n))


def test_a_way_out_with_no_hazard_is_never_drawn():
    ends = {
        name: {"title": name, "terms": "no-deal", "hazard": hazard}
        for name, hazard in (("never", 0), ("often", 0.5), ("nor-this", 0))
    }
    case = lottery.case(ends=ends)
    result = war(case, draw(case, Run(2000)))
    assert set(result.end) == {-1, 1}
    assert not result.probability[:, [1, 3]].any()


def test_a_type_adds_what_only_victory_gives_and_shrinks_nothing_else():
    """Values rise with `beyond` by B times the discounted chance to be the victor, no more."""
    values = {}
    for beyond in (0, 0.5, 0.75):
        case = lottery.case(chance=0.6, speed=0.2, beyond=beyond)
        values[beyond] = war(case, draw(case, Run(1))).value["north"]
    rise = only(values[0.5] - values[0])
    assert rise > 0
    assert only(values[0.75] - values[0]) == pytest.approx(3 * rise)


def test_what_is_beyond_is_cut_at_nineteen_times_the_scale():
    most, all_of_it = (
        war(case, draw(case, Run(1))).value["north"]
        for case in (lottery.case(beyond=beyond) for beyond in (0.95, 1))
    )
    assert only(most) == only(all_of_it)


def test_too_many_patrons_are_refused():
    patrons = {f"p{k}": {"side": "south", "withdrawal": 0, "gain_shift": 0} for k in range(7)}
    case = lottery.case(patrons=patrons)
    with pytest.raises(ValueError, match="7 patrons, at most 6"):
        war(case, draw(case, Run(1)))
