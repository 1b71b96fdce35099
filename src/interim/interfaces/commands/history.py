"""`interim history`: how long settlements of the past lasted."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json

CALIBRATE = "interim.interfaces.commands.history_calibrate"
COPY = click.Path(path_type=Path, dir_okay=False)


class History(click.Command):
    """The command, and `interim history calibrate`, which is one of its own."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """As click does, handing `calibrate` over to its command."""
        if args[:1] == ["calibrate"] and find_spec(CALIBRATE) is not None:
            command: click.Command = import_module(CALIBRATE).history_calibrate
            return command.make_context(f"{info_name} calibrate", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(cls=History)
@click.argument("case", required=False)
@click.argument("plan", required=False)
@click.option("--ucdp", type=COPY, metavar="FILE", help="Your copy of UCDP's peace agreements.")
@click.option("--pam", type=COPY, metavar="FILE", help="Your copy of the Peace Accords Matrix.")
@click.option("--pax", type=COPY, metavar="FILE", help="Your copy of PA-X.")
@click.option("--fortna", type=COPY, metavar="FILE", help="Your copy of Fortna's cease-fires.")
@options.as_json
def history(case: str | None, plan: str | None, json: bool, **copies: Path | None) -> None:
    """What became of earlier settlements like a plan: the outside view.

    Without arguments: all settlements of the shipped table, and what they had in common. With
    CASE and PLAN: those like the plan, why these, and how long they lasted. How it is coded and
    scored is in docs/history.md.
    """
    from interim.history.datasets import SUMMARIES
    from interim.history.outside import history as outside

    if case is not None and plan is None:
        raise click.UsageError("Name the plan as well: interim history CASE PLAN.")
    if case is not None:
        from interim.case.read import load

        loaded = load(case)
    document = outside(loaded, plan) if case is not None else outside()
    asked = {name: path for name, path in copies.items() if path is not None}
    if asked:
        document["datasets"] = {name: SUMMARIES[name](path) for name, path in asked.items()}
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.history import settlements
    from interim.interfaces.terminal.screen import show

    show(settlements(document))
