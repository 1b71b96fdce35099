"""Types on one scale: what wanting more from victory does to signing and to breaking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interim
from interim.futures import Run, draw
from interim.stages.compliance import run, strategies
from interim.stages.compliance.game_of_case import build_game
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war
from stages.test_compliance import random_games, uniforms

NO_EDGE = dict.fromkeys(
    (
        "first_strike", "rearmament", "response", "support", "incident", "false_attribution",
        "accident_hazard", "lapse", "probe_gain", "probe_harm",
    ),
    0.0,
)  # fmt: skip
NEVER = -50.0
"""What war is worth to a side that never begins one."""


def wanting(beyond, seed, n, months, chance):
    """Games in which only the first side moves, and victory is worth so much more to it.

    Args:
        beyond: what victory adds for it.
        seed: of all other numbers.
        n: how many games.
        months: the horizon.
        chance: (n,), discounted chance that it prevails in a war.
    """
    rng = np.random.default_rng([seed, 9])
    precision, worth = rng.uniform(1.0, 60.0, n), rng.uniform(0.0, 1.0, n)
    war = np.stack([worth + chance * beyond, np.full(n, NEVER)], axis=1)[:, :, None]
    return random_games(
        seed, n, types=(1, 1), months=months, war=war, precision=precision,
        vote_month=months + 9, **NO_EDGE,
    )  # fmt: skip


two_aims = {
    "seed": st.integers(0, 2**32),
    "months": st.integers(1, 24),
    "less": st.floats(0.0, 19.0),
    "more": st.floats(0.0, 19.0),
}


@settings(max_examples=25, deadline=None)
@given(**two_aims)
def test_who_wants_more_breaks_no_less(seed, months, less, more):
    less, more = sorted((less, more))
    chance = np.random.default_rng([seed, 8]).uniform(0.0, 1.0, 3)
    low, high = (wanting(aim, seed, 3, months, chance) for aim in (less, more))
    for i in range(3):
        before, after = (strategies(game, i, months).renege[:, 0] for game in (low, high))
        assert (after >= before - 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(**two_aims)
def test_who_wants_more_signs_no_more_if_the_deal_is_no_better_road_to_victory(
    seed, months, less, more
):
    less, more = sorted((less, more))
    n = 16
    chance = np.random.default_rng([seed, 8]).uniform(0.0, 1.0, n)
    gains, numbers = [], uniforms(seed, n, months, (1, 1))
    for aim in (less, more):
        game = wanting(aim, seed, n, months, chance)
        war = np.random.default_rng([seed, 9])
        war.uniform(1.0, 60.0, n)
        gains.append(run(game, months, *numbers).value[:, 0] - war.uniform(0.0, 1.0, n))
    slope = gains[1] - gains[0]
    # What victory adds to the war: the deal can only lead there later, and by way of it.
    assert (slope <= chance * (more - less) + 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), months=st.integers(12, 24), beyond=st.floats(2.0, 19.0))
def test_a_deal_that_brings_victory_nearer_is_signed_more_by_who_wants_more(seed, months, beyond):
    """The exception: a first strike that the deal makes possible."""
    n, chance = 8, np.full(8, 0.2)
    rng = np.random.default_rng(seed)
    numbers, value = uniforms(seed, n, months, (1, 1)), []
    flat = np.stack([np.full(n, 0.2), np.full(n, NEVER)], axis=1)[:, :, None]
    for aim in (0.0, beyond):
        stake = np.stack([np.full(n, aim), np.full(n, 0.01)], axis=1)[:, :, None]
        war = flat + np.stack([chance * aim, np.zeros(n)], axis=1)[:, :, None]
        game = random_games(
            seed, n, types=(1, 1), months=months, war=war, stake=stake, vote_month=months + 9,
            precision=rng.uniform(20, 21), utility=0.2, opportunity_rate=1e3, discount=1 - 1e-9,
            **(NO_EDGE | {"first_strike": 0.5}),
        )  # fmt: skip
        value.append(run(game, months, *numbers).value[:, 0])
    assert (value[1] - value[0] > chance * beyond).mean() > 0.9


# --- the game of a case ----------------------------------------------------------------------

PLANS = ("20-point", "european", "joseph-1244-symmetric", "ukraine-terms")
"""Some that the type which wants most breaks more often, and the one that it breaks less often."""
PATRONS = ("united-states", "europe")
LATER = {
    "accidents": {"enforcement.behaviour.accident_hazard": 0.0},
    "patrons": {f"war.patrons.{each}.in_peace": 0.0 for each in PATRONS},
    "guarantors": {
        f"enforcement.guarantors.{each}.{name}": value
        for each in PATRONS
        for name, value in {"disengage": 0.0, "engage": 0.0, "alarm": 1.0}.items()
    },
}
"""What may bring a war on a better foot than one that is begun now, and what makes it stand still.
"""
FUTURES = 6


@pytest.fixture(scope="module")
def ukraine():
    return interim.load("ukraine-2026")


def falls(case, plan, still):
    """How much less the type that wants most reneges than the one that wants least: the most in any
    future, month and state."""
    others = {
        "war.belligerents.ukraine.beginning.monthly_cost": 1.0,
        "war.belligerents.ukraine.beginning.months": 1e5,
    }
    others |= {
        name: 0.0
        for name in case.quantities
        if ".rearmament." in name or ".exposure." in name or name.endswith(".reopened")
    }
    kinds = list(case.preferences["russia"].types)
    others |= {f"preferences.russia.types.{kind}.war_cost_factor": 1.0 for kind in kinds}
    asked = {name: value for cause in still for name, value in LATER[cause].items()}
    futures = draw(case, Run(FUTURES, settings=others | asked))
    game = game_of(case, case.plans[plan], futures)
    broken = [strategies(game, i, case.months).renege for i in range(FUTURES)]
    return max(float((b[:, 0] - b[:, len(kinds) - 1]).max()) for b in broken)


def game_of(case, plan, futures):
    worth, fighting = value(case, plan, futures), war(case, futures)
    return build_game(
        case, plan, futures, value=worth, terms=terms(case, plan, futures), war=fighting,
        referendum=referendum(case, plan, futures),
        renewal=renewal(case, plan, futures, value=worth, war=fighting),
    )  # fmt: skip


@pytest.mark.parametrize("plan", PLANS)
def test_in_a_case_too_who_wants_more_breaks_no_less_where_waiting_brings_nothing(ukraine, plan):
    assert falls(ukraine, plan, LATER) <= 1e-9


@pytest.mark.parametrize("cause", LATER)
def test_each_road_to_a_better_war_makes_who_wants_more_wait(ukraine, cause):
    assert falls(ukraine, "ukraine-terms", [each for each in LATER if each != cause]) > 0.001
