"""What a notebook shows of a case and of an evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

import interim
from interim.case.model import Case


@pytest.fixture(scope="module")
def case(template: Path) -> Case:
    return interim.load(template)


def marked(case: Case) -> Case:
    header = case.header.model_copy(update={"title": "<script>alert(1)</script> & more"})
    return case.model_copy(update={"header": header})


def test_a_case_shows_its_plans(case: Case) -> None:
    shown = html.fragment_fromstring(case._repr_html_(), create_parent="div")
    assert case.header.question in shown.text_content()
    rows = {row.find("th").text_content(): row for row in shown.findall(".//tbody/tr")}
    assert list(rows) == list(case.plans)
    # The template's standstill settles who watches the line, and nothing else of its four issues.
    said = [cell.text_content() for cell in rows["standstill"].findall("td")]
    assert said[1:] == ["1 of 4", "sanctions, status, vote"]
    assert {head.get("scope") for head in shown.iter("th")} == {"col", "row"}


def test_an_evaluation_shows_every_chance_with_its_interval(case: Case) -> None:
    result = interim.evaluate(case, ["interim-rule"], futures=200, seed=3)
    shown = html.fragment_fromstring(result._repr_html_(), create_parent="div")
    caption = shown.find(".//caption").text_content()
    assert f"{case.header.title}, if a plan were the last offer: 200 futures, seed 3" in caption
    row = shown.find(".//tbody/tr")
    assert row.find("th").text_content() == case.plans["interim-rule"].short
    signed = result.to_json()["plans"]["interim-rule"]["signed"]
    cells = [cell.text_content() for cell in row.findall("td")]
    stated = f"{100 * signed['p']:.0f}% ({100 * signed['low']:.0f}-{100 * signed['high']:.0f})"
    assert stated in cells
    assert all("(" in cell for cell in cells if "%" in cell)


def test_an_evaluation_says_what_was_changed(case: Case) -> None:
    settings = {"war.front.zone_km2": 900.0}
    result = interim.evaluate(case, ["interim-rule"], futures=50, lens="doubter", settings=settings)
    shown = result._repr_html_()
    assert "seen by doubter" in shown
    assert "war.front.zone_km2 = 900" in shown


def test_markup_in_a_case_stays_text(case: Case) -> None:
    bad = marked(case)
    result = interim.evaluate(bad, ["interim-rule"], futures=50)
    for shown in (bad._repr_html_(), result._repr_html_()):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
