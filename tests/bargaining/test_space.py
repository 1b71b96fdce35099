"""A space of packages: counts, values, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from interim.bargaining.space import Interaction, Space
from interim.case.constraint import parse_condition, parse_constraint


def make(**changes):
    facts = {
        "parties": ("north", "south"),
        "issues": ("status", "force"),
        "options": (("deferred", "settled"), ("none", "observers", "peacekeepers")),
        "utilities": (
            np.array([[3.0, 1.0], [0.0, 4.0]]),
            np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]),
        ),
        "disagreement": np.array([1.0, 1.0]),
    }
    return Space(**{**facts, **changes})


def test_counts_packages():
    space = make()
    assert len(space) == space.outcomes == 6


def test_counts_beyond_machine_integers():
    many = 40
    space = Space(
        parties=("a",),
        issues=tuple(f"i{k}" for k in range(many)),
        options=(tuple(f"o{k}" for k in range(10)),) * many,
        utilities=(np.zeros((10, 1)),) * many,
        disagreement=np.zeros(1),
    )
    assert space.outcomes == 10**40
    assert space  # truth does not need the length
    with pytest.raises(OverflowError):
        len(space)


def test_value_is_the_sum_of_clauses_and_of_what_combinations_add():
    condition = parse_condition("status is deferred and force is peacekeepers")
    space = make(interactions=(Interaction(condition, np.array([0.5, -1.0])),))
    with_both = space.values({"status": "deferred", "force": "peacekeepers"})
    assert with_both.tolist() == [3 + 2 + 0.5, 1 + 1 - 1.0]
    without = space.values({"status": "deferred", "force": "none"})
    assert without.tolist() == [3.0, 1.0]


def test_constraints_decide_what_is_allowed_not_what_it_is_worth():
    space = make(constraints=(parse_constraint("never (status is settled and force is none)"),))
    package = {"status": "settled", "force": "none"}
    assert not space.allows(package)
    assert space.values(package).tolist() == [0.0, 4.0]
    assert space.allows({"status": "settled", "force": "observers"})


def test_a_package_answers_every_issue_with_an_option():
    with pytest.raises(KeyError):
        make().values({"status": "deferred"})
    with pytest.raises(ValueError, match="not in tuple"):
        make().values({"status": "deferred", "force": "army"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parties": ()}, "needs a party"),
        ({"parties": ("north", "north")}, "party 'north' appears twice"),
        ({"issues": ("status", "status")}, "issue 'status' appears twice"),
        ({"issues": ("status",)}, "differ in number"),
        ({"options": ((), ("a", "b", "c"))}, "issue 'status' has no option"),
        ({"options": (("a", "a"), ("a", "b", "c"))}, "'a' appears twice"),
        ({"disagreement": np.zeros(3)}, r"disagreement point: shape \(3,\), expected \(2,\)"),
        ({"disagreement": np.array([0.0, np.nan])}, "not every number is finite"),
        (
            {"utilities": (np.zeros((2, 2)), np.zeros((2, 2)))},
            r"issue 'force': shape \(2, 2\), expected \(3, 2\)",
        ),
        (
            {"utilities": (np.full((2, 2), np.inf), np.zeros((3, 2)))},
            "issue 'status': not every number is finite",
        ),
        ({"constraints": (parse_constraint("never vote is none"),)}, "unknown issue 'vote'"),
        ({"constraints": (parse_constraint("never force is army"),)}, "'army', no option"),
        (
            {"interactions": (Interaction(parse_condition("force is none"), np.zeros(3)),)},
            r"an interaction: shape \(3,\)",
        ),
    ],
)
def test_refuses(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)
