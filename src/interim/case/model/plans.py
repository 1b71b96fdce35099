"""`plans/*.yaml`: named packages, and what a clause does to implementation."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from interim.case.model.block import Block, Id, Sources, Traced
from interim.case.quantity import Amount, Real, Share

Ids = Sources
"""Ids; one may be written without brackets."""

MOST_STEPS = 4
"""The game is worked out over all positions of the two withdrawals."""


class Guarantee(Block):
    """A guarantor's promise to answer a breach by one principal."""

    guarantor: Id
    """Party that promises."""
    against: Id
    """Principal whose breach it would answer."""
    commitment: Share
    """How firmly the text binds the guarantor: 0 not at all, 1 fully."""


class Mandate(Block):
    """How long an international presence is allowed to stay."""

    term: Literal["open-ended", "renewable"]
    """Whether it ends only by a new vote, or unless it is renewed."""
    months: Amount | None = None
    """Months between renewals of a renewable mandate, or between occasions to end an open-ended
    one."""
    lapse: Share | None = None
    """Chance that a renewal fails, where no body is named."""
    body: Id | None = None
    """The body that renews a renewable mandate, or that alone can end an open-ended one."""
    reopened: Share | None = None
    """Chance, each time, that somebody reopens the question, so that the body votes on it; else
    things stay as they are."""


class Leaving(Block):
    """The armies whose withdrawal an option is: it holds, and its shifts of first strike count, by
    the steps that they have taken."""

    by: Ids = Field(min_length=1, max_length=2)
    """One principal, or both in equal parts."""
    until: Id | None = None
    """The option that holds until then; the issue's default where not said."""


class Withdrawal(Block):
    """Who withdraws first, and how."""

    order: Ids = Field(min_length=1, max_length=2)
    """The principals that withdraw; the first moves first."""
    months: Amount
    """Months that it takes if nobody stalls."""
    steps: int = Field(default=1, ge=1, le=MOST_STEPS)
    """Steps into which each side's withdrawal is divided, taken in turn."""
    conditional: bool = False
    """Whether a step falls due only once the other's last one is attested; else who stalls is
    passed over."""
    exposure: dict[Id, Real] = Field(default_factory=dict)
    """Fall in a principal's chance of prevailing once it has withdrawn and the other has not."""
    deadline: Amount | None = None
    """Months from signing until an unfinished withdrawal is given up; by default three times
    `months`."""


class Effect(Traced):
    """What an option (or a plan's own wording of it) does to implementation."""

    peacekeepers: Amount | None = None
    """Armed peacekeepers (heads add up over clauses)."""
    monitors: Amount | None = None
    """Unarmed observers (heads add up over clauses)."""
    access: Share | None = None
    """Share of the ground that those who watch can reach (factors multiply)."""
    snapback: Share | None = None
    """Chance that an attributed violation takes the breaker's relief back."""
    relief_start: Amount | None = None
    """Months from signing until relief begins."""
    relief_months: Amount | None = None
    """Months over which relief is paid out; 0 is all at once."""
    relief_after: Literal["signing", "withdrawal"] | None = None
    """Whether relief waits until the armies have withdrawn."""
    relief_clean_months: Amount | None = None
    """Months without blame on who receives relief by which it is earned, and by which it is earned
    back once taken; without this it is paid from the start and taken back for good."""
    snapback_veto: Share | None = None
    """Chance that a veto stops the taking back."""
    guarantees: tuple[Guarantee, ...] = ()
    """Promises to answer a breach."""
    mandate: Mandate | None = None
    """How long the presence may stay."""
    first_strike: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing if it strikes first."""
    rearmament: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing per year of peace."""
    accident_factor: Amount | None = None
    """Multiplies the hazard of accidental collapse (factors multiply)."""
    vote_months: Amount | None = None
    """Months from signing to the referendum."""
    vote_held: Share | None = None
    """Chance that the referendum is held at all (the least of several clauses), in place of the
    case's `held`."""
    vote_when: Literal["due", "calm"] | None = None
    """Whether the referendum, once due, waits for a month without tension."""
    zone: Literal["open", "attacker"] | None = None
    """Who stands in the zone of the front: nobody's army, or the attacker's; else it is held as on
    the day of signing."""
    walkover_factor: Amount | None = None
    """Multiplies every `walkover` (factors multiply): armed peacekeepers are in the way."""
    leaves: Leaving | None = None
    """Armies whose withdrawal this option is."""
    withdrawal: Withdrawal | None = None
    """Who withdraws first, and how; at most one clause of a plan says it."""


class Clause(Traced):
    """One issue answered by one option. A bare option id is short for `{option: id}`."""

    option: Id
    """The option chosen."""
    with_: Effect | None = Field(default=None, alias="with")
    """This plan's own figures for what the option does, in place of the case's."""

    @model_validator(mode="before")
    @classmethod
    def _clause_shorthand(cls, raw: Any) -> Any:
        return {"option": raw} if isinstance(raw, str) else raw


class Plan(Block):
    """A named package with a source. Issues it does not mention are silent."""

    id: Id
    """Id, where it is not the name of the file."""
    title: str
    """Name for readers."""
    short: str
    """Short name, for tables and figures."""
    summary: str
    """The plan in a sentence or two."""
    date: datetime.date | None = None
    """When it was published."""
    source: Sources = ()
    based_on: Id | None = None
    """The plan whose clauses hold where this one names no other."""
    clauses: dict[Id, Clause] = Field(default_factory=dict)
    """Issue -> the option chosen; issues that are not named are silent."""
    note: str | None = None
    """For readers."""
