"""Run a plan again with some quantities set, on the same futures: paired, so small effects show."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.flow import run_stages
from interim.evaluation.stage import Stage
from interim.foundation.estimates import Z975, Probability, mean_chance, share
from interim.foundation.threads import even_parts
from interim.futures import Futures
from interim.insight.outcomes import Outcome, staged

Array = NDArray[np.float64]
CHUNK = 500
"""Futures that one thread takes at a time: a run is short and should keep every core busy."""


@dataclass(frozen=True)
class Rerun:
    """A plan, an outcome and the futures on which it is asked again.

    Attributes:
        case: the case.
        plan: id of the plan.
        outcome: what is asked.
        futures: the futures as drawn.
        workers: threads; by default one per core.
        stages: of other packages, of one of which the outcome may be.
    """

    case: Case
    plan: str
    outcome: Outcome
    futures: Futures
    workers: int | None = None
    stages: tuple[Stage, ...] = ()

    def on(self, futures: Futures) -> Rerun:
        """The same on other futures."""
        return replace(self, futures=futures)

    def __call__(self, values: Mapping[str, float | Array]) -> Array:
        """The outcome, (n,), with quantities set and all else as drawn.

        Args:
            values: dotted name -> value in the quantity's unit, or (n,) values.
        """
        changed = self.futures.having(values)
        bounds = even_parts(self.futures.start, self.futures.stop, self.workers, CHUNK)

        def run(bound: tuple[int, int]) -> Array:
            futures = changed.part(*bound)
            plan = self.case.plans[self.plan]
            done = run_stages(
                self.case, plan, futures, until=self.outcome.until, stages=self.stages
            )
            return self.outcome.smooth(staged(self.case, done, self.stages))

        with ThreadPoolExecutor(self.workers or os.cpu_count()) as pool:
            return np.concatenate(list(pool.map(run, bounds)))

    def chance(self, values: Mapping[str, float], drawn: Array) -> Probability:
        """The chance of the event over all futures with quantities set, from a run on some.

        The change against the same futures as drawn is added to the chance over all of them: what
        these futures have in common with each other falls out of the difference, so that the
        interval is narrower than that of a run on its own.

        Args:
            values: dotted name -> value in the quantity's unit.
            drawn: (all futures,), the outcome as drawn; those of this run are among them.
        """
        first, last = self.futures.start, self.futures.stop
        change = self(values) - drawn[first:last]
        p = float(np.clip(drawn.mean() + change.mean(), 0.0, 1.0))
        half = Z975 * float(
            np.hypot(np.std(change) / np.sqrt(change.size), np.std(drawn) / np.sqrt(drawn.size))
        )
        return {"p": p, "low": max(0.0, p - half), "high": min(1.0, p + half), "n": change.size}


def estimate(outcome: Outcome, values: Array) -> Probability:
    """The chance of an event from its drawn or exact values, with its interval.

    Args:
        outcome: an event.
        values: (n,), what `Outcome.smooth` gives; not empty.
    """
    estimated = share(values > 0.5) if outcome.chance is None else mean_chance(values)
    if estimated is None:
        raise ValueError("no futures, no estimate")
    return estimated
