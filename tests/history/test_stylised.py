"""What a stylised deal draws: each number over its whole range, and what features change."""

import numpy as np
import pytest

from interim.history.settlements import FEATURES
from interim.history.stylised import NUMBERS, PRIOR, YEARS, deals, draw_globals
from interim.stages.war.table import MIDDLE

GLOBAL = {"precision": 60.0, "opportunity_rate": 0.6, "accident_hazard": 0.01, "response": 0.2}
BARE = dict.fromkeys(FEATURES, 0.0)
FULL = dict.fromkeys(FEATURES, 1.0)


def at(level, features, **changed):
    """Numbers of one deal with all that is drawn at the same place of its range."""
    u = np.full((1, NUMBERS), level)
    for number, value in changed.items():
        u[0, int(number.removeprefix("u"))] = value
    game = deals(features, GLOBAL, u)
    fields = {name: np.asarray(getattr(game, name)) for name in game._fields}
    table = fields.pop("war")
    return fields | wars(table)


def wars(table):
    """What a war without an edge is worth to each, and what an edge of 1 in its favour adds."""
    even = table[0, 0, 0, 0]
    return {"worth": even[MIDDLE], "stake": (even[MIDDLE + 2] - even[MIDDLE]) * [1, -1]}


def values(game, name):
    return game[name].ravel().tolist()


RANGES = {
    # name: at the low end, at the high end of what is drawn, without any feature
    "first_strike": ([-0.2, -0.2], [0.1, 0.1]),
    "response": ([0.0, 0.0], [0.0, 0.0]),
    "benefit": ([0.0, 0.0], [0.1, 0.0]),
    "rearmament": ([-0.02, -0.02], [0.03, 0.03]),
    "support": ([0.0, 0.0], [0.08, 0.08]),
    "incident": ([0.4], [0.9]),
    "calm": ([0.08], [0.3]),
    "detection": ([0.4], [0.4]),
    "accident_hazard": ([0.01], [0.01]),
}


@pytest.mark.parametrize("name", RANGES)
def test_ranges_without_any_feature(name):
    low, high = RANGES[name]
    assert values(at(0.0, BARE), name) == pytest.approx(low)
    assert values(at(1.0, BARE), name) == pytest.approx(high)


OWN = {
    # number of what is drawn -> the field, and its entry, that it alone moves
    0: ("worth", 0), 1: ("worth", 1), 2: ("first_strike", 0), 5: ("first_strike", 1),
    10: ("stake", 0), 11: ("stake", 1), 12: ("benefit", 0), 13: ("rearmament", 0),
    14: ("rearmament", 1), 15: ("support", 0), 16: ("incident", 0), 17: ("calm", 0),
}  # fmt: skip


@pytest.mark.parametrize("number", OWN)
def test_each_number_is_drawn_for_itself(number):
    name, entry = OWN[number]
    before, after = at(0.5, BARE), at(0.5, BARE, **{f"u{number}": 0.9})
    moved = {
        (field, k)
        for field in before
        for k, (a, b) in enumerate(zip(values(before, field), values(after, field), strict=True))
        if a != b
    }
    both_sides = {(name, 0), (name, 1)} if name == "support" else {(name, entry)}
    assert moved == both_sides


def test_both_signed_because_the_deal_is_worth_more_than_the_war():
    for level, margin in ((0.0, 0.0), (1.0, 0.25)):
        assert values(at(level, BARE), "worth") == pytest.approx([0.5 - margin] * 2)
        assert values(at(level, BARE), "utility")[0] == 0.5
    assert values(at(0.0, BARE), "stake") == pytest.approx([0.4, 0.4])
    assert values(at(1.0, BARE), "stake") == pytest.approx([1.0, 1.0])


def test_features_move_what_they_are_taken_to_move():
    low, high = at(0.0, FULL), at(1.0, FULL)
    # An army that stays adds 0.05 to 0.2 to the first side's surprise, a foreign one up to 0.1, and
    # a buffer takes up to 0.08 from both.
    assert values(low, "first_strike") == pytest.approx([-0.15, -0.2])
    assert values(high, "first_strike") == pytest.approx([0.1 + 0.2 + 0.1 - 0.08, 0.1 - 0.08])
    # A power that stands ready answers with half to one and a half of the global number.
    assert values(low, "response") == pytest.approx([0.1, 0.1])
    assert values(high, "response") == pytest.approx([0.3, 0.3])
    # Peacekeepers see more and calm more; an outside administration calms, too.
    assert values(low, "detection") == pytest.approx([0.85])
    assert values(low, "accident_hazard") == pytest.approx([0.01 * 0.6 * 0.8])


def test_a_promised_vote_is_held_in_seven_of_ten():
    held = at(0.5, BARE | {"vote": 1.0}, u8=0.35)
    assert values(held, "vote") == pytest.approx([0.5, 0.5, 0.0])
    assert values(held, "vote_month") == [24 + 48]
    # Half a gain, a quarter, to whom it favours, and as much a loss to the other.
    assert held["utility"][0] == pytest.approx(
        np.array([[0.5, 0.625, 0.375, 0.5], [0.5, 0.375, 0.625, 0.5]])
    )
    for features, u8 in ((BARE | {"vote": 1.0}, 0.7), (BARE, 0.35)):
        never = at(0.5, features, u8=u8)
        assert values(never, "vote") == pytest.approx([0.0, 0.0, 1.0])
        assert values(never, "vote_month") == [12 * YEARS]


def test_what_is_not_drawn():
    game = at(0.5, BARE)
    stated = {
        "prior": [1, 1], "discount": [0.9, 0.9], "snapback": [0.2, 0.0], "receives": [1, 0],
        "relief_start": [6], "relief_months": [24], "attribution": [0.6],
        "false_attribution": [0.01], "probe_gain": [0.01], "probe_harm": [0.02],
        "tension_cost": [0.03], "engaged": [0.8], "engage": [0.01], "disengage": [0.01],
        "alarm": [2.0], "mandate_months": [12], "lapse": [0], "unrest": [0.5],
        "precision": [60.0], "opportunity_rate": [0.6],
    }  # fmt: skip
    for name, numbers in stated.items():
        assert values(game, name) == pytest.approx(numbers), name


def test_global_numbers_are_even_in_their_logarithm():
    ends = np.array(list(PRIOR.values()))
    assert draw_globals(np.zeros((1, 4)))[0] == pytest.approx(ends[:, 0])
    assert draw_globals(np.ones((1, 4)))[0] == pytest.approx(ends[:, 1])
    assert draw_globals(np.full((1, 4), 0.5))[0] == pytest.approx(np.sqrt(ends.prod(axis=1)))
