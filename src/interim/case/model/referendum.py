"""`referendum.yaml`: the postponed vote on status."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount, Name, Share


class Choice(Block):
    """An answer on the ballot."""

    title: str
    favours: Id
    """Principal whose claim it supports."""


class Voters(Traced):
    """A group of voters of one unit, in thousands."""

    size: Amount
    access: Share
    """Share that the vote reaches."""
    turnout: Share
    first: Share
    """Share of the group's votes for the first choice."""
    present: bool = True
    """Whether the group lives on the ground, under pressure from whoever controls it."""
    prewar: bool = True
    """Whether the group belongs to the pre-war electorate and counts for coverage."""


class Unit(Traced):
    """A territory that votes for itself."""

    title: str
    prewar_electorate: Amount
    """Thousands."""
    controller: Id
    """Principal on the ground, whose pressure moves the vote its way."""
    groups: dict[Id, Voters]


class Franchise(Block):
    """A rule for who may vote."""

    title: str
    groups: tuple[Id, ...] = Field(min_length=1)
    note: str | None = None


class Referendum(Traced):
    """`referendum.yaml`: the postponed vote on status."""

    issue: Id
    """The issue that says whether and under which franchise a vote is held."""
    votes: dict[Id, Name]
    """Option of that issue -> franchise rule, or a choice among rules; other options: no vote."""
    choices: dict[Id, Choice] = Field(min_length=2, max_length=2)
    units: dict[Id, Unit] = Field(min_length=1)
    franchises: dict[Id, Franchise] = Field(min_length=1)
    threshold: Share
    """Share of votes that the first choice needs."""
    pressure: Amount
    """Log-odds by which control of the ground moves votes."""
    swing: Amount
    """Standard deviation of the campaign's swing, in log-odds."""
    held: Share
    """Chance that a vote that a plan promises is held at all."""
