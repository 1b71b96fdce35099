"""`territory.yaml`: regions and zones; the cells stand in `cells.csv`."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount


class TerritoryUnit(Traced):
    """A region as the cells name it."""

    title: str
    """Name for readers."""
    official_km2: Amount | None = None
    """Area by the official count, to compare the cells with."""


class Zone(Traced):
    """A named part of the ground: the cells of some units held by one party."""

    title: str
    """Name for readers."""
    units: tuple[Id, ...]
    """Units whose cells belong to it."""
    holder: Id
    """Party that holds these cells."""
    people: Amount | None = None
    """Thousands."""


class Presence(Block):
    """Who may stand somewhere and is no party: an international force, nobody."""

    title: str
    """Name for readers."""


class Standing(Block):
    """What a clause changes in a zone while it is in force; what is not said stays."""

    forces: Id | None = None
    """Whose armed forces stand there: a party or a presence."""
    police: Id | None = None
    """Whose police: a party or a presence."""
    administration: Id | None = None
    """Who governs there: a party or a presence."""


class Territory(Block):
    """`territory.yaml`; the cells stand in `cells.csv`."""

    credit: str
    """Whom maps credit for the lines."""
    as_of: str | None = None
    """Of which day the line is, for the titles of maps."""
    units: dict[Id, TerritoryUnit]
    """Unit, as `cells.csv` names it -> what it is."""
    zones: dict[Id, Zone] = Field(default_factory=dict)
    """Zone -> which cells are meant."""
    presences: dict[Id, Presence] = Field(default_factory=dict)
    """Presence -> who may stand somewhere and is no party."""
    ground: dict[Id, dict[Id, dict[Id, Standing]]] = Field(default_factory=dict)
    """Issue -> option -> zone -> who stands there then."""
