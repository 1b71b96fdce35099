"""Packages nobody has proposed, on the terminal. Pure layout over `interim.questions.bridge`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import words
from interim.interfaces.terminal.screen import text
from interim.presentation.bridging import answer, gains


def packages(document: Mapping[str, Any], case: Case) -> Group:
    """The candidates, each as a change to a known plan, beside the known plans.

    Args:
        document: the document of ``interim bridge --json``.
        case: the case, for titles.
    """
    parts: list[RenderableType] = [
        text(f"{document['title']}: packages that nobody has proposed", "bold"),
        Text(""),
        text(answer(document)),
        Text(""),
        _table(document),
    ]
    for number, candidate in enumerate(document["candidates"], start=1):
        parts += [Text(""), *_told(number, candidate, document, case)]
    parts += [Text(""), text(_foot(document))]
    return Group(*parts)


def _table(document: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    principals = document["names"]
    table.add_column("package")
    for title in principals.values():
        table.add_column(f"{title}\nsigns")
    for head in ("all\nsign", "adopted", "if in force,\nholds 10 years", "all of it"):
        table.add_column(head)
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
            words.cell(shown["holds_if_adopted"].get("10")),
            words.cell(shown["signed_adopted_and_lasting"]),
        )
    return table


def _told(
    number: int, candidate: Mapping[str, Any], document: Mapping[str, Any], case: Case
) -> Iterator[RenderableType]:
    """A package as a change to the plan that it resembles most, and what each side gains."""
    plan = case.plans[candidate["nearest_plan"]].short
    changes = candidate["changes"]
    count = words.count(len(changes), "change")
    yield text(f"{number}. {plan}, with {count}", "bold")
    body = Table.grid(padding=(0, 2, 0, 0))
    body.add_column(ratio=1)
    for change in changes:
        issue = case.issues.issues[change["issue"]]
        before, after = (issue.options[change[end]].title for end in ("from", "to"))
        body.add_row(text(f"{issue.title}: {after} (instead of: {before})"))
    gained = [
        f"{title} {gains(candidate['gains'][p])}"
        for p, title in document["names"].items()
        if candidate["gains"].get(p)
    ]
    if gained:
        body.add_row(text(f"In value against {plan}: {words.listed(gained)}."))
    yield Padding(body, (0, 0, 0, 3))


def _foot(document: Mapping[str, Any]) -> str:
    return (
        "“All of it” is signed by all, passed by every body that is needed, and in force for ten "
        f"years: what the search seeks. ± is the 95 % interval over "
        f"{words.count(document['futures'], 'future')} that the search did not use; values are "
        "on a scale from a side's worst package (0) to its best (1), with the 90 % span. A package "
        "has the effects that its options have in the case; plans keep their own wording. The "
        "search tries packages near the frontier and near known plans, so it may miss others."
    )
