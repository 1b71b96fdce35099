"""The war as a bloc that fights in nobody's name bears it: on its own scale, at a principal's cost.

Equations: `docs/model.md`, "Adoption".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.futures import Futures
from interim.stages.value import utility

if TYPE_CHECKING:
    from interim.stages.war import War

Array = NDArray[np.float64]


def borne(case: Case, futures: Futures, war: War, bloc: str, principal: str) -> Array:
    """Value of going on with the war to a bloc that lives through it.

    Months of fighting are worth no deal, less the principal's cost of the war; months after an end
    its terms, both with the ground as it then stands. Nothing beyond a settlement is wanted, so a
    bloc with the principal's own preferences has its plain value of the war.

    Args:
        case: the case.
        futures: n futures.
        war: its occupancy, captured share and ends.
        bloc: party with preferences, whose scale it is.
        principal: whose war it bears: its cost of fighting and its patience.

    Returns:
        (n,), in [0, 1].
    """
    occupancy, captured = war.occupancy[principal], war.captured[principal]
    cost = np.clip(futures.of(case.war.belligerents[principal].monthly_cost), 0, 1)
    terms = [case.war.ends[end].terms for end in war.ends]
    total = np.zeros(futures.n)
    for k, plan in enumerate([NO_DEAL, *terms]):
        package = case.package(plan)
        taken = {**package, **case.war.front.captured}
        held = utility(case, futures, bloc, package)
        lost = utility(case, futures, bloc, taken)
        flow = (1 - captured[:, k]) * held + captured[:, k] * lost
        total = total + occupancy[:, k] * (flow * (1 - cost) if k == 0 else flow)
    return total
