"""Values as whole numbers of a unit, so that sums are exact and ties are ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.merge import Whole
from interim.bargaining.space import Space
from interim.case.constraint import atoms

TOLERANCE = 1e-9
"""Values this close are one value; relative to the party's range where that is below 1 or
above 10,000 (see `units`)."""

_LARGEST = 1e18
"""Most units that anything may add up to; a few such sums together still fit in 64 bits."""

_FINEST = 1e-13
_DECIMALS = 9
_SMALLEST_RANGE, _LARGEST_RANGE = 1e-250, 1e250


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

    The range of a party is the sum over issues of its largest absolute value, plus what
    interactions add. Values with up to eight decimals become exact multiples. Others are
    rounded to 1e-13 (coarser where ranges exceed 100,000); partial sums are then told apart in
    steps of 1e-11, far above what rounding adds up to and far below the tolerance of complete
    packages, which is 1e-9. All three shrink with ranges below 1 and the tolerances grow with
    ranges above 10,000, so that what a party's scale is does not matter.

    Raises:
        ValueError: the values of a party add up to more than 1e250, or the only values it has
            are below 1e-250: sums would lose digits.
    """
    parties = len(space.parties)
    added = np.array([i.values for i in space.interactions], dtype=np.float64)
    added = added.reshape(-1, parties)
    values = np.concatenate([*space.utilities, added])
    total = np.zeros(parties)
    # While issues are settled one after another, a bound may count an interaction once for
    # each of its issues.
    reach = np.zeros(parties)
    with np.errstate(over="ignore"):
        for utilities in space.utilities:
            total = total + np.abs(utilities).max(axis=0)
        reach = total.copy()
        for interaction in space.interactions:
            scope = {atom.issue for atom in atoms(interaction.condition)}
            total = total + np.abs(interaction.values)
            reach = reach + np.abs(interaction.values) * max(1, len(scope))
    for party, most in zip(space.parties, reach.tolist(), strict=True):
        if most and not _SMALLEST_RANGE <= most <= _LARGEST_RANGE:
            raise ValueError(
                f"the values of party '{party}' add up to {most:.3g}: rescale them to between "
                f"{_SMALLEST_RANGE:g} and {_LARGEST_RANGE:g}"
            )
    scale = np.where(total > 0, np.minimum(total, 1.0), 1.0)
    measured = [_unit(values[:, p], float(reach[p]), float(scale[p])) for p in range(parties)]
    unit = np.array([value for value, _ in measured])
    exact = np.array([whole for _, whole in measured])
    tolerance = np.maximum(TOLERANCE * scale, total * 1e-13)
    fine = np.maximum(1e-11 * scale, total * 1e-14)
    # What is exact is compared as such, but for the rounding of the disagreement point itself.
    rounding = np.maximum(TOLERANCE * scale, 2 * np.spacing(np.abs(space.disagreement)))
    with np.errstate(over="ignore"):
        least = np.ceil((space.disagreement - np.where(exact, rounding, tolerance)) / unit)
    return Units(
        unit=unit,
        exact=exact,
        utilities=tuple(np.rint(u / unit).astype(np.int64) for u in space.utilities),
        added=np.rint(added / unit).astype(np.int64),
        least=np.clip(least, -2 * _LARGEST, 2 * _LARGEST).astype(np.int64),
        step=np.where(exact, 1, np.maximum(1, np.rint(fine / unit))).astype(np.int64),
        last=np.where(exact, 1, np.maximum(1, np.rint(tolerance / unit))).astype(np.int64),
    )


def _unit(values: NDArray[np.float64], reach: float, scale: float) -> tuple[float, bool]:
    """What one unit is worth to a party, and whether it measures every value."""
    close = 1e-14 * max(scale, float(np.abs(values).max(initial=0.0)))
    for decimals in range(_DECIMALS):
        power = 10.0**decimals
        if reach * power > _LARGEST:
            break
        whole = np.rint(values * power)
        if (np.abs(values - whole / power) <= close).all():
            common = int(np.gcd.reduce(whole.astype(np.int64), initial=0)) or 1
            return common / power, True
    unit = _FINEST * scale
    while reach / unit > _LARGEST:
        unit *= 10
    return unit, False
