"""Who sees the facts how, in words, from the document of ``interim lenses --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words


def furthest_apart(document: Mapping[str, Any], plan: str, years: int) -> str:
    """Which views are furthest apart on whether a plan holds; '' where too few can say."""
    chances = {
        name: view["plans"][plan]["holds_if_adopted"][str(years)]
        for name, view in document["lenses"].items()
    }
    known = {name: chance for name, chance in chances.items() if words.defined(chance)}
    if len(known) < 2:
        return ""
    most, least = (pick(known, key=lambda name: known[name]["p"]) for pick in (max, min))
    titles = document["lenses"]
    return (
        f"Whether it would hold for {words.count(years, 'year')} once in force: in "
        f"{words.chance(known[most])} as “{titles[most]['title']}” sees it, in "
        f"{words.brief_chance(known[least])} as “{titles[least]['title']}” does."
    )
