"""`interim bridge`: packages that nobody has proposed, raced through all stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress


@click.command(short_help="Search for packages that nobody has proposed yet.")
@options.case
@click.option(
    "--most",
    type=click.IntRange(min=1, max=50),
    default=10,
    show_default=True,
    metavar="N",
    help="Packages to show at most.",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the best package as a plan file (.yaml), to put under the case's plans.",
)
@options.common(defaults.BRIDGE)
@options.as_json
def bridge(case: str, most: int, save: Path | None, json: bool, **run_options: Any) -> None:
    """Search for packages nobody has proposed that would be signed, adopted and kept.

    Candidates from the frontier and around every known plan are raced through all stages. What is
    shown of the best comes from other futures than those that picked them. Takes some minutes.
    """
    from interim.case.read import load
    from interim.interfaces.shell.output import expect_ending, expect_writable
    from interim.questions.bridge import bridge as search

    if save is not None:
        expect_ending(save, (".yaml",), "--save")
        expect_writable(save)
    loaded = load(case)
    with progress("the race") as report:
        result = search(loaded, most=most, progress=report, **run_options)
    if save is not None and result.candidates:
        from interim.bargaining.changes import plan_file
        from interim.foundation.files import write_text
        from interim.interfaces.shell.streams import keep

        keep(write_text(save, plan_file(loaded, result.candidates[0].nearest)))
    if json:
        print_json(result.to_json())
        return
    from interim.interfaces.terminal.bridge import packages
    from interim.interfaces.terminal.screen import show

    show(packages(result.to_json(), loaded))
