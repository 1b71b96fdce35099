"""What is on the table in talks, as plain arrays that compiled code can read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.foundation.lanes import LANES, aligned

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

FIRST, SECOND, MEDIATORS = 0, 1, 2
"""Who speaks: a principal, or one of those who mediate."""
WHOLE = LANES - 1
"""The lane in which all texts are on the table; in the lane of its index one has been refused."""


class Offers(NamedTuple):
    """The texts on the table of n futures, and what the parties make of them.

    Agents are the types of the first principal, then those of the second. What depends on the
    ground is given at nothing and at all of the zone captured, and lies on the line between.
    """

    value: Array
    """(n, plans, patron states, 2, agents), of a text signed then, breaches and all."""
    passing: Array
    """(n, plans, patron states, 2), chance that the bodies pass it."""
    answer: Array
    """(n, plans), uniform number of a future: below the chance the bodies pass the text."""
    red: Array
    """(n, plans, 2, 2), chance that it crosses a red line, by ground and principal."""
    rigidity: Array
    """(n, 2), uniform number of a principal: from 1 - chance on it is one that is crossed."""
    prior: Array
    """(n, agents), probability of the type."""
    meets: Array
    """(n,), chance that they meet in a month."""
    speaks: Array
    """(n, patron states, 3), how often each speaks, against the others."""
    puts: Array
    """(n, patron states, plans), how often mediators put each text, against the others."""
    refusal: Array
    """(n, 2), value that a principal loses by being seen to refuse at the first meeting."""


class Variations(NamedTuple):
    """`LANES` ways to hold talks on the same futures."""

    menu: Array
    """(plans, `LANES`), 1 for a text that is on the table."""
    window: Array
    """(months, `LANES`), 1 in months in which they may meet."""
    voice: Array
    """(3, `LANES`), factor on how often each speaks."""
    ties: Array
    """(2, patrons, `LANES`), chance that a patron's aid ends when a principal refuses."""


def as_stated(plans: int, patrons: int, months: int) -> Variations:
    """The talks of the case in every lane."""
    made = Variations(
        aligned(plans, LANES), aligned(months, LANES), aligned(3, LANES), aligned(2, patrons, LANES)
    )
    for table, number in zip(made, (1.0, 1.0, 1.0, 0.0), strict=True):
        table[:] = number
    return made


def refused_each(stated: Variations) -> tuple[Variations, int]:
    """Talks as stated in the last lane, and in each other with one text off the table.

    Returns:
        The talks, and the lane in which all texts are on the table.
    """
    menu = aligned(*stated.menu.shape)
    menu[:] = stated.menu
    for k in range(min(len(menu), WHOLE)):
        menu[k, k] = 0.0
    return stated._replace(menu=menu), WHOLE
