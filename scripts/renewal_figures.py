"""Measure what it does that a mandate is open-ended or must be renewed, for docs/votes.md.

    .venv/bin/python scripts/renewal_figures.py [FUTURES]

Each plan runs twice over the same futures, with one clause changed. Writes the table between the
markers in docs/votes.md. `pages.py` says how many futures the docs show.
"""

from __future__ import annotations

import sys
from pathlib import Path

import interim
from interim.case.model import Case, Clause
from interim.foundation import words
from interim.futures import Run
from interim.questions.vote import vote

PAGE = Path(__file__).parents[1] / "docs" / "votes.md"
ISSUE = "adoption.route"
OPEN, RENEWABLE = "chapter-vii-open-ended", "chapter-vii-renewable"
PLANS = (
    ("ukraine-2026", "joseph-1244"),
    ("ukraine-2026", "joseph-1244-symmetric"),
    ("kosovo-1999", "resolution-1244"),
)


def with_route(case: Case, plan: str, option: str) -> Case:
    """The case with another answer of the plan to how the mandate is given."""
    stated = case.plans[plan]
    clause = Clause.model_construct(option=option, with_=None, note=None, source=(), judgement="")
    changed = stated.model_copy(update={"clauses": stated.clauses | {ISSUE: clause}})
    return case.model_copy(update={"plans": {**case.plans, plan: changed}})


def row(case: Case, plan: str, option: str, futures: int) -> str:
    """One line of the table."""
    changed = with_route(case, plan, option)
    result = interim.evaluate(changed, [plan], futures=futures).to_json()["plans"][plan]
    bodies = vote(changed, plan, run=Run(futures))
    mandate = next(body["mandate"] for body in bodies.values() if "mandate" in body)
    cells = (
        f"{result['short']} ({case.header.title})",
        case.issues.issues[ISSUE].options[option].title,
        words.bounded(mandate["passes"]),
        words.bounded(mandate["ends_each_time"]),
        words.bounded(result["ends_if_adopted"]["lapsed"]),
        words.cell(result["holds_if_adopted"]["10"]),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    cases = {name: interim.load(name) for name, _ in PLANS}
    head = (
        "plan", "mandate", "the vote on it passes", "ends each year",
        "deal ends by it in 15 years", "holds ten years",
    )  # fmt: skip
    lines = [
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(
            row(cases[name], plan, option, futures)
            for name, plan in PLANS
            for option in (OPEN, RENEWABLE)
        ),
    ]
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- renewal: begin -->\n")
    _, _, after = rest.partition("<!-- renewal: end -->")
    table = "\n".join(lines)
    note = (
        f"\n\nShares of {futures:,} futures with half of the 95 % interval, as if the plan were in "
        "force (`scripts/renewal_figures.py`). The vote is on the renewal, or on the end.\n"
    )
    PAGE.write_text(
        f"{before}<!-- renewal: begin -->\n{table}{note}<!-- renewal: end -->{after}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
