"""`interim vote`: how the bodies would vote, seat by seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json

if TYPE_CHECKING:
    from interim.futures import Run


@click.command(short_help="Would the bodies that vote pass it, and who is in the way?")
@options.case
@click.argument("plan", required=False)
@click.option("--body", metavar="ID", help="One body only.")
@click.option("--power", is_flag=True, help="The power of each seat, by the rules alone.")
@options.common(defaults.VOTE, workers=False)
@options.as_json
def vote(case: str, plan: str | None, body: str | None, power: bool, run: Run, json: bool) -> None:
    """Would the bodies that must vote on a plan pass it, and who stands in the way?

    With --power and without PLAN, how often each seat decides a vote by the rules alone.
    """
    from interim.case.read import load
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.votes import bodies, seats
    from interim.questions import vote as voting

    loaded = load(case)
    if plan is None and not power:
        raise click.UsageError("Missing argument 'PLAN' (or ask for --power).")
    if plan is None or power:
        document = voting.powers(loaded, body)
        shown = seats(document)
    else:
        document = voting.vote(loaded, plan, body, run=run)
        shown = bodies(document, loaded.plans[plan].title)
    if json:
        print_json(document)
        return
    show(shown)
