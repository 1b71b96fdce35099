"""Thresholds: what would have to be true for an outcome to come about in half of the futures.

The curves of `interim.insight.drivers`, from futures that were run already, say where to look, and
a few runs with the quantities set there find the place. What is reported comes from yet another
run, on futures that had no part in the search: the best of several noisy numbers would flatter.
Several quantities are moved together from the middle of their stated distributions towards their
favourable ends, all by the same share of the way, so that "how far" is measured in their own
quantiles and not in units that cannot be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from interim.case.quantity import Domain, Quantity
from interim.foundation.estimates import Probability
from interim.insight.curves import Curve
from interim.insight.drivers import Driver
from interim.insight.rerun import Rerun

Array = NDArray[np.float64]
HALF = 0.5
ENDS = (0.01, 0.99)
"""How far a quantity is moved at most: the quantiles that hold 98 % of what the case states."""
RUNS = 3
"""Runs spent on looking for one threshold at most."""
CLOSE = 0.015
"""So near the target the search stops: within its own noise."""


@dataclass(frozen=True)
class Setting:
    """A quantity at a value.

    Attributes:
        quantity: its dotted name.
        at: the value, in its unit.
        quantile: share of its stated distribution below that value.
        middle: its median as stated.
    """

    quantity: str
    at: float
    quantile: float
    middle: float


@dataclass(frozen=True)
class Threshold:
    """Quantities set together, and what follows.

    Attributes:
        settings: the quantities.
        p: the chance of the outcome with them set, all else as drawn, on fresh futures.
        reached: whether moving them that far or further takes the outcome across the target.
    """

    settings: tuple[Setting, ...]
    p: Probability
    reached: bool


@dataclass(frozen=True)
class Thresholds:
    """What takes an outcome across a target.

    Attributes:
        target: the chance asked for.
        rising: whether the outcome has to become more likely; else it is so likely that the
            question is what would take it down.
        single: for each quantity alone, the smallest change first; those that do not reach the
            target follow, the strongest first.
        pair: the two strongest together.
        together: the fewest quantities found that reach it together, or all that bring it nearer;
            None where one or two suffice, or nothing adds to two.
    """

    target: float
    rising: bool
    single: tuple[Threshold, ...]
    pair: Threshold | None
    together: Threshold | None


def thresholds(
    rerun: Rerun,
    confirm: Rerun,
    strongest: Sequence[Driver],
    quantities: Mapping[str, Quantity],
    outcome: Array,
    *,
    target: float = HALF,
    most: int = 4,
    together: int = 10,
) -> Thresholds:
    """Look for the smallest changes that take an outcome across a target.

    Args:
        rerun: runs the plan with quantities set, to look for thresholds.
        confirm: the same on other futures, for what is reported.
        strongest: the drivers that stand out from noise. Choices among names are left out: they
            have no smallest change.
        quantities: the quantities as drawn, after lens and settings.
        outcome: (n,), the outcome in all futures as drawn, those of `rerun` among them.
        target: the chance asked for.
        most: how many quantities are tried alone.
        together: how many are tried together at most.
    """
    base = float(outcome.mean())
    rising = base < target
    levers = [
        Lever.of(driver.curve, quantities[driver.quantity], base, rising)
        for driver in strongest
        if quantities[driver.quantity].domain is not Domain.NAME and driver.way != "unclear"
    ]
    levers.sort(key=lambda lever: -abs(lever.pull))
    search = _Search(rerun, confirm, outcome, target, rising)
    single = [search.reach([lever]) for lever in levers[:most]]
    single.sort(key=lambda one: (not one.reached, _distance(one) if one.reached else _short(one)))
    pair = search.reach(levers[:2]) if len(levers) > 1 else None
    joint = None
    if pair is not None and not pair.reached and not any(one.reached for one in single):
        joint = search.fewest(levers, min(together, len(levers)))
    return Thresholds(target, rising, tuple(single), pair, joint)


@dataclass(frozen=True)
class Lever:
    """A quantity with the end towards which it is moved.

    Attributes:
        quantity: the quantity.
        curve: the outcome along it.
        end: the quantile at which it does most for the target, of those within `ENDS`.
        pull: change there of the outcome's log-odds against the base.
        base: log-odds of the outcome as drawn.
    """

    quantity: Quantity
    curve: Curve
    end: float
    pull: float
    base: float

    @classmethod
    def of(cls, curve: Curve, quantity: Quantity, base: float, rising: bool) -> Lever:
        """The end with the most favourable outcome along the curve."""
        tried = np.linspace(*ENDS, 50)
        least = 0.5 / float(curve.counts.sum())
        odds = logit(np.clip([curve.smooth(q) for q in tried], least, 1 - least))
        at_base = float(logit(np.clip(base, least, 1 - least)))
        best = int(np.argmax(odds if rising else -odds))
        return cls(quantity, curve, float(tried[best]), float(odds[best]) - at_base, at_base)

    def quantile(self, way: float) -> float:
        """Where it stands so much of the way from its middle to its end."""
        return 0.5 + way * (self.end - 0.5)

    def shift(self, way: float) -> float:
        """Change of the outcome's log-odds there, read off the curve."""
        least = 0.5 / float(self.curve.counts.sum())
        return float(logit(np.clip(self.curve.smooth(self.quantile(way)), least, 1 - least))) - (
            self.base
        )

    def setting(self, way: float) -> Setting:
        """The value there."""
        quantile = self.quantile(way)
        at = float(self.quantity.at(np.array([quantile]))[0])
        return Setting(self.quantity.name, at, quantile, self.quantity.middle)


@dataclass(frozen=True)
class _Search:
    rerun: Rerun
    confirm: Rerun
    drawn: Array
    target: float
    rising: bool

    def reach(self, levers: Sequence[Lever]) -> Threshold:
        """Move levers together to where the outcome crosses the target, or to their ends."""
        tried: dict[float, float] = {}  # way -> log-odds found there
        wanted = float(logit(self.target))
        way = self._first(levers)
        for _ in range(RUNS):
            p = self._run(levers, way)
            tried[way] = _odds(p["p"], p["n"]) - wanted
            if abs(p["p"] - self.target) < CLOSE:
                return self._confirmed(levers, way, True)
            following = self._next(levers, tried)
            if following is None:
                break
            way = following
        across = [way for way, odds in tried.items() if (odds >= 0) == self.rising]
        if not across:
            return self._confirmed(levers, max(tried), False)
        low, high = self._bracket(tried)
        return self._confirmed(levers, _between(low, high, tried), True)

    def fewest(self, levers: Sequence[Lever], most: int) -> Threshold | None:
        """Add levers at their ends, the strongest first, until the target is crossed.

        A lever that takes the outcome away from the target beside those chosen is left out: what
        makes one side sign may keep the other from it.
        """
        chosen = list(levers[:2])
        odds = self._odds_at_ends(chosen)
        for lever in levers[2:most]:
            if self._beyond(odds):
                break
            tried = self._odds_at_ends([*chosen, lever])
            if (tried > odds) == self.rising:
                chosen.append(lever)
                odds = tried
        if len(chosen) < 3:
            return None
        if self._beyond(odds):
            return self.reach(chosen)
        return self._confirmed(chosen, 1.0, False)

    def _odds_at_ends(self, levers: Sequence[Lever]) -> float:
        p = self._run(levers, 1.0)
        return _odds(p["p"], p["n"])

    def _beyond(self, odds: float) -> bool:
        return bool((odds >= logit(self.target)) == self.rising)

    def _first(self, levers: Sequence[Lever]) -> float:
        """Where the curves promise the crossing, as if quantities acted apart from each other."""
        ways = np.linspace(0.0, 1.0, 41)
        odds = np.array([levers[0].base + sum(lever.shift(w) for lever in levers) for w in ways])
        across = (odds >= logit(self.target)) == self.rising
        return float(ways[int(np.argmax(across))]) if across.any() else 1.0

    def _next(self, levers: Sequence[Lever], tried: Mapping[float, float]) -> float | None:
        """Where to look next; None where nothing is left between the middle and the ends."""
        low, high = self._bracket(tried)
        if low >= 1.0 or high <= 0.0:
            return None
        if low in tried and high in tried:
            return _between(low, high, tried)
        return 1.0 if high >= 1.0 and high not in tried else 0.0

    def _bracket(self, tried: Mapping[float, float]) -> tuple[float, float]:
        """The furthest way that is short of the target, and the nearest beyond that is across."""
        across = [way for way, odds in tried.items() if (odds >= 0) == self.rising]
        high = min(across, default=1.0)
        short = [way for way in tried if way not in across and way < high]
        return max(short, default=0.0 if across else max(tried)), high

    def _confirmed(self, levers: Sequence[Lever], way: float, reached: bool) -> Threshold:
        settings = tuple(lever.setting(way) for lever in levers)
        p = self.confirm.chance({one.quantity: one.at for one in settings}, self.drawn)
        return Threshold(settings, p, reached)

    def _run(self, levers: Sequence[Lever], way: float) -> Probability:
        values = {lever.quantity.name: lever.setting(way).at for lever in levers}
        return self.rerun.chance(values, self.drawn)


def _between(low: float, high: float, tried: Mapping[float, float]) -> float:
    """Where the line through two runs crosses the target; their middle if one was not run."""
    if low not in tried or high not in tried:
        return high if high in tried else (low + high) / 2
    share = abs(tried[low]) / (abs(tried[low]) + abs(tried[high]))
    return low + share * (high - low)


def _odds(p: float, n: int) -> float:
    return float(logit(np.clip(p, 0.5 / n, 1 - 0.5 / n)))


def _distance(threshold: Threshold) -> float:
    return max(abs(setting.quantile - 0.5) for setting in threshold.settings)


def _short(threshold: Threshold) -> float:
    return abs(threshold.p["p"] - HALF)
