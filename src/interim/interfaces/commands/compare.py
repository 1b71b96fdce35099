"""`interim compare`: where plans differ, clause by clause, and who gains."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.output import write_json
from interim.interfaces.shell.streams import print_json

if TYPE_CHECKING:
    from interim.futures import Run


@click.command()
@options.case
@options.plans
@options.common(defaults.COMPARISON, workers=False)
@options.as_json
@options.out_folder
def compare(case: str, plans: tuple[str, ...], run: Run, json: bool, out: Path | None) -> None:
    """Set plans side by side: where they differ, and who gains.

    Without PLAN, the plans of the present dispute.
    """
    from interim.case.read import load
    from interim.questions.compare import compare as compare_plans

    loaded = load(case)
    document = compare_plans(loaded, plans, run=run)
    if out is not None:
        write_json(document, out / f"{loaded.id}-compare.json")
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.comparison import comparison
    from interim.interfaces.terminal.screen import console, show

    show(comparison(document, console(sys.stdout).width))
