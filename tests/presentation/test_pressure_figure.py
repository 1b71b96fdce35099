"""The figure of shares as one number is changed, from made-up shares."""

from __future__ import annotations

import re

import pytest

from interim.presentation.pressure_figure import Panel, pressed
from presentation.fabricated import probability

SHARES = {"signed within five years": probability(0.2), "in force after ten": probability(0.03)}
LOW = {"signed within five years": probability(0.34), "in force after ten": probability(0.02)}
COST = Panel("Cost", "a month", (0.1, 0.3), 0.2, {0.1: LOW, 0.2: SHARES, 0.6: SHARES})
PACE = Panel("Pace", "km2 a month", (-30, 240), 105, {-30: SHARES, 105: SHARES, 400: LOW})


@pytest.fixture(scope="module")
def drawn() -> str:
    return str(pressed([COST, PACE]))


def places(drawn: str, text: str) -> list[tuple[float, float]]:
    """Where a text stands in its panel."""
    found = re.findall(r"translate\(([-\d.]+),([-\d.]+)\)\"[^>]*>(?:<tspan[^>]*>)?" + text, drawn)
    return [(float(x), float(y)) for x, y in found]


def test_it_says_in_words_what_it_shows(drawn: str) -> None:
    (said,) = re.findall(r'aria-label="([^"]+)"', drawn)
    assert said.startswith(
        "Cost, a month: at 0.1 signed within five years 34 % (32-36), in force after ten "
        "2 % (0-4); at 0.2 (as the case stands) signed within five years 20 % (18-22)"
    )
    assert "Pace, km2 a month: at -30 signed" in said
    assert "at 105 (as the case stands)" in said


def test_each_panel_marks_the_likely_span_and_today(drawn: str) -> None:
    assert len(re.findall(r'fill="#bcd9d7"', drawn)) == 2
    assert len(re.findall(r'stroke-dasharray="1,4"', drawn)) == 2
    assert len(re.findall(r'fill="white"', drawn)) == 4  # two things happen in each panel


def test_lines_are_named_once_and_apart(drawn: str) -> None:
    ((_, high),) = places(drawn, "signed within")
    ((_, low),) = places(drawn, "in force")
    assert low - high > 20
    close = {what: probability(0.03) for what in SHARES}
    crowded = str(pressed([COST._replace(values={0.1: LOW, 0.2: LOW, 0.6: close})]))
    (_, one), (_, other) = *places(crowded, "signed within"), *places(crowded, "in force")
    assert abs(one - other) > 20


def test_the_axis_reaches_beyond_the_highest_interval(drawn: str) -> None:
    labels = {float(text) for text in re.findall(r'text-anchor="end"[^>]*>(\d+)<', drawn)}
    assert max(labels) == 40
