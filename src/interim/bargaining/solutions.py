"""Fair points among efficient packages, by their textbook definitions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import Frontier

TOLERANCE = 1e-9


def solutions(frontier: Frontier) -> dict[str, list[int]]:
    """The points that bargaining theory singles out, over pure packages.

    Gains are measured from the disagreement point.

    - ``nash`` maximises the product of gains (Nash 1950);
    - ``kalai_smorodinsky`` maximises the smallest gain relative to each party's best attainable
      gain (Kalai and Smorodinsky 1975); parties that can gain nothing are left out;
    - ``egalitarian`` maximises the smallest gain (Kalai 1977);
    - ``utilitarian`` maximises the sum of gains.

    Returns:
        For each, the indices of the frontier's points that attain the maximum up to 1e-9 (of
        the maximum itself where that is above 1, and always for the product); empty if the
        frontier is.
    """
    names = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
    if not len(frontier):
        return {name: [] for name in names}
    gains = np.maximum(frontier.utilities - frontier.disagreement, 0.0)
    gains[gains <= TOLERANCE] = 0.0  # what rounding leaves of nothing is no gain
    best = gains.max(axis=0)
    able = best > 0
    relative = gains[:, able] / best[able]
    points = len(gains)
    if able.all():
        product = relative.prod(axis=1)
        nash = np.flatnonzero(product >= product.max() * (1 - TOLERANCE))
    else:
        nash = np.arange(points)  # every product is zero
    smallest = relative.min(axis=1) if able.any() else np.zeros(points)
    return {
        "nash": nash.tolist(),
        "kalai_smorodinsky": _largest(smallest),
        "egalitarian": _largest(gains.min(axis=1)),
        "utilitarian": _largest(gains.sum(axis=1)),
    }


def _largest(values: NDArray[np.float64]) -> list[int]:
    most = float(values.max())
    largest: list[int] = np.flatnonzero(values >= most - TOLERANCE * max(1.0, abs(most))).tolist()
    return largest
