"""What a settlement has made of the ground by the day on which it is broken."""

from __future__ import annotations

from typing import Any

import pandas as pd

from interim.case.model import Case, Plan
from interim.foundation import defaults
from interim.foundation.estimates import spread
from interim.futures import Run, draw
from interim.stages.terms import terms
from interim.territory.standing import OPEN


def breach(
    case: Case, plan: Plan, table: pd.DataFrame, *, run: Run = Run(defaults.EVALUATION)
) -> dict[str, Any]:
    """What lies open when a plan is broken, and how likely each principal is to take it.

    Args:
        case: the case.
        plan: the plan.
        table: as of `territory.standing.standing`, in the phase of the breach.
        run: which futures stand behind it.

    Returns:
        `open`, with `area_km2` and `people` (None where unknown); `zone`, who stands in the zone of
        the front as the war after a breach reads it: "attacker", nobody's army ("open"), or None as
        today; `walkover`: principal -> spread of its chance to take an open zone if it breaks the
        plan, None where the zone is not open.
    """
    agreed, left = terms(case, plan, draw(case, run)), table[table["forces"] == OPEN]
    people = left["people"].sum(skipna=False)
    return {
        "open": {
            "area_km2": float(left["area_km2"].sum()),
            "people": None if people != people else float(round(people, -2)),
        },
        "zone": agreed.zone,
        "walkover": {
            p: spread(chance) if agreed.zone == "open" else None
            for p, chance in agreed.walkover.items()
        },
    }
