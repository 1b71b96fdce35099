"""`interim war`."""

from __future__ import annotations

from typing import Any

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json


@click.command(short_help="What goes on if nobody signs: the front, the toll, the end.")
@options.case
@options.common(10_000, workers=False)
@options.as_json
def war(case: str, json: bool, **run_options: Any) -> None:
    """What goes on if nobody signs: pace of the front, toll, and how the war may end."""
    from interim.case.read import load
    from interim.questions.war import fighting

    document = fighting(load(case), **run_options)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.war import going_on

    show(going_on(document))
