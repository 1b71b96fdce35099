"""Two claimants, one prize, an offer of a division, and a war that decides it: Fearon (1995).

The war ends with chance 1/4 a month; both discount by 1/2 a month. So the share of (discounted)
time spent fighting is (1 - 1/2) / (1 - 1/2 * 3/4) = 4/5. While it lasts the prize yields in
proportion to the odds, less a share κ. What fighting costs is then c = 4/5 * odds * κ, and a war is
worth p - c to the one and 1 - p - c to the other.
"""

from __future__ import annotations

import math

from interim.case.model import Case, Issues, Plan, walk_quantities
from interim.evaluation.flow import STAGES
from interim.futures import Run, draw
from stages import handmade, lottery

FIGHTING = 4 / 5
PRECISE = 1e12
OFFER = "preferences.{}.issues.prize.scores.offer"
COST = "war.belligerents.{}.monthly_cost"


def case(odds: float, precision: float = PRECISE) -> Case:
    """North wins all with chance `odds`. The deal, once signed, is kept: nobody reconsiders."""
    base = lottery.case(chance=odds, speed=-math.log(0.75), horizon_years=5, discount=0.5**12)
    scores = {
        "north": {"all": 1, "odds": odds, "none": 0, "offer": 0.5},
        "south": {"all": 0, "odds": 1 - odds, "none": 1, "offer": 0.5},
    }
    quiet = handmade.case(
        horizon_years=5,
        preferences_of={
            p: {
                "issues": {"prize": {"weight": 1, "scores": scores[p]}},
                "types": {"only": {"prior": 1, "beyond": 0, "war_cost_factor": 1}},
                "discount": 0.5**12,
                "refusal_cost": 0,
            }
            for p in scores
        },
        behaviour={
            "assent_precision": precision,
            "opportunity_rate": 0,
            "accident_hazard": 0,
        },
    )
    issues = Issues.model_validate(
        {
            "issues": {
                "prize": {
                    "title": "The prize",
                    "group": "All",
                    "default": "odds",
                    "options": {o: {"title": o} for o in scores["north"]},
                }
            }
        }
    )
    offer = Plan.model_validate(
        {
            "id": "offer",
            "title": "Offer",
            "short": "Offer",
            "summary": "A division.",
            "clauses": {"prize": "offer"},
        }
    )
    blocks = (quiet.preferences, quiet.enforcement, base.war)
    return quiet.model_copy(
        update={
            "issues": issues,
            "war": base.war,
            "plans": {**base.plans, "offer": offer},
            "referendum": None,
            "quantities": {q.name: q for block in blocks for q in walk_quantities(block)},
        }
    )


def loss(cost: float, odds: float) -> float:
    """κ, the share of the flow that fighting destroys, for a war that costs `cost` in all."""
    return cost / (FIGHTING * odds)


def answers(case: Case, offer: float, *, futures: int = 1, **settings: str | float):
    """War and assent when north is offered a share of the prize; settings by quantity name."""
    settings = {
        OFFER.format("north"): offer,
        OFFER.format("south"): 1 - offer,
        **settings,
    }
    drawn = draw(case, Run(futures, settings=settings))
    done = {}
    for stage in STAGES:
        given = {need: done[need] for need in stage.needs}
        plan = (case.plans["offer"],) if stage.per_plan else ()
        done[stage.name] = stage.run(case, *plan, drawn, **given)
        if stage.name == "assent":
            break
    return done["war"], done["assent"]
