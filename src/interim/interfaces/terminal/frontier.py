"""A space of packages on the terminal: layout of the document of `interim frontier`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import frontier_words as said
from interim.presentation import notes
from interim.presentation.frontier_words import RULES, points, value

Document = Mapping[str, Any]


def packages(document: Document, case: Case | None = None) -> Group:
    """Fair points, known plans and the bargaining range.

    Args:
        document: the document of ``interim frontier --json``; its points are not needed.
        case: the case, for titles; none for a negotiation read from files.
    """
    shown = _Shown(document, case)
    parts: list[RenderableType] = [
        text(said.searched(document), "bold"),
        text(said.efficient(document, case)),
        Text(""),
        *shown.range(),
        Text(""),
        *shown.fair(),
    ]
    if case is not None:
        parts += [Text(""), *shown.plans(), Text(""), *shown.improvements()]
    parts += [Text(""), *shown.fair_packages()]
    if document["warnings"]:
        parts += [Text(""), *(text(f"Note: {warning}.") for warning in document["warnings"])]
    parts += [Text(""), *(text(line) for line in said.reading(document, case))]
    return Group(*parts)


class _Shown:
    """The parts of the page, which all need the same names."""

    def __init__(self, document: Document, case: Case | None) -> None:
        self.document, self.case = document, case
        self.parties = said.names(document)
        self.otherwise = said.otherwise(case)

    def range(self) -> Iterator[RenderableType]:
        """What each has without agreement, and what it can get with one."""
        span = self.document["range"]
        table = _table("", self.otherwise, "least efficient", "most")
        for p, party in enumerate(self.parties):
            most = ["-", "-"] if span["empty"] else [span["least"][p], span["best"][p]]
            table.add_row(text(party), *(value(v) for v in (span["disagreement"][p], *most)))
        yield text(said.bargaining_range(self.document), "bold")
        yield table
        yield from map(text, said.of_range(self.document, self.case))
        yield from self._by_type()

    def _by_type(self) -> Iterator[RenderableType]:
        rows = self.document.get("range_by_type")
        if not rows:
            return
        index = {party: p for p, party in enumerate(self.document["parties"])}
        yield Text("")
        yield text("If it were known what kind of principal one faces", "bold")
        table = _table("", "its fighting on", *(f"most for {party}" for party in self.parties))
        table.add_column(text("all can gain"), justify="right")
        for row in rows:
            p = index[row["party"]]
            best = ["-" for _ in self.parties] if row["empty"] else row["best"]
            table.add_row(
                text(f"{self.parties[p]}: {row['type']}"),
                value(row["disagreement"][p]),
                *(value(number) for number in best),
                "range empty" if row["empty"] else points(row["margin"]),
            )
        yield table

    def fair(self) -> Iterator[RenderableType]:
        """The fair points, among all packages and among those within red lines."""
        yield text("Fair points", "bold")
        table = _table("", *self.parties)
        if self.case is not None:
            self._chance_columns(table)
            table.add_column(_heading("efficient", "in"), justify="right")
        self._fair_rows(table, self.document["solutions"])
        last = self.document["solutions"]
        for within in self.document.get("within_red_lines", ()):
            if within["efficient"] and within["solutions"] == last:
                continue  # a wider bound that changes nothing
            last = within["solutions"]
            table.add_row("")
            table.add_row(text(said.within_red_lines(within), "italic"))
            self._fair_rows(table, within["solutions"])
        yield table

    def _chance_columns(self, table: Table) -> None:
        table.add_column(_heading("preferred to", self.otherwise), justify="right")
        for party in self.parties:
            table.add_column(_heading("red line of", party), justify="right")

    def _fair_rows(self, table: Table, solutions: Document) -> None:
        for rule, tied in solutions.items():
            for point in tied[:1]:
                ties = f" ({len(tied)} ties)" if len(tied) > 1 else ""
                values = [value(number) for number in point["utilities"]]
                chances = self._chances(point)
                if self.case is not None:
                    chances.append(words.cell(point["efficient_share"]))
                table.add_row(text(RULES[rule] + ties), *values, *chances)

    def _chances(self, what: Document) -> list[str]:
        if self.case is None:
            return []
        return [
            words.cell(what["preferred"]),
            *(said.chances(what["refusal"][p]) for p in self.document["parties"]),
        ]

    def plans(self) -> Iterator[RenderableType]:
        """Where the plans lie."""
        yield text("Plans on the table", "bold")
        table = _table("", *self.parties)
        self._chance_columns(table)
        table.add_column(_heading("all could", "gain"), justify="right")
        table.add_column(_heading("and cross no", "further red line"), justify="right")
        for plan in self.document["plans"].values():
            table.add_row(
                text(("* " if plan["in_range"] else "  ") + plan["short"]),
                *(value(number) for number in plan["utilities"]),
                *self._chances(plan),
                "efficient" if plan["efficient"] else points(plan["distance"]),
                points(plan["keeping_red_lines"]["distance"]),
            )
        yield table
        yield text(f"* each values it above {self.otherwise} {notes.MEDIAN}")

    def improvements(self) -> Iterator[RenderableType]:
        """What would make each plan better for all."""
        yield text("What would make each plan better for all, crossing no further red line", "bold")
        for plan in self.document["plans"].values():
            yield text(plan["short"], "underline")
            for line in said.improvements(self.document, plan, self.case):
                yield Padding(text(line), (0, 0, 0, 2))

    def fair_packages(self) -> Iterator[RenderableType]:
        """What the fair points say, issue by issue."""
        rows = said.fair_answers(self.document, self.case)
        if not rows:
            return
        yield text("What the fair points say", "bold")
        table = open_table("")
        for head in said.fair_heads(self.document):
            table.add_column(text(head))
        for issue, option, also in rows:
            table.add_row(text(issue), text(option), *map(text, also))
        yield table


def _table(first: str, *others: str) -> Table:
    table = open_table()
    table.add_column(text(first), no_wrap=True)
    for other in others:
        table.add_column(text(other), justify="right")
    return table


def _heading(*lines: str) -> Text:
    return Text("\n".join(words.plain(line) for line in lines))
