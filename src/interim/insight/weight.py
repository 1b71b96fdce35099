"""Which numbers of a case carry its answers, over all its plans: where to look for better ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults
from interim.foundation.horizons import late
from interim.futures import Run, draw
from interim.insight.drivers import drivers
from interim.insight.outcomes import Outcome, outcome
from interim.insight.rerun import Rerun
from interim.insight.split import legendre, split
from interim.questions.sources import marked


def weight(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    asked: Sequence[str] | None = None,
    run: Run = Run(defaults.WEIGHT),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Rank the quantities of a case by what they explain of its answers.

    For each plan and outcome the share of variance that each clear driver explains alone is taken,
    and averaged; plans and outcomes that never vary are left out.

    Args:
        case: the case.
        plans: ids; by default those of the present dispute.
        asked: names of outcomes, see `interim.insight.outcomes`; by default whether a plan is
            signed, and whether it holds ten years once in force (or to the horizon if earlier).
        run: which futures stand behind it.
        workers: threads.
        progress: called with (done, total) while futures are run.

    Returns:
        `answers`, how many were averaged; `quantities`, the strongest first, each with its mean
        `share` (between `low` and `high`, the means of the 95 % bounds), its `mark` and in how many
        answers it is clear; `half`, how many of the first carry half of all that is explained;
        `marks`, how many numbers have each and what these carry of it (`influence`, which adds up
        to 1); `explained`, the mean split of an answer's variance (`interim.insight.split`).

    Raises:
        BadInput: unknown plan, lens or quantity, or no such outcome.
    """
    known = plans or [p for p in case.header.plans or case.plans if p != NO_DEAL]
    names = asked or ("signed", f"holds-{late(case.header.horizon_years)}")
    wanted = [outcome(case, name) for name in names]
    stated = run.quantities(case)
    drawn = draw(case, run)
    uncertain = [name for name, quantity in stated.items() if quantity.uncertain]
    terms = legendre([drawn[name] for name in uncertain])
    shares: dict[str, float] = {}
    spans: dict[str, list[float]] = {}
    clear: dict[str, int] = {}
    splits = []
    for place, plan in enumerate(known):
        ran = []
        for k, futures in enumerate((drawn, drawn.by_other_chance())):
            ran.append(Rerun(case, plan, _together(wanted), futures, workers)({}))
            if progress:
                progress((2 * place + k + 1) * run.futures, 2 * len(known) * run.futures)
        for one, other in zip(*(columns.T for columns in ran), strict=True):
            both = (one + other) / 2
            if np.std(both) < 1e-9:
                continue
            splits.append(asdict(split(terms, one, other)))
            # Of the variance of one run, of which a mean of two has a part.
            part = float(np.var(both) / ((np.var(one) + np.var(other)) / 2))
            for driver in drivers(case, drawn, both, effective=stated, replicates=20).clear:
                name = driver.quantity
                shares[name] = shares.get(name, 0.0) + part * max(driver.index.index, 0.0)
                clear[name] = clear.get(name, 0) + 1
                span = spans.setdefault(name, [0.0, 0.0])
                span[0] += part * max(driver.index.low, 0.0)
                span[1] += part * driver.index.high
    ranked = sorted(shares, key=lambda name: -shares[name])
    total = sum(shares.values())
    below = np.cumsum([shares[name] for name in ranked])
    answers = len(splits)
    return {
        "case": case.id,
        "title": case.header.title,
        "plans": list(known),
        "outcomes": list(names),
        **run.head(),
        "answers": answers,
        "half": int(np.searchsorted(below, total / 2)) + 1 if ranked else 0,
        "marks": marked(stated.values(), shares),
        "explained": {
            key: sum(found[key] for found in splits) / answers for key in (splits or [{}])[0]
        },
        "quantities": [
            {
                "name": name,
                "value": stated[name].text,
                "mark": stated[name].mark,
                "share": shares[name] / answers,
                "low": spans[name][0] / answers,
                "high": spans[name][1] / answers,
                "clear_in": clear[name],
            }
            for name in ranked
        ],
    }


def _together(wanted: Sequence[Outcome]) -> Outcome:
    """Several outcomes of one run, as columns."""
    return Outcome(
        "several",
        "",
        "",
        event=False,
        until="outcome",
        read=lambda arrays: np.column_stack([one.smooth(arrays) for one in wanted]),
    )
