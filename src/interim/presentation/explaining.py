"""What an outcome depends on, in sentences, and how far each quantity moves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from interim.foundation import words
from interim.foundation.estimates import Probability, share
from interim.presentation import notes, sourcing

Document = Mapping[str, Any]

MOST = 15
"""Quantities shown at most."""
WIDE = 0.5
"""An interval wider than this says nothing."""
SHOWN = 12
"""Quantities on a terminal at most."""
PART = 0.2
"""Part of the futures at each end of a quantity that a swing compares."""

DIFFERENCES = "the differences between futures (95 % interval)"
EACH_ALONE = "All quantities, each alone, explain"
THE_REST = "the rest comes from chance and from quantities acting together"
NO_JUDGEMENT = "none of them is a judgement"
WAYS = {
    "raises": "more likely",
    "lowers": "less likely",
    "raises, then lowers": "more, then less likely",
    "lowers, then raises": "less, then more likely",
    "unclear": "unclear",
    "differs": "by alternative",
}


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
    clear = [driver for driver in document["drivers"] if driver["clear"]]
    return sorted(clear, key=lambda driver: -driver["index"])[:MOST]


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
    estimate = share(np.arange(count) < round(p * count))
    assert estimate is not None
    return estimate


def exactness(document: Document) -> str:
    """Why the share of futures may differ from the one that an evaluation counts."""
    if document["outcome"] not in ("signed", "adopted") and not document["outcome"].startswith(
        "passes-"
    ):
        return ""
    return (
        " Here each future counts with its exact chance of it, not as a yes or no, so the interval "
        "is narrower than where futures are counted."
    )


def level(document: Document) -> str:
    """In which share of futures the outcome comes about, and what it depends on most."""
    head = f"“{document['plan_title']}”: {document['outcome_in_words']} in "
    head += f"{words.chance(document['p'])}.{exactness(document)}{refusing(document)}"
    clear = clear_drivers(document)
    if not clear:
        return head
    first = clear[0]
    low, high = (words.percent(first[end]) for end in ("low", "high"))
    where = (
        "a judgement, so the answer is one too"
        if first["provenance"] == "judged"
        else sourcing.COMES[first["provenance"]]
    )
    head += f" It depends most on {words.plain(first['words'])}, "
    if first["high"] - first["low"] > WIDE:
        return f"{head}{where}; {_too_few_to_say(document)}."
    return f"{head}which alone explains {low} to {high} of {DIFFERENCES} and is {where}."


def refusing(document: Document) -> str:
    """How often each side refuses over a red line, and how often after weighing."""
    return "".join(
        f" {split['title']} refuses over a red line in {words.brief_chance(split['red_line'])} and "
        f"after weighing in {words.brief_chance(split['weighing'])}."
        for split in document.get("refusals", {}).values()
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
    which = {0: NO_JUDGEMENT, clear: "every one of them is a judgement"}.get(
        judged, f"{words.count(judged, 'is a judgement', 'are judgements')}"
    )
    said = f"{stand} out from chance, of {document['quantities']:,}; {which}."
    alone = document["alone"]
    if alone["high"] - alone["low"] > WIDE:
        return f"{said} {_too_few_to_say(document)} they explain."
    low, high = (words.percent(alone[end]) for end in ("low", "high"))
    return f"{said} {EACH_ALONE} {low} to {high} of {DIFFERENCES}; {THE_REST}."


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


def _too_few_to_say(document: Document) -> str:
    return f"{document['futures']:,} futures are too few to say how much"


def depends_on(outcome: str, *, choices: bool = False) -> str:
    """The caption of a figure of swings.

    Args:
        outcome: in words.
        choices: whether it stands on a screen, where choices between names are spoken of.
    """
    ends = (
        f"Share of futures in which {outcome}: among the fifth of futures in which a quantity is "
        "lowest (hollow) and the fifth in which it is highest (filled)"
    )
    lines = "Thin lines are 95 % intervals, the dashed line all futures"
    marks = "olour and shape say where a quantity comes from."
    if choices:
        return f"{ends}; for a choice, under its two extreme alternatives. {lines}. C{marks}"
    return f"{ends}. {lines}; c{marks}"


def in_box(box: Mapping[str, Any]) -> str:
    """How often the outcome comes about where the conditions of a box hold, and in all."""
    return (
        f"{box['says']} in {words.brief_chance(box['density'])} of the futures, against "
        f"{words.brief_chance(box['base'])} in all."
    )


def box(limits: Mapping[str, Any]) -> str:
    """What a box holds: how often the outcome comes about in it, and how much of all lies there."""
    return (
        f"{in_box(limits)} {words.brief_chance(limits['mass'])} of futures lie there, and "
        f"{share_of_box(limits)}"
    )


def share_of_box(box: Mapping[str, Any]) -> str:
    """How much of what comes about does so in a box."""
    return f"{words.brief_chance(box['coverage'])} of those in which {box['says']}."


def short_level(document: Document) -> str:
    """How often the outcome comes about, or between which amounts it lies."""
    if document["p"] is not None:
        stated = f"So it is in {words.chance(document['p'])}, {notes.UNDER}."
        return stated + exactness(document) + refusing(document)
    amount = document["amount"]
    middle, low, high = (number(amount[end]) for end in ("median", "low", "high"))
    return f"Median {middle}; 90 % of futures lie between {low} and {high}."


def short_standing(document: Document) -> str:
    """As `standing`, with how the strongest is known and what types of sides decide."""
    clear, alone = document["clear"], document["alone"]
    if not any(driver["clear"] for driver in document["drivers"]):
        of = words.count(document["quantities"], "uncertain quantity", "uncertain quantities")
        return f"None of {of} stands out from chance."
    said = [
        f"{words.count(clear, 'quantity', 'quantities').capitalize()} of "
        f"{document['quantities']:,} {'stand' if clear > 1 else 'stands'} out from chance",
        f"; {_judged(document['clear_judgements'], clear)}.",
    ]
    if document["key_driver_is_judgement"]:
        said.append(" The strongest is a judgement: this answer rests on it.")
    said.append(f" {EACH_ALONE} {points(alone)} of the differences between futures; {THE_REST}.")
    kinds = document["types"]
    if kinds:
        most = max(kinds, key=lambda name: kinds[name]["index"])
        said.append(
            f" Of what chance decides, which type a side turns out to be explains at most "
            f"{points(kinds[most])} ({kinds[most]['title']})."
        )
    return "".join(said)


def _judged(judged: int, clear: int) -> str:
    if judged == clear:
        return "it is a judgement" if clear == 1 else "all of them are judgements"
    if judged == 0:
        return NO_JUDGEMENT
    return f"{judged} of them {'is a judgement' if judged == 1 else 'are judgements'}"


def points(index: Mapping[str, float]) -> str:
    """A sensitivity index with its interval, in parts of a hundred: '12 % (8-15)'."""
    return f"{100 * index['index']:.0f} % ({100 * index['low']:.0f}-{100 * index['high']:.0f})"


def threshold(one: Mapping[str, Any]) -> str:
    """What a quantity would have to be: 'Russia: patience: 0.9 (top 5 %)'."""
    return f"{one['words']}: {_at(one)}"


def together(document: Document) -> list[str]:
    """What two quantities would bring about together, and what more of them would."""
    said = []
    pair, more = document["pair"], document["together"]
    if pair is not None:
        verdict = "" if pair["reached"] else ", still not half"
        said.append(
            f"Both together: {_all_set(pair)}: then {words.brief_chance(pair['p'])}{verdict}."
        )
    if more is not None:
        number = len(more["settings"])
        if more["reached"]:
            share = words.brief_chance(more["p"])
            said.append(f"{number} together reach it: {_all_set(more)}: {share}.")
        else:
            named = words.listed([setting["words"] for setting in more["settings"]])
            said.append(
                f"Even {words.count(number, 'quantity', 'quantities')} together, each moved to the "
                "favourable end of what the case states, give "
                f"{words.brief_chance(more['p'])}: {named}."
            )
    return said


def _all_set(together: Mapping[str, Any]) -> str:
    return words.listed([f"{one['words']} {_at(one)}" for one in together["settings"]])


def _at(one: Mapping[str, Any]) -> str:
    return f"{number(one['at'])} ({place(one['quantile'])})"


def turning(one: Mapping[str, Any]) -> str:
    """Where more of a quantity begins to work the other way."""
    return f"{one['words']}: {one['way']}, turning near {number(one['at'])}"


def reading(document: Document) -> str:
    """What the figures in brackets mean, and what they do not."""
    return (
        f"From {words.count(document['futures'], 'future')}, seed {document['seed']}. Figures in "
        "brackets are 95 % intervals for that number of futures; they do not say whether the "
        "assumptions are right. None of this is a forecast."
    )
