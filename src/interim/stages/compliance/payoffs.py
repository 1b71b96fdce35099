"""What a month of the deal is worth to an agent.

Tables have futures on their last axis, of length n.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.state import LEVELS


@inlined
def flow(package: Any, friction: Any, relief: Any, cell: int) -> Any:
    """What a month is worth that begins, after the move, in a cell: a number, or lanes of them.

    Args:
        package: as if relief were never paid.
        friction: what posture and tension add.
        relief: that is paid while it is intact.
        cell: of the month.
    """
    worth = package + friction
    return worth if cell & 2 else worth + relief


def frictions(game: Game) -> Array:
    """Flow from probing, the other's probing and tension.

    Returns:
        (2, 2, `LEVELS`, n), by own posture, the other's and tension; the same for both principals.
    """
    table = np.empty((2, 2, LEVELS, game.engaged.size))
    for own in range(2):
        for other in range(2):
            for tension in range(LEVELS):
                gain = own * game.probe_gain - other * game.probe_harm
                table[own, other, tension] = gain - game.tension_cost * tension / (LEVELS - 1)
    return table


def relief_paid(game: Game, months: int) -> Array:
    """Part of relief that is paid in each month while it is intact: (months + 1, n)."""
    since = np.arange(months + 1)[:, None] - game.relief_start
    gradual = game.relief_months > 0.0
    part = np.clip(since / np.where(gradual, game.relief_months, 1.0), 0.0, 1.0)
    return np.where(gradual, part, since >= 0.0)


def by_agent(game: Game, table: Array) -> Array:
    """(agents, n) from (n, 2, types), padding left out."""
    first, second = game.types.tolist()
    return np.concatenate([table[:, 0, :first], table[:, 1, :second]], axis=1).T


def of_principals(game: Game, table: Array) -> Array:
    """(agents, n) from (n, 2), the same for each type of a principal."""
    return np.repeat(table.T, game.types, axis=0)
