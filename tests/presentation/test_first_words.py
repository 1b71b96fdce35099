"""The verdict with which the demo and the brief begin, against the made-up documents."""

from __future__ import annotations

from typing import Any

import pytest

from interim.presentation import first_words, talks_words
from presentation.fabricated import chances, probability

EXPLAINED = {
    "outcome_in_words": "it holds",
    "futures": 2000,
    "drivers": [
        {
            "clear": True,
            "index": 0.4,
            "low": 0.3,
            "high": 0.5,
            "words": "the will of the Club",
            "provenance": "judged",
        }
    ],
}


def test_the_verdict_in_its_order(talks: dict[str, Any], document: dict[str, Any]) -> None:
    said = first_words.verdict(talks, document, {"alpha": EXPLAINED, "beta": EXPLAINED})
    today, signing, waiting, keeping, breaking, changing, sure = said
    assert today == (
        "With talks still to come, both Northland and Southland would sign a text today in 30 % of "
        "futures (28-32), most often “Alpha”: in 30 % (28-32)."
    )
    assert signing.startswith("If talks go on while the war does, a text is signed within one year")
    assert waiting.startswith("A year of waiting costs 12,000 (6,000 to 24,000) lives")
    assert "after ten years one is in force in 5 % (3-7)" in keeping
    assert breaking == (
        "The text passed most often is “Alpha”. Where both would sign “Alpha” as the last offer, "
        "it would end most often because Northland would break it openly: within 15 years in 42 % "
        "(40-44)."
    )
    assert changing.startswith(
        "What would change most, asked of the last offer: Alpha: whether it holds depends most on "
        "the will of the Club"
    )
    assert sure == (
        "± and brackets are 95 % intervals for 2,000 futures: how far another draw could differ. "
        "It does not say whether the assumptions are right. Of one uncertain number 1 is judged; "
        "none is measured, derived, fitted or elicited."
    )


def test_what_was_not_asked_is_not_said(talks: dict[str, Any], document: dict[str, Any]) -> None:
    said = first_words.verdict(talks, document, {"beta": EXPLAINED})
    assert len(said) == 6
    del document["plans"]["alpha"]
    assert first_words.breaking(talks, document) == ""


def test_who_breaks_it_is_asked_of_what_is_passed(
    talks: dict[str, Any], document: dict[str, Any]
) -> None:
    talks["within"]["5"]["plans"] = {
        "alpha": chances(0.2, 0.0, 0.0), "beta": chances(0.04, 0.04, 0.01)
    }  # fmt: skip
    # Beta is signed as the last offer in too few futures.
    assert first_words.breaking(talks, document) == (
        "The text passed most often is “Beta”. Were “Beta” in force in every future, it would "
        "end most often because Northland would break it openly: within 15 years in 56 % (54-58)."
    )
    ends = {"held": probability(1.0), "reneged:north": probability(0.0)}
    document["plans"]["beta"]["ends_if_adopted"] = ends
    said = "Were “Beta” in force in every future, it would last for 15 years."
    assert first_words.breaking(talks, document).endswith(said)
    talks["within"]["5"]["plans"]["beta"] = chances(0.04, 0.0, 0.0)
    assert first_words.breaking(talks, document).startswith("Where both would sign “Alpha” as")


def test_too_few_futures_say_nothing(talks: dict[str, Any], document: dict[str, Any]) -> None:
    said = first_words.verdict(talks | {"futures": 20}, document)
    assert said == ["20 futures are too few for an answer; ask for at least 30."]


@pytest.mark.parametrize(
    ("whole", "shares", "said"),
    [
        (
            0.25,
            (0.2, 0.1),
            "a text today in 25 % of futures (23-27), most often “Alpha”: in 20 % (18-22).",
        ),
        (0.25, (0.0, 0.0), "a text today in 25 % of futures (23-27)."),
        (0.0, (0.0, 0.0), "no text today in any of 2,000 futures."),
    ],
)
def test_what_is_signed_today(
    talks: dict[str, Any], whole: float, shares: tuple[float, float], said: str
) -> None:
    talks["today_any"] = probability(whole)
    talks["today"] = dict(zip(talks["today"], map(probability, shares), strict=True))
    head = "With talks still to come, both Northland and Southland would sign "
    assert talks_words.today(talks) == head + said
