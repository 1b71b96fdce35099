"""`bodies.yaml`: who votes on a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from interim.case.model.block import Block, Id, Sources, Traced
from interim.case.quantity import Amount, Real, Share


class Member(Traced):
    """A member, faction or bloc of seats in a body."""

    title: str
    """Name for readers."""
    seats: int = Field(default=1, ge=1)
    """How many seats it has."""
    weight: int = Field(default=1, ge=0)
    """Votes per seat."""
    veto: bool = False
    """Whether a no of this member stops the plan."""
    bloc: Id | None = None
    """Party whose value for the plan moves this member."""
    bears: Id | None = None
    """Principal whose war its bloc lives through, and weighs the plan against; where it is not
    said, the bloc's own for a principal, and no deal, the state of things, for others."""
    leaning: Real
    """Log-odds of a yes to a plan that its bloc values like what it has without one: the war it
    bears, or the state of things."""
    slope: Amount | None = None
    """Change in log-odds when the bloc's value rises from 0 to 1."""
    abstention: Amount | None = None
    """Half-width, in log-odds, of the band in which it abstains; none is 0."""
    whip: Share | None = None
    """Chance that its seats vote as one; else each votes for itself."""
    population: int | None = Field(default=None, ge=0)
    """People whom each seat stands for, where the body counts them too."""


class Population(Block):
    """A second majority: of the people whom those who vote yes stand for."""

    share: float = Field(gt=0, le=1)
    """Of all people."""
    blocking_minority: int = Field(default=1, ge=1)
    """Votes that must be missing at least for this majority to be asked for."""


class Raised(Block):
    """A higher majority that some plans need."""

    when: str
    """A condition on clauses in the language of constraints."""
    threshold: float = Field(gt=0)
    """Votes needed where the condition holds."""
    note: str | None = None
    """For readers."""


class Popular(Traced):
    """A vote of the people on ratification."""

    bloc: Id
    """Party whose value for the plan moves the voters."""
    bears: Id | None = None
    """Principal whose war the voters live through, as for a member."""
    leaning: Real
    """Log-odds of a yes to a plan that the bloc values like what it has without one."""
    slope: Amount
    """Change in log-odds when the bloc's value rises from 0 to 1."""
    turnout: Share
    """Share of those entitled who vote."""
    turnout_floor: Share | None = None
    """Turnout below which the vote fails; without it none is asked for."""
    swing: Amount
    """Standard deviation of the campaign's swing, in log-odds."""


class BodyRole(Traced):
    """What a body has to do for some plans, where that is not to pass them."""

    when: str
    """A condition on clauses in the language of constraints; the first role whose condition holds
    is the body's."""
    role: Literal["consent", "lapse", "capital"]
    """`consent`: it must pass the plan. `lapse`: it must not pass the renewal of what the plan
    ends. `capital`: one member's yes is enough."""
    member: Id | None = None
    """The member that decides alone (`capital` only)."""
    leanings: dict[Id, Real] = Field(default_factory=dict)
    """Member -> its leaning in this role, in place of its own."""


class Body(Block):
    """A body that votes."""

    title: str
    """Name for readers."""
    needed_when: str = "always"
    """`always`, `never`, or a condition on clauses in the language of constraints."""
    threshold: float = Field(gt=0)
    """Votes needed (or the share of votes cast, for a popular vote)."""
    population: Population | None = None
    """A second majority, of people; without it votes alone count."""
    raised: tuple[Raised, ...] = ()
    """The highest of those that apply is needed."""
    roles: tuple[BodyRole, ...] = ()
    """Other roles than to pass the plan; where none applies it must pass it."""
    sway: Amount | None = None
    """Standard deviation, in log-odds, of what moves all members alike on the day."""
    sway_with: Id | None = None
    """An earlier body whose sway moves this one too, by the same number of standard deviations."""
    after: dict[Id, Real] = Field(default_factory=dict)
    """Earlier body -> shift in the log-odds of every vote here once that body, whose vote the plan
    needs, has passed it."""
    members: dict[Id, Member] = Field(default_factory=dict)
    """Member -> its seats and how it votes."""
    popular: Popular | None = None
    """A vote of the people, in place of members."""
    note: str | None = None
    """For readers."""
    source: Sources = ()
