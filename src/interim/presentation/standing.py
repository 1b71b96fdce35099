"""What goes on without a deal, in words: a war, or a conflict in which nobody fights.

A document with `frozen` is of a case that says so (`war.yaml`); all others speak of the war.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class State:
    """How the state without a deal is spoken of.

    Attributes:
        fought: whether people are killed in it, so that deaths averted mean something.
        goes_on: what a table says of no deal.
        going_on: what each side has without a deal, as a noun.
        none: what stands where no plan was evaluated.
        slides: how a table names an end of a deal that nobody chose.
        unchosen: the same as a noun.
        weighed: what plans are weighed against.
        headline: of the page that describes the state.
        to_come: what today is compared with.
        again: what follows the end of a deal.
        still: how a table names it where it has not ended by the horizon.
    """

    fought: bool
    goes_on: str
    going_on: str
    none: str
    slides: str
    unchosen: str
    weighed: str
    headline: str
    to_come: str
    again: str
    still: str


WAR = State(
    fought=True,
    goes_on="war goes on",
    going_on="fighting on",
    none="the war that goes on without one",
    slides="slides into war",
    unchosen="war that neither side chose",
    weighed="the war without talks",
    headline="the war if nobody signs",
    to_come="the war to come",
    again="the war began again",
    still="still fought",
)
_AS_IT_STANDS = "the conflict as it stands"
FROZEN = State(
    fought=False,
    goes_on="stays as it is",
    going_on="no deal",
    none=_AS_IT_STANDS,
    slides="falls apart",
    unchosen="breakdown that neither side chose",
    weighed=_AS_IT_STANDS,
    headline=f"{_AS_IT_STANDS}, if there is no deal",
    to_come="what no deal would bring",
    again="the settlement was over",
    still="still as it is",
)


def state(document: Mapping[str, Any]) -> State:
    """How the state without a deal of a document is spoken of."""
    return FROZEN if document.get("frozen") else WAR
