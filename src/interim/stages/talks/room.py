"""Room for the talks of one future: what the compiled chain of the talks writes to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.lanes import LANES, aligned
from interim.stages.talks.offers import Array, Whole
from interim.stages.war.chain import GRID

MET, UNMET = 0, 1
FRESH = 60
"""Months after which nobody minds a first refusal any more."""


class Room(NamedTuple):
    """Room for the talks of one future."""

    values: Array
    """(layers, agents, patron states, `GRID`, `LANES`), at the start of a month."""
    going: Array
    """The same, once it is clear that nothing is signed in it."""
    still: Array
    """(layers, agents, ends, patron states, `GRID`, `LANES`), of standing, for ends that may
    break."""
    later: Array
    """(patron states, `GRID`, `LANES`), a month later."""
    moved: Array
    """(patron states, `GRID`, `LANES`), before the ground moves."""
    base: Array
    """(agents, patron states, `GRID`), what a month of war brings for certain."""
    keep: Array
    """(patron states, `GRID`), chance that fighting goes on."""
    stands: Array
    """(agents, ends, `GRID`), what a month of standing brings."""
    who: Array
    """(patron states, 3, `LANES`), chance in a month that they meet and so one speaks."""
    puts: Array
    """(patron states, plans, `LANES`), chance that a mediator who speaks puts a text."""
    deal: Array
    """(patron states, `GRID`, plans, agents), of a text signed then."""
    passes: Array
    """(patron states, `GRID`, plans), chance that the bodies pass it."""
    free: Whole
    """(`GRID`, plans, 2), 1 where no red line of a principal is in the way."""
    lost: Array
    """(agents, 3, `LANES`), what it is worth, over going on, that the first principal has refused,
    the second, or both."""
    least: Array
    """(agents,), of refusing, over the variations: a text worth less is signed in none."""
    live: Whole
    """(plans,), 1 for a text that somebody on either side may sign."""
    signs: Array
    """(agents, plans, `LANES`), 1 where an agent would sign."""
    chance: Array
    """(2, plans, `LANES`), that a principal would, its types mixed."""
    voted: Array
    """(agents, plans, `LANES`), value once the bodies have refused a text."""
    chosen: Array
    """(agents, `LANES`), index of the text that an agent puts, -1 for none."""
    offered: Array
    """(2, plans, `LANES`), chance that a principal who speaks puts a text, its types mixed."""


def room_for(layers: int, agents: int, patrons: int, ends: int, plans: int) -> Room:
    """Room for talks of so many."""
    states = 1 << patrons
    shape = (layers, agents, states, GRID, LANES)
    return Room(
        aligned(*shape), aligned(*shape), aligned(layers, agents, ends, states, GRID, LANES),
        aligned(states, GRID, LANES), aligned(states, GRID, LANES),
        np.empty((agents, states, GRID)), np.empty((states, GRID)), np.empty((agents, ends, GRID)),
        aligned(states, 3, LANES),
        aligned(states, plans, LANES), np.empty((states, GRID, plans, agents)),
        np.empty((states, GRID, plans)), np.empty((GRID, plans, 2), np.int64),
        aligned(agents, 3, LANES), np.empty(agents), np.empty(plans, np.int64),
        aligned(agents, plans, LANES), aligned(2, plans, LANES), aligned(agents, plans, LANES),
        aligned(agents, LANES), aligned(2, plans, LANES),
    )  # fmt: skip
