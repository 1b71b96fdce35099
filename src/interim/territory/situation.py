"""A situation: who stands where in one phase of a plan, with the words that tell of it.

Maps and sentences are made from a situation and need no case beside it. Several of one case can be
written as one document and read again; the cells are in it once, and of each situation only where
somebody other than today's holder stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from interim.case.model import Case, Plan
from interim.territory.standing import (
    BREACH,
    IN_FORCE,
    OPEN,
    ROLES,
    WITHDRAWAL,
    ZONE,
    changed,
    phases,
    standing,
    summed,
    titles,
    zone_titles,
)
from interim.territory.withdrawal import departure, in_words

CELLS = ("cell", "unit", "holder", "area_km2", "people", "zone")
"""Columns that are the same in every phase."""


@dataclass(frozen=True)
class Place:
    """What a case calls its ground and those on it.

    Attributes:
        title: of the case.
        names: id -> title of whoever may stand somewhere, in the order of the case.
        principals: ids of those who sign.
        presences: ids of those who are no parties.
        zones: id -> title; the ground in none of them is ''.
        units: id -> title.
        as_of: of which day the line is, or ''.
        credit: whom the cells are owed to.
    """

    title: str
    names: Mapping[str, str]
    principals: tuple[str, ...]
    presences: tuple[str, ...]
    zones: Mapping[str, str]
    units: Mapping[str, str]
    as_of: str
    credit: str


@dataclass(frozen=True, eq=False)
class Situation:
    """Who stands where in one phase of a plan.

    Attributes:
        place: names of the ground and of those on it.
        plan: what the plan is called, short.
        phase: one of `interim.territory.standing.phases`.
        when: the title of the phase.
        note: who leaves, in which order and how, while an agreed withdrawal goes on; what is open
            when a plan is broken; else ''.
        table: as of `interim.territory.standing.standing`.
    """

    place: Place
    plan: str
    phase: str
    when: str
    note: str
    table: pd.DataFrame

    def totals(self, role: str) -> pd.DataFrame:
        """Area and people by who stands there, as `interim.territory.standing.totals`."""
        return summed(self.table, role, self.place.zones if role == ZONE else self.place.names)


def place(case: Case) -> Place:
    """What a case calls its ground and those on it."""
    return Place(
        title=case.header.title,
        names=dict(titles(case)),
        principals=tuple(case.principals),
        presences=tuple(case.territory.presences),
        zones=dict(zone_titles(case)),
        units={name: unit.title for name, unit in case.territory.units.items()},
        as_of=str(case.territory.as_of or ""),
        credit=case.territory.credit,
    )


def situation(case: Case, plan: Plan, phase: str = IN_FORCE) -> Situation:
    """Who stands where under a plan in one phase.

    Args:
        case: the case.
        plan: the plan.
        phase: one of `interim.territory.standing.phases`, that of a withdrawal included.

    Raises:
        BadInput: the phase is not one of the plan's.
    """
    table = standing(case, plan, phase)
    return Situation(
        place=place(case),
        plan=plan.short,
        phase=phase,
        when=phases(case, plan, leaving=True)[phase],
        note=_note(case, plan, phase, table),
        table=table,
    )


def _note(case: Case, plan: Plan, phase: str, table: pd.DataFrame) -> str:
    """What else there is to say of a phase."""
    leaves = departure(case, plan) if phase == WITHDRAWAL else None
    if leaves is not None:
        return in_words(case, leaves)
    if phase != BREACH:
        return ""
    area = table.loc[table["forces"] == OPEN, "area_km2"].sum()
    if area == 0.0:
        return "No ground lies open: war would begin along the lines of the settlement."
    return f"{area:,.0f} km2 lie open: who comes first may take them."


def as_document(situations: Sequence[Situation]) -> dict[str, Any]:
    """Situations of one case as one document that JSON can hold.

    Args:
        situations: at least one.

    Returns:
        `place`, `cells` (column -> a value for each piece of ground, None where people are
        unknown) and `situations`: `plan`, `phase`, `when`, `note`, and for each of `forces`,
        `police`, `administration` and `leaving` who -> numbers of the rows that are theirs; in all
        other rows the holder has the role and nobody leaves.
    """
    first = situations[0]
    return {
        "place": asdict(first.place)
        | {name: list(getattr(first.place, name)) for name in ("principals", "presences")},
        "cells": {
            name: [None if value != value else value for value in first.table[name].tolist()]
            for name in CELLS
        },
        "situations": [
            {
                "plan": one.plan,
                "phase": one.phase,
                "when": one.when,
                "note": one.note,
                **{role: _others(one.table[role], one.table["holder"]) for role in ROLES[1:]},
                "leaving": _others(one.table["leaving"], pd.Series("", index=one.table.index)),
            }
            for one in situations
        ],
    }


def from_document(document: Mapping[str, Any]) -> list[Situation]:
    """The situations that `as_document` wrote, the same to the last bit."""
    stated = document["place"]
    where = Place(**stated | {name: tuple(stated[name]) for name in ("principals", "presences")})
    cells = pd.DataFrame(
        {
            name: [np.nan if value is None else value for value in document["cells"][name]]
            for name in CELLS
        }
    )
    situations = []
    for one in document["situations"]:
        table = cells.copy()
        for role in ROLES[1:]:
            table[role] = table["holder"]
        table["leaving"] = ""
        for column in (*ROLES[1:], "leaving"):
            for who, rows in one[column].items():
                table.loc[rows, column] = who
        table["changed"] = changed(table)
        situations.append(
            Situation(where, one["plan"], one["phase"], one["when"], one["note"], table)
        )
    return situations


def _others(column: pd.Series, usual: pd.Series) -> dict[str, list[int]]:
    """Who -> rows in which they are and not whoever is there usually."""
    there = column[column != usual]
    return {str(who): rows.index.tolist() for who, rows in there.groupby(there, sort=False)}
