"""Who stands where: holder, armed forces, police and administration of every piece of ground.

Today each piece is held by one party, whose forces, police and administration stand there. A
plan's clauses change that zone by zone once it is in force and the agreed withdrawals are done
(`ground` in `territory.yaml`), until a promised vote on status; after it the unit is governed by
whoever the result favours. While an agreed withdrawal goes on, armies are still on the ground that
they leave, and what comes into force with it waits (`interim.territory.withdrawal`). On the day on
which the settlement is broken, ground that no principal's army holds any more is open.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case, Plan
from interim.foundation.errors import BadInput, unknown
from interim.territory.withdrawal import departure

ROLES = ("holder", "forces", "police", "administration")
ZONE = "zone"
TODAY, WITHDRAWAL, IN_FORCE, BREACH = "today", "withdrawal", "in-force", "breach"
OPEN = "open-ground"
"""Whose armed forces stand, once a settlement is broken, where no principal's do."""


def ground(case: Case) -> pd.DataFrame:
    """The pieces of a case: `cell`, `unit`, `holder`, `area_km2`, `people` and `zone`.

    People stand in the table of cells, or else follow from the middle of what the case says of the
    zone, spread evenly over it; they are not a number where the case says nothing. A piece belongs
    to the first zone that names its unit and holder, or to none ('').
    """
    table = pd.read_csv(case.folder / "cells.csv")
    if "people" not in table:
        table["people"] = np.nan
    table["zone"] = ""
    for name, zone in case.territory.zones.items():
        inside = table["unit"].isin(zone.units) & (table["holder"] == zone.holder)
        table.loc[inside & (table["zone"] == ""), "zone"] = name
        if zone.people is not None and table.loc[inside, "people"].isna().all():
            share = table.loc[inside, "area_km2"] / table.loc[inside, "area_km2"].sum()
            table.loc[inside, "people"] = 1000 * zone.people.middle * share
    return table


def phases(case: Case, plan: Plan, *, leaving: bool = False) -> dict[str, str]:
    """The phases of a plan with their titles: today, in force, each result of a promised vote.

    Args:
        case: the case.
        plan: the plan.
        leaving: whether the time of an agreed withdrawal is a phase, between the first two, and
            the day on which the plan is broken, after them.
    """
    titles = {TODAY: "today"}
    if leaving and departure(case, plan) is not None:
        titles[WITHDRAWAL] = "during the withdrawal"
    titles[IN_FORCE] = "in force, once armies have withdrawn"
    if leaving and plan.id != NO_DEAL:
        titles[BREACH] = "when it is broken"
    vote = case.referendum
    if vote is not None and case.package(plan).get(vote.issue) in vote.votes:
        for name, choice in vote.choices.items():
            titles[f"vote-{name}"] = f"after a vote for “{choice.title}”"
    return titles


def standing(case: Case, plan: Plan, phase: str = IN_FORCE) -> pd.DataFrame:
    """Who stands where under a plan in one phase.

    Args:
        case: the case.
        plan: the plan.
        phase: one of `phases`, that of a withdrawal included.

    Returns:
        The table of `ground` with `forces`, `police`, `administration`, `changed`, and `leaving`:
        whose army is on its way from there, or ''.

    Raises:
        BadInput: the phase is not one of the plan's.
    """
    known = phases(case, plan, leaving=True)
    if phase not in known:
        raise BadInput([unknown("phase", phase, known)])
    table = ground(case)
    for role in ROLES[1:]:
        table[role] = table["holder"]
    table["leaving"] = ""
    if phase == WITHDRAWAL:
        _withdrawing(case, plan, table)
    elif phase != TODAY:
        _in_force(case, case.package(plan), table)
    if phase == BREACH:
        # The army of a principal that has left is not there, and those in its place do not hold
        # ground in a war.
        left = table["holder"].isin(case.principals) & ~table["forces"].isin(case.principals)
        table.loc[left, "forces"] = OPEN
    if phase.startswith("vote-"):
        _after_vote(case, phase.removeprefix("vote-"), table)
    table["changed"] = changed(table)
    return table


def changed(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Where somebody other than today's holder has one of the roles: (rows,)."""
    differs: NDArray[np.bool_] = np.logical_or.reduce(
        [table[role] != table["holder"] for role in ROLES[1:]]
    )
    return differs


def titles(case: Case) -> Mapping[str, str]:
    """What those who may stand somewhere are called."""
    parties = {name: party.title for name, party in case.header.parties.items()}
    presences = {name: here.title for name, here in case.territory.presences.items()}
    return parties | presences | {OPEN: "Open: no army of either side"}


def zone_titles(case: Case) -> Mapping[str, str]:
    """What the zones are called, and the ground in none of them ('')."""
    return {name: zone.title for name, zone in case.territory.zones.items()} | {"": "In no zone"}


def totals(case: Case, table: pd.DataFrame, role: str) -> pd.DataFrame:
    """Area and people by who stands there, the largest first.

    Args:
        case: the case, for titles.
        table: as of `standing`.
        role: one of `ROLES`, or `ZONE`.

    Returns:
        Columns `who`, `title`, `area_km2` and `people` (rounded to hundreds, not a number where
        unknown for any part).
    """
    return summed(table, role, zone_titles(case) if role == ZONE else titles(case))


def summed(table: pd.DataFrame, role: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The same with the titles at hand, by id."""
    groups = table.groupby(role, sort=False)
    sums = pd.DataFrame(
        {
            "area_km2": groups["area_km2"].sum(),
            "people": groups["people"].agg(lambda people: people.sum(skipna=False)),
        }
    ).reset_index(names="who")
    sums["people"] = sums["people"].round(-2)
    sums.insert(1, "title", sums["who"].map(names))
    return sums.sort_values("area_km2", ascending=False, ignore_index=True)


def _withdrawing(case: Case, plan: Plan, table: pd.DataFrame) -> None:
    """What waits for the withdrawal does not hold yet, and who leaves a zone is still there."""
    leaves = departure(case, plan)
    assert leaves is not None
    _in_force(case, {**case.package(plan), **leaves.until}, table)
    for zone, who in leaves.zones.items():
        inside = table["zone"] == zone
        table.loc[inside, "leaving"] = who
        table.loc[inside, "forces"] = table.loc[inside, "holder"]


def _in_force(case: Case, package: Mapping[str, str], table: pd.DataFrame) -> None:
    for issue, option in package.items():
        for zone, changes in case.territory.ground.get(issue, {}).get(option, {}).items():
            for role in ROLES[1:]:
                who = getattr(changes, role)
                if who is not None:
                    table.loc[table["zone"] == zone, role] = who


def _after_vote(case: Case, choice: str, table: pd.DataFrame) -> None:
    """Every unit that votes is governed by whoever the result favours; forces stay."""
    assert case.referendum is not None
    favoured = case.referendum.choices[choice].favours
    voting = table["unit"].isin(case.referendum.units)
    for role in ("police", "administration"):
        table.loc[voting, role] = favoured
