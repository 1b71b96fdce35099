"""Which move would help talks in sentences, from the document of ``interim talks --moves``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interim.foundation import words
from interim.presentation import sentences

Document = Mapping[str, Any]

UNIT = (
    "Changes in points of 100 futures, and, of what talks are worth today to each side, in "
    "hundredths of its scale"
)


def name(move: Mapping[str, Any], document: Document) -> str:
    """A move in a few words: '“Freeze” is off the table', 'only Russia puts texts'."""
    kind, title = move["move"], move["title"]
    if kind == "only":
        return f"only {title} put{'' if title == 'mediators' else 's'} texts"
    if kind == "deadline":
        return f"no meeting after {words.count(move['months'], 'month')}"
    if kind == "tied":
        return f"aid of {title} hangs on the answers of {document['parties'][move['to']]}"
    return f"“{title}” {'is on the table, too' if kind == 'with' else 'is off the table'}"


def verdict(document: Document) -> str:
    """The move that helps most, or that none does beyond chance; empty where none was tried."""
    moves = document["moves"]
    if not moves or sentences.few(document):
        return ""
    late = words.count(document["move_years"]["in_force"], "year")
    best = moves[0]
    change = best["change"]["in_force"]
    what = f"how often a text is in force after {late}"
    if not best["helps"]:
        most = (
            f"; most is added where {name(best, document)}: {points(change)}"
            if change["mean"] > 0
            else ""
        )
        return f"None of {words.count(len(moves), 'move')} raises {what} beyond chance{most}."
    tried = f"Of {words.count(len(moves), 'move')}" if len(moves) > 1 else "Beyond chance"
    also = [
        f"{points(best['change'][key])} {key} within "
        f"{words.count(document['move_years'][key], 'year')}"
        for key in ("passed", "signed")
    ]
    values = [
        f"{document['parties'][party]} {hundredths(worth)}"
        for party, worth in best["change"]["value"].items()
    ]
    return (
        f"{tried} it raises {what} most where {name(best, document)}: {points(change)}, with "
        f"{words.listed(also)}. Talks are then worth more today by so many hundredths: "
        f"{words.listed(values)}."
    )


def points(change: Mapping[str, float]) -> str:
    """A change of a share with its interval: '+1.5 points (+0.2 to +2.8)'."""
    return f"{_signed(change['mean'])} points ({_ends(change)})"


def hundredths(change: Mapping[str, float]) -> str:
    """A change of value with its interval: '+0.8 (+0.6 to +0.9)'."""
    return f"{_signed(change['mean'])} ({_ends(change)})"


def cell(change: Mapping[str, float] | None) -> str:
    """A change for a table: '+1.5 ±1.3'."""
    if change is None:
        return words.NOTHING
    return f"{_signed(change['mean'])} ±{100 * (change['high'] - change['mean']):.1f}"


def _ends(change: Mapping[str, float]) -> str:
    return f"{_signed(change['low'])} to {_signed(change['high'])}"


def _signed(number: float) -> str:
    rounded = round(100 * number, 1) + 0.0
    text = f"{rounded:+.1f}" if rounded else "0.0"
    return text.replace("-", "\N{MINUS SIGN}")


def reading(document: Document) -> str:
    """How to read the table of moves."""
    return " ".join(_reading(document))


def _reading(document: Document) -> Iterator[str]:
    kinds = {move["move"] for move in document["moves"]}
    yield (
        "Each move is the same talks on the same futures with one thing changed; ± is the 95 % "
        "interval of the difference, future by future. As the best of many looks better than it "
        "is, a move helps beyond chance from three standard errors on."
    )
    yield (
        "What a text is worth once it is signed stays that of the talks as stated, with talks "
        "after a breach over their menu."
    )
    if "tied" in kinds:
        chance = next(m["chance"] for m in document["moves"] if m["move"] == "tied")
        yield (
            "Aid that hangs on a side's answers ends with a chance of "
            f"{words.percent(chance)} each time it refuses a text."
        )
    if "with" in kinds:
        yield (
            "Who puts a text that is added: either side, if none serves it better, and mediators "
            "that name it or have no list."
        )
    yield from left_out(document["moves_left_out"])


def left_out(plans: Sequence[Mapping[str, str]]) -> list[str]:
    """Which plans were not put on the table, and why."""
    reasons = dict.fromkeys(each["why"] for each in plans)
    return [
        "Not tried: "
        + words.listed([f"“{each['title']}”" for each in plans if each["why"] == why])
        + f", as {why}."
        for why in reasons
    ]
