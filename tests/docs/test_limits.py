"""The scores that the page of limits quotes are those that the pages of their runs state."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS

LIMITS = (DOCS / "limits.md").read_text(encoding="utf-8")


def numbers(text: str) -> set[str]:
    """Scores with their intervals, to two places."""
    scores = re.findall(r"([+-]?\d\.\d+) \(([+-]?\d\.\d+) to ([+-]?\d\.\d+)\)", text)
    return {" ".join(f"{float(number):+.2f}" for number in score) for score in scores}


@pytest.mark.parametrize(
    ("what", "page"),
    [("the calibrated game", "calibration.md"), ("the survival model", "history.md")],
)
def test_scores_are_those_of_the_runs(what: str, page: str) -> None:
    rows = [line for line in LIMITS.splitlines() if line.startswith(f"| {what}")]
    assert len(rows) == 2
    run = numbers((DOCS / page).read_text(encoding="utf-8"))
    for row in rows:
        assert numbers(row)
        assert numbers(row) <= run


def test_the_back_test_of_vetoes_is_quoted_as_it_is() -> None:
    assert "+0.42 (0.08 to 0.65)" in LIMITS
    assert "Skill 0.42 (95 % interval over drafts 0.08 to 0.65)" in (DOCS / "votes.md").read_text()
