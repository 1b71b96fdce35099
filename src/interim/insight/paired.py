"""Two plans on the same futures: the mean of their differences, future by future.

Both plans meet the same draws and chance events, so the difference is known better than its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.evaluation.result import Evaluation
from interim.foundation.estimates import Mean, Spread, mean_of, spread
from interim.foundation.horizons import late


@dataclass(frozen=True)
class Paired:
    """What one plan has over another; None where there are fewer than two futures.

    Attributes:
        plan: short title of the one.
        against: of the other.
        signs: title of each principal -> by how much its chance of signing is higher.
        adopted: the same for being adopted.
        holds: the same for being in force after `years`, once in force.
        years: ten, or the horizon where that is earlier.
        averted: deaths averted once in force, over the futures in which both are known.
    """

    plan: str
    against: str
    signs: Mapping[str, Mean | None]
    adopted: Mean | None
    holds: Mean | None
    years: int
    averted: Spread | None


def paired(evaluation: Evaluation, plan: str, against: str) -> Paired:
    """Compare two plans of an evaluation.

    Args:
        evaluation: of both.
        plan: id of the one.
        against: id of the other.
    """
    case = evaluation.case
    years = late(case.header.horizon_years)
    mine, other = (evaluation.data.sel(plan=name) for name in (plan, against))

    def signing(principal: str) -> NDArray[np.float64]:
        chance = mine["assent"].sel(principal=principal).values
        return np.asarray(chance - other["assent"].sel(principal=principal).values)

    def holds(month: NDArray[np.int_]) -> NDArray[np.float64]:
        return ((month < 0) | (month >= 12 * years)).astype(float)

    return Paired(
        plan=case.plans[plan].short,
        against=case.plans[against].short,
        signs={case.header.parties[p].title: mean_of(signing(p)) for p in case.principals},
        adopted=mean_of(mine["adopted"].values.astype(float) - other["adopted"].values),
        holds=mean_of(holds(mine["month"].values) - holds(other["month"].values)),
        years=years,
        averted=spread(mine["averted_in_force"].values - other["averted_in_force"].values),
    )
