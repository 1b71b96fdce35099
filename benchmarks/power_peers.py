"""Power indices by Interim and by `powerindex`, of the same weighted bodies."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Body
from interim.stages.power import power

Array = NDArray[np.float64]
Found = tuple[float, Array]
"""Seconds, and (members, 2): normalised Banzhaf and Shapley-Shubik."""

# The Council of the EU by the votes of the Treaty of Nice, 2007 to 2013: 255 of 345.
NICE = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]
# Electors of the states and the District of Columbia after the census of 2020: 270 of 538.
ELECTORS = [54, 40, 30, 28, 19, 19, 17, 16, 16, 15, 14, 13, 12]
ELECTORS += (
    [11] * 4 + [10] * 5 + [9] * 2 + [8] * 3 + [7] * 2 + [6] * 6 + [5] * 2 + [4] * 7 + [3] * 7
)
# Nine votes of fifteen with all five permanent members, as weights: 39 of 45.
SECURITY_COUNCIL = [7] * 5 + [1] * 10

BODIES: dict[str, tuple[list[int], int]] = {
    "Security Council, 15 seats": (SECURITY_COUNCIL, 39),
    "EU Council by the Treaty of Nice, 27 members": (NICE, 255),
    "US electors, 51 members": (ELECTORS, 270),
    "a hundred members, each of another weight": (list(range(1, 101)), 2526),
}


def interim_asked(weights: list[int], quota: int) -> Callable[[], Found]:
    """Ready to be timed; the answers are exact fractions, or numbers where there are too many."""
    body = Body.model_validate(
        {
            "title": "A body",
            "threshold": quota,
            "members": {
                f"m{k}": {"title": f"m{k}", "seats": 1, "weight": weight, "leaning": 0}
                for k, weight in enumerate(weights)
            },
        }
    )

    def run() -> Found:
        begun = time.perf_counter()
        found = power(body)
        seconds = time.perf_counter() - begun
        rows = [(float(p.banzhaf), float(p.shapley_shubik)) for p in found.values()]
        return seconds, np.array(rows)

    return run


def peer_asked(weights: list[int], quota: int) -> Callable[[], Found]:
    """Ready to be timed; the answers are floating point."""
    powerindex: Any = importlib.import_module("powerindex")

    def run() -> Found:
        game = powerindex.Game(quota, list(weights))
        begun = time.perf_counter()
        game.calc_banzhaf()
        game.calc_shapley_shubik()
        seconds = time.perf_counter() - begun
        return seconds, np.column_stack([game.banzhaf, game.shapley_shubik]).astype(float)

    return run
