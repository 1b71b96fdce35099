"""`case.yaml`: the parties, the horizon, the order of the plans."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from interim.case.model.block import Block, Id, Traced

Role = Literal["principal", "guarantor", "observer", "body"]


class Party(Block):
    """An actor with interests."""

    title: str
    """Name for readers."""
    roles: tuple[Role, ...] = Field(min_length=1)
    """What it does in the case; exactly two parties are principals."""
    signs_when: str = "always"
    """When a plan needs its signature (principals only): `always`, `never`, or a condition on
    clauses in the language of constraints. A plan that needs nobody's is adopted by the bodies."""
    note: str | None = None
    """For readers."""


class Correlation(Traced):
    """Rank correlation between two quantities (Gaussian copula)."""

    between: tuple[str, str]
    """Names of the two quantities."""
    value: float = Field(ge=-1, le=1)
    """Rank correlation."""


class Header(Block):
    """`case.yaml`."""

    title: str
    """Name of the conflict."""
    question: str
    """The question that the plans answer differently."""
    as_of: datetime.date
    """The day that the facts are as of."""
    horizon_years: int = Field(default=15, ge=1, le=50)
    """How long deals and the war are followed."""
    parties: dict[Id, Party]
    """Party -> who it is."""
    plans: tuple[Id, ...] = ()
    """The order in which plans are shown; the first ones are those of the present dispute."""
    reference_plans: tuple[Id, ...] = ()
    """Plans of another time, evaluated as if proposed on the as-of date."""
    correlations: tuple[Correlation, ...] = ()
    """Quantities that are drawn together."""
    note: str | None = None
    """For readers."""
