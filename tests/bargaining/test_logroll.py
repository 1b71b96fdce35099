"""Trades between issues, by hand and against the definition."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.brute import random_space
from interim.bargaining import logroll
from interim.bargaining.logroll import logrolls
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import parse_condition, parse_constraint

# Land costs north 3 and gives south 5; money gives north 4 and costs south 2; the flag pleases
# north by 1 and costs south 4. Land for money: +1 and +3. Land for the flag: north loses.
SPACE = Space(
    parties=("north", "south"),
    issues=("land", "money", "flag"),
    options=(("no", "yes"), ("no", "yes"), ("no", "yes")),
    utilities=(
        np.array([[0.0, 0.0], [-3.0, 5.0]]),
        np.array([[0.0, 0.0], [4.0, -2.0]]),
        np.array([[0.0, 0.0], [1.0, -4.0]]),
    ),
    disagreement=np.zeros(2),
)
START = {"land": "no", "money": "no", "flag": "no"}


def test_land_for_money():
    found = logrolls(SPACE, START)
    assert (found.number, found.complete) == (1, True)
    (trade,) = found.trades
    assert [(c.issue, c.before, c.after) for c in trade.changes] == [
        ("land", "no", "yes"),
        ("money", "no", "yes"),
    ]
    assert trade.gives == ((0,), (1,))
    assert trade.gains.tolist() == [1.0, 3.0]
    # North's packages run from -3 to 5, south's from -6 to 5.
    assert trade.share == pytest.approx(min(1 / 8, 3 / 11))
    assert SPACE.values(trade.package).tolist() == [1.0, 3.0]


def test_a_constraint_forbids_the_trade():
    space = replace(
        SPACE, constraints=(parse_constraint("if land is yes then money is no or flag is yes"),)
    )
    assert logrolls(space, START).number == 0
    # All three together give north 2 and cost south 1: no trade either.
    assert logrolls(space, START, size=3).number == 0


def test_an_interaction_can_make_or_break_a_trade():
    both = parse_condition("land is yes and flag is yes")
    space = replace(SPACE, interactions=(Interaction(both, np.array([2.5, 0.0])),))
    # Land for the flag is now worth 1 - 3 + 2.5 to north and 5 - 4 to south.
    found = logrolls(space, START)
    assert [tuple(c.issue for c in t.changes) for t in found.trades] == [
        ("land", "money"),
        ("land", "flag"),
    ]
    assert found.trades[1].gains.tolist() == [0.5, 1.0]


def test_a_sum_that_must_not_fall_forbids_the_trade():
    keeping = [np.array([[0.0], [-0.1]]), np.zeros((2, 1)), np.zeros((2, 1))]
    assert logrolls(SPACE, START, keeping=keeping).number == 0
    assert logrolls(SPACE, START, keeping=[-k for k in keeping]).number == 1


def test_few_trades_are_listed_and_all_are_counted():
    space = replace(SPACE, interactions=())
    utilities = (space.utilities[0], space.utilities[1], np.array([[0.0, 0.0], [3.5, -1.0]]))
    found = logrolls(replace(space, utilities=utilities), START, most=1)
    assert (found.number, len(found.trades)) == (2, 1)
    # Land for money gives +1 and +3, land for the flag +0.5 and +4.
    assert found.trades[0].gains.tolist() == [1.0, 3.0]


def test_a_search_that_is_too_long_says_so(monkeypatch):
    monkeypatch.setattr(logroll, "MOST_SETS", 2)
    assert not logrolls(SPACE, START).complete


def test_a_trade_has_two_changes():
    with pytest.raises(ValueError, match="two changes"):
        logrolls(SPACE, START, size=1)


@given(st.integers(0, 2**63), st.integers(2, 3))
@settings(max_examples=80, deadline=None)
def test_equals_the_definition(seed, parties):
    rng = np.random.default_rng(seed)
    space = random_space(rng, parties=parties, outcomes=200)
    package = {i: str(rng.choice(o)) for i, o in zip(space.issues, space.options, strict=True)}
    span = np.ones(parties)
    start = space.values(package)
    steps = [
        (issue, option)
        for issue, options in zip(space.issues, space.options, strict=True)
        for option in options
        if option != package[issue]
    ]

    def gains(changes) -> np.ndarray:
        found = space.values({**package, **dict(changes)}) - start
        return np.where(np.abs(found) < 1e-6, 0.0, found)

    def allowed(changes) -> bool:
        return space.allows({**package, **dict(changes)})

    expected = set()
    for count in (2, 3):
        for changes in itertools.combinations(steps, count):
            if len(dict(changes)) < count or not allowed(changes):
                continue
            gain = gains(changes)
            alone = np.array([gains([change]) for change in changes])
            spared = any(
                allowed(fewer) and (gains(fewer) >= gain - 1e-6).all()
                for k in range(1, count)
                for fewer in itertools.combinations(changes, k)
            )
            if (gain > 0).all() and (alone < 0).any(axis=0).all() and not spared:
                expected.add(changes)
    found = logrolls(space, package, size=3, most=10**6, span=span)
    assert found.complete
    assert {tuple((c.issue, c.after) for c in trade.changes) for trade in found.trades} == expected
    shares = [trade.share for trade in found.trades]
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(shares))
    for trade in found.trades:
        np.testing.assert_allclose(space.values(trade.package) - start, trade.gains, atol=1e-9)
