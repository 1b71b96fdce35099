"""Run `interim bridge ukraine-2026` and write its answer into docs/bridge.md.

    .venv/bin/python scripts/bridge_page.py [RESULT.json]

Without the JSON of an earlier run it runs the search on 4,000 futures, which takes some minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import interim
from interim.foundation import words
from interim.futures import Run
from interim.presentation.bridging import answer, ranked, stopped
from interim.questions.bridge import bridge

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "bridge.md"
BEGIN, END = "<!-- answer: begin -->", "<!-- answer: end -->"


def main() -> None:
    case = interim.load("ukraine-2026")
    if len(sys.argv) > 1:
        document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    else:
        document = bridge(case, run=Run(4000)).to_json()
    text = "\n".join(told(document, case))
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def told(document: Mapping[str, Any], case: interim.Case) -> Iterator[str]:
    """The answer, the table and the packages as Markdown."""
    yield f"*{answer(document)}*"
    yield ""
    names = list(document["names"].values())
    yield (
        f"| package | {names[0]} signs | {names[1]} signs | both sign | adopted | in force, holds "
        "10 years | all of it | signed in talks, 5 years | kept in talks | if mediators take it up "
        "|"
    )
    yield "| --- |" + " --- |" * 9
    rows = [(f"{k}", c) for k, c in enumerate(document["candidates"], start=1)]
    known = sorted(
        document["plans"].values(), key=lambda plan: -plan["signed_adopted_and_lasting"]["p"]
    )
    for name, shown in (*rows, *((plan["short"], plan) for plan in known)):
        cells = [shown["assent"][p] for p in document["names"]]
        cells += [shown["signed"], shown["adopted"], shown["holds_if_adopted"]["10"]]
        cells.append(shown["signed_adopted_and_lasting"])
        talks = shown["talks"] or {}
        cells += [talks.get(key) for key in ("signed", "kept")]
        cells.append(talks.get("taken_up", {}).get("kept"))
        said = (words.brief_chance(cell) if cell else words.NOTHING for cell in cells)
        yield f"| {name} | " + " | ".join(said) + " |"
    yield ""
    yield f"{document['futures']:,} futures that the search did not use, seed {document['seed']}."
    yield ""
    yield ranked(document)
    for number, candidate in enumerate(document["candidates"], start=1):
        plan = case.plans[candidate["nearest_plan"]].short
        yield ""
        yield f"**{number}. {plan}, with {words.count(len(candidate['changes']), 'change')}**"
        yield ""
        for change in candidate["changes"]:
            issue = case.issues.issues[change["issue"]]
            before, after = (issue.options[change[end]].title for end in ("from", "to"))
            yield f"- {issue.title}: {after} (instead of: {before})"
        red = stopped(candidate, document)
        if red:
            yield ""
            yield red
        gains = [
            f"{title} {words.on_scale(candidate['gains'][p])}"
            for p, title in document["names"].items()
        ]
        yield ""
        yield f"In value against {plan}: {words.listed(gains)}."


if __name__ == "__main__":
    main()
