"""Who would sign, in the cell of a table: also of a plan that does without a signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words

Result = Mapping[str, Any]

NOT_ASKED = "not asked"


def signs(result: Result, party: str) -> str:
    """Whether a principal would sign; in brackets where the plan does without it."""
    said = words.cell(result["assent"].get(party))
    return f"({said})" if party in result.get("not_asked", ()) else said


def signed(result: Result) -> str:
    """Whether all who are asked sign, or that nobody is."""
    asked = set(result["assent"]) - set(result.get("not_asked", ()))
    return words.cell(result["signed"]) if asked or not result["assent"] else NOT_ASKED
