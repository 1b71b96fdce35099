"""`interim regret`: what each plan leaves each party, and lives, short of the best."""

from __future__ import annotations

from typing import Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json


@click.command()
@options.case
@options.plans
@options.common(defaults.EVALUATION)
@click.option(
    "--within",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="A plan is close to the best if it gives up no more than this share of what is at stake.",
)
@options.as_json
def regret(
    case: str, plans: tuple[str, ...], within: float, json: bool, **run_options: Any
) -> None:
    """What each plan leaves each party, and lives, short of the best one.

    Plans are compared future by future on the same draws: once as if each were in force, once as
    proposed, with no deal wherever a plan is not signed and adopted. Without PLAN, the plans of
    the present dispute.
    """
    from interim.insight.regret import document
    from interim.interfaces.shell.running import evaluated

    written = document(evaluated(case, plans, **run_options), within=within)
    if json:
        print_json(written)
        return
    from interim.interfaces.terminal.regret import regrets
    from interim.interfaces.terminal.screen import show

    show(regrets(written))
