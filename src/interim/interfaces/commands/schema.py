"""`interim schema`: JSON Schemas of the case files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from interim.interfaces.shell.streams import keep, print_json


@click.command()
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write one JSON Schema per file of a case to this folder.",
)
@click.option(
    "--check", "checking", is_flag=True, help="Fail if the shipped schemas are out of date."
)
def schema(folder: Path | None, checking: bool) -> None:
    """JSON Schemas of the case files, for editors that complete and check.

    Without an option, prints all of them as one JSON document.
    """
    from interim.case import schema as schemas

    if folder is None and not checking:
        print_json(schemas.schemas())
    if folder is not None:
        for path in schemas.write_schemas(folder):
            keep(path)
        click.echo(f"Schemas: {folder}")
    if checking:
        _refuse_stale(schemas.stale(folder))
        click.echo("The schemas agree with the case model.")


def _refuse_stale(names: Sequence[str]) -> None:
    from interim.foundation.errors import BadInput, Problem

    if names:
        message = "differs from the case model; run `interim schema --write DIR`"
        raise BadInput(Problem(message, file=name) for name in names)
