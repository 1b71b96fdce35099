"""`interim swap`: land of equal area across the line of contact."""

from __future__ import annotations

import re
from typing import Any

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json


def _names(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(name for name in (value or "").replace(",", " ").split() if name)


def _share(ctx: click.Context, parameter: click.Parameter, value: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*", value)
    share = float(match[1]) / (100 if match[2] else 1) if match else -1.0
    if not 0 <= share < 1:
        raise click.BadParameter(f"found '{value}', expected a share below 1, such as 1% or 0.01")
    return share


@click.command(short_help="Land of equal area on the other side of the line.")
@options.case
@click.option("--zone", metavar="ZONE", help="Zone that is given.  [default: the case's first]")
@click.option(
    "--give",
    callback=_names,
    metavar="NAMES",
    help="Cells or units given instead, with commas; a unit held by both as unit:holder, all that "
    "a principal holds by its name.",
)
@click.option(
    "--objective",
    type=click.Choice(["people", "compact", "strip", "near"]),
    default="people",
    show_default=True,
    help="What the land taken is to have least of: people, spread, width behind the line opposite "
    "the zone, or mean distance from the zone's front.",
)
@click.option(
    "--size",
    type=click.FloatRange(min=0, min_open=True),
    metavar="KM2",
    help="With --objective strip: strips of one width and about this area on both sides of the "
    "zone's front, instead of the whole zone for a strip.",
)
@click.option(
    "--within", callback=_names, metavar="UNITS", help="Take land in these units only, with commas."
)
@click.option(
    "--tolerance",
    callback=_share,
    default="1%",
    show_default=True,
    metavar="SHARE",
    help="How far the two areas may differ.",
)
@click.option(
    "--pieces",
    type=click.Choice(["one", "any"]),
    default="one",
    show_default=True,
    help="One connected piece, or any number that each touch the line of contact.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Stop searching after this long and name the gap that is left.",
)
@options.as_json
def swap(case: str, json: bool, **swap_options: Any) -> None:
    """Land of equal area on the other side of the line of contact, found exactly.

    Says so where no such land exists, and how much is missing.
    """
    from interim.case.read import load
    from interim.questions.swap import swap as find

    document = find(load(case), **swap_options)
    if json:
        print_json(document)
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.swap import exchange

    show(exchange(document))
