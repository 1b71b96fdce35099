"""The numbers of the war that a case states, as plain arrays over futures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.futures import Futures

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_PATRONS = 6
"""The chain has two states for every patron's aid."""
ATTACKER, DEFENDER, NOBODY = 0, 1, -1
"""Who has won when the war ends."""


class Numbers(NamedTuple):
    """One war per future, whoever begins it; axis 0 runs over futures.

    Attributes:
        gain: (n,), share of the zone that the attacker takes in a month.
        spread: (n,), standard deviation of a month's gain, as a share of the zone.
        pace: (n,), rise in `gain` for an edge of 1.
        high_ground: (n,), edge that comes with the whole zone.
        shift: (n, patrons), rise in `gain` once a patron's aid has ended.
        withdrawal: (n, patrons), hazard per month of fighting that its aid ends for good.
        peace: (n, patrons), the same while arms are silent.
        loyalty: (n, patrons), factor on both in a war that the side it helps did not begin.
        hazard: (n, ends), per month of fighting, while all patrons give aid.
        factor: (n, ends, patrons), on the hazard once a patron's aid has ended.
        resumes: (n, ends), hazard per month that the war goes on again; 0 where an end is final.
        victor: (ends,), `ATTACKER`, `DEFENDER` or `NOBODY`.
        helps: (patrons,), whom each helps, `ATTACKER` or `DEFENDER`.
    """

    gain: Array
    spread: Array
    pace: Array
    high_ground: Array
    shift: Array
    withdrawal: Array
    peace: Array
    loyalty: Array
    hazard: Array
    factor: Array
    resumes: Array
    victor: Whole
    helps: Whole


def numbers_of(case: Case, futures: Futures) -> Numbers:
    """The war of a case in each future.

    Raises:
        ValueError: more than six patrons.
    """
    stated, of, n = case.war, futures.of, futures.n
    if len(stated.patrons) > MOST_PATRONS:
        raise ValueError(f"the war has {len(stated.patrons)} patrons, at most {MOST_PATRONS}")
    front, attacker = stated.front, stated.front.attacker
    patrons, ends = list(stated.patrons.values()), list(stated.ends.values())
    zone = np.maximum(of(front.zone_km2), 1e-9)
    factor = np.ones((n, len(ends), len(patrons)))
    for e, end in enumerate(ends):
        for q, patron in enumerate(stated.patrons):
            if patron in end.if_withdrawn:
                factor[:, e, q] = of(end.if_withdrawn[patron])

    def side(principal: str | None) -> int:
        return NOBODY if principal is None else ATTACKER if principal == attacker else DEFENDER

    return Numbers(
        gain=of(front.monthly_gain) / zone,
        spread=of(front.monthly_spread) / zone,
        pace=futures.of_or(front.edge_gain, 0.0) / zone,
        high_ground=futures.of_or(front.high_ground, 0.0),
        shift=_columns([of(p.gain_shift) / zone for p in patrons], n),
        withdrawal=_columns([of(p.withdrawal) for p in patrons], n),
        peace=_columns(
            [of(p.withdrawal if p.in_peace is None else p.in_peace) for p in patrons], n
        ),
        loyalty=_columns([futures.of_or(p.after_breach, 1.0) for p in patrons], n),
        hazard=_columns([of(e.hazard) for e in ends], n),
        factor=factor,
        resumes=_columns([futures.of_or(e.resumes, 0.0) for e in ends], n),
        victor=np.array([side(e.victor) for e in ends], np.int64),
        helps=np.array([side(p.side) for p in patrons], np.int64),
    )


GROUND = ("gain", "spread", "pace", "high_ground", "shift")
"""Fields that say how the ground moves and what it does."""


def take(numbers: Numbers, futures: Whole) -> Numbers:
    """The wars of some futures, in their order."""
    shared = ("victor", "helps")
    return Numbers._make(
        array if name in shared else np.ascontiguousarray(array[futures])
        for name, array in zip(Numbers._fields, numbers, strict=True)
    )


def loyal(numbers: Numbers, victim: int | Whole) -> Numbers:
    """The war that the other side of a victim began: who helps the victim stays longer.

    Args:
        numbers: of n futures.
        victim: `ATTACKER`, `DEFENDER` or `NOBODY`, in all futures or in each, (n,).
    """
    attacked = np.broadcast_to(np.asarray(victim), numbers.gain.shape)
    stays = np.where(numbers.helps == attacked[:, None], numbers.loyalty, 1.0)
    return numbers._replace(withdrawal=numbers.withdrawal * stays, peace=numbers.peace * stays)


def _columns(arrays: list[Array], n: int) -> Array:
    return np.stack(arrays, axis=1) if arrays else np.zeros((n, 0))
