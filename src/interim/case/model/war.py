"""`war.yaml`: what goes on if nobody signs."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount, Real, Share


class Front(Traced):
    """The ground one side tries to take while the war goes on."""

    attacker: Id
    """Principal that tries to take the ground."""
    zone_km2: Amount
    """Area of the zone that it tries to take."""
    monthly_gain: Real
    """km2 per month taken by the attacker, mean over the war; negative if pushed back."""
    monthly_spread: Amount
    """Standard deviation of a single month's gain around that mean, km2."""
    captured: dict[Id, Id]
    """Issue -> option that holds once the whole zone is taken."""


class Belligerent(Traced):
    """What the war costs one principal."""

    monthly_cost: Share
    """Value lost per month of fighting, as a share of the value that month could bring."""
    monthly_deaths: Amount
    """Its own dead, per month of fighting."""


class Patron(Traced):
    """An outsider whose aid may end."""

    side: Id
    """Principal that it helps."""
    withdrawal: Amount
    """Hazard per month that aid ends for good."""
    gain_shift: Real
    """km2 per month added to the attacker's gain once aid has ended."""


class WarEnd(Traced):
    """A way the war can end: a hazard and the terms that then hold."""

    title: str
    """Name for readers."""
    terms: Id
    """Plan whose package then holds."""
    victor: Id | None = None
    """Principal that has won then; without one nobody has."""
    hazard: Amount
    """Per month of fighting, while all patrons give aid."""
    if_withdrawn: dict[Id, Amount] = Field(default_factory=dict)
    """Factor on the hazard once a patron's aid has ended."""


class Civilians(Traced):
    """What the war costs those who do not fight."""

    monthly_deaths: Amount
    """Civilian dead, per month of fighting."""


class War(Block):
    """`war.yaml`: what goes on if nobody signs."""

    front: Front
    """Ground and pace of the front."""
    belligerents: dict[Id, Belligerent]
    """Principal -> what the war costs it."""
    civilians: Civilians
    """What the war costs those who do not fight."""
    patrons: dict[Id, Patron] = Field(default_factory=dict)
    """Party -> aid that may end."""
    ends: dict[Id, WarEnd] = Field(min_length=1)
    """Way the war can end -> hazard and terms."""
