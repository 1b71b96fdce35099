"""`interim sources`: where the numbers of a case come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.case.model import Case


@click.command()
@options.case
@click.argument("name", required=False, default="", metavar="[NAME]")
@click.option(
    "--weigh",
    is_flag=True,
    help="Run the plans, and rank the numbers by what they explain of the answers.",
)
@options.common(defaults.WEIGHT)
@options.as_json
def sources(case: str, name: str, weigh: bool, json: bool, **run_options: Any) -> None:
    """Where the numbers of a case come from.

    Without NAME, how many uncertain numbers are measured, derived, fitted, elicited and judged,
    part by part. With the start of a dotted name (war.front, preferences.russia), every quantity
    below it.
    """
    from interim.case.read import load
    from interim.foundation.errors import BadInput, unknown
    from interim.questions.sources import sources as listed

    loaded = load(case)
    if weigh:
        _weighed(loaded, json, run_options)
        return
    document = listed(loaded, name)
    if not document["quantities"] and loaded.quantities:
        starts = {".".join(q.split(".")[:k]) for q in loaded.quantities for k in range(1, 9)}
        raise BadInput([unknown("quantity", name, sorted(starts))])
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.sources import numbers, parts

    shown = numbers(document) if name else parts(document)
    show(shown)


def _weighed(case: Case, json: bool, run_options: dict[str, Any]) -> None:
    from interim.insight.weight import weight

    with progress("futures") as report:
        document = weight(case, progress=report, **run_options)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.sources import weighed

    show(weighed(document))
