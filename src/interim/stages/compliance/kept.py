"""What a deal would be worth if both sides kept it to the letter: beside it stands what is lost."""

from __future__ import annotations

import numpy as np

from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.payoffs import relief_paid


def if_kept(game: Game, months: int) -> tuple[Array, Array]:
    """What the vote, and what the relief still to come, add to a deal that both keep.

    Args:
        game: n games.
        months: the horizon; the last flow goes on for ever.

    Returns:
        (n, 2) each, by principal: what the vote adds over the package as written before it; and
        what is missing of relief until it is paid in full, 0 or below where relief is worth having.
    """
    patience = game.discount ** (1.0 / 12.0)
    held = np.minimum(game.vote_month, months)[:, None]
    changes = (game.utility[:, :, 1:] - game.utility[:, :, :1]) * game.vote[:, None, :]
    voted = np.where(held < months, patience**held * changes.sum(axis=2), 0.0)
    t = np.arange(months + 1)[:, None, None]
    weight = patience**t * np.where(t < months, 1.0 - patience, 1.0)
    missing = (weight * (1.0 - relief_paid(game, months))[:, :, None]).sum(axis=0)
    return voted, -missing * game.benefit
