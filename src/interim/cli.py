"""The command line: each command is a thin layer over a function of the same name.

Only click is imported at the top; what a command needs it imports when it runs, so that
`interim --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from interim import __version__

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.errors import BadInput
    from interim.evaluation import Evaluation

BAD_INPUT = 2
FAULT = 1
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
        click.option(
            "--lens", metavar="NAME", help="See the facts as one expert or capital does."
        ),
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


_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)
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
@_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    metavar="DIR",
    help="Folder for the brief.",
)
def demo(as_json: bool, out: Path, **run_options: Any) -> None:
    """The bundled Ukraine case, all plans: a table here and a brief as HTML."""
    evaluation = _evaluated(DEMO_CASE, (), **run_options)
    if as_json:
        _print_json(evaluation.to_json())
    else:
        _print_evaluation(evaluation)
    path = _write_brief(evaluation, out / f"{DEMO_CASE}.html")
    if not as_json:
        click.echo(f"\nBrief: {path}")


@interim.command()
@_json
def cases(as_json: bool) -> None:
    """List the bundled cases."""
    from interim.case.read import bundled, load

    found = {name: load(name) for name in bundled()}
    if as_json:
        _print_json({"cases": [_about(case) for case in found.values()]})
        return
    from interim import terminal

    console = terminal.console(click.get_text_stream("stdout"))
    terminal.show(console, terminal.cases([_about(case) for case in found.values()]))


@interim.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from", "origin", metavar="CASE", help="Copy this case instead of the small example."
)
def new(folder: Path, origin: str | None) -> None:
    """Make a folder with a small case that runs."""
    from interim.case.write import new as write_new

    write_new(folder, origin)
    click.echo(f"{folder} is ready. Next: interim check {folder}, interim evaluate {folder}")


@interim.command()
@_case
@_json
def check(case: str, as_json: bool) -> None:
    """Find every mistake in a case, with its place and what was expected."""
    from interim.case.read import load
    from interim.errors import BadInput

    try:
        loaded = load(case)
    except BadInput as bad:
        if not as_json:
            raise
        _print_json({"valid": False, "errors": [problem.as_dict() for problem in bad.problems]})
        raise click.exceptions.Exit(BAD_INPUT) from bad
    if as_json:
        _print_json({"valid": True, "errors": []})
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
@_json
@_out_folder
def compare(
    case: str, plans: tuple[str, ...], as_json: bool, out: Path | None, **options: Any
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
    if as_json:
        _print_json(document)
        return
    from interim import terminal

    console = terminal.console(click.get_text_stream("stdout"))
    terminal.show(console, terminal.comparison(document, console.width))


@interim.command()
@_case
@_plans
@_common(10_000)
@_json
@_out_folder
def evaluate(
    case: str, plans: tuple[str, ...], as_json: bool, out: Path | None, **options: Any
) -> None:
    """Work out who signs, whether it is adopted, and whether it holds.

    Without PLAN, the plans of the present dispute. No deal is always there to compare with.
    """
    evaluation = _evaluated(case, plans, **options)
    document = evaluation.to_json()
    if out is not None:
        _write_json(document, out / f"{evaluation.case.id}.json")
    if as_json:
        _print_json(document)
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

    if checking:
        from interim.errors import BadInput, Problem

        stale = schemas.stale()
        if stale:
            raise BadInput(
                Problem(
                    message="differs from the case model; run `interim schema --write`",
                    file=str(name),
                )
                for name in stale
            )
        click.echo("The shipped schemas agree with the case model.")
    if folder is not None:
        schemas.write_schemas(folder)
        _keep(folder)
        click.echo(f"Schemas: {folder}")
    if folder is None and not checking:
        _print_json(schemas.schemas())


# --- what the commands share ---------------------------------------------------------------


def _evaluated(
    case: str,
    plans: Sequence[str],
    *,
    futures: int,
    seed: int,
    lens: str | None,
    settings: dict[str, str],
    workers: int | None,
) -> Evaluation:
    from interim.case.read import load

    loaded = load(case)
    with _progress(f"{futures:,} futures") as progress:
        from interim.evaluate import evaluate as run_stages

        return run_stages(
            loaded,
            list(plans) or None,
            futures=futures,
            seed=seed,
            lens=lens,
            settings=settings,
            workers=workers,
            progress=progress,
        )


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error while futures are run, where standard error is a terminal."""
    stream = click.get_text_stream("stderr")
    if not stream.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from interim import terminal

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal.console(stream), transient=True) as bar:
        # Nothing can be counted while the kernels are compiled on the first run.
        task = bar.add_task(f"Running {what}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print_evaluation(evaluation: Evaluation) -> None:
    from interim import terminal

    console = terminal.console(click.get_text_stream("stdout"))
    document = evaluation.to_json()
    terminal.show(console, terminal.evaluation(document, evaluation.case, console.width))


def _write_brief(evaluation: Evaluation, path: Path) -> Path:
    from interim.files import write_text
    from interim.report.brief import brief as written_brief

    write_text(path, written_brief(evaluation.to_json(), evaluation.case))
    _keep(path)
    return path


def _write_json(document: Any, path: Path) -> None:
    from interim.files import write_text

    _keep(write_text(path, _as_json(document)))


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


def _as_json(document: Any) -> str:
    return json.dumps(_finite(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _finite(value: Any) -> Any:
    """The same document with null for what JSON has no number for."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None
    return value


def _print_json(document: Any) -> None:
    # As bytes: JSON is UTF-8 whatever the terminal's encoding.
    click.echo(_as_json(document).encode(errors="replace"), nl=False)


def _keep(path: Path) -> None:
    """Remember a finished file, to name it should the rest be interrupted."""
    kept = click.get_current_context().find_object(list)
    if kept is not None:
        kept.append(str(path))


# --- running -------------------------------------------------------------------------------


def run(arguments: Sequence[str], kept: list[str]) -> int:
    """Run a command line and turn whatever happens into an exit code and a message.

    Args:
        arguments: what follows `interim`.
        kept: the files finished so far are added here.

    Returns:
        0, 1 or 2.

    Raises:
        KeyboardInterrupt: on Ctrl-C.
    """
    from interim.errors import BadInput

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and "utf" not in (stream.encoding or "").lower():
            stream.reconfigure(errors="replace")
    try:
        with interim.make_context("interim", list(arguments), obj=kept) as context:
            interim.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort as abort:
        raise KeyboardInterrupt from abort
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except BadInput as bad:
        _show(bad)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        _confess(arguments)
        return FAULT
    return 0


def _show(bad: BadInput) -> None:
    from interim.report.words import plain

    for problem in bad.problems:
        click.echo(plain(str(problem)), err=True)


def _confess(arguments: Sequence[str]) -> None:
    import platform
    import shlex
    import traceback

    traceback.print_exc()
    click.echo(
        "\nThis is a fault of interim, not of your case. Please report it as CONTRIBUTING.md "
        "says, with the lines above and these:\n"
        f"  command: interim {shlex.join(arguments)}\n"
        f"  interim {__version__}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    from interim.__main__ import console

    console()
