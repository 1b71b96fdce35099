"""Types on one scale: what wanting more from victory does to signing and to breaking."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.stages.compliance import run, strategies
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
