"""Packages near a package, listed by hand."""

import numpy as np

from interim.bargaining.candidates import neighbours
from interim.bargaining.space import Space
from interim.case.constraint import parse_constraint


def space(*constraints):
    return Space(
        issues=("a", "b"),
        options=(("x", "y", "z"), ("x", "y", "z")),
        parties=("one", "other"),
        utilities=(np.zeros((3, 2)), np.zeros((3, 2))),
        constraints=tuple(parse_constraint(text) for text in constraints),
        interactions=(),
        disagreement=np.zeros(2),
    )


def listed(*constraints, package):
    found = neighbours(space(*constraints), dict(zip("ab", package, strict=True)))
    return sorted("".join(one.values()) for one in found)


def test_every_other_option_of_every_issue_is_a_neighbour():
    # Whichever option the package has: the first, one in the middle, the last.
    assert listed(package="xx") == ["xy", "xz", "yx", "zx"]
    assert listed(package="yy") == ["xy", "yx", "yz", "zy"]
    assert listed(package="zz") == ["xz", "yz", "zx", "zy"]


def test_what_breaks_a_constraint_is_mended_in_the_other_issue():
    # From yy: a to x would want b at z, and so it is changed, too; nothing else is concerned.
    assert listed("if a is x then b is z", package="yy") == ["xz", "yx", "yz", "zy"]
    # From xz: b may only change with a.
    assert listed("if a is x then b is z", package="xz") == [
        "yx", "yy", "yz", "zx", "zy", "zz",
    ]  # fmt: skip
