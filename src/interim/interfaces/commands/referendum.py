"""`interim referendum`: what the postponed vote would decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import keep, print_json

if TYPE_CHECKING:
    from interim.futures import Run


@click.command(short_help="What the postponed vote would decide, by who may vote.")
@options.case
@options.plan
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw what each unit would decide under each rule (.svg or .png).",
)
@options.common(defaults.EVALUATION, workers=False)
@options.as_json
def referendum(case: str, plan: str, plot: Path | None, run: Run, json: bool) -> None:
    """What the postponed vote would decide, under which rule for who may vote."""
    from interim.case.read import load
    from interim.interfaces.shell.output import FIGURES, expect_ending, expect_writable
    from interim.questions.referendum import referendum as decided

    if plot is not None:
        expect_ending(plot, FIGURES, "--plot")
        expect_writable(plot)
    document = decided(load(case), plan, run=run)
    if plot is not None:
        from interim.foundation.files import write_bytes
        from interim.presentation.drawing import drawn
        from interim.presentation.franchise_figure import figure

        keep(write_bytes(plot, drawn(figure(document), plot.suffix.lower()[1:])))
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.votes import franchises

    show(franchises(document))
