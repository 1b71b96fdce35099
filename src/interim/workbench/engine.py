"""Answers for the pages: few futures at once, more when there is time, each worked out once.

One run uses one core, so that an answer on few futures need not wait for a long one; at most two
run at a time, whoever asks. Results are kept by what they depend on; the longest unused go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from interim.case.model import NO_DEAL, Case, Plan
from interim.evaluate import evaluate
from interim.evaluation import Evaluation
from interim.workbench.view import FUTURES, View, plan_of

AT_ONCE = 2
"""Runs at the same time."""
KEPT = 64
"""Evaluations kept."""


class Engine:
    """Runs evaluations for any number of visitors."""

    def __init__(self) -> None:
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Any, ...], Evaluation] = OrderedDict()

    def evaluation(self, case: Case, view: View, futures: int | None = None) -> Evaluation:
        """The evaluation of a view's plan, beside no deal.

        Args:
            case: the case.
            view: whose plan, lens and settings are asked for.
            futures: how many; by default those of the view.

        Raises:
            BadInput: a setting's value is not allowed.
        """
        plan = plan_of(case, view)
        return self.of_plans(case, [plan], view, futures)

    def of_plans(
        self, case: Case, plans: list[Plan], view: View, futures: int | None = None
    ) -> Evaluation:
        """The evaluation of several plans, known ones or drafts, on common futures."""
        count = futures or view.futures
        packages = tuple(
            (plan.id, tuple(case.package(plan).items()), plan is case.plans.get(plan.id))
            for plan in plans
        )
        key = (case.id, packages, view.lens, view.settings, count, view.seed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        known = case.model_copy(update={"plans": case.plans | {p.id: p for p in plans}})
        with self._slots:
            found = evaluate(
                known,
                [plan.id for plan in plans if plan.id != NO_DEAL],
                futures=count,
                seed=view.seed,
                lens=view.lens,
                settings=dict(view.settings),
                workers=1,
            )
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def sharpening(self, case: Case, view: View) -> Iterator[Evaluation]:
        """The same on more and more futures, up to those of the view."""
        for futures in (*(f for f in FUTURES if f < view.futures), view.futures):
            yield self.evaluation(case, view, futures)
