"""Running the stages from the command line, and showing what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interim.interfaces.shell.streams import keep, progress

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.evaluation.result import Evaluation
    from interim.evaluation.stage import Stage
    from interim.evaluation.streamed import Streamed
    from interim.futures import Run


def given_record(case: str | None, run: Run, workers: int | None = None) -> Run:
    """A run on the futures that the record of answers leaves, with a bar on standard error.

    Args:
        case: name of a bundled case, or a folder; None where the command was given no case.
        run: the run without the record.
        workers: threads; by default one per core.

    Raises:
        BadInput: no case, or one without a record.
    """
    from interim.case.read import load
    from interim.foundation.cache import user_cache
    from interim.foundation.errors import BadInput, Problem
    from interim.questions.given import given

    if case is None:
        raise BadInput([Problem("--given-record needs a case", expected="a case with record.yaml")])
    with progress("the record") as report:
        return given(load(case), run, cache=user_cache(), workers=workers, progress=report)


def evaluated(
    case: str, plans: Sequence[str], *, run: Run, workers: int | None = None
) -> Evaluation:
    """Run plans of a case through all stages, with a bar on standard error.

    Args:
        case: name of a bundled case, or a folder.
        plans: their ids; none means those of the present dispute.
        run: which futures.
        workers: threads; by default one per core.

    Raises:
        BadInput: the case, a plan, the lens or a setting is not right.
    """
    from interim.case.read import load
    from interim.interfaces.shell.ahead import compiling_ahead

    loaded = load(case)
    compiling_ahead()
    with progress(f"{run.futures:,} futures") as report:
        from interim.evaluation.flow import evaluate

        chosen = list(plans or loaded.header.plans) or None
        return evaluate(loaded, chosen, run=run, workers=workers, progress=report)


def evaluated_long(
    case: Case,
    plans: Sequence[str],
    *,
    run: Run,
    out: Path | None,
    resume: bool,
    stream: bool,
    cluster: str | None,
    workers: int | None = None,
    stages: Sequence[Stage] = (),
) -> Evaluation | Streamed:
    """The same on threads or a cluster, with what is finished kept in a folder.

    Args:
        case: the case.
        plans: their ids; none means all that the case lists, those of another time too.
        out: where `CASE.run` keeps finished pieces until the result is there.
        resume: whether pieces that are there may be used.
        stream: whether futures are counted as they come, however few they are.
        cluster: address of a scheduler, or `local`.
        run: which futures.
        workers: threads, or processes of a local cluster; by default one per core.
        stages: of other packages.

    Raises:
        BadInput: as `evaluated`, or the run was stopped by a full disk or a lost cluster; it says
            what is kept.
        KeyboardInterrupt: on Ctrl-C.
    """
    from interim.foundation.errors import BadInput, Problem
    from interim.foundation.parts import Parts

    parts = None if out is None else Parts(_folder(case, out), resume)
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

    with progress(f"{run.futures:,} futures") as report:
        from interim.evaluation.long_run import long_run

        try:
            result = long_run(
                case,
                list(plans) or None,
                run=run,
                workers=workers,
                stream=stream or None,
                cluster=cluster,
                keep=parts,
                stages=stages,
                progress=noting(report),
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
    return result


def forget_run(case: Case, out: Path) -> None:
    """Take the pieces of a run away, now that its result is written."""
    from interim.foundation.parts import Parts

    Parts(_folder(case, out)).remove()


def _folder(case: Case, out: Path) -> Path:
    return out / f"{case.id}.run"


def print_talks(talks: Mapping[str, Any], evaluation: Mapping[str, Any]) -> None:
    """The verdict and the table of texts on standard output, as they lead.

    Args:
        talks: the document of ``interim talks --json``.
        evaluation: the document of ``interim evaluate --json`` of the same case.
    """
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.talks import leading
    from interim.presentation.first_words import verdict

    show(leading(talks, verdict(talks, evaluation)))


def print_evaluation(document: Mapping[str, Any], case: Case) -> None:
    """The tables of an evaluation on standard output.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case.
    """
    from interim.history.outside import sides_of
    from interim.interfaces.terminal.evaluation import of_other_packages, table
    from interim.interfaces.terminal.history import sides
    from interim.interfaces.terminal.screen import console, show

    show(table(document, case, console(sys.stdout).width))
    if "stages" in document:
        show(of_other_packages(document))
    both_views = sides_of(document, case)
    if both_views:
        shorts = {plan: result["short"] for plan, result in document["plans"].items()}
        show(sides(both_views, shorts))
