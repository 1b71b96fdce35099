"""`interim talks`: which text is signed if talks go on, when, and what the wait costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.futures import Run


@click.command(short_help="If talks go on: which text is signed, when, and what the wait costs.")
@options.case
@options.plans
@click.option(
    "--menu",
    callback=options.names,
    metavar="PLAN,...",
    help="The plans on the table.  [default: those of the case]",
)
@click.option(
    "--depth",
    type=int,
    default=1,
    show_default=True,
    metavar="0|1",
    help="Deals that may follow a broken one.",
)
@click.option(
    "--deadline",
    type=click.IntRange(min=1),
    metavar="MONTHS",
    help="Nobody meets after so many months, and all know it.  [default: none]",
)
@click.option(
    "--moves",
    is_flag=True,
    help=f"Also hold them with one thing changed at a time: which move would help?  [default then: "
    f"{defaults.MOVES} futures]",
)
@options.common(defaults.TALKS)
@options.as_json
def talks(
    case: str,
    plans: tuple[str, ...],
    menu: tuple[str, ...] | None,
    depth: int,
    deadline: int | None,
    moves: bool,
    json: bool,
    run: Run,
    workers: int | None,
) -> None:
    """Hold talks while the war goes on: which text is signed, when, and what waiting costs.

    PLAN says which of the texts on the table are shown; --menu changes the table itself. Takes
    some minutes; `interim evaluate` answers what would follow if a plan were the last offer.
    """
    from interim.case.read import load
    from interim.questions.moves import moving
    from interim.questions.talks import talking

    loaded = load(case)
    if moves and not options.is_given("futures"):
        run = run.on(defaults.MOVES)
    with progress("the talks") as report:
        document = (moving if moves else talking)(
            loaded,
            plans,
            menu=menu,
            depth=depth,
            deadline=deadline,
            run=run,
            workers=workers,
            progress=report,
        )
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.talks import talked

    show(talked(document))
