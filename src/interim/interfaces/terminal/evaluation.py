"""An evaluation on the terminal: one table, then sentences.

Pure layout over the document of ``interim evaluate --json``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.case.model import NO_DEAL, Case
from interim.foundation import horizons, words
from interim.interfaces.terminal.screen import open_table, text, text_lines
from interim.presentation import endings, notes, sentences, signatures
from interim.presentation.standing import State, state

Row = list[str]


def table(document: Mapping[str, Any], case: Case, width: int) -> Group:
    """The table of an evaluation and the sentences under it.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case, for titles.
        width: columns at hand; below what one table needs, two narrower ones are stacked.
    """
    parts: list[RenderableType] = [
        text(notes.LAST_OFFER, "bold"),
        _title(document, width),
        Text(""),
    ]
    parts += _tables(document, width)
    parts += [Text(""), _notes(document, case)]
    return Group(*parts)


def of_other_packages(document: Mapping[str, Any]) -> Group:
    """What stages of other packages found, a row for each plan, and where they come from.

    Args:
        document: the document of ``interim evaluate --json`` with `stages`.
    """
    rows = {plan["short"]: _fields(plan) for plan in document["plans"].values() if plan["stages"]}
    names = list(dict.fromkeys(name for cells in rows.values() for name in cells))
    columns = [
        [name, *(cells.get(name, words.NOTHING) for cells in rows.values())] for name in names
    ]
    from_where = [
        f"{stage['name']} is {stage['function']}"
        + (f" of {stage['package']}" if stage["package"] else "")
        for stage in document["stages"]
    ]
    return Group(Text(""), _table(list(rows), columns), Text(""), text("; ".join(from_where)))


def _fields(plan: Mapping[str, Any]) -> dict[str, str]:
    """`STAGE.FIELD`, with the label of its dimension below -> what a plan's cell shows."""
    cells = {}
    for stage, fields in plan["stages"].items():
        for field, figure in fields.items():
            if figure is None or {"p", "median"} & set(figure):
                cells[f"{stage}.{field}"] = _figure(figure)
            else:
                cells |= {f"{stage}.{field}\n{key}": _figure(one) for key, one in figure.items()}
    return cells


def _figure(figure: Mapping[str, Any] | None) -> str:
    if figure is None or "p" in figure:
        return words.cell(figure)
    return f"{figure['median']:.3g} ({figure['low']:.3g} to {figure['high']:.3g})"


def _title(document: Mapping[str, Any], width: int) -> RenderableType:
    left, right = sentences.headline(document), f"as of {document['as_of']}"
    if len(left) + len(right) + 2 > width:
        return Group(text(left, "bold"), text(right))
    line = Table.grid(expand=False)
    line.add_column(width=width - len(right), no_wrap=True)
    line.add_column(no_wrap=True)
    line.add_row(text(left, "bold"), text(right))
    return line


def _tables(document: Mapping[str, Any], width: int) -> list[RenderableType]:
    signing, lasting = _columns(document)
    names = [result["short"] for result in document["plans"].values()]
    whole = _table(names, [*signing, *lasting])
    if _needed(whole) <= width:
        return [whole]
    return [_table(names, signing), Text(""), _table(names, lasting)]


def _columns(document: Mapping[str, Any]) -> tuple[list[Row], list[Row]]:
    """Columns as [heading, cell, cell, ...]: who agrees to it, and whether it lasts."""
    results = document["plans"]
    parties = document["parties"]
    answers = [
        [
            f"signed by\n{parties.get(p, p)}",
            *(signatures.signs(r, p) for r in results.values()),
        ]
        for p in document["principals"]
    ]
    answers.append(
        [
            "signed by\nboth",
            *(signatures.signed(r) for r in results.values()),
        ]
    )
    answers.append(["\nadopted", *(words.cell(r["adopted"]) for r in results.values())])
    lasting = [
        [
            f"in force\n{words.plural(year, 'year')}",
            *(words.cell(r["holds_if_adopted"].get(str(year))) for r in results.values()),
        ]
        for year in horizons.within(document["horizon_years"], horizons.LATE)
    ]
    lasting.append(
        [
            "how it would\nmostly end",
            *(_ends(plan, r, parties, state(document)) for plan, r in results.items()),
        ]
    )
    if not state(document).fought:
        return answers, lasting
    lasting.append(
        [
            "deaths averted\n(thousands)",
            *(
                "0" if plan == NO_DEAL else words.thousands(r["deaths_averted_if_adopted"])
                for plan, r in results.items()
            ),
        ]
    )
    return answers, lasting


def _ends(
    plan: str, result: Mapping[str, Any], parties: Mapping[str, str], otherwise: State
) -> str:
    if plan == NO_DEAL:
        return otherwise.goes_on
    common = endings.most_common(result["ends_if_adopted"])
    if common is None:
        return words.TOO_FEW if any(result["ends_if_adopted"].values()) else words.NOTHING
    return endings.ending(common[0], parties, otherwise)


def _table(names: Sequence[str], columns: Sequence[Row]) -> Table:
    table = open_table()
    table.add_column(Text("\nplan"), overflow="fold")
    for heading, *_ in columns:
        table.add_column(text_lines(heading), no_wrap=True)
    for row, name in enumerate(names, start=1):
        table.add_row(text(name), *(text(column[row]) for column in columns))
    return table


def _needed(table: Table) -> int:
    return Console(width=10_000).measure(table).maximum


def _notes(document: Mapping[str, Any], case: Case) -> RenderableType:
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True, style="bold")
    rows.add_column()
    bodies = {name: body.title for name, body in case.bodies.items()}
    stuck = [
        f"{result['short']}: {note}"
        for plan, result in sentences.real_plans(document).items()
        if (note := sentences.obstacles(document, case.issues.titles, plan, bodies))
    ]
    for heading, lines in (
        (notes.IN_THE_WAY, stuck),
        ("Where both sign", [sentences.where_signed(document)]),
        ("Where numbers come from", [sentences.provenance(document)]),
        (
            "How to read the table",
            [
                sentences.last_offer(case.talks is not None, document),
                sentences.reading(document),
                sentences.precision(document),
            ],
        ),
    ):
        for first, line in enumerate(filter(None, lines)):
            rows.add_row(heading if first == 0 else "", text(line))
    return rows
