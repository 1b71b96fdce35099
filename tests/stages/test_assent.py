"""Who signs, worked by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from interim.futures import Run, draw
from interim.stages.assent import assent
from stages.handmade import case, preferences


def logistic(x):
    return 1 / (1 + math.exp(-x))


TWO_TYPES = {
    "calm": {"prior": 0.5, "beyond": 0, "war_cost_factor": 1},
    "bold": {"prior": 0.5, "beyond": 0.5, "war_cost_factor": 1},
}
CASE = case(
    preferences_of={"north": preferences(types=TWO_TYPES, refusal_cost=0.05)},
    behaviour={"assent_precision": 10},
)


def ask(n=4, red_line=0.0, north=((0.6, 0.5), (0.4, 0.7)), south=(0.5, 0.5), drawn=(0, 1)):
    """`north` is (V, W) of each type, `south` of its only one; `drawn` repeats over futures."""

    def rows(numbers):
        return np.tile(np.array(numbers, dtype=float), (n, 1))

    compliance = SimpleNamespace(
        value={"north": rows([v for v, _ in north]), "south": rows([south[0]])},
        types={"north": np.resize(drawn, n), "south": np.zeros(n, dtype=int)},
    )
    war = SimpleNamespace(
        value={"north": rows([w for _, w in north]), "south": rows([south[1]])},
    )
    value = SimpleNamespace(
        red_line={"north": np.full(n, red_line), "south": np.zeros(n)},
        cost={p: {"deal": np.full(n, 0.3)} for p in ("north", "south")},
    )
    return assent(
        CASE, CASE.plans["pact"], draw(CASE, Run(n)), value=value, war=war, compliance=compliance
    )


def test_chances_by_hand():
    result = ask()
    # Calm: 10 (0.6 - 0.5 + 0.05) = 1.5; bold: 10 (0.4 - 0.7 + 0.05) = -2.5; drawn in turn.
    assert result.by_type["north"][0] == pytest.approx((logistic(1.5), logistic(-2.5)))
    assert result.chance["north"] == pytest.approx([logistic(1.5), logistic(-2.5)] * 2)
    assert result.gain["north"] == pytest.approx([0.15, -0.25] * 2)
    # South has no refusal cost, and what it gains by the deal it would keep by fighting.
    assert result.chance["south"] == pytest.approx(0.5)
    assert result.cost["south"]["deal"] == pytest.approx(0.3)


def test_a_red_line_scales_every_types_chance_and_a_hard_one_ends_it():
    assert ask(red_line=0.75).by_type["north"] == pytest.approx(0.25 * ask().by_type["north"])
    hard = ask(n=500, red_line=1.0, north=((1, 0), (1, 0)))
    assert not hard.signs["north"].any()
    assert not hard.signed.any()


def test_a_refusal_is_over_a_red_line_or_after_weighing():
    n = 20_000
    result = ask(n=n, red_line=0.4, drawn=(0,))
    signs, over = result.signs["north"], result.over_red_line["north"]
    assert not (signs & over).any()
    assert over.mean() == pytest.approx(0.4, abs=0.02)
    assert signs.mean() == pytest.approx(0.6 * logistic(1.5), abs=0.02)
    # Who has no red line refuses after weighing alone, and who has a hard one never does.
    assert not ask(n=500).over_red_line["north"].any()
    assert ask(n=500, red_line=1.0).over_red_line["north"].all()


def test_answers_are_drawn_by_their_chances_and_independently():
    n = 20_000
    result = ask(n=n)
    calm = np.arange(n) % 2 == 0
    # Standard error below 0.005.
    assert result.signs["north"][calm].mean() == pytest.approx(logistic(1.5), abs=0.02)
    assert result.signs["north"][~calm].mean() == pytest.approx(logistic(-2.5), abs=0.02)
    both = result.signs["north"] & result.signs["south"]
    assert np.array_equal(result.signed, both)
    assert both[calm].mean() == pytest.approx(logistic(1.5) / 2, abs=0.02)


def test_a_better_plan_turns_refusals_and_never_an_assent():
    # Common random numbers: raising V moves answers one way only.
    worse, better = ask(n=2000), ask(n=2000, north=((0.65, 0.5), (0.55, 0.7)))
    assert (worse.signs["north"] <= better.signs["north"]).all()
    assert worse.signs["north"].sum() < better.signs["north"].sum()
    assert np.array_equal(worse.signs["south"], better.signs["south"])
