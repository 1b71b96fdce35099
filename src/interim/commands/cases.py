"""`interim cases`."""

from __future__ import annotations

import click

from interim.commands import options
from interim.commands.about import about
from interim.shell import print_json


@click.command()
@options.as_json
def cases(json: bool) -> None:
    """List the bundled cases."""
    from interim.case.find import bundled
    from interim.case.read import load

    found = [about(load(name)) for name in bundled()]
    if json:
        print_json({"cases": found})
        return
    from interim.terminal.cases import listed
    from interim.terminal.screen import show

    show(listed(found))
