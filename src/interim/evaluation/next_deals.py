"""Chances that the plans of the menu are broken, where a run does not hold them all.

What observers learn is told of the next deal, which may be any plan on the table. A run of a few
plans asks about the others on its first futures only, once for a case: the answer is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.flow import CHUNK, run_common, run_stages
from interim.foundation.cache import Cache, key
from interim.foundation.threads import even_parts, in_threads
from interim.futures import Run, draw

Array = NDArray[np.float64]

FUTURES = 1_000
"""For the plans that are not asked for."""


def missing(case: Case, plans: Sequence[str]) -> list[str]:
    """Plans of the menu that are not among some plans."""
    return [plan for plan in (case.talks.menu if case.talks else ()) if plan not in plans]


def broken_elsewhere(
    case: Case,
    plans: Sequence[str],
    run: Run,
    *,
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Array]:
    """Chance that either principal breaks each plan of the menu that a run does not hold.

    Args:
        case: the case.
        plans: those that the run holds.
        run: its futures, of which the first 1,000 are asked.
        cache: where the chances are kept; None keeps nothing.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        Plan -> (2, m, first types, second types), within five years, once in force.
    """
    wanted, m = missing(case, plans), min(run.futures, FUTURES)
    about = run.on(m).head() | {"settings": list(run.settings.items()), "case": case.hash}
    named = {plan: key("next-deal", plan=plan, **about) for plan in wanted}
    found = {plan: cache.arrays(named[plan]) if cache else None for plan in wanted}
    kept = {plan: arrays["broken"] for plan, arrays in found.items() if arrays is not None}
    left = [plan for plan in wanted if plan not in kept]
    sizes = [len(case.preferences[p].types) for p in case.principals]
    made = {plan: np.empty((2, m, *sizes)) for plan in left}

    def work(part: tuple[int, int], stopping: threading.Event) -> None:
        if stopping.is_set():
            return
        futures = draw(case, run, *part)
        common = run_common(case, futures)
        for plan, array in made.items():
            done = run_stages(
                case, case.plans[plan], futures, common, until="compliance", outlook=True
            )
            chances = done["compliance"].outlook.breaks[..., -1].sum(axis=4)
            array[:, slice(*part)] = np.moveaxis(chances, -1, 0)

    parts = even_parts(0, m, workers, CHUNK) if left else []
    for done, _ in enumerate(in_threads(work, parts, workers), start=1):
        if progress is not None:
            progress(done, len(parts))
    if cache:
        for plan, array in made.items():
            cache.keep_arrays(named[plan], {"broken": array})
    return {plan: kept.get(plan, made.get(plan)) for plan in wanted}  # type: ignore[misc]
