"""Wars that follow a settlement, with talks in them: values to go in the place of those without.

After a breach the broken text is off the table and the parties meet at the rate the case gives for
it. What an edge is worth ends with the war in which it was won: a second settlement is worth what
it would be on its ground and with its patrons.
"""

from __future__ import annotations

import numpy as np

from interim.foundation.lanes import LANES
from interim.stages.talks.chain import Wanted, carry_back
from interim.stages.talks.offers import Array, Offers, as_stated
from interim.stages.talks.room import MET, room_for
from interim.stages.war.chain import EDGES, Lives, Wars, month_for
from interim.stages.war.numbers import Numbers
from interim.stages.war.table import SHARES, Table, kinds_of, nodes

SOLVED = (0, 4, 8, 12, 15)
"""Nodes of the edge at which talks are solved; what they add lies on the line between."""
APART = 3
"""Meetings are so rare then that the middle month of three stands for all of them."""


def wars_after(
    months: int, split: int, numbers: Numbers, strength: Array, table: Table, lives: Lives,
    offers: Offers, *, unbroken: bool = False,
) -> Array:  # fmt: skip
    """Values of a war that follows a broken text, for each text.

    Args:
        months: the horizon.
        split: number of agents of the first principal.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        table: values without talks.
        lives: of the agents.
        offers: what would be on the table, the broken text included; met at the rate after a
            breach.
        unbroken: whether the war after a text that is none of these is wanted, too: with all of
            them on the table.

    Returns:
        (plans, n, kinds, shares, patron states, edges, agents); with one more where `unbroken`.
    """
    offers = offers._replace(meets=1.0 - (1.0 - offers.meets) ** APART)
    n, plans = offers.answer.shape
    patrons, ends, agents = numbers.shift.shape[1], numbers.hazard.shape[1], lives.discount.shape[1]
    edges = np.ascontiguousarray(nodes(table.bend, table.step)[:, SOLVED])
    month, room = month_for(patrons, ends, 1), room_for(1, agents, patrons, ends, plans)
    kept = Wanted(-1, np.array(SHARES), np.zeros((n, 2), np.int64))
    unkept = np.empty((n, 0, 1, 1, 1, LANES), np.int64)
    values = np.empty((n, 1, len(SHARES), 1 << patrons, len(SOLVED), agents, LANES))
    wanted = plans + unbroken
    result = np.empty((wanted, *table.values.shape))
    for first in range(0, wanted, LANES):
        broken = range(first, min(first + LANES, wanted))
        varied = as_stated(plans, patrons, months)
        varied.window[:] = (np.arange(months) % APART == APART // 2)[:, None]
        for lane, k in enumerate(broken):
            varied.menu[k : k + 1, lane] = 0.0
        for kind, war in enumerate(kinds_of(numbers)[0]):
            wars = Wars(war, strength, edges)
            carry_back(
                split, wars, lives, offers, varied, kept, month, room, values, unkept
            )  # fmt: skip
            alone = table.values[:, kind][..., SOLVED, :]
            for lane, k in enumerate(broken):
                added = values[:, MET, ..., lane] - alone
                result[k, :, kind] = table.values[:, kind] + between(added)
    return result


def between(added: Array) -> Array:
    """From the solved nodes of the edge to all: (..., nodes, agents)."""
    weights = np.zeros((EDGES, len(SOLVED)))
    for k, unit in enumerate(np.eye(len(SOLVED))):
        weights[:, k] = np.interp(np.arange(EDGES), SOLVED, unit)
    return np.einsum("xk,...ka->...xa", weights, added)
