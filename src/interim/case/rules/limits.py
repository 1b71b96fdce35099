"""Limits on single quantities that their domain does not state."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from interim.case.positions import Document, Path
from interim.case.quantity import Quantity
from interim.foundation.errors import Problem

MOST_PATRONS = 6
"""The war is worked out over all states of the patrons, two to the power of their number."""

MOST_BEYOND = 0.95
"""The largest share that only victory may give: 19 times all that settlements can."""

MOST_UNITS = 10
"""So is the referendum over the results of its units. Both limits are those of the stages."""

MOST_BOYCOTTS = 4
"""And each unit's vote over which boycotts are called."""

MOST_TEXTS = 24
"""Texts on the menu of the talks: each is worked out over states of the war."""


def constant(quantity: Quantity) -> float | None:
    """The value of a constant, or None if the quantity is uncertain."""
    return None if quantity.uncertain else quantity.parameters[0]


def support(quantity: Quantity) -> tuple[float, float]:
    """The lowest and highest value of a bounded notation; of others, what they never reach."""
    p = quantity.parameters
    match quantity.family:
        case "constant":
            return p[0], p[0]
        case "uniform":
            return p[0], p[1]
        case "pert":
            return p[0], p[2]
        case _:
            return 1e-9, 1 - 1e-9


def above_zero(document: Document, path: Path, quantity: Quantity) -> Iterator[Problem]:
    """A quantity that divides or scales something must not be 0."""
    if constant(quantity) == 0:
        yield document.problem(
            path,
            f"'{path[-1]}' must not be 0",
            found=quantity.text,
            expected="an amount above 0",
        )


def at_most(
    document: Document, path: Path, count: int, most: int, things: str
) -> Iterator[Problem]:
    """More things than the stages can work out exactly."""
    if count > most:
        yield document.problem(
            path,
            f"there are more {things} than can be worked out exactly",
            key=True,
            found=str(count),
            expected=f"at most {most}",
        )


def hazard(document: Document, path: Path, quantity: Quantity) -> Iterator[Problem]:
    """A hazard per month above 1 is most likely one per year, or a percentage."""
    if quantity.family in ("constant", "uniform", "pert"):
        high = support(quantity)[1]
    else:
        high = float(quantity.at(np.array([0.95]))[0])
    # The ends of an interval survive the round trip through logarithms only nearly.
    if high > 1 + 1e-9:
        yield document.problem(
            path,
            f"the hazard '{path[-1]}' is above 1 per month",
            found=quantity.text,
            expected="a hazard per month between 0 and 1",
        )
