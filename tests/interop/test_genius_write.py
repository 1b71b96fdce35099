"""Spaces written for Genius come back the same, or are refused."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import And, Is, Not, Or
from interim.foundation.errors import BadInput
from interim.interop.genius import read_genius, write_genius

KEEP = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
)


@st.composite
def additive_spaces(draw):
    """Every party's best package is worth 1; most issues have a worst option above 0."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    parties = draw(st.integers(1, 4))
    names = draw(st.lists(NAMES, min_size=len(counts), max_size=len(counts), unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**63)))
    utilities = [rng.random((count, parties)) for count in counts]
    best = np.sum([u.max(axis=0) for u in utilities], axis=0)
    utilities = [u / best for u in utilities]
    if len(counts) > 1 and draw(st.booleans()):
        # What one issue lacks another has: an option may be worth less than nothing.
        move = utilities[0].min(axis=0) / 2 + utilities[1].min(axis=0)
        utilities[0] = utilities[0] + move / 2
        utilities[1] = utilities[1] - move / 2
    return Space(
        parties=tuple(f"party {k}" for k in range(parties)),
        issues=tuple(names),
        options=tuple(
            tuple(draw(st.lists(NAMES, min_size=count, max_size=count, unique=True)))
            for count in counts
        ),
        utilities=tuple(utilities),
        disagreement=np.round(rng.random(parties), 3),
    )


def integers(*spans: tuple[int, int]) -> dict[str, tuple]:
    return {
        "issues": tuple(f"i{k}" for k in range(len(spans))),
        "options": tuple(tuple(str(n) for n in range(a, b + 1)) for a, b in spans),
    }


@st.composite
def boxed_spaces(draw):
    """Whole numbers, boxes that add or take, and a ceiling of 1."""
    spans = draw(
        st.lists(
            st.tuples(st.integers(-3, 3), st.integers(0, 3)).map(lambda s: (s[0], s[0] + s[1])),
            min_size=1,
            max_size=3,
        )
    )
    parties = draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**63)))
    named = integers(*spans)
    interactions = []
    for _ in range(draw(st.integers(0, 4))):
        places = rng.choice(len(spans), size=int(rng.integers(1, len(spans) + 1)), replace=False)
        parts = []
        for place in places.tolist():
            options = named["options"][place]
            first = int(rng.integers(len(options)))
            last = int(rng.integers(first, len(options)))
            parts.append(Is(named["issues"][place], options[first : last + 1]))
        condition = parts[0]
        for part in parts[1:]:
            condition = And(condition, part)
        if rng.random() < 0.5:
            condition = Not(condition)
        interactions.append(Interaction(condition, rng.normal(size=parties)))
    return Space(
        parties=tuple(f"p{k}" for k in range(parties)),
        utilities=tuple(rng.normal(size=(b - a + 1, parties)) for a, b in spans),
        disagreement=rng.normal(size=parties),
        interactions=tuple(interactions),
        ceiling=np.ones(parties),
        **named,
    )


def back(scenario, folder) -> Scenario:
    domain, *profiles = write_genius(scenario, folder)
    return read_genius(domain, profiles)


def assert_same(one: Space, other: Space) -> None:
    assert other.parties == one.parties
    assert other.issues == one.issues
    assert other.options == one.options
    assert np.array_equal(other.disagreement, one.disagreement)
    for answers in itertools.product(*one.options):
        package = dict(zip(one.issues, answers, strict=True))
        assert np.allclose(other.values(package), one.values(package), rtol=0, atol=1e-12)


@given(additive_spaces())
@KEEP
def test_additive_spaces_come_back(tmp_path, space):
    scenario = back(space, tmp_path)
    assert_same(space, scenario.space)
    assert scenario.notices == ()


@given(boxed_spaces())
@KEEP
def test_boxes_come_back(tmp_path, space):
    assert_same(space, back(space, tmp_path).space)


def test_a_linear_integer_issue_takes_the_weight_that_is_left(tmp_path):
    # The best is worth 0.4 + 0.3: the other 0.3 is weight that the integers do not use.
    space = Space(
        parties=("a",),
        issues=("name", "number"),
        options=(("x", "y"), ("10", "11", "12")),
        utilities=(np.array([[0.4], [0.1]]), np.array([[0.1], [0.2], [0.3]])),
        disagreement=np.array([0.2]),
    )
    assert_same(space, back(space, tmp_path).space)
    profile = etree.parse(tmp_path / "a.xml")
    weights = [float(w.get("value")) for w in profile.iter("weight")]
    assert weights == pytest.approx([0.4, 0.6])


def test_what_stands_in_the_files(tmp_path):
    space = Space(
        parties=("domain", "../b", "B"),
        issues=('a "quoted" <issue>',),
        options=(("x & y", "line\nbreak"),),
        utilities=(np.array([[1.0, 0.5, 1.0], [0.25, 1.0, 0.0]]),),
        disagreement=np.array([0.1, 0.2, 0.3]),
    )
    scenario = Scenario("two words", "negmas", space, (0.9, 1.0, 0.5))
    paths = write_genius(scenario, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["domain.xml", "domain-1.xml", "party-2.xml", "B.xml"]
    read = read_genius(paths[0], paths[1:])
    assert read.name == "two words"
    assert read.discounts == (0.9, 1.0, 0.5)
    assert read.space.options == space.options
    root = etree.parse(paths[1]).getroot()
    assert root.find("reservation").get("value") == "0.1"
    assert root.find("discount_factor").get("value") == "0.9"
    assert [w.get("value") for w in root.iter("weight")] == ["1.0"]


def refused(space, folder) -> str:
    with pytest.raises(BadInput) as caught:
        write_genius(space, folder)
    assert not any(folder.iterdir())
    return caught.value.problems[0].message


def plain(**more) -> Space:
    space = Space(
        parties=("a", "b"),
        issues=("i", "j"),
        options=(("x", "y"), ("0", "1", "2")),
        utilities=(
            np.array([[0.5, 0.5], [0.0, 0.1]]),
            np.array([[0, 0.5], [0.5, 0.1], [0.1, 0.2]]),
        ),
        disagreement=np.zeros(2),
    )
    return replace(space, **more)


def test_what_genius_cannot_hold(tmp_path):
    both = np.ones(2)
    x = Is("i", ("x",))
    assert "(constraints)" in refused(plain(constraints=(Not(x),)), tmp_path)
    assert "interactions" in refused(plain(interactions=(Interaction(x, both / 9),)), tmp_path)
    assert "ceiling" in refused(plain(ceiling=both / 2), tmp_path)
    lower = (plain().utilities[0] - 0.2, plain().utilities[1])
    assert "not worth 1" in refused(plain(utilities=lower), tmp_path)
    above = (plain().utilities[0] * 3, plain().utilities[1])
    assert "not worth 1" in refused(plain(utilities=above), tmp_path)
    assert "a name in it" in refused(plain(parties=("a", "b"), issues=("i\x00", "j")), tmp_path)


def test_what_boxes_cannot_hold(tmp_path):
    space = Space(
        parties=("a",),
        utilities=(np.full((3, 1), 0.2), np.full((3, 1), 0.2)),
        disagreement=np.zeros(1),
        **integers((0, 2), (0, 2)),
    )
    apart = Is("i0", ("0", "2"))
    mixed = Or(Is("i0", ("0",)), And(Is("i0", ("1",)), Is("i1", ("1",))))
    for condition in (And(apart, Is("i1", ("0",))), mixed):
        ties = (Interaction(condition, np.array([0.1])),)
        assert "no box" in refused(replace(space, interactions=ties), tmp_path)
    high = (Interaction(Is("i0", ("0",)), np.array([0.8])),)
    assert "above 1" in refused(replace(space, interactions=high), tmp_path)
    # The same with a ceiling of 1 is what Genius means.
    capped = replace(space, interactions=high, ceiling=np.ones(1))
    assert_same(capped, back(capped, tmp_path).space)


def test_options_that_are_not_in_a_bound_may_be_what_a_statement_names(tmp_path):
    # Not among the outer two is the same as the one between; any of the outer two is a bound
    # broken.
    space = Space(
        parties=("a",),
        utilities=(np.zeros((3, 1)), np.zeros((3, 1))),
        disagreement=np.zeros(1),
        interactions=(
            Interaction(And(Not(Is("i0", ("0", "2"))), Is("i1", ("1",))), np.array([0.25])),
            Interaction(Or(Is("i0", ("0", "2")), Not(Is("i1", ("1",)))), np.array([0.5])),
        ),
        **integers((0, 2), (0, 2)),
    )
    assert_same(space, back(space, tmp_path).space)
