"""The record of answers on the terminal. Pure layout over `interim.questions.record_document`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import record_words
from interim.presentation.learning_words import belief


def answered(document: Mapping[str, Any], case: Case) -> Group:
    """What the parties answered, and what that says of the futures.

    Args:
        document: the document of ``interim record --json``.
        case: for what its numbers are called.
    """
    lines = [
        *record_words.scored(document),
        record_words.hardest(document),
        *record_words.types(document),
        *record_words.moved(document, case),
        record_words.CAUTION,
        record_words.reading(document),
    ]
    return Group(
        text(record_words.headline(document), "bold"),
        Text(""),
        _answers(document),
        Text(""),
        *(text(line) for line in lines if line),
    )


def _answers(document: Mapping[str, Any]) -> Table:
    table = open_table("date", "party", "asked", "answered", "family", "used", "before", "after")
    for answer in document["answers"]:
        table.add_row(
            *(
                text(cell)
                for cell in (
                    answer["date"],
                    document["parties"][answer["party"]],
                    answer["asked"],
                    record_words.GIVEN[answer["answer"]],
                    answer["family"],
                    record_words.USES[answer["use"]],
                    _chance(answer["chance_before"]),
                    _chance(answer["chance_after"]),
                )
            )
        )
    return table


def _chance(chance: float | None) -> str:
    return words.NOTHING if chance is None else belief(chance)
