"""What becomes of a deal in force, by the types of both principals, from a solved game."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interim.stages.compliance.drawing import Scheme
from interim.stages.compliance.forward import Odds, carry_forward, mass_for, told_for
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.solution import Solved
from interim.stages.compliance.trace import MARKS
from interim.stages.compliance.turns import turns_for


@dataclass(frozen=True)
class Outlook:
    """Chances of what becomes of a deal, from the day of signing, by the types of both principals.

    They are those that a course of the game is drawn with, summed over all courses of a future but
    for the result of its vote, which is the drawn one.

    Attributes:
        marks: numbers of months, rising.
        breaks: (n, types of the first, of the second, 2, 2, len(marks)), chance that a principal
            has openly broken the deal by the end of so many months, while it complied (0) or by way
            of probing (1).
        lasts: (n, types of the first, of the second, len(marks)), chance that the deal is in force
            then: not broken, no accident, no mandate lapsed.
        clean: (n, types of the first, of the second, 2), chance that no blame falls on a principal
            in the first 12 months (in those until the horizon or the end of the deal, if sooner).
    """

    marks: tuple[int, ...]
    breaks: Array
    lasts: Array
    clean: Array


def blank(n: int, types: Whole, months: int, marks: tuple[int, ...] = MARKS) -> Outlook:
    """An outlook of n games still to be filled.

    Args:
        n: games.
        types: (2,), number of types of each principal.
        months: the horizon; later marks are left out.
        marks: numbers of months, rising.
    """
    kept, (first, second) = tuple(m for m in marks if m <= months), types.tolist()
    return Outlook(
        kept,
        np.empty((n, first, second, 2, 2, len(kept))),
        np.empty((n, first, second, len(kept))),
        np.empty((n, first, second, 2)),
    )


def look_ahead(solved: Solved, scheme: Scheme, outlook: Outlook) -> None:
    """Fill in the outlook of the games of a solved block."""
    block, rules = solved.block, solved.block.rules
    odds = Odds(rules.chances, rules.ends, rules.vote, rules.due, rules.public)
    (first, second), marks = outlook.lasts.shape[1:3], np.array(outlook.marks, np.int64)
    pairs, points = first * second, len(rules.public.grid)
    told = told_for(len(marks), pairs)
    mass = mass_for(len(rules.due) + 1, pairs, points)
    carry_forward(scheme, odds, solved.choice, marks, turns_for(points), mass, told)
    own, futures = slice(0, block.size), block.futures[: block.size]
    types = (block.size, first, second)
    breaks, lasts = np.moveaxis(told.breaks, 0, -2), np.moveaxis(told.lasts, 0, -2)
    outlook.breaks[futures] = by_future(breaks[..., own]).reshape(*types, 2, 2, -1)
    outlook.lasts[futures] = by_future(lasts[..., own]).reshape(*types, -1)
    outlook.clean[futures] = by_future(1.0 - told.blamed[..., own]).reshape(*types, 2)


def by_future(lanes: Array) -> Array:
    """Tables with futures on the last axis, with them on the first."""
    return np.moveaxis(lanes, -1, 0)
