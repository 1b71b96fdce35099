"""Many packages at once, as arrays of option indices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.space import Space
from interim.case.constraint import And, Condition, Is, Not, Or

Choices = NDArray[np.int32]
"""Index of the option of each issue, shape (packages, issues)."""


def choices_of(space: Space, package: Mapping[str, str]) -> Choices:
    """A package as indices, shape (issues,).

    Raises:
        KeyError: an issue is not answered.
        ValueError: an answer is no option of its issue.
    """
    return np.array(
        [o.index(package[i]) for i, o in zip(space.issues, space.options, strict=True)], np.int32
    )


def package_of(space: Space, choices: Choices) -> dict[str, str]:
    """The package that indices, shape (issues,), stand for."""
    return {
        issue: options[choice]
        for issue, options, choice in zip(
            space.issues, space.options, choices.tolist(), strict=True
        )
    }


def values(space: Space, choices: Choices) -> NDArray[np.float64]:
    """As `Space.values`, summed in the same order: shape (packages, parties)."""
    total = np.zeros((len(choices), len(space.parties)))
    for i, utilities in enumerate(space.utilities):
        total += utilities[choices[:, i]]
    for interaction in space.interactions:
        total[held(interaction.condition, space, choices)] += interaction.values
    return total if space.ceiling is None else np.minimum(total, space.ceiling)


def allowed(space: Space, choices: Choices) -> NDArray[np.bool_]:
    """As `Space.allows`: shape (packages,)."""
    kept = np.ones(len(choices), np.bool_)
    for condition in space.constraints:
        kept &= held(condition, space, choices)
    return kept


def held(condition: Condition, space: Space, choices: Choices) -> NDArray[np.bool_]:
    """Whether a condition holds: shape (packages,)."""
    match condition:
        case Is(issue, options):
            i = space.issues.index(issue)
            named = np.zeros(len(space.options[i]), np.bool_)
            named[[space.options[i].index(option) for option in options]] = True
            return named[choices[:, i]]
        case Not(inner):
            return ~held(inner, space, choices)
        case And(left, right):
            return held(left, space, choices) & held(right, space, choices)
        case Or(left, right):
            return held(left, space, choices) | held(right, space, choices)
