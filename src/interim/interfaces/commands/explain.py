"""`interim explain`: what drives an answer, where it fails, what it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.evaluation.stage import Stage
    from interim.futures import Run


@click.command(short_help="What an outcome depends on, and what would change it.")
@options.case
@options.plan
@click.option(
    "--outcome",
    metavar="NAME",
    help="What to explain: holds-N, signed, adopted, signs-PARTY, passes-BODY, "
    "broken-by-PARTY, deaths-averted, value-PARTY, STAGE.FIELD of a --stage and others.  "
    "[default: holds-10]",
)
@click.option(
    "--sobol",
    type=click.IntRange(min=1, max=50),
    metavar="N",
    help="Also run the plan anew for first-order and total Sobol indices of the N strongest.",
)
@options.no_cache
@options.common(defaults.EVALUATION)
@options.stages
@options.as_json
def explain(
    case: str,
    plan: str,
    outcome: str | None,
    sobol: int | None,
    no_cache: bool,
    run: Run,
    workers: int | None,
    stages: tuple[Stage, ...],
    json: bool,
) -> None:
    """What an outcome depends on, where the plan fails, what would have to be true."""
    from interim.case.read import load
    from interim.foundation.cache import user_cache
    from interim.insight.explain import explain as explained

    with progress(f"{run.futures:,} futures") as report:
        document = explained(
            load(case),
            plan,
            outcome=outcome,
            sobol=sobol,
            cache=None if no_cache else user_cache(),
            run=run,
            workers=workers,
            stages=stages,
            progress=report,
        )
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.explain import explanation
    from interim.interfaces.terminal.screen import show

    show(explanation(document))
