"""`enforcement.yaml`: who watches, who answers a breach, and how principals choose."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.model.plans import Effect
from interim.case.quantity import Amount, Real, Share


class Behaviour(Traced):
    """How principals choose and how peace can come apart; calibrated on history."""

    precision: Amount
    """Logit precision of choices during implementation, per unit of value."""
    assent_precision: Amount
    """Logit precision of the choice to sign, per unit of value."""
    opportunity_rate: Amount
    """Occasions to reconsider, per principal and year."""
    accident_hazard: Amount
    """Hazard per month of accidental collapse at the highest tension."""
    incident: Share
    """Chance per month that probing leads to an incident."""
    calm: Share
    """Chance per month that tension falls by a step while both comply."""
    probe_gain: Real
    """Value flow gained by the side that probes."""
    probe_harm: Real
    """Value flow lost by the other side."""
    tension_cost: Real
    """Value flow lost by each side at the highest tension."""
    probe_deaths: Amount
    """Deaths per month while a side probes."""


class Monitoring(Traced):
    """How watching turns into seeing."""

    line_km: Amount
    """Length of the line that is watched."""
    people_thousands: Amount
    """Inhabitants of the ground that is watched."""
    base: Amount
    """Detections per incident without any mission (satellites, the parties themselves)."""
    per_monitor_km: Amount
    """Added detections per monitor per km of line."""
    per_peacekeeper_km: Amount
    """Added detections per peacekeeper per km of line."""
    per_watcher_thousand: Amount
    """Added detections per monitor or peacekeeper per 1,000 inhabitants."""
    attribution: Share
    """Chance that a detected violation is pinned on the right side (else on nobody)."""
    false_attribution: Share
    """Chance per month of tension that a side is blamed for what it did not do."""


class Guarantor(Traced):
    """An outsider that may answer a breach."""

    resolve: Share
    """Chance that it does what it promised when the day comes, while engaged."""
    strength: dict[Id, Share]
    """Fall in a breaking principal's chance of prevailing if it answers in full."""
    engaged: Share
    """Chance that it is engaged at signing."""
    disengage: Amount
    """Hazard per month of turning away."""
    engage: Amount
    """Hazard per month of turning back."""
    alarm: Amount
    """Factor on `engage` after an attributed violation (and its inverse on `disengage`)."""


class Benefit(Block):
    """An issue whose benefit is paid over time and can be taken back."""

    issue: Id
    """The issue."""
    to: Id
    """The principal that receives the benefit."""
    withdrawn: Id
    """The option that holds once the benefit is taken back."""


class Support(Traced):
    """What third parties add to the victim of an attributed breach."""

    victim: Id
    """The principal that others help."""
    chance: Real
    """Rise in the victim's chance of prevailing."""


class Observer(Traced):
    """What an outsider believes of the principals, and what it does about it."""

    priors: dict[Id, dict[Id, Amount]]
    """Principal -> type -> weight (normalised)."""
    helps: Id | None = None
    """The principal that it helps; without one it only watches."""
    response: Real | None = None
    """Rise in the helped side's chance of prevailing once the observer is sure that the other
    principal breaks the next deal, having been sure that it would not."""
    fears: Id | None = None
    """The type of the other principal that it fears; `public_belief` is of those who fear alike."""


class PublicBelief(Traced):
    """What the public believes of a principal, as a part of the game that guarantors and helpers
    answer to. Its belief at signing is the mean of the observers' priors."""

    about: Id
    """A principal."""
    fears: Id
    """The type of it that the public fears."""
    points: int = Field(default=5, ge=3, le=15)
    """Points of a grid of beliefs; each costs as much time as the whole game without them."""
    response: Real | None = None
    """Rise in what guarantors do about a breach, as a share of it, from no belief in the feared
    type to certainty."""
    engagement: Real | None = None
    """Rise in the logarithm of their hazard to engage, and fall in that to disengage, likewise."""


class Enforcement(Traced):
    """`enforcement.yaml`."""

    behaviour: Behaviour
    """How principals choose and how peace can come apart."""
    monitoring: Monitoring
    """How watching turns into seeing."""
    guarantors: dict[Id, Guarantor] = Field(default_factory=dict)
    """Party -> how it answers a breach."""
    benefits: tuple[Benefit, ...] = ()
    """Issues whose benefit is paid over time and can be taken back."""
    support: tuple[Support, ...] = ()
    """What third parties add to the victim of a breach."""
    observers: dict[Id, Observer] = Field(default_factory=dict)
    """Party -> what it believes of the principals."""
    public_belief: PublicBelief | None = None
    """Without it guarantors and helpers do not change their minds during the game."""
    effects: dict[Id, dict[Id, Effect]] = Field(default_factory=dict)
    """Issue -> option -> what it does."""
    rearmament: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing per year of peace, under no clause."""
    first_strike: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing if it strikes first, under no clause."""
    walkover: dict[Id, Share] = Field(default_factory=dict)
    """Chance that a principal that breaks a settlement takes an open zone before the other comes
    back; a half where not said."""
