"""`plans/*.yaml`: named packages, and what a clause does to implementation."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from interim.case.model.block import Block, Id, Sources, Traced
from interim.case.quantity import Amount, Real, Share


class Guarantee(Block):
    """A guarantor's promise to answer a breach by one principal."""

    guarantor: Id
    against: Id
    commitment: Share


class Mandate(Block):
    """How long an international presence is allowed to stay."""

    term: Literal["open-ended", "renewable"]
    months: Amount | None = None
    """Months between renewals, for a renewable mandate."""
    lapse: Share | None = None
    """Chance that a renewal fails."""


class Effect(Traced):
    """What an option (or a plan's own wording of it) does to implementation."""

    peacekeepers: Amount | None = None
    monitors: Amount | None = None
    access: Share | None = None
    """Share of the ground that those who watch can reach (factors multiply)."""
    snapback: Share | None = None
    """Chance that an attributed violation takes the breaker's relief back."""
    relief_start: Amount | None = None
    """Months from signing until relief begins."""
    relief_months: Amount | None = None
    """Months over which relief is paid out; 0 is all at once."""
    guarantees: tuple[Guarantee, ...] = ()
    mandate: Mandate | None = None
    first_strike: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing if it strikes first."""
    rearmament: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing per year of peace."""
    accident_factor: Amount | None = None
    """Multiplies the hazard of accidental collapse (factors multiply)."""
    vote_months: Amount | None = None
    """Months from signing to the referendum."""


class Clause(Traced):
    """One issue answered by one option. A bare option id is short for `{option: id}`."""

    option: Id
    with_: Effect | None = Field(default=None, alias="with")
    """This plan's own figures for what the option does, in place of the case's."""
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _clause_shorthand(cls, raw: Any) -> Any:
        return {"option": raw} if isinstance(raw, str) else raw


class Plan(Block):
    """A named package with a source. Issues it does not mention are silent."""

    id: Id
    title: str
    short: str
    summary: str
    date: datetime.date | None = None
    source: Sources = ()
    based_on: Id | None = None
    clauses: dict[Id, Clause] = Field(default_factory=dict)
    note: str | None = None
