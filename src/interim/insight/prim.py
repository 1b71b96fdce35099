"""PRIM: the patient rule induction method, which finds boxes where an outcome is high.

A box starts as all of the space and is peeled: the small slice, at the low or high end of one
quantity, whose removal raises the mean outcome most for what it costs in mass is cut off, again and
again. Peeling is patient: every slice is small, so that one wrong cut can be mended by later ones;
afterwards slices are pasted back where that raises the mean.

Source:
    Friedman and Fisher (1999), Statistics and Computing 9: peeling and pasting, and (p. 134) the
    rule that weighs the gain in the mean against the mass given up. Bryant and Lempert (2010),
    Technological Forecasting and Social Change 77: coverage, density, and quasi-p-values.
    `ema_workbench` (Kwakkel 2017) is the reference that the tests compare with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.bool_]

PEEL = 0.05
"""Share of the box that a slice takes."""


@dataclass(frozen=True)
class Box:
    """Limits on some of k inputs.

    Attributes:
        ranges: input -> lowest and highest value in the box; an end that is not limited is
            infinite.
        kept: input -> the alternatives in the box, for inputs that are choices.
    """

    ranges: dict[int, tuple[float, float]]
    kept: dict[int, frozenset[int]]

    def holds(self, inputs: Sequence[Array]) -> Rows:
        """Which rows lie in the box: (n,), bool.

        Args:
            inputs: k inputs, (n,) each.
        """
        inside = np.ones(len(inputs[0]), dtype=bool)
        for place, (low, high) in self.ranges.items():
            inside &= (inputs[place] >= low) & (inputs[place] <= high)
        for place, names in self.kept.items():
            inside &= np.isin(inputs[place], list(names))
        return inside

    @property
    def limited(self) -> tuple[int, ...]:
        """The inputs that it limits, ascending."""
        return tuple(sorted({*self.ranges, *self.kept}))

    def without(self, place: int) -> Box:
        """The same box with one input free."""
        return Box(
            {k: v for k, v in self.ranges.items() if k != place},
            {k: v for k, v in self.kept.items() if k != place},
        )


EVERYTHING = Box({}, {})


@dataclass(frozen=True)
class Measured:
    """A box and how it does on the futures it was looked for in.

    Attributes:
        box: the box.
        coverage: share of the whole outcome that lies in it.
        density: mean outcome in it.
        mass: share of futures in it.
    """

    box: Box
    coverage: float
    density: float
    mass: float


def measured(box: Box, inputs: Sequence[Array], outcome: Array) -> Measured:
    """Coverage, density and mass of a box on some futures (density 0 if none lies in it)."""
    inside = box.holds(inputs)
    total = float(outcome.sum())
    held = float(outcome[inside].sum())
    return Measured(
        box,
        coverage=held / total if total > 0 else 0.0,
        density=held / inside.sum() if inside.any() else 0.0,
        mass=float(inside.mean()),
    )


def peel(
    inputs: Sequence[Array],
    outcome: Array,
    *,
    names: frozenset[int] = frozenset(),
    alpha: float = PEEL,
    least: float = 0.05,
) -> list[Measured]:
    """The boxes met while peeling, from everything to the smallest.

    Args:
        inputs: k inputs, (n,) each.
        outcome: (n,), 0 to 1: an event, or its chance.
        names: inputs that are choices, coded 0, 1, ...
        alpha: share of the box cut off in a step.
        least: share of futures below which peeling stops.
    """
    box, inside = EVERYTHING, np.ones(outcome.size, dtype=bool)
    boxes = [measured(box, inputs, outcome)]
    while True:
        mean, count = float(outcome[inside].mean()), int(inside.sum())
        best: tuple[float, Box, Rows] | None = None
        for smaller, rows in _peels(box, inside, inputs, names, alpha):
            left = int(rows.sum())
            if left < least * outcome.size or left == count or left == 0:
                continue
            gain = (float(outcome[rows].mean()) - mean) / (count - left)
            if best is None or gain > best[0]:
                best = (gain, smaller, rows)
        if best is None or best[0] <= 0:
            return boxes
        _, box, inside = best
        boxes.append(measured(box, inputs, outcome))


def paste(box: Box, inputs: Sequence[Array], outcome: Array, *, alpha: float = PEEL) -> Measured:
    """Move limits of a box outwards by slices as long as its mean outcome rises."""
    current = measured(box, inputs, outcome)
    while True:
        wider = [measured(b, inputs, outcome) for b in _pastes(current.box, inputs, alpha)]
        best = max(wider, key=lambda one: one.density, default=current)
        if best.density <= current.density or best.mass <= current.mass:
            return current
        current = best


def quasi_p(box: Box, inputs: Sequence[Array], outcome: Array) -> dict[int, float]:
    """For each limit the chance to do as well without it, if it added nothing.

    One-sided binomial test of the outcome in the box against its mean in the box without that
    limit (Bryant and Lempert 2010); the normal test of the mean where the outcome is a chance
    rather than an event. "Quasi" since the box was chosen on the same futures.
    """
    from scipy import stats  # half a second, which only this needs

    inside = box.holds(inputs)
    hits, count = float(outcome[inside].sum()), int(inside.sum())
    event = bool(np.isin(outcome, (0.0, 1.0)).all())
    chances = {}
    for place in box.limited:
        rest = box.without(place).holds(inputs)
        base, spread = float(outcome[rest].mean()), float(outcome[rest].std())
        if not event:
            above = (hits / count - base) * np.sqrt(count) / max(spread, 1e-12)
            chances[place] = float(stats.norm.sf(above))
            continue
        chances[place] = float(stats.binom.sf(round(hits) - 1, count, min(max(base, 0.0), 1.0)))
    return chances


def simplest(
    current: Measured, inputs: Sequence[Array], outcome: Array, *, most: int, level: float = 0.05
) -> Measured:
    """Drop limits that add nothing clear, then the least clear ones until few are left.

    Args:
        current: a box.
        inputs: the inputs it was found in.
        outcome: the outcome.
        most: number of limits to keep at most.
        level: quasi-p-value above which a limit is dropped.
    """
    while current.box.limited:
        p = quasi_p(current.box, inputs, outcome)
        # Several limits may have a p of 0 to all digits; then the one whose loss costs least goes.
        worst = max(
            p, key=lambda k: (p[k], measured(current.box.without(k), inputs, outcome).density)
        )
        if p[worst] <= level and len(p) <= most:
            break
        current = measured(current.box.without(worst), inputs, outcome)
    return current


def _peels(
    box: Box, inside: Rows, inputs: Sequence[Array], names: frozenset[int], alpha: float
) -> Iterator[tuple[Box, Rows]]:
    for place, column in enumerate(inputs):
        here = column[inside]
        if place in names:
            present = frozenset(np.unique(here).astype(int).tolist())
            for gone in sorted(present) if len(present) > 1 else ():
                rest = replace(box, kept={**box.kept, place: present - {gone}})
                yield rest, inside & (column != gone)
            continue
        low, high = box.ranges.get(place, (-np.inf, np.inf))
        slice_ = max(1, int(alpha * here.size))
        if slice_ >= here.size:
            continue
        # The value next to the slice is the new limit, so that limits are values that were drawn.
        cut = np.partition(here, (slice_, here.size - 1 - slice_))
        bottom, top = float(cut[slice_]), float(cut[here.size - 1 - slice_])
        yield (
            replace(box, ranges={**box.ranges, place: (bottom, high)}),
            inside & (column >= bottom),
        )
        yield replace(box, ranges={**box.ranges, place: (low, top)}), inside & (column <= top)


def _pastes(box: Box, inputs: Sequence[Array], alpha: float) -> Iterator[Box]:
    slice_ = max(1, int(alpha * box.holds(inputs).sum()))
    for place, (low, high) in box.ranges.items():
        others = box.without(place).holds(inputs)
        column = inputs[place][others]
        below, above = np.sort(column[column < low])[::-1], np.sort(column[column > high])
        if below.size:
            end = float(below[slice_ - 1]) if below.size > slice_ else -np.inf
            yield _with(box, place, end, high)
        if above.size:
            end = float(above[slice_ - 1]) if above.size > slice_ else np.inf
            yield _with(box, place, low, end)
    for place, kept in box.kept.items():
        for name in sorted(set(np.unique(inputs[place]).astype(int).tolist()) - kept):
            yield replace(box, kept={**box.kept, place: kept | {name}})


def _with(box: Box, place: int, low: float, high: float) -> Box:
    if np.isinf(low) and np.isinf(high):
        return box.without(place)
    return replace(box, ranges={**box.ranges, place: (low, high)})
