"""What outsiders would learn, on the terminal. Pure layout over the document of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from interim.case.model import Case
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import learning_words, sentences


def breaches(document: Mapping[str, Any]) -> Group:
    """What a breach of each plan would teach the first observer, a sentence each."""
    first = next(learning_words.observers(document), None)
    plans = sentences.real_plans(document) if first is not None else ()
    said = [learning_words.headline(document, plan, str(first)) for plan in plans]
    return Group(Text(""), *(text(line) for line in said if line))


def learnt(document: Mapping[str, Any], case: Case) -> Group:
    """What each observer of a document would learn from each plan.

    Args:
        document: the document of ``interim evaluate --json``, with the observers to tell of.
        case: for what its numbers are called.
    """
    lines: list[RenderableType] = []
    for observer in learning_words.observers(document):
        who = document["parties"].get(observer, observer)
        lines += [Text(""), text(f"What would this tell: {who}", "bold")]
        table = open_table("plan", "sees", "likely", "kind of party", "next deal broken", "futures")
        for plan, result in sentences.real_plans(document).items():
            for row, lesson in enumerate(learning_words.lessons(document, plan, observer)):
                table.add_row(*(text(each) for each in ("" if row else result["short"], *lesson)))
        said = [
            f"{learning_words.headline(document, plan, observer)} "
            f"{learning_words.moved(document, plan, observer, case)}".strip()
            for plan in sentences.real_plans(document)
        ]
        lines += [table, *(text(line) for line in said if line)]
        lines += [*(text(line) for line in learning_words.telling(document, observer))]
    return Group(*lines, Text(""), text(learning_words.reading(document)))
