"""What a plan changes on the ground, in a sentence that names each stretch once."""

import pytest

from interim.case.model import Case
from interim.case.read import load
from interim.presentation.ground_words import change
from interim.territory.situation import situation
from interim.territory.standing import IN_FORCE, TODAY


@pytest.fixture(scope="module")
def kosovo() -> Case:
    return load("kosovo-1999")


def said(case: Case, plan: str, phase: str) -> str:
    return change(situation(case, case.plans[plan], phase))


def test_today_says_who_holds_what(kosovo: Case) -> None:
    assert said(kosovo, "no-deal", TODAY) == "Today FR Yugoslavia holds 10,913 km²."


def test_nobody_moves(kosovo: Case) -> None:
    assert said(kosovo, "october-1998", IN_FORCE).endswith("nobody stands elsewhere than today.")


def test_two_who_come_to_the_same_stretch_share_a_sentence(kosovo: Case) -> None:
    sentence = said(kosovo, "resolution-1244", IN_FORCE)
    assert sentence.count("10,913 km²") == 1
    assert sentence.endswith(
        "pass from FR Yugoslavia: armed forces to “International security presence” and "
        "administration to “Interim administration of the United Nations”."
    )


def test_a_party_needs_no_quotation_marks(kosovo: Case) -> None:
    assert "administration to Kosovo Albanians" in said(kosovo, "independence", IN_FORCE)


def test_different_stretches_are_told_apart() -> None:
    sentence = said(load("ukraine-2026"), "joseph-1244", "vote-ukraine")
    assert sentence.count("pass from") == 2
    assert "(armed forces); " in sentence
    assert sentence.endswith("pass from Russia to Ukraine (administration).")
