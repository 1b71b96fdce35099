"""`history.yaml`: how the clauses of a plan read as features of earlier settlements."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from interim.case.model.block import Block, Id

Feature = Literal[
    "deferred",
    "administration",
    "enforcer",
    "peacekeepers",
    "foreign_army",
    "army_stays",
    "vote",
    "mandate",
    "buffer",
]
"""What is coded of every settlement; docs/history.md says when each code is given."""

Code = Literal[
    "no",
    "partly",
    "yes",
    "none",
    "observers",
    "patron",
    "armed",
    "open",
    "term",
    "renewable",
    "one-sided",
    "both",
]

_GRADES = ("no", "partly", "yes")
CODES: dict[str, tuple[str, ...]] = {
    "deferred": _GRADES,
    "administration": _GRADES,
    "enforcer": _GRADES,
    "peacekeepers": ("none", "observers", "patron", "armed"),
    "foreign_army": _GRADES,
    "army_stays": _GRADES,
    "vote": ("no", "open", "yes"),
    "mandate": ("none", "term", "renewable", "open"),
    "buffer": ("no", "one-sided", "both"),
}
"""The codes of each feature, the weakest first."""


class Likeness(Block):
    """What earlier settlements a plan is compared with.

    A feature has the strongest code that any of its issues gives it; options without a code, and
    features without an issue, have the weakest.
    """

    features: dict[Feature, dict[Id, dict[Id, Code]]] = Field(default_factory=dict)
    """Feature -> issue -> option -> code."""
    always: dict[Feature, Code] = Field(default_factory=dict)
    """What no clause changes."""
    judgement: str
    """Why the clauses are read so."""
