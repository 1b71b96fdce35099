"""`scripts/talks_page.py`: what it says is chosen by the answer."""

from __future__ import annotations

from typing import Any

import pytest

import interim
import talks_page
from interim.foundation.estimates import Mean
from presentation.fabricated import chances, fabricated_talks
from talks_page import ALONG


def change(mean: float, half: float) -> Mean:
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": 300}


@pytest.mark.parametrize(
    ("found", "moved", "dearer"),
    [
        (
            change(0.05, 0.02),
            "more is signed, +5.0 points (+3.0 to +7.0)",
            "Northland more, +5.0 (+3.0 to +7.0)",
        ),
        (
            change(-0.05, 0.02),
            "less is signed, −5.0 points (−7.0 to −3.0)",
            "Northland less, −5.0 (−7.0 to −3.0)",
        ),
        (
            change(0.01, 0.02),
            "no difference can be told in what is signed, +1.0 points (−1.0 to +3.0)",
            "Northland no more and no less that could be told, +1.0 (−1.0 to +3.0)",
        ),
    ],
)
def test_a_change_is_named_by_its_interval(found: Any, moved: str, dearer: str) -> None:
    assert talks_page.moved("signed", found) == moved
    assert talks_page.dearer("Northland", found) == dearer


def test_the_text_signed_most_often_may_be_another_than_the_one_passed() -> None:
    document = fabricated_talks()
    said = talks_page.signed_and_passed(document)
    assert said.startswith("“Alpha” is the text signed most often and passed most often: ")
    document["within"]["5"]["plans"] = {
        "alpha": chances(0.2, 0.01, 0.01),
        "beta": chances(0.05, 0.04, 0.04),
    }
    said = talks_page.signed_and_passed(document)
    assert said.startswith("The text signed most often is not the one passed most often: ")
    assert "“Beta” signed in 5 % (3-7) and passed in 4 % (2-6)" in said


def test_the_place_of_what_history_chose() -> None:
    document = fabricated_talks()
    said = talks_page.found(document, "beta")
    assert "What history chose, “Beta”, is the second of two texts." in said
    assert "In more than half of the futures nothing is signed within five years" in said
    assert said.endswith("of what is, less than half is signed in the first.")
    document["within"]["5"] |= chances(0.6, 0.5, 0.4)
    document["within"]["1"] |= chances(0.55, 0.5, 0.4)
    said = talks_page.found(document, "alpha")
    assert "is the first of two texts. In fewer than half" in said
    assert said.endswith("of what is, most is signed in the first.")


def test_a_number_is_changed_over_its_span_and_beyond() -> None:
    case = interim.load(talks_page.UKRAINE)
    spans = [each.span(case) for each in ALONG]
    texts = [case.quantities[each.name].text for each in ALONG]
    assert [f"{low:g} to {high:g}" for low, high in spans] == texts
    for each, (low, high) in zip(ALONG, spans, strict=True):
        values = each.values(case)
        assert (min(values), len(values)) == (low, 4)
        assert max(values) > high
        assert low < case.quantities[each.name].middle < high


def test_values_are_told_as_the_page_shows_them() -> None:
    cost, aid, pace = ALONG
    assert cost.told(0.6) == "a month of war costs Russia 0.6"
    assert aid.told(0.004) == "the United States leaves at 0.4 % a month"
    assert pace.told(-30) == "the front moves −30 km2 a month"
