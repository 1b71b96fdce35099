"""`interim cases`: the bundled cases."""

from __future__ import annotations

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.about import about
from interim.interfaces.shell.streams import print_json


@click.command()
@options.as_json
def cases(json: bool) -> None:
    """List the bundled cases."""
    from interim.case.find import bundled
    from interim.case.read import load

    rows = [about(load(name)) for name in bundled()]
    if json:
        print_json({"cases": rows})
        return
    from interim.interfaces.terminal.cases import listed
    from interim.interfaces.terminal.screen import show

    show(listed(rows))
