"""Where numbers come from and which of them carry the answers, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words

KINDS = (
    "Sourced: taken from a published figure as it stands. Informed judgement: a judgement that "
    "names what it reads. Judgement: no published figure; the reason stands beside the number. "
    "`interim sources CASE NAME` shows them."
)
"""What the kinds of numbers are."""


def headline(document: Mapping[str, Any]) -> str:
    """How many numbers and sources a case has, from ``interim sources --json``."""
    total = sum(sum(counts.values()) for counts in document["parts"].values())
    return (
        f"{document['title']}: {words.count(total, 'number')}, "
        f"{words.count(len(document['sources']), 'source')}"
    )


def summary(counts: Mapping[str, int]) -> str:
    """How many numbers are of each kind.

    Args:
        counts: kind, as of `interim.questions.sources.kind` -> how many; none is 0.
    """
    sourced, informed, judged = (
        counts.get(kind, 0) for kind in ("sourced", "informed judgement", "judgement")
    )
    return (
        f"{words.count(sum(counts.values()), 'number')}: {sourced:,} taken from a source as they "
        f"stand, {informed:,} judgements that name what they read, {judged:,} judgements without "
        "a published figure."
    ).capitalize()


def carried(weight: Mapping[str, Any], first: int = 3) -> str:
    """'Half of all weight rests on nine numbers, all judgements; the first three: ...'."""
    if not weight["quantities"]:
        return "No number stands out from chance with so few futures."
    half = weight["quantities"][: weight["half"]]
    judged = sum(q["kind"] != "sourced" for q in half)
    kinds = "all judgements" if judged == len(half) else f"{judged} of them judgements"
    names = words.listed([q["name"] for q in half[:first]])
    one = len(half) == 1
    return (
        f"Half of all that is explained rests on {words.count(len(half), 'number')}, "
        f"{'a judgement' if one and judged else kinds}; first {names}."
    )


def weight(document: Mapping[str, Any]) -> str:
    """What the weight of a number is, from ``interim sources --weigh --json``."""
    return (
        "Weight: parts in a hundred of the variance that the number explains alone, averaged "
        f"over {words.count(document['answers'], 'answer')} (who signs, whether it holds), "
        f"{words.count(document['futures'], 'future')} each; what chance would give is taken "
        "off, and numbers that do not stand out from it are left out. `interim explain` shows "
        "one answer with its intervals."
    )
