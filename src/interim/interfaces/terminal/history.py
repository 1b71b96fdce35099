"""Earlier settlements on the terminal. Pure layout over `interim.history.outside`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interim.foundation import horizons, words
from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import outside

YEARS = tuple(str(year) for year in horizons.within(horizons.LATE))


def settlements(document: Mapping[str, Any]) -> Group:
    """All settlements, or those like a plan.

    Args:
        document: the document of ``interim history --json``.
    """
    parts: list[RenderableType] = []
    if document["plan"] is None:
        parts += _everything(document)
    else:
        parts += _like(document)
    for summary in document.get("datasets", {}).values():
        parts += [Text(""), *_dataset(summary)]
    return Group(*parts)


def _like(document: Mapping[str, Any]) -> list[RenderableType]:
    """The reference class of a plan."""
    return [
        text(outside.like(document), "bold"),
        Text(""),
        _features(document),
        Text(""),
        _cases(document["reference_class"], "unlike the plan in"),
        Text(""),
        _survival(
            {
                "settlements like it (Kaplan-Meier)": document["survival"],
                outside.IF_KEPT: document["survival_if_kept"],
                "survival model with the plan's features": document["survival_model"],
                "all settlements known": document["survival_all"],
            }
        ),
        Text(""),
        text(document["verdict"]),
        text(outside.reading(document)),
    ]


def _everything(document: Mapping[str, Any]) -> list[RenderableType]:
    """The whole table."""
    alike = document["reference_class"]
    return [
        text(outside.everything(document), "bold"),
        Text(""),
        _cases(alike, "what it was"),
        Text(""),
        _survival(
            {
                "all (Kaplan-Meier)": document["survival"],
                outside.IF_KEPT: document["survival_if_kept"],
            }
        ),
        Text(""),
        _split(document["by_feature"]),
        Text(""),
        text(document["verdict"]),
        text(outside.reading(document)),
        text(outside.left_out(document)),
    ]


def _table(*headings: str) -> Table:
    table = open_table()
    for index, heading in enumerate(headings):
        table.add_column(heading, overflow="fold" if index == 0 else "ellipsis", no_wrap=index > 0)
    return table


def _features(document: Mapping[str, Any]) -> Table:
    """What the plan is, clause by clause, and what that did to the class."""
    steps = {step["feature"]: step for step in document["steps"]}
    clauses = {row["feature"]: row["clauses"] for row in document["features"]}
    table = open_table("feature, in the order of narrowing")
    table.add_column("plan", no_wrap=True)
    table.add_column("settlements", no_wrap=True)
    table.add_column("because of")
    for name, step in steps.items():
        left = f"{step['left']} left" if step["used"] else f"passed over, {step['left']} left"
        titles = list(dict.fromkeys(clause["title"] for clause in clauses[name]))
        table.add_row(text(step["meaning"]), step["code"], left, text("; ".join(titles)))
    return table


def _cases(rows: Sequence[Mapping[str, Any]], heading: str) -> Table:
    table = open_table("settlement")
    table.add_column("from", no_wrap=True)
    table.add_column("years", no_wrap=True, justify="right")
    table.add_column("end")
    table.add_column(heading)
    for row in rows:
        end = row["how"] if not row["ended_by"] else f"{row['how']} by {row['ended_by']}"
        last = (
            ", ".join(name.replace("_", " ") for name in row["differs"]) or "nothing"
            if "differs" in row
            else outside.codes(row["codes"])
        )
        table.add_row(
            text(row["name"]), row["start"][:4], f"{row['years']:.1f}", text(end), text(last)
        )
    return table


def _survival(curves: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _table("in force after", *(f"{year} y" for year in YEARS), "n")
    for name, curve in curves.items():
        n = next((curve[year]["n"] for year in YEARS if curve[year] is not None), 0)
        table.add_row(name, *(_share(curve[year]) for year in YEARS), str(n))
    return table


def _share(chance: Mapping[str, Any] | None) -> str:
    """A share with its whole interval: with few cases it is far from symmetric."""
    if chance is None:
        return words.NOTHING
    return f"{100 * chance['p']:.0f}% ({100 * chance['low']:.0f}-{100 * chance['high']:.0f})"


def _split(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("feature", "10 y with", "n", "10 y without", "n", "hazard ratio (model)")
    for row in rows:
        ratio = row["hazard_ratio"]
        table.add_row(
            text(row["meaning"]),
            _share(row["with"][YEARS[-1]]),
            str(_number(row["with"])),
            _share(row["without"][YEARS[-1]]),
            str(_number(row["without"])),
            f"{ratio['median']:.2f} ({ratio['low']:.2f}-{ratio['high']:.2f})",
        )
    return table


def _number(probability: Mapping[str, Any]) -> int:
    return next((share["n"] for share in probability.values() if share is not None), 0)


def _dataset(summary: Mapping[str, Any]) -> list[RenderableType]:
    """What a user's own copy of a data set says."""
    name = summary["dataset"]
    parts: list[RenderableType] = [text(name[0].upper() + name[1:], "bold")]
    if "survival" in summary:
        parts.append(_survival(summary["survival"]))
    if "implementation" in summary:
        table = _table("implemented, 0 to 100", *(f"year {y}" for y in summary["implementation"]))
        table.add_row(
            f"mean of {words.count(summary['accords'], 'accord')}",
            *(
                words.NOTHING
                if figures is None
                else f"{figures['mean']:.1f} ({figures['low']:.0f}-{figures['high']:.0f})"
                for figures in summary["implementation"].values()
            ),
        )
        parts.append(table)
    for key, heading in (("kept", "peace kept"), ("shares", "share of agreements")):
        if key in summary:
            table = _table(heading, "share", "n")
            for label, figures in summary[key].items():
                n = 0 if figures is None else figures["n"]
                table.add_row(label, _exact(figures), str(n))
            parts.append(table)
    return parts


def _exact(chance: Mapping[str, Any] | None) -> str:
    """A share to a tenth of a point, with its interval."""
    if chance is None:
        return words.NOTHING
    return f"{100 * chance['p']:.1f}% ({100 * chance['low']:.1f}-{100 * chance['high']:.1f})"


def sides(by_plan: Mapping[str, Mapping[str, Any]], shorts: Mapping[str, str]) -> Group:
    """Inside and outside view of several plans, side by side.

    Args:
        by_plan: plan -> result of `interim.history.outside.side_by_side`.
        shorts: plan -> its short title.
    """
    table = open_table(f"in force after {YEARS[-1]} years\nplan")
    table.add_column("inside view\n(the model)", no_wrap=True)
    table.add_column("outside view\n(settlements like it)", no_wrap=True)
    table.add_column("\nn", no_wrap=True)
    table.add_column("\nsuch as")
    apart = []
    for plan, side in by_plan.items():
        row = side["rows"][-1]
        table.add_row(
            text(shorts[plan]),
            _share(row["inside"]),
            _share(row["outside"]),
            str(side["settlements"]),
            text("; ".join(side["examples"][:2])),
        )
        if side["disagree"]:
            apart.append(text(f"{shorts[plan]}: {side['says']}"))
    if not apart:
        apart = [text(outside.NO_CONFIRMATION)]
    return Group(Text(""), table, Text(""), *apart)
