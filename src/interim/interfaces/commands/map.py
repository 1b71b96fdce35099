"""`interim map`: who stands where, phase by phase; and areas cut into cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import keep, print_json


class Maps(click.Group):
    """A group whose first argument may be a case, which is then drawn."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """`interim map CASE` means `interim map draw CASE`."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["draw", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Maps, invoke_without_command=False)
def map() -> None:
    """Draw who stands where under a plan; make cells from borders.

    `interim map CASE [PLAN]` draws; `interim map import BORDERS.geojson` makes a table of cells.
    """


@map.command()
@options.case
@click.argument("plan", required=False)
@click.option(
    "--phase", metavar="PHASE", help="today, withdrawal, in-force, breach, or vote-CHOICE."
)
@click.option(
    "--show",
    type=click.Choice(["forces", "administration", "police", "holder", "zone"]),
    default="forces",
    show_default=True,
    help="What colours and hatching say.",
)
@click.option("--whole", is_flag=True, help="The whole ground, not only what is contested.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write the map (.svg or .png).  [default: CASE-PLAN-PHASE.svg]",
)
@options.as_json
def draw(
    case: str,
    plan: str | None,
    phase: str | None,
    show: str,
    whole: bool,
    out: Path | None,
    json: bool,
) -> None:
    """Draw who stands where under a plan, in one phase of it."""
    from interim.case.model import NO_DEAL
    from interim.case.read import load
    from interim.foundation.errors import BadInput, unknown
    from interim.interfaces.shell.output import FIGURES, expect_ending, expect_writable
    from interim.questions.breach import breach
    from interim.territory.contact import contact
    from interim.territory.standing import BREACH, IN_FORCE, TODAY, phases, standing, totals

    if out is not None:
        expect_ending(out, FIGURES, "--out")
    loaded = load(case)
    name = plan or NO_DEAL
    if name not in loaded.plans:
        raise BadInput([unknown("plan", name, loaded.plans)])
    chosen = loaded.plans[name]
    when = phase or (IN_FORCE if plan else TODAY)
    table = standing(loaded, chosen, when)
    if json:
        print_json(
            {
                "case": loaded.id,
                "plan": name,
                "phase": when,
                "phases": phases(loaded, chosen, leaving=True),
                **({"breach": breach(loaded, chosen, table)} if when == BREACH else {}),
                "line": contact(table, *loaded.principals[:2]).summary(),
                "cells": table.drop(columns="changed").to_dict("records"),
                "totals": {
                    role: totals(loaded, table, role).to_dict("records")
                    for role in ("holder", "forces", "police", "administration")
                },
            }
        )
        if out is None:
            return
    from interim.foundation.files import write_bytes
    from interim.presentation.drawing import drawn
    from interim.presentation.map_figure import figure
    from interim.territory.situation import situation

    file = out or Path(f"{loaded.id}-{name}-{when}.svg")
    expect_writable(file)
    chart = figure(situation(loaded, chosen, when), show=show, whole=whole)
    keep(write_bytes(file, drawn(chart, file.suffix.lower()[1:])))
    click.echo(f"Map: {file}", err=json)


@map.command(name="import")
@click.argument("borders", type=click.Path(path_type=Path))
@click.option(
    "--holder",
    "holders",
    multiple=True,
    metavar="[PARTY=]FILE",
    help="What a party holds, as GeoJSON; may be repeated. Without PARTY, the file's name.",
)
@click.option(
    "--holder-default",
    default="holder",
    show_default=True,
    metavar="PARTY",
    help="Who holds the rest.",
)
@click.option("--unit-key", metavar="NAME", help="The property that names a unit.")
@click.option(
    "--resolution",
    type=click.IntRange(0, 12),
    default=6,
    show_default=True,
    help="Of the H3 cells: 5 has about 250 km2, 6 about 36, 7 about 5.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("ground"),
    show_default=True,
    metavar="DIR",
    help="Folder for cells.csv and territory.yaml.",
)
def import_(
    borders: Path,
    holders: tuple[str, ...],
    holder_default: str,
    unit_key: str | None,
    resolution: int,
    out: Path,
) -> None:
    """Make a case's table of cells from the borders of its units and who holds what.

    Both are GeoJSON in degrees on WGS84. Copy the two files that come out into a case folder.
    """
    from interim.foundation.files import write_text
    from interim.interfaces.shell.output import expect_writable
    from interim.territory.borders import Area, read_areas
    from interim.territory.pieces import as_csv, pieces, stub

    areas = read_areas(borders, key=unit_key)
    ids = ids_of([area.name for area in areas], str(borders))
    units = [Area(ids[area.name], area.ground, area.feature) for area in areas]
    held: dict[str, tuple[Area, ...]] = {}
    for named in holders:
        party, sign, file = named.partition("=")
        path = Path(file if sign else named)
        held[party if sign else _id(path.stem) or "holder"] = read_areas(path, named=False)
    table = pieces(
        units, held, default=holder_default, resolution=resolution, file=", ".join(holders) or None
    )
    expect_writable(out / "cells.csv")
    keep(write_text(out / "cells.csv", as_csv(table)))
    keep(
        write_text(
            out / "territory.yaml",
            stub(table, borders.name, {id_: name for name, id_ in ids.items()}),
        )
    )
    total = table["area_km2"].sum()
    click.echo(f"{len(table):,} pieces of {table['cell'].nunique():,} cells, {total:,.0f} km2:")
    for unit in sorted(table["unit"].unique()):
        inside = table[table["unit"] == unit]
        for holder in sorted(inside["holder"].unique()):
            area = inside.loc[inside["holder"] == holder, "area_km2"].sum()
            click.echo(f"  {unit}, held by {holder}: {area:,.0f} km2")
    click.echo(f"Written to {out}; put the titles right and add zones in territory.yaml.")


def ids_of(names: Sequence[str], file: str) -> dict[str, str]:
    """An id for each name: its letters without accents, or a number where they are of a script in
    which ids are not written.

    Raises:
        BadInput: two names would have one id.
    """
    from interim.foundation.errors import BadInput, Problem

    ids, problems = {}, []
    for number, name in enumerate(names, start=1):
        ids[name] = _id(name) or f"unit-{number}"
        other = next((each for each in names[: number - 1] if ids[each] == ids[name]), None)
        if other is not None:
            message = f"two units would have the id '{ids[name]}'"
            found, expected = f"'{other}' and '{name}'", "names that differ in letters or figures"
            problems.append(Problem(message, file, found=found, expected=expected))
    if problems:
        raise BadInput(problems)
    return ids


def _id(name: str) -> str:
    """A name as a case writes ids; empty where its letters are of another script."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if any(letter.isalnum() and not letter.isascii() for letter in plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


_LATIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                        "ı": "i", "ŋ": "n", "ħ": "h", "ß": "ss"})  # fmt: skip
"""Latin letters that are more than a letter with an accent."""
