"""Why a side would sign: the parts that a page shows are those of the document, and add up."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

import interim
from interim.presentation import reasoning

PLAN = "interim-rule"
Titles = reasoning.Titles


@pytest.fixture(scope="module")
def evaluated(template: Path) -> tuple[dict[str, Any], Titles]:
    case = interim.load(template)
    titles = {
        issue: (entry.title, {name: option.title for name, option in entry.options.items()})
        for issue, entry in case.issues.issues.items()
    }
    return interim.evaluate(case, [PLAN], futures=60).to_json(), titles


def test_the_means_that_are_shown_add_up(evaluated: tuple[dict[str, Any], Titles]) -> None:
    document, titles = evaluated
    blocks = reasoning.reasoned(document, titles, PLAN)
    assert [block.party for block in blocks] == document["principals"]
    for block in blocks:
        *parts, whole = block.rows
        assert whole.whole
        # Each is rounded to a tenth.
        assert sum(float(row.mean) for row in parts) == pytest.approx(float(whole.mean), abs=0.35)
        stated = document["plans"][PLAN]["why"][block.party]["parts"]
        assert float(whole.mean) == pytest.approx(100 * stated["total"]["mean"], abs=0.051)
        assert whole.middle.startswith(f"{100 * stated['total']['median']:+.1f} (")
        said = block.sentence.split(";")
        assert whole.mean in said[1]
        assert f"{100 * stated['clauses']['mean']:+.1f} on paper" in said[0]


def test_what_is_nothing_in_every_future_is_left_out_and_red_lines_are_told(
    evaluated: tuple[dict[str, Any], Titles],
) -> None:
    document, titles = copy.deepcopy(evaluated)
    party = document["principals"][0]
    result = document["plans"][PLAN]
    why = result["why"][party]
    why["parts"]["vote"] = dict.fromkeys(why["parts"]["vote"], 0.0)
    for row in why["issues"]:
        row["red_line"]["p"] = 0.3 if row["issue"] == "status" else 0.1
    result["refusals"][party]["red_line"] = {"p": 0.4, "low": 0.28, "high": 0.53, "n": 60}
    block = reasoning.reasoned(document, titles, PLAN)[0]
    assert all("vote" not in row.title for row in block.rows)
    assert block.lines.startswith("A red line stops it in 40 % (28-53), whatever the sum; mostly")
    assert titles["status"][0] in block.lines
    result["refusals"][party]["red_line"] = {"p": 0.0, "low": 0.0, "high": 0.06, "n": 60}
    assert reasoning.reasoned(document, titles, PLAN)[0].lines == "No red line stops it."


def test_few_futures_say_nothing_and_text_of_a_case_stays_text(
    evaluated: tuple[dict[str, Any], Titles],
) -> None:
    document, titles = copy.deepcopy(evaluated)
    document["parties"][document["principals"][0]] = "<b>North</b>"
    shown = str(reasoning.reasons(document, titles, PLAN))
    assert "&lt;b&gt;North" in shown
    assert "<b>" not in shown
    assert shown.count("<table>") == 2
    document["futures"] = 20
    assert str(reasoning.reasons(document, titles, PLAN)) == ""
