"""Packages nobody has proposed, on the terminal. Pure layout over `interim.questions.bridge`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import horizons, words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import bridging


def packages(document: Mapping[str, Any], case: Case) -> Group:
    """The candidates, each as a change to a known plan, beside the known plans.

    Args:
        document: the document of ``interim bridge --json``.
        case: the case, for titles.
    """
    parts: list[RenderableType] = [
        text(f"{document['title']}: packages that nobody has proposed", "bold"),
        Text(""),
        text(bridging.answer(document)),
        Text(""),
        _table(document),
    ]
    for number, candidate in enumerate(document["candidates"], start=1):
        parts += [Text(""), *_candidate(number, candidate, document, case)]
    parts += [Text(""), text(bridging.reading(document))]
    return Group(*parts)


def _table(document: Mapping[str, Any]) -> Table:
    table = open_table()
    principals = document["names"]
    table.add_column("package")
    for title in principals.values():
        table.add_column(f"{title}\nsigns")
    for head in (
        "all\nsign",
        "adopted",
        f"if in force,\nholds {words.plural(horizons.LATE, 'year')}",
        "all of it",
    ):
        table.add_column(head)
    talks = document.get("talks")
    if talks:
        table.add_column(f"signed in talks,\n{words.plural(talks['years']['signed'], 'year')}")
        table.add_column("kept in\ntalks")
    rows = [(str(k), c) for k, c in enumerate(document["candidates"], start=1)]
    known = sorted(
        document["plans"].values(),
        key=lambda plan: -plan["signed_adopted_and_lasting"]["p"],
    )
    for number, (name, shown) in enumerate([*rows, *((plan["short"], plan) for plan in known)]):
        if number == len(rows):
            table.add_section()
        table.add_row(
            text(name),
            *(words.cell(shown["assent"][p]) for p in principals),
            words.cell(shown["signed"]),
            words.cell(shown["adopted"]),
            words.cell(shown["holds_if_adopted"].get(str(horizons.LATE))),
            words.cell(shown["signed_adopted_and_lasting"]),
            *(
                words.cell(shown["talks"] and shown["talks"][key])
                for key in (("signed", "kept") if talks else ())
            ),
        )
    return table


def _candidate(
    number: int, candidate: Mapping[str, Any], document: Mapping[str, Any], case: Case
) -> Iterator[RenderableType]:
    """A package as a change to the plan that it resembles most, and what each side gains."""
    yield text(bridging.heading(number, candidate, case), "bold")
    body = Table.grid(padding=(0, 2, 0, 0))
    body.add_column(ratio=1)
    for issue, after, before in bridging.changes(candidate["changes"], case):
        body.add_row(text(f"{issue}: {after} (instead of: {before})"))
    stopped = bridging.stopped(candidate, document)
    if stopped:
        body.add_row(text(stopped))
    gained = bridging.in_value(candidate, document, case)
    if gained:
        body.add_row(text(gained))
    yield Padding(body, (0, 0, 0, 3))
