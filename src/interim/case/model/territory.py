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


class Territory(Block):
    """`territory.yaml`; the cells stand in `cells.csv`."""

    credit: str
    units: dict[Id, TerritoryUnit]
    zones: dict[Id, Zone] = Field(default_factory=dict)
