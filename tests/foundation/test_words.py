from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interim.foundation import words
from presentation.fabricated import probability, spread


@pytest.mark.parametrize(
    ("shown", "chance"),
    [
        ("34% ±2", probability(0.34)),
        ("34% ±1", probability(0.34, half=0.003)),  # never ±0
        ("0.4% ±0.2", probability(0.004, half=0.0012)),  # rounded up
        ("1.4% ±0.3", probability(0.014, half=0.0023)),
        ("5% ±1", probability(0.05, half=0.0051)),
        ("0.0% ±0.1", probability(0.0, half=0.0004)),
        ("100.0% ±0.1", probability(1.0, half=0.0004)),
        ("too few", probability(0.5, n=29)),
        ("50% ±18", probability(0.5, half=0.18, n=30)),
        ("-", None),
    ],
)
def test_a_probability_in_a_table(shown: str, chance: dict[str, float] | None) -> None:
    assert words.cell(chance) == shown


def test_the_wider_half_of_a_lopsided_interval_counts() -> None:
    assert words.cell({"p": 0.1, "low": 0.09, "high": 0.14, "n": 100}) == "10% ±4"


def test_a_probability_in_a_sentence() -> None:
    assert words.chance(probability(0.34, half=0.03)) == "34 % of futures (31-37)"
    assert words.brief_chance(probability(0.02, half=0.003)) == "2.0 % (1.7-2.3)"  # not (2-2)
    assert words.brief_chance(probability(0.008, half=0.003)) == "0.8 % (0.5-1.1)"


@pytest.mark.parametrize(
    ("shown", "people"),
    [
        ("12 to 250", spread(50_000, 12_000, 250_000)),
        ("-2 to 30", spread(5_000, -2_000, 30_000)),
        ("-0.4 to 2.5", spread(0, -400, 2_500)),
        ("0", spread(0, 0, 0)),
        ("1,200 to 1,400", spread(1_300_000, 1_200_000, 1_400_000)),
        ("-", None),
    ],
)
def test_people_in_thousands(shown: str, people: dict[str, float] | None) -> None:
    assert words.thousands(people) == shown


@given(st.text())
def test_plain_text_is_one_printable_line_of_the_same_length(text: str) -> None:
    shown = words.plain(text)
    assert len(shown) == len(text)
    assert all(c.isprintable() for c in shown)


def test_counts_and_lists() -> None:
    assert words.plural(1, "year") == "1 year"
    assert words.plural(10, "year") == "10 years"
    assert words.count(1, "plan") == "one plan"
    assert words.count(7, "plan") == "seven plans"
    assert words.count(1200, "future") == "1,200 futures"
    assert words.count(2, "quantity", "quantities") == "two quantities"
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
