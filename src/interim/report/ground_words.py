"""What a plan changes on the ground, in words."""

from __future__ import annotations

import pandas as pd

from interim.case.model import Case
from interim.report import words
from interim.territory.standing import TODAY, titles, totals


def change(case: Case, table: pd.DataFrame, phase: str, when: str) -> str:
    """Who is leaving, and the largest stretch on which others stand than today.

    Args:
        case: the case, for titles.
        table: who stands where, as of `interim.territory.standing.standing`.
        phase: of that table.
        when: the title of the phase.
    """
    if phase == TODAY:
        rows = totals(case, table, "holder")
        held = [
            f"{title} holds {area(km2)}"
            for title, km2 in zip(rows["title"], rows["area_km2"], strict=True)
        ]
        return f"Today {words.listed(held)}."
    names = titles(case)
    passed: dict[str, list[str]] = {}
    for role, said in (("forces", "armed forces"), ("administration", "administration")):
        moved = table[table[role] != table["holder"]]
        if moved.empty:
            continue
        groups = moved.groupby(["holder", role])
        sizes = groups["area_km2"].sum().sort_values(ascending=False)
        before, after = sizes.index[0]
        heads = groups["people"].agg(lambda column: column.sum(skipna=False))[before, after]
        told = f" with {people(heads)} people" if heads == heads else ""
        rest = float(sizes.iloc[1:].sum())
        what = f"{area(sizes.iloc[0])}{told} pass from {names[before]} to “{names[after]}”" + (
            f", and {area(rest)} change hands elsewhere" if rest else ""
        )
        passed.setdefault(what, []).append(said)
    parts = [f"{what} ({words.listed(roles)})" for what, roles in passed.items()]
    for who, left in table[table["leaving"] != ""].groupby("leaving"):
        heads = left["people"].sum(skipna=False)
        told = f" with {people(heads)} people" if heads == heads else ""
        parts.insert(0, f"{names[str(who)]} is leaving {area(left['area_km2'].sum())}{told}")
    first = when[:1].upper() + when[1:]
    return (
        f"{first}: " + ("; ".join(parts) if parts else "nobody stands elsewhere than today") + "."
    )


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
