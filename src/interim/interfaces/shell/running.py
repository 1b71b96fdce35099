"""Running the stages from the command line, and showing what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interim.interfaces.shell.streams import keep, progress

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.evaluation.result import Evaluation
    from interim.evaluation.streamed import Streamed


def evaluated(case: str, plans: Sequence[str], **run_options: Any) -> Evaluation:
    """Run plans of a case through all stages, with a bar on standard error.

    Args:
        case: name of a bundled case, or a folder.
        plans: their ids; none means those of the present dispute.
        run_options: futures, seed, lens, settings and workers.

    Raises:
        BadInput: the case, a plan, the lens or a setting is not right.
    """
    from interim.case.read import load

    loaded = load(case)
    with progress(f"{run_options['futures']:,} futures") as report:
        from interim.evaluation.flow import evaluate

        chosen = list(plans or loaded.header.plans) or None
        return evaluate(loaded, chosen, progress=report, **run_options)


def long_run(
    case: str,
    plans: Sequence[str],
    *,
    out: Path | None,
    resume: bool,
    stream: bool,
    cluster: str | None,
    **run_options: Any,
) -> Evaluation | Streamed:
    """The same on threads or a cluster, with what is finished kept in a folder.

    Args:
        case: name of a bundled case, or a folder.
        plans: their ids; none means all that the case lists, those of another time too.
        out: where `CASE.run` keeps finished pieces until the result is there.
        resume: whether pieces that are there may be used.
        stream: whether futures are counted as they come, however few they are.
        cluster: address of a scheduler, or `local`.
        run_options: futures, seed, lens, settings, workers and stages of other packages.

    Raises:
        BadInput: as `evaluated`, or the run was stopped by a full disk or a lost cluster; it says
            what is kept.
        KeyboardInterrupt: on Ctrl-C.
    """
    from interim.case.read import load
    from interim.foundation.errors import BadInput, Problem
    from interim.foundation.parts import Parts

    loaded = load(case)
    parts = None if out is None else Parts(_folder(loaded, out), resume)
    if parts is not None and resume and parts.any():
        keep(parts.folder)
    begun = False

    def noting(report: Callable[[int, int], None] | None) -> Callable[[int, int], None]:
        def note(done: int, total: int) -> None:
            nonlocal begun
            begun = True
            if report is not None:
                report(done, total)

        return note

    with progress(f"{run_options['futures']:,} futures") as report:
        from interim.evaluation.long_run import run

        try:
            found = run(
                loaded,
                list(plans) or None,
                stream=stream or None,
                cluster=cluster,
                keep=parts,
                progress=noting(report),
                **run_options,
            )
        except KeyboardInterrupt:
            if parts is not None and parts.any():
                keep(parts.folder)
            raise
        except BadInput as stopped:
            if parts is None or not begun:
                raise
            kept = Problem(
                "what was finished is kept", str(parts.folder), expected="--resume to go on"
            )
            raise BadInput([*stopped.problems, kept]) from stopped
    return found


def forget_run(case: Case, out: Path) -> None:
    """Take the pieces of a run away, now that its result is written."""
    from interim.foundation.parts import Parts

    Parts(_folder(case, out)).remove()


def _folder(case: Case, out: Path) -> Path:
    return out / f"{case.id}.run"


def print_evaluation(evaluation: Evaluation | Streamed) -> None:
    """The tables of an evaluation on standard output."""
    from interim.history.outside import sides_of
    from interim.interfaces.terminal.evaluation import of_other_packages, table
    from interim.interfaces.terminal.history import sides
    from interim.interfaces.terminal.screen import console, show

    document = evaluation.to_json()
    show(table(document, evaluation.case, console(sys.stdout).width))
    if evaluation.stages:
        show(of_other_packages(document))
    both_views = sides_of(document, evaluation.case)
    if both_views:
        shorts = {plan: result["short"] for plan, result in document["plans"].items()}
        show(sides(both_views, shorts))
