"""`preferences.yaml`: what each party makes of them, and which types of principal there may be."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id, Traced
from interim.case.quantity import Amount, Real, Share


class IssuePreference(Traced):
    """What a party makes of one issue: a swing weight and a score for each option."""

    weight: Amount
    """How much the step from the worst to the best option matters, against other issues; weights
    are normalised."""
    scores: dict[Id, Share]
    """Option -> worth to the party, from worst to best; rescaled within the issue."""
    red_lines: dict[Id, Share] = Field(default_factory=dict)
    """Chance that the party refuses any package with this option, whatever else it gets."""


class Interaction(Traced):
    """Value added (or lost) when two clauses stand together, on the 0-1 scale."""

    when: str
    """A condition on clauses in the language of constraints."""
    value: Real
    """Value added while the condition holds."""


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
    """Issue -> what the party makes of it."""
    red_line_dependence: Share | None = None
    """How far its red lines hang together: with 1, as where it is not said, one rigidity decides
    them all and the largest refuses first; with 0 each is a chance of its own."""
    interactions: tuple[Interaction, ...] = ()
    """Clauses that are worth more, or less, together."""
    discount: Share | None = None
    """What a year's value is worth against the year before (principals only)."""
    refusal_cost: Real | None = None
    """Value a principal loses by being seen to refuse (principals only)."""
    types: dict[Id, PrincipalType] = Field(default_factory=dict)
    """Type -> what sets it apart (principals only)."""
