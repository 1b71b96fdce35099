"""The command line: each command is a thin layer over a function of the same name.

Only click is imported at the top; what a command needs it imports when it runs, so that
`interim --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from interim import __version__
from interim.shell import BAD_INPUT, as_json, keep, print_json, progress

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.evaluation import Evaluation

DEMO_CASE = "ukraine-2026"

SECTIONS = {
    "Start": ("demo", "cases", "new", "check"),
    "Ask": ("compare", "evaluate", "brief"),
    "For editors and continuous integration": ("schema",),
}

Command = TypeVar("Command", bound=Callable[..., Any])


class Sections(click.Group):
    """A group whose help lists its commands by what one wants to do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which one meets them."""
        shown = [name for names in SECTIONS.values() for name in names]
        return [*shown, *sorted(set(self.commands) - set(shown))]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one list of commands per section."""
        for title, names in SECTIONS.items():
            rows = [
                (name, command.get_short_help_str(70))
                for name in names
                if (command := self.get_command(ctx, name))
            ]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(
    cls=Sections,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""
\b
Examples:
  interim demo
  interim compare ukraine-2026 28-point 20-point
  interim evaluate ukraine-2026 joseph-1244 --futures 50000 --lens harris
  interim evaluate my-case --set war.front.monthly_gain="100 to 400" --json

\b
Exit codes: 0 done, 1 a fault of ours, 2 bad input, 130 interrupted.
Results go to standard output; progress and notices to standard error.
""",
)
@click.version_option(__version__, prog_name="interim")
def interim() -> None:
    """Work out what rival peace plans would lead to, under assumptions you can see and change.

    A case is a folder of text files that describes one conflict: the parties, the plans clause
    by clause, the war that goes on if nobody signs, and who would enforce what. Every result is
    a share of the futures drawn from the case's quantities, with its interval; none of them is
    a forecast.

    CASE is the name of a bundled case (see `interim cases`) or a folder.
    """


# --- options that several commands share ---------------------------------------------------


def _settings(
    ctx: click.Context, parameter: click.Parameter, pairs: Sequence[str]
) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = (part.strip() for part in pair.partition("="))
        if not (name and sign and value):
            raise click.BadParameter(f"found '{pair}', expected NAME=VALUE")
        if name in settings:
            raise click.BadParameter(f"'{name}' is set twice")
        settings[name] = value
    return settings


def _common(futures: int, *, workers: bool = True) -> Callable[[Command], Command]:
    """The options that say which futures to run."""
    options = [
        click.option(
            "--futures",
            type=click.IntRange(min=1),
            default=futures,
            show_default=True,
            metavar="N",
            help="How many futures to draw.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=1,
            show_default=True,
            metavar="S",
            help="The same seed gives the same numbers to the last bit.",
        ),
        click.option("--lens", metavar="NAME", help="See the facts as one expert or capital does."),
        click.option(
            "--set",
            "settings",
            multiple=True,
            callback=_settings,
            metavar="NAME=VALUE",
            help="Replace a quantity, in the notation of case files; may be repeated.",
        ),
    ]
    if workers:
        options.append(
            click.option(
                "--workers",
                type=click.IntRange(min=1),
                metavar="N",
                help="Threads to use.  [default: one per core]",
            )
        )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_as_json = click.option("--json", is_flag=True, help="Print one JSON document and nothing else.")
_out_folder = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write the result to this folder.",
)
_case = click.argument("case")
_plans = click.argument("plans", nargs=-1, metavar="[PLAN]...")


# --- commands ------------------------------------------------------------------------------


@interim.command()
@_common(10_000)
@_as_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    metavar="DIR",
    help="Folder for the brief.",
)
def demo(json: bool, out: Path, **run_options: Any) -> None:
    """The bundled Ukraine case, all plans: a table here and a brief as HTML."""
    _expect_writable(out / "brief.html")
    evaluation = _evaluated(DEMO_CASE, (), **run_options)
    if json:
        print_json(evaluation.to_json())
    else:
        _print_evaluation(evaluation)
    path = _write_brief(evaluation, out / f"{evaluation.case.id}.html")
    if not json:
        click.echo(f"\nBrief: {path}")


@interim.command()
@_as_json
def cases(json: bool) -> None:
    """List the bundled cases."""
    from interim.case.find import bundled
    from interim.case.read import load

    found = [_about(load(name)) for name in bundled()]
    if json:
        print_json({"cases": found})
        return
    from interim import terminal

    console = terminal.console(sys.stdout)
    terminal.show(console, terminal.cases(found))


@interim.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from", "origin", metavar="CASE", help="Copy this case instead of the small example."
)
def new(folder: Path, origin: str | None) -> None:
    """Make a folder with a small case that runs."""
    from interim.case.write import new as write_new

    keep(write_new(folder, origin))
    click.echo(f"{folder} is ready. Next: interim check {folder}, interim evaluate {folder}")


@interim.command()
@_case
@_as_json
def check(case: str, json: bool) -> None:
    """Find every mistake in a case, with its place and what was expected."""
    from interim.case.read import load
    from interim.errors import BadInput

    try:
        loaded = load(case)
    except BadInput as bad:
        if not json:
            raise
        print_json({"valid": False, "errors": [problem.as_dict() for problem in bad.problems]})
        raise click.exceptions.Exit(BAD_INPUT) from bad
    if json:
        print_json({"valid": True, "errors": []})
        return
    about = _about(loaded)
    click.echo(
        f"{case}: no mistakes found ({len(about['plans'])} plans, {about['issues']} issues, "
        f"{about['quantities']} quantities)"
    )


@interim.command()
@_case
@_plans
@_common(400, workers=False)
@_as_json
@_out_folder
def compare(
    case: str, plans: tuple[str, ...], json: bool, out: Path | None, **options: Any
) -> None:
    """Set plans side by side: where they differ, and who gains.

    Without PLAN, the plans of the present dispute.
    """
    from interim.case.read import load
    from interim.compare import compare as compare_plans

    loaded = load(case)
    document = compare_plans(loaded, plans, **options)
    if out is not None:
        _write_json(document, out / f"{loaded.id}-compare.json")
    if json:
        print_json(document)
        return
    from interim import terminal

    console = terminal.console(sys.stdout)
    terminal.show(console, terminal.comparison(document, console.width))


@interim.command()
@_case
@_plans
@_common(10_000)
@_as_json
@_out_folder
def evaluate(
    case: str, plans: tuple[str, ...], json: bool, out: Path | None, **options: Any
) -> None:
    """Work out who signs, whether it is adopted, and whether it holds.

    Without PLAN, all plans of the case; those of another time as if proposed on its date. No deal
    is always there to compare with.
    """
    if out is not None:
        _expect_writable(out / "results.json")
    evaluation = _evaluated(case, plans, reference=True, **options)
    document = evaluation.to_json()
    if out is not None:
        _write_json(document, out / f"{evaluation.case.id}.json")
    if json:
        print_json(document)
    else:
        _print_evaluation(evaluation)


@interim.command()
@_case
@_plans
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The HTML file to write.",
)
@_common(10_000)
def brief(case: str, plans: tuple[str, ...], out: Path, **options: Any) -> None:
    """Evaluate and write the answer as one HTML file that stands alone.

    Without PLAN, the plans of the present dispute.
    """
    _expect_writable(out)
    path = _write_brief(_evaluated(case, plans, **options), out)
    click.echo(f"Brief: {path}")


@interim.command()
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write one JSON Schema per file of a case to this folder.",
)
@click.option(
    "--check", "checking", is_flag=True, help="Fail if the shipped schemas are out of date."
)
def schema(folder: Path | None, checking: bool) -> None:
    """JSON Schemas of the case files, for editors that complete and check.

    Without an option, prints all of them as one JSON document.
    """
    from interim.case import schema as schemas

    if folder is None and not checking:
        print_json(schemas.schemas())
    if folder is not None:
        for path in schemas.write_schemas(folder):
            keep(path)
        click.echo(f"Schemas: {folder}")
    if checking:
        _refuse_stale(schemas.stale(folder))
        click.echo("The schemas agree with the case model.")


# --- what the commands share ---------------------------------------------------------------


def _evaluated(
    case: str,
    plans: Sequence[str],
    *,
    reference: bool = False,
    futures: int,
    seed: int,
    lens: str | None,
    settings: dict[str, str],
    workers: int | None,
) -> Evaluation:
    from interim.case.read import load

    loaded = load(case)
    header = loaded.header
    if not plans:
        plans = (*header.plans, *header.reference_plans) if reference else header.plans
    with progress(f"{futures:,} futures") as report:
        from interim.evaluate import evaluate as run_stages

        return run_stages(
            loaded,
            list(plans) or None,
            futures=futures,
            seed=seed,
            lens=lens,
            settings=settings,
            workers=workers,
            progress=report,
        )


def _expect_writable(path: Path) -> None:
    from interim.files import expect_writable

    expect_writable(path)


def _print_evaluation(evaluation: Evaluation) -> None:
    from interim import terminal

    console = terminal.console(sys.stdout)
    document = evaluation.to_json()
    terminal.show(console, terminal.evaluation(document, evaluation.case, console.width))


def _write_brief(evaluation: Evaluation, path: Path) -> Path:
    from interim.files import write_text
    from interim.report.brief import brief as written_brief

    write_text(path, written_brief(evaluation.to_json(), evaluation.case))
    keep(path)
    return path


def _write_json(document: Any, path: Path) -> None:
    from interim.files import write_text

    keep(write_text(path, as_json(document)))


def _about(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.header.title,
        "question": case.header.question,
        "as_of": case.header.as_of.isoformat(),
        "plans": list(case.plans),
        "lenses": list(case.lenses),
        "issues": len(case.issues.issues),
        "quantities": len(case.quantities),
    }


def _refuse_stale(names: Sequence[str]) -> None:
    from interim.errors import BadInput, Problem

    if names:
        message = "differs from the case model; run `interim schema --write DIR`"
        raise BadInput(Problem(message, file=name) for name in names)
