"""Belief: what outsiders think of the principals, and what their help is worth if a deal fails.

An observer doubts the whole future, its numbers and the parties' types together, so what it learns
is worked out over all futures of a run at once (`interim.evaluation.learnt`). Here stands what that
needs of each future: what observers think beforehand, how strongly they answer, what help is worth
to a principal, and what else it has of a deal that the other breaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.case.quantity import Quantity
from interim.futures import Futures
from interim.stages.assent import of_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interim.stages.compliance import Compliance
    from interim.stages.war import War

Array = NDArray[np.float64]

HELPS = (-0.3, -0.1, -0.03, 0.03, 0.1, 0.3)
"""Rises in a principal's chance of prevailing at which it is worked out what they are worth; in
between it lies on the line, through nothing for no help."""
_RENEGED = (1, 2)
"""Index in `compliance.ENDINGS` of a breach by the first and by the second principal."""


@dataclass(frozen=True)
class Belief:
    """What learning from a plan starts from, in each future.

    Attributes:
        prior: observer -> principal -> (n, types), probability, before the plan is put. Of a
            principal of whom it has none an observer thinks what the case does.
        response: observer -> (n,), rise in the chance of prevailing of the principal that it helps
            if it were sure that the other breaks the next deal, having thought it would not.
        helped: principal -> (n, len(`HELPS`)), rise in its value of war, of its drawn type, if its
            chance of prevailing rises by so much.
        months: principal -> (n,), what the months of the deal bring it beyond as many months of the
            war that would have gone on without a deal; NaN where the other does not break it.
        ground: principal -> (n,), what the war that the breach begins, with the ground and the
            force that each side has by then, is worth to it beyond that war; NaN likewise.
        weight: principal -> (n,), what a value of the month in which the deal ends counts at
            signing.
    """

    prior: dict[str, dict[str, Array]]
    response: dict[str, Array]
    helped: dict[str, Array]
    months: dict[str, Array]
    ground: dict[str, Array]
    weight: dict[str, Array]


def belief(case: Case, plan: Plan, futures: Futures, *, war: War, compliance: Compliance) -> Belief:
    """What observers think of the principals, and what is at stake for these if the plan fails.

    Args:
        case: the case.
        plan: the plan, as if in force.
        futures: n futures.
        war: what a unit of the chance of prevailing is worth, by type.
        compliance: the drawn histories.
    """
    observers = case.enforcement.observers
    worth = {p: _parts(case, futures, p, war, compliance) for p in case.principals}
    return Belief(
        prior={
            name: {p: _prior(case, futures, p, observer.priors.get(p)) for p in case.principals}
            for name, observer in observers.items()
        },
        response={name: futures.of_or(each.response, 0.0) for name, each in observers.items()},
        helped={p: _helped(futures, p, war, compliance) for p in case.principals},
        months={p: parts[0] for p, parts in worth.items()},
        ground={p: parts[1] for p, parts in worth.items()},
        weight={p: parts[2] for p, parts in worth.items()},
    )


def _prior(
    case: Case, futures: Futures, principal: str, stated: Mapping[str, Quantity] | None
) -> Array:
    types = case.preferences[principal].types
    weights = {t: kind.prior for t, kind in types.items()} if stated is None else stated
    drawn = np.stack([futures.of_or(weights.get(t), 0.0) for t in types], axis=1)
    # Column by column: the order of a sum may not depend on the number of futures.
    total = np.zeros(futures.n)
    for column in drawn.T:
        total = total + column
    return np.asarray(drawn / np.where(total > 0, total, 1.0)[:, None])


def _helped(futures: Futures, side: str, war: War, compliance: Compliance) -> Array:
    without = of_type(war.value[side], compliance.types[side])
    values = [
        of_type(war.with_help(side, np.full(futures.n, help)), compliance.types[side])
        for help in HELPS
    ]
    return np.stack(values, axis=1) - without[:, None]


def _parts(
    case: Case, futures: Futures, side: str, war: War, compliance: Compliance
) -> tuple[Array, Array, Array]:
    place = 1 - case.principals.index(side)
    breaks = compliance.ending == _RENEGED[place]
    without = of_type(war.value[side], compliance.types[side])
    yearly = case.preferences[side].discount
    patience = np.ones(futures.n) if yearly is None else futures.of(yearly)
    weight = patience ** (np.maximum(compliance.month, 0) / 12)
    after = compliance.earned_after[side]
    months = compliance.earned[side] - after - (1.0 - weight) * without
    ground = after - weight * without
    return (
        np.where(breaks, months, np.nan),
        np.where(breaks, ground, np.nan),
        weight,
    )
