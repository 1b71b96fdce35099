"""What is worked out once for a draw of futures is never that of other futures or another case."""

from pathlib import Path

import numpy as np

import interim
from interim.futures import Run, draw
from interim.stages.value import scale_of


def test_a_scale_is_made_once_and_anew_for_what_differs(template: Path) -> None:
    case = interim.load(template)
    futures = draw(case, Run(50))
    scale = scale_of(case, futures, "north")
    assert scale_of(case, futures, "north") is scale
    assert scale_of(case, futures, "south") is not scale
    # The same futures with other weights, some of them, and another state of the case.
    weight = next(iter(case.preferences["north"].issues.values())).weight
    other = futures.having({weight.name: 2 * futures.of(weight)})
    assert not np.array_equal(scale_of(case, other, "north").range, scale.range)
    part = scale_of(case, futures.part(10, 20), "north")
    assert np.array_equal(part.range, scale.range[10:20])
    party = case.preferences["north"].model_copy(update={"interactions": ()})
    changed = case.model_copy(update={"preferences": case.preferences | {"north": party}})
    fresh = scale_of(changed, futures, "north")
    assert fresh is not scale
    assert np.array_equal(fresh.range, scale_of(changed, draw(changed, Run(50)), "north").range)
