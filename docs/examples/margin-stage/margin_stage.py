"""Margin: how much better than fighting on is a plan for the side that gains less from it?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.evaluation.record import Column
from interim.evaluation.stage import Stage
from interim.futures import Futures
from interim.stages.value import Value
from interim.stages.war import War


@dataclass(frozen=True)
class Margin:
    """What a plan leaves each principal, before anybody thinks of breaches.

    Attributes:
        gain: (2, n), value of the package less that of fighting on, in the order of the case.
        least: (n,), the lesser of both.
        both_gain: (n,), whether it is better than fighting on for both.
    """

    gain: NDArray[np.float64]
    least: NDArray[np.float64]
    both_gain: NDArray[np.bool_]


def margin(case: Case, plan: Plan, futures: Futures, *, value: Value, war: War) -> Margin:
    """Find the principal that gains less from a plan, and how much that is.

    Args:
        case: the case.
        plan: the plan; its worth stands in `value`.
        futures: n futures.
        value: what the package is worth to each party.
        war: what fighting on is worth.
    """
    gain = np.stack([value.utility[p] - war.plain[p] for p in case.principals])
    return Margin(gain, gain.min(axis=0), (gain > 0).all(axis=0))


MARGIN = Stage(
    "margin",
    margin,
    needs=("value", "war"),
    keeps=(
        Column("gain", ("principal",)),
        Column("least"),
        Column("both_gain", dtype="?", empty=False),
    ),
)
