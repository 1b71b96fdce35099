"""Past peacekeeping and monitoring missions: how many heads for whom, how soon, at what cost.

Heads are the uniformed staff at the peak (monitors for the OSCE), costs the published budget of one
year at that year's prices, with the mean strength of that year. Sources: International Peace
Institute, *Providing for Peacekeeping* (monthly strengths, 1990 to 2017), and the documents that
the table names. What a mission's `judgement` says was rounded or not looked up.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Mission:
    """A past mission.

    Attributes:
        mission: its short name.
        heads: at the peak.
        month: of the peak, or its year.
        area_km2: that it covered.
        people_thousands: who lived there.
        line_km: that it watched.
        cost_millions: of one year, in `currency`, at that year's prices.
        currency: USD or EUR.
        cost_year: the budget year.
        cost_heads: mean strength in that year.
        months_to_three_quarters: from the first month to three quarters of the peak.
        sources: of heads and cost.
        judgement: what was rounded or estimated.
    """

    mission: str
    heads: float
    month: str
    area_km2: float | None
    people_thousands: float | None
    line_km: float | None
    cost_millions: float | None
    currency: str | None
    cost_year: str | None
    cost_heads: float | None
    months_to_three_quarters: float | None
    sources: str
    judgement: str | None

    @property
    def per_thousand(self) -> float | None:
        """Heads per 1,000 people."""
        return self.heads / self.people_thousands if self.people_thousands else None

    @property
    def per_km2(self) -> float | None:
        """Heads per km2."""
        return self.heads / self.area_km2 if self.area_km2 else None

    @property
    def per_km(self) -> float | None:
        """Heads per km of line."""
        return self.heads / self.line_km if self.line_km else None

    @property
    def cost_per_head(self) -> float | None:
        """Cost of one head for a year, in `currency` at the prices of `cost_year`."""
        if self.cost_millions is None or self.cost_heads is None:
            return None
        return 1e6 * self.cost_millions / self.cost_heads


@cache
def missions() -> tuple[Mission, ...]:
    """The past missions that come with Interim."""
    text = files("interim.territory").joinpath("missions.csv").read_text(encoding="utf-8")

    def number(value: str) -> float | None:
        return float(value) if value else None

    return tuple(
        Mission(
            mission=row["mission"],
            heads=float(row["heads"]),
            month=row["month"],
            area_km2=number(row["area_km2"]),
            people_thousands=number(row["people_thousands"]),
            line_km=number(row["line_km"]),
            cost_millions=number(row["cost_millions"]),
            currency=row["currency"] or None,
            cost_year=row["cost_year"] or None,
            cost_heads=number(row["cost_heads"]),
            months_to_three_quarters=number(row["months_to_three_quarters"]),
            sources=row["sources"],
            judgement=row["judgement"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    )


def cost(heads: float, currency: str) -> dict[str, Any]:
    """Millions a year at the least and the most that a head of a past mission cost.

    At the prices of the missions' own years: nothing is added for the prices of today.

    Args:
        heads: how many.
        currency: USD or EUR, that of the missions compared with.
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
