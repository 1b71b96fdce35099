"""`interim referendum`."""

from __future__ import annotations

import sys
from typing import Any

import click

from interim.commands import options
from interim.shell import print_json


@click.command()
@options.case
@options.plan
@options.common(10_000, workers=False)
@options.as_json
def referendum(case: str, plan: str, json: bool, **run_options: Any) -> None:
    """What the postponed vote would decide, under which rule for who may vote."""
    from interim.case.read import load
    from interim.franchises import referendum as decided

    document = decided(load(case), plan, **run_options)
    if json:
        print_json(document)
        return
    from interim import terminal
    from interim.terminal_votes import franchises

    terminal.show(terminal.console(sys.stdout), franchises(document))
