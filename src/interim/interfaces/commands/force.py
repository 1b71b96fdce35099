"""`interim force`: peacekeepers and monitors by the measure of past missions."""

from __future__ import annotations

from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json


@click.command(short_help="Peacekeepers and monitors needed, after past missions.")
@options.case
@click.argument("plan", required=False)
@click.option("--zone", metavar="ZONE", help="Zone to be secured.  [default: the case's first]")
@click.option(
    "--troops",
    "heads",
    type=click.FloatRange(min=0, min_open=True),
    metavar="HEADS",
    help="A force of this size: what it watches and sees, how soon it stands, what it costs.",
)
@click.option(
    "--pool",
    "under_arms",
    type=click.FloatRange(min=0),
    metavar="SOLDIERS",
    help="With --troops: soldiers that contributors have for it, and how long they keep it up.",
)
@options.common(defaults.EVALUATION, workers=False)
@options.as_json
def force(case: str, plan: str | None, json: bool, **asked: Any) -> None:
    """Peacekeepers and monitors needed, by the measure of past missions, and what plans send."""
    from interim.case.read import load
    from interim.questions.force import force as size

    document = size(load(case), plan, **asked)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.force import strengths
    from interim.interfaces.terminal.screen import show

    show(strengths(document))
