"""`interim rename`: another id for a party, an issue, an option, a plan, everywhere in a case."""

from __future__ import annotations

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json


@click.command(short_help="Give a party, an issue or a plan another id, everywhere.")
@options.case
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@options.as_json
def rename(case: str, old: str, new: str, json: bool) -> None:
    """Rename an id of a case everywhere: in keys, values, conditions, cells and names of files.

    Titles stay as they are. The case is checked before anything is written.
    """
    from interim.case.rename import rename as everywhere

    changed = everywhere(case, old, new)
    if json:
        print_json({"case": case, "old": old, "new": new, "files": list(changed)})
        return
    click.echo(f"{old} is now {new} in {', '.join(changed)}. Titles stay as they are.")
