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

LARGEST_EDGE = 1.0
"""Most that one number may move a side's chance of prevailing, either way: all of it."""

EDGES = frozenset({"first_strike", "rearmament", "exposure"})
"""Blocks of such numbers, by principal."""

MOST_UNITS = 10
"""So is the referendum over the results of its units. Both limits are those of the stages."""

MOST_BOYCOTTS = 4
"""And each unit's vote over which boycotts are called."""


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


def reach(quantity: Quantity) -> tuple[float, float]:
    """The ends of a bounded notation, or of the central 90 % of another."""
    if quantity.family in ("constant", "uniform", "pert"):
        return support(quantity)
    low, high = quantity.at(np.array([0.05, 0.95]))
    return float(low), float(high)


def excess(quantity: Quantity, path: Path) -> tuple[str, str] | None:
    """What is wrong with a quantity that its domain allows and its meaning does not.

    Args:
        quantity: any.
        path: where it stands; its last two parts say what it means.

    Returns:
        What is wrong, and what is expected; None if nothing is.
    """
    *_, block, key = ("", *path)
    low, high = reach(quantity) if quantity.family != "choice" else (0.0, 0.0)
    # The ends of an interval survive the round trip through logarithms only nearly.
    if key == "beyond" and high > MOST_BEYOND + 1e-9:
        return (
            "'beyond' is too near to 1, where no settlement is worth anything beside victory",
            f"a share from 0 to {MOST_BEYOND:g}",
        )
    if block in EDGES and max(-low, high) > LARGEST_EDGE + 1e-9:
        return (
            f"'{block}' moves the chance of prevailing by more than the whole of it",
            "points of that chance from -1 to 1, such as 0.05 for five points of a hundred",
        )
    return None


def meant(document: Document, path: Path, quantity: Quantity) -> Iterator[Problem]:
    """A quantity that its domain allows and its meaning does not."""
    wrong = excess(quantity, path)
    if wrong is not None:
        message, expected = wrong
        yield document.problem(path, message, found=quantity.text, expected=expected)


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
    if reach(quantity)[1] > 1 + 1e-9:
        yield document.problem(
            path,
            f"the hazard '{path[-1]}' is above 1 per month",
            found=quantity.text,
            expected="a hazard per month between 0 and 1",
        )
