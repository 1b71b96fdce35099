"""What the war that goes on without a deal looks like: its pace, its toll, how it may end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.estimates import mean_chance, share, spread
from interim.futures import Futures, Run, draw
from interim.stages.war import war

YEARS = (1, 2, 5, 10, 20)
"""Years within which the zone may be taken."""
LONGEST = 12 * max(YEARS)


def fighting(
    case: Case,
    *,
    run: Run = Run(defaults.EVALUATION),
) -> dict[str, Any]:
    """Describe the war that goes on if nobody signs.

    Args:
        case: the case.
        run: which futures stand behind it.

    Returns:
        The document of ``interim war --json``: pace of the front; for how long the attacker would
        need to take the zone, with all aid as it is (`aid-stays`) and with the chance that patrons
        leave (`aid-may-end`), both as if the war had no other end; how the war may end, by
        year; deaths a month; the value of fighting on.

    Raises:
        BadInput: unknown lens or quantity.
    """
    drawn = draw(case, run)
    front, going_on = case.war.front, war(case, drawn)
    return run.stated(
        {
            "case": case.id,
            "title": case.header.title,
            "as_of": case.header.as_of.isoformat(),
            **run.head(),
            **({"frozen": True} if case.war.frozen else {}),
            "attacker": case.header.parties[front.attacker].title,
            "zone_km2": spread(drawn.of(front.zone_km2)),
            "monthly_gain_km2": spread(drawn.of(front.monthly_gain)),
            "time_to_take": {
                "aid-stays": _taking(months_to_take(case, drawn, aid_may_end=False)),
                "aid-may-end": _taking(months_to_take(case, drawn, aid_may_end=True)),
            },
            "ends": {
                "still-fought": _by_horizon(going_on.probability[:, 0]),
                **{
                    end: {"title": case.war.ends[end].title}
                    | _by_horizon(going_on.probability[:, 1 + k])
                    for k, end in enumerate(going_on.ends)
                },
            },
            "horizon_years": case.header.horizon_years,
            "months_fought": spread(going_on.months.astype(float)),
            "deaths_per_month": spread(going_on.death_rate),
            "deaths": spread(going_on.deaths),
            "value": {p: spread(going_on.plain[p]) for p in case.principals},
        }
    )


def months_to_take(case: Case, futures: Futures, *, aid_may_end: bool) -> NDArray[np.float64]:
    """Months until the attacker holds the whole zone, if nothing ends the war before.

    Each month it gains its mean pace, what a departed patron's aid had held back, and a normal
    spread; it cannot hold less than none of the zone.

    Args:
        case: the case.
        futures: n futures.
        aid_may_end: whether patrons leave at their hazards; else all aid stays as it is.

    Returns:
        (n,), whole months; infinite where twenty years do not suffice.
    """
    front = case.war.front
    zone = futures.of(front.zone_km2)
    pace, wobble = futures.of(front.monthly_gain), futures.of(front.monthly_spread)
    normal = special.ndtri(np.clip(futures.uniforms("front", LONGEST), 1e-12, 1 - 1e-12))
    patrons = list(case.war.patrons.values()) if aid_may_end else []
    leaving = futures.uniforms("front:patrons", max(len(patrons), 1))
    gone = [
        -np.log1p(-leaving[:, q]) / np.maximum(futures.of(patron.withdrawal), 1e-12)
        for q, patron in enumerate(patrons)
    ]
    shifts = [futures.of(patron.gain_shift) for patron in patrons]
    taken, months = np.zeros(futures.n), np.full(futures.n, np.inf)
    for month in range(LONGEST):
        speed = pace + wobble * normal[:, month]
        for left, shift in zip(gone, shifts, strict=True):
            speed = speed + np.where(left <= month, shift, 0.0)
        taken = np.maximum(taken + speed, 0.0)
        months = np.where(np.isinf(months) & (taken >= zone), month + 1.0, months)
    return months


def _taking(months: NDArray[np.float64]) -> dict[str, Any]:
    low, median, high = np.percentile(months, [5, 50, 95], method="inverted_cdf").tolist()
    return {
        "months": {
            name: (value if np.isfinite(value) else None)
            for name, value in (("median", median), ("low", low), ("high", high))
        },
        "within_years": {str(year): share(months <= 12 * year) for year in YEARS},
    }


def _by_horizon(chance: NDArray[np.float64]) -> dict[str, Any]:
    return {"by_horizon": mean_chance(chance)}
