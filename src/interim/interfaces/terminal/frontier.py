"""A space of packages on the terminal: layout of the document of `interim frontier`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.foundation import words
from interim.interfaces.terminal.screen import text

RULES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
FEW = 3
"""Changes that still leave a plan the same plan to a reader."""

Document = Mapping[str, Any]


def packages(document: Document, case: Case | None = None) -> Group:
    """Fair points, known plans and the bargaining range.

    Args:
        document: the document of ``interim frontier --json``; its points are not needed.
        case: the case, for titles; none for a negotiation read from files.
    """
    shown = _Shown(document, case)
    parts: list[RenderableType] = [*shown.head(), Text(""), *shown.range(), Text("")]
    parts += [*shown.fair()]
    if case is not None:
        parts += [Text(""), *shown.plans(), Text(""), *shown.improvements()]
    parts += [Text(""), *shown.fair_packages()]
    if document["warnings"]:
        parts += [Text(""), *(text(f"Note: {warning}.") for warning in document["warnings"])]
    parts += [Text(""), *shown.notes()]
    return Group(*parts)


class _Shown:
    """The parts of the page, which all need the same names."""

    def __init__(self, document: Document, case: Case | None) -> None:
        self.document, self.case = document, case
        self.parties = [words.plain(document["names"][p]) for p in document["parties"]]
        self.otherwise = "no agreement" if case is None else "fighting on"

    def head(self) -> Iterator[RenderableType]:
        """What was searched, and how much of it is efficient."""
        d = self.document
        issues = words.count(d["issues"], "issue")
        yield text(f"{d['title']}: {d['outcomes']:,} packages of {issues}", "bold")
        how = "exact" if d["complete"] else "INCOMPLETE, a limit cut the search"
        who = "" if len(self.parties) < 2 else f" that {words.listed(self.parties)} prefer to"
        who = who or " worth at least"
        number = words.count(d["efficient"], "efficient package")
        yield text(f"{number[0].upper()}{number[1:]}{who} {self.otherwise} ({how}).")

    def range(self) -> Iterator[RenderableType]:
        """What each has without agreement, and what it can get with one."""
        found = self.document["range"]
        table = _table("", self.otherwise, "least efficient", "most")
        for p, party in enumerate(self.parties):
            most = ["-", "-"] if found["empty"] else [found["least"][p], found["best"][p]]
            table.add_row(text(party), *(_value(v) for v in (found["disagreement"][p], *most)))
        if found["empty"]:
            yield text("Bargaining range: empty", "bold")
        else:
            yield text("Bargaining range: what each can get from packages all prefer", "bold")
        yield table
        if found["empty"] and found["margin"] is not None and found["margin"] < 0:
            yield text(
                f"It would not be, were {self.otherwise} worth {_points(-found['margin'])} of its "
                "scale less to each."
            )
        share = found["share_of_packages"]
        if share is not None:
            counted = "" if found["counted"] else f", of {share['n']:,} drawn at random"
            many = _share(share["p"])
            if not found["counted"]:
                many += f" ({_share(share['low'])} to {_share(share['high'])})"
            kept = "the packages that keep the constraints"
            whole = kept if self.document["constraints"] else "all packages"
            yield text(f"Inside lie {many} of {whole}{counted}.")
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
                _value(row["disagreement"][p]),
                *(_value(value) for value in best),
                "range empty" if row["empty"] else _points(row["margin"]),
            )
        yield table

    def fair(self) -> Iterator[RenderableType]:
        """The fair points, among all packages and among those within red lines."""
        yield text("Fair points", "bold")
        table = _table("", *self.parties)
        if self.case is not None:
            self._told_columns(table)
            table.add_column(_heading("efficient", "in"), justify="right")
        self._fair_rows(table, self.document["solutions"])
        last = self.document["solutions"]
        for within in self.document.get("within_red_lines", ()):
            if within["efficient"] and within["solutions"] == last:
                continue  # a wider bound that changes nothing
            last = within["solutions"]
            table.add_row("")
            most = words.percent(within["refusal"])
            count = words.count(within["efficient"], "efficient package")
            table.add_row(text(f"red lines: {most} at most, {count}", "italic"))
            self._fair_rows(table, within["solutions"])
        yield table

    def _told_columns(self, table: Table) -> None:
        table.add_column(_heading("preferred to", self.otherwise), justify="right")
        for party in self.parties:
            table.add_column(_heading("red line of", party), justify="right")

    def _fair_rows(self, table: Table, solutions: Document) -> None:
        for rule, points in solutions.items():
            for number, point in enumerate(points[:1]):
                ties = f" ({len(points)} ties)" if len(points) > 1 and not number else ""
                values = [_value(value) for value in point["utilities"]]
                told = self._told(point)
                if self.case is not None:
                    told.append(words.cell(point["efficient_share"]))
                table.add_row(text(RULES[rule] + ties), *values, *told)

    def _told(self, what: Document) -> list[str]:
        if self.case is None:
            return []
        return [
            words.cell(what["preferred"]),
            *(_chances(what["refusal"][p]) for p in self.document["parties"]),
        ]

    def plans(self) -> Iterator[RenderableType]:
        """Where the plans lie."""
        yield text("Plans on the table", "bold")
        table = _table("", *self.parties)
        self._told_columns(table)
        table.add_column(_heading("all could", "gain"), justify="right")
        table.add_column(_heading("and cross no", "further red line"), justify="right")
        for plan in self.document["plans"].values():
            table.add_row(
                text(("* " if plan["in_range"] else "  ") + plan["short"]),
                *(_value(value) for value in plan["utilities"]),
                *self._told(plan),
                "efficient" if plan["efficient"] else _points(plan["distance"]),
                _points(plan["keeping_red_lines"]["distance"]),
            )
        yield table
        yield text(f"* each values it above {self.otherwise} with every quantity at its median")

    def improvements(self) -> Iterator[RenderableType]:
        """The cheapest improvement of each plan, a larger one, and the best trade."""
        yield text("What would make each plan better for all, crossing no further red line", "bold")
        for plan in self.document["plans"].values():
            yield text(plan["short"], "underline")
            steps = plan["keeping_red_lines"]["steps"]
            if not steps:
                yield _indented("nothing: every other package costs somebody something")
            few = [step for step in steps if len(step["changes"]) <= FEW] or steps[:1]
            told = set()
            for step in few[:1] + few[1:][-1:]:
                told.add(_issues(step))
                count = words.count(len(step["changes"]), "change")
                changes = self._sentence(step["changes"])
                yield _indented(f"{count} ({self._gains(step)}): {changes}")
            for trade in plan["trades"][:1]:
                if _issues(trade) not in told:
                    yield _indented(f"trade ({self._gains(trade)}): {self._trade(trade)}")

    def _gains(self, found: Document) -> str:
        return ", ".join(
            f"{party} {gain:+.3f}" for party, gain in zip(self.parties, found["gains"], strict=True)
        )

    def _sentence(self, changes: Sequence[Document]) -> str:
        return "; ".join(
            f"{self._issue(c['issue'])}: '{self._option(c['issue'], c['to'])}' instead of "
            f"'{self._option(c['issue'], c['from'])}'"
            for c in changes
        )

    def _trade(self, trade: Document) -> str:
        """Who gives way on what."""
        names = dict(zip(self.document["parties"], self.parties, strict=True))
        return "; ".join(
            f"conceded by {words.listed([names[p] for p in c['costs']]) or 'nobody'}: "
            f"{self._issue(c['issue'])} ('{self._option(c['issue'], c['to'])}')"
            for c in trade["changes"]
        )

    def fair_packages(self) -> Iterator[RenderableType]:
        """What the fair points say, issue by issue."""
        fair = {
            RULES[rule]: points[0]["package"]
            for rule, points in self.document["solutions"].items()
            if points
        }
        within = [w for w in self.document.get("within_red_lines", ()) if w["efficient"]]
        if not fair:
            return
        yield text("What the fair points say", "bold")
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
        table.add_column("")
        table.add_column(text("of all packages"))
        if within:
            table.add_column(text(f"Nash, red lines {words.percent(within[0]['refusal'])} at most"))
        for issue in next(iter(fair.values())):
            answers: dict[str, list[str]] = {}
            for rule, package in fair.items():
                answers.setdefault(self._option(issue, package[issue]), []).append(rule)
            said = [
                option if len(answers) == 1 else f"{option} ({', '.join(rules)})"
                for option, rules in answers.items()
            ]
            also = [
                self._option(issue, w["solutions"]["nash"][0]["package"][issue]) for w in within[:1]
            ]
            table.add_row(text(self._issue(issue)), text("; ".join(said)), *map(text, also))
        yield table

    def notes(self) -> Iterator[RenderableType]:
        """How to read the page."""
        yield text(
            "Gains count from the disagreement point. Nash: largest product of gains. "
            "Kalai-Smorodinsky: largest smallest share of one's best gain. Egalitarian: largest "
            "smallest gain. Utilitarian: largest sum."
        )
        if self.case is None:
            return
        futures = words.count(self.document["futures"], "future")
        yield text(
            "Values run from 0 (a party's worst package) to 1 (its best), with every quantity at "
            "its median and before it is foreseen whether a deal would hold: `interim evaluate` "
            "and `interim bridge` weigh that. 'Preferred': share of "
            f"{futures} in which both value the package above fighting on. 'Red line': chance "
            "that it crosses one, whatever else it offers, middle and 90 % span. 'Could gain': "
            "what every party could gain at once, of its scale from worst to best package."
        )

    def _issue(self, issue: str) -> str:
        return issue if self.case is None else self.case.issues.issues[issue].title

    def _option(self, issue: str, option: str) -> str:
        if self.case is None:
            return option
        return self.case.issues.issues[issue].options[option].title


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(text(first), no_wrap=True)
    for other in others:
        table.add_column(text(other), justify="right")
    return table


def _heading(*lines: str) -> Text:
    return Text("\n".join(words.plain(line) for line in lines))


def _issues(found: Document) -> frozenset[str]:
    return frozenset(change["issue"] for change in found["changes"])


def _indented(content: str) -> Padding:
    return Padding(text(content), (0, 0, 0, 2))


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.3f}"


def _points(share: float) -> str:
    return f"{100 * share:.1f} %"


def _share(share: float) -> str:
    """A share of packages, which may be small: '20 %', '0.053 %'."""
    return f"{100 * share:.0f} %" if share >= 0.1 or not share else f"{100 * share:.2g} %"


def _chances(spread: Mapping[str, float] | None) -> str:
    """A chance over futures: '80 % (65-90)'."""
    if spread is None:
        return words.NOTHING
    middle, low, high = (round(100 * spread[end]) for end in ("median", "low", "high"))
    if middle == 100 and spread["median"] < 1:
        return ">99 %"
    return f"{middle} %" if low == high else f"{middle} % ({low}-{high})"
