"""A force of any size: what it watches, how soon it stands, who keeps it up and at what cost.

A soldier on post has others behind: those who come back and rest, those who train to go. Published
ratios, all in:

- 2.5: about 40,000 on post need up to 100,000, says F.-S. Gady of the International Institute for
  Strategic Studies (Reuters, December 2024).
- 3: one deployed, one back, one getting ready, the rule of thumb of military planners.
- 4: 64,000 on post for two years take 256,000 (*The Times*, 29 April 2025), which is four tours of
  six months with nobody going twice.

The middle one has no published count behind it, and is a judgement; so are tours of six months.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation.estimates import spread
from interim.futures import Futures
from interim.stages.terms import Terms
from interim.territory.missions import cost, missions

Array = NDArray[np.float64]

BEHIND: Mapping[str, float] = {"low": 2.5, "middle": 3.0, "high": 4.0}
"""Soldiers under arms for each on post, that one included; sources above."""
TOUR_MONTHS = 6.0
"""A tour of duty; judgement, and what the highest published ratio implies."""


def seen(case: Case, agreed: Terms, drawn: Futures, heads: float) -> Array:
    """What a plan's monitors would see with another number of peacekeepers beside them.

    The compliance stage's own formula (`interim.stages.terms`): its chance with the peacekeepers
    that the plan sends, less theirs and more those of the heads given.

    Args:
        case: the case.
        agreed: the terms of a plan.
        drawn: the futures of these terms.
        heads: peacekeepers.

    Returns:
        (n,), chance that an incident is seen.
    """
    monitoring = case.enforcement.monitoring
    line = np.maximum(drawn.of(monitoring.line_km), 1e-9)
    people = np.maximum(drawn.of(monitoring.people_thousands), 1e-9)
    each = drawn.of(monitoring.per_peacekeeper_km) / line
    each = each + drawn.of(monitoring.per_watcher_thousand) / people
    more = (heads - agreed.peacekeepers) * each * agreed.access
    return np.asarray(1 - (1 - agreed.detection) * np.exp(-more), dtype=float)


def pool(heads: float, under_arms: float | None = None) -> dict[str, Any]:
    """How many soldiers keep a number of heads on post, and how long too few can.

    Args:
        heads: on post; more than 0.
        under_arms: soldiers that contributors have for it; None if nobody says.

    Returns:
        `needed`: by ratio; and with soldiers under arms `on_post`: how many they keep on post for
        good, by ratio, and `months`: until somebody would have to go again, if nobody has gone
        twice before (`TOUR_MONTHS` times under arms over heads).

    Raises:
        ValueError: no heads, or fewer than none under arms.
    """
    if heads <= 0 or (under_arms is not None and under_arms < 0):
        raise ValueError("no heads, or fewer than none under arms")
    needs: dict[str, Any] = {
        "ratio": dict(BEHIND),
        "tour_months": TOUR_MONTHS,
        "needed": {name: ratio * heads for name, ratio in BEHIND.items()},
        "under_arms": under_arms,
        "on_post": None,
        "months": None,
    }
    if under_arms is not None:
        needs["on_post"] = {name: under_arms / ratio for name, ratio in BEHIND.items()}
        needs["months"] = TOUR_MONTHS * under_arms / heads
    return needs


def pace(heads: float) -> dict[str, dict[str, float]]:
    """How soon three quarters of a force would stand, at the pace of past missions.

    Args:
        heads: of the force.

    Returns:
        Mission -> `heads_a_month` that it grew by until three quarters of its peak, and `months`
        for these heads at that pace. A mission that began with heads already there looks faster
        than it was.
    """
    months = {}
    for mission in missions():
        if mission.months_to_three_quarters:
            monthly = 0.75 * mission.heads / mission.months_to_three_quarters
            months[mission.mission] = {"heads_a_month": monthly, "months": 0.75 * heads / monthly}
    return months


def troops(
    case: Case,
    agreed: Mapping[str, Terms],
    drawn: Futures,
    heads: float,
    *,
    people_thousands: float,
    area_km2: float,
    line_km: float,
    under_arms: float | None = None,
) -> dict[str, Any]:
    """All about a force of a given size.

    Args:
        case: the case.
        agreed: plan -> its terms.
        drawn: the futures of these terms.
        heads: of the force; more than 0.
        people_thousands: of the zone, thousands.
        area_km2: of the zone.
        line_km: that it watches.
        under_arms: soldiers that contributors have for it; None if nobody says.
    """
    density = {
        "per_thousand": heads / people_thousands if people_thousands else None,
        "per_km2": heads / area_km2 if area_km2 else None,
        "per_km": heads / line_km if line_km else None,
    }
    a_year, years = cost(heads, "USD"), case.header.horizon_years
    return {
        "heads": heads,
        **density,
        "like": {name: _like(name, rate) for name, rate in density.items()},
        "detection": {
            name: spread(seen(case, each, drawn, heads)) for name, each in agreed.items()
        },
        "pace": pace(heads),
        "pool": pool(heads, under_arms),
        "cost_millions_a_year": a_year,
        "horizon_years": years,
        "cost_millions_over_horizon": a_year
        | {"low": years * a_year["low"], "high": years * a_year["high"]},
    }


def _like(measure: str, rate: float | None) -> dict[str, Any] | None:
    """The past mission whose density comes nearest, by ratio, and its density."""
    past = {m.mission: d for m in missions() if (d := getattr(m, measure)) is not None}
    if rate is None or not past:
        return None
    nearest = min(past, key=lambda name: abs(np.log(past[name] / rate)))
    return {"mission": nearest, "density": past[nearest]}
