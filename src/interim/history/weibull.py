"""A Weibull survival model with features, held back by a penalty: few arrangements, many features.

The hazard of an arrangement with features x is `k t^(k-1) exp(a + b x)`. Effects b are drawn
towards zero by a normal prior of width `tau`, the shape k towards 1 by a gamma prior; the width
is chosen where the model is scored, never on what it is scored by.

Sources:
    Burridge (1981): the log-likelihood is concave in (a, b, k), so that Newton's method finds the
    one maximum. Hoerl and Kennard (1970): the penalty. Geweke (1989): importance sampling from
    the normal approximation at the maximum, for the intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.foundation.estimates import Probability

SHAPE_PRIOR = 3.0
"""Shape of the gamma prior of k; its rate is one less, so that its mode is 1 (no ageing)."""

LEVEL_WIDTH = 10.0
"""Width of the normal prior of the level a: next to no information."""

DRAWS = 4000
STEPS = 60
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Weibull:
    """A fitted model.

    Attributes:
        level: a.
        effects: (features,), b, on the log hazard.
        shape: k; above 1 the hazard rises with age.
        centre: (features,), subtracted from features.
        tau: width of the prior of the effects.
        draws: (draws, 2 + features), of a, b and log k, from the normal approximation.
        weights: (draws,), summing to 1, which carry them over to the posterior.
        n: number of arrangements.
    """

    level: float
    effects: NDArray[np.float64]
    shape: float
    centre: NDArray[np.float64]
    tau: float
    draws: NDArray[np.float64]
    weights: NDArray[np.float64]
    n: int

    def survival(self, features: NDArray[np.float64], years: float) -> Probability:
        """Chance that an arrangement is in force after so many years, with its 95 % interval.

        Args:
            features: (features,).
            years: above zero.

        Returns:
            The posterior mean and the 2.5th and 97.5th percentile of the posterior.
        """
        x = features - self.centre
        k = np.exp(self.draws[:, -1])
        log_hazard = self.draws[:, 0] + self.draws[:, 1:-1] @ x + k * np.log(years)
        chances = np.exp(-np.exp(np.minimum(log_hazard, 50.0)))
        low, high = weighted_quantiles(chances, self.weights, (0.025, 0.975))
        p = float(self.weights @ chances)
        return {"p": p, "low": min(low, p), "high": max(high, p), "n": self.n}

    def ratios(self) -> list[tuple[float, float, float]]:
        """Hazard ratio of each feature, from absent to fully there: median, 2.5th, 97.5th."""
        ratios = []
        for column in self.draws[:, 1:-1].T:
            low, middle, high = weighted_quantiles(
                np.exp(column), self.weights, (0.025, 0.5, 0.975)
            )
            ratios.append((middle, low, high))
        return ratios


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], at: tuple[float, ...]
) -> tuple[float, ...]:
    """Quantiles of (n,) values with (n,) weights that sum to 1."""
    order = np.argsort(values)
    mass = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(mass, at), values.size - 1)
    return tuple(float(values[order][place]) for place in places)


def fit(
    features: NDArray[np.float64],
    years: NDArray[np.float64],
    broken: NDArray[np.bool_],
    tau: float,
    *,
    seed: int = 1,
) -> Weibull:
    """The model of (n, features) features, (n,) lives and (n,) flags."""
    centre = features.mean(axis=0)
    design = _design(features - centre, years)
    weights = np.ones((1, years.size))
    best = _maxima(design, broken, weights, np.array([tau]))[0]
    mode = np.append(best[:-1], np.log(best[-1]))
    covariance = np.linalg.inv(_curvature(design, broken, best, tau))
    root = np.linalg.cholesky((covariance + covariance.T) / 2)
    normals = np.random.default_rng(seed).standard_normal((DRAWS, mode.size))
    draws = mode + normals @ root.T
    target = _log_posterior(design, broken, draws, tau) + draws[:, -1]  # of log k, not of k
    target = target + 0.5 * np.sum(normals**2, axis=1)
    importance = np.exp(target - target.max())
    return Weibull(
        float(best[0]),
        best[1:-1],
        float(best[-1]),
        centre,
        tau,
        draws,
        importance / importance.sum(),
        int(years.size),
    )


def chances(
    features: NDArray[np.float64],
    years: NDArray[np.float64],
    broken: NDArray[np.bool_],
    groups: NDArray[np.float64],
    taus: NDArray[np.float64],
    horizons: tuple[float, ...],
) -> NDArray[np.float64]:
    """Survival of every arrangement by models fitted on parts of the table, all at once.

    Args:
        features: (n, features).
        years: (n,).
        broken: (n,).
        groups: (fits, n), 1 where an arrangement is used in a fit, else 0.
        taus: (fits,), width of the prior in each.
        horizons: years.

    Returns:
        (fits, n, horizons), the chance at the maximum.
    """
    centred = features - features.mean(axis=0)
    best = _maxima(_design(centred, years), broken, groups, taus)
    level = best[:, :1] + best[:, 1:-1] @ centred.T
    grown = best[:, -1:] * np.log(np.asarray(horizons))[None, :]
    hazard = np.exp(np.minimum(level[:, :, None] + grown[:, None, :], 50.0))
    return np.asarray(np.exp(-hazard))


def _design(centred: NDArray[np.float64], years: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2 + features): 1, the features, log t; its product with (a, b, k) is log H(t)."""
    return np.column_stack([np.ones(years.size), centred, np.log(years)])


def _precision(tau: NDArray[np.float64], features: int) -> NDArray[np.float64]:
    """(fits, 1 + features), of the normal priors of a and b."""
    level = np.full((tau.size, 1), LEVEL_WIDTH**-2)
    return np.hstack([level, np.repeat(1 / tau[:, None] ** 2, features, axis=1)])


def _maxima(
    design: NDArray[np.float64],
    broken: NDArray[np.bool_],
    groups: NDArray[np.float64],
    taus: NDArray[np.float64],
) -> NDArray[np.float64]:
    """(fits, 2 + features), (a, b, k) at each maximum, by Newton's method with halved steps."""
    size = design.shape[1]
    events = groups * broken
    precision = np.hstack([_precision(taus, size - 2), np.zeros((taus.size, 1))])
    rate = SHAPE_PRIOR - 1

    def objective(at: NDArray[np.float64]) -> NDArray[np.float64]:
        z = at @ design.T
        total = np.sum(events * z - groups * np.exp(np.minimum(z, 50.0)), axis=1)
        k = at[:, -1]
        total += (events.sum(axis=1) + rate) * np.log(k) - rate * k
        return np.asarray(total - 0.5 * np.sum(precision * at**2, axis=1))

    at = np.zeros((taus.size, size))
    exposure = groups @ np.exp(design[:, -1])
    at[:, 0] = np.log((events.sum(axis=1) + 0.5) / exposure)
    at[:, -1] = 1.0
    now = objective(at)
    for _ in range(STEPS):
        hazard = groups * np.exp(np.minimum(at @ design.T, 50.0))
        k = at[:, -1]
        slope = (events - hazard) @ design - precision * at
        slope[:, -1] += (events.sum(axis=1) + rate) / k - rate
        bend = np.einsum("fn,ni,nj->fij", hazard, design, design, optimize=True)
        bend += np.eye(size) * precision[:, None, :]
        bend[:, -1, -1] += (events.sum(axis=1) + rate) / k**2
        step = np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
        scale = np.ones(taus.size)
        for _ in range(30):
            new = at + scale[:, None] * step
            usable = new[:, -1] > 0
            value = np.where(usable, objective(np.where(usable[:, None], new, at)), -np.inf)
            worse = value < now - 1e-12 * np.abs(now)
            if not worse.any():
                break
            scale = np.where(worse, scale / 2, scale)
        at = np.where(worse[:, None], at, new)
        now = objective(at)
        if np.max(np.abs(slope)) < TOLERANCE:
            break
    return at


def _log_posterior(
    design: NDArray[np.float64], broken: NDArray[np.bool_], draws: NDArray[np.float64], tau: float
) -> NDArray[np.float64]:
    """(draws,), up to a constant, at (draws, 2 + features) of a, b and log k."""
    k = np.exp(draws[:, -1])
    z = np.column_stack([draws[:, :-1], k]) @ design.T
    rate = SHAPE_PRIOR - 1
    total = np.sum(broken * z - np.exp(np.minimum(z, 50.0)), axis=1)
    total += (np.count_nonzero(broken) + rate) * np.log(k) - rate * k
    precision = _precision(np.array([tau]), design.shape[1] - 2)
    return np.asarray(total - 0.5 * np.sum(precision * draws[:, :-1] ** 2, axis=1))


def _curvature(
    design: NDArray[np.float64], broken: NDArray[np.bool_], best: NDArray[np.float64], tau: float
) -> NDArray[np.float64]:
    """(2 + features, 2 + features), at the maximum, in a, b and log k."""
    hazard = np.exp(design @ best)
    k = best[-1]
    rate = SHAPE_PRIOR - 1
    scale = np.ones(design.shape[1])
    scale[-1] = k  # dk / d log k
    scaled = design * scale
    bend = scaled.T @ (hazard[:, None] * scaled)
    # The second derivative of k with respect to log k is k: it meets the slope in k, which is 0 at
    # the maximum apart from the log, whose own second derivative in log k is 0.
    slope = np.sum((broken - hazard) * design[:, -1])
    bend[-1, -1] += k * (rate - slope)
    size = design.shape[1]
    bend += np.diag(np.append(_precision(np.array([tau]), size - 2)[0], 0.0))
    return bend
