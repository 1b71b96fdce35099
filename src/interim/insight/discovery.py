"""Scenario discovery: under which combination of assumptions a plan fails, or holds.

PRIM boxes are looked for in one half of the futures and measured in the other, so that what is
reported is not the luckiest of many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.quantity import Domain, Quantity
from interim.foundation.estimates import Probability, share
from interim.futures import Futures
from interim.insight.outcomes import Outcome
from interim.insight.prim import Box, Measured, paste, peel, quasi_p, simplest
from interim.insight.rerun import estimate

Array = NDArray[np.float64]

INPUTS = 12
"""The strongest drivers, in which boxes are looked for."""
MOST_LIMITS = 4
"""Limits of a box at most: more cannot be kept in mind."""
COMMON = 0.9
"""What happens in a larger share of futures than this has no conditions worth naming."""
FEWEST = 30
BOXES = 2


@dataclass(frozen=True)
class Region:
    """A box, as found and as measured on futures that had no part in finding it.

    Attributes:
        happens: whether it is where the outcome happens; else where it does not.
        ranges: quantity -> lowest and highest value; infinite where an end is not limited.
        kept: quantity -> alternatives in the box, for choices.
        quasi_p: quantity -> quasi-p-value of its limit on the futures in which it was found.
        density: share of the box's futures in which it is so.
        coverage: share of all the futures in which it is so that lie in the box.
        mass: share of futures in the box.
        base: share of all futures in which it is so.
    """

    happens: bool
    ranges: Mapping[str, tuple[float, float]]
    kept: Mapping[str, tuple[str, ...]]
    quasi_p: Mapping[str, float]
    density: Probability
    coverage: Probability
    mass: Probability
    base: Probability


def regions(
    outcome: Outcome,
    likely: Array,
    happened: Array,
    futures: Futures,
    quantities: Mapping[str, Quantity],
    names: Sequence[str],
) -> list[Region]:
    """Boxes in which an event does not happen, then boxes in which it does, two of each at most.

    The second of a kind is looked for outside the first.

    Args:
        outcome: the event.
        likely: (n,), its chance in each future where known, else as `happened`.
        happened: (n,), 0 or 1 as drawn.
        futures: n futures.
        quantities: the quantities as drawn, after lens and settings.
        names: the quantities in which to look, the strongest first.
    """
    chosen = list(names[:INPUTS])
    inputs = [futures[name] for name in chosen]
    choices = frozenset(
        place for place, name in enumerate(chosen) if quantities[name].domain is Domain.NAME
    )
    half = futures.n // 2
    boxes: list[Region] = []
    for happens in (False, True):
        y = likely if happens else 1 - likely
        drawn = happened if happens else 1 - happened
        if y[:half].mean() > COMMON or not inputs:
            continue
        outside = np.ones(half, dtype=bool)
        for _ in range(BOXES):
            box = _box([c[:half][outside] for c in inputs], y[:half][outside], choices)
            if box is None:
                break
            region = _held_out(outcome, happens, box, chosen, quantities, inputs, y, drawn, half)
            if region is None or region.density["low"] <= region.base["p"]:
                break
            boxes.append(region)
            outside &= ~box.holds([c[:half] for c in inputs])
            if outside.mean() < 0.3:
                break
    return boxes


def _box(inputs: Sequence[Array], y: Array, choices: frozenset[int]) -> Box | None:
    """The box that a patient search settles on; None where nothing stands out."""
    path = peel(inputs, y, names=choices)
    best = max(path, key=lambda one: _quality(one, path[0].density))
    if not best.box.limited:
        return None
    simple = simplest(best, inputs, y, most=MOST_LIMITS)
    pasted = paste(simple.box, inputs, y)
    settled = (
        pasted if _quality(pasted, path[0].density) > _quality(simple, path[0].density) else simple
    )
    return settled.box if settled.box.limited else None


def _quality(measured: Measured, base: float) -> float:
    """How far a box stands out: its gain in density times the root of its mass (Klösgen 1996).

    This is the statistic of a binomial test but for a constant, and weighs a pure small box
    against a less pure large one.
    """
    return (measured.density - base) * float(np.sqrt(measured.mass))


def _held_out(
    outcome: Outcome,
    happens: bool,
    box: Box,
    names: Sequence[str],
    quantities: Mapping[str, Quantity],
    inputs: Sequence[Array],
    y: Array,
    drawn: Array,
    half: int,
) -> Region | None:
    fresh = [c[half:] for c in inputs]
    inside = box.holds(fresh)
    so = drawn[half:] > 0.5
    coverage, mass = share(inside[so]), share(inside)
    if inside.sum() < FEWEST or coverage is None or mass is None:
        return None
    p = quasi_p(box, [c[:half] for c in inputs], y[:half])
    return Region(
        happens=happens,
        ranges={names[k]: limits for k, limits in box.ranges.items()},
        kept={
            names[k]: tuple(quantities[names[k]].names[i] for i in sorted(kept))
            for k, kept in box.kept.items()
        },
        quasi_p={names[k]: value for k, value in p.items()},
        density=estimate(outcome, y[half:][inside]),
        coverage=coverage,
        mass=mass,
        base=estimate(outcome, y),
    )
