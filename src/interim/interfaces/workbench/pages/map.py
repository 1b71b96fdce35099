"""Map: what happens on the ground?"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from interim.case.model import Case
from interim.foundation import defaults, words
from interim.foundation.errors import BadInput, Problem, unknown
from interim.interfaces.workbench.background import Errand, behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation import force_words, map_figure, swap_words
from interim.presentation.figures import _svg
from interim.presentation.ground_words import area as area_of
from interim.presentation.ground_words import change, inhabitants
from interim.presentation.ground_words import people as people_of
from interim.presentation.zone_figure import Cells
from interim.questions.force import force, needed
from interim.questions.swap import OBJECTIVES, swap
from interim.territory.contact import contact
from interim.territory.situation import situation
from interim.territory.standing import (
    BREACH,
    IN_FORCE,
    ROLES,
    TODAY,
    WITHDRAWAL,
    ZONE,
    ground,
    phases,
    titles,
)

SHOWN = {
    "forces": "armed forces",
    "administration": "administration",
    "police": "police",
    "holder": "holder today",
    ZONE: "zones of the case",
}
AIMS = {
    "people": "fewest people",
    "compact": "most compact",
    "strip": "a strip of equal width opposite it",
    "near": "nearest to the line",
}
MOST_CELLS = 400
SECONDS = 15.0
"""For the search of an equal; after that the best found so far is shown."""
"""For the force that a plan sends."""
Names = tuple[str, ...]


def around(desk: Desk) -> Context:
    """Which plan and phase, what the colours say, and which zone is drawn."""
    case, view = desk.case, desk.view
    _expect(case, view)
    zones = {name: zone.title for name, zone in case.territory.zones.items()}
    held = ground(case)[["unit", "holder"]].drop_duplicates()
    called = titles(case)
    units = {
        f"{unit}:{holder}": f"{case.territory.units[unit].title}, held by {called[holder]}"
        for unit, holder in held.itertuples(index=False)
        if unit in case.territory.units and holder in case.principals
    }
    return {
        "plans": {name: plan.short for name, plan in case.plans.items()},
        "lenses": {},
        "phases": phases(case, plan_of(case, view), leaving=True),
        "phase": _phase(case, view),
        "shown": SHOWN,
        "show": view.get("show", "forces"),
        "whole": view.get("whole"),
        "zones": zones,
        "units": units,
        "zone": view.get("zone"),
        "cells": view.get("cells"),
        "aims": AIMS,
        "aim": view.get("aim", OBJECTIVES[0]),
    }


def part(desk: Desk) -> Context:
    """The map, who stands where in numbers, and the zone that is drawn."""
    case, view = desk.case, desk.view
    _expect(case, view)
    plan = plan_of(case, view)
    phase, show = _phase(case, view), view.get("show", "forces")
    whole = bool(view.get("whole"))
    there = situation(case, plan, phase)
    about = (original_hash(case), plan.id, plan.short, repr(plan.clauses), phase, show, whole)
    rows = {role: _rows(there.totals(role)) for role in (*ROLES, ZONE)}
    return {
        "sentence": change(there),
        "when": there.when,
        "shown": SHOWN[show],
        "rows": rows[show],
        "all": {SHOWN[role]: rows[role] for role in SHOWN if role != show},
        "figure": behind(desk.engine).kept(
            ("map", *about),
            lambda: _svg(
                map_figure.figure(there, show=show, whole=whole),
                "map",
                f"Map: {map_figure.LAYERS[show]}, {there.when}. "
                + "; ".join(f"{r['title']} {r['area']}" for r in rows[show]),
            ),
        ),
        "key": behind(desk.engine).kept(
            ("key", *about),
            lambda: map_figure.swatches(there, show=show, whole=whole),
        ),
        "credit": case.territory.credit,
        "as_of": case.territory.as_of,
        "zone": _zone(desk, whole),
    }


def _rows(table: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {"title": title, "area": area_of(area), "people": inhabitants(people)}
        for title, area, people in zip(
            table["title"], table["area_km2"], table["people"], strict=True
        )
    ]


def _zone(desk: Desk, whole: bool) -> dict[str, Any]:
    """The zone that is drawn: its size, its equal on the other side, the force that it needs."""
    case, view = desk.case, desk.view
    table = ground(case)
    inside, title = _drawn(case, view, table)
    held = behind(desk.engine)
    place = held.kept(
        ("cells", original_hash(case), whole), lambda: Cells(case, table, whole=whole)
    )
    if inside is None or inside.empty:
        return {"empty": True, "drawing": _named(case, table, place.drawing(()), ())}
    holders = list(inside["holder"].unique())
    cells: Names = tuple(sorted(set(inside["cell"])))
    area, people = float(inside["area_km2"].sum()), float(inside["people"].sum(skipna=False))
    known = people == people
    shown: dict[str, Any] = {
        "empty": False,
        "title": title,
        "count": len(cells),
        "area": area_of(area),
        "people": people_of(people),
        "several": len(holders) > 1,
        "holder": titles(case)[holders[0]],
        "equal": None,
        "errand": None,
        "needs": None,
    }
    # Traces of a holder along outlines that do not match count, but are not drawn.
    seen = place.mostly(inside.index)
    taken: Names = ()
    if len(holders) == 1 and holders[0] in case.principals:
        errand = _equal(desk, holders[0], cells)
        shown["errand"] = errand
        if errand.state == "done":
            document = errand.result
            taken = tuple(document["take"]["cells"])
            shown["equal"] = _equal_land(case, document)
        both = held.kept(
            ("line", original_hash(case)), lambda: contact(table, *case.principals[:2])
        )
        line = both.beside(cells, holders[0])
        shown["needs"] = {
            "line": (
                f"{line.smooth_km:,.0f} to {line.edges_km:,.0f} km"
                if len(line.cells)
                else "none of it on the line of contact"
            ),
            "measures": _needed(people if known else None, area, line.edges_km),
            "sends": _sends(desk),
            "zigzag": force_words.ZIGZAG,
        }
    shown["drawing"] = _named(case, table, place.drawing(seen, frozenset(taken)), seen)
    return shown


def _named(case: Case, table: pd.DataFrame, drawing: Markup, chosen: Collection[str]) -> Markup:
    """A drawing of cells that says of each where it lies, who holds it, and if it is chosen."""
    called, units = titles(case), case.territory.units
    largest = table.loc[table.groupby("cell")["area_km2"].idxmax()]
    said = {
        cell: f"{units[unit].title if unit in units else unit}, {called.get(holder, holder)}"
        for cell, unit, holder in largest[["cell", "unit", "holder"]].itertuples(index=False)
    }

    def numbered(found: re.Match[str]) -> str:
        cell = found[1]
        inside = " data-in" if cell in chosen else ""
        return f'<g data-cell="{cell}" data-who="{escape(said.get(cell, cell))}"{inside}>'

    return Markup(re.sub(r'<g data-cell="([0-9a-f]+)">', numbered, str(drawing)))


def _drawn(case: Case, view: View, table: pd.DataFrame) -> tuple[pd.DataFrame | None, str]:
    """The pieces of the zone that is drawn, and what it is called."""
    zone, cells = view.get("zone"), _cells(view)
    inside = pd.Series(False, index=table.index)
    if zone in case.territory.zones:
        stated = case.territory.zones[zone]
        inside = table["unit"].isin(stated.units) & (table["holder"] == stated.holder)
        title = stated.title
    elif zone:
        unit, _, holder = zone.partition(":")
        inside = (table["unit"] == unit) & (table["holder"] == holder)
        title = f"{case.territory.units[unit].title}, held by {titles(case)[holder]}"
    else:
        title = "The cells that you have chosen"
    if cells:
        # A cell on the line goes with whoever holds most of it; choosing one again takes it out.
        largest = table.sort_values("area_km2").groupby("cell")["area_km2"].idxmax()
        most = table.loc[largest].set_index("cell")["holder"]
        picked = table["cell"].isin(cells) & (table["holder"] == table["cell"].map(most))
        whole = inside.groupby(table["cell"]).transform("any") & table["cell"].isin(cells)
        title = f"{title}, changed" if zone else title
        inside = (inside & ~whole) | (picked & ~whole)
    return (table[inside] if inside.any() else None), title


def _equal(desk: Desk, holder: str, cells: Names) -> Errand:
    """The search for land of the same area on the other side, which takes some seconds."""
    case, view = desk.case, desk.view
    zone = view.get("zone")
    exact = zone if zone and not _cells(view) else ""
    aim = next(each for each in OBJECTIVES if each == view.get("aim", OBJECTIVES[0]))

    def work(progress: Any) -> dict[str, Any]:
        if exact in case.territory.zones:
            return swap(case, zone=exact, objective=aim, seconds=SECONDS)
        give = (exact,) if exact else tuple(f"{cell}:{holder}" for cell in cells)
        return swap(case, give=give, objective=aim, seconds=SECONDS)

    key: tuple[Hashable, ...] = ("swap", original_hash(case), exact or cells, aim)
    return behind(desk.engine).ask(key, work)


def _equal_land(case: Case, document: Mapping[str, Any]) -> dict[str, Any]:
    """The equal on the other side: a sentence, and what it consists of."""
    rows = document["take_by_unit"] if document["equivalent"] else {}
    return {
        "sentence": swap_words.equal(document, SECONDS),
        "rows": [
            {
                "title": case.territory.units[unit].title,
                "area": area_of(row["area_km2"]),
                "people": inhabitants(row["people"]),
            }
            for unit, row in rows.items()
            if row["area_km2"] >= 0.5
        ],
    }


def _needed(people: float | None, area: float, line: float) -> list[dict[str, str]]:
    """Heads by each measure of past missions that can be taken here."""
    by_measure = needed(people_thousands=(people or 0.0) / 1000, area_km2=area, line_km=line)
    unknown = {"by_people"} if people is None else set()
    unknown |= set() if line else {"by_line"}
    return force_words.needed({k: {} if k in unknown else heads for k, heads in by_measure.items()})


def _sends(desk: Desk) -> dict[str, str]:
    """What the plan sends, and what that sees, on the zone of the case."""
    case, view = desk.case, desk.view
    plan = plan_of(case, view)
    known = case.model_copy(update={"plans": case.plans | {plan.id: plan}})
    run = view.run.on(defaults.PAGE_FORCE)
    key = ("force", original_hash(case), plan.id, repr(plan.clauses), run)

    def work() -> dict[str, Any]:
        document = force(known, plan.id, run=run)
        sent: dict[str, Any] = document["plans"][plan.id]
        return sent

    sent = behind(desk.engine).kept(key, work)
    return {
        "peacekeepers": force_words.heads(sent["peacekeepers"]),
        "monitors": force_words.heads(sent["monitors"]),
        "detection": words.spanned(sent["detection"]),
        "futures": f"{run.futures:,}",
    }


def _phase(case: Case, view: View) -> str:
    """The phase that is shown; a plan without that one shows how it stands in force."""
    known = phases(case, plan_of(case, view), leaving=True)
    phase = view.get("phase")
    return phase if phase in known else IN_FORCE


def _cells(view: View) -> Names:
    return tuple(dict.fromkeys(re.findall(r"[^,\s]+", view.get("cells"))))


def _expect(case: Case, view: View) -> None:
    """What is asked for is known.

    Raises:
        BadInput: it is not.
    """
    vote = case.referendum
    every = {
        TODAY,
        WITHDRAWAL,
        IN_FORCE,
        BREACH,
        *(f"vote-{name}" for name in (vote.choices if vote else ())),
    }
    allowed: dict[str, Any] = {"phase": sorted(every), "show": SHOWN, "aim": AIMS}
    problems = [
        unknown(kind, view.get(kind), names)
        for kind, names in allowed.items()
        if view.get(kind) and view.get(kind) not in names
    ]
    zone, cells = view.get("zone"), _cells(view)
    if zone and zone not in case.territory.zones:
        unit, sign, holder = zone.partition(":")
        if not sign or unit not in case.territory.units or holder not in titles(case):
            problems.append(unknown("zone", zone, case.territory.zones))
    if len(cells) > MOST_CELLS:
        problems.append(Problem(f"at most {MOST_CELLS} cells", found=str(len(cells))))
    elif cells:
        there = set(ground(case)["cell"])
        strange = [cell for cell in cells if cell not in there]
        wanted = "cells of the map by their H3 ids, such as " + min(there)
        problems += [
            Problem(f"unknown cell '{cell}'", found=cell, expected=wanted) for cell in strange[:5]
        ]
    if problems:
        raise BadInput(problems)
