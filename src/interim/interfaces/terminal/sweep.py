"""A sweep on the terminal: what moves, in a sentence for each plan, then the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import words
from interim.insight import naming
from interim.interfaces.terminal.screen import text

SHOWN = 40
"""Rows of the table; the rest is in the file."""


def swept(document: Mapping[str, Any], case: Case) -> Group:
    """A sentence for each plan, then the points with their intervals.

    Args:
        document: the document of ``interim sweep --json``.
        case: the case, for titles.
    """
    design = document["design"]
    lens = f", lens {document['lens']}" if document["lens"] else ""
    head = (
        f"{document['title']}: a sweep of {words.count(design['points'], 'point')} "
        f"({design['kind']}), {words.count(document['futures'], 'future')} each, "
        f"seed {document['seed']}{lens}"
    )
    parts: list[RenderableType] = [text(head, "bold"), Text("")]
    parts += [text(said(document, case, plan)) for plan in document["plans"]]
    parts += [Text(""), _table(document, case)]
    more = len(document["results"]) - SHOWN
    if more > 0:
        parts.append(
            text(f"{words.count(more, 'row')} more: --out FILE keeps them, --json prints them.")
        )
    parts += [
        Text(""),
        text(
            "± is half of the 95 % interval of a share of futures, in points. All points share "
            "their futures, so differences between points are steadier than the intervals "
            "suggest. Shares follow from the assumptions of the case and are no chances in the "
            "world."
        ),
    ]
    return Group(*parts)


def said(document: Mapping[str, Any], case: Case, plan: str) -> str:
    """How far the life of a plan moves over the design.

    Args:
        document: the document of ``interim sweep --json``.
        case: the case, for titles.
        plan: id.
    """
    years = str(min(10, document["horizon_years"]))
    rows = [row for row in document["results"] if row["plan"] == plan]
    known = [row for row in rows if words.defined(row["holds_if_adopted"].get(years))]
    missing = document["design"]["points"] - len(rows)
    barred = (
        f" {words.count(missing, 'point').capitalize()} would break a constraint of the case."
        if missing
        else ""
    )
    if not known:
        return f"{case.plans[plan].short}: no point can be evaluated.{barred}"
    low, high = (f(known, key=lambda row: row["holds_if_adopted"][years]["p"]) for f in (min, max))
    first, last = (row["holds_if_adopted"][years] for row in (low, high))
    head = f"{case.plans[plan].short}, once in force, holds {years} years in {words.chance(first)}"
    if first["p"] == last["p"]:
        return f"{head} at every point.{barred}"
    return (
        f"{head} where it holds least often ({_where(low, case)}) and in {words.chance(last)} "
        f"where it holds most often ({_where(high, case)}).{barred}"
    )


def _where(row: Mapping[str, Any], case: Case) -> str:
    return "; ".join(f"{name} {value}" for name, value in _varied(row, case).items())


def _varied(row: Mapping[str, Any], case: Case) -> dict[str, str]:
    """What a point sets, for readers."""
    issues = case.issues.issues
    return {naming.words(case, name): _number(value) for name, value in row["settings"].items()} | {
        issues[issue].title: f"“{issues[issue].options[option].title}”"
        for issue, option in row["clauses"].items()
    }


def _number(value: str) -> str:
    try:
        return f"{float(value):.4g}"
    except ValueError:
        return value


def _table(document: Mapping[str, Any], case: Case) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    rows: Sequence[Mapping[str, Any]] = document["results"][:SHOWN]
    years = [y for y in ("1", "5", "10", "15") if int(y) <= document["horizon_years"]]
    for heading in ("plan", *_varied(rows[0], case), "signed by\nboth", "\nadopted"):
        table.add_column(text(heading))
    for year in years:
        table.add_column(text(f"in force\n{year} year" + ("" if year == "1" else "s")))
    for row in rows:
        table.add_row(
            text(row["short"]),
            *(text(value) for value in _varied(row, case).values()),
            text(words.cell(row["signed"])),
            text(words.cell(row["adopted"])),
            *(text(words.cell(row["holds_if_adopted"].get(year))) for year in years),
        )
    return table
