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
    roles: tuple[Role, ...] = Field(min_length=1)
    note: str | None = None


class Correlation(Traced):
    """Rank correlation between two quantities (Gaussian copula)."""

    between: tuple[str, str]
    value: float = Field(ge=-1, le=1)


class Header(Block):
    """`case.yaml`."""

    title: str
    question: str
    as_of: datetime.date
    horizon_years: int = Field(default=15, ge=1, le=50)
    parties: dict[Id, Party]
    plans: tuple[Id, ...] = ()
    """The order in which plans are shown; the first ones are those of the present dispute."""
    reference_plans: tuple[Id, ...] = ()
    """Plans of another time, evaluated as if proposed on the as-of date."""
    correlations: tuple[Correlation, ...] = ()
    note: str | None = None
