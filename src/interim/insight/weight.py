"""Which numbers of a case carry its answers, over all its plans: where to look for better ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from interim.case.model import NO_DEAL, Case
from interim.evaluation.flow import evaluate
from interim.foundation import defaults
from interim.foundation.horizons import late
from interim.futures import Run, draw
from interim.insight import outcomes
from interim.insight.drivers import drivers
from interim.questions.sources import kind


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
        `share` (between `low` and `high`, the means of the 95 % bounds), where it comes from
        (`kind`) and in how many answers it is clear; `half`, how many of the first carry half of
        all that is explained; `by_kind`, what each kind carries of it.

    Raises:
        BadInput: unknown plan, outcome, lens or quantity.
    """
    known = plans or [p for p in case.header.plans or case.plans if p != NO_DEAL]
    evaluation = evaluate(case, known, run=run, workers=workers, progress=progress)
    stated = run.quantities(case)
    drawn = draw(case, run)
    names = asked or ("signed", f"holds-{late(case.header.horizon_years)}")
    shares: dict[str, float] = {}
    spans: dict[str, list[float]] = {}
    clear: dict[str, int] = {}
    answers = 0
    for plan in known:
        columns = outcomes.evaluated(evaluation, plan)
        for name in names:
            likely = outcomes.outcome(case, name).smooth(columns)
            if float(np.std(likely)) < 1e-9:
                continue
            answers += 1
            for driver in drivers(case, drawn, likely, effective=stated, replicates=20).clear:
                quantity = driver.quantity
                shares[quantity] = shares.get(quantity, 0.0) + max(driver.index.index, 0.0)
                clear[quantity] = clear.get(quantity, 0) + 1
                span = spans.setdefault(quantity, [0.0, 0.0])
                span[0] += max(driver.index.low, 0.0)
                span[1] += driver.index.high
    ranked = sorted(shares, key=lambda name: -shares[name])
    total = sum(shares.values())
    below = np.cumsum([shares[name] for name in ranked])
    by_kind: dict[str, float] = {}
    for name in ranked:
        by_kind[kind(stated[name])] = by_kind.get(kind(stated[name]), 0.0) + shares[name]
    return {
        "case": case.id,
        "title": case.header.title,
        "plans": list(known),
        "outcomes": list(names),
        **run.head(),
        "answers": answers,
        "half": int(np.searchsorted(below, total / 2)) + 1 if ranked else 0,
        "by_kind": {name: part / total for name, part in by_kind.items()} if total else {},
        "quantities": [
            {
                "name": name,
                "value": stated[name].text,
                "kind": kind(stated[name]),
                "share": shares[name] / answers,
                "low": spans[name][0] / answers,
                "high": spans[name][1] / answers,
                "clear_in": clear[name],
            }
            for name in ranked
        ],
    }
