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
from interim.stages.war.course import Course, Start, draw_course
from interim.stages.war.edge import strengths
from interim.stages.war.numbers import Numbers, numbers_of, take

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Wars:
    """What everybody is given. First axis: the future.

    Attributes:
        months: the horizon.
        numbers: of the wars, as the stage reads them.
        strength: (n, 2), how strongly an edge moves the hazards of each side's victory.
        patience: (n, patrons), sum of hazards at which a patron leaves.
        chance: (n, months), chance numbers.
        normal: (n, months), standard normal numbers.
    """

    months: int
    numbers: Numbers
    strength: Array
    patience: Array
    chance: Array
    normal: Array

    @property
    def n(self) -> int:
        """Number of futures."""
        return len(self.strength)

    def first(self, n: int) -> Wars:
        """The first so many futures."""
        cut = (x[:n] for x in (self.strength, self.patience, self.chance, self.normal))
        return Wars(self.months, take(self.numbers, np.arange(n)), *cut)


def wars(case: Case, n: int) -> Wars:
    """The war of a case over so many futures, as its stage draws them."""
    futures = draw(case, Run(n, seed=1))
    months, numbers = case.months, numbers_of(case, futures)
    patrons = numbers.peace.shape[1]
    chance = futures.uniforms("war", 1 + 2 * months)
    return Wars(
        months,
        numbers,
        strengths(numbers, months),
        -np.log1p(-futures.uniforms("war:patrons", max(patrons, 1))[:, :patrons]),
        np.ascontiguousarray(chance[:, :months]),
        special.ndtri(np.clip(chance[:, months:-1], 1e-12, 1 - 1e-12)),
    )


class Walk:
    """One future of the war, a month at a time, in plain Python."""

    def __init__(self, given: Wars, future: int) -> None:
        numbers = given.numbers
        shared = {"victor": numbers.victor.tolist(), "helps": numbers.helps.tolist()}
        self.months = given.months
        self.of = {
            name: shared.get(name) or array[future].tolist()
            for name, array in numbers._asdict().items()
        }
        self.strength = given.strength[future].tolist()
        self.patience = given.patience[future].tolist()
        self.chance = given.chance[future].tolist()
        self.normal = given.normal[future].tolist()
        self.spent = [0.0] * len(self.patience)
        self.month, self.fought, self.end, self.ground = 0, 0, -1, 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended for good or the horizon is reached."""
        final = self.end >= 0 and self.of["resumes"][self.end] == 0
        return final or self.month == self.months

    def step(self) -> None:
        """One month."""
        t = self.month
        self.month += 1
        if self.end >= 0:
            if self.chance[t] < -math.expm1(-self.of["resumes"][self.end]):
                self.end = -1
            self.wait(self.of["peace"])
            return
        gone = [spent >= most for spent, most in zip(self.spent, self.patience, strict=True)]
        self.wait(self.of["withdrawal"])
        edge = self.of["high_ground"] * self.ground
        rates = [self.rate(e, gone, edge) for e in range(len(self.of["hazard"]))]
        speed = self.of["gain"] + self.of["pace"] * edge
        for shift, left in zip(self.of["shift"], gone, strict=True):
            speed += shift if left else 0.0
        moved = self.ground + (speed + self.of["spread"] * self.normal[t])
        self.ground = min(max(moved, 0.0), 1.0)
        self.fought += 1
        total = sum(rates)
        stop = -math.expm1(-total)
        if self.chance[t] < stop:
            mark = self.chance[t] / stop * total
            for e, rate in enumerate(rates):
                if rate > 0:
                    self.end = e
                    mark -= rate
                    if mark < 0:
                        break

    def rate(self, end: int, gone: list[bool], edge: float) -> float:
        """Hazard of an end."""
        rate: float = self.of["hazard"][end]
        for factor, left in zip(self.of["factor"][end], gone, strict=True):
            rate *= factor if left else 1.0
        victor = self.of["victor"][end]
        if victor >= 0:
            tilted = (1, -1)[victor] * self.strength[victor] * edge
            rate *= 1 + tilted if tilted >= 0 else 1 / (1 - tilted)
        return rate

    def wait(self, hazards: list[float]) -> None:
        """A month of the patrons'."""
        self.spent = [spent + hazard for spent, hazard in zip(self.spent, hazards, strict=True)]


Found = tuple[float, Array]
"""Seconds, and (n, 3): months fought, end, ground."""


def interim_runs(given: Wars) -> Found:
    """The kernel of the war stage, on one core."""
    n, (patrons, ends) = given.n, (given.patience.shape[1], given.numbers.hazard.shape[1])
    start = Start(
        np.zeros(n), np.zeros(n), np.zeros((n, patrons)), np.full(n, given.months, np.int64)
    )
    course = Course(*(np.empty(n, np.int64) for _ in range(3)), np.empty(n))
    room = (np.empty(ends), np.empty(patrons))
    begun = time.perf_counter()
    draw_course(
        given.numbers, given.strength, start, given.patience, given.chance, given.normal, room,
        course,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    return seconds, np.column_stack([course.fought, course.end, course.ground])


def ema_runs(given: Wars) -> Found:
    """A model function under EMA workbench's sequential evaluator, one experiment a future."""
    ema: Any = importlib.import_module("ema_workbench")
    points: Any = importlib.import_module("ema_workbench.em_framework.points")
    importlib.import_module("ema_workbench.util.ema_logging").log_to_stderr(logging.ERROR)

    def model(future: float = 0.0) -> dict[str, float]:
        walk = Walk(given, int(future))
        while not walk.over:
            walk.step()
        return {"months": walk.fought, "end": walk.end, "ground": walk.ground}

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
        found[future] = model.walk.fought, model.walk.end, model.walk.ground
    return time.perf_counter() - begun, found


PEERS: dict[str, Callable[[Wars], Found]] = {"ema_workbench": ema_runs, "mesa": mesa_runs}
