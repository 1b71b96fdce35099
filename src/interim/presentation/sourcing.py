"""Where numbers come from and which of them carry the answers, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from interim.foundation import words

MARKS = (
    "Measured: it stands so in a published source. Derived: worked out from published figures, "
    "with the arithmetic beside it. Fitted: made by a script of the project. Elicited: from "
    "experts, by a stated protocol. Judged: somebody's judgement, whatever it has read. Constants "
    "are not counted. `interim sources CASE NAME` shows what stands behind each number."
)
"""What the marks are."""

COMES = {
    "measured": "taken from a published source",
    "derived": "worked out from published figures",
    "fitted": "fitted by a script",
    "elicited": "elicited from experts",
}
"""Where a number that nobody had to judge comes from."""


def headline(document: Mapping[str, Any]) -> str:
    """How many numbers and sources a case has, from ``interim sources --json``."""
    total = document["constants"] + sum(mark["count"] for mark in document["marks"].values())
    return (
        f"{document['title']}: {words.count(total, 'number')}, "
        f"{words.count(len(document['sources']), 'source')}"
    )


def summary(counts: Mapping[str, int]) -> str:
    """'Of 743 uncertain numbers 61 are measured and 682 judged; none is derived, ...'.

    Args:
        counts: mark -> how many uncertain numbers have it.
    """
    total = sum(counts.values())
    if not total:
        return "No number is uncertain."
    some = [(mark, count) for mark, count in counts.items() if count]
    none = [mark for mark, count in counts.items() if not count]
    (first, many), *others = some
    number = "all" if others == [] and many > 1 else f"{many:,}"
    said = [f"{number} {'is' if many == 1 else 'are'} {first}"]
    said += [f"{count:,} {mark}" for mark, count in others]
    last = f"; none is {words.listed(none, 'or')}" if none else ""
    return f"Of {words.count(total, 'uncertain number')} {words.listed(said)}{last}."


def summed_up(marks: Mapping[str, Mapping[str, Any]]) -> str:
    """`summary` of the `marks` of a document, and what the answers hang on if they were weighed."""
    said = summary({mark: found["count"] for mark, found in marks.items()})
    carried = {mark: found["influence"] or 0.0 for mark, found in marks.items()}
    strongest = sorted(carried, key=lambda mark: -carried[mark])
    parts = [f"{words.percent(carried[m])} {m}" for m in strongest if carried[m] >= 0.005]
    return f"{said} What the answers hang on is for {words.listed(parts)}." if parts else said


def hangs_on(explained: Iterable[Mapping[str, Any]]) -> str:
    """For how much the answers of some plans hang on numbers that are judged.

    Args:
        explained: documents of ``interim explain --json``.
    """
    judged, others = np.zeros(2), np.zeros(2)
    for document in explained:
        for mark, index in document.get("provenance", {}).items():
            (judged if mark == "judged" else others)[:] += index["low"], index["high"]
    if not judged[1] + others[1]:
        return ""
    low = judged[0] / (judged[0] + others[1]) if judged[0] else 0.0
    high = judged[1] / (judged[1] + others[0])
    span = "throughout"
    if others[1]:
        span = f"for {words.percent(low)} to {words.percent(high)} (95 % interval)"
    return f"What the answers here hang on is judged {span}."


def unmarked(document: Mapping[str, Any]) -> str:
    """How many numbers count as judged because nothing is said of them, if any."""
    count = document["unmarked"]
    if not count:
        return ""
    say = "says" if count == 1 else "say"
    return f"{count:,} of these {say} nothing of where they come from, which counts as judged."


def carried(weight: Mapping[str, Any], first: int = 3) -> str:
    """'Half of all that is explained rests on nine numbers, all judged; first ...'."""
    if not weight["quantities"]:
        return "No number stands out from chance with so few futures."
    half = weight["quantities"][: weight["half"]]
    judged = sum(q["mark"] == "judged" for q in half)
    kinds = "all judged" if judged == len(half) else f"{judged} of them judged"
    names = words.listed([q["name"] for q in half[:first]])
    one = len(half) == 1
    return (
        f"Half of all that is explained rests on {words.count(len(half), 'number')}, "
        f"{'judged' if one and judged else kinds}; first {names}."
    )


def explained(weight: Mapping[str, Any]) -> str:
    """Which part of the answers single numbers explain, and why the rest cannot be told apart."""
    found = weight["explained"]
    if not found:
        return ""
    numbers = 1 - found["chance"]
    said = (
        f"What differs between futures lies for {words.percent(numbers)} in the numbers and for "
        f"{words.percent(found['chance'])} in chance events."
    )
    if not numbers:
        return said
    alone, pairs, rest = (words.percent(found[k] / numbers) for k in ("alone", "pairs", "rest"))
    said += (
        f" Of what lies in the numbers, single ones explain {alone} and pairs {pairs} on futures "
        f"they were not fitted to; {rest} cannot be told apart: three or more that act at once, "
        "and many that are each too weak to stand out."
    )
    if found["alone"] < numbers / 2:
        said += " So weights order the numbers; they do not add up to the answer."
    return said


def weight(document: Mapping[str, Any]) -> str:
    """What the weight of a number is, from ``interim sources --weigh --json``."""
    return (
        "Weight: parts in a hundred of the variance that the number explains alone, averaged "
        f"over {words.count(document['answers'], 'answer')} (who signs, whether it holds), "
        f"{words.count(document['futures'], 'future')} each, run twice with other chance events; "
        "what chance would give is taken off, and numbers that do not stand out from it are left "
        "out. `interim explain` shows one answer with its intervals."
    )
