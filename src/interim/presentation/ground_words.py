"""What a plan changes on the ground, in words."""

from __future__ import annotations

from collections.abc import Mapping

from interim.foundation import words
from interim.territory.situation import Place, Situation
from interim.territory.standing import TODAY


def change(situation: Situation) -> str:
    """Who is leaving, and the largest stretch on which others stand than today."""
    table, when = situation.table, situation.when
    if situation.phase == TODAY:
        rows = situation.totals("holder")
        held = [
            f"{title} holds {area(km2)}"
            for title, km2 in zip(rows["title"], rows["area_km2"], strict=True)
        ]
        return f"Today {words.listed(held)}."
    names = situation.place.names
    moves: dict[tuple[str, str, float], dict[str, list[str]]] = {}
    for role, said in (("forces", "armed forces"), ("administration", "administration")):
        moved = table[table[role] != table["holder"]]
        if moved.empty:
            continue
        groups = moved.groupby(["holder", role])
        sizes = groups["area_km2"].sum().sort_values(ascending=False)
        before, after = sizes.index[0]
        heads = groups["people"].agg(lambda column: column.sum(skipna=False))[before, after]
        people_there = f" with {people(heads)} people" if heads == heads else ""
        stretch = f"{area(sizes.iloc[0])}{people_there}", names[before], float(sizes.iloc[1:].sum())
        moves.setdefault(stretch, {}).setdefault(_named(situation.place, after), []).append(said)
    parts = [_passing(*stretch, roles) for stretch, roles in moves.items()]
    for who, left in table[table["leaving"] != ""].groupby("leaving"):
        heads = left["people"].sum(skipna=False)
        people_there = f" with {people(heads)} people" if heads == heads else ""
        parts.insert(
            0, f"{names[str(who)]} is leaving {area(left['area_km2'].sum())}{people_there}"
        )
    first = when[:1].upper() + when[1:]
    return (
        f"{first}: " + ("; ".join(parts) if parts else "nobody stands elsewhere than today") + "."
    )


def _passing(where: str, before: str, rest: float, roles: Mapping[str, list[str]]) -> str:
    """'10 km² pass from North to South (armed forces)', or which role passes to whom."""
    if len(roles) == 1:
        ((after, said),) = roles.items()
        to = f" to {after} ({words.listed(said)})"
    else:
        to = ": " + words.listed([f"{words.listed(said)} to {who}" for who, said in roles.items()])
    elsewhere = f", and {area(rest)} change hands elsewhere" if rest else ""
    return f"{where} pass from {before}{to}{elsewhere}"


def _named(place: Place, who: str) -> str:
    """A party by its name, whoever else as the case puts it."""
    return f"“{place.names[who]}”" if who in place.presences else place.names[who]


def area(km2: float) -> str:
    """'5,285 km²'."""
    return f"{km2:,.0f} km²"


def people(number: float | None) -> str:
    """'about 230,000', 'about 6.0 million': two digits of it."""
    if number is None or number != number:
        return "an unknown number of"
    if number >= 1e6:
        millions = f"{number / 1e6:.2g}" if number >= 1e7 else f"{number / 1e6:.1f}"
        return f"about {millions} million"
    power = 10 ** max(len(str(int(number))) - 2, 0)
    return f"about {int(round(number / power) * power):,}"


def inhabitants(number: float | None) -> str:
    """The same for a table."""
    return "unknown" if number is None or number != number else people(number)
