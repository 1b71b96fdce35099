"""Who sees the facts how, in words, from the document of ``interim lenses --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words
from interim.presentation import notes, sentences


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
    seen = (
        f"in {words.chance(known[most])} as “{titles[most]['title']}” sees it, in "
        f"{words.brief_chance(known[least])} as “{titles[least]['title']}” does."
    )
    return f"Whether it would hold for {words.count(years, 'year')} once in force: {seen}"


def headline(document: Mapping[str, Any]) -> str:
    """How many views, on how many futures."""
    return (
        f"{document['title']}, as of {document['as_of']}: "
        f"{words.count(len(document['lenses']), 'view')} of the facts on the same "
        f"{words.count(document['futures'], 'future')}, seed {document['seed']}"
    )


def unknown(document: Mapping[str, Any]) -> str:
    """How far it is unknown who is right, before a question is answered."""
    return (
        f"Before any answer, who is right is uncertain by {document['prior_bits']:.2f} bits under "
        "the prior over views. Expected fall, best first:"
    )


def apart(outcome: str, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """The view that expects more of an outcome, the one that expects less, and the difference."""
    gap, (higher, lower) = row["difference"], row["lenses"]
    if gap["mean"] < 0:
        higher, lower = lower, higher
        gap = {"mean": -gap["mean"], "low": -gap["high"], "high": -gap["low"]}

    def said(number: float) -> str:
        if outcome.startswith("share"):
            return f"{round(100 * number, 1) + 0.0:.1f}"
        if outcome.startswith("deaths"):
            return f"{round(number, -2) + 0.0:,.0f}"
        return f"{round(number, decimals) + 0.0:.{decimals}f}"

    decimals = 3 if max(abs(end) for end in (gap["low"], gap["high"])) >= 0.005 else 4
    unit = " points" if outcome.startswith("share") else ""
    return higher, lower, f"{said(gap['mean'])}{unit} ({said(gap['low'])} to {said(gap['high'])})"


def reading(document: Mapping[str, Any]) -> str:
    """How to read the tables of all views."""
    return (
        "All views are run on the same futures and chance events, so what differs is what they "
        "believe; where a view is silent, the case's number holds. In force and deaths averted say "
        "what follows if the plan comes into force in every future. Figures are shares of futures "
        "with the half-width of their 95 % interval for "
        f"{words.count(document['futures'], 'future')}; spans hold 90 % of futures. Largest "
        f"differences and {notes.CHOSEN_OUT_OF_MANY} they are a little too large. "
        f"{notes.BITS} (Lindley 1956), corrected for bias. "
        f"{sentences.provenance(document)} Each view {notes.OUR_READING}; {notes.NO_FORECAST}."
    )


def bits(asked: Mapping[str, Any]) -> str:
    """What the answer to a question is expected to tell, with its 95 % interval."""
    information = asked["information"]
    return f"{information['bits']:.3f} ({information['low']:.3f}-{information['high']:.3f})"


def when(year: int | None) -> str:
    """By when a question is answered."""
    return "the vote" if year is None else "at once" if year == 0 else f"year {year}"
