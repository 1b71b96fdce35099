"""Plans side by side on the terminal.

Pure layout over the document of ``interim compare --json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import text, text_lines

NARROWEST = 14
"""Columns that an option's title needs at the least."""

LEAST_GAIN = 0.005
"""Differences of value below this are not worth a diplomat's time."""


def comparison(document: Mapping[str, Any], width: int) -> Group:
    """Plans side by side as a briefing table, one issue per row.

    Args:
        document: the document of ``interim compare --json``.
        width: columns at hand; where the plans do not fit side by side, each issue lists which
            plans give which answer.
    """
    plans = document["plans"]
    differing = [issue for issue in document["issues"] if issue["differs"]]
    head = (
        f"{document['title']}: {words.count(len(plans), 'plan')} on "
        f"{words.count(len(document['issues']), 'issue')}"
    )
    if len(plans) > 1:
        some = words.count(len(differing), "of them", "of them") if differing else "none"
        head += f"; they differ on {'all' if len(differing) == len(document['issues']) else some}"
    room = (width - 2 - 24 - 22) // max(len(plans), 1) - 2
    body = _matrix(document, room) if room >= NARROWEST else _by_issue(document)
    parts: list[RenderableType] = [text(head, "bold"), Text(""), body]
    if len(plans) > 1:
        parts += [Text(""), *_distances(document)]
    parts += [
        Text(""),
        text("* the plans differ   (brackets) the plan is silent and the case's default holds"),
        text(
            "Best for: the plan whose clause adds most to a party's value, from 0 to 1, over no "
            f"deal; middle and 90 % span of {words.count(document['futures'], 'future')}. Shown "
            f"where the choice of plan moves it by {LEAST_GAIN} or more."
        ),
    ]
    return Group(*parts)


def _groups(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for issue in document["issues"]:
        groups.setdefault(issue["group"], []).append(issue)
    return groups


def _option(answer: Mapping[str, Any]) -> str:
    return f"({answer['title']})" if answer["silent"] else str(answer["title"])


def _matrix(document: Mapping[str, Any], room: int) -> Table:
    plans = document["plans"]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", width=1)
    table.add_column("issue", min_width=16, max_width=24)
    for plan in plans:
        table.add_column(
            text(document["titles"][plan]), min_width=NARROWEST, max_width=max(room, 24)
        )
    if len(plans) > 1:
        table.add_column("best for whom", min_width=18)
    for number, (group, issues) in enumerate(_groups(document).items()):
        if number:
            table.add_row("")
        table.add_row("", text(group, "bold underline"))
        for issue in issues:
            best = ["\n".join(_best_for(document, issue))] if len(plans) > 1 else []
            table.add_row(
                "*" if issue["differs"] else "",
                text(issue["title"]),
                *(text(_option(issue["options"][plan])) for plan in plans),
                *(text_lines(lines) for lines in best),
            )
    return table


def _by_issue(document: Mapping[str, Any]) -> Group:
    parts: list[RenderableType] = []
    for number, (group, issues) in enumerate(_groups(document).items()):
        if number:
            parts.append(Text(""))
        parts.append(text(group, "bold underline"))
        for issue in issues:
            parts.append(text(("* " if issue["differs"] else "  ") + issue["title"], "bold"))
            answers = Table.grid(padding=(0, 2, 0, 0))
            answers.add_column(ratio=3)
            answers.add_column(ratio=4)
            by_option: dict[str, list[str]] = {}
            for plan in document["plans"]:
                answer = _option(issue["options"][plan])
                by_option.setdefault(answer, []).append(document["titles"][plan])
            for answer, named in by_option.items():
                whom = "all" if len(by_option) == 1 else ", ".join(named)
                answers.add_row(text(answer), text(whom))
            parts.append(Padding(answers, (0, 0, 0, 4)))
            parts += [
                Padding(text(f"best for {line}", "italic"), (0, 0, 0, 4))
                for line in _best_for(document, issue)
            ]
    return Group(*parts)


def _best_for(document: Mapping[str, Any], issue: Mapping[str, Any]) -> list[str]:
    """'Russia: 28-point, +0.06 (0.02 to 0.09)' for each principal to whom the choice matters."""
    lines = []
    for party in document["principals"]:
        gains = {plan: gain for plan, gain in issue["gains"][party].items() if gain}
        medians = [gain["median"] for gain in gains.values()]
        if not issue["differs"] or not medians or max(medians) - min(medians) < LEAST_GAIN:
            continue
        best = max(gains.values(), key=lambda gain: gain["median"])
        named = [document["titles"][plan] for plan, gain in gains.items() if gain == best]
        middle, low, high = (_signed(best[end]) for end in ("median", "low", "high"))
        lines.append(
            f"{document['parties'][party]}: {' / '.join(named)}, {middle} ({low} to {high})"
        )
    return lines


def _signed(gain: float) -> str:
    return f"{gain:+.2f}" if abs(gain) >= 0.005 else "0.00"


def _distances(document: Mapping[str, Any]) -> list[RenderableType]:
    distance = document["distance"]
    pairs = sorted(
        (distance[a][b], a, b)
        for i, a in enumerate(document["plans"])
        for b in document["plans"][i + 1 :]
    )
    titles = document["titles"]

    def said(pair: tuple[float, str, str]) -> str:
        share, a, b = pair
        return f"{titles[a]} and {titles[b]} ({100 * share:.0f} % of issues differ)"

    if len(pairs) == 1:
        return [text(f"Distance: {said(pairs[0])}.")]
    return [text(f"Closest: {said(pairs[0])}. Furthest apart: {said(pairs[-1])}.")]
