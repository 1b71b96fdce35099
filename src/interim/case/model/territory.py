"""`territory.yaml`: regions and zones; the cells stand in `cells.csv`."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Sources, Traced
from interim.case.quantity import Amount


class TerritoryUnit(Block):
    """A region as the cells name it."""

    title: str
    official_km2: Amount | None = None
    source: Sources = ()
    judgement: str | None = None


class Zone(Traced):
    """A named part of the ground: the cells of some units held by one party."""

    title: str
    units: tuple[Id, ...]
    holder: Id
    people: Amount | None = None
    """Thousands."""


class Presence(Block):
    """Who may stand somewhere and is no party: an international force, nobody."""

    title: str


class Standing(Block):
    """What a clause changes in a zone while it is in force; what is not said stays."""

    forces: Id | None = None
    """Whose armed forces stand there: a party or a presence."""
    police: Id | None = None
    administration: Id | None = None


class Territory(Block):
    """`territory.yaml`; the cells stand in `cells.csv`."""

    credit: str
    as_of: str | None = None
    """Of which day the line is, for the titles of maps."""
    units: dict[Id, TerritoryUnit]
    zones: dict[Id, Zone] = Field(default_factory=dict)
    presences: dict[Id, Presence] = Field(default_factory=dict)
    ground: dict[Id, dict[Id, dict[Id, Standing]]] = Field(default_factory=dict)
    """Issue -> option -> zone -> who stands there then."""
