"""`talks.yaml`: which texts can be put while the war goes on, how often, and by whom."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount

MOST_TEXTS = 24
"""On a menu: which of them both would sign is kept in the bits of one number."""


class Speaker(Traced):
    """Who can put a text."""

    weight: Amount
    """How often it is the one to speak, against the other speakers."""
    after: dict[Id, Amount] = Field(default_factory=dict)
    """Patron -> factor on the weight once that patron's aid has ended."""
    puts: dict[Id, Amount] = Field(default_factory=dict)
    """Plan -> how often a mediator puts it, against its other texts; all of the menu alike where
    this is left out. Principals have none: they put what serves them."""


class Talks(Block):
    """`talks.yaml`: which texts can be put while the war goes on, how often, and by whom."""

    menu: tuple[Id, ...]
    """Plans on the table."""
    lost_ground: dict[Id, Literal["stays", "returned"]] = Field(default_factory=dict)
    """Plan -> what becomes of the zone's ground that the attacker has taken before it is signed:
    it stays with who holds it, and the options in `captured` of `war.yaml` hold there; or it is
    returned, and the plan's clauses hold there as written."""
    meetings: Amount
    """Hazard per month of fighting that the parties meet over a text."""
    after_breach: Amount
    """The same in a war that follows a settlement that ended."""
    speakers: dict[Id, Speaker]
    """Party -> how it speaks."""
