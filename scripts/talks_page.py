"""Which text is signed if talks go on: tables and figure of docs/talks.md.

    .venv/bin/python scripts/talks_page.py [FUTURES]

Ukraine 2026 with the menu of the case, then with one number changed at a time on the same futures;
Kosovo 1999. `pages.py` says how many futures the page shows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

import interim
from interim.foundation import words
from interim.futures import Run
from interim.presentation import talks_words
from interim.presentation.figures import INK, RULE
from interim.questions.talks import talking

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "talks.md"
FIGURE = ROOT / "docs" / "figures" / "talks-signed.svg"
UKRAINE, KOSOVO = "ukraine-2026", "kosovo-1999"
COST = "war.belligerents.russia.monthly_cost"
AID = "war.patrons.united-states.withdrawal"
PACE = "war.front.monthly_gain"
CHANGED: dict[str, dict[str, str | float]] = {
    "as the case stands": {},
    "a month of war costs Russia 0.12": {COST: 0.12},
    "0.35": {COST: 0.35},
    "0.6": {COST: 0.6},
    "the United States leaves at 0.1 a month": {AID: 0.1},
    "the front stands still": {PACE: 0},
    "the front moves as in 2025, 233 km2 a month": {PACE: 233},
}
"""The costs are the ends of the case's range and one beyond; the paces are of the record."""
APART = 0.055
"""Least distance between two labels of the figure, as a share of its highest line."""
GREY = "#8a8a8a"
"""Of texts that are signed more rarely than those with a colour of their own."""

Document = Mapping[str, Any]


def chart(document: Document) -> alt.LayerChart:
    """Share of futures in which each text has been signed, by month; the texts named at the end."""
    last = {plan: 100 * line[-1] for plan, line in document["signed"].items()}
    order = sorted(last, key=lambda plan: -last[plan])
    titles = [document["titles"][plan] for plan in order]
    colours = [RULE[k] if k < len(RULE) else GREY for k in range(len(order))]
    rows = [
        {"text": document["titles"][plan], "year": month / 12, "share": 100 * share}
        for plan in order
        for month, share in enumerate([0, *document["signed"][plan]])
    ]
    years = document["months"][-1] / 12
    places: list[float] = []
    apart = APART * last[order[0]]
    for plan in reversed(order):
        places.append(max(last[plan], places[-1] + apart if places else 0.0))
    names = pd.DataFrame({"text": titles, "year": years, "share": places[::-1]})
    colour = alt.Color(
        "text:N", legend=None, sort=titles, scale=alt.Scale(domain=titles, range=colours)
    )
    x = alt.X(
        "year:Q",
        title="years from now, talks and war going on",
        scale=alt.Scale(domain=[0, years], nice=False),
        axis=alt.Axis(grid=False, format="d"),
    )
    y = alt.Y("share:Q", title="signed by then, % of futures", axis=alt.Axis(tickCount=6))
    lines = alt.Chart(pd.DataFrame(rows)).mark_line(strokeWidth=2.2).encode(x, y, colour)
    labels = (
        alt.Chart(names)
        .mark_text(align="left", dx=6, fontSize=12)
        .encode(x="year:Q", y="share:Q", text="text:N", color=colour)
    )
    return (
        alt.layer(lines, labels)
        .properties(width=430, height=260)
        .configure(background="transparent", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, titleFontWeight="normal")
    )


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
        cells = [words.cell(within[str(year)]["plans"][plan][key]) for year, key, _ in columns]
        cells += [words.cell(document["today"][plan]), talks_words.put_by(document, plan)]
        lines.append(f"| {document['titles'][plan]} | " + " | ".join(cells) + " |")
    cells = [words.cell(within[str(year)][key]) for year, key, _ in columns]
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


def changed(documents: Mapping[str, Document]) -> str:
    """One row for each number that is changed."""
    first = next(iter(documents.values()))
    year, late = talks_words.years_of(first)[-1], talks_words.late_of(first)[-1]
    lost = " | ".join(
        f"a year's wait: lost by {first['parties'][party]}" for party in first["principals"]
    )
    lines = [
        f"| | signed in 1 year | in {words.plural(year, 'year')} | passed in "
        f"{words.plural(year, 'year')} | in force after {words.plural(late, 'year')} | most often "
        f"signed | {lost} |",
        "| --- |" + " ---: |" * 4 + " --- |" + " ---: |" * len(first["principals"]),
    ]
    for title, document in documents.items():
        within = document["within"]
        shares = [("1", "signed"), (str(year), "signed"), (str(year), "passed"),
                  (str(late), "in_force")]  # fmt: skip
        cells = [words.cell(within[at][key]) for at, key in shares]
        best = ranked(document, str(year))[0]
        waits = document["waiting"]["value"]
        cells += [
            document["titles"][best],
            *(talks_words.lost(each[11]) for each in waits.values()),
        ]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ranked(document: Document, year: str) -> list[str]:
    """The texts, those first that are signed most often within some years."""
    plans = document["within"][year]["plans"]
    return sorted(plans, key=lambda plan: -plans[plan]["signed"]["p"])


def found(document: Document) -> str:
    """Whether the text that history chose is the one signed most often within a year."""
    plans, order = document["within"]["1"]["plans"], ranked(document, "1")
    said = [
        f"“{document['titles'][p]}” {words.brief_chance(plans[p]['signed'])}" for p in order[:2]
    ]
    place = 1 + order.index("resolution-1244")
    ordinal = {1: "first", 2: "second", 3: "third"}.get(place, f"number {place}")
    return (
        f"Signed within a year most often: {said[0]}, then {said[1]}. What was signed in June "
        f"1999, Resolution 1244, is the {ordinal} of {words.count(len(order), 'text')}."
    )


def regions(futures: int) -> Iterator[tuple[str, str]]:
    """What stands between each pair of markers; draws the figure on the way."""
    ukraine = interim.load(UKRAINE)
    documents = {
        title: talking(ukraine, run=Run(futures, settings=settings))
        for title, settings in CHANGED.items()
    }
    first = next(iter(documents.values()))
    chart(first).save(FIGURE)
    run = f"`interim talks {{}} --futures {futures} --seed 1`; ± and brackets are 95 % intervals."
    note = (
        f"After a breach one more text may be signed; that moves no share signed by more than "
        f"{100 * first['depth_change']:.1f} points."
    )
    picture = "![Share of futures in which each text has been signed](figures/talks-signed.svg)"
    yield "ukraine", "\n\n".join([run.format(UKRAINE), answer(first), picture, note])
    yield "changed", f"{futures:,} futures, the same in every row.\n\n{changed(documents)}"
    kosovo = talking(interim.load(KOSOVO), run=Run(futures))
    yield "kosovo", "\n\n".join([run.format(KOSOVO), found(kosovo), answer(kosovo)])


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    page = PAGE.read_text(encoding="utf-8")
    for name, text in regions(futures):
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}"
        print(name, flush=True)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
