"""`interim demo`: the bundled case of Ukraine, the verdict and tables here, a brief as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.briefing import gathered_now, talks_now, write_brief
from interim.interfaces.shell.output import expect_writable
from interim.interfaces.shell.running import evaluated, print_evaluation, print_talks
from interim.interfaces.shell.streams import print_json

CASE = "ukraine-2026"
WARM = "The demo takes about a minute on two cores."
COLD = (
    "The demo takes about a minute and a half on two cores, more than half of it to compile the "
    "model, once."
)
FURTHER = (
    f"`interim brief {CASE}` takes more futures, and says what the answers depend on "
    "and who sees them otherwise: some ten minutes."
)


@click.command(short_help="The Ukraine case: the verdict and tables here, a brief as HTML.")
@options.common(defaults.DEMO)
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
    if not json:
        click.echo(how_long(), err=True)
    evaluation = evaluated(CASE, (), **run_options)
    talks = talks_now(evaluation, most=defaults.DEMO_TALKS, workers=run_options["workers"])
    document = evaluation.to_json()
    if json:
        print_json(document | {"talks": talks})
    else:
        if talks is not None:
            print_talks(talks, document)
            click.echo()
        print_evaluation(document, evaluation.case)
    gathered = gathered_now(evaluation, quick=True, talks=talks)
    path = write_brief(gathered, out / f"{evaluation.case.id}.html")
    if not json:
        click.echo(f"\nBrief: {path}")
        click.echo(FURTHER)


def how_long() -> str:
    """What to expect, by whether the game was compiled before."""
    from interim.foundation.compiled import is_compiled
    from interim.stages.compliance.recursion import carry_back

    return WARM if is_compiled(carry_back) else COLD
