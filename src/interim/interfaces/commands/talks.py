"""`interim talks`: which text is signed if talks go on, when, and what the wait costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.futures import Run
    from interim.insight.talks_stories import TalksStories


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
    "--learning",
    is_flag=True,
    help="The parties foresee what outsiders would learn from a breach, and do about it.",
)
@click.option(
    "--moves",
    is_flag=True,
    help=f"Also hold them with one thing changed at a time: which move would help?  [default then: "
    f"{defaults.MOVES} futures]",
)
@click.option(
    "--stories",
    type=click.IntRange(min=1),
    metavar="N",
    help="Tell N typical futures from today on, month by month.",
)
@options.common(defaults.TALKS)
@options.as_json
def talks(
    case: str,
    plans: tuple[str, ...],
    menu: tuple[str, ...] | None,
    depth: int,
    deadline: int | None,
    learning: bool,
    moves: bool,
    stories: int | None,
    json: bool,
    run: Run,
    workers: int | None,
) -> None:
    """Hold talks while the war goes on: which text is signed, when, and what waiting costs.

    PLAN says which of the texts on the table are shown; --menu changes the table itself. Takes
    some minutes; `interim evaluate` answers what would follow if a plan were the last offer.
    """
    if moves and stories:
        raise click.UsageError("--moves and --stories are asked for one at a time.")
    if learning and moves:
        raise click.UsageError("--learning and --moves are asked for one at a time.")
    from interim.case.read import load
    from interim.interfaces.shell.ahead import compiling_ahead

    loaded = load(case)
    compiling_ahead()
    if moves and not options.is_given("futures"):
        run = run.on(defaults.MOVES)
    with progress("the talks") as report:
        asked: dict[str, Any] = {
            "menu": menu, "depth": depth, "deadline": deadline, "run": run, "workers": workers,
            "progress": report,
        }  # fmt: skip
        if learning:
            from interim.questions.learnt_talks import rises_of
            from interim.questions.talks import menu_of

            asked["rises"] = rises_of(loaded, menu_of(loaded, menu), run, workers=workers)
        document, typical = _held(loaded, plans, moves, stories, asked)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.talks import talked

    show(talked(document))
    if typical is not None:
        from interim.interfaces.terminal.stories import of_talks

        show(of_talks(typical, loaded, run))


def _held(
    case: Case, plans: tuple[str, ...], moves: bool, stories: int | None, asked: dict[str, Any]
) -> tuple[dict[str, Any], TalksStories | None]:
    """The document, and the stories that are asked for."""
    if moves:
        from interim.questions.moves import moving

        return moving(case, plans, **asked), None
    if stories is None:
        from interim.questions.talks import talking

        return talking(case, plans, **asked), None
    from interim.insight.talks_stories import DRAWN, typical_talks
    from interim.presentation.talks_story import as_json
    from interim.questions.talks import talking_drawn

    document, courses = talking_drawn(case, plans, courses=DRAWN, **asked)
    typical = typical_talks(case, courses, stories, asked["run"])
    return document | {"stories": as_json(typical, case, asked["run"])}, typical
