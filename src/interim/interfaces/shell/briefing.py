"""Writing the brief from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interim.interfaces.shell.streams import keep, progress

if TYPE_CHECKING:
    from interim.evaluation.result import Evaluation
    from interim.futures import Run
    from interim.gathered.document import Document, Gathered


def gathered_before(
    case: str, plans: tuple[str, ...], run: Run, *, quick: bool = False
) -> Gathered | None:
    """What an earlier brief of the same case and run has gathered; None if nothing is kept of it.

    Args:
        case: name of a bundled case, or a folder.
        plans: their ids; none means those of the present dispute.
        run: which futures.
        quick: without drivers and lenses, which take a while.

    Raises:
        BadInput: the case or a plan is not right.
    """
    from interim.case.read import load
    from interim.foundation.cache import user_cache
    from interim.gathered.gather import kept

    loaded = load(case)
    chosen = plans or loaded.header.plans or None
    return kept(loaded, chosen, run=run, quick=quick, cache=user_cache())


def talks_now(
    evaluation: Evaluation, *, most: int | None = None, workers: int | None = None
) -> Document | None:
    """The talks that a brief tells of, with a bar on standard error, or those of an earlier brief.

    Args:
        evaluation: what the brief is of.
        most: futures at most; by default as many as `interim talks` takes.
        workers: threads; by default one per core.

    Returns:
        The document of ``interim talks --json``; None where the case states no talks.
    """
    from interim.foundation.cache import user_cache
    from interim.gathered.gather import talks_of

    with progress("the talks") as report:
        cache = user_cache()
        return talks_of(evaluation, most=most, cache=cache, workers=workers, progress=report)


def gathered_now(
    evaluation: Evaluation,
    *,
    quick: bool = False,
    talks: Document | None = None,
    bridge: Document | None = None,
) -> Gathered:
    """Gather what a brief shows, with a bar on standard error, and keep it for the next time.

    Args:
        evaluation: what it tells of.
        quick: leave out drivers and lenses, which take a while.
        talks: the talks, if they were held before, as of `talks_now`.
        bridge: the document of ``interim bridge --json`` of a search made before.

    Raises:
        BadInput: the search was made on another case.
    """
    from interim.foundation.cache import user_cache
    from interim.gathered.gather import gather

    with progress("the evidence of the brief") as report:
        return gather(
            evaluation,
            quick=quick,
            talks=talks,
            bridge=bridge,
            cache=user_cache(),
            progress=report,
        )


def write_brief(gathered: Gathered, path: Path) -> Path:
    """Write the brief, and remember the file.

    Args:
        gathered: what it tells.
        path: the HTML file.

    Raises:
        BadInput: the file cannot be written.
    """
    from interim.foundation.files import write_text
    from interim.interfaces.brief.layout import brief

    write_text(path, brief(gathered))
    keep(path)
    return path
