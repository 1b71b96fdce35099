"""`interim evaluate`: who signs, whether it is adopted, whether it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.output import expect_writable, write_json
from interim.interfaces.shell.running import evaluated_long, forget_run, print_evaluation
from interim.interfaces.shell.streams import print_json

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.evaluation.result import Evaluation
    from interim.evaluation.stage import Stage
    from interim.evaluation.streamed import Streamed
    from interim.futures import Run
    from interim.insight.stories import Story, TypicalStories


@click.command()
@options.case
@options.plans
@options.common(defaults.EVALUATION)
@click.option(
    "--stories",
    "typical",
    type=click.IntRange(min=1),
    metavar="N",
    help="Tell N typical ways in which each plan breaks down, month by month.",
)
@click.option(
    "--story",
    "future",
    type=click.IntRange(min=0),
    metavar="FUTURE",
    help="Tell how each plan goes in one future, by its number from 0.",
)
@click.option(
    "--observer",
    "observers",
    multiple=True,
    metavar="NAME",
    help="Tell what this outsider would learn, with the first of the case; may be repeated.  "
    "[default: all, with --json]",
)
@click.option(
    "--stream",
    is_flag=True,
    help="Count futures as they come: memory does not grow with them.  [default: beyond 2,000,000]",
)
@options.stages
@options.cluster
@options.resume
@options.no_cache
@options.as_json
@options.out_folder
def evaluate(
    case: str,
    plans: tuple[str, ...],
    typical: int | None,
    future: int | None,
    observers: tuple[str, ...],
    stream: bool,
    cluster: str | None,
    resume: bool,
    no_cache: bool,
    json: bool,
    out: Path | None,
    run: Run,
    workers: int | None,
    stages: tuple[Stage, ...],
) -> None:
    """Work out who signs, whether it is adopted, and whether it holds.

    Without PLAN, all plans of the case; those of another time as if proposed on its date. No deal
    is always there to compare with.
    """
    from interim.case.read import load
    from interim.foundation.cache import user_cache

    if future is not None and future >= run.futures:
        last = run.futures - 1
        raise click.BadParameter(f"found {future}, expected 0 to {last}", param_hint="'--story'")
    if resume and out is None:
        raise click.UsageError("--resume needs --out, where the finished pieces are.")
    if out is not None:
        expect_writable(out / "results.json")
    loaded = load(case)
    anew = no_cache or out or stream or cluster or stages or typical or future is not None
    name = None if anew else _name(loaded, plans, list(observers) or json, run)
    document = user_cache().document(name) if name else None
    if document is not None:
        _print(document, loaded, observers, json)
        return
    evaluation = evaluated_long(
        loaded,
        plans,
        run=run,
        stages=stages,
        out=out,
        resume=resume,
        stream=stream,
        cluster=cluster,
        workers=workers,
    )
    typical_ones, single = _stories(evaluation, typical, future)
    told = _learnt(evaluation, observers, workers) if json or observers or out else None
    document = _document(told or evaluation.to_json(), evaluation, typical_ones, single)
    if out is not None:
        write_json(document, out / f"{loaded.id}.json")
        forget_run(loaded, out)
    if name is not None:
        _keep(name, evaluation, document)
    _print(document, loaded, observers, json)
    if not json:
        _print_stories(evaluation, typical_ones, single)


def _name(case: Case, plans: Sequence[str], told: bool | list[str], run: Run) -> str:
    """Under what name an answer is kept: all that decides it.

    Args:
        case: the case.
        plans: as they were asked for.
        told: whether it has what observers learn, or which.
        run: its futures.
    """
    from interim.evaluation.flow import chosen_plans
    from interim.foundation.cache import key

    run.quantities(case)  # complain before an old answer is looked up
    about = run.head() | {"settings": {name: str(value) for name, value in run.settings.items()}}
    chosen = [plan.id for plan in chosen_plans(case, plans or None)]
    return key("evaluation", case=case.hash, plans=chosen, told=told, **about)


def _keep(name: str, evaluation: Evaluation | Streamed, document: Mapping[str, Any]) -> None:
    """Keep an answer, and what `interim explain` starts from."""
    from interim.evaluation.result import Evaluation
    from interim.foundation.cache import user_cache
    from interim.insight.explain import keep_at_hand

    if isinstance(evaluation, Evaluation):
        user_cache().keep_document(name, document)
        keep_at_hand(evaluation, user_cache())


def _print(document: dict[str, Any], case: Case, observers: Sequence[str], json: bool) -> None:
    """The document, or its tables."""
    if json:
        print_json(document)
        return
    print_evaluation(document, case)
    if observers and "telling" in document:
        from interim.interfaces.terminal.learnt import learnt
        from interim.interfaces.terminal.screen import show

        show(learnt(document, case))


def _stories(
    evaluation: Evaluation | Streamed, typical: int | None, future: int | None
) -> tuple[list[TypicalStories], list[Story]]:
    """The stories asked for, of each plan that can be signed."""
    if typical is None and future is None:
        return [], []
    from interim.case.model import NO_DEAL
    from interim.evaluation.result import Evaluation
    from interim.insight.stories import story_of, typical_stories

    if not isinstance(evaluation, Evaluation):
        raise click.UsageError("A story needs every future at hand: leave out --stream.")
    real = [plan for plan in evaluation.plans if plan != NO_DEAL]
    typical_ones = [typical_stories(evaluation, p, typical) for p in real] if typical else []
    single = [story_of(evaluation, p, future) for p in real] if future is not None else []
    return typical_ones, single


def _learnt(
    evaluation: Evaluation | Streamed, observers: tuple[str, ...], workers: int | None
) -> dict[str, Any] | None:
    """The document with what observers learn of the whole menu.

    Raises:
        BadInput: an observer that the case does not have.
    """
    from interim.evaluation.next_deals import broken_elsewhere
    from interim.evaluation.result import Evaluation
    from interim.foundation.cache import user_cache
    from interim.foundation.errors import BadInput, Problem, unknown
    from interim.interfaces.shell.streams import progress

    case = evaluation.case
    known = case.enforcement.observers
    problems = [unknown("observer", name, known) for name in observers if name not in known]
    problems += [
        Problem(f"the observer '{name}' has no prior", "enforcement.yaml", expected="a prior")
        for name in observers
        if name in known and not known[name].priors
    ]
    if problems:
        raise BadInput(problems)
    if not isinstance(evaluation, Evaluation):
        return None
    shown = [*list(known)[:1], *observers] if observers else None
    with progress("the next deals") as report:
        elsewhere = broken_elsewhere(
            case, evaluation.plans, evaluation.run, cache=user_cache(), workers=workers,
            progress=report,
        )  # fmt: skip
    return evaluation.learnt(elsewhere, shown)


def _document(
    document: dict[str, Any],
    evaluation: Evaluation | Streamed,
    typical_ones: list[TypicalStories],
    single: list[Story],
) -> dict[str, Any]:
    if not (typical_ones or single):
        return document
    from interim.presentation import story as telling

    plans = {plan: dict(result) for plan, result in document["plans"].items()}
    for typical in typical_ones:
        plans[typical.plan]["stories"] = telling.typical_as_json(
            typical, evaluation.case, evaluation.run.futures, evaluation.run.seed
        )
    for story in single:
        plans[story.plan]["story"] = telling.as_json(story, evaluation.case)
    return document | {"plans": plans}


def _print_stories(
    evaluation: Evaluation | Streamed, typical_ones: list[TypicalStories], single: list[Story]
) -> None:
    from interim.evaluation.result import Evaluation

    if not (typical_ones or single) or not isinstance(evaluation, Evaluation):
        return
    from interim.interfaces.terminal import stories
    from interim.interfaces.terminal.learnt import breaches
    from interim.interfaces.terminal.screen import show

    if typical_ones:
        show(stories.stories(evaluation, typical_ones))
    if single:
        show(stories.single(evaluation, single))
    show(breaches(evaluation.to_json()))
