"""The command line: each command is a thin layer over a function of the same name.

The commands are in `interim.interfaces.commands`, one module each, imported when they are needed.
"""

from __future__ import annotations

from importlib import import_module

import click

from interim.foundation.version import VERSION

SECTIONS = {
    "Start": ("demo", "serve", "store", "cases", "new", "check", "rename", "fit"),
    "Ask": (
        "compare",
        "evaluate",
        "frontier",
        "bridge",
        "vote",
        "referendum",
        "map",
        "swap",
        "force",
        "war",
        "talks",
        "brief",
    ),
    "Look behind": ("explain", "history", "lenses", "record", "regret", "sources", "sweep"),
    "For editors and continuous integration": ("schema",),
}


class Sections(click.Group):
    """A group whose help lists its commands by what one wants to do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which one meets them."""
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, from the module of that name."""
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(import_module(f"interim.interfaces.commands.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, naming the nearest command where there is none of that name."""
        from interim.foundation.errors import nearest

        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            guess = nearest(args[0], self.list_commands(ctx))
            hint = f" Did you mean '{guess}'?" if guess else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

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
@click.version_option(VERSION, prog_name="interim")
def interim() -> None:
    """Work out what rival peace plans would lead to, under assumptions you can see and change.

    A case is a folder of text files that describes one conflict: the parties, the plans clause
    by clause, the war that goes on if nobody signs, and who would enforce what. Every result is
    a share of the futures drawn from the case's quantities, with its interval; none of them is
    a forecast.

    CASE is the name of a bundled case (see `interim cases`) or a folder.
    """
