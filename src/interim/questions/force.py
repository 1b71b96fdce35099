"""How many peacekeepers and monitors a zone would need, by the measure of past missions.

Three measures, which rarely agree: heads per 1,000 people, per km2, per km of line. Beside them
stands what each plan sends, what that force could see (the compliance stage's own formula, from
`interim.stages.terms`), what it would cost by published budgets, and how soon it would be there.
The same of a force of any size: `interim.territory.troops`.

Source of 20 per 1,000 for hard stabilisation and 1 to 4 for policing:
    Quinlivan, J. T. (1995). Force requirements in stability operations. *Parameters* 25(4), 59-69.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import spread
from interim.futures import Run, draw
from interim.stages.terms import Terms, terms
from interim.territory.contact import contact
from interim.territory.missions import Mission, cost, missions
from interim.territory.standing import ground
from interim.territory.troops import troops

STABILISATION = 20.0
"""Heads per 1,000 people, Quinlivan (1995)."""
POLICING = (1.0, 4.0)
"""Heads per 1,000 people, Quinlivan (1995)."""


def needed(*, people_thousands: float, area_km2: float, line_km: float) -> dict[str, Any]:
    """Heads that a zone would need by each measure of past missions.

    Args:
        people_thousands: who live there, thousands.
        area_km2: its area.
        line_km: length of the line to be watched.

    Returns:
        `by_people`, `by_area` and `by_line`: name of the measure -> heads.

    Raises:
        ValueError: a negative argument.
    """
    if min(people_thousands, area_km2, line_km) < 0:
        raise ValueError("negative people, area or line")
    by_people = {
        "stabilisation": STABILISATION * people_thousands,
        "policing, low": POLICING[0] * people_thousands,
        "policing, high": POLICING[1] * people_thousands,
    }
    past = missions()
    return {
        "by_people": by_people
        | {m.mission: r * people_thousands for m in past if (r := m.per_thousand) is not None},
        "by_area": {m.mission: r * area_km2 for m in past if (r := m.per_km2) is not None},
        "by_line": {m.mission: r * line_km for m in past if (r := m.per_km) is not None},
    }


def force(
    case: Case,
    plan: str | None = None,
    *,
    zone: str | None = None,
    run: Run = Run(defaults.EVALUATION),
    heads: float | None = None,
    under_arms: float | None = None,
) -> dict[str, Any]:
    """Set the force that plans send beside the forces that past missions had.

    Args:
        case: the case.
        plan: id of a plan; all by default.
        zone: id of the zone to be secured; the case's first by default.
        run: which futures stand behind it.
        heads: size of a force to be set beside all this; none by default.
        under_arms: soldiers that contributors have for that force; None if nobody says.

    Returns:
        The document of ``interim force --json``: the zone; `needed` at the medians of people and
        line; `line`, the line of contact by its cells, all of it and along the zone; per plan what
        it sends, its `detection` and its `cost`; how soon missions were there; the missions;
        `troops`, the force of the size given.

    Raises:
        BadInput: unknown plan, zone, lens or quantity; a force of none, or soldiers without one.
    """
    _expect_force(heads, under_arms)
    if plan is not None and plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if zone is not None and zone not in case.territory.zones:
        raise BadInput([unknown("zone", zone, case.territory.zones)])
    name = zone or next(iter(case.territory.zones), None)
    drawn = draw(case, run)
    monitoring = case.enforcement.monitoring
    people, line = drawn.of(monitoring.people_thousands), drawn.of(monitoring.line_km)
    area = _area(case, name)
    agreed = {p: terms(case, case.plans[p], drawn) for p in ([plan] if plan else case.plans)}
    middle = {
        "people_thousands": float(np.median(people)),
        "area_km2": area,
        "line_km": float(np.median(line)),
    }
    force_given = (
        None
        if heads is None
        else troops(case, agreed, drawn, heads, under_arms=under_arms, **middle)
    )
    return run.stated(
        {
            "case": case.id,
            "title": case.header.title,
            "as_of": case.header.as_of.isoformat(),
            **run.head(),
            "zone": name,
            "area_km2": area,
            "people_thousands": spread(people),
            "line_km": spread(line),
            "line": _line(case, name),
            "needed": needed(**middle),
            "plans": {p: _plan(case, p, each) for p, each in agreed.items()},
            "months_to_three_quarters": {
                m.mission: m.months_to_three_quarters
                for m in missions()
                if m.months_to_three_quarters is not None
            },
            "missions": [_mission(m) for m in missions()],
            "troops": force_given,
        }
    )


def _expect_force(heads: float | None, under_arms: float | None) -> None:
    problems = []
    if heads is not None and not 0 < heads < math.inf:
        problems.append(Problem("a force of none", found=f"{heads}", expected="more than 0 heads"))
    if under_arms is not None and heads is None:
        problems.append(
            Problem("soldiers under arms for no force", expected="the heads that they keep on post")
        )
    elif under_arms is not None and not 0 <= under_arms < math.inf:
        problems.append(
            Problem("soldiers under arms", found=f"{under_arms}", expected="0 or more soldiers")
        )
    if problems:
        raise BadInput(problems)


def _line(case: Case, zone: str | None) -> dict[str, Any]:
    """The line of contact by its cells: all of it, and along the zone."""
    table = ground(case)
    whole = contact(table, *case.principals[:2])
    if zone is None:
        return whole.summary() | {"along_zone": None}
    land = case.territory.zones[zone]
    inside = table["unit"].isin(land.units) & (table["holder"] == land.holder)
    along = whole.beside(table.loc[inside, "cell"], land.holder)
    return whole.summary() | {"along_zone": along.summary()}


def _plan(case: Case, plan: str, agreed: Terms) -> dict[str, Any]:
    return {
        "title": case.plans[plan].title,
        "peacekeepers": spread(agreed.peacekeepers),
        "monitors": spread(agreed.monitors),
        "detection": spread(agreed.detection),
        "cost_millions_a_year": {
            "peacekeepers": cost(float(np.median(agreed.peacekeepers)), "USD"),
            "monitors": cost(float(np.median(agreed.monitors)), "EUR"),
        },
    }


def _area(case: Case, zone: str | None) -> float:
    table = ground(case)
    if zone is None:
        return float(table["area_km2"].sum())
    land = case.territory.zones[zone]
    inside = table["unit"].isin(land.units) & (table["holder"] == land.holder)
    return float(table.loc[inside, "area_km2"].sum())


def _mission(mission: Mission) -> dict[str, Any]:
    return asdict(mission) | {
        "per_thousand": mission.per_thousand,
        "per_km2": mission.per_km2,
        "per_km": mission.per_km,
        "cost_per_head": mission.cost_per_head,
    }
