"""A linear model of votes within countries, fitted by its evidence.

``y = X b + u[country] + e`` with normal b, u and e. All three variances are those under which the
data are most likely (empirical Bayes), so that an effect the data do not show is shrunk to nothing.

Source:
    Lindley and Smith (1972), Bayes estimates for the linear model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

Array = NDArray[np.float64]

CONSTANT = 10.0
"""Prior standard deviation of the constant, in log-odds: no knowledge."""


@dataclass(frozen=True)
class Mixed:
    """A fitted model.

    Attributes:
        mean: (k,), posterior mean of the coefficients.
        covariance: (k, k), of the coefficients.
        effects: standard deviation of the coefficients but the constant.
        between: standard deviation between countries.
        within: standard deviation of votes within a country.
        evidence: log marginal likelihood.
    """

    mean: Array
    covariance: Array
    effects: float
    between: float
    within: float
    evidence: float

    def predict(self, x: Array) -> tuple[Array, Array]:
        """Mean and standard deviation of a vote in a country not seen, each (n,)."""
        spread = np.einsum("ij,jk,ik->i", x, self.covariance, x)
        return x @ self.mean, np.sqrt(spread + self.between**2 + self.within**2)


def fit(x: Array, y: Array, countries: Sequence[str]) -> Mixed:
    """Fit the model.

    Args:
        x: (n, k), first column constant.
        y: (n,).
        countries: of each row.

    Raises:
        ValueError: fewer than three rows.
    """
    if len(y) < 3:
        raise ValueError("a fit needs three votes")
    names = np.asarray(countries)
    same = (names[:, None] == names[None, :]).astype(float)

    def parts(theta: Array) -> tuple[Array, Array]:
        effects, between, within = np.exp(theta)
        prior = np.full(x.shape[1], effects**2)
        prior[0] = CONSTANT**2
        return prior, between**2 * same + within**2 * np.eye(len(y))

    def loss(theta: Array) -> float:
        prior, noise = parts(theta)
        factor = linalg.cho_factor(noise + (x * prior) @ x.T, lower=True)
        # The mild prior keeps a variance that the data set to zero from running off.
        return float(
            0.5 * y @ linalg.cho_solve(factor, y)
            + np.log(np.diag(factor[0])).sum()
            + 0.5 * np.sum((theta / 3) ** 2)
        )

    best = optimize.minimize(loss, np.zeros(3), method="L-BFGS-B", bounds=[(-6, 3)] * 3)
    prior, noise = parts(best.x)
    inverse = linalg.inv(noise)
    covariance = linalg.inv(x.T @ inverse @ x + np.diag(1 / prior))
    mean = covariance @ (x.T @ inverse @ y)
    effects, between, within = (float(v) for v in np.exp(best.x))
    evidence = -float(best.fun) - 0.5 * len(y) * float(np.log(2 * np.pi))
    return Mixed(mean, covariance, effects, between, within, evidence)
