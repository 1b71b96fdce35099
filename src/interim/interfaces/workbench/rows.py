"""The results of one plan over futures from the first on, grown piece by piece.

Neither chunks nor the other plans of an evaluation change a number (docs/decisions/0001). So a
plan's results on few futures are the beginning of those on many, and a plan that stands beside
others need not be run again for each company.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.evaluation.flow import run_stages
from interim.evaluation.record import CORE, DETAIL, DETAILS, LOOKED_AHEAD, Record
from interim.futures import Futures

PIECES = (200, 1000)
"""Where the first pieces end; later ones end at the thousands."""

Arrays = Mapping[str, NDArray[Any]]


def next_end(done: int, wanted: int) -> int:
    """Where the piece ends that follows `done` futures, `wanted` at most."""
    ends = [end for end in PIECES if end > done]
    return min(wanted, ends[0] if ends else (done // 1000 + 1) * 1000)


@dataclass(frozen=True)
class Ground:
    """What does not depend on the plan: the draws of a piece, and the war that goes on."""

    futures: Futures
    common: Mapping[str, Any]


class Row:
    """The results of one plan, for as many futures as have been run."""

    def __init__(self) -> None:
        self.growing = threading.Lock()
        """Held while a piece is added."""
        self._pieces: tuple[Record, ...] = ()
        self._ends: tuple[int, ...] = ()

    @property
    def futures(self) -> int:
        """How many futures have been run."""
        return self._ends[-1] if self._ends else 0

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return sum(
            array.nbytes
            for piece in self._pieces
            for arrays in (piece.core, piece.detail)
            for array in arrays.values()
        )

    def grow(self, case: Case, plan: Plan, grounds: Sequence[Ground]) -> None:
        """Run the next piece, its parts at the same time; hold `growing` meanwhile.

        Args:
            case: the case.
            plan: one of its plans, or a draft.
            grounds: the parts in their order, from the first future that is not done.
        """
        at = self.futures
        for ground in grounds:
            if ground.futures.start != at:
                raise ValueError(f"{at} futures are done; {ground.futures.start} cannot follow")
            at = ground.futures.stop

        def run(ground: Ground) -> Record:
            drawn = ground.futures
            record = Record.empty(case, [plan.id], drawn.n)
            # A piece numbers its futures from 0; which they are in the whole run shows on joining.
            here = Futures(drawn.seed, 0, drawn.n, {}, {})
            ahead = drawn.start < LOOKED_AHEAD
            done = run_stages(case, plan, drawn, ground.common, outlook=ahead)
            record.keep(plan.id, here, done)
            return record

        if len(grounds) == 1:
            records = [run(grounds[0])]
        else:
            with ThreadPoolExecutor(len(grounds)) as pool:
                records = list(pool.map(run, grounds))
        self._pieces = (*self._pieces, *records)
        self._ends = (*self._ends, *(ground.futures.stop for ground in grounds))

    def arrays(self, futures: int) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:
        """Core and detailed results over the first futures, each (1, ..., n)."""
        pieces = self._pieces
        return (
            {c.name: _joined([p.core[c.name] for p in pieces], futures) for c in CORE},
            {
                c.name: _joined([p.detail[c.name] for p in pieces], min(futures, DETAIL))
                for c in DETAILS
            },
        )

    def needed(self) -> NDArray[np.bool_]:
        """Which bodies must pass the plan: (bodies,)."""
        (bodies,) = self._pieces[0].needed.values()
        return bodies


def side_by_side(case: Case, rows: Mapping[str, Row], futures: int) -> Record:
    """The results of several plans as one record.

    Args:
        case: which has the plans.
        rows: plan id -> its results on at least so many futures.
        futures: how many.
    """
    pieces = [row.arrays(futures) for row in rows.values()]
    empty = Record.empty(case, [], 1)
    return Record(
        case,
        tuple(rows),
        empty.coords,
        {c.name: np.concatenate([core[c.name] for core, _ in pieces]) for c in CORE},
        {c.name: np.concatenate([detail[c.name] for _, detail in pieces]) for c in DETAILS},
        {plan: row.needed() for plan, row in rows.items()},
    )


def _joined(parts: Sequence[NDArray[Any]], futures: int) -> NDArray[Any]:
    taken, total = [], 0
    for part in parts:
        if total >= futures:
            break
        taken.append(part[..., : futures - total])
        total += part.shape[-1]
    return taken[0] if len(taken) == 1 else np.concatenate(taken, axis=-1)
