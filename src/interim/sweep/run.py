"""Run a designed experiment; every finished point is kept until all are."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interim import __version__
from interim.case.model import NO_DEAL, Case
from interim.errors import BadInput, Problem
from interim.evaluate import evaluate
from interim.parts import Parts
from interim.sweep.design import Kind, Point, contradictions, points, variants
from interim.sweep.factors import Factor
from interim.sweep.measures import kept
from interim.threads import in_threads

Results = dict[str, dict[str, Any]]
"""Plan -> what is kept of its results."""


class _Stopped(Exception):
    """Nobody waits for this point any more."""


@dataclass(frozen=True)
class Sweep:
    """A finished sweep.

    Attributes:
        about: what was run: case, design and futures, as one document.
        points: of the design.
        results: of each point, plan by plan; None for a plan that the point brings into conflict
            with the case's constraints.
        titles: plan -> its short name.
    """

    about: Mapping[str, Any]
    points: tuple[Point, ...]
    results: tuple[Results, ...]
    titles: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The document that ``interim sweep --json`` prints."""
        return {
            **self.about,
            "results": [
                {
                    "point": point.number,
                    "settings": dict(point.settings),
                    "clauses": dict(point.clauses),
                    "plan": plan,
                    "short": self.titles[plan],
                    **found,
                }
                for point, results in zip(self.points, self.results, strict=True)
                for plan, found in results.items()
            ],
        }


def sweep(
    case: Case,
    factors: Sequence[Factor],
    plans: Sequence[str],
    *,
    design: Kind = "grid",
    count: int | None = None,
    futures: int = 2_000,
    seed: int = 1,
    lens: str | None = None,
    settings: Mapping[str, str | float] | None = None,
    workers: int | None = None,
    keep: Parts | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Evaluate plans at every point of a design, on the same futures.

    All points draw the same futures (common random numbers), so two points differ by what was
    varied and not by chance.

    Args:
        case: the case.
        factors: what is varied; see `interim.sweep.factors.factors`.
        plans: ids of the plans.
        design: see `interim.sweep.design.points`.
        count: points of a hypercube or sequence.
        futures: how many, at each point.
        seed: of the futures, and of the design.
        lens: whose view of the facts.
        settings: quantities replaced at every point.
        workers: points at the same time; by default one per core.
        keep: where finished points are kept, and taken from.
        progress: called with (done, total) points.

    Raises:
        BadInput: a quantity is varied and set, or a point leaves no plan that the case allows; and
            as `interim.evaluate.evaluate`.
        KeyboardInterrupt: on Ctrl-C, once running points have stopped.
    """
    both = sorted({f.name for f in factors if f.kind == "quantity"} & set(settings or {}))
    if both:
        raise BadInput([Problem("a quantity is varied and set", path=name) for name in both])
    chosen = [plan for plan in dict.fromkeys(plans) if plan != NO_DEAL]
    every = points(factors, design, count, seed)
    about = _about(case, factors, chosen, design, every, futures, seed, lens, settings)
    found: dict[int, Results] = {}
    if keep is not None:
        found = {number: json.loads(keep.read(number)) for number in keep.opened(about)}

    def run(point: Point, stopping: threading.Event) -> tuple[int, Results]:
        def heed(done: int, total: int) -> None:
            """Called between chunks of a point: where Ctrl-C is heeded."""
            if stopping.is_set():
                raise _Stopped

        if stopping.is_set():
            raise _Stopped
        barred = contradictions(case, chosen, point)
        asked = [plan for plan in chosen if plan not in barred]
        results: Results = {}
        if asked:
            document = evaluate(
                variants(case, asked, point),
                asked,
                futures=futures,
                seed=seed,
                lens=lens,
                settings={**(settings or {}), **point.settings},
                workers=1,
                progress=heed,
            ).to_json()
            results = {plan: kept(document["plans"][plan]) for plan in asked}
        if keep is not None:
            keep.write(point.number, json.dumps(results).encode())
        return point.number, results

    left = [point for point in every if point.number not in found]
    for number, results in in_threads(run, left, workers):
        found[number] = results
        if progress is not None:
            progress(len(found), len(every))
    if not any(found.values()):
        raise BadInput([Problem("no point leaves a plan that the case's constraints allow")])
    titles = {plan: case.plans[plan].short for plan in chosen}
    return Sweep(about, every, tuple(found[point.number] for point in every), titles)


def _about(
    case: Case,
    factors: Sequence[Factor],
    plans: Sequence[str],
    design: Kind,
    every: Sequence[Point],
    futures: int,
    seed: int,
    lens: str | None,
    settings: Mapping[str, str | float] | None,
) -> dict[str, Any]:
    """What was run; two sweeps that agree in this have the same results."""
    header = case.header
    return {
        "case": case.id,
        "title": header.title,
        "as_of": header.as_of.isoformat(),
        "horizon_years": header.horizon_years,
        "version": __version__,
        "case_hash": case.hash,
        "seed": seed,
        "futures": futures,
        "lens": lens,
        "settings": {name: str(value) for name, value in (settings or {}).items()},
        "parties": {name: party.title for name, party in header.parties.items()},
        "design": {
            "kind": design,
            "points": len(every),
            "vary": {f.name: _said(f, design) for f in factors if f.kind == "quantity"},
            "clauses": {f.name: list(f.levels) for f in factors if f.kind == "clause"},
        },
        "plans": list(plans),
    }


def _said(factor: Factor, design: Kind) -> list[Any]:
    if factor.span is not None and design != "grid":
        return list(factor.span)
    return list(factor.levels)
