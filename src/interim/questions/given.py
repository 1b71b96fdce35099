"""The futures that the record of answers leaves: drawn again in proportion to their weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.cache import Cache
from interim.futures import Given, Run
from interim.questions.record import Array, weigh


def given(
    case: Case,
    run: Run,
    *,
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """A run on the futures that the record leaves, drawn again in proportion to their weight.

    The first `RECORD` futures at most are weighed, since each is asked about every text; so the run
    has no more. Drawing again is systematic: a future of twice the mean weight is there twice.

    Args:
        case: the case, with a record.
        run: the run without it.
        cache: as `weigh`.
        workers: as `weigh`.
        progress: as `weigh`.

    Raises:
        BadInput: as `weigh`.

    Source:
        Kitagawa (1996), Monte Carlo filter and smoother, JCGS 5, for systematic resampling.
    """
    n = min(run.futures, defaults.RECORD)
    found = weigh(case, run.on(n), cache=cache, workers=workers, progress=progress)
    rows = drawn_again(found.weight)
    return replace(run, futures=n, given=Given(tuple(rows.tolist()), found.effective))


def drawn_again(weight: Array) -> NDArray[np.int64]:
    """Systematic resampling: (n,), rising, each future as often as its weight says to within 1."""
    n = weight.size
    at = (np.arange(n) + 0.5) / n
    # Sums that end a hair below 1 would leave the last draw without a future.
    ends = np.cumsum(weight)
    return np.minimum(np.searchsorted(ends / ends[-1], at), n - 1)
