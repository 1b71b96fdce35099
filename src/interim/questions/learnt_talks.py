"""What outsiders would learn from a breach of each text on the table, brought to the talks.

By default the parties foresee the help for a victim that the case states, whoever has learnt what.
Here they foresee besides what each observer would make of a breach (`interim.evaluation.learnt`),
from the equilibrium without that; so learning passes once from deals to the talks about them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.failure import rise
from interim.evaluation.flow import evaluate
from interim.futures import Futures, Run

Array = NDArray[np.float64]

Rises = dict[str, dict[str, dict[str, float]]]
"""Plan -> principal -> observer that helps it -> rise in the chance that the other breaks the next
deal, once it has broken this one."""
FUTURES = 1_000
"""From which observers learn, at most."""


def rises_of(
    case: Case,
    menu: Sequence[str],
    run: Run,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rises:
    """What observers would learn from a breach of each text.

    Args:
        case: the case.
        menu: the plans on the table.
        run: its futures, of which the first 1,000 are asked.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        0 where a breach is too rare in these futures to say what it would teach.
    """
    asked = run.on(min(run.futures, FUTURES))
    taught = evaluate(case, list(menu), run=asked, workers=workers, progress=progress).lessons
    found: Rises = {}
    for plan in menu:
        found[plan] = {p: {} for p in case.principals}
        for name, observer in case.enforcement.observers.items():
            if observer.helps is None or observer.response is None:
                continue
            other = next(p for p in case.principals if p != observer.helps)
            lesson = taught[plan][name].get(f"breach:{other}")
            found[plan][observer.helps][name] = rise(lesson, plan, other) or 0.0
    return found


def helps(case: Case, futures: Futures, of_plan: dict[str, dict[str, float]]) -> Array:
    """Rise in each principal's chance of prevailing after the other's breach: (n, 2).

    Args:
        case: the case.
        futures: n futures.
        of_plan: principal -> observer -> rise, as `Rises` has them.
    """
    total = np.zeros((futures.n, 2))
    for k, p in enumerate(case.principals):
        for name, learnt in of_plan[p].items():
            response = case.enforcement.observers[name].response
            total[:, k] += futures.of_or(response, 0.0) * learnt
    return total
