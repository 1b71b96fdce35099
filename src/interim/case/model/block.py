"""What every block of a case file has in common: ids, sources and frozen mappings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from interim.case.marks import Stated

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
"""Lower-case letters, digits, hyphens, underscores and dots."""


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Sources = Annotated[
    tuple[Id, ...], BeforeValidator(_one_or_many, json_schema_input_type=Id | tuple[Id, ...])
]
"""Ids into `sources.yaml`; one may be written without brackets."""

NO_DEAL = "no-deal"


class Block(BaseModel):
    """A mapping in a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Traced(Stated, Block):
    """A block that may say where the numbers inside it come from."""

    source: Sources = ()
