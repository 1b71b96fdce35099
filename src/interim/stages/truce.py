"""Truce: who stops fighting on the line, with nothing settled.

A truce is the standstill that the case knows as an end of the war, but agreed to. A principal of
type θ says yes with chance Λ(λ (T - W + c)): T the value, month by month, of what holds in that
standstill on the line of today, W the value of fighting on, λ and c as in `assent`. Its length does
not enter: while a truce lasts it brings T instead of the war's mean W, after it the war begins
where it stood, and a taste that lasts as long as the truce weighs as much as both. Nothing of it
is a clause, so that no red line is crossed. It is left out that patrons may go meanwhile and that
armies recover.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from interim.case.model import Case
from interim.futures import Futures
from interim.stages.war import War, lives_of

Array = NDArray[np.float64]


def standstill(case: Case) -> int | None:
    """Which end of the war is a standstill that may break; None where the case knows none."""
    ends = enumerate(case.war.ends.values())
    return next((k for k, end in ends if end.resumes is not None), None)


def truce(case: Case, futures: Futures, *, war: War) -> dict[str, Array]:
    """Ask both principals to stop on the line.

    Args:
        case: the case, with a standstill among the ends of its war.
        futures: n futures.
        war: the value of fighting on, by type.

    Returns:
        Principal -> chance that it says yes, of every type, (n, types).

    Raises:
        ValueError: a case without a standstill.
    """
    end = standstill(case)
    if end is None:
        raise ValueError(f"the case '{case.id}' knows no standstill")
    precision = futures.of(case.enforcement.behaviour.assent_precision)[:, None]
    stands = lives_of(case, futures).terms[:, :, end, 0]
    first, second = case.principals
    by_type = {first: stands[:, : war.split], second: stands[:, war.split :]}
    return {
        p: expit(precision * (worth - war.value[p] + _cost_of_refusing(case, futures, p)))
        for p, worth in by_type.items()
    }


def _cost_of_refusing(case: Case, futures: Futures, principal: str) -> Array:
    return futures.of_or(case.preferences[principal].refusal_cost, 0.0)[:, None]
