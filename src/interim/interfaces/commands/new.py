"""`interim new`: a small case that runs, or a copy of another."""

from __future__ import annotations

from pathlib import Path

import click

from interim.interfaces.shell.streams import keep


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from", "origin", metavar="CASE", help="Copy this case instead of the small example."
)
def new(folder: Path, origin: str | None) -> None:
    """Make a folder with a small case that runs."""
    from interim.case.write import new as write_new

    keep(write_new(folder, origin))
    click.echo(f"{folder} is ready. Next: interim check {folder}, interim evaluate {folder}")
