"""The whole: one conflict, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from interim.case.model.block import Block, Id
from interim.case.model.bodies import Body
from interim.case.model.enforcement import Enforcement
from interim.case.model.header import Header
from interim.case.model.history import Likeness
from interim.case.model.issues import Issues
from interim.case.model.lenses import Lens, Source
from interim.case.model.plans import Plan
from interim.case.model.preferences import Preferences
from interim.case.model.record import Record
from interim.case.model.referendum import Referendum
from interim.case.model.talks import Talks
from interim.case.model.territory import Territory
from interim.case.model.war import War
from interim.case.quantity import Quantity
from interim.foundation.display import Displayed


class Case(Block, Displayed):
    """One conflict, read and checked. Make one with `interim.load`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Id
    folder: Path
    hash: str
    """SHA-256 over the files of the folder, for the footer of every report."""
    header: Header
    issues: Issues
    preferences: dict[Id, Preferences]
    plans: dict[Id, Plan]
    """Resolved: `based_on` is applied, clauses are complete; in the order to be shown."""
    war: War
    enforcement: Enforcement
    bodies: dict[Id, Body]
    territory: Territory
    referendum: Referendum | None = None
    talks: Talks | None = None
    record: Record | None = None
    history: Likeness | None = None
    lenses: dict[Id, Lens] = Field(default_factory=dict)
    sources: dict[Id, Source] = Field(default_factory=dict)
    quantities: dict[str, Quantity] = Field(default_factory=dict)
    """Every quantity by its dotted name, in file order."""

    @property
    def principals(self) -> tuple[str, str]:
        """The two parties that sign and can break the deal."""
        a, b = (name for name, party in self.header.parties.items() if "principal" in party.roles)
        return a, b

    @property
    def months(self) -> int:
        """The horizon in months."""
        return 12 * self.header.horizon_years

    def package(self, plan: Plan | str) -> dict[str, str]:
        """The full assignment of options to issues, silent issues at their default."""
        chosen = self.plans[plan] if isinstance(plan, str) else plan
        return {
            name: chosen.clauses[name].option if name in chosen.clauses else issue.default
            for name, issue in self.issues.issues.items()
        }

    def silent(self, plan: Plan | str) -> frozenset[str]:
        """The issues on which a plan says nothing."""
        chosen = self.plans[plan] if isinstance(plan, str) else plan
        return frozenset(self.issues.issues) - frozenset(chosen.clauses)

    def __repr__(self) -> str:
        return f"<Case {self.id}: {self.header.title}, {len(self.plans)} plans>"

    __str__ = __repr__


def walk_quantities(block: object) -> Iterator[Quantity]:
    """Every quantity inside a model, in the order of its fields."""
    if isinstance(block, Quantity):
        yield block
    elif isinstance(block, BaseModel):
        for field in type(block).model_fields:
            yield from walk_quantities(getattr(block, field))
    elif isinstance(block, dict):
        for value in block.values():
            yield from walk_quantities(value)
    elif isinstance(block, (tuple, list)):
        for value in block:
            yield from walk_quantities(value)
