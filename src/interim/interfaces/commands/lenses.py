"""`interim lenses`: experts' views side by side, and what would tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.futures import Run


def _weights(
    ctx: click.Context, parameter: click.Parameter, pairs: Sequence[str]
) -> dict[str, float]:
    weights: dict[str, float] = {}
    for pair in pairs:
        view, sign, weight = (part.strip() for part in pair.partition("="))
        try:
            weights[view] = float(weight)
        except ValueError:
            sign = ""
        if not (view and sign):
            raise click.BadParameter(f"found '{pair}', expected VIEW=NUMBER")
    return weights


@click.command()
@options.case
@options.plans
@options.common(defaults.LENSES)
@click.option(
    "--prior",
    multiple=True,
    callback=_weights,
    metavar="VIEW=NUMBER",
    help="How likely a view is; may be repeated. Views not named get none.  [default: all alike]",
)
@click.option(
    "--questions",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the most telling questions to list.",
)
@click.option(
    "--replay",
    "replayed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Play the first N histories of each plan again, to ask who is first blamed; slow.",
)
@options.as_json
def lenses(
    case: str,
    plans: tuple[str, ...],
    run: Run,
    prior: dict[str, float],
    questions: int,
    replayed: int,
    json: bool,
    **run_options: Any,
) -> None:
    """What each expert believes, what follows, and what sets them apart.

    Every lens of the case is run beside the case as written, on the same futures; with --lens only
    that one. Questions are ranked by how much their answer would tell of who is right. Without
    PLAN, the plans of the present dispute.
    """
    from interim.insight.lenses import side_by_side

    with progress("all lenses") as report:
        views = side_by_side(
            case,
            plans,
            lenses=[run.lens] if run.lens else None,
            prior=prior,
            run=run,
            replayed=replayed,
            progress=report,
            **run_options,
        )
    document = views.to_json(questions)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.lenses import side_by_side as page
    from interim.interfaces.terminal.screen import show

    show(page(document))
