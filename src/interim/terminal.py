"""What an evaluation looks like on the terminal: one table, then sentences.

Pure layout over the document of ``interim evaluate --json``. Text from a case is shown as it
is, never read as markup, and cannot move the cursor.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import NO_DEAL, Case
from interim.report import sentences, words

PLAIN_WIDTH = 132
"""Columns used where no terminal says how wide it is."""

Row = list[str]


def console(stream: TextIO) -> Console:
    """A console for a stream: colour and width of the terminal, or plain text without one.

    Args:
        stream: standard output or standard error.
    """
    asked = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(asked) if asked.isdecimal() else PLAIN_WIDTH
    return Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False
    )


def show(screen: Console, what: RenderableType) -> None:
    """Print something; without a terminal, with no blanks at the ends of lines."""
    if screen.is_terminal:
        screen.print(what)
        return
    with screen.capture() as captured:
        screen.print(what)
    for line in captured.get().splitlines():
        screen.file.write(line.rstrip() + "\n")


def text(content: str, style: str = "") -> Text:
    """Text of a case, safe to show."""
    return Text(words.plain(content), style=style)


def evaluation(document: Mapping[str, Any], case: Case, width: int) -> Group:
    """The table of an evaluation and the sentences under it.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case, for titles.
        width: columns at hand; below what one table needs, two narrower ones are stacked.
    """
    parts: list[RenderableType] = [_title(document, width), Text("")]
    parts += _tables(document, width)
    parts += [Text(""), _notes(document, case)]
    return Group(*parts)


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
    signing = [
        [
            f"signed by\n{parties.get(p, p)}",
            *(words.cell(r["assent"].get(p)) for r in results.values()),
        ]
        for p in document["principals"]
    ]
    signing.append(["signed by\nboth", *(words.cell(r["signed"]) for r in results.values())])
    signing.append(["\nadopted", *(words.cell(r["adopted"]) for r in results.values())])
    lasting = [
        [
            f"in force\n{year} year" + ("" if year == 1 else "s"),
            *(words.cell(r["holds_if_adopted"].get(str(year))) for r in results.values()),
        ]
        for year in (1, 5, 10)
        if year <= document["horizon_years"]
    ]
    lasting.append(
        ["how it would\nmostly end", *(_ends(plan, r, parties) for plan, r in results.items())]
    )
    lasting.append(
        [
            "deaths averted\n(thousands)",
            *(
                "0" if plan == NO_DEAL else words.thousands(r["deaths_averted_if_adopted"])
                for plan, r in results.items()
            ),
        ]
    )
    return signing, lasting


def _ends(plan: str, result: Mapping[str, Any], parties: Mapping[str, str]) -> str:
    if plan == NO_DEAL:
        return "war goes on"
    found = words.most_common_ending(result["ends_if_adopted"])
    if found is None:
        return words.TOO_FEW if any(result["ends_if_adopted"].values()) else words.NOTHING
    return words.ending(found[0], parties)


def _table(names: Sequence[str], columns: Sequence[Row]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(Text("\nplan"), overflow="fold")
    for heading, *_ in columns:
        table.add_column(text_lines(heading), no_wrap=True)
    for row, name in enumerate(names, start=1):
        table.add_row(text(name), *(text(column[row]) for column in columns))
    return table


def text_lines(content: str) -> Text:
    """Text whose line breaks are ours and kept."""
    return Text("\n").join(text(line) for line in content.split("\n"))


def _needed(table: Table) -> int:
    return Console(width=10_000).measure(table).maximum


def _notes(document: Mapping[str, Any], case: Case) -> RenderableType:
    notes = Table.grid(padding=(0, 2, 0, 0))
    notes.add_column(no_wrap=True, style="bold")
    notes.add_column()
    stuck = [
        f"{result['short']}: {found}"
        for plan, result in sentences.real_plans(document).items()
        if (found := sentences.obstacles(document, case, plan))
    ]
    for heading, lines in (
        ("What stands in the way", stuck),
        ("Where it is adopted", [sentences.where_adopted(document)]),
        ("Where numbers come from", [sentences.provenance(document)]),
        ("How to read the table", [sentences.reading(), sentences.precision(document)]),
    ):
        for first, line in enumerate(filter(None, lines)):
            notes.add_row(heading if first == 0 else "", text(line))
    return notes


def cases(found: Sequence[Mapping[str, Any]]) -> Table:
    """The bundled cases, each with its question and what one can ask it.

    Args:
        found: mappings with `id`, `title`, `question`, `as_of`, `plans` and `lenses`.
    """
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for about in found:
        table.add_row(text(about["id"], "bold"), text(f"{about['title']}, {about['as_of']}"))
        table.add_row("", text(about["question"]))
        table.add_row("", text("plans: " + ", ".join(about["plans"])))
        if about["lenses"]:
            table.add_row("", text("lenses: " + ", ".join(about["lenses"])))
        table.add_row("", "")
    return table


# --- compare -------------------------------------------------------------------------------

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
        some = words.count(len(differing), "of them", "of them")
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
