"""`interim check`: every mistake in a case, with its place."""

from __future__ import annotations

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.about import about
from interim.interfaces.shell.streams import BAD_INPUT, print_json


@click.command()
@options.case
@options.as_json
def check(case: str, json: bool) -> None:
    """Find every mistake in a case, with its place and what was expected.

    What is possible and hardly meant is warned of, and leaves the case valid.
    """
    from interim.case.doubts import doubts
    from interim.case.read import load
    from interim.foundation.errors import BadInput
    from interim.presentation import sourcing
    from interim.questions.sources import sources

    try:
        loaded = load(case)
    except BadInput as bad:
        if not json:
            raise
        print_json({"valid": False, "errors": [problem.as_dict() for problem in bad.problems]})
        raise click.exceptions.Exit(BAD_INPUT) from bad
    warned = doubts(loaded)
    if json:
        told = [problem.as_dict() for problem in warned]
        print_json({"valid": True, "errors": [], "warnings": told})
        return
    summary = about(loaded)
    click.echo(
        f"{case}: no mistakes found ({len(summary['plans'])} plans, {summary['issues']} issues, "
        f"{summary['quantities']} quantities)"
    )
    if said := sourcing.unmarked(sources(loaded)):
        click.echo(said)
    for problem in warned:
        click.echo(f"warning: {problem}", err=True)
