"""`war.yaml`: what goes on if nobody signs."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import NO_DEAL, Block, Id, Traced
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
    edge_gain: Real | None = None
    """km2 per month added to the gain for an edge of 1 in the chance of prevailing."""
    high_ground: Real | None = None
    """Edge in the chance of prevailing that the whole zone gives the attacker, in parts with parts
    of it, however it came by it."""


class Beginning(Traced):
    """What it costs to begin again: mobilising, a public used to peace, a first month's losses."""

    monthly_cost: Share
    """Value lost per month, as a share of the scale of settlements, beside the cost of the war."""
    months: Amount
    """Months over which it is lost."""


class Belligerent(Traced):
    """What the war costs one principal."""

    monthly_cost: Share
    """Value lost per month of fighting, as a share of the value that month could bring."""
    monthly_deaths: Amount
    """Its own dead, per month of fighting."""
    beginning: Beginning | None = None
    """What it costs it to begin a war again that a settlement has ended."""


class Patron(Traced):
    """An outsider whose aid may end."""

    side: Id
    """Principal that it helps."""
    withdrawal: Amount
    """Hazard per month that aid ends for good."""
    gain_shift: Real
    """km2 per month added to the attacker's gain once aid has ended."""
    in_peace: Amount | None = None
    """The hazard of `withdrawal` while a settlement or a standstill holds; the same where not
    said."""
    after_breach: Amount | None = None
    """Factor on both hazards in a war that the other side began by breaking a settlement."""


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
    resumes: Amount | None = None
    """Hazard per month that the war goes on again from the ground of then: for a standstill that
    nobody signed. Without it the end is final."""


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
    frozen: bool = False
    """Whether nobody fights where there is no deal: a frozen conflict. The numbers above then say
    what the state of things costs and how it may end."""
    after_breach: Id = NO_DEAL
    """Plan whose package holds once a settlement has ended, until the war that follows ends: for a
    breach that does not bring the old state back."""
