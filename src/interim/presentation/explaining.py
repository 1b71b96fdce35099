"""What an outcome depends on, in sentences, and how far each quantity moves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from interim.foundation import words
from interim.foundation.estimates import Probability, share

Document = Mapping[str, Any]

MOST = 15
"""Quantities shown at most."""
WIDE = 0.5
"""An interval wider than this says nothing."""
PART = 0.2
"""Part of the futures at each end of a quantity that a swing compares."""


@dataclass(frozen=True)
class Swing:
    """How the outcome differs between the ends of a quantity.

    Attributes:
        low: share in the fifth of futures in which the quantity is lowest; for a choice between
            names, under the alternative with the lowest share.
        high: the same where it is highest.
    """

    low: Probability
    high: Probability


def clear_drivers(document: Document) -> list[Mapping[str, Any]]:
    """The quantities that stand out from chance, the strongest first, at most `MOST`."""
    found = [driver for driver in document["drivers"] if driver["clear"]]
    return sorted(found, key=lambda driver: -driver["index"])[:MOST]


def swing(driver: Mapping[str, Any], futures: int) -> Swing:
    """The outcome at both ends of a quantity.

    Args:
        driver: an entry of `drivers` of the document of ``interim explain --json``.
        futures: how many stand behind the document.
    """
    at, mean = (np.array(driver["curve"][key], float) for key in ("quantile", "mean"))
    # The middles of classes that fill 0 to 1 give back their widths.
    widths, filled = np.zeros_like(at), 0.0
    for k, middle in enumerate(at):
        widths[k] = 2 * (middle - filled)
        filled += widths[k]
    if driver["way"] == "differs":
        ends = [[int(mean.argmin())], [int(mean.argmax())]]
    else:
        order = np.arange(at.size)
        ends = [_end(order, widths), _end(order[::-1], widths)]
    low, high = (_among(mean[end], widths[end], futures) for end in ends)
    return Swing(low, high)


def _end(order: np.ndarray, widths: np.ndarray) -> list[int]:
    """The classes at one end that hold at least a fifth of the futures."""
    number = int(np.searchsorted(np.cumsum(widths[order]), PART - 1e-9)) + 1
    return [int(k) for k in order[:number]]


def _among(mean: np.ndarray, widths: np.ndarray, futures: int) -> Probability:
    count = max(1, round(futures * float(widths.sum())))
    p = min(max(float(np.average(mean, weights=widths)), 0.0), 1.0)
    found = share(np.arange(count) < round(p * count))
    assert found is not None
    return found


def exactness(document: Document) -> str:
    """Why the share of futures may differ from the one that an evaluation counts."""
    if document["outcome"] not in ("signed", "adopted"):
        return ""
    return (
        " Here each future counts with its exact chance of it, not as a yes or no, so the interval "
        "is narrower than where futures are counted."
    )


def level(document: Document) -> str:
    """In which share of futures the outcome comes about, and what it depends on most."""
    head = f"“{document['plan_title']}”: {document['outcome_in_words']} in "
    head += f"{words.chance(document['p'])}.{exactness(document)}"
    found = clear_drivers(document)
    if not found:
        return head
    first = found[0]
    low, high = (words.percent(first[end]) for end in ("low", "high"))
    where = (
        "a judgement, so the answer is one too"
        if first["provenance"] == "judgement"
        else "taken from a published source"
    )
    if first["high"] - first["low"] > WIDE:
        return (
            f"{head} It depends most on {words.plain(first['words'])}, {where}; "
            f"{document['futures']:,} futures are too few to say how much."
        )
    return (
        f"{head} It depends most on {words.plain(first['words'])}, which alone explains {low} to "
        f"{high} of the differences between futures (95 % interval) and is {where}."
    )


def standing(document: Document) -> str:
    """How many quantities stand out, how many of these are judgements, and what is left."""
    clear, judged = document["clear"], document["clear_judgements"]
    if not clear:
        return (
            f"None of {document['quantities']:,} uncertain quantities stands out from chance in "
            f"{document['futures']:,} futures."
        )
    stand = words.count(clear, "quantity stands", "quantities stand").capitalize()
    which = {0: "none of them is a judgement", clear: "every one of them is a judgement"}.get(
        judged, f"{words.count(judged, 'is a judgement', 'are judgements')}"
    )
    said = f"{stand} out from chance, of {document['quantities']:,}; {which}."
    alone = document["alone"]
    if alone["high"] - alone["low"] > WIDE:
        return f"{said} {document['futures']:,} futures are too few to say how much they explain."
    low, high = (words.percent(alone[end]) for end in ("low", "high"))
    return (
        f"{said} All quantities, each alone, explain {low} to {high} of the differences between "
        "futures (95 % interval); the rest comes from chance and from quantities acting together."
    )


def explains(index: Mapping[str, Any]) -> str:
    """The part of the differences that a quantity explains alone: '12 % (8 to 15)'."""
    return f"{100 * index['index']:.0f} % ({100 * index['low']:.0f} to {100 * index['high']:.0f})"


def number(value: float) -> str:
    """A value of a quantity, short."""
    said = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return said.replace("-", "\N{MINUS SIGN}")


def place(quantile: float) -> str:
    """Where a value lies among what the case thinks possible: 'top 5 %'."""
    if quantile >= 0.5:
        return f"top {max(1, round(100 * (1 - quantile)))} %"
    return f"lowest {max(1, round(100 * quantile))} %"
