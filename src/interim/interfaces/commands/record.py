"""`interim record`: what the parties have answered so far, and what it says of the futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.futures import Run


@click.command(short_help="What the parties have answered so far, and what that changes.")
@options.case
@options.no_cache
@options.common(defaults.RECORD, record=False)
@options.as_json
def record(case: str, no_cache: bool, run: Run, workers: int | None, json: bool) -> None:
    """Put every text that was answered to the parties of every future.

    Shows how likely the model finds each answer, before and after futures are weighed by all of
    them, which numbers that moves, and how well each answer is told from the others. Other
    commands weigh futures so with --given-record.
    """
    from interim.case.read import load
    from interim.foundation.cache import user_cache
    from interim.questions.record_document import recorded

    loaded = load(case)
    with progress("the record") as report:
        document = recorded(
            loaded,
            run=run,
            cache=None if no_cache else user_cache(),
            workers=workers,
            progress=report,
        )
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.record import answered
    from interim.interfaces.terminal.screen import show

    show(answered(document, loaded))
