"""What talks come to in sentences, each against the made-up document that it is generated from."""

from __future__ import annotations

from typing import Any

import pytest

from interim.presentation import talks_words
from presentation.fabricated import chances, probability, spread


def test_headline(talks: dict[str, Any]) -> None:
    said = talks_words.headline(talks)
    assert said == "Fabricated: talks over two texts, 2,000 futures, seed 1"
    talks |= {"lens": "sceptic", "settings": {"a": "1"}}
    assert talks_words.headline(talks).endswith("lens sceptic, one quantity set by hand")


def test_the_verdict(talks: dict[str, Any]) -> None:
    signed, force, year = talks_words.verdict(talks)
    assert signed == (
        "If talks go on while the war does, a text is signed within one year in 10 % of futures "
        "(8-12) and within five years in 23 % (21-25). Most often it is “Alpha”: in 20 % (18-22) "
        "within five years."
    )
    assert force == (
        "Every body that is needed passes one within five years in 14 % of futures (12-16); after "
        "ten years one is in force in 5 % (3-7)."
    )
    assert year == (
        "A year of waiting costs 12,000 (6,000 to 24,000) lives, and 120 (60 to 240) km2 go to "
        "Northland. In the middle future that is a loss of 2.4 hundredths of its scale for "
        "Southland, of 1.2 for Northland."
    )


def test_the_verdict_when_nothing_is_signed(talks: dict[str, Any]) -> None:
    for found in talks["within"].values():
        found |= chances(0.0, 0.0, 0.0)
    talks["deadline"] = 3
    signed, _ = talks_words.verdict(talks)
    assert signed == (
        "If talks go on while the war does, for three months and no longer, no text is signed "
        "within five years in any of 2,000 futures."
    )


def test_the_verdict_when_nothing_is_passed(talks: dict[str, Any]) -> None:
    talks["within"]["5"] |= {"passed": probability(0.0)}
    said = "In none do the bodies that are needed pass one within five years."
    assert said in talks_words.verdict(talks)


def test_the_verdict_of_what_is_shown_and_of_too_few(talks: dict[str, Any]) -> None:
    for found in talks["within"].values():
        found["plans"] = {"beta": found["plans"]["beta"]}
    assert "Most often" not in talks_words.verdict(talks)[0]
    talks["futures"] = 20
    assert talks_words.verdict(talks) == [
        "20 futures are too few for an answer; ask for at least 30."
    ]


@pytest.mark.parametrize(
    ("north", "south", "said"),
    [
        (-0.01, -0.02, "In the middle future neither side loses by it."),
        (
            0.01,
            -0.02,
            "a loss of 1.0 hundredths of its scale for Northland, and none for Southland.",
        ),
    ],
)
def test_who_gains_by_waiting(talks: dict[str, Any], north: float, south: float, said: str) -> None:
    for party, value in (("north", north), ("south", south)):
        talks["waiting"]["value"][party][11] = spread(value, value - 0.1, value + 0.1)
    assert talks_words.verdict(talks)[-1].endswith(said)


def test_when_both_would_sign(talks: dict[str, Any]) -> None:
    (said,) = talks_words.ripeness(talks)
    assert said == (
        "Both would sign “Alpha” in 30 of 100 months (28-32) as things stand, 10 (8-12) once half "
        "of the zone is in the hands of Northland, 50 (48-52) once a patron's aid has ended. The "
        "end of aid opens the window and lost ground shuts it. In 40 of 100 such months (38-42) "
        "the bodies would not pass it."
    )


def test_a_window_that_two_things_shut_and_bodies_bar(talks: dict[str, Any]) -> None:
    talks["windows"]["alpha"] |= {"aid-ended": probability(0.1), "barred": probability(0.999)}
    (said,) = talks_words.ripeness(talks)
    assert "Lost ground and the end of aid shut the window." in said
    assert said.endswith("In nearly all such months the bodies would not pass it.")


def test_a_state_that_does_not_come_up_is_left_out(talks: dict[str, Any]) -> None:
    talks["windows"]["alpha"] |= {"as-today": None, "aid-ended": None, "barred": None}
    assert talks_words.ripeness(talks) == [
        "Both would sign “Alpha” in 10 of 100 months (8-12) once half of the zone is in the hands "
        "of Northland."
    ]


def test_who_put_it(talks: dict[str, Any]) -> None:
    assert talks_words.put_by(talks, "alpha") == "Northland"
    assert talks_words.put_by(talks, "beta") == "Southland, Northland"
    talks["put"]["beta"] = dict.fromkeys(talks["parties"])
    assert talks_words.put_by(talks, "beta") == "-"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (spread(123_456, 1_234, 12.4), "123,000 (1,230 to 12)"),
        (spread(-1_236, -0.2, 0.0), "−1,240 (0 to 0)"),  # a true minus
        (None, "-"),
    ],
)
def test_numbers_to_three_figures(asked: dict[str, float] | None, said: str) -> None:
    assert talks_words.number(asked) == said


def test_a_short_horizon_asks_for_fewer_years(talks: dict[str, Any]) -> None:
    del talks["within"]["5"], talks["within"]["10"]
    talks["months"] = [1, 2, 3]
    assert talks_words.years_of(talks) == talks_words.late_of(talks) == (1,)
    assert talks_words.waits_of(talks) == ()
    signed, force, wait = talks_words.verdict(talks)
    assert "within one year in 10 % of futures (8-12)." in signed
    assert "after one year one is in force in 8 % (6-10)" in force
    assert wait.startswith("Three months of waiting costs 3,000")


def test_how_to_read_it(talks: dict[str, Any]) -> None:
    said = talks_words.reading(talks)
    for part in (
        "95 % intervals for 2,000 futures",
        "do not come by themselves here",
        "`interim evaluate` answers the other question",
        "(depth 1), which moves how often a text is signed by at most 1.2 points",
        "none is a forecast",
    ):
        assert part in said
    talks |= {"depth": 0, "depth_change": None, "patrons": {}}
    assert "After a breach there are no talks (depth 0)." in talks_words.reading(talks)


def test_texts_that_are_hardly_ever_signed_are_named(talks: dict[str, Any]) -> None:
    assert talks_words.signed_at_all(talks) == ["alpha", "beta"]
    assert talks_words.hardly(talks) == ""
    talks["within"]["10"]["plans"] = {
        "alpha": chances(0.01, 0.0, 0.0), "beta": chances(0.04, 0.0, 0.0)
    }  # fmt: skip
    assert talks_words.signed_at_all(talks) == ["beta"]
    said = "Signed in fewer than 2 of 100 futures within ten years: “Alpha”."
    assert talks_words.hardly(talks) == said


def test_next_to_none_is_no_row_of_noughts() -> None:
    tiny = probability(1e-9, half=1e-10)
    assert talks_words.brief(tiny) == "under 0.1 %"
    assert talks_words.chance(tiny) == "under 0.1 % of futures"
    assert talks_words.cell(tiny) == "under 0.1%"
    assert talks_words.cell(probability(0.2)) == "20% ±2"
    assert talks_words.cell(None) == "-"
