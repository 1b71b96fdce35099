"""How an outcome goes with a quantity: its mean in classes of the quantity, and which way it goes.

With quantities drawn independently of each other, the mean outcome among the futures in which a
quantity lies near a value is what setting it there would give, up to sampling noise. Thresholds are
looked for on these curves and then confirmed by running with the quantity set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLEAR = 3.2
"""A rise or fall between two groups of classes counts if it exceeds so many of its standard errors:
among eight groups, 28 pairs, chance alone does so in about 3 of 100 curves."""
GROUPS = 8


@dataclass(frozen=True)
class Curve:
    """The mean outcome along a quantity.

    Attributes:
        at: (m,), share of futures below the middle of each class: a quantile of the quantity.
        mean: (m,), mean outcome in the class.
        error: (m,), its standard error.
        counts: (m,), futures in the class.
    """

    at: Array
    mean: Array
    error: Array
    counts: NDArray[np.int64]

    @property
    def way(self) -> str:
        """`raises`, `lowers`, `raises, then lowers`, `lowers, then raises` or `unclear`.

        What the outcome's mean does as the quantity grows.
        """
        mean, error = self._grouped()
        rise = mean[None, :] - mean[:, None]
        later = np.triu(np.ones_like(rise, dtype=bool), 1)
        clear = later & (np.abs(rise) > CLEAR * np.hypot(error[None, :], error[:, None]))
        up, down = clear & (rise > 0), clear & (rise < 0)
        if not clear.any():
            return "unclear"
        if not down.any():
            return "raises"
        if not up.any():
            return "lowers"
        first_up = np.unravel_index(np.argmax(np.where(up, rise, -np.inf)), rise.shape)
        first_down = np.unravel_index(np.argmin(np.where(down, rise, np.inf)), rise.shape)
        return "raises, then lowers" if first_up < first_down else "lowers, then raises"

    @property
    def turn(self) -> float | None:
        """The quantile at which the outcome is at its highest or lowest, where it turns round."""
        if ", then " not in self.way:
            return None
        mean, _ = self._grouped()
        place = np.argmax(mean) if self.way.startswith("raises") else np.argmin(mean)
        return float((place + 0.5) / mean.size)

    @property
    def slope(self) -> float:
        """Least-squares change of the mean outcome from the lowest to the highest quantile."""
        at = self.at - np.average(self.at, weights=self.counts)
        weighted = self.counts * at
        total = float(weighted @ at)
        return float(weighted @ self.mean) / total if total > 0 else 0.0

    def smooth(self, quantile: float) -> float:
        """The mean outcome near a quantile: a local line over the nearest third of the futures."""
        distance = np.abs(self.at - quantile)
        reach = max(float(np.sort(distance)[min(len(distance) - 1, len(distance) // 3)]), 1e-9)
        weights = self.counts * np.maximum(1 - (distance / (1.001 * reach)) ** 3, 0) ** 3
        centre = float(np.average(self.at, weights=weights))
        offset = self.at - centre
        level = float(np.average(self.mean, weights=weights))
        spread = float(np.average(offset**2, weights=weights))
        if spread < 1e-12:
            return level
        tilt = float(np.average(offset * self.mean, weights=weights)) / spread
        return level + tilt * (quantile - centre)

    def _grouped(self) -> tuple[Array, Array]:
        """Neighbouring classes joined into at most eight groups: means and standard errors."""
        parts = np.array_split(np.arange(self.mean.size), min(GROUPS, self.mean.size))
        counts = np.array([self.counts[p].sum() for p in parts], dtype=float)
        mean = np.array([self.mean[p] @ self.counts[p] for p in parts]) / counts
        variance = np.array([(self.error[p] ** 2) @ (self.counts[p] ** 2.0) for p in parts])
        return mean, np.sqrt(variance) / counts


def curve(mean: Array, error: Array, counts: NDArray[np.int64]) -> Curve:
    """A curve from classes, leaving out empty ones."""
    held = counts > 0
    counted = counts[held]
    above = np.cumsum(counted)
    return Curve((above - counted / 2) / above[-1], mean[held], error[held], counted)
