"""`record.yaml`: what the parties have answered so far to the texts that were put to them."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PositiveInt

from interim.case.model.block import Block, Id, Sources
from interim.case.quantity import Share

Given = Literal["accepted", "conditional", "refused", "silent", "signed-not-kept"]
"""What a party answered."""

Use = Literal["full", "discounted", "type", "keep", "test", "left-out"]
"""What an answer is used for."""

YES: dict[Given, bool | None] = {
    "accepted": True,
    "conditional": True,
    "signed-not-kept": True,
    "refused": False,
    "silent": None,
}
"""Whether an answer is a yes to the text as `asked` states it; None where it says neither."""

WEIGHTS: dict[Use, float] = {
    "full": 1.0,
    "discounted": 0.5,
    "type": 0.0,
    "keep": 0.0,
    "test": 0.0,
    "left-out": 0.0,
}
"""How much of an answer futures are weighed by: its chance is raised to this power."""


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Names = Annotated[
    tuple[str, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | tuple[str, ...])
]
"""Names for readers; one may be written without brackets."""


def _days(raw: object) -> object:
    if raw == "open-ended" or (isinstance(raw, int) and not isinstance(raw, bool) and raw > 0):
        return raw
    raise ValueError(f"'{raw}' is no length of a truce, expected days, such as 30, or 'open-ended'")


Days = Annotated[
    int | Literal["open-ended"],
    BeforeValidator(_days, json_schema_input_type=PositiveInt | Literal["open-ended"]),
]
"""How long a truce was to last."""


class Asked(Block):
    """What was put: a plan, a plan with some clauses changed, a list of clauses, or a truce."""

    plan: Id | None = None
    """The plan that was put."""
    clauses: dict[Id, Id] = Field(default_factory=dict)
    """Issue -> option: where the text differed from the plan, or all that it said where no plan
    is named."""
    truce: Days | None = None
    """Days for which fighting was to stop on the line, with nothing settled."""
    words: str | None = None
    """The text in words, where the above does not say all of it."""


class Answer(Block):
    """What one principal answered to one text."""

    date: datetime.date
    """When it answered; the last day, where it took several."""
    asked_by: Names
    """Who put the text: parties of the case by their ids, others by name."""
    party: Id
    """The principal that answered."""
    asked: Asked
    """The text that the answer was about. Of a conditional yes it is the text with its
    conditions."""
    answer: Given
    """What it said. Signed and not kept is a yes."""
    sincere: Share | None = None
    """Chance that it would have done as it answered, had the other side taken the text; only the
    middle counts."""
    use: Use
    """What the answer is used for: `full` and `discounted` (by half) weigh futures, `test` scores
    them, the rest is shown."""
    family: Id
    """Answers that repeat one another; a family counts once."""
    because: str | None = None
    """Why so far sincere, why used so, or why left out."""
    source: Sources = ()

    @property
    def yes(self) -> bool | None:
        """Whether it is a yes to `asked`; None where it is neither a yes nor a no."""
        return YES[self.answer]

    @property
    def weight(self) -> float:
        """The power to which its chance is raised where futures are weighed, before its family
        is counted once."""
        return WEIGHTS[self.use]


class Record(Block):
    """`record.yaml`: dated answers of the principals."""

    answers: dict[Id, Answer]
    """Answer -> who answered what."""
