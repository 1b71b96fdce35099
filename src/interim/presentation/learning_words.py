"""What outsiders would learn from a plan, in words: of the parties, and of the next deal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from interim.case.model import Case
from interim.foundation import words
from interim.insight import naming

Document = Mapping[str, Any]

SAID = {
    "refusal": "{party} refuses it",
    "signature": "{party} signs it",
    "violation": "in force, a violation is pinned on {party} within a year",
    "breach": "in force, {party} breaks it within five years",
    "breach:openly": "the same, out of compliance",
    "breach:by probing": "the same, after violations",
    "breach:first year": "the same, in the first year",
    "breach:later": "the same, in years two to five",
}
KEPT = "in force, five years kept"
LITTLE = 0.1
"""Chance below which a belief is told to a thousandth."""
FIRST = ("refusal", "breach")
"""Events that are told where there is room for few, and five years kept."""


class Lesson(NamedTuple):
    """What an observer makes of an event, ready to be laid out."""

    event: str
    chance: str
    """How likely it thinks the event beforehand."""
    types: str
    """The type on which its belief moves most, before and after."""
    following: str
    """Chance that the next deal is broken, before and after, over the other plans of the menu."""
    effective: str
    """Futures that say as much as the weighed ones."""


def lessons(document: Document, plan: str, observer: str, *, few: bool = False) -> list[Lesson]:
    """What an observer learns from a plan, event by event.

    Args:
        document: the document of ``interim evaluate --json``.
        plan: id.
        observer: id.
        few: only refusals, breaches and five years kept, of which enough is known.
    """
    found = document["plans"][plan]["learnt"].get(observer, {})
    return [
        Lesson(
            event(document, name),
            belief(lesson["chance"]["p"]),
            _types(document, name, lesson),
            following(lesson, plan),
            f"{lesson['effective']:,.0f}",
        )
        for name, lesson in found.items()
        if not few or (_is_told(name) and _is_known(lesson))
    ]


def _is_told(name: str) -> bool:
    return name == "kept" or (name.count(":") == 1 and name.split(":")[0] in FIRST)


def _is_known(lesson: Document) -> bool:
    return all(
        at["after"] is not None for kinds in lesson["types"].values() for at in kinds.values()
    )


def event(document: Document, name: str) -> str:
    """An event in words."""
    if name == "kept":
        return KEPT
    kind, party, *how = name.split(":")
    return SAID[":".join((kind, *how))].format(party=document["parties"][party])


def belief(chance: float) -> str:
    """What somebody thinks, on the scale from 0 to 1; percentages are for shares of futures."""
    return f"{chance:.2f}" if chance >= LITTLE else f"{chance:.3f}"


def then(at: Mapping[str, Any]) -> str:
    """'0.15, then 0.28 (0.23-0.34)'."""
    if at["after"] is None:
        return f"{belief(at['before'])}; after it too rare to say"
    after, low, high = (belief(at[key]) for key in ("after", "low", "high"))
    return f"{belief(at['before'])}, then {after} ({low}-{high})"


def following(lesson: Document, plan: str) -> str:
    """As `then`, the mean over the plans of the menu other than this one."""
    others = [at for name, at in lesson["next"].items() if name != plan] or [
        *lesson["next"].values()
    ]
    if not others:
        return words.NOTHING
    known = all(at["after"] is not None for at in others)
    keys = ("before", "after", "low", "high") if known else ("before",)
    mean = {key: sum(at[key] for at in others) / len(others) for key in keys}
    return then({"after": None, **mean})


def _types(document: Document, name: str, lesson: Document) -> str:
    """The type on which its belief moves most; of the party that acts, or of either."""
    acting = [p for p in lesson["types"] if p in name.split(":")] or list(lesson["types"])
    pairs = [(p, kind, at) for p in acting for kind, at in lesson["types"][p].items()]
    if any(at["after"] is None for _, _, at in pairs):
        return "too rare to say"
    p, kind, at = max(pairs, key=lambda each: abs(each[2]["after"] - each[2]["before"]))
    of = "" if len(acting) == 1 else f"{document['parties'][p]} "
    return f"{of}{kind}: {then(at)}"


def breach(document: Document, plan: str, observer: str) -> str:
    """The breach that is likeliest beforehand, as the document names it; empty if there is none."""
    breaches = {
        name: lesson["chance"]["p"]
        for name, lesson in document["plans"][plan]["learnt"].get(observer, {}).items()
        if name.startswith("breach:") and name.count(":") == 1
    }
    return max(breaches, key=lambda name: breaches[name]) if breaches else ""


def headline(document: Document, plan: str, observer: str) -> str:
    """What a breach would teach an observer of the next deal, in a sentence; empty if nothing."""
    name = breach(document, plan, observer)
    if not name:
        return ""
    lesson = document["plans"][plan]["learnt"][observer][name]
    party = document["parties"][name.split(":")[1]]
    who = document["parties"].get(observer, observer)
    return (
        f"What {who} would think if {party} broke '{document['plans'][plan]['short']}': chance "
        f"that {party} breaks the next deal within five years {following(lesson, plan)}."
    )


def moved(document: Document, plan: str, observer: str, case: Case) -> str:
    """Which numbers a breach of a plan would move for an observer, in a sentence; empty if none.

    Args:
        document: the document of ``interim evaluate --json``.
        plan: id.
        observer: id.
        case: for what the numbers are called.
    """
    name = breach(document, plan, observer)
    rows = document["plans"][plan]["learnt"][observer][name].get("moved") if name else None
    if not rows:
        return ""
    ways: dict[str, list[str]] = {"higher": [], "lower": []}
    for row in rows:
        way = "higher" if row["errors"] > 0 else "lower"
        ways[way].append(naming.words(case, row["quantity"]))
    told = "; ".join(f"{way}: {words.listed(named)}" for way, named in ways.items() if named)
    return f"Of the numbers it would think {told}."


def telling(document: Document, observer: str, most: int = 3) -> list[str]:
    """The events that would tell an observer most of what kind of party each is, in sentences."""
    who = document["parties"].get(observer, observer)
    return [
        f"{row['bits']:.2f} bits about {document['parties'][row['party']]} would come to {who} of "
        f"seeing whether, of '{document['plans'][row['plan']]['short']}', "
        f"{event(document, row['event'])}."
        for row in document.get("telling", {}).get(observer, ())[:most]
    ]


def observers(document: Document) -> Iterator[str]:
    """Those whose lessons a document holds."""
    seen = {o for plan in document["plans"].values() for o in plan.get("learnt", {})}
    first = next((p for p in document["plans"].values() if p.get("learnt")), None)
    yield from (o for o in (first["learnt"] if first else ()) if o in seen)


def reading(document: Document) -> str:
    """How to read the columns."""
    return (
        "What an observer thinks stands on the scale from 0 to 1. It doubts the parties' types and "
        "every number of the case at once; each event makes futures in which it was likely weigh "
        "more. 'Next deal': chance that the same party "
        "breaks it within five years once in force, over the other texts on the table. 'Futures': "
        f"how many of {words.count(document['futures'], 'future')} say as much as the weighed ones."
    )
