"""`interim store`: look over, copy and bring back what the workbench saved."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(short_help="Look over, copy and bring back what the workbench saved.")
@click.option(
    "--store",
    type=FILE,
    metavar="FILE",
    help="Where plans and notes are saved.  [default: as interim serve]",
)
@click.pass_context
def store(ctx: click.Context, store: Path | None) -> None:
    """Look over, copy and bring back what the workbench saved, while it runs or not."""
    from interim.interfaces.workbench.place import default_store

    ctx.obj = store or default_store()


@store.command()
@click.pass_obj
def check(file: Path) -> None:
    """Look for damage and for rows that cannot be read."""
    from interim.foundation.errors import BadInput
    from interim.interfaces.workbench.safekeeping import check as look

    counts, problems = look(file)
    if problems:
        raise BadInput(problems)
    told = ", ".join(f"{count:,} in {name}" for name, count in counts.items())
    click.echo(f"{file} is in order: {told}.")


@store.command()
@click.argument("target", type=FILE, metavar="FILE")
@click.pass_obj
def backup(file: Path, target: Path) -> None:
    """Copy the store, as it is at one moment, to FILE."""
    from interim.foundation import words
    from interim.interfaces.workbench.safekeeping import backup as copy

    size = copy(file, target)
    click.echo(f"{target} holds what {file} held: {words.count(size, 'byte')}, checked.")


@store.command()
@click.argument("copy", type=FILE, metavar="FILE")
@click.pass_obj
def restore(file: Path, copy: Path) -> None:
    """Bring back what a copy holds; what the store held is kept beside it."""
    from interim.interfaces.workbench.safekeeping import restore as bring

    kept = bring(copy, file)
    click.echo(f"{file} holds what {copy} holds." + (f" Kept: {kept}." if kept else ""))
