"""Powell (2006): a large and rapid shift of power, in the compliance game.

Two periods of a month and then for ever. The deal gives the declining side (the second) the whole
pie in the first month and both their shares x and 1 - x of it from the second on: a vote certain to
favour the first changes the package. Rearmament moves the first's chance of winning a war from p1
to p2 after a month. War destroys a share f of the pie. A deal that both keep exists unless

    (1 - p1)(1 - f) > 1 - d p2 (1 - f),

the most that the declining side can be given in peace: Powell's inequality. The tests do not use
it. They let the model say at which x the rising side would strike later and at which the declining
side would strike at once, and ask at which p2 some x suits both: at each that is tried below the
threshold, and from just above it at none.
"""

from fractions import Fraction

import numpy as np
import pytest

from interim.stages.compliance import START_UNIFORMS, UNIFORMS, run, strategies
from interim.stages.compliance.game import linear_wars
from stages.test_compliance import QUIET, random_games

RISING, DECLINING = 0, 1
MONTHS = 2
PRECISE = 1e11


def game(x, *, d, p1, p2, war, precision=PRECISE, n=1):
    """`war` says what a war is worth at the odds p: slope * p + first, second - slope * p."""
    slope, first, second = war
    shares = np.array([[0.0, x, 0.0, 0.0], [1.0, 1.0 - x, 0.0, 0.0]])
    quiet = QUIET | {"calm": 0.0, "engaged": 0.0, "vote_month": 1, "unrest": 0.0}
    base = random_games(
        1, n, types=(1, 1), months=MONTHS, **quiet, discount=d**12, precision=precision,
        opportunity_rate=1e4, relief_months=0.0, relief_start=0.0,
    )  # fmt: skip
    return base._replace(
        utility=np.tile(shares, (n, 1, 1)),
        vote=np.tile([1.0, 0.0, 0.0], (n, 1)),
        **linear_wars(
            base.types,
            np.tile([[first + slope * p1], [second - slope * p1]], (n, 1, 1)),
            np.full((n, 2, 1), slope),
        ),
        rearmament=np.tile([12 * (p2 - p1), 0.0], (n, 1)),
    )


def strikes(x, side, month, **numbers):
    """Whether a side would rather fight than keep the deal, at its occasion in a month."""
    solved = strategies(game(x, **numbers), 0, MONTHS, phase=1)
    # Both comply so far, no tension, relief intact, nobody engaged. At a tie it is 1/3 (three
    # choices worth the same).
    return solved.renege[month, side, 0, 0, 0, 0] > 0.4


def turns(strikes_at, low, high):
    """Where it begins (or ceases) to be true, by bisection."""
    at_low = strikes_at(low)
    assert strikes_at(high) != at_low
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if strikes_at(middle) == at_low else (low, middle)
    return (low + high) / 2


def turns_only_at(expected, true_at, low, high):
    """Whether something is so, or not so, at all that is tried below a point, and not above it."""
    before, after = (
        {bool(true_at(number)) for number in numbers}
        for numbers in (
            (low, (low + expected) / 2, expected - 1e-7),
            (expected + 1e-7, (expected + high) / 2, high),
        )
    )
    return len(before) == len(after) == 1 and before != after


def peace(p2, **numbers):
    """Whether some division is kept by the rising side later and the declining side now."""
    numbers |= {"p2": p2}
    least = turns(lambda x: strikes(x, RISING, 1, **numbers), 0.0, 1.0)
    return not strikes(least + 1e-9, DECLINING, 0, **numbers)


@pytest.fixture(scope="module")
def powell(classic):
    block = classic["powell2006"]["numbers"]
    return {name: Fraction(value) for name, value in block.items()}


def lottery(f):
    """Costly lottery: p (1 - f) to the rising side, (1 - p)(1 - f) to the declining one."""
    return 1 - f, 0.0, 1 - f


def test_powells_threshold(powell):
    d, f, p1 = (float(powell[name]) for name in ("d", "f", "p1"))
    assert powell["p2_threshold"] == Fraction(55, 81)
    assert turns_only_at(55 / 81, lambda p2: peace(p2, d=d, p1=p1, war=lottery(f)), p1, 1.0)


@pytest.mark.parametrize(
    ("d", "f", "p1"),
    [
        (0.8, 0.05, 0.3),
        pytest.param(0.95, 0.2, 0.4, marks=pytest.mark.slow),
        (0.99, 0.02, 0.7),
        pytest.param(0.6, 0.1, 0.2, marks=pytest.mark.slow),
    ],
)
def test_the_threshold_elsewhere(d, f, p1):
    # Powell's condition: war if (d p2 - p1)(1 - f) > f.
    threshold = (p1 + f / (1 - f)) / d
    assert threshold < 1
    assert turns_only_at(threshold, lambda p2: peace(p2, d=d, p1=p1, war=lottery(f)), p1, 1.0)


def test_no_shift_is_too_large_where_war_costs_enough():
    # (p1 + f / (1 - f)) / d > 1: even certain victory later leaves room.
    for p2 in np.linspace(0.5, 1, 6):
        assert peace(p2, d=0.9, p1=0.5, war=lottery(0.45))


def test_the_declining_side_strikes_at_its_first_occasion(powell):
    d, f, p1 = (float(powell[name]) for name in ("d", "f", "p1"))
    n = 1000
    for p2, broken in ((55 / 81 - 0.01, 0.0), (55 / 81 + 0.01, 0.5)):
        later = p2 * (1 - f) + 1e-6  # what keeps the rising side to the deal
        games = game(later, d=d, p1=p1, p2=p2, war=lottery(f), n=n)
        rng = np.random.default_rng(1)
        history = run(
            games, MONTHS, rng.random((n, MONTHS, UNIFORMS)), rng.random((n, START_UNIFORMS)),
            np.zeros((n, 2), np.int64),
        )  # fmt: skip
        # Occasions are as frequent as they can be: one of the two reconsiders each month, by
        # toss of a coin, so half of the futures give the declining side the first month.
        # 4 standard errors of 1000 tosses: 0.063.
        struck = (history.ends[:, 0] == 0) & (history.ends[:, 1] == 1 + DECLINING)
        assert struck.mean() == pytest.approx(broken, abs=0.063 if broken else 0)


# --- Fearon's preventive war ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("d", "p1", "c"),
    [
        (0.9, 0.4, 2.0),
        (0.8, 0.5, 0.5),
        pytest.param(0.95, 0.3, 10.0, marks=pytest.mark.slow),
    ],
)
def test_fearons_preventive_war(classic, d, p1, c):
    """The rising side demands all that the other would rather concede than fight over (one-off
    cost c of war, flow 1); the declining side attacks at once iff d p2 - p1 > c (1 - d)^2."""
    assert classic["fearon1995"]["preventive_war"]["condition"].startswith(
        "declining B attacks iff d*p2-p1 > cB*(1-d)^2"
    )
    cost = c * (1 - d)  # as a flow for ever
    war = (1.0, -cost, 1 - cost)

    def attacks(p2):
        numbers = {"d": d, "p1": p1, "p2": p2, "war": war}
        most = turns(lambda x: strikes(x, DECLINING, 1, **numbers), 0.0, 1.0)
        return strikes(most - 1e-9, DECLINING, 0, **numbers)

    threshold = (p1 + c * (1 - d) ** 2) / d
    highest = 1 - cost - 0.01  # beyond, war would be worth less than nothing to the second
    assert p1 < threshold < highest
    assert turns_only_at(threshold, attacks, p1, highest)
