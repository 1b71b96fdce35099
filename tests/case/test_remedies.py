"""Messages name the cause and the way to write it."""

import shutil

import pytest

from interim.case.find import TEMPLATE
from interim.case.positions import read_yaml
from interim.case.quantity import Domain, parse_quantity
from interim.case.read import check
from interim.foundation.errors import BadInput


def told(text):
    """The one problem of a file with this text."""
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "case.yaml", "case")
    (problem,) = caught.value.problems
    return problem


def test_a_colon_in_a_text_asks_for_quotes():
    problem = told("title: x\nquestion: Cyprus: is it over?\n")
    assert problem.line == 2
    assert 'question: "Cyprus: is it over?"' in problem.expected


def test_an_apostrophe_in_single_quotes_asks_for_double_ones():
    problem = told("title: 'The sides' plan'\n")
    assert '''"The sides' plan"''' in problem.expected


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "\t"])
def test_what_only_looks_like_indentation_is_named(space):
    problem = told(f"title: x\n{space}question: y\n")
    assert (problem.line, problem.column, problem.expected) == (2, 1, "spaces")
    assert "indentation" in problem.message
    assert "space" in problem.found or "tab" in problem.found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0,0005 to 0,002", "0.0005 to 0.002"),
        ("0.0005 - 0.002", "0.0005 to 0.002"),
        ("0.0005\u20130.002", "0.0005 to 0.002"),
        ("0,5", "0.5"),
        ("1,230", "1230"),
        ("1,230 to 2,500", "1230 to 2500"),
        ("0 to 0.05", "uniform(0, 0.05)"),
        ("30%", "0.3 for 30 %"),
    ],
)
def test_a_number_is_told_as_it_should_be_written(written, meant):
    with pytest.raises(ValueError, match=r"expected|write") as caught:
        parse_quantity(written, Domain.AMOUNT)
    assert meant in str(caught.value)


def test_no_guess_is_made_of_what_is_no_number():
    with pytest.raises(ValueError, match="lognormal") as caught:
        parse_quantity("a lot", Domain.AMOUNT)
    assert "decimal" not in str(caught.value)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TEMPLATE, tmp_path / "borderland")


@pytest.mark.parametrize(
    ("file", "old", "new", "message", "expected"),
    [
        (
            "enforcement.yaml", "monitors: 100\n", "monitors: {value: 1,230, judgement: x}\n",
            "cuts the number '1,230'", "1230",
        ),
        (
            "issues.yaml", "{title: Nobody}", "{title: Nobody, for now}",
            "cuts a text", "quotes",
        ),
        ("issues.yaml", "if status is deferred", "if status = deferred", "'='", "'is'"),
        ("cells.csv", "85754e7bfffffff", "85754E7BFFFFFFF", "lower case", "85754e7bfffffff"),
        (
            "cells.csv", "cell,unit,holder,area_km2,people", "cell;unit;holder;area_km2;people",
            "semicolons", "cell,unit,holder",
        ),
    ],
)  # fmt: skip
def test_a_case_is_told_the_cause(folder, file, old, new, message, expected):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(folder)
    first = problems[0]
    assert first.file == file
    assert message in first.message
    assert expected in first.expected
    assert len(problems) == 1


def test_a_plan_that_would_be_left_out_is_not_left_out_in_silence(folder):
    (folder / "plans" / "interim-light.yaml").rename(folder / "plans" / "interim-light.yaml.txt")
    first = next(p for p in check(folder) if p.file == "plans/interim-light.yaml.txt")
    assert first.suggestion == "plans/interim-light.yaml"
