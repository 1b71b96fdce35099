"""`interim war`."""

from __future__ import annotations

from typing import Any

import click

from interim.commands import options
from interim.shell import print_json


@click.command(short_help="What goes on if nobody signs: the front, the toll, the end.")
@options.case
@options.common(10_000, workers=False)
@options.as_json
def war(case: str, json: bool, **run_options: Any) -> None:
    """What goes on if nobody signs: pace of the front, toll, and how the war may end."""
    from interim.case.read import load
    from interim.fighting import fighting

    document = fighting(load(case), **run_options)
    if json:
        print_json(document)
        return
    from interim.terminal.screen import show
    from interim.terminal.war import going_on

    show(going_on(document))
