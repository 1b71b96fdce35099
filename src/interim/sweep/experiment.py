"""Run a designed experiment; every finished point is kept until all are there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.evaluation.long_run import long_run
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem
from interim.foundation.parts import Parts
from interim.foundation.threads import in_threads
from interim.foundation.version import VERSION
from interim.futures import Run
from interim.sweep.design import Kind, Point, contradictions, points, variants
from interim.sweep.factors import Factor
from interim.sweep.measures import kept

Results = dict[str, dict[str, Any]]
"""Plan -> what is kept of its results."""


class _Stopped(Exception):
    """Nobody waits for this point any more."""


@dataclass(frozen=True)
class Experiment:
    """What all points of a sweep share.

    Attributes:
        case: the case.
        plans: ids, without no deal.
        run: the futures at each point, and the quantities replaced at every point.
    """

    case: Case
    plans: tuple[str, ...]
    run: Run


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
    run: Run = Run(defaults.SWEEP),
    workers: int | None = None,
    cluster: str | None = None,
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
        run: the futures at each point, and the quantities replaced at every point; its seed is
            that of the design, too.
        workers: points at the same time; by default one per core.
        cluster: address of a Dask scheduler, or ``local`` for processes on this machine.
        keep: where finished points are kept, and taken from.
        progress: called with (done, total) points.

    Raises:
        BadInput: a quantity is varied and set, or no point leaves a plan that the case allows; and
            as `interim.evaluation.long_run.long_run`.
        KeyboardInterrupt: on Ctrl-C, once running points have stopped.
    """
    both = sorted({f.name for f in factors if f.kind == "quantity"} & set(run.settings))
    if both:
        raise BadInput([Problem("a quantity is varied and set", path=name) for name in both])
    chosen = [plan for plan in dict.fromkeys(plans) if plan != NO_DEAL]
    every = points(factors, design, count, run.seed)
    given = Experiment(case, tuple(chosen), run)
    about = _about(given, factors, design, every)
    finished: dict[int, Results] = {}
    if keep is not None:
        finished = {number: json.loads(keep.read(number)) for number in keep.opened(about)}
    left = [point for point in every if point.number not in finished]
    for number, results in _finished(given, left, workers, cluster, keep):
        finished[number] = results
        if progress is not None:
            progress(len(finished), len(every))
    if not any(finished.values()):
        raise BadInput([Problem("no point leaves a plan that the case's constraints allow")])
    titles = {plan: case.plans[plan].short for plan in chosen}
    return Sweep(about, every, tuple(finished[point.number] for point in every), titles)


def at_point(given: Experiment, point: Point, stopping: threading.Event | None = None) -> Results:
    """What is kept of each plan at one point.

    Args:
        given: what all points share.
        point: the setting.
        stopping: once set, nobody wants the results any more.
    """

    def heed(done: int, total: int) -> None:
        """Called between pieces of a point: where Ctrl-C is heeded."""
        if stopping is not None and stopping.is_set():
            raise _Stopped

    heed(0, 1)
    barred = contradictions(given.case, given.plans, point)
    asked = [plan for plan in given.plans if plan not in barred]
    if not asked:
        return {}
    document = long_run(
        variants(given.case, asked, point),
        asked,
        run=replace(given.run, settings={**given.run.settings, **point.settings}),
        workers=1,
        progress=heed,
    ).to_json()
    return {plan: kept(document["plans"][plan]) for plan in asked}


def _finished(
    given: Experiment,
    left: Sequence[Point],
    workers: int | None,
    cluster: str | None,
    keep: Parts | None,
) -> Iterator[tuple[int, Results]]:
    """Points as they are finished, and kept."""

    def keeping(number: int, results: Results) -> tuple[int, Results]:
        if keep is not None:
            keep.write(number, json.dumps(results).encode())
        return number, results

    if cluster is not None:
        from interim.evaluation.cluster import on_cluster

        items = {point.number: (point,) for point in left}
        for number, results in on_cluster(at_point, given, items, cluster, workers):
            yield keeping(number, results)
        return

    def work(point: Point, stopping: threading.Event) -> tuple[int, Results]:
        return keeping(point.number, at_point(given, point, stopping))

    yield from in_threads(work, left, workers)


def _about(
    given: Experiment, factors: Sequence[Factor], design: Kind, every: Sequence[Point]
) -> dict[str, Any]:
    """What was run; two sweeps that agree in this have the same results."""
    case, header = given.case, given.case.header
    return {
        "case": case.id,
        "title": header.title,
        "as_of": header.as_of.isoformat(),
        "horizon_years": header.horizon_years,
        "version": VERSION,
        "case_hash": case.hash,
        **given.run.head(),
        "settings": {name: str(value) for name, value in given.run.settings.items()},
        "parties": {name: party.title for name, party in header.parties.items()},
        "design": {
            "kind": design,
            "points": len(every),
            "vary": {f.name: _said(f, design) for f in factors if f.kind == "quantity"},
            "clauses": {f.name: list(f.levels) for f in factors if f.kind == "clause"},
        },
        "plans": list(given.plans),
    }


def _said(factor: Factor, design: Kind) -> list[Any]:
    if factor.span is not None and design != "grid":
        return list(factor.span)
    return list(factor.levels)
