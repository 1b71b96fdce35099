"""Cases small enough to work out by hand: two principals, one issue, and only the parts asked for.

`Case.model_construct` leaves out what a stage does not look at; quantities are named by their
place, as reading a case folder does.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from interim.case.model import (
    Body,
    Case,
    Enforcement,
    Header,
    Issues,
    Plan,
    Preferences,
    walk_quantities,
)
from interim.case.quantity import Quantity

BEHAVIOUR = {
    "precision": 20,
    "assent_precision": 10,
    "opportunity_rate": 1,
    "accident_hazard": 0.01,
    "incident": 0.5,
    "calm": 0.2,
    "probe_gain": 0.02,
    "probe_harm": 0.02,
    "tension_cost": 0.04,
    "probe_deaths": 5,
}
MONITORING = {
    "line_km": 100,
    "people_thousands": 100,
    "base": 0.1,
    "per_monitor_km": 0.1,
    "per_peacekeeper_km": 0.01,
    "per_watcher_thousand": 0.01,
    "attribution": 0.5,
    "false_attribution": 0.01,
}


def preferences(**more: Any) -> dict[str, Any]:
    """One issue; the deal is worth 1 and no deal 0."""
    issues = {"deal": {"weight": 1, "scores": {"off": 0, "on": 1}}}
    types = {"calm": {"prior": 1, "beyond": 0, "war_cost_factor": 1}}
    return {"issues": issues, "types": types, **more}


def case(
    *,
    bodies: dict[str, Any] | None = None,
    preferences_of: dict[str, Any] | None = None,
    behaviour: dict[str, Any] | None = None,
    observers: dict[str, Any] | None = None,
    horizon_years: int = 15,
) -> Case:
    """A case of `north` and `south` with plans `pact` (the deal is on) and `no-deal`."""
    parts = {
        "preferences": {
            party: Preferences.model_validate(block)
            for party, block in (
                {"north": preferences(), "south": preferences()} | (preferences_of or {})
            ).items()
        },
        "enforcement": Enforcement.model_validate(
            {
                "behaviour": BEHAVIOUR | (behaviour or {}),
                "monitoring": MONITORING,
                "observers": observers or {},
            }
        ),
        "bodies": {name: Body.model_validate(block) for name, block in (bodies or {}).items()},
    }
    blocks = {name: named(block, name) for name, block in parts.items()}
    return Case.model_construct(
        id="handmade",
        header=Header.model_validate(
            {
                "title": "Handmade",
                "question": "Does the sum come out?",
                "as_of": "2026-01-01",
                "horizon_years": horizon_years,
                "parties": {
                    "north": {"title": "North", "roles": ["principal"]},
                    "south": {"title": "South", "roles": ["principal"]},
                    "union": {"title": "Union", "roles": ["observer"]},
                },
            }
        ),
        issues=Issues.model_validate(
            {
                "issues": {
                    "deal": {
                        "title": "The deal",
                        "group": "All",
                        "default": "off",
                        "options": {"off": {"title": "off"}, "on": {"title": "on"}},
                    }
                }
            }
        ),
        plans={name: _plan(name, clauses) for name, clauses in PLANS.items()},
        lenses={},
        quantities={q.name: q for block in blocks.values() for q in walk_quantities(block)},
        **blocks,
    )


PLANS: dict[str, dict[str, str]] = {"pact": {"deal": "on"}, "no-deal": {}}


def _plan(name: str, clauses: dict[str, str]) -> Plan:
    return Plan.model_validate(
        {"id": name, "title": name, "short": name, "summary": name, "clauses": clauses}
    )


def named(block: Any, path: str) -> Any:
    """Give every quantity in a block its dotted name."""
    if isinstance(block, Quantity):
        return block.model_copy(update={"name": path})
    if isinstance(block, BaseModel):
        fields = type(block).model_fields
        return block.model_copy(update={f: named(getattr(block, f), f"{path}.{f}") for f in fields})
    if isinstance(block, dict):
        return {key: named(item, f"{path}.{key}") for key, item in block.items()}
    if isinstance(block, tuple):
        return tuple(named(item, f"{path}.{k}") for k, item in enumerate(block))
    return block
