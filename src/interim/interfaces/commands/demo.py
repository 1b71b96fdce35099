"""`interim demo`: the bundled case of Ukraine, the verdict and tables here, a brief as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.briefing import gathered_now, talks_now, write_brief
from interim.interfaces.shell.output import expect_writable
from interim.interfaces.shell.running import (
    evaluated,
    print_drivers,
    print_evaluation,
    print_talks,
)
from interim.interfaces.shell.streams import print_json

CASE = "ukraine-2026"


@click.command(short_help="The Ukraine case: the verdict and tables here, a brief as HTML.")
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
    """The bundled Ukraine case, all plans: the verdict and tables here, a brief as HTML.

    First what follows if talks go on, then what would if a plan were the last offer.
    """
    expect_writable(out / "brief.html")
    evaluation = evaluated(CASE, (), **run_options)
    talks = talks_now(evaluation, workers=run_options["workers"])
    document = evaluation.to_json()
    if json:
        print_json(document | {"talks": talks})
    else:
        if talks is not None:
            print_talks(talks, document)
            click.echo()
        print_evaluation(evaluation)
    gathered = gathered_now(evaluation, talks=talks)
    path = write_brief(gathered, out / f"{evaluation.case.id}.html")
    if not json:
        click.echo()
        print_drivers(document, gathered.explained)
        click.echo(f"Brief: {path}")
