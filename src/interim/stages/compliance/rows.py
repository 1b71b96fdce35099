"""Where the strategies of a game stand: a row for each branch and month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.game import Whole
from interim.stages.compliance.state import DONE, FIRST, GIVEN_UP


class Rows(NamedTuple):
    """The rows of games solved together."""

    first: Whole
    """(layers, 2), the first of the rows of a layer of the withdrawal, one for each month: of an
    unfinished one where no step falls due and of who is to take one, of the others before the vote
    and after it."""
    spare: int
    """A row for strategies that are not kept."""
    number: int
    """Of rows."""


def rows_of(layers: int, months: int, last: int, *, votes: bool) -> Rows:
    """The rows of a game.

    Args:
        layers: of the withdrawal.
        months: the horizon.
        last: the last month in which it is given up.
        votes: whether there is a vote before the horizon.
    """
    first = np.zeros((layers, 2), np.int64)
    number = months
    if votes:
        first[DONE, 1] = months
        number += months
    if layers > 1:
        first[GIVEN_UP] = number
        number += months
    for layer in range(FIRST, layers):
        for due in range(2):
            first[layer, due] = number
            number += last
    return Rows(first, number, number + 1)
