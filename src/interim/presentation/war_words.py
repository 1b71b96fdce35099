"""The war that goes on without a deal in sentences, from the document of ``interim war --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words
from interim.presentation.standing import state


def headline(document: Mapping[str, Any]) -> str:
    """Of which case."""
    return f"{document['title']}, as of {document['as_of']}: {state(document).headline}"


def front(document: Mapping[str, Any]) -> str:
    """How fast the front moves, and how much is at stake."""
    return (
        f"Front: net gain of {document['attacker']} {_span(document['monthly_gain_km2'])} km2 a "
        f"month; {document['zone_km2']['median']:,.0f} km2 are at stake."
    )


def deaths(document: Mapping[str, Any]) -> str:
    """How many die in a month, and for how long."""
    lasts = (
        f"{_span(document['months_fought'])} months more on the drawn paths, which are cut at "
        f"{document['horizon_years']} years."
    )
    if not state(document).fought:
        return f"Nobody fights; it lasts {lasts}"
    return (
        f"Deaths: {_span(document['deaths_per_month'])} a month of fighting; the war lasts {lasts}"
    )


def reading(document: Mapping[str, Any]) -> str:
    """How to read the tables."""
    return (
        f"Middle and 90 % span of {words.count(document['futures'], 'future')}; ± is the 95 % "
        "interval for that number. All follow from war.yaml and none is a forecast."
    )


def _span(months: Mapping[str, float]) -> str:
    middle, low, high = (_number(months[end]) for end in ("median", "low", "high"))
    return f"{middle} ({low} to {high})"


def _number(value: float) -> str:
    """A number to the nearest whole, with thousands apart and a true minus."""
    return f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")
