"""The result of an evaluation: labelled arrays, a summary table, the document of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.evaluation import document
from interim.evaluation.counts import counted
from interim.evaluation.document import Numbers
from interim.evaluation.failure import failures
from interim.evaluation.learnt import Lessons, lessons
from interim.evaluation.learnt_document import learnt_document, telling
from interim.evaluation.moved import ranked
from interim.evaluation.stage import Stage
from interim.foundation.display import Displayed
from interim.foundation.estimates import Probability, Spread, share, spread
from interim.futures import Run, draw

__all__ = ["Evaluation"]

ASKED = 1_000
"""Futures of which it is asked which numbers an event moves."""


@dataclass(frozen=True)
class Evaluation(Displayed):
    """What the stages say of each plan in each future.

    Attributes:
        case: the case evaluated.
        plans: plan ids, no deal last.
        run: how many futures, the seed, the lens applied and the quantities set by the user.
        data: dims (plan, ..., future); `assent`, `signs`, `adopted`, `ending`, `month`, `deaths`
            and so on. `ending` and `month` say how implementation goes if the plan is adopted,
            and are there for every future; combine with `adopted` for what happens.
        details: wide results (clauses, votes by unit, beliefs) over the first 10,000 futures.
        stages: of other packages; what they keep stands in `data` as `STAGE.FIELD`.
    """

    case: Case
    plans: tuple[str, ...]
    run: Run
    data: xr.Dataset
    details: xr.Dataset
    stages: tuple[Stage, ...] = ()

    def summary(self) -> pd.DataFrame:
        """One row per plan: who signs, whether it is adopted, and what would follow in force.

        Chances are shares of futures with their 95 % intervals. Print it whole with
        `print(result.summary().to_string())`.
        """
        return document.summary(self.to_json(), self.case)

    def to_json(self) -> dict[str, Any]:
        """The document that ``interim evaluate --json`` prints."""
        return self._document

    def part(self, case: Case, plans: Sequence[str], run: Run) -> Evaluation | None:
        """A smaller evaluation, if this one holds it: the same to the last bit as if it were run.

        Args:
            case: the case; only this very one is held.
            plans: plan ids; no deal is always added.
            run: its futures; those of a short run are the first of a long one.

        Returns:
            None if it has to be run: another case, seed, lens or settings, or more of anything.
        """
        chosen = (*dict.fromkeys(plan for plan in plans if plan != NO_DEAL), NO_DEAL)
        if (
            case is not self.case
            or not set(chosen) <= set(self.plans)
            or run.futures > self.run.futures
            or run != self.run.on(run.futures)
        ):
            return None
        first, rows = slice(run.futures), list(chosen)
        return replace(
            self,
            plans=chosen,
            run=run,
            data=self.data.isel(future=first).sel(plan=rows),
            details=self.details.isel(future=first).sel(plan=rows),
        )

    def __repr__(self) -> str:
        return (
            f"<Evaluation of {self.case.id}: {', '.join(self.plans)}; {self.run.futures:,} "
            f"futures, seed {self.run.seed}>"
        )

    @cached_property
    def lessons(self) -> Lessons:
        """What observers learn from each plan, over the first 10,000 futures."""
        return lessons(self.case, self.details)

    def worth_of_failure(self, plan: str) -> dict[str, NDArray[np.float64]]:
        """What a plan's failure through the other side is worth in each drawn history.

        Returns:
            Principal -> (n,), n the first 10,000 futures at most; NaN where the other neither
            refuses nor breaks it.
        """
        failed = failures(self.case, plan, self.details.sel(plan=plan), self.lessons)
        return {p: worth for p, (_, worth) in failed.items()}

    def learnt(
        self, elsewhere: Mapping[str, NDArray[np.float64]], observers: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """The document with what observers learn of the whole menu and of the numbers.

        Args:
            elsewhere: plans of the menu that this run does not hold, as
                `interim.evaluation.next_deals.broken_elsewhere` gives them.
            observers: ids of those to tell of; all by default.
        """
        taught = lessons(self.case, self.details, elsewhere)
        uncertain = [name for name, q in self.case.quantities.items() if q.uncertain]
        futures = draw(self.case, self.run.on(min(self.run.futures, ASKED)))
        numbers = ranked(futures, uncertain)
        plans = {plan: dict(found) for plan, found in self._document["plans"].items()}
        for plan, of_plan in taught.items():
            shown = {o: of_plan[o] for o in of_plan if observers is None or o in observers}
            plans[plan]["learnt"] = learnt_document(self.case, shown, numbers)
        told = telling(self.case, taught, observers)
        return self._document | {"plans": plans, "telling": told}

    @cached_property
    def _document(self) -> dict[str, Any]:
        return document.document(
            self.case, self.run, {plan: self._plan(plan) for plan in self.plans}, self.lessons,
            self.stages,
        )  # fmt: skip

    def _plan(self, plan: str) -> dict[str, Any]:
        return document.plan_document(
            self.case, plan, self._numbers(plan), self.details.sel(plan=plan), self.lessons,
            self.stages,
        )  # fmt: skip

    def _numbers(self, plan: str) -> Numbers:
        data = self.data.sel(plan=plan)

        def of(name: str, key: str | None) -> Spread | None:
            if name == "breach_month":
                month = data["month"].values
                return spread(month[data["adopted"].values & (month >= 0)].astype(float))
            # The war that goes on without a deal is one and the same for every plan.
            column = self.data[name].isel(plan=0) if name == "war_value" else data[name]
            cell = column if key is None else column.sel({column.dims[0]: key})
            return spread(cell.values)

        def chance(name: str, key: str | None) -> Probability | None:
            cell = data[name] if key is None else data[name].sel({data[name].dims[0]: key})
            return share(cell.values)

        core = {name: np.asarray(data[name].values) for name in COUNTED}
        return Numbers(counted(core, self.case.months), of, chance)

    @property
    def endings(self) -> tuple[str, ...]:
        """How a deal can end, in the order of the codes in `data['ending']`."""
        return document.endings(self.case)


COUNTED = (
    "signs",
    "over_red_line",
    "signed",
    "stopped",
    "passes",
    "adopted",
    "month",
    "ending",
)
"""Columns of `data` that are counted."""
