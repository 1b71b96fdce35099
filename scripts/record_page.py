"""What the parties have answered so far: tables of docs/record.md.

    .venv/bin/python scripts/record_page.py [FUTURES]

Ukraine 2026 and Kosovo 1999: each answer's chance before and after futures are weighed by all of
them, how well answers are told from the others, and what the weights change in the table of plans.
`pages.py` says how many futures the page shows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import interim
from interim.case.model import Case
from interim.foundation import words
from interim.futures import Run
from interim.presentation import record_words
from interim.presentation.learning_words import belief
from interim.questions.given import given
from interim.questions.record_document import recorded

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "record.md"
CASES = ("ukraine-2026", "kosovo-1999")
SHOWN = ("full", "discounted", "test")


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for name in CASES:
        case = interim.load(name)
        run = Run(futures)
        found = recorded(case, run=run)
        write(name, "\n".join(told(found, case)))
        write(f"{name}-changes", "\n".join(changes(case, run)))
        print(name, flush=True)


def told(found: Mapping[str, Any], case: Case) -> Iterator[str]:
    """A record and what it says of the futures."""
    yield f"{found['futures']:,} futures, seed {found['seed']}."
    yield ""
    yield f"**{record_words.headline(found)}**"
    yield ""
    yield from (f"- {line}" for line in record_words.scored(found))
    yield f"- {record_words.hardest(found)}"
    yield from (f"- {line}" for line in record_words.types(found))
    yield from (f"- {line}" for line in record_words.moved(found, case))
    yield ""
    yield "| date | party | asked | answered | used | model's chance of that | after |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for answer in found["answers"]:
        if answer["chance_before"] is None or answer["use"] not in SHOWN:
            continue
        yield (
            f"| {answer['date']} | {found['parties'][answer['party']]} | "
            f"{answer['asked'].rstrip('.')} | {record_words.GIVEN[answer['answer']]} | "
            f"{record_words.USES[answer['use']]} | {belief(answer['chance_before'])} | "
            f"{belief(answer['chance_after'])} |"
        )
    shown = sum(a["chance_before"] is None for a in found["answers"])
    yield ""
    more = words.count(shown, "answer")
    yield (
        f"{more[0].upper()}{more[1:]} more stand in `record.yaml` and weigh nothing: on other "
        "wars, on how truces were kept, or on texts that the case cannot say."
    )


def changes(case: Case, run: Run) -> Iterator[str]:
    """The table of plans without and with the record."""
    plain = interim.evaluate(case, run=run).to_json()["plans"]
    weighed = interim.evaluate(case, run=given(case, run)).to_json()["plans"]
    titles = [case.header.parties[p].title for p in case.principals]
    heads = (*(f"{title} signs" for title in titles), "both sign", "in force ten years, once so")
    yield f"| plan | {' | '.join(heads)} |"
    yield f"| --- |{' --- |' * len(heads)}"
    for name, plan in plain.items():
        if name == "no-deal":
            continue
        cells = []
        for path in (*(("assent", p) for p in case.principals), ("signed",), IN_FORCE):
            pair = [_at(plans[name], path) for plans in (plain, weighed)]
            cells.append(", then ".join(words.brief_chance(each) for each in pair))
        yield f"| {plan['short']} | " + " | ".join(cells) + " |"


IN_FORCE = ("holds_if_adopted", "10")


def _at(plan: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    found: Any = plan
    for part in path:
        found = found[part]
    return found  # type: ignore[no-any-return]


def write(name: str, text: str) -> None:
    """Replace what stands between the markers of a name on the docs page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
