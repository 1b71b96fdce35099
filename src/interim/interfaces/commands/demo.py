"""`interim demo`: the bundled case of Ukraine, a table here and a brief as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.briefing import gathered_now, write_brief
from interim.interfaces.shell.output import expect_writable
from interim.interfaces.shell.running import evaluated, print_evaluation
from interim.interfaces.shell.streams import print_json

CASE = "ukraine-2026"


@click.command(short_help="The Ukraine case, all plans: a table here, a brief as HTML.")
@options.common(defaults.EVALUATION)
@options.as_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    metavar="DIR",
    help="Folder for the brief.",
)
def demo(json: bool, out: Path, **run_options: Any) -> None:
    """The bundled Ukraine case, all plans: a table here and a brief as HTML."""
    expect_writable(out / "brief.html")
    evaluation = evaluated(CASE, (), **run_options)
    if json:
        print_json(evaluation.to_json())
    else:
        print_evaluation(evaluation)
    path = write_brief(gathered_now(evaluation), out / f"{evaluation.case.id}.html")
    if not json:
        click.echo(f"\nBrief: {path}")
