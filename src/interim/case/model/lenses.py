"""`lenses/*.yaml` and `sources.yaml`: other views of the facts, and where facts come from."""

from __future__ import annotations

from typing import Literal

from interim.case.model.block import Block, Id, Sources, Traced


class Replacement(Traced):
    """One quantity as the lens sees it, with the reasoning from claim to number."""

    value: str | float
    """The quantity, in any notation of quantities."""
    claim: str
    """What the expert says."""
    because: str
    """How the claim becomes this number."""


class Lens(Block):
    """One expert's or one capital's view of the facts."""

    id: Id
    """Id, where it is not the name of the file."""
    title: str
    """Name for readers."""
    who: str
    """Whose view it is."""
    summary: str
    """The view in a sentence or two."""
    source: Sources = ()
    replaces: dict[str, Replacement]
    """Dotted name of a quantity -> what stands in its place."""


class Source(Block):
    """Where a fact comes from."""

    title: str
    """Title of the document."""
    publisher: str | None = None
    """Who published it."""
    date: str | None = None
    """When, as the document says it."""
    address: str | None = None
    """Where it can be read."""
    certainty: Literal["high", "medium", "low"] | None = None
    """How far to trust it."""
    note: str | None = None
    """For readers."""
