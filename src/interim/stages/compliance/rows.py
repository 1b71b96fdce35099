"""Where the strategies of a game stand: a row for each branch, month and point of public belief."""

from __future__ import annotations

from typing import NamedTuple

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Game
from interim.stages.compliance.state import DONE, FIRST, GIVEN_UP
from interim.stages.compliance.withdrawal import deadline_of


class Size(NamedTuple):
    """What the number of rows hangs on."""

    months: int
    deadline: int
    """Month in which an unfinished withdrawal is given up; 0 if there is none."""
    points: int
    """Of the public's belief, 1 if it has none."""


class Branch(NamedTuple):
    """Which choices of a month are meant."""

    layer: int
    """Of the withdrawal."""
    waiting: int
    """1 if the vote's month has come but it has not been held."""
    due: int
    """1 for the choice whether to take a step that falls due."""


@compiled
def size_of(game: Game, i: int, months: int) -> Size:
    """The size of the game of future i."""
    return Size(months, deadline_of(game, i, months), game.grid.shape[1])


@compiled
def vote_may_wait(game: Game, i: int, months: int) -> bool:
    """Whether the vote may have to wait beyond its month."""
    late = deadline_of(game, i, months) > game.vote_month[i]
    return game.vote_month[i] < months and (game.vote_calm[i] > 0.0 or late)


@compiled
def strategy_rows(game: Game, i: int, months: int) -> int:
    """Rows that the strategies of a game take, see `solution.solve`."""
    size = size_of(game, i, months)
    if size.deadline > 0:
        unfinished = (game.steps[i, 0] + 1) * (game.steps[i, 1] + 1) - 1
        return (3 * months + 1 + 2 * unfinished * size.deadline) * size.points
    if vote_may_wait(game, i, months):
        return (2 * months + 1) * size.points
    return (months + 1) * size.points


@compiled
def strategy_row(size: Size, branch: Branch, t: int) -> int:
    """First of the rows of month t's strategies, one for each point of the public's belief."""
    if branch.layer == DONE:
        place = size.months + 1 + t if branch.waiting else t
    elif branch.layer == GIVEN_UP:
        place = 2 * size.months + 1 + t
    else:
        before = 2 * (branch.layer - FIRST) + branch.due
        place = 3 * size.months + 1 + before * size.deadline + t
    return place * size.points
