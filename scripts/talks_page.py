"""Which text is signed if talks go on: tables and figures of docs/talks.md.

    .venv/bin/python scripts/talks_page.py [FUTURES [FUTURES OF EACH CHANGED NUMBER]]

Ukraine 2026 and Kosovo 1999 with the menu of the case; then Ukraine with one number changed at a
time, on the first of the same futures. `pages.py` says how many futures the page shows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import interim
from interim.case.model import Case
from interim.foundation import words
from interim.futures import Run
from interim.presentation import moves_words, pressure_figure, talks_figure, talks_words
from interim.questions.otherwise import Followed, difference, follow, of_first, stated

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "talks.md"
FIGURES = ROOT / "docs" / "figures"
UKRAINE, KOSOVO = "ukraine-2026", "kosovo-1999"
SHOWN_TEXTS = 3
"""Texts with a panel of their own in the first figure."""


class Along(NamedTuple):
    """A number that is changed, and at which values.

    Attributes:
        name: the quantity.
        title: what heads its panel.
        unit: what stands below it.
        row: what the table says, with the value at {}.
        others: values within the span that the case holds likely, and beyond it. The ends of the
            span are added, and its middle is the case as it stands.
        per: what a value is multiplied by to be shown.
    """

    name: str
    title: str
    unit: str
    row: str
    others: tuple[float, ...]
    per: float = 1.0

    def span(self, case: Case) -> tuple[float, float]:
        """Between these it lies in 90 of 100 futures."""
        low, high = case.quantities[self.name].at(np.array([0.05, 0.95]))
        return round(float(low), 6), round(float(high), 6)

    def values(self, case: Case) -> list[float]:
        """The values that are set, in order."""
        return sorted((*self.span(case), *self.others))

    def told(self, value: float) -> str:
        """The row of a value."""
        return self.row.format(f"{self.per * value:g}".replace("-", "\N{MINUS SIGN}"))


ALONG = (
    Along(
        "war.belligerents.russia.monthly_cost",
        "Cost to Russia",
        "a month, of its whole scale",
        "a month of war costs Russia {}",
        (0.27, 0.6),
    ),
    Along(
        "war.patrons.united-states.withdrawal",
        "US withdrawal",
        "chance a month, %",
        "the United States leaves at {} % a month",
        (0.05, 0.1),
        100,
    ),
    Along(
        "war.front.monthly_gain",
        "Pace of the front",
        "km2 a month",
        "the front moves {} km2 a month",
        (44, 400),
    ),
)
SHARES = {"signed within five years": "within.5.signed", "in force after ten": "within.10.in_force"}
Document = Mapping[str, Any]


class Point(NamedTuple):
    """Talks at one value of a number; None is the case as it stands."""

    along: Along
    value: float | None
    talks: Followed


def along(today: Followed) -> list[Point]:
    """Talks at each value of each number, in the same futures; those of today in the middle."""
    points = []
    for each in ALONG:
        middle = today.case.quantities[each.name].middle
        found = {middle: Point(each, None, today)}
        for value in each.values(today.case):
            run = Run(today.run.futures, settings={each.name: value})
            found[value] = Point(each, value, follow(today.case, run))
            print(each.told(value), flush=True)
        points += [found[value] for value in sorted(found)]
    return points


def panel_of(each: Along, points: list[Point]) -> pressure_figure.Panel:
    """What the figure shows of one number."""
    case = points[0].talks.case
    middle = each.per * case.quantities[each.name].middle
    values = {}
    for point in points:
        if point.along is each:
            document = stated(point.talks)
            shown = middle if point.value is None else each.per * point.value
            values[shown] = {what: at(document, path) for what, path in SHARES.items()}
    low, high = (each.per * end for end in each.span(case))
    return pressure_figure.Panel(each.title, each.unit, (low, high), middle, values)


def at(document: Document, path: str) -> Any:
    """What stands at a dotted path."""
    for key in path.split("."):
        document = document[key]
    return document


def answer(document: Document) -> str:
    """The verdict, the texts, when both would sign, and what waiting costs."""
    parts = [f"*{' '.join(talks_words.verdict(document))}*", texts(document)]
    parts += ["\n".join(f"- {sentence}" for sentence in talks_words.ripeness(document))]
    parts += [f"{talks_words.WAITING}.", waiting(document)]
    return "\n\n".join(part for part in parts if part)


def texts(document: Document) -> str:
    """One row for each text."""
    soon, late = talks_words.years_of(document), talks_words.late_of(document)
    columns = [
        *((year, "signed", f"signed in {words.plural(year, 'year')}") for year in soon),
        (soon[-1], "passed", f"passed in {words.plural(soon[-1], 'year')}"),
        *((year, "in_force", f"in force after {words.plural(year, 'year')}") for year in late),
    ]
    heads = [head for _, _, head in columns]
    lines = [
        "| text | " + " | ".join([*heads, "both would sign today", "put mostly by"]) + " |",
        "| --- |" + " ---: |" * (len(heads) + 1) + " --- |",
    ]
    within = document["within"]
    for plan in document["shown"]:
        cells = [
            talks_words.cell(within[str(year)]["plans"][plan][key]) for year, key, _ in columns
        ]
        cells += [words.cell(document["today"][plan]), talks_words.put_by(document, plan)]
        lines.append(f"| {document['titles'][plan]} | " + " | ".join(cells) + " |")
    cells = [talks_words.cell(within[str(year)][key]) for year, key, _ in columns]
    cells += [words.cell(document["today_any"]), "-"]
    lines.append("| any on the table | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def waiting(document: Document) -> str:
    """What it costs to go on for so many months."""
    parties = [document["parties"][party] for party in document["principals"]]
    lines = [
        "| by month | deaths | km2 | " + " | ".join(f"lost by {p}" for p in parties) + " |",
        "| ---: |" + " ---: |" * (2 + len(parties)),
    ]
    costs = document["waiting"]
    for month in talks_words.waits_of(document):
        cells = [talks_words.number(costs[key][month - 1]) for key in ("deaths", "km2")]
        cells += [talks_words.lost(costs["value"][p][month - 1]) for p in document["principals"]]
        lines.append(f"| {month} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def changed(today: Followed, points: list[Point]) -> str:
    """One row for the case as it stands, and for each value of each number."""
    lost = [
        f"a year's wait: lost by {today.case.header.parties[p].title}"
        for p in today.case.principals
    ]
    heads = [head for what in SHARES for head in (what, "change")]
    lines = [
        "| | " + " | ".join([*heads, "most often signed", *lost]) + " |",
        "| --- |" + " ---: |" * len(heads) + " --- |" + " ---: |" * len(lost),
        _row("as the case stands", today, today),
    ]
    rows = [p for p in points if p.value is not None]
    lines += [_row(p.along.told(p.value), today, p.talks) for p in rows if p.value is not None]
    return "\n".join(lines)


def _row(title: str, today: Followed, talks: Followed) -> str:
    document = stated(talks)
    cells = []
    for path in SHARES.values():
        cells.append(talks_words.cell(at(document, path)))
        same = talks is today
        cells.append("-" if same else moves_words.cell(difference(today, talks, path)))
    cells.append(document["titles"][ranked(document, "5", "signed")[0]])
    cells += [
        talks_words.lost(each[talks_words.YEAR - 1])
        for each in document["waiting"]["value"].values()
    ]
    return f"| {title} | " + " | ".join(cells) + " |"


def ranked(document: Document, year: str, what: str) -> list[str]:
    """The texts, those first that are signed, or passed, most often within some years."""
    plans = document["within"][year]["plans"]
    return sorted(plans, key=lambda plan: -plans[plan][what]["p"])


def findings(whole: Document, today: Followed, points: list[Point]) -> str:
    """What the table says: the text signed most often, and each number at its far end."""
    said = [signed_and_passed(whole)]
    for each in ALONG:
        last = [point for point in points if point.along is each][-1]
        assert last.value is not None
        shares = [moved(what, difference(today, last.talks, path)) for what, path in SHARES.items()]
        waits = [
            dearer(today.case.header.parties[party].title, difference(today, last.talks, path))
            for party in today.case.principals
            for path in [f"waiting.value.{party}.{talks_words.YEAR - 1}"]
        ]
        said.append(
            f"Where {each.told(last.value)}, beyond the span that the case holds likely, "
            f"{words.listed(shares)}. In hundredths of its scale, a year's wait then costs "
            f"{words.listed(waits)}."
        )
    return "\n".join(f"- {sentence}" for sentence in said)


def moved(what: str, change: Mapping[str, float] | None) -> str:
    """'more is signed within five years, +4.2 points (+1.9 to +6.5)'."""
    assert change is not None
    same = "no difference can be told in what is"
    return (
        f"{told_apart(change, ('less is', same, 'more is'))} {what}, {moves_words.points(change)}"
    )


def dearer(party: str, change: Mapping[str, float] | None) -> str:
    """'Russia more, +0.7 (+0.4 to +1.0)'."""
    if change is None:
        return f"{party} what is not known in all futures"
    more = told_apart(change, ("less", "no more and no less that could be told", "more"))
    return f"{party} {more}, {moves_words.hundredths(change)}"


def told_apart(change: Mapping[str, float], said: tuple[str, str, str]) -> str:
    """What to say of a change below nought, one that holds nought, and one above."""
    return said[1 + (change["low"] > 0) - (change["high"] < 0)]


def signed_and_passed(document: Document) -> str:
    """Whether what both would sign most often is what bodies pass."""
    plans, titles = document["within"]["5"]["plans"], document["titles"]
    first, most = (ranked(document, "5", what)[0] for what in ("signed", "passed"))
    chances = {
        (plan, what): talks_words.brief(plans[plan][what])
        for plan in (first, most)
        for what in ("signed", "passed")
    }
    if first == most:
        return (
            f"“{titles[first]}” is the text signed most often and passed most often: within five "
            f"years signed in {chances[first, 'signed']}, passed in {chances[first, 'passed']}."
        )
    return (
        "The text signed most often is not the one passed most often: within five years "
        f"“{titles[first]}” is signed in {chances[first, 'signed']} and passed in "
        f"{chances[first, 'passed']}, “{titles[most]}” signed in {chances[most, 'signed']} and "
        f"passed in {chances[most, 'passed']}."
    )


def found(document: Document, chosen: str) -> str:
    """Whether the text that history chose is signed most often, and how often nothing is."""
    plans, order = document["within"]["1"]["plans"], ranked(document, "1", "signed")
    said = [f"“{document['titles'][p]}” {talks_words.brief(plans[p]['signed'])}" for p in order[:2]]
    place = 1 + order.index(chosen)
    ordinal = {1: "first", 2: "second", 3: "third"}.get(place, f"number {place}")
    none = {
        year: 1 - document["within"][str(year)]["signed"]["p"]
        for year in talks_words.years_of(document)
    }
    first, last = none
    often = "more" if none[last] > 0.5 else "fewer"
    return (
        f"Signed within a year most often: {said[0]}, then {said[1]}. What history chose, "
        f"“{document['titles'][chosen]}”, is the {ordinal} of {words.count(len(order), 'text')}. "
        f"In {often} than half of the futures nothing is signed within "
        f"{words.count(last, 'year')}; of what is, {_share(1 - none[first], 1 - none[last])} is "
        "signed in the first."
    )


def _share(part: float, whole: float) -> str:
    if whole == 0:
        return "nothing"
    return "most" if part / whole > 0.5 else "less than half"


def run_of(case: Case, futures: int) -> str:
    """The command, and how to read what it gives."""
    return (
        f"`interim talks {case.id} --futures {futures} --seed 1`; ± and brackets are 95 % "
        f"intervals for {words.count(futures, 'future')}."
    )


def regions(futures: int, fewer: int) -> Iterator[tuple[str, str]]:
    """What stands between each pair of markers; draws the figures on the way."""
    ukraine = follow(interim.load(UKRAINE), Run(futures))
    whole = stated(ukraine)
    drawn = talks_figure.sheet(whole, SHOWN_TEXTS)
    (FIGURES / "talks-signed.svg").write_text(f"{drawn}\n", encoding="utf-8")
    note = (
        "The lines on the curves are 95 % intervals; below each text, the share of the futures "
        "still at war in which both would sign it. After a breach one more text may be signed; "
        f"that moves no share signed by more than {100 * whole['depth_change']:.1f} points."
    )
    picture = "![Share of futures in which texts have been signed](figures/talks-signed.svg)"
    yield "ukraine", "\n\n".join([run_of(ukraine.case, futures), answer(whole), picture, note])

    today = of_first(ukraine, min(fewer, futures))
    points = along(today)
    drawn = pressure_figure.pressed([panel_of(each, points) for each in ALONG])
    (FIGURES / "talks-pressure.svg").write_text(f"{drawn}\n", encoding="utf-8")
    note = (
        f"Each row has the first {today.run.futures:,} of the futures above, so what stands for "
        "the case as it stands may differ a little from there. *Change* is the mean of the "
        "differences from the case as it stands, future by future, in points with its 95 % "
        "interval."
    )
    picture = "![What cost, patron and front do to talks](figures/talks-pressure.svg)"
    legend = (
        "Bars are 95 % intervals; shaded is where the case puts the number in 90 of 100 futures. "
        "The open mark is the case as it stands, where the number is drawn with all others, at "
        "its middle."
    )
    yield (
        "changed",
        "\n\n".join(
            [note, picture, legend, changed(today, points), findings(whole, today, points)]
        ),
    )

    kosovo = follow(interim.load(KOSOVO), Run(futures))
    document = stated(kosovo)
    head = run_of(kosovo.case, futures)
    yield "kosovo", "\n\n".join([head, found(document, "resolution-1244"), answer(document)])


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    fewer = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    page = PAGE.read_text(encoding="utf-8")
    for name, text in regions(futures, fewer):
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}"
        print(name, flush=True)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
