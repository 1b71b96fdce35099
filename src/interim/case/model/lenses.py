"""`lenses/*.yaml` and `sources.yaml`: other views of the facts, and where facts come from."""

from __future__ import annotations

from typing import Literal

from interim.case.model.block import Block, Id, Sources, Traced


class Replacement(Traced):
    """One quantity as the lens sees it, with the reasoning from claim to number."""

    value: str | float
    claim: str
    because: str


class Lens(Block):
    """One expert's or one capital's view of the facts."""

    id: Id
    title: str
    who: str
    summary: str
    source: Sources = ()
    replaces: dict[str, Replacement]


class Source(Block):
    """Where a fact comes from."""

    title: str
    publisher: str | None = None
    date: str | None = None
    address: str | None = None
    certainty: Literal["high", "medium", "low"] | None = None
    note: str | None = None
