"""Plain values of YAML mean what its version 1.2 says, whatever their letters."""

import math

import pytest

from interim.case.positions import read_yaml


def value(text: str) -> object:
    return read_yaml(f"a: {text}\n", "file.yaml", "file").data["a"]


@pytest.mark.parametrize("letters", ["inf", "Inf", "INF"])
@pytest.mark.parametrize(("sign", "expected"), [("", 1), ("+", 1), ("-", -1)])
def test_infinity_in_each_spelling(letters, sign, expected):
    assert value(f"{sign}.{letters}") == expected * math.inf


@pytest.mark.parametrize("letters", ["nan", "NaN", "NAN"])
def test_not_a_number_in_each_spelling(letters):
    found = value(f".{letters}")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("no", "no"), ("on", "on"), ("True", True), ("~", None), ("010", 10), ("1e3", 1000.0),
     ("+.5", 0.5), (".iNf", ".iNf"), ("-.nan", "-.nan"), ("1_000", "1_000")],
)  # fmt: skip
def test_words_and_numbers(text, expected):
    assert value(text) == expected


def test_an_early_version_of_yaml_changes_no_value():
    assert read_yaml("%YAML 1.1\n---\na: yes\n", "file.yaml", "file").data == {"a": "yes"}
