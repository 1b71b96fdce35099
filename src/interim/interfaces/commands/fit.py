"""`interim fit`: polls into the leaning of those who vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json

if TYPE_CHECKING:
    from interim.referendums.fit import Poll


@click.command()
@click.argument("polls", metavar="YES:NO[:ASKED]...", nargs=-1, required=True)
@click.option(
    "--changed",
    metavar="YES:NO",
    help="What the same people would answer to a changed text, for the slope (with one poll).",
)
@click.option(
    "--rise", type=float, metavar="X", help="What the change adds to their value, from 0 to 1."
)
@options.as_json
def fit(polls: tuple[str, ...], changed: str | None, rise: float | None, json: bool) -> None:
    """Turn polls or a past result into a leaning, in log-odds.

    Each poll is written 31:40:546, percent of yes and of no and how many were asked; people
    are counted where yes and no exceed 100. The leaning is of the text that was asked about: where
    that is worth more or less to voters than no deal, take slope times rise off it.
    """
    from interim.foundation.errors import BadInput, Problem
    from interim.referendums.fit import fit as pooled
    from interim.referendums.fit import slope

    found = pooled([_poll(text) for text in polls])
    steep = None
    if (changed is None) != (rise is None) or (changed is not None and len(polls) != 1):
        message = "the slope needs one poll, --changed and --rise"
        raise BadInput([Problem(message, expected="interim fit 10:66 --changed 53:39 --rise 0.29")])
    if changed is not None and rise is not None:
        steep = slope(_poll(polls[0]), _poll(changed), rise)
    if json:
        ends = {"median": found.middle, "low": found.low, "high": found.high}
        print_json({"leaning": ends, "between": found.between, "slope": steep})
        return
    click.echo(f"leaning: {found.written}")
    click.echo(f"middle {found.middle:.2f}; between polls {found.between:.2f} (standard deviation)")
    if steep is not None:
        click.echo(f"slope: about {steep:.1f}; write it wider, since two answers carry no interval")


def _poll(text: str) -> Poll:
    from interim.foundation.errors import BadInput, Problem
    from interim.referendums.fit import Poll

    try:
        numbers = [float(part) for part in text.split(":")]
        if len(numbers) not in (2, 3):
            raise ValueError
    except ValueError as error:
        expected = "YES:NO or YES:NO:ASKED, such as 31:40:546"
        raise BadInput(
            [Problem("a poll that cannot be read", found=text, expected=expected)]
        ) from error
    return Poll(*numbers)
