"""`interim frontier`: efficient packages, and where plans stand to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import keep, print_json

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.futures import Run
    from interim.questions.frontier import Bargain

_LIMIT = 2_000_000


@click.command(short_help="All efficient packages, the fair ones, and where plans lie.")
@click.argument("paths", nargs=-1, required=True, metavar="CASE | DOMAIN [PROFILE]...")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the frontier, the plans and the fair points (.svg or .png).",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_LIMIT,
    show_default=True,
    metavar="N",
    help="Most points kept after any step; what it cuts is said.",
)
@click.option(
    "--export-genius",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write the packages as Genius XML.",
)
@click.option(
    "--export-negmas",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write the packages as a NegMAS scenario.",
)
@options.common(defaults.FRONTIER, workers=False)
@options.as_json
@click.pass_context
def frontier(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    plot: Path | None,
    limit: int,
    export_genius: Path | None,
    export_negmas: Path | None,
    run: Run,
    json: bool,
) -> None:
    """All efficient packages, the fair ones among them, and what would improve each plan.

    Of a case, or of a negotiation in the files of Genius, GeniusWeb, NegoLog or NegMAS: a domain
    and a profile for each party, or a folder with them.
    """
    from interim.interfaces.shell.output import FIGURES, expect_ending, expect_writable

    if plot is not None:
        expect_ending(plot, FIGURES, "--plot")
        expect_writable(plot)
    case, bargain = _bargain(context, paths, limit, run)
    if plot is not None:
        from interim.foundation.files import write_bytes
        from interim.presentation.drawing import drawn
        from interim.presentation.frontier_figure import figure

        if len(bargain.space.parties) < 2:
            raise click.UsageError("A picture needs two parties or more.")
        keep(write_bytes(plot, drawn(figure(bargain), plot.suffix.lower()[1:])))
    _export(bargain, export_genius, export_negmas)
    if json:
        print_json(bargain.to_json())
        return
    from interim.interfaces.terminal.frontier import packages
    from interim.interfaces.terminal.screen import show

    show(packages(bargain.to_json(points=False), case))


def _bargain(
    context: click.Context, paths: tuple[str, ...], limit: int, run: Run
) -> tuple[Case | None, Bargain]:
    """The packages of a case or of files, and the case."""
    from interim.case.find import bundled
    from interim.questions.frontier import case_frontier, scenario_frontier

    first = Path(paths[0])
    if len(paths) == 1 and (
        paths[0] in bundled() or (first / "case.yaml").is_file() or not first.exists()
    ):
        from interim.case.read import load

        case = load(paths[0])
        _expect_limit(limit, len(case.principals))
        return case, case_frontier(case, limit=limit, run=run)
    for name in ("futures", "seed", "lens", "settings"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = "set" if name == "settings" else name
            raise click.UsageError(
                f"--{option} is for cases; files of negotiations have one value."
            )
    from interim.interop.recognise import read_scenario

    scenario = read_scenario([Path(path) for path in paths])
    _expect_limit(limit, len(scenario.space.parties))
    return None, scenario_frontier(scenario, limit=limit)


def _expect_limit(limit: int, parties: int) -> None:
    if limit < parties:
        raise click.BadParameter(
            f"found {limit}, expected at least one point for each of {parties} parties",
            param_hint="--limit",
        )


def _export(bargain: Bargain, genius: Path | None, negmas: Path | None) -> None:
    """Write the packages for other tools; what these cannot hold is said."""
    if genius is not None:
        from interim.bargaining.scenario import Scenario
        from interim.interop.genius_write import write_genius

        discounts = bargain.discounts or (1.0,) * len(bargain.space.parties)
        scenario = Scenario(bargain.title, "genius", bargain.space, discounts)
        for path in write_genius(scenario, genius):
            keep(path)
    if negmas is not None:
        from interim.interop.negmas_write import write_negmas

        written = write_negmas(bargain.space, negmas, bargain.title)
        for path in written.files:
            keep(path)
        for notice in written.notices:
            click.echo(notice, err=True)
