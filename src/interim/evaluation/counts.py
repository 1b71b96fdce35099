"""How often each thing happens, in whole numbers: all that chances of a document are made of.

Counts of two runs over different futures add up to those of both, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from interim.stages.compliance import ENDINGS
from interim.stages.outcome import SIGNATURES

Counts = dict[str, NDArray[np.int64]]
"""Name -> whole numbers:

- ``n`` (): futures;
- ``signs`` (principals,), ``signed`` (), ``passes`` (bodies,), ``adopted`` ();
- ``over_red_line`` (principals,): refusals over a red line;
- ``stopped`` (4 + bodies,): futures by the first gate that stops the plan, after one column for
  those in which it is adopted; see `interim.stages.outcome.Outcome`;
- ``month`` (3, months + 2): deals that end in each month, after one column for those that hold;
  row 0 where not both sign, row 1 where they do and a body stops the plan, row 2 where it is
  adopted;
- ``ending`` (3, endings): likewise.
"""


def counted(core: Mapping[str, NDArray[np.generic]], months: int) -> Counts:
    """Counts of one plan.

    Args:
        core: arrays of `interim.evaluation.record.CORE`, last axis the future.
        months: the horizon.
    """
    adopted = core["adopted"].astype(np.int64)
    reached = core["signed"].astype(np.int64) + adopted
    month = core["month"].astype(np.int64) + 1
    ending = core["ending"].astype(np.int64)

    def by_gate(values: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        return np.bincount(reached * size + values, minlength=3 * size).reshape(3, size)

    return {
        "n": np.array(adopted.size),
        "signs": np.count_nonzero(core["signs"], axis=-1),
        "over_red_line": np.count_nonzero(core["over_red_line"], axis=-1),
        "signed": np.array(np.count_nonzero(core["signed"])),
        "stopped": np.bincount(
            core["stopped"].astype(np.int64) + 1, minlength=1 + SIGNATURES + len(core["passes"])
        ),
        "passes": np.count_nonzero(core["passes"], axis=-1),
        "adopted": np.array(adopted.sum()),
        "month": by_gate(month, months + 2),
        # Nobody asks how a war ends that has no deal before it: its code is below zero.
        "ending": by_gate(np.maximum(ending, 0), len(ENDINGS)),
    }


def added(first: Counts, second: Counts) -> Counts:
    """Counts of both."""
    return {name: first[name] + second[name] for name in first}
