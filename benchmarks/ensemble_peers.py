"""One war, month by month, run by Interim, by EMA workbench and by Mesa over the same futures.

Everybody is given the same draws of the quantities and the same chance numbers of every month, and
must find the same: months fought, how it ends, and the ground taken. Interim runs its own kernel of
the war stage; the other two run `walk`, the same rules written as one writes them there.
"""

from __future__ import annotations

import importlib
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from interim.case.model import Case
from interim.futures import Run, draw
from interim.stages.war import _columns, _paths

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Wars:
    """What everybody is given. First axis: the future.

    Attributes:
        months: the horizon.
        withdrawal: (n, patrons), monthly hazard that a patron leaves.
        shift: (n, patrons), what its leaving adds to the monthly gain, km2.
        hazard: (n, ends), monthly hazard of each end.
        factor: (n, ends, patrons), what a patron's leaving multiplies it by.
        gain: (n,), km2 a month.
        zone: (n,), km2.
        spread: (n,), standard deviation of the monthly gain, km2.
        leaving: (n, patrons), chance numbers.
        chance: (n, months), chance numbers.
        normal: (n, months), standard normal numbers.
    """

    months: int
    withdrawal: Array
    shift: Array
    hazard: Array
    factor: Array
    gain: Array
    zone: Array
    spread: Array
    leaving: Array
    chance: Array
    normal: Array

    @property
    def n(self) -> int:
        """Number of futures."""
        return len(self.gain)

    def first(self, n: int) -> Wars:
        """The first so many futures."""
        cut = {k: v[:n] for k, v in vars(self).items() if k != "months"}
        return Wars(months=self.months, **cut)


def wars(case: Case, n: int) -> Wars:
    """The war of a case over so many futures, as its stage draws them."""
    futures = draw(case, Run(n, seed=1))
    stated, months = case.war, case.months
    patrons, ends = list(stated.patrons), list(stated.ends)
    factor = np.ones((n, len(ends), len(patrons)))
    for e, end in enumerate(stated.ends.values()):
        for q, patron in enumerate(patrons):
            if patron in end.if_withdrawn:
                factor[:, e, q] = futures.of(end.if_withdrawn[patron])
    chance = futures.uniforms("war", 1 + 2 * months)
    return Wars(
        months,
        _columns([futures.of(stated.patrons[q].withdrawal) for q in patrons], n),
        _columns([futures.of(stated.patrons[q].gain_shift) for q in patrons], n),
        _columns([futures.of(stated.ends[e].hazard) for e in ends], n),
        factor,
        futures.of(stated.front.monthly_gain),
        np.maximum(futures.of(stated.front.zone_km2), 1e-9),
        futures.of(stated.front.monthly_spread),
        futures.uniforms("war:patrons", max(len(patrons), 1)),
        chance[:, :months],
        special.ndtri(np.clip(chance[:, months:-1], 1e-12, 1 - 1e-12)),
    )


class Walk:
    """One future of the war, a month at a time, in plain Python."""

    def __init__(self, given: Wars, future: int) -> None:
        self.months = given.months
        self.withdrawal = given.withdrawal[future].tolist()
        self.shift = given.shift[future].tolist()
        self.hazard = given.hazard[future].tolist()
        self.factor = given.factor[future].tolist()
        self.gain = float(given.gain[future])
        self.zone = float(given.zone[future])
        self.spread = float(given.spread[future])
        self.leaving = given.leaving[future].tolist()
        self.chance = given.chance[future].tolist()
        self.normal = given.normal[future].tolist()
        self.month, self.end, self.ground = 0, -1, 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended or the horizon is reached."""
        return self.end >= 0 or self.month == self.months

    def step(self) -> None:
        """One month."""
        t = self.month
        gone = [
            mark < 1 - math.exp(-rate * t)
            for mark, rate in zip(self.leaving, self.withdrawal, strict=False)
        ]
        speed = self.gain
        for shift, left in zip(self.shift, gone, strict=True):
            speed += shift if left else 0.0
        rates = []
        for hazard, factors in zip(self.hazard, self.factor, strict=True):
            for factor, left in zip(factors, gone, strict=True):
                hazard *= factor if left else 1.0
            rates.append(hazard)
        moved = self.ground + (speed + self.spread * self.normal[t]) / self.zone
        self.ground = min(max(moved, 0.0), 1.0)
        total = sum(rates)
        stop = 1 - math.exp(-total)
        self.month += 1
        if self.chance[t] < stop:
            mark = self.chance[t] / stop * total
            for e, rate in enumerate(rates):
                if rate > 0:
                    self.end = e
                    mark -= rate
                    if mark < 0:
                        break


Found = tuple[float, Array]
"""Seconds, and (n, 3): months, end, ground."""


def interim_runs(given: Wars) -> Found:
    """The kernel of the war stage, on one core."""
    begun = time.perf_counter()
    found = _paths(
        given.months, given.withdrawal, given.shift, given.hazard, given.factor, given.gain,
        given.zone, given.spread, given.leaving, given.chance, given.normal,
    )  # fmt: skip
    return time.perf_counter() - begun, np.column_stack(found)


def ema_runs(given: Wars) -> Found:
    """A model function under EMA workbench's sequential evaluator, one experiment a future."""
    ema: Any = importlib.import_module("ema_workbench")
    points: Any = importlib.import_module("ema_workbench.em_framework.points")
    importlib.import_module("ema_workbench.util.ema_logging").log_to_stderr(logging.ERROR)

    def model(future: float = 0.0) -> dict[str, float]:
        walk = Walk(given, int(future))
        while not walk.over:
            walk.step()
        return {"months": walk.month, "end": walk.end, "ground": walk.ground}

    war = ema.Model("war", function=model)
    war.uncertainties = [ema.IntegerParameter("future", 0, given.n)]
    war.outcomes = [ema.ScalarOutcome(name) for name in ("months", "end", "ground")]
    asked = [points.Scenario(str(k), future=k) for k in range(given.n)]
    begun = time.perf_counter()
    with ema.SequentialEvaluator(war) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(
            scenarios=asked, reporting_interval=given.n
        )
    seconds = time.perf_counter() - begun
    order = np.argsort(np.asarray(experiments["future"], dtype=int))
    found = np.column_stack([outcomes[name] for name in ("months", "end", "ground")])
    return seconds, found[order]


def mesa_runs(given: Wars) -> Found:
    """A Mesa model for each future, stepped month by month."""
    mesa: Any = importlib.import_module("mesa")

    class War(mesa.Model):  # type: ignore[misc]
        """One war."""

        def __init__(self, future: int) -> None:
            super().__init__(seed=future)
            self.walk = Walk(given, future)

        def step(self) -> None:
            """One month."""
            self.walk.step()
            self.running = not self.walk.over

    found = np.empty((given.n, 3))
    begun = time.perf_counter()
    for future in range(given.n):
        model = War(future)
        while model.running:
            model.step()
        found[future] = model.walk.month, model.walk.end, model.walk.ground
    return time.perf_counter() - begun, found


PEERS: dict[str, Callable[[Wars], Found]] = {"ema_workbench": ema_runs, "mesa": mesa_runs}
