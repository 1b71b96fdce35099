"""`interim war`: what goes on if nobody signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json

if TYPE_CHECKING:
    from interim.futures import Run


@click.command(short_help="What goes on if nobody signs: the front, the toll, the end.")
@options.case
@options.common(defaults.EVALUATION, workers=False)
@options.as_json
def war(case: str, run: Run, json: bool) -> None:
    """What goes on if nobody signs: pace of the front, toll, and how the war may end."""
    from interim.case.read import load
    from interim.questions.war import fighting

    document = fighting(load(case), run=run)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.war import going_on

    show(going_on(document))
