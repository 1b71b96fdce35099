"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from interim.evaluation.stage import Stage

Command = TypeVar("Command", bound=Callable[..., Any])


def common(
    futures: int, *, workers: bool = True, record: bool = True
) -> Callable[[Command], Command]:
    """The options that say which futures to run.

    The command receives them as one `run`, and, if asked for, `workers`.

    Args:
        futures: how many futures are drawn by default.
        workers: whether the command runs in several threads.
        record: whether it can weigh futures by the record of answers.
    """
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
    if record:
        options.append(
            click.option(
                "--given-record",
                is_flag=True,
                help="Weigh futures by what the parties have answered; see `interim record`.",
            )
        )
    options.append(
        click.option(
            "--yes",
            is_flag=True,
            help="Start also what takes over an hour, or more memory than is free.",
        )
    )
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
        @wraps(command)
        def with_run(*args: Any, **given: Any) -> Any:
            from interim.futures import Run

            parts = {part: given.pop(part) for part in ("futures", "seed", "lens", "settings")}
            run = Run(**parts)
            if not given.pop("yes") and run.futures > futures:
                _expect_affordable(run.futures, given)
            if given.pop("given_record", False):
                from interim.interfaces.shell.running import given_record

                run = given_record(given.get("case"), run, given.get("workers"))
            return command(*args, run=run, **given)

        added: Any = with_run
        for option in reversed(options):
            added = option(added)
        return cast(Command, added)

    return add


def _expect_affordable(futures: int, given: Mapping[str, Any]) -> None:
    """Stop before a command whose run would be long or would not fit.

    What runs on other machines, or goes on, is left alone.
    """
    from interim.case.read import load
    from interim.interfaces.shell.beforehand import expect_affordable, plans_of

    if given.get("cluster") or given.get("resume"):
        return
    named, case = given.get("plans"), given.get("case")
    plans = len(named) if named else plans_of(load(case)) if case else 0
    command = click.get_current_context().info_name or ""
    expect_affordable(command, futures, plans=plans, workers=given.get("workers"))


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


def is_given(name: str) -> bool:
    """Whether an option of the command that runs was given, and is not its default."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not click.core.ParameterSource.DEFAULT


def names(
    ctx: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[str, ...] | None:
    """A callback for names with commas between them; None where nothing was said."""
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


def _stages(
    ctx: click.Context, parameter: click.Parameter, references: Sequence[str]
) -> tuple[Stage, ...]:
    if not references:
        return ()
    from interim.evaluation.stage import named

    return tuple(named(reference) for reference in references)


stages = click.option(
    "--stage",
    "stages",
    multiple=True,
    callback=_stages,
    metavar="MODULE:NAME",
    help="Also run a stage of an installed package, after ours; may be repeated.",
)
no_cache = click.option(
    "--no-cache", is_flag=True, help="Neither read nor keep results of earlier runs."
)
as_json = click.option("--json", is_flag=True, help="Print one JSON document and nothing else.")
out_folder = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write the result to this folder.",
)
case = click.argument("case")
plan = click.argument("plan")
plans = click.argument("plans", nargs=-1, metavar="[PLAN]...")
cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Spread the work over a Dask cluster; 'local' for --workers processes on this machine.",
)
resume = click.option(
    "--resume", is_flag=True, help="Go on where an earlier run with this --out was stopped."
)
