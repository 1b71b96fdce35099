"""A swap of land on the terminal. Pure layout over `interim.questions.swap`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.interfaces.terminal.screen import text

SEEKS = {
    "people": "with the fewest people",
    "compact": "as compact as possible",
    "strip": "as a strip along the line",
    "near": "as near to the zone's front as possible",
}


def exchange(document: Mapping[str, Any]) -> Group:
    """What is given, what could be taken for it, and how sure it is that nothing is better.

    Args:
        document: the document of ``interim swap --json``.
    """
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("")
    for heading in ("cells", "km2", "people"):
        table.add_column(heading, justify="right")
    zone = document["zone"] or "land named"
    for name, side in ((f"given: {zone}", document["give"]), ("taken", document["take"])):
        table.add_row(
            name, f"{len(side['cells']):,}", f"{side['area_km2']:,.0f}", _people(side["people"])
        )
    for unit, part in document["take_by_unit"].items():
        if part["area_km2"] < 0.5:  # a trace, where two layers' outlines differ
            continue
        table.add_row(f"  {unit}", "", f"{part['area_km2']:,.0f}", _people(part["people"]))
    return Group(
        text(f"{document['title']}: equal land, {SEEKS[document['objective']]}", "bold"),
        table,
        text(_strip(document) if document["strip"] else _verdict(document)),
        *([text(_widths(document))] if document["strip"] and document["strip"]["reached"] else []),
        text(
            f"People whose home would come under the other side: "
            f"{_people(document['people_moved'])} (people by {document['people_basis']})."
        ),
        Text(""),
        text("A calculation of areas, not a proposal: nobody has asked those who live there."),
    )


def _verdict(document: Mapping[str, Any]) -> str:
    difference, other = document["difference_km2"], document["titles"][document["other"]]
    where = " in " + ", ".join(document["within"]) if document["within"] else ""
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
    found = f"{pieces} piece{'s' if pieces > 1 else ''}, {abs(difference):,.0f} km2 "
    found += "less" if difference > 0 else "more"
    if document["optimal"]:
        return f"{found}; proved to be the best."
    return f"{found}; the best conceivable is at most {document['gap']:.0%} better (not proved)."


def _strip(document: Mapping[str, Any]) -> str:
    strip, other = document["strip"], document["titles"][document["other"]]
    difference, taken = abs(document["difference_km2"]), document["take"]["area_km2"]
    where = " in " + ", ".join(document["within"]) if document["within"] else ""
    if not strip["front"]["edges"]:
        return "The land given does not lie on the line of contact: no strip is opposite it."
    if not strip["reached"]:
        return (
            f"No equivalent exists: all that {other} holds{where} opposite this part of the line "
            f"is {taken:,.0f} km2."
        )
    pieces = document["pieces_taken"]
    found = f"Taken: {pieces} piece{'s' if pieces > 1 else ''}. The areas differ by "
    found += f"{difference:,.0f} km2"
    if document["equivalent"]:
        return found + "; no strip of whole cells comes closer."
    if document["size_km2"] is None:
        return found + ": the cells are too coarse for so little land."
    return found + ": strips of one width on both sides do not have one area here."


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
            f"{width['take']:,.1f} km, to the middle of the furthest cell; as wide a strip of the "
            f"land given has {same['give_km2']:,.0f} km2."
        )
    needed = [
        f"{deep:,.1f} km {where}" if deep is not None else f"more than there is {where}"
        for deep, where in (
            (area["give_width_km"], "on the side that gives"),
            (area["take_width_km"], "on the other"),
        )
    ]
    return length + (
        f"Both strips are {width['take']:,.1f} km wide, to the middle of the furthest cell; "
        f"{area['area_km2']:,.0f} km2 would need {' and '.join(needed)}."
    )


def _people(count: float | None) -> str:
    return "unknown" if count is None else f"{round(count, -2):,.0f}"
