"""Run the bundled cases and write what comes out into their docs pages.

    .venv/bin/python scripts/case_pages.py [FUTURES [CASE...]]

Replaces what stands between the markers of docs/cases/*.md and writes docs/figures/<case>-*.svg.
`pages.py` says how many futures the docs show.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import interim
from interim.case.find import bundled
from interim.case.model import NO_DEAL
from interim.foundation import defaults, words
from interim.foundation.files import write_text
from interim.futures import Run
from interim.insight.weight import weight
from interim.presentation import endings, figures, sourcing
from interim.presentation.standing import state

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else defaults.EVALUATION
    named = sys.argv[2:] or list(bundled())
    for name in named:
        document = interim.evaluate(name, futures=futures).to_json()
        plans = {plan: found for plan, found in document["plans"].items() if plan != NO_DEAL}
        drawn = {
            "signing": figures.signing(document, plans),
            "endings": figures.endings(document, plans),
        }
        if state(document).fought:
            drawn["deaths"] = figures.deaths(plans)
        for figure, svg in drawn.items():
            write_text(DOCS / "figures" / f"{name}-{figure}.svg", str(svg) + "\n")
        page = DOCS / "cases" / f"{name}.md"
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        told = (
            results(name, document, plans) + "\n\n" + carrying(name, min(futures, defaults.WEIGHT))
        )
        text = f"{BEGIN}\n{told}\n{END}"
        write_text(page, before + text + rest.split(END)[1])
        print(page)


def results(name: str, document: Mapping[str, Any], plans: Mapping[str, Any]) -> str:
    """The table and the figures of one case."""
    parties, otherwise = document["parties"], state(document)
    first, second = document["principals"]
    heads = [
        "plan",
        f"signed by {parties[first]}",
        f"signed by {parties[second]}",
        "by both",
        "adopted",
        "in force after 10 years",
        "how it would mostly end",
        *(["deaths averted, thousands"] if otherwise.fought else []),
    ]
    rows = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for found in plans.values():
        ending = endings.most_common(found["ends_if_adopted"])
        spared = found.get("not_asked", ())
        signs = [
            f"({words.cell(found['assent'][p])})" if p in spared else words.cell(found["assent"][p])
            for p in (first, second)
        ]
        cells = [
            found["short"],
            *signs,
            "not asked" if spared else words.cell(found["signed"]),
            words.cell(found["adopted"]),
            words.cell(found["holds_if_adopted"]["10"]),
            endings.ending(ending[0], parties, otherwise) if ending else words.NOTHING,
            *([words.thousands(found["deaths_averted_if_adopted"])] if otherwise.fought else []),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    table = "\n".join(rows)
    head = (
        f"`interim evaluate {name} --futures {document['futures']} --seed {document['seed']}`, "
        f"interim {document['version']}."
    )
    if otherwise.fought:
        last = """The last three
columns say what would follow if the plan came into force in every future, whoever signs; deaths
averted span 90 % of futures, against no deal in the same one."""
        spared_figure = f"""

![Deaths averted by each plan if it were in force](../figures/{name}-deaths.svg)

*Deaths averted* if it were in force, 90 % of futures."""
    else:
        last = """The last two
columns say what would follow if the plan came into force in every future, whoever signs. In
brackets: who would sign where the plan does without it."""
        spared_figure = ""
    return f"""{head} ± is the 95 % interval for the number of futures run. {last}

{table}

![Share of futures in which each party signs each plan](../figures/{name}-signing.svg)

*Who signs.* Dots are shares of futures, lines their 95 % intervals.

![How each plan would end if it were in force](../figures/{name}-endings.svg)

*How each plan would end if it were in force*, by the horizon of the case.{spared_figure}"""


def carrying(name: str, futures: int, most: int = 12) -> str:
    """Which numbers carry the answers of a case."""
    found = weight(interim.load(name), run=Run(futures))
    rows = [
        f"| `{q['name']}` | {q['value']} | {q['mark']} | {100 * q['share']:.1f} "
        f"({100 * q['low']:.1f}-{100 * q['high']:.1f}) | {q['clear_in']} of {found['answers']} |"
        for q in found["quantities"][:most]
    ]
    table = "\n".join(rows)
    return f"""### Which numbers carry these answers

{sourcing.summed_up(found["marks"])}

{sourcing.carried(found)} {sourcing.explained(found)}

From
`interim sources {name} --weigh` ({futures:,} futures): the share of variance that a number explains
alone, in parts of a hundred, averaged over {found["answers"]} answers (who signs, whether it holds
ten years), with the means of the 95 % bounds.

| number | value | mark | weight | clear in |
| --- | --- | --- | --- | --- |
{table}"""


if __name__ == "__main__":
    main()
