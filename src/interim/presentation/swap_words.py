"""A swap of land in sentences, from the document of ``interim swap --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words
from interim.presentation.ground_words import area
from interim.presentation.ground_words import people as about

SEEKS = {
    "people": "with the fewest people",
    "compact": "as compact as possible",
    "strip": "as a strip along the line",
    "near": "as near to the zone's front as possible",
}
FURTHEST = "to the middle of the furthest cell"
PLAIN = "A calculation of areas, not a proposal: nobody has asked those who live there."


def headline(document: Mapping[str, Any]) -> str:
    """What is sought."""
    return f"{document['title']}: equal land, {SEEKS[document['objective']]}"


def moved(document: Mapping[str, Any]) -> str:
    """How many live where the side would change."""
    return (
        f"People whose home would come under the other side: "
        f"{people(document['people_moved'])} (people by {document['people_basis']})."
    )


def equal(document: Mapping[str, Any], seconds: float) -> str:
    """The equal on the other side in one sentence, or why there is none.

    Args:
        document: of the swap.
        seconds: for which it was looked for.
    """
    take, give = document["take"], document["give"]
    other = document["titles"][document["other"]]
    if not document["equivalent"]:
        if document["strip"] and not document["strip"]["front"]["edges"]:
            return "The land does not lie on the line: nothing is opposite it."
        if document["none_exists"]:
            return (
                f"No such land exists: {other} holds at most {area(take['area_km2'])} in one piece "
                "along the line of contact."
            )
        return f"Nothing was found within {seconds:.0f} seconds."
    gap = document["gap"]
    sure = "no better one exists" if document["optimal"] else (
        f"a better one may exist: {100 * gap:.0f} % are left open" if gap is not None else ""
    )  # fmt: skip
    return (
        f"On the side of {other}, {area(take['area_km2'])} with {about(take['people'])} "
        f"people would match {area(give['area_km2'])} with {about(give['people'])} ({sure})."
    )


def verdict(document: Mapping[str, Any]) -> list[str]:
    """Whether land of the same area was found, and how sure it is that nothing is better."""
    if not document["strip"]:
        return [_best(document)]
    return [_strip(document), *([_widths(document)] if document["strip"]["reached"] else [])]


def _best(document: Mapping[str, Any]) -> str:
    difference, other = document["difference_km2"], document["titles"][document["other"]]
    where = _where(document)
    if document["none_exists"]:
        if difference > document["tolerance"] * document["give"]["area_km2"]:
            return (
                f"No equivalent exists: what {other} holds{where} falls short by "
                f"{difference:,.0f} km2. Shown is the most that could be taken."
            )
        return f"No set of cells{where} has the area within the tolerance; shown is what is there."
    if not document["equivalent"]:
        return "None was found in the time given, and it is not proved that none exists."
    pieces = document["pieces_taken"]
    taken = f"{words.plural(pieces, 'piece')}, {abs(difference):,.0f} km2 "
    taken += "less" if difference > 0 else "more"
    if document["optimal"]:
        return f"{taken}; proved to be the best."
    return f"{taken}; the best conceivable is at most {document['gap']:.0%} better (not proved)."


def _strip(document: Mapping[str, Any]) -> str:
    strip, other = document["strip"], document["titles"][document["other"]]
    difference, taken = abs(document["difference_km2"]), document["take"]["area_km2"]
    where = _where(document)
    if not strip["front"]["edges"]:
        return "The land given does not lie on the line of contact: no strip is opposite it."
    if not strip["reached"]:
        return (
            f"No equivalent exists: all that {other} holds{where} opposite this part of the line "
            f"is {taken:,.0f} km2."
        )
    pieces = document["pieces_taken"]
    strips = f"Taken: {words.plural(pieces, 'piece')}. The areas differ by "
    strips += f"{difference:,.0f} km2"
    if document["equivalent"]:
        return strips + "; no strip of whole cells comes closer."
    if document["size_km2"] is None:
        return strips + ": the cells are too coarse for so little land."
    return strips + ": strips of one width on both sides do not have one area here."


def _widths(document: Mapping[str, Any]) -> str:
    strip = document["strip"]
    width, front, same = strip["width_km"], strip["front"], strip["equal_width"]
    area = strip["equal_area"]
    length = (
        f"The front measures {front['smooth_km']:,.0f} km, {front['edges_km']:,.0f} along the "
        "edges of cells. "
    )
    if document["size_km2"] is None:
        return length + (
            f"What is given reaches {width['give']:,.1f} km behind it, the strip "
            f"{width['take']:,.1f} km, {FURTHEST}; as wide a strip of the land given has "
            f"{same['give_km2']:,.0f} km2."
        )
    needed = [
        f"{deep:,.1f} km {where}" if deep is not None else f"more than there is {where}"
        for deep, where in (
            (area["give_width_km"], "on the side that gives"),
            (area["take_width_km"], "on the other"),
        )
    ]
    return length + (
        f"Both strips are {width['take']:,.1f} km wide, {FURTHEST}; "
        f"{area['area_km2']:,.0f} km2 would need {' and '.join(needed)}."
    )


def _where(document: Mapping[str, Any]) -> str:
    return " in " + ", ".join(document["within"]) if document["within"] else ""


def people(count: float | None) -> str:
    """A number of people, to the hundred."""
    return "unknown" if count is None else f"{round(count, -2):,.0f}"
