"""Evaluate plans: run the stages on every future, in chunks, on as many cores as wanted.

`STAGES` is the whole flow. To add a stage, write one file in `interim.stages` and add one line
here; the line says which earlier results it needs, and the order is checked on import. A package
of others hands its stages to `evaluate`, and they run after these.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interim.case.model import NO_DEAL, Case, Plan
from interim.case.read import load
from interim.evaluation.record import CORE, LOOKED_AHEAD, Record
from interim.evaluation.result import Evaluation
from interim.evaluation.stage import Stage, expect_stages, outside_columns
from interim.foundation import defaults
from interim.foundation.errors import BadInput, unknown
from interim.foundation.threads import even_parts, expect_workers, in_threads
from interim.futures import BLOCK, Futures, Run, draw
from interim.stages.adoption import adoption
from interim.stages.assent import assent
from interim.stages.belief import belief
from interim.stages.compliance import compliance
from interim.stages.outcome import outcome
from interim.stages.reasons import reasons
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war

CHUNK = BLOCK // 2
"""Futures per chunk: few enough that no core waits long for the last one, and that Ctrl-C is
answered within a second."""


STAGES = (
    Stage("war", war, per_plan=False, no_deal=True),
    Stage("value", value, no_deal=True),
    Stage("terms", terms),
    Stage("referendum", referendum, no_deal=True),
    Stage("renewal", renewal, ("value", "war")),
    Stage(
        "compliance",
        compliance,
        ("value", "terms", "war", "referendum", "renewal"),
        looks_ahead=True,
    ),
    Stage("assent", assent, ("value", "war", "compliance")),
    Stage("adoption", adoption, ("value", "war")),
    Stage("outcome", outcome, ("war", "compliance", "assent", "adoption")),
    Stage("reasons", reasons, ("value", "war", "compliance", "assent")),
    Stage("belief", belief, ("war", "compliance")),
)

expect_stages(STAGES)


def evaluate(
    case: Case | str,
    plans: Sequence[str] | None = None,
    *,
    futures: int = defaults.EVALUATION,
    seed: int = 1,
    lens: str | None = None,
    settings: Mapping[str, str | float] | None = None,
    run: Run | None = None,
    workers: int | None = None,
    stages: Sequence[Stage] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Run every stage for each plan over common futures.

    Args:
        case: a case, or the name or folder of one.
        plans: plan ids; by default those of the present dispute and the reference plans (`plans`
            and `reference_plans` in `case.yaml`). No deal is always added.
        futures: how many.
        seed: any non-negative integer; the same seed gives the same numbers to the last bit,
            whatever the number of workers.
        lens: id of a lens.
        settings: quantity name -> value, in the notation of case files.
        run: these four in one, instead of them.
        workers: threads; by default one per core.
        stages: of other packages, run after those of the library; see docs/adding-a-stage.md.
        progress: called with (done, total) chunks from time to time.

    Returns:
        An `Evaluation` with labelled arrays.

    Raises:
        BadInput: unknown plan, lens or quantity, fewer than one future, or stages that cannot run.
        TypeError: a run, and one of its four parts besides.
        KeyboardInterrupt: on Ctrl-C, once running chunks have stopped.
    """
    asked = Run(futures, seed, lens, settings or {})
    if run is not None and asked != Run(defaults.EVALUATION):
        raise TypeError("give either `run`, or `futures`, `seed`, `lens` and `settings`")
    run = run or asked
    case = load(case) if isinstance(case, str) else case
    chosen = chosen_plans(case, plans)
    expect_workers(workers)
    run.quantities(case)  # complain before any work is done
    expect_stages(stages, STAGES)
    kept = (*CORE, *outside_columns(stages))
    record = Record.empty(case, [plan.id for plan in chosen], run.futures, columns=kept)
    chunks = even_parts(0, run.futures, workers, CHUNK)

    def work(chunk: tuple[int, int], stopping: threading.Event) -> None:
        if not stopping.is_set():
            run_chunk(case, chosen, draw(case, run, *chunk), record, stopping, stages)

    for done, _ in enumerate(in_threads(work, chunks, workers), start=1):
        if progress is not None:
            progress(done, len(chunks))
    return Evaluation(
        case=case,
        plans=tuple(plan.id for plan in chosen),
        run=run,
        data=record.data(),
        details=record.details(),
        stages=tuple(stages),
    )


def chosen_plans(case: Case, plans: Sequence[str] | None) -> list[Plan]:
    """The plans asked for, each once, or those that the case lists; no deal last.

    Raises:
        BadInput: an unknown plan.
    """
    stated = (*case.header.plans, *case.header.reference_plans)
    wanted = list(dict.fromkeys(plans or stated or case.plans))
    problems = [unknown("plan", name, case.plans) for name in wanted if name not in case.plans]
    if problems:
        raise BadInput(problems)
    return [case.plans[name] for name in wanted if name != NO_DEAL] + [case.plans[NO_DEAL]]


def run_chunk(
    case: Case,
    plans: Sequence[Plan],
    futures: Futures,
    record: Record,
    stopping: threading.Event,
    stages: Sequence[Stage] = (),
) -> None:
    """Run every plan on some futures and keep what it leads to; cut short once nobody wants it."""
    common = run_common(case, futures, stages)
    for plan in plans:
        if stopping.is_set():
            return
        ahead = futures.start < LOOKED_AHEAD
        done = run_stages(case, plan, futures, common, stages=stages, outlook=ahead)
        record.keep(plan.id, futures, done)


def run_common(case: Case, futures: Futures, stages: Sequence[Stage] = ()) -> dict[str, Any]:
    """The results of the stages that look at no plan, by stage name."""
    done: dict[str, Any] = {}
    for stage in (*STAGES, *stages):
        if not stage.per_plan:
            done[stage.name] = _result(stage, (case, futures), done)
    return done


def run_stages(
    case: Case,
    plan: Plan,
    futures: Futures,
    common: Mapping[str, Any] | None = None,
    *,
    until: str | None = None,
    stages: Sequence[Stage] = (),
    outlook: bool = False,
) -> dict[str, Any]:
    """The results of all stages for one plan on one run of futures, by stage name.

    For no deal only the stages that can be asked of it run.

    Args:
        case: the case.
        plan: the plan.
        futures: n futures.
        common: results that are at hand already, by stage name.
        until: the last stage that is wanted; only what it needs is run.
        stages: of other packages, after those of the library.
        outlook: whether the chances of what may become of a deal are wanted too.
    """
    done = dict(common or {})
    flow = {stage.name: stage for stage in (*STAGES, *stages)}
    wanted = set(flow) if until is None else _needed(flow, until)
    for name, stage in flow.items():
        if name in done or name not in wanted or (plan.id == NO_DEAL and not stage.no_deal):
            continue
        where = (case, plan, futures) if stage.per_plan else (case, futures)
        done[name] = _result(stage, where, done, outlook)
    return done


def _needed(flow: Mapping[str, Stage], name: str) -> set[str]:
    """A stage and all it needs."""
    return {name}.union(*(_needed(flow, earlier) for earlier in flow[name].needs))


def _result(
    stage: Stage, where: tuple[Any, ...], done: Mapping[str, Any], outlook: bool = False
) -> Any:
    given = {name: done[name] for name in stage.needs}
    if stage.looks_ahead:
        given["outlook"] = outlook
    try:
        return stage.run(*where, **given)
    except Exception as error:
        error.add_note(f"in the stage '{stage.name}', {stage.run.__module__}")
        raise
