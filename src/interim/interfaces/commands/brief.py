"""`interim brief`: the answer as one HTML file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem
from interim.interfaces.shell import options
from interim.interfaces.shell.briefing import gathered_before, gathered_now, write_brief
from interim.interfaces.shell.output import expect_writable
from interim.interfaces.shell.running import evaluated


def _search(
    ctx: click.Context, parameter: click.Parameter, path: Path | None
) -> dict[str, Any] | None:
    """The document of a search that was made before."""
    from interim.gathered.document import NO_SEARCH

    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        problem = Problem(error.msg, str(path), error.lineno, error.colno, expected="JSON")
        raise BadInput([problem]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Problem(f"the file cannot be read: {error}", str(path))]) from None
    if not isinstance(document, dict):
        raise BadInput([Problem(NO_SEARCH, str(path), expected="a JSON object")])
    return document


@click.command(short_help="Write the answer as one HTML file that stands alone.")
@options.case
@options.plans
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The HTML file to write.",
)
@click.option(
    "--bridge",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    callback=_search,
    metavar="FILE",
    help="What 'interim bridge CASE --json' printed, to show the packages it found.",
)
@click.option(
    "--quick", is_flag=True, help="Leave out what drives the answer, the lenses and the talks."
)
@options.common(defaults.EVALUATION)
def brief(
    case: str,
    plans: tuple[str, ...],
    out: Path,
    bridge: dict[str, Any] | None,
    quick: bool,
    **run_options: Any,
) -> None:
    """Evaluate and write the answer as one HTML file that stands alone.

    Without PLAN, the plans of the present dispute. Drivers, lenses and votes seat by seat are shown
    for the plan that both would sign most often and the one that would last longest.
    """
    expect_writable(out)
    gathered = gathered_before(case, plans, run_options["run"], quick=quick)
    if gathered is None:
        gathered = gathered_now(evaluated(case, plans, **run_options), quick=quick, bridge=bridge)
    path = write_brief(gathered.with_search(bridge), out)
    click.echo(f"Brief: {path}")
