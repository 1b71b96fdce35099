"""The gathered document: what was found about the plans of a case, made once and handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from interim.foundation.errors import BadInput, Problem

NO_SEARCH = "this is no search for packages"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Gathered:
    """What was found about the plans of a case, as documents that JSON can hold.

    Whoever shows it needs neither the case nor a run. What was not looked for is empty or None.

    Attributes:
        evaluation: the document of ``interim evaluate --json``.
        case: what the case itself says, as of `interim.gathered.case_words.case_words`.
        close: ids of the plans that were looked at closely: the one that both would sign most
            often, and the one that would last longest.
        ground: the situations that plans make, each once, as of
            `interim.territory.situation.as_document`; each with `plans`, the ids of those that
            make it. Today is the first, which is that of no deal.
        outside: how long settlements like each plan lasted: `sides` (plan -> as of
            `interim.history.outside.side_by_side`), `until` (the day up to which history is known),
            `verdict` and `calibrated` (how well features and the calibrated game foretell).
        votes: plan -> the document of ``interim vote --json``.
        explained: plan -> the document of ``interim explain --json``.
        lenses: the document of ``interim lenses --json``.
        talks: the document of ``interim talks --json``.
        bridge: the document of ``interim bridge --json``.
    """

    evaluation: Document
    case: Document
    close: tuple[str, ...] = ()
    ground: Document | None = None
    outside: Document | None = None
    votes: Mapping[str, Document] = field(default_factory=dict)
    explained: Mapping[str, Document] = field(default_factory=dict)
    lenses: Document | None = None
    talks: Document | None = None
    bridge: Document | None = None

    def to_json(self) -> dict[str, Any]:
        """All of it as one document."""
        return asdict(self) | {"close": list(self.close)}

    @classmethod
    def from_json(cls, document: Document) -> Gathered:
        """What `to_json` gave, perhaps written to a file and read again.

        Raises:
            BadInput: it is no such document.
        """
        known = {each.name for each in fields(cls)}
        if set(document) != known:
            found, expected = ", ".join(sorted(document)), ", ".join(sorted(known))
            raise BadInput(
                [Problem("this is no gathered document", found=found, expected=expected)]
            )
        return cls(**{**document, "close": tuple(document["close"])})

    def with_search(self, bridge: Document | None) -> Gathered:
        """The same with a search for packages that was made before.

        Args:
            bridge: the document of ``interim bridge --json``; None changes nothing.

        Raises:
            BadInput: it is of another case, or no such document.
        """
        if bridge is None:
            return self
        if "candidates" not in bridge or "plans" not in bridge:
            expected = "what 'interim bridge CASE --json' prints"
            raise BadInput([Problem(NO_SEARCH, expected=expected)])
        if bridge.get("case") != self.evaluation["case"]:
            found, expected = str(bridge.get("case")), str(self.evaluation["case"])
            raise BadInput(
                [Problem("the search is of another case", found=found, expected=expected)]
            )
        return replace(self, bridge=bridge)
