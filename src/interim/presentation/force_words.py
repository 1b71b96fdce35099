"""Sizes of forces in sentences, from the document of ``interim force --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words

MEASURES = {"by_people": "people", "by_area": "area", "by_line": "line"}
PER_KM = "per km of line"
DENSITIES = {
    "per_thousand": "per 1,000 people",
    "per_km2": "per km2",
    "per_km": PER_KM,
}
ZIGZAG = "without the zigzag of their edges, and with it."
"""What the two lengths of a line that is measured by cells are."""

PLAIN = "Measures of what others had, not of what would keep this peace."


def headline(document: Mapping[str, Any]) -> str:
    """Of which case and zone."""
    return f"{document['title']}: forces for {document['zone'] or 'all of it'}"


def size(document: Mapping[str, Any]) -> str:
    """How much ground, how many people and how long a line there are to watch."""
    return (
        f"{document['area_km2']:,.0f} km2, "
        f"{document['people_thousands']['median']:,.0f} thousand people, "
        f"{document['line_km']['median']:,.0f} km of line (medians)."
    )


def along(line: Mapping[str, Any]) -> list[str]:
    """How long the line of contact is by the map's cells; nothing where there is none."""
    if not line["edges"]:
        return []
    zone = line["along_zone"]
    here = f", of which along the zone {_both(zone)}" if zone and zone["edges"] else ""
    return [f"By the map's cells the line of contact measures {_both(line)} km{here}: {ZIGZAG}"]


def reading(document: Mapping[str, Any]) -> str:
    """How soon past missions stood, and how to read the tables."""
    months = document["months_to_three_quarters"].values()
    return (
        f"Past missions were at three quarters of their peak after {min(months):.0f} to "
        f"{max(months):.0f} months. Incidents seen: middle and 90 % span of futures. "
        "Costs are at the prices of the missions' own years."
    )


def costs(plan: Mapping[str, Any]) -> str:
    """What a plan's force would cost in a year."""
    shown = [
        f"{_range(cost['low'], cost['high'])} m {cost['currency']}"
        for cost in plan["cost_millions_a_year"].values()
        if cost["high"] > 0
    ]
    return " + ".join(shown) or "none"


def density(force: Mapping[str, Any]) -> str:
    """How dense a force of the size asked for is, and which past mission comes nearest."""
    parts = []
    for measure, title in DENSITIES.items():
        if force[measure] is not None:
            like = force["like"][measure]
            near = f" ({like['mission']} {like['density']:.3g})" if like else ""
            parts.append(f"{force[measure]:.3g} {title}{near}")
    return f"{'; '.join(parts)}. In brackets the past mission that comes nearest."


def sustained(force: Mapping[str, Any]) -> list[str]:
    """How soon a force of the size asked for would stand, who would keep it up, at what cost."""
    months = {name: each["months"] for name, each in force["pace"].items()}
    first, last = min(months, key=months.__getitem__), max(months, key=months.__getitem__)
    year, all_years = force["cost_millions_a_year"], force["cost_millions_over_horizon"]
    pool, needed = force["pool"], force["pool"]["needed"]
    said = [
        f"Three quarters of it would stand after {months[first]:.0f} months at the pace of "
        f"{first}, {months[last]:.0f} at that of {last}.",
        f"To keep it on post takes {needed['low']:,.0f} to {needed['high']:,.0f} soldiers "
        f"under arms, {needed['middle']:,.0f} by the rule of three to one.",
    ]
    if pool["under_arms"] is not None:
        on_post = pool["on_post"]
        said.append(
            f"{pool['under_arms']:,.0f} under arms keep {on_post['high']:,.0f} to "
            f"{on_post['low']:,.0f} on post for good, {on_post['middle']:,.0f} by three to "
            f"one; the whole force for {pool['months']:.0f} months if nobody is to go twice."
        )
    said.append(
        f"Cost: {_range(year['low'], year['high'])} m {year['currency']} a year, "
        f"{_range(all_years['low'], all_years['high'])} m over {force['horizon_years']} years."
    )
    return said


def seen(share: Mapping[str, float]) -> str:
    """The share of incidents that is seen: '41% (20-66)'."""
    return f"{share['median']:.0%} ({100 * share['low']:.0f}-{100 * share['high']:.0f})"


def heads(span: Mapping[str, float] | None) -> str:
    """How many are sent, with the span of futures: '4,000 (3,000 to 5,000)'."""
    if span is None:
        return words.NOTHING
    return f"{span['median']:,.0f} ({span['low']:,.0f} to {span['high']:,.0f})"


def needed(by_measure: Mapping[str, Mapping[str, float]]) -> list[dict[str, str]]:
    """Heads by each measure of past missions: the least, the middle and the most.

    Args:
        by_measure: measure -> mission -> heads, as of `interim.questions.force.needed`.
    """
    rows = []
    titles = {"by_people": "per inhabitant", "by_area": "per km²", "by_line": PER_KM}
    for key, title in titles.items():
        counts = sorted((count, name) for name, count in by_measure[key].items())
        if counts:
            picked = (counts[0], counts[len(counts) // 2], counts[-1])
            low, middle, high = (f"{count:,.0f} ({name})" for count, name in picked)
            rows.append({"measure": title, "low": low, "middle": middle, "high": high})
    return rows


def _both(line: Mapping[str, float]) -> str:
    return f"{line['smooth_km']:,.0f} to {line['edges_km']:,.0f}"


def _range(low: float, high: float) -> str:
    return f"{low:,.0f}" if low == high else f"{low:,.0f}-{high:,.0f}"
