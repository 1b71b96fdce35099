"""How many peacekeepers and monitors a zone would need, by the measure of past missions.

Three measures, which rarely agree: heads per 1,000 people, per km2, per km of line. Beside them
stands what each plan sends, what that force could see (the compliance stage's own formula, from
`interim.stages.terms`), what it would cost by published budgets, and how soon it would be there.

Source of 20 per 1,000 for hard stabilisation and 1 to 4 for policing:
    Quinlivan, J. T. (1995). Force requirements in stability operations. *Parameters* 25(4), 59-69.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from interim.case.model import Case
from interim.errors import BadInput, unknown
from interim.estimates import spread
from interim.futures import Futures, draw
from interim.stages.terms import terms
from interim.territory.missions import Mission, missions
from interim.territory.swap import ground

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
    futures: int = 10_000,
    seed: int = 1,
    lens: str | None = None,
    settings: Mapping[str, str | float] | None = None,
) -> dict[str, Any]:
    """Set the force that plans send beside the forces that past missions had.

    Args:
        case: the case.
        plan: id of a plan; all by default.
        zone: id of the zone to be secured; the case's first by default.
        futures: how many futures stand behind each spread.
        seed: any non-negative integer.
        lens: id of a lens.
        settings: quantity name -> value, in the notation of case files.

    Returns:
        The document of ``interim force --json``: the zone; `needed` at the medians of people and
        line; per plan what it sends, its `detection` and its `cost`; how soon missions were there;
        the missions.

    Raises:
        BadInput: unknown plan, zone, lens or quantity.
    """
    if plan is not None and plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if zone is not None and zone not in case.territory.zones:
        raise BadInput([unknown("zone", zone, case.territory.zones)])
    name = zone or next(iter(case.territory.zones), None)
    drawn = draw(case, 0, futures, seed=seed, lens=lens, settings=settings)
    monitoring = case.enforcement.monitoring
    people, line = drawn.of(monitoring.people_thousands), drawn.of(monitoring.line_km)
    area = _area(case, name)
    return {
        "case": case.id,
        "title": case.header.title,
        "as_of": case.header.as_of.isoformat(),
        "futures": futures,
        "seed": seed,
        "lens": lens,
        "settings": dict(settings or {}),
        "zone": name,
        "area_km2": area,
        "people_thousands": spread(people),
        "line_km": spread(line),
        "needed": needed(
            people_thousands=float(np.median(people)),
            area_km2=area,
            line_km=float(np.median(line)),
        ),
        "plans": {p: _plan(case, p, drawn) for p in ([plan] if plan else case.plans)},
        "months_to_three_quarters": {
            m.mission: m.months_to_three_quarters
            for m in missions()
            if m.months_to_three_quarters is not None
        },
        "missions": [_mission(m) for m in missions()],
    }


def _plan(case: Case, plan: str, drawn: Futures) -> dict[str, Any]:
    agreed = terms(case, case.plans[plan], drawn)
    return {
        "title": case.plans[plan].title,
        "peacekeepers": spread(agreed.peacekeepers),
        "monitors": spread(agreed.monitors),
        "detection": spread(agreed.detection),
        "cost_millions_a_year": {
            "peacekeepers": _cost(float(np.median(agreed.peacekeepers)), "USD"),
            "monitors": _cost(float(np.median(agreed.monitors)), "EUR"),
        },
    }


def _cost(heads: float, currency: str) -> dict[str, Any]:
    """Millions a year at the least and the most that a head of a past mission cost.

    At the prices of the missions' own years: nothing is added for the prices of today.
    """
    of = {m.cost_per_head: m for m in missions() if m.currency == currency}
    rates = {rate: m for rate, m in of.items() if rate is not None}
    least, most = min(rates), max(rates)
    return {
        "currency": currency,
        "low": heads * least / 1e6,
        "high": heads * most / 1e6,
        "low_as": f"{rates[least].mission} {rates[least].cost_year}",
        "high_as": f"{rates[most].mission} {rates[most].cost_year}",
    }


def _area(case: Case, zone: str | None) -> float:
    table = ground(case)
    if zone is None:
        return float(table["area_km2"].sum())
    found = case.territory.zones[zone]
    inside = table["unit"].isin(found.units) & (table["holder"] == found.holder)
    return float(table.loc[inside, "area_km2"].sum())


def _mission(mission: Mission) -> dict[str, Any]:
    return asdict(mission) | {
        "per_thousand": mission.per_thousand,
        "per_km2": mission.per_km2,
        "per_km": mission.per_km,
        "cost_per_head": mission.cost_per_head,
    }
