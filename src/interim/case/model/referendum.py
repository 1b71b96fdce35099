"""`referendum.yaml`: the postponed vote on status."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount, Name, Share


class Choice(Traced):
    """An answer on the ballot."""

    title: str
    """The answer, for readers."""
    favours: Id
    """Principal whose claim it supports."""
    passes_on: dict[Id, Share] = Field(default_factory=dict)
    """Where it is out of a run-off: choice -> share of its voters who then vote for it; the others
    stay at home."""


class Voters(Traced):
    """A group of voters of one unit, in thousands."""

    size: Amount
    """People entitled to vote where the franchise counts the group."""
    access: Share
    """Share that the vote reaches."""
    turnout: Share
    """Share of those reached who vote."""
    first: Share
    """Share of the group's votes for the first choice."""
    between: dict[Id, Amount] = Field(default_factory=dict)
    """With three choices and more: each but the first -> its part of the other votes
    (normalised)."""
    present: bool = True
    """Whether the group lives on the ground, under pressure from whoever controls it."""
    prewar: bool = True
    """Whether the group belongs to the pre-war electorate and counts for coverage."""


class Unit(Traced):
    """A territory that votes for itself."""

    title: str
    """Name for readers."""
    prewar_electorate: Amount
    """Thousands."""
    controller: Id
    """Principal on the ground, whose pressure moves the vote its way."""
    groups: dict[Id, Voters]
    """Group -> its voters."""


class Franchise(Block):
    """A rule for who may vote."""

    title: str
    """The rule, for readers."""
    groups: tuple[Id, ...] = Field(min_length=1)
    """Groups that may vote under it."""
    note: str | None = None
    """For readers."""


class Change(Block):
    """What a voting arrangement does to a group; 1 leaves it as stated."""

    access: Amount | None = None
    """Factor on the share that the vote reaches; the product is at most 1."""
    turnout: Amount | None = None
    """Factor on turnout; the product is at most 1."""


class Arrangement(Traced):
    """How votes are cast: in person, at missions abroad, at a distance."""

    title: str
    """How votes are cast, for readers."""
    groups: dict[Id, Change]
    """Groups that it changes; the others are as stated."""


class Arranged(Block):
    """Which clause says how votes are cast."""

    issue: Id
    """The issue that says it."""
    options: dict[Id, Id]
    """Option of that issue -> arrangement; under other options access and turnout are as stated."""


class Boycott(Traced):
    """A call to stay away from the vote."""

    title: str
    """The call, for readers."""
    groups: tuple[Id, ...] = Field(min_length=1)
    """Groups that follow it."""
    units: tuple[Id, ...] = ()
    """Where it is followed; everywhere if none is named."""
    chance: Share
    """Chance that it is called, in each unit for itself."""
    turnout: Share
    """Share of a group's usual turnout that votes all the same."""


class Referendum(Traced):
    """`referendum.yaml`: the postponed vote on status."""

    issue: Id
    """The issue that says whether and under which franchise a vote is held."""
    votes: dict[Id, Name]
    """Option of that issue -> franchise rule, or a choice among rules; other options: no vote."""
    choices: dict[Id, Choice] = Field(min_length=2, max_length=5)
    """The answers on the ballot; of two the first is the one that must pass."""
    rule: Literal["pass", "plurality", "run-off"] = "pass"
    """`pass`: the first of two must reach the threshold. `plurality`: most votes win. `run-off`:
    whoever reaches the threshold wins, else the first two stand again and most votes win."""
    units: dict[Id, Unit] = Field(min_length=1)
    """Unit -> its electorate; each votes for itself."""
    franchises: dict[Id, Franchise] = Field(min_length=1)
    """Rule -> the groups that it lets vote."""
    threshold: Share
    """Share of votes that the first choice needs."""
    pressure: Amount
    """Log-odds by which control of the ground moves votes."""
    swing: Amount
    """Standard deviation of the campaign's swing, in log-odds."""
    held: Share
    """Chance that a vote that a plan promises is held at all; a clause may state its own
    (`vote_held`)."""
    not_held: dict[Id, Id] = Field(default_factory=dict)
    """Issue -> option that holds once a promised vote is due and not held; else all stays as
    agreed."""
    quorum: Share | None = None
    """Turnout, of those entitled, without which the first choice fails."""
    approval: Share | None = None
    """Votes for the first choice, of those entitled, without which it fails."""
    counting: Amount | None = None
    """Standard deviation of the error of the count, in log-odds."""
    arrangements: dict[Id, Arrangement] = Field(default_factory=dict)
    """Arrangement -> what it changes; without it votes are cast as the groups state."""
    arranged: Arranged | None = None
    """Which clause chooses an arrangement."""
    boycotts: dict[Id, Boycott] = Field(default_factory=dict)
    """Call to stay away -> who follows it."""
