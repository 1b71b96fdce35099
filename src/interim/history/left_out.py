"""Scores out of sample: each conflict is left out in turn and foretold by the others.

The width of the prior of the effects is chosen anew in each turn, on the conflicts that are left
in (leaving out one of those in turn), so that no score has seen what it is scored by.

Sources:
    Brier (1950) and Good (1952), the scores; Graf, Schmoor, Sauerbrei and Schumacher (1999), their
    weights where lives are censored; Stone (1974), leaving out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.history.settlements import Lives
from interim.history.survival import HORIZONS, kaplan_meier
from interim.history.weibull import chances

WIDTHS = (0.05, 0.25, 0.5, 1.0, 2.0)
"""Widths of the prior that are tried; the smallest all but switches the features off."""

FLOOR = 0.01
"""Chances are kept this far from 0 and 1 in the logarithmic score."""


@dataclass(frozen=True)
class Score:
    """How well a model foretold at one horizon what it had not seen.

    Attributes:
        years: the horizon.
        brier: mean squared error, weighted for censoring; lower is better.
        brier_base_rate: the same for the Kaplan-Meier share of the other conflicts.
        skill: 1 - brier / brier_base_rate; above 0 the features help.
        skill_low: 2.5th percentile of the skill over conflicts drawn again.
        skill_high: 97.5th percentile.
        log: mean logarithmic loss, weighted alike; lower is better.
        log_base_rate: the same for the base rate.
        n: number of arrangements whose end or survival at the horizon is known.
    """

    years: float
    brier: float
    brier_base_rate: float
    skill: float
    skill_low: float
    skill_high: float
    log: float
    log_base_rate: float
    n: int


@dataclass(frozen=True)
class LeftOut:
    """What each arrangement was foretold without its conflict.

    Attributes:
        horizons: years.
        model: (n, horizons), chance of being in force.
        base: (n, horizons), share of the other conflicts in force.
        held: (n, horizons), 1 in force, 0 broken, NaN unknown.
        weights: (n, horizons), for censoring; 0 where unknown.
        tau: width of the prior chosen on the whole table, for models that foretell new cases.
        scores: one for each horizon.
    """

    horizons: tuple[float, ...]
    model: NDArray[np.float64]
    base: NDArray[np.float64]
    held: NDArray[np.float64]
    weights: NDArray[np.float64]
    tau: float
    scores: tuple[Score, ...]


def outcomes(
    lives: Lives, horizons: tuple[float, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Who was in force at each horizon, and the weight of each arrangement there.

    Returns:
        (n, horizons) of 1, 0 or NaN where a life was censored before; (n, horizons), the inverse
        of the chance of not having been censored until the horizon, or until it broke.
    """
    at = np.asarray(horizons)[None, :]
    years, broken = lives.years[:, None], lives.broken[:, None]
    held = np.where(years >= at, 1.0, np.where(broken, 0.0, np.nan))
    watching = kaplan_meier(lives.years, ~lives.broken)

    def uncensored(when: float) -> float:
        """The chance of being watched until just before a time."""
        step = int(np.searchsorted(watching.times, when, side="left")) - 1
        return 1.0 if step < 0 else float(watching.survival[step])

    until = np.minimum(np.broadcast_to(years, held.shape), at)
    weights = np.vectorize(lambda when: 1.0 / max(uncensored(float(when)), 0.05))(until)
    return held, np.where(np.isnan(held), 0.0, weights)


def conflicts(lives: Lives) -> NDArray[np.intp]:
    """(n,), number of the conflict of each arrangement."""
    names = [settlement.conflict for settlement in lives.settlements]
    return np.unique(names, return_inverse=True)[1]


def leave_one_conflict_out(
    lives: Lives, *, horizons: tuple[float, ...] = HORIZONS, seed: int = 1
) -> LeftOut:
    """Foretell each conflict by the others, and score it against the base rate.

    Raises:
        ValueError: fewer than three conflicts, or nothing broke.
    """
    which = conflicts(lives)
    count = int(which.max()) + 1 if which.size else 0
    if count < 3 or not lives.broken.any():
        raise ValueError("scoring takes three conflicts or more, and a break")
    held, weights = outcomes(lives, horizons)
    without = (which[None, :] != np.arange(count)[:, None]).astype(float)
    tau, chosen = _widths(lives, which, without, held, weights, horizons)
    fitted = chances(lives.features, lives.years, lives.broken, without, chosen, horizons)
    model = fitted[which, np.arange(len(lives))]
    base = np.array([_base(lives.take(without[c] > 0), horizons) for c in range(count)])[which]
    scores = tuple(
        skill_at(model[:, h], base[:, h], held[:, h], weights[:, h], which, years, seed)
        for h, years in enumerate(horizons)
    )
    return LeftOut(horizons, model, base, held, weights, tau, scores)


def _widths(
    lives: Lives,
    which: NDArray[np.intp],
    without: NDArray[np.float64],
    held: NDArray[np.float64],
    weights: NDArray[np.float64],
    horizons: tuple[float, ...],
) -> tuple[float, NDArray[np.float64]]:
    """The width for the whole table, and (conflicts,) that for the table without each."""
    count = without.shape[0]
    # Row (c, d): both conflicts left out; the diagonal leaves out one alone.
    groups = (without[:, None, :] * without[None, :, :]).reshape(count * count, -1)
    loss = np.empty((len(WIDTHS), count, count))
    hit = np.nan_to_num(held)
    for index, width in enumerate(WIDTHS):
        taus = np.full(groups.shape[0], width)
        p = chances(lives.features, lives.years, lives.broken, groups, taus, horizons)
        p = np.clip(p.reshape(count, count, len(lives), len(horizons)), FLOOR, 1 - FLOOR)
        wrong = -weights * (hit * np.log(p) + (1 - hit) * np.log(1 - p))
        for d in range(count):
            loss[index, :, d] = wrong[:, d, which == d].sum(axis=(1, 2))
    whole = loss[:, np.arange(count), np.arange(count)].sum(axis=1)
    inner = loss.sum(axis=2) - loss[:, np.arange(count), np.arange(count)]
    return WIDTHS[int(whole.argmin())], np.asarray(WIDTHS)[inner.argmin(axis=0)]


def _base(others: Lives, horizons: tuple[float, ...]) -> list[float]:
    """Share of other conflicts' arrangements in force at each horizon."""
    curve = kaplan_meier(others.years, others.broken)
    shares = [curve.at(years) for years in horizons]
    return [share["p"] if share is not None else float(curve.survival[-1]) for share in shares]


def skill_at(
    model: NDArray[np.float64],
    base: NDArray[np.float64],
    held: NDArray[np.float64],
    weights: NDArray[np.float64],
    which: NDArray[np.intp],
    years: float,
    seed: int,
) -> Score:
    """The scores at one horizon, with the interval of the skill over conflicts drawn again."""
    hit = np.nan_to_num(held)

    def mean(loss: NDArray[np.float64]) -> float:
        return float(np.sum(weights * loss) / np.sum(weights))

    def log(p: NDArray[np.float64]) -> NDArray[np.float64]:
        kept = np.clip(p, FLOOR, 1 - FLOOR)
        return np.asarray(-(hit * np.log(kept) + (1 - hit) * np.log(1 - kept)))

    ours, theirs = (model - hit) ** 2, (base - hit) ** 2
    count = int(which.max()) + 1
    own = np.bincount(which, weights * ours, count)
    rival = np.bincount(which, weights * theirs, count)
    again = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=4000)
    skills = 1 - (again @ own) / np.maximum(again @ rival, 1e-12)
    low, high = np.quantile(skills, (0.025, 0.975))
    return Score(
        years,
        mean(ours),
        mean(theirs),
        1 - mean(ours) / mean(theirs),
        float(low),
        float(high),
        mean(log(model)),
        mean(log(base)),
        int(np.count_nonzero(~np.isnan(held))),
    )
