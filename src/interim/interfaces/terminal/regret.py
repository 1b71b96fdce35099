"""Regret between plans on the terminal. Pure layout over `interim.insight.regret`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.insight.regret import LIVES
from interim.interfaces.terminal.screen import text
from interim.presentation import sentences

TITLES = {
    "in-force": "If the plan were in force in every future",
    "proposed": "If the plan is proposed, and no deal holds where it is not adopted",
}


def regrets(document: Mapping[str, Any]) -> Group:
    """Every plan's regret for each principal and in lives, in force and as proposed.

    Args:
        document: the document of ``interim regret --json``.
    """
    lens = f", lens {document['lens']}" if document["lens"] else ""
    parts: list[RenderableType] = [
        text(
            f"{document['title']}, as of {document['as_of']}: regret between "
            f"{words.count(len(document['plans']), 'course', 'courses')}, "
            f"{words.count(document['futures'], 'future')}, seed {document['seed']}{lens}",
            "bold",
        )
    ]
    for basis, found in document["bases"].items():
        parts += [Text(""), text(TITLES[basis], "bold underline")]
        for name, criterion in found["criteria"].items():
            parts += [Text(""), _table(document, name, criterion)]
            parts += [text(line) for line in _said(document, name, criterion)]
        parts += [Text(""), text(_for_all(document, found))]
    parts += [Text(""), text(_reading(document))]
    return Group(*parts)


def _table(document: Mapping[str, Any], name: str, found: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(text(_name(document, name)))
    for heading in (
        "mean regret",
        "regret in the\nworst tenth, from",
        "largest\nregret drawn",
        "best",
        "worst",
        f"within {100 * document['within']:.0f} %\nof the best",
        "better than\nno deal",
    ):
        table.add_column(heading)
    for plan, row in found["plans"].items():
        unit = people if name == LIVES else figure
        table.add_row(
            text(document["plans"][plan]),
            _three(row["expected"], "mean", unit),
            _three(row["p90"], "value", unit),
            unit(row["largest"]),
            *(words.cell(row[key]) for key in ("best", "worst", "close")),
            words.NOTHING if plan == "no-deal" else words.cell(row["better_than_no_deal"]),
        )
    return table


def _said(document: Mapping[str, Any], name: str, found: Mapping[str, Any]) -> list[str]:
    least, minimax, never = (
        _plans(document, found[key])
        for key in ("least_expected_regret", "minimax_regret", "never_worst")
    )
    differ = found["plans_differ"]
    lines = [
        f"The plans make a difference in {words.chance(differ)}. Least mean regret: {least}. "
        f"Least maximum regret (minimax): {minimax}."
    ]
    if found["never_worst"]:
        bound = max(found["plans"][plan]["worst"]["high"] for plan in found["never_worst"])
        lines.append(
            f"Never worst in {document['futures']:,} futures, so in fewer than {100 * bound:.2g} % "
            f"(95 % bound): {never}."
        )
    elif differ["p"] > 0:
        lines.append("Each is worst in some future.")
    return lines


def _for_all(document: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    chances = [
        f"{document['plans'][plan]} in {words.brief_chance(chance)}"
        for plan, chance in found["better_for_all"].items()
        if words.defined(chance)
    ]
    if not chances:
        return f"Fewer than {words.FEWEST} futures are too few for shares."
    return (
        "Better than no deal for both principals and with fewer deaths, share of futures: "
        f"{words.listed(chances)}."
    )


def _reading(document: Mapping[str, Any]) -> str:
    return (
        "Regret: what a course leaves short of the one that is best in the same future, on the "
        "scale of value from 0 to 1 or in deaths over "
        f"{document['horizon_years']} years. Best, worst: no other is better, or worse, by more "
        "than a thousandth of the scale or half a life; none is where all are alike. "
        "Brackets and ± are 95 % intervals for the number of futures. The largest regret drawn "
        "only grows with more futures and has none. "
        f"{sentences.provenance(document)} None of this is a forecast."
    )


def _plans(document: Mapping[str, Any], plans: Sequence[str]) -> str:
    return words.listed([document["plans"][plan] for plan in plans])


def _name(document: Mapping[str, Any], name: str) -> str:
    return "Deaths" if name == LIVES else f"Value to {document['parties'].get(name, name)}"


def _three(found: Mapping[str, float] | None, middle: str, unit: Any) -> str:
    if found is None:
        return words.NOTHING
    return f"{unit(found[middle])} ({unit(found['low'])}-{unit(found['high'])})"


def figure(number: float) -> str:
    """A regret on the scale of value."""
    return f"{round(number, 3) + 0.0:.3f}"


def people(number: float) -> str:
    """A regret in lives, to the hundred."""
    return f"{round(number, -2) + 0.0:,.0f}"
