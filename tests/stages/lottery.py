"""One prize, two claimants, and a war that decides it: the smallest case with a war in it."""

from __future__ import annotations

from typing import Any

from interim.case.model import Case, Issues, Plan, War, walk_quantities
from stages import handmade

SHARES = {"north": {"all": 1, "part": 0.6, "none": 0}, "south": {"all": 0, "part": 0.4, "none": 1}}


def case(
    *,
    chance: float = 0.6,
    speed: float = 50,
    cost: float = 0.5,
    horizon_years: int = 1,
    front: dict[str, Any] | None = None,
    patrons: dict[str, Any] | None = None,
    ends: dict[str, Any] | None = None,
    beyond: float = 0,
    discount: float = 0.9,
) -> Case:
    """A costly lottery: north wins all with `chance`, south otherwise, at total hazard `speed`.

    While nothing is decided the prize is split 0.6 to 0.4.
    """
    types = {"only": {"prior": 1, "beyond": beyond, "war_cost_factor": 1}}
    base = handmade.case(
        horizon_years=horizon_years,
        preferences_of={
            p: {
                "issues": {"prize": {"weight": 3, "scores": scores}},
                "types": types,
                "discount": discount,
                "refusal_cost": 0,
            }
            for p, scores in SHARES.items()
        },
    )
    issues = Issues.model_validate(
        {
            "issues": {
                "prize": {
                    "title": "The prize",
                    "group": "All",
                    "default": "part",
                    "options": {o: {"title": o} for o in ("all", "part", "none")},
                }
            }
        }
    )
    war = handmade.named(
        War.model_validate(
            {
                "front": front
                or {
                    "attacker": "north",
                    "zone_km2": 100,
                    "monthly_gain": 0,
                    "monthly_spread": 0,
                    "captured": {},
                },
                "belligerents": {p: {"monthly_cost": cost, "monthly_deaths": 10} for p in SHARES},
                "civilians": {"monthly_deaths": 5},
                "patrons": patrons or {},
                "ends": ends
                or {
                    "north-wins": {
                        "title": "North wins",
                        "terms": "all-to-north",
                        "victor": "north",
                        "hazard": speed * chance,
                    },
                    "south-wins": {
                        "title": "South wins",
                        "terms": "none-to-north",
                        "victor": "south",
                        "hazard": speed * (1 - chance),
                    },
                },
            }
        ),
        "war",
    )
    plans = {
        name: Plan.model_validate(
            {"id": name, "title": name, "short": name, "summary": name, "clauses": clauses}
        )
        for name, clauses in {
            "all-to-north": {"prize": "all"},
            "none-to-north": {"prize": "none"},
            "no-deal": {},
        }.items()
    }
    quantities = {
        q.name: q
        for block in (base.preferences, base.enforcement, war)
        for q in walk_quantities(block)
    }
    return base.model_copy(
        update={"issues": issues, "war": war, "plans": plans, "quantities": quantities}
    )
