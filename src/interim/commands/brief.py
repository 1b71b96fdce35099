"""`interim brief`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.commands import options
from interim.commands.output import expect_writable
from interim.commands.running import evaluated, write_brief


@click.command()
@options.case
@options.plans
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The HTML file to write.",
)
@options.common(10_000)
def brief(case: str, plans: tuple[str, ...], out: Path, **run_options: Any) -> None:
    """Evaluate and write the answer as one HTML file that stands alone.

    Without PLAN, the plans of the present dispute.
    """
    expect_writable(out)
    path = write_brief(evaluated(case, plans, **run_options), out)
    click.echo(f"Brief: {path}")
