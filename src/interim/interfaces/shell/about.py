"""What a case is about, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interim.case.model import Case


def about(case: Case) -> dict[str, Any]:
    """Name, question, date and size of a case."""
    return {
        "id": case.id,
        "title": case.header.title,
        "question": case.header.question,
        "as_of": case.header.as_of.isoformat(),
        "plans": list(case.plans),
        "lenses": list(case.lenses),
        "issues": len(case.issues.issues),
        "quantities": len(case.quantities),
    }
