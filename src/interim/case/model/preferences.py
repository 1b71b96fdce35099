"""`preferences.yaml`: what each party makes of them, and which types of principal there may be."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount, Real, Share


class IssuePreference(Traced):
    """What a party makes of one issue: a swing weight and a score for each option."""

    weight: Amount
    scores: dict[Id, Share]
    red_lines: dict[Id, Share] = Field(default_factory=dict)
    """Chance that the party refuses any package with this option, whatever else it gets."""


class Interaction(Traced):
    """Value added (or lost) when two clauses stand together, on the 0-1 scale."""

    when: str
    value: Real


class PrincipalType(Traced):
    """One kind of principal that the others may be facing."""

    prior: Amount
    """Weight of this type in the prior; weights are normalised."""
    beyond: Share
    """Share of what it wants that only victory gives, whatever the package."""
    war_cost_factor: Amount
    """How heavily it feels the cost of war, relative to the party's cost in `war.yaml`."""


class Preferences(Block):
    """One party's entry in `preferences.yaml`."""

    issues: dict[Id, IssuePreference]
    interactions: tuple[Interaction, ...] = ()
    discount: Share | None = None
    """What a year's value is worth against the year before (principals only)."""
    refusal_cost: Real | None = None
    """Value a principal loses by being seen to refuse (principals only)."""
    types: dict[Id, PrincipalType] = Field(default_factory=dict)
