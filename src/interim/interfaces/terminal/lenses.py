"""Lenses side by side on the terminal. Pure layout over `interim.insight.lenses`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import NO_DEAL
from interim.foundation import horizons, words
from interim.interfaces.terminal.screen import open_table, text, text_lines
from interim.presentation import notes, views
from interim.presentation.standing import state

Document = Mapping[str, Any]


def side_by_side(document: Document) -> Group:
    """What each lens believes, what follows, where they part, and what would tell them apart.

    Args:
        document: the document of ``interim lenses --json``.
    """
    parts: list[RenderableType] = [
        text(views.headline(document), "bold"),
    ]
    for title, part in (
        ("What each believes", _beliefs(document)),
        ("What follows", _results(document)),
        ("Where they would bet differently", _differences(document)),
        (notes.ASK, _questions(document)),
        ("The best question between each view and the case as written", _pairs(document)),
    ):
        parts += [Text(""), text(title, "bold underline"), *part]
    parts += [Text(""), text(views.reading(document))]
    return Group(*parts)


def _beliefs(document: Document) -> Iterator[RenderableType]:
    for view in document["lenses"].values():
        if not view["beliefs"]:
            continue
        source = f" [{', '.join(view['source'])}]" if view["source"] else ""
        yield Text("")
        yield text(f"{view['title']}: {view['who']}", "bold")
        yield text(f"{view['summary']}{source}")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(ratio=2, overflow="fold")
        table.add_column(ratio=3)
        for belief in view["beliefs"]:
            unit = f" {belief['unit']}" if belief["unit"] else ""
            table.add_row(
                text(
                    f"{belief['quantity']}: {belief['value']}{unit} (case: {belief['as_written']})"
                ),
                text(f"{belief['claim']} {belief['because']}"),
            )
        yield Padding(table, (0, 0, 0, 2))


def _results(document: Document) -> Iterator[RenderableType]:
    for plan, short in document["plans"].items():
        if plan == NO_DEAL:
            continue
        yield Text("")
        table = open_table(text(short))
        years = horizons.within(document["horizon_years"], horizons.LATE)
        fought = state(document).fought
        for heading in (
            "signed", "adopted", *(f"in force {year} y" for year in years),
            *(("deaths averted\n(thousands)",) if fought else ()),
        ):  # fmt: skip
            table.add_column(heading)
        for party in document["principals"]:
            title = document["parties"].get(party, party)
            table.add_column(text_lines(f"its failure is\nworth to {title}"), no_wrap=True)
        for view in document["lenses"].values():
            result = view["plans"][plan]
            table.add_row(
                text(view["title"]),
                words.cell(result["signed"]),
                words.cell(result["adopted"]),
                *(words.cell(result["holds_if_adopted"][str(year)]) for year in years),
                *((words.thousands(result["deaths_averted_if_adopted"]),) if fought else ()),
                *(_fine(result["value_of_failure"][party]) for party in document["principals"]),
            )
        yield table


def _differences(document: Document) -> Iterator[RenderableType]:
    table = open_table("outcome", "plan", "higher", "lower", "difference (95 % interval)")
    for outcome, largest in document["differences"].items():
        for row in largest[:2]:
            plan = "" if row["plan"] == NO_DEAL else document["plans"][row["plan"]]
            higher, lower, difference = views.apart(outcome, row)
            table.add_row(
                text(outcome), text(plan), _title(document, higher), _title(document, lower),
                difference,
            )  # fmt: skip
    yield table


def _questions(document: Document) -> Iterator[RenderableType]:
    yield text(views.unknown(document))
    table = open_table("bits (95 % interval)", "by", "if", "ask")
    for asked in document["questions"]:
        table.add_row(
            views.bits(asked),
            views.when(asked["year"]),
            text(asked["given"]),
            text(asked["question"]),
        )
    yield table
    for asked in document["questions"][:3]:
        yield Text("")
        yield from _answers(document, asked)


def _answers(document: Document, asked: Mapping[str, Any]) -> Iterator[RenderableType]:
    table = open_table()
    table.add_column(text(asked["question"]), max_width=40)
    answers = next(iter(asked["answers"].values()))
    for answer in answers:
        table.add_column(text(answer))
    for view, chances in asked["answers"].items():
        table.add_row(_title(document, view), *(words.cell(chance) for chance in chances.values()))
    yield table


def _pairs(document: Document) -> Iterator[RenderableType]:
    table = open_table("view", "bits of one", "by", "ask")
    first = next(iter(document["lenses"]))
    for asked in document["pairs"]:
        if asked["lenses"][0] == first:
            table.add_row(
                _title(document, asked["lenses"][1]), views.bits(asked), views.when(asked["year"]),
                text(asked["question"]),
            )  # fmt: skip
    yield table


def _title(document: Document, view: str) -> Text:
    return text(document["lenses"][view]["title"])


def _fine(spread: Mapping[str, float] | None) -> str:
    if spread is None:
        return words.NOTHING
    middle, low, high = (round(spread[key], 3) + 0.0 for key in ("median", "low", "high"))
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"
