"""Values as whole numbers of a unit, so that sums are exact and ties are ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.merge import Whole
from interim.bargaining.space import Space

TOLERANCE = 1e-9
"""Values this close are one value; relative to 10,000 where values are larger."""

_LARGEST = 4e18
_FINE = 1e-13
_DECIMALS = 9


@dataclass(frozen=True)
class Units:
    """A space in whole numbers.

    Attributes:
        unit: shape (parties,), what one unit is worth.
        exact: shape (parties,), whether every value is a whole number of units.
        utilities: for each issue, shape (options, parties).
        added: shape (interactions, parties).
        least: shape (parties,), the least total at or above the disagreement point.
        step: shape (parties,), how many units partial sums are told apart by.
        last: shape (parties,), how many units complete packages are told apart by.
    """

    unit: NDArray[np.float64]
    exact: NDArray[np.bool_]
    utilities: tuple[Whole, ...]
    added: Whole
    least: Whole
    step: Whole
    last: Whole


def units(space: Space) -> Units:
    """The largest unit that measures all of a party's values, else a very fine one.

    Values with up to eight decimals become exact multiples. Others are rounded to 1e-13 (more
    if totals exceed 400,000); partial sums are then told apart in steps of 1e-11, far above
    what rounding adds up to and far below the tolerance of complete packages.
    """
    parties = len(space.parties)
    added = np.array([i.values for i in space.interactions], dtype=np.float64)
    added = added.reshape(-1, parties)
    values = np.concatenate([*space.utilities, added])
    total = np.abs(added).sum(axis=0)
    for utilities in space.utilities:
        total = total + np.abs(utilities).max(axis=0)
    measured = [_unit(values[:, p], float(total[p])) for p in range(parties)]
    unit = np.array([value for value, _ in measured])
    exact = np.array([whole for _, whole in measured])
    tolerance = np.maximum(TOLERANCE, total * 1e-13)
    fine = np.maximum(1e-11, total * 1e-14)
    least = np.ceil((space.disagreement - tolerance) / unit)
    return Units(
        unit=unit,
        exact=exact,
        utilities=tuple(np.rint(u / unit).astype(np.int64) for u in space.utilities),
        added=np.rint(added / unit).astype(np.int64),
        least=np.clip(least, -_LARGEST, _LARGEST).astype(np.int64),
        step=np.where(exact, 1, np.maximum(1, np.rint(fine / unit))).astype(np.int64),
        last=np.where(exact, 1, np.maximum(1, np.rint(tolerance / unit))).astype(np.int64),
    )


def _unit(values: NDArray[np.float64], total: float) -> tuple[float, bool]:
    """What one unit is worth to a party, and whether it measures every value."""
    close = 1e-14 * max(1.0, float(np.abs(values).max(initial=0.0)))
    for decimals in range(_DECIMALS):
        power = 10.0**decimals
        if total * power > _LARGEST:
            break
        whole = np.rint(values * power)
        if (np.abs(values - whole / power) <= close).all():
            common = int(np.gcd.reduce(whole.astype(np.int64), initial=0)) or 1
            return common / power, True
    unit = _FINE
    while total / unit > _LARGEST:
        unit *= 10
    return unit, False
