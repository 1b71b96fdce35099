"""Historical settlements as stylised deals: how long the compliance game would have had them last.

Of a settlement of the past nobody can state utilities and strengths. Its coded features say a
little: whether a claimant's army stays, whether a great power stands ready, whether peacekeepers
watch, whether a vote is promised. The rest is drawn from wide ranges, many times for each
settlement, so that what the game says of its life is an average over what is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.history.settlements import FEATURES, Lives
from interim.stages.compliance import START_UNIFORMS, UNIFORMS, run
from interim.stages.compliance.game import Game, linear_wars

Array = NDArray[np.float64]

YEARS = 30
"""Years for which a stylised deal is followed; longer lives count as kept."""

PRIOR: dict[str, tuple[float, float]] = {
    "precision": (8.0, 400.0),
    "opportunity_rate": (0.1, 4.0),
    "accident_hazard": (0.0003, 0.05),
    "response": (0.02, 0.8),
}
"""Ranges of the four global numbers, drawn evenly in their logarithm: how sharply values decide a
choice; occasions to reconsider per principal and year; hazard of accidental collapse per month at
the highest tension; fall in a breaker's chance of prevailing if a great power that stands ready
answers."""


@dataclass(frozen=True)
class Draws:
    """What is not known of the settlements: uniform numbers, the same for all global numbers.

    Attributes:
        nuisance: (settlements, draws, numbers).
        monthly: (draws, months, `UNIFORMS`).
        start: (draws, `START_UNIFORMS`).
    """

    nuisance: Array
    monthly: Array
    start: Array

    @property
    def number(self) -> int:
        """How many draws stand behind each settlement."""
        return self.nuisance.shape[1]


NUMBERS = 18
"""Numbers that a stylised deal draws."""


def draw_nuisance(settlements: int, draws: int, seed: int) -> Draws:
    """Draw what is not known of so many settlements."""
    rng = np.random.default_rng(seed)
    return Draws(
        rng.random((settlements, draws, NUMBERS)),
        rng.random((draws, 12 * YEARS, UNIFORMS)),
        rng.random((draws, START_UNIFORMS)),
    )


def draw_globals(uniforms: Array) -> Array:
    """The four global numbers from (n, 4) uniform numbers, in the order of `PRIOR`."""
    low, high = np.log(np.array(list(PRIOR.values())).T)
    return np.asarray(np.exp(low + uniforms * (high - low)))


def lasting(lives: Lives, numbers: Mapping[str, float], draws: Draws) -> Array:
    """How long each settlement would have lasted, for one set of global numbers.

    Args:
        lives: the settlements, for their features.
        numbers: the global numbers, by the names of `PRIOR`.
        draws: what is not known.

    Returns:
        (settlements, `YEARS` + 1), chance that it ends in each year from its start, and that it
        lasts all of them; smoothed by one life spread evenly, so that nothing is impossible.
    """
    shares = np.empty((len(lives), YEARS + 1))
    drawn = np.zeros((draws.number, 2), np.int64)
    for row, features in enumerate(lives.features):
        game = deals(dict(zip(FEATURES, features, strict=True)), numbers, draws.nuisance[row])
        months = run(game, 12 * YEARS, draws.monthly, draws.start, drawn).ends[:, 0]
        years = np.where(months < 0, YEARS, months // 12)
        counts = np.bincount(years, minlength=YEARS + 1)
        shares[row] = (counts + 1 / (YEARS + 1)) / (draws.number + 1)
    return shares


def deals(features: Mapping[str, float], numbers: Mapping[str, float], u: Array) -> Game:
    """Games of one settlement: what is coded of it, and draws for the rest.

    Args:
        features: code of each of `FEATURES`, in [0, 1].
        numbers: the global numbers.
        u: (n, `NUMBERS`), uniform numbers.
    """
    n = len(u)

    def between(k: int, low: float, high: float) -> Array:
        return np.asarray(low + (high - low) * u[:, k])

    def both(*pair: Array | float) -> Array:
        return np.stack([np.broadcast_to(x, n) for x in pair], axis=1)

    def same(x: float) -> Array:
        return np.full(n, x)

    stays, foreign = features["army_stays"], features["foreign_army"]
    armed, ruled = features["peacekeepers"], features["administration"]
    ready, buffer = features["enforcer"], features["buffer"]
    # Both signed, so the deal is worth more than the war to each, by an unknown margin.
    margin = both(between(0, 0.0, 0.25), between(1, 0.0, 0.25))
    strike = both(
        between(2, -0.2, 0.1) + stays * between(3, 0.05, 0.2) + foreign * between(4, 0.0, 0.1),
        between(5, -0.2, 0.1),
    )
    strike = strike - buffer * both(between(6, 0.0, 0.08), between(6, 0.0, 0.08))
    response = numbers["response"] * ready * between(7, 0.5, 1.5)
    vote = features["vote"] * (u[:, 8] < 0.7)
    swing = between(9, 0.0, 0.25)
    utility = np.full((n, 2, 4), 0.5)
    utility[:, 0, 1], utility[:, 1, 1] = 0.5 + swing, 0.5 - swing
    utility[:, 0, 2], utility[:, 1, 2] = 0.5 - swing, 0.5 + swing
    fields: dict[str, Any] = {
        "prior": np.ones((n, 2, 1)),
        **linear_wars(
            np.array([1, 1]),
            (0.5 - margin)[:, :, None],
            both(between(10, 0.4, 1.0), between(11, 0.4, 1.0))[:, :, None],
        ),
        "utility": utility,
        "benefit": both(between(12, 0.0, 0.1), 0.0),
        "discount": both(0.9, 0.9),
        "first_strike": strike,
        "rearmament": both(between(13, -0.02, 0.03), between(14, -0.02, 0.03)),
        "response": both(response, response),
        "support": both(between(15, 0.0, 0.08), between(15, 0.0, 0.08)),
        "snapback": both(0.2, 0.0),
        "opportunity_rate": same(numbers["opportunity_rate"]),
        "precision": same(numbers["precision"]),
        "relief_start": same(6.0),
        "relief_months": same(24.0),
        "incident": between(16, 0.4, 0.9),
        "detection": same(0.4 + 0.45 * armed),
        "attribution": same(0.6),
        "false_attribution": same(0.01),
        "calm": between(17, 0.08, 0.3),
        "accident_hazard": same(numbers["accident_hazard"] * (1 - 0.4 * armed) * (1 - 0.2 * ruled)),
        "probe_gain": same(0.01),
        "probe_harm": same(0.02),
        "tension_cost": same(0.03),
        "engaged": same(0.8),
        "engage": same(0.01),
        "disengage": same(0.01),
        "alarm": same(2.0),
        "mandate_months": same(12.0),
        "lapse": same(0.0),
        "vote_month": np.where(vote > 0, np.rint(24 + 96 * u[:, 8] / 0.7), 12 * YEARS).astype(int),
        "vote": np.column_stack([vote / 2, vote / 2, 1 - vote]),
        "unrest": same(0.5),
        "receives": both(1.0, 0.0),
        "public": np.ones((n, 1)),
    }
    return Game(types=np.array([1, 1]), **(_without_more(n) | fields))


def _without_more(n: int) -> dict[str, Any]:
    """No withdrawal, no condition on relief or vote, no public belief."""
    whole = np.zeros(n, np.int64)
    return {
        "vote_calm": np.zeros(n),
        "steps": np.zeros((n, 2), np.int64),
        "leader": whole,
        "conditional": np.zeros(n),
        "pace": np.zeros(n),
        "deadline": whole,
        "exposure": np.zeros((n, 2)),
        "leaving_strike": np.zeros((n, 2, 2)),
        "leaving_worth": np.zeros((n, 2, 2)),
        "relief_waits": np.zeros(n),
        "pending": np.zeros(n),
        "regain": np.zeros(n),
        "grid": np.zeros((n, 1)),
        "about": whole,
        "feared": whole,
        "trust": np.zeros((n, 3)),
    }
