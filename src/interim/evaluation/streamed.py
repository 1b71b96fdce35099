"""A run whose futures were counted as they came: the same document, without an array in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import xarray as xr

from interim.case.model import Case
from interim.evaluation import document
from interim.evaluation.document import Numbers
from interim.evaluation.learnt import lessons
from interim.evaluation.piece import Tally
from interim.evaluation.sketch import ACCURACY
from interim.evaluation.stage import Stage
from interim.foundation.estimates import Probability, Spread, share_of
from interim.futures import Run


@dataclass(frozen=True)
class Streamed:
    """What the stages say of each plan, over any number of futures.

    Shares of futures are exact; medians and ends of spreads are within a thousandth of themselves.

    Attributes:
        case: the case evaluated.
        plans: plan ids, no deal last.
        run: how many futures, the seed, the lens applied and the quantities set by the user.
        tallies: plan -> its counted results.
        details: wide results (clauses, votes by unit, beliefs) over the first 10,000 futures.
        stages: of other packages; what they keep is counted, too.
    """

    case: Case
    plans: tuple[str, ...]
    run: Run
    tallies: Mapping[str, Tally]
    details: xr.Dataset
    stages: tuple[Stage, ...] = ()

    def summary(self) -> pd.DataFrame:
        """As `interim.evaluation.result.Evaluation.summary`."""
        return document.summary(self.to_json(), self.case)

    def to_json(self) -> dict[str, Any]:
        """The document that ``interim evaluate --stream --json`` prints."""
        return self._document

    @cached_property
    def _document(self) -> dict[str, Any]:
        taught = lessons(self.case, self.details)
        written = document.document(
            self.case,
            self.run,
            {
                plan: document.plan_document(
                    self.case,
                    plan,
                    self._numbers(plan),
                    self.details.sel(plan=plan),
                    taught,
                    self.stages,
                )
                for plan in self.plans
            },
            taught,
            stages=self.stages,
        )
        return written | {"quantiles": {"method": "ddsketch", "relative_accuracy": ACCURACY}}

    def _numbers(self, plan: str) -> Numbers:
        tally, first = self.tallies[plan], self.tallies[self.plans[0]]

        def of(name: str, key: str | None) -> Spread | None:
            # The war that goes on without a deal is one and the same for every plan.
            source = first if name == "war_value" else tally
            return source.sketches[name, key or ""].spread()

        def chance(name: str, key: str | None) -> Probability | None:
            sketch = tally.sketches[name, key or ""]
            return share_of(int(sketch.counts[sketch.buckets > 0].sum()), int(sketch.counts.sum()))

        return Numbers(tally.counts, of, chance)
