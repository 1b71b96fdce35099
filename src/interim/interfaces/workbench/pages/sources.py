"""Sources: can I trust this number?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from interim.case.marks import MARKS
from interim.case.quantity import Quantity, marks
from interim.interfaces.workbench.page import Context, Desk
from interim.presentation import sourcing

SHOWN = 100


def around(desk: Desk) -> Context:
    """What is looked for."""
    parts = Counter(name.partition(".")[0] for name in desk.case.quantities)
    return {
        "find": desk.view.get("find"),
        "kind": desk.view.get("kind"),
        "kinds": MARKS,
        "parts": sorted(parts),
    }


def part(desk: Desk) -> Context:
    """The numbers found, each with where it comes from, and a way to change it."""
    case, view = desk.case, desk.view
    stated = view.run.quantities(case)
    asked = view.get("find").casefold()
    chosen = view.get("kind")
    quantities = [
        q
        for q in stated.values()
        if (not chosen or q.mark == chosen) and all(word in _text(q) for word in asked.split())
    ]
    return {
        "sentence": sourcing.summary(marks(stated.values())),
        "rows": [_row(desk, q) for q in quantities[:SHOWN]],
        "found": len(quantities),
        "shown": SHOWN,
        "settings": view.settings,
        "design": view.address(page="design", more=()),
        "reset": view.address(settings=()),
        "explain": view.address(page="explain", more=()),
    }


def _text(quantity: Quantity) -> str:
    said = (quantity.name, _why(quantity), *quantity.source)
    return " ".join(said).casefold().replace("-", " ").replace("_", " ") + " " + quantity.name


def _why(quantity: Quantity) -> str:
    return " ".join(words for words in (quantity.basis, quantity.note) if words)


def _row(desk: Desk, quantity: Quantity) -> dict[str, Any]:
    case, view = desk.case, desk.view
    low, middle, high = _middle(quantity)
    return {
        "name": quantity.name,
        "value": quantity.text,
        "unit": quantity.unit or "",
        "span": f"{low} to {high}" if quantity.uncertain and low != high else middle,
        "kind": quantity.mark,
        "sources": [case.sources[name] for name in quantity.source if name in case.sources],
        "why": _why(quantity),
        "changed": quantity != case.quantities.get(quantity.name),
        "others": [pair for pair in view.settings if pair[0] != quantity.name],
    }


def _middle(quantity: Quantity) -> tuple[str, str, str]:
    """5th, 50th and 95th percentile, or the same word three times for a choice."""
    import numpy as np

    if quantity.domain.name == "NAME":
        return (quantity.text,) * 3
    low, middle, high = (_figure(x) for x in quantity.at(np.array([0.05, 0.5, 0.95])))
    return low, middle, high


def _figure(value: float) -> str:
    """Three digits, and all of those before the point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
