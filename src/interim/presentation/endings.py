"""How a deal ends, as tables and sentences say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words
from interim.presentation.standing import WAR, State

UNCHOSEN = WAR.unchosen
_BREACH = "reneged:"
"""Before the id of the party that breaks the deal."""


def ending(kind: str, parties: Mapping[str, str], state: State = WAR) -> str:
    """How a deal ends, as a table says it: 'broken by Russia'."""
    if breaker := _breaker(kind, parties):
        return f"broken by {breaker}"
    return {
        "held": "holds",
        "escalated": state.slides,
        "lapsed": "mandate lapses",
    }.get(kind, kind)


def would_end(kind: str, parties: Mapping[str, str], state: State = WAR) -> str:
    """Why a deal would end, as part of a sentence: 'Russia would break it openly'."""
    return _why(kind, parties, "would break", state.unchosen)


def because(kind: str, parties: Mapping[str, str], state: State = WAR) -> str:
    """Why a deal ends, once in force: 'because Russia breaks it openly'."""
    return f"because {_why(kind, parties, 'breaks', f'a {state.unchosen}')}"


def most_common(
    ends: Mapping[str, Mapping[str, Any] | None],
) -> tuple[str, Mapping[str, Any]] | None:
    """The ending with the largest share and that share, or None where nothing is defined."""
    known = {kind: p for kind, p in ends.items() if p is not None and words.defined(p)}
    if not known:
        return None
    kind = max(known, key=lambda k: known[k]["p"])
    return kind, known[kind]


def _why(kind: str, parties: Mapping[str, str], breaks: str, war: str) -> str:
    if breaker := _breaker(kind, parties):
        return f"{breaker} {breaks} it openly"
    return {
        "escalated": f"an incident grows into {war}",
        "lapsed": "the mandate lapses",
    }.get(kind, kind)


def _breaker(kind: str, parties: Mapping[str, str]) -> str:
    """The title of the party that breaks the deal; '' where it ends otherwise."""
    if not kind.startswith(_BREACH):
        return ""
    party = kind.removeprefix(_BREACH)
    return parties.get(party, party)
