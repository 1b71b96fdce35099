"""What becomes of a deal in force, by the types of both principals, from a solved game."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interim.stages.compliance.drawing import Scheme
from interim.stages.compliance.forward import carry_forward
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.lines import GameRules, Mass, Told, mass_for, told_for
from interim.stages.compliance.solution import Solved
from interim.stages.compliance.turns import Search, Turns, turns_for

OUTLOOK_MARKS = (12, 24, 60)
"""Months after which an outlook is written down. Every month costs, and with 120 of them it would
take half as long as solving the game over fifteen years."""


@dataclass(frozen=True)
class Outlook:
    """Chances of what becomes of a deal, from the day of signing, by the types of both principals.

    They are those that a course of the game is drawn with, summed over all courses of a future but
    for the result of its vote: that is the drawn one, since strategies after other results are not
    kept. So the guarantors at signing are summed over, and the vote is not.

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


def blank(n: int, types: Whole, months: int, marks: tuple[int, ...] = OUTLOOK_MARKS) -> Outlook:
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


class Sight:
    """Room to look ahead in, used again for the next block of the same size."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, ...], tuple[Turns, Search, Mass, Told]] = {}

    def of(
        self, marks: int, branches: int, types: tuple[int, int], points: int
    ) -> tuple[Turns, Search, Mass, Told]:
        """Room for games with so many of each."""
        key = (marks, branches, *types, points)
        if key not in self._made:
            mass, told = mass_for(branches, *types, points), told_for(marks, types[0] * types[1])
            self._made[key] = (*turns_for(points), mass, told)
        return self._made[key]


def look_ahead(solved: Solved, scheme: Scheme, outlook: Outlook, sight: Sight) -> None:
    """Fill in the outlook of the games of a solved block.

    Args:
        solved: the block.
        scheme: of its games.
        outlook: out.
        sight: room to work in.
    """
    block, rules = solved.block, solved.block.rules
    game_rules = GameRules(rules.chances, rules.ends, rules.vote, rules.due, rules.public)
    (first, second), marks = outlook.lasts.shape[1:3], np.array(outlook.marks, np.int64)
    branches, points = len(rules.due) + 1, len(rules.public.grid)
    turns, search, mass, told = sight.of(len(marks), branches, (first, second), points)
    carry_forward(scheme, game_rules, solved.choice, marks, turns, search, mass, told)
    futures, types = block.futures[: block.size], (block.size, first, second)

    def by_future(table: Array, *axes: int) -> Array:
        """Futures first, then pairs."""
        return table[..., : block.size].transpose(-1, -2, *axes)

    n = len(marks)
    outlook.breaks[futures] = by_future(told.breaks, 1, 2, 0).reshape(*types, 2, 2, n)
    outlook.lasts[futures] = by_future(told.lasts, 0).reshape(*types, n)
    outlook.clean[futures] = 1.0 - by_future(told.blamed, 0).reshape(*types, 2)
