"""Explain an outcome of a plan: what drives it, where it fails, what would have to be true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.case.quantity import Domain, Quantity
from interim.evaluation.flow import STAGES, evaluate
from interim.evaluation.result import Evaluation
from interim.evaluation.stage import Stage, expect_stages, origin
from interim.foundation import defaults
from interim.foundation.cache import Cache, key
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import share, spread
from interim.foundation.horizons import late
from interim.foundation.version import VERSION
from interim.futures import Run, draw
from interim.insight import naming, outcomes
from interim.insight.discovery import Region, regions
from interim.insight.drivers import Driver, Drivers, drivers
from interim.insight.outcomes import Outcome
from interim.insight.rerun import Rerun, estimate
from interim.insight.sobol import sobol as sobol_indices
from interim.insight.thresholds import Threshold, Thresholds, thresholds

LEAST = 300
"""Futures below which nothing can be said about hundreds of quantities."""
MOST = 50_000
"""Futures beyond which the draws of all quantities at once would not fit into 2 GB."""
SHOWN = 20
"""Drivers given at least, clear or not."""
SOBOL_LEAST = 512
"""Futures behind Sobol indices at least, where there are as many; always a power of two."""
ABOUT_SIGNING = ("signed", "signs-", "adopted")
"""Outcomes that refusals decide, by how their names begin."""
SEARCH, CONFIRM = 500, 900
"""Futures in which thresholds are looked for, and on which they are confirmed, at most."""


def explain(
    case: Case,
    plan: str,
    *,
    outcome: str | None = None,
    run: Run = Run(defaults.EVALUATION),
    sobol: int | None = None,
    workers: int | None = None,
    cache: Cache | None = None,
    stages: Sequence[Stage] = (),
    at_hand: Evaluation | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Say what an outcome of a plan depends on.

    Args:
        case: the case.
        plan: id of the plan.
        outcome: what is asked, as `interim.insight.outcomes.outcomes` names it; by default
            whether the plan, once in force, holds for ten years (or to the horizon if earlier).
        run: which futures stand behind the answer, 300 to 50,000.
        sobol: for how many of the strongest drivers Sobol indices are worked out by running the
            plan anew on a tenth of the futures (at least 512), twice and once more for each.
        workers: threads; by default one per core.
        cache: where results are kept and looked up; by default nowhere.
        stages: of other packages, as for `interim.evaluate`.
        at_hand: an evaluation of the case; if it holds the run asked for, nothing is run again.
        progress: called with (done, total) from time to time while futures are run.

    Returns:
        The document of ``interim explain --json``.

    Raises:
        BadInput: unknown plan, outcome, lens or quantity, too few or too many futures, stages that
            cannot run, or no deal, of which there is nothing to explain.
    """
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if plan == NO_DEAL:
        raise BadInput(
            [
                Problem(
                    message="no deal is signed, broken or kept by nobody",
                    found=plan,
                    expected="a plan",
                )
            ]
        )
    if not LEAST <= run.futures <= MOST:
        raise BadInput(
            [
                Problem(
                    message="too few futures to tell influence from chance"
                    if run.futures < LEAST
                    else "more futures than can be explained at once",
                    found=f"{run.futures:,} futures",
                    expected=f"{LEAST} to {MOST:,}",
                )
            ]
        )
    expect_stages(stages, STAGES)
    default = f"holds-{late(case.header.horizon_years)}"
    asked = outcomes.outcome(case, outcome or default, stages)
    others = {"stages": [origin(stage) for stage in stages]} if stages else {}
    quantities = run.quantities(case)
    about = _about(case, plan, run, stages)
    whole = key("explain", outcome=asked.name, sobol=sobol, **about)
    kept = cache.document(whole) if cache else None
    if kept is not None:
        return kept
    columns = cache.arrays(key("futures", **about)) if cache else None
    if columns is None:
        same = at_hand is not None and at_hand.stages == tuple(stages)
        evaluation = at_hand.part(case, [plan], run) if at_hand and same else None
        if evaluation is None:
            evaluation = evaluate(
                case, [plan], run=run, workers=workers, stages=stages, progress=progress
            )
        columns = outcomes.evaluated(evaluation, plan)
        if cache:
            cache.keep_arrays(key("futures", **about), columns)
    again = Rerun(case, plan, asked, draw(case, run), workers, tuple(stages))
    document = {
        "case": case.id,
        "title": case.header.title,
        "as_of": case.header.as_of.isoformat(),
        "version": VERSION,
        "case_hash": case.hash,
        "plan": plan,
        "plan_title": case.plans[plan].short,
        **run.head(),
        **others,
        **_explained(again, columns, quantities),
    }
    document = run.stated(document)
    if sobol:
        names = [driver["quantity"] for driver in document["drivers"][:sobol]]
        document["sobol"] = _sobol(again, names)
    if cache:
        cache.keep_document(whole, document)
    return document


def keep_at_hand(evaluation: Evaluation, cache: Cache) -> None:
    """Keep what an explanation reads of each plan, so that `explain` need not run it again.

    Args:
        evaluation: of so many futures as can be explained; of others nothing is kept.
        cache: where it is kept.
    """
    if not LEAST <= evaluation.run.futures <= MOST:
        return
    for plan in evaluation.plans:
        if plan != NO_DEAL:
            about = _about(evaluation.case, plan, evaluation.run, evaluation.stages)
            cache.keep_arrays(key("futures", **about), outcomes.evaluated(evaluation, plan))


def _about(case: Case, plan: str, run: Run, stages: Sequence[Stage]) -> dict[str, Any]:
    """All that decides what a plan leads to in each future."""
    about = {
        "case": case.hash,
        "plan": plan,
        **run.head(),
        "settings": {name: str(value) for name, value in run.settings.items()},
    }
    return about | ({"stages": [origin(stage) for stage in stages]} if stages else {})


def _explained(
    again: Rerun, columns: Mapping[str, NDArray[Any]], quantities: Mapping[str, Quantity]
) -> dict[str, Any]:
    case, asked, drawn = again.case, again.outcome, again.futures
    happened, likely = asked.read(columns), asked.smooth(columns)
    types = {p: columns[f"type:{p}"] for p in case.principals}
    if any(rows.size < likely.size for rows in types.values()):
        types = {}
    driving = drivers(case, drawn, likely, types=types, effective=quantities)
    boxes: list[Region] = []
    across: Thresholds | None = None
    if asked.event:
        names = [driver.quantity for driver in driving.clear]
        boxes = regions(asked, likely, happened, drawn, quantities, names)
        search = min(SEARCH, drawn.n // 3)
        last = min(search + CONFIRM, drawn.n)
        across = thresholds(
            again.on(drawn.part(0, search)),
            again.on(drawn.part(search, last)),
            driving.clear,
            quantities,
            likely,
        )
    return {
        "outcome": asked.name,
        "outcome_in_words": asked.yes,
        "otherwise_in_words": asked.no,
        "p": estimate(asked, likely) if asked.event else None,
        "amount": None if asked.event else spread(happened),
        "refusals": _refusals(case, columns) if asked.name.startswith(ABOUT_SIGNING) else {},
        **_drivers(case, driving, quantities),
        "boxes": [_box(case, region, asked, quantities) for region in boxes],
        **_thresholds(case, asked, across, quantities),
        "turning_points": _turning(case, driving, quantities),
    }


def _refusals(case: Case, columns: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """How often each principal refuses over a red line, and how often after weighing."""
    return {
        p: {
            "title": case.header.parties[p].title,
            "red_line": share(columns[f"over:{p}"]),
            "weighing": share(~columns[f"signs:{p}"] & ~columns[f"over:{p}"]),
        }
        for p in case.principals
        if f"over:{p}" in columns
    }


def _drivers(case: Case, driving: Drivers, quantities: Mapping[str, Quantity]) -> dict[str, Any]:
    clear = driving.clear
    shown = driving.ranked[: max(SHOWN, len(clear))]
    judged = [driver for driver in clear if driver.provenance == "judged"]
    return {
        "quantities": len(driving.ranked),
        "clear": len(clear),
        "clear_judgements": len(judged),
        "key_driver_is_judgement": bool(clear) and clear[0].provenance == "judged",
        "drivers": [_driver(case, driver, quantities[driver.quantity]) for driver in shown],
        "themes": {
            name: {"title": naming.THEMES.get(name, name), **asdict(index)}
            for name, index in driving.themes.items()
        },
        "provenance": {name: asdict(index) for name, index in driving.provenances.items()},
        "types": {
            p: {"title": case.header.parties[p].title, **asdict(index)}
            for p, index in driving.types.items()
        },
        "alone": asdict(driving.alone),
    }


def _driver(case: Case, driver: Driver, quantity: Quantity) -> dict[str, Any]:
    return {
        "quantity": driver.quantity,
        "words": naming.words(case, driver.quantity),
        **asdict(driver.index),
        "noise": driver.noise,
        "clear": driver.clear,
        "way": driver.way,
        "provenance": driver.provenance,
        "theme": driver.theme,
        "stated": quantity.text,
        "curve": {
            "quantile": driver.curve.at.tolist(),
            "mean": driver.curve.mean.tolist(),
            "error": driver.curve.error.tolist(),
        },
    }


def _box(
    case: Case, region: Region, asked: Outcome, quantities: Mapping[str, Quantity]
) -> dict[str, Any]:
    limits: dict[str, Any] = {
        name: [low if np.isfinite(low) else None, high if np.isfinite(high) else None]
        for name, (low, high) in region.ranges.items()
    }
    limits |= {name: list(kept) for name, kept in region.kept.items()}
    return {
        "happens": region.happens,
        "says": asked.yes if region.happens else asked.no,
        "limits": limits,
        "words": [_limit(case, quantities[name], limit) for name, limit in limits.items()],
        "quasi_p": dict(region.quasi_p),
        "density": region.density,
        "coverage": region.coverage,
        "mass": region.mass,
        "base": region.base,
    }


def _limit(case: Case, quantity: Quantity, limit: list[Any]) -> str:
    said = naming.words(case, quantity.name)
    if quantity.domain is Domain.NAME:
        return f"{said} is {' or '.join(limit)}"
    low, high = limit
    if low is None:
        return f"{said} is at most {naming.value(quantity, high)}"
    if high is None:
        return f"{said} is at least {naming.value(quantity, low)}"
    return f"{said} is {naming.value(quantity, low)} to {naming.value(quantity, high)}"


def _thresholds(
    case: Case, asked: Outcome, crossed: Thresholds | None, quantities: Mapping[str, Quantity]
) -> dict[str, Any]:
    if crossed is None:
        return {"target": None, "rising": None, "thresholds": [], "pair": None, "together": None}

    def several(threshold: Threshold | None) -> dict[str, Any] | None:
        if threshold is None:
            return None
        return {
            "settings": [_setting(case, one, quantities) for one in threshold.settings],
            "outcome": asked.name,
            "p": threshold.p,
            "reached": threshold.reached,
        }

    return {
        "target": crossed.target,
        "rising": crossed.rising,
        "thresholds": [
            {
                **_setting(case, one.settings[0], quantities),
                "outcome": asked.name,
                "p": one.p,
                "reached": one.reached,
            }
            for one in crossed.single
        ],
        "pair": several(crossed.pair),
        "together": several(crossed.together),
    }


def _setting(case: Case, setting: Any, quantities: Mapping[str, Quantity]) -> dict[str, Any]:
    return {
        **asdict(setting),
        "words": naming.words(case, setting.quantity),
        "provenance": quantities[setting.quantity].mark,
    }


def _sobol(again: Rerun, names: list[str]) -> dict[str, Any]:
    case, drawn = again.case, again.futures
    n = 2 ** int(np.log2(min(max(drawn.n // 10, SOBOL_LEAST), drawn.n // 2)))
    indices = sobol_indices(again.on(drawn.part(0, n)), names, drawn.part(n, 2 * n))
    return {
        "futures": n,
        "indices": [
            {
                "quantity": one.quantity,
                "words": naming.words(case, one.quantity),
                **{
                    order: dict(zip(("index", "low", "high"), values, strict=True))
                    for order, values in (("first", one.first), ("total", one.total))
                },
            }
            for one in indices
        ],
    }


def _turning(
    case: Case, driving: Drivers, quantities: Mapping[str, Quantity]
) -> list[dict[str, Any]]:
    """Quantities of which more first helps and then hurts, or the other way about."""
    turning = []
    # Of those that stand out only: among hundreds of others chance bends some curves twice.
    for driver in driving.clear:
        quantile = driver.curve.turn
        if driver.way == "differs" or quantile is None:
            continue
        at = float(quantities[driver.quantity].at(np.array([quantile]))[0])
        turning.append(
            {
                "quantity": driver.quantity,
                "words": naming.words(case, driver.quantity),
                "way": driver.way,
                "quantile": quantile,
                "at": at,
            }
        )
    return turning
