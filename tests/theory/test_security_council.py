"""Power in the UN Security Council, as exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from interim.case.model import Body
from interim.stages.power import power
from interim.stages.votes import Faction, ballot, passing_chance


@pytest.fixture(scope="module")
def unsc(classic):
    return classic["unsc"]


@pytest.fixture(scope="module")
def council():
    """Nine of fifteen votes, no permanent member against."""
    return Body.model_validate(
        {
            "title": "Security Council",
            "threshold": 9,
            "members": {
                name: {"title": name, "seats": seats, "weight": 1, "veto": veto, "leaning": 0}
                for name, seats, veto in (("permanent", 5, True), ("elected", 10, False))
            },
        }
    )


def test_indices(unsc, council):
    found = power(council)
    for ours, theirs in (("permanent", "perm"), ("elected", "nonperm")):
        assert found[ours].banzhaf == Fraction(unsc[f"banzhaf_norm_{theirs}"])
        assert found[ours].banzhaf_absolute == Fraction(unsc[f"banzhaf_abs_{theirs}"])
        assert found[ours].shapley_shubik == Fraction(unsc[f"shapley_shubik_{theirs}"])


def test_swings(unsc, council):
    # Of the 2^14 coalitions of the other members.
    found = power(council)
    assert found["permanent"].banzhaf_absolute * 2**14 == unsc["swings_permanent"]
    assert found["elected"].banzhaf_absolute * 2**14 == unsc["swings_nonpermanent"]
    assert 5 * unsc["swings_permanent"] + 10 * unsc["swings_nonpermanent"] == unsc["total_swings"]


def test_tossing_coins_passes_with_colemans_power_to_act(unsc):
    # Yes and no by toss of a coin, no abstention: 848 of 2^15 votes pass.
    coin = ballot(np.zeros(1), np.zeros(1))
    factions = [Faction(5, 1, True, coin), Faction(10, 1, False, coin)]
    assert Fraction(unsc["coleman_act"]) == Fraction(unsc["winning_coalitions"], 2**15)
    assert passing_chance(factions, 9)[0] == pytest.approx(
        float(Fraction(unsc["coleman_act"])), rel=1e-13
    )
