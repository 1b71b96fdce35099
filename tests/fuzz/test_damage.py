"""Damaged cases, negotiations and expressions are read or refused in the readers' own words."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import READERS, campaign, case_reader, formats

SEEDS = st.integers(0, 2**32)


def tried(kind: str, seed: int) -> bool:
    read, draw = READERS[kind]
    return campaign.tried(read, draw(Random(seed)), seconds=10)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_damaged_case(seed: int) -> None:
    tried("case", seed)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_a_damaged_negotiation(seed: int) -> None:
    tried("formats", seed)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_a_damaged_expression(seed: int) -> None:
    tried("expressions", seed)


@pytest.mark.parametrize("kind", READERS)
def test_some_damage_is_refused_and_some_does_no_harm(kind: str) -> None:
    """Else a campaign would only ever see one side of a reader."""
    assert {tried(kind, seed) for seed in range(60)} == {True, False}


@pytest.mark.parametrize("name", case_reader.NAMES)
def test_without_damage_a_document_is_accepted(name: str) -> None:
    assert case_reader.read(name.encode() + b"\n" + case_reader.TEXTS[name])
    assert case_reader.whole(name, case_reader.TEXTS[name].decode())


@pytest.mark.parametrize("name", formats.NAMES)
def test_without_damage_a_file_of_a_negotiation_is_accepted(name: str) -> None:
    assert formats.read(name.encode() + b"\n" + formats.TEXTS[name])


def test_a_seed_gives_an_input_again() -> None:
    for _, draw in READERS.values():
        assert draw(Random("1/7")) == draw(Random("1/7"))
        assert len({draw(Random(f"1/{number}")) for number in range(50)}) > 40
