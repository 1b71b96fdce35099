"""A space of packages with issues joined, so that conditions between them become plain options.

Most tools know only additive utilities over free issues. Issues that a constraint or an
interaction ties together can be told to them as one issue whose options are the combinations
that the constraints allow, each with everything that it adds: nothing is lost but the names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.eliminate import scopes
from interim.bargaining.packages import Choices, held
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Condition

AT_ONCE = 2_000_000
"""Most combinations looked at before constraints, in joining two groups of issues."""


@dataclass(frozen=True)
class Group:
    """Issues told as one, and the combinations of their options that are allowed.

    Attributes:
        issues: indices into the issues of the space.
        choices: shape (combinations, issues of the group), indices of options.
    """

    issues: tuple[int, ...]
    choices: Choices


@dataclass(frozen=True)
class Joined:
    """A space in groups of issues that nothing ties together, save what is left out.

    Attributes:
        space: the space.
        groups: every issue is in one group.
        tables: for each group the values of its combinations, shape (combinations, parties).
        constraints: those that reach over several groups.
        interactions: those that reach over several groups.
        capped: whether a ceiling on values cuts off what packages add up to.
    """

    space: Space
    groups: tuple[Group, ...]
    tables: tuple[NDArray[np.float64], ...]
    constraints: tuple[Condition, ...]
    interactions: tuple[Interaction, ...]
    capped: bool


def join(space: Space, limit: int) -> Joined:
    """Join issues as long as no group has more than some number of allowed combinations.

    Interactions come first, since without them the values would be wrong; then, again and
    again, the constraint that leaves the smallest group. A ceiling ties all issues together.

    Args:
        space: the packages.
        limit: most combinations of a group of several issues.

    Returns:
        The groups. An issue that no condition mentions is a group of its own.
    """
    groups = [
        Group((i,), np.arange(len(options), dtype=np.int32)[:, None])
        for i, options in enumerate(space.options)
    ]
    index = {issue: i for i, issue in enumerate(space.issues)}
    reach = [frozenset(index[n] for n in scope) for scope in scopes(space.constraints)]
    groups = [_filtered(space, group, reach) for group in groups]
    capped = _capped(space)
    if capped:
        whole = _merged(space, groups, frozenset(range(len(space.issues))), reach, limit)
        if whole is not None:
            groups, capped = whole, False
    conditions = [interaction.condition for interaction in space.interactions]
    first = [frozenset(index[n] for n in scope) for scope in scopes(conditions)]
    for waiting in (first, list(reach)):
        while True:
            trials = [
                merged
                for scope in set(waiting)
                if not _within(groups, scope)
                and (merged := _merged(space, groups, scope, reach, limit)) is not None
            ]
            if not trials:
                break
            groups = min(trials, key=lambda trial: (len(trial[0].choices), trial[0].issues))
    groups = sorted(groups, key=lambda group: group.issues)
    inside = [_within(groups, scope) for scope in first]
    return Joined(
        space,
        tuple(groups),
        tuple(_table(space, group, first) for group in groups),
        tuple(c for c, s in zip(space.constraints, reach, strict=True) if not _within(groups, s)),
        tuple(i for i, within in zip(space.interactions, inside, strict=True) if not within),
        capped,
    )


def _within(groups: list[Group], scope: frozenset[int]) -> bool:
    return any(scope <= set(group.issues) for group in groups)


def _merged(
    space: Space,
    groups: list[Group],
    scope: frozenset[int],
    reach: list[frozenset[int]],
    limit: int,
) -> list[Group] | None:
    """The groups with those that a scope touches merged, the merged one first; None if too big."""
    touched = [group for group in groups if scope & set(group.issues)]
    merged = touched[0]
    for other in touched[1:]:
        count = len(merged.choices) * len(other.choices)
        if count > AT_ONCE:
            return None
        left = np.repeat(merged.choices, len(other.choices), axis=0)
        right = np.tile(other.choices, (len(merged.choices), 1))
        both = (*merged.issues, *other.issues)
        merged = _filtered(space, Group(both, np.hstack([left, right])), reach)
    if len(merged.choices) > limit:
        return None
    order = np.argsort(merged.issues)
    sorted_choices = merged.choices[:, order]
    rows = np.lexsort(sorted_choices.T[::-1])
    issues = tuple(merged.issues[i] for i in order)
    return [Group(issues, sorted_choices[rows]), *(g for g in groups if not scope & set(g.issues))]


def _filtered(space: Space, group: Group, reach: list[frozenset[int]]) -> Group:
    """A group without the combinations that a constraint within it forbids."""
    kept = np.ones(len(group.choices), np.bool_)
    wide = _wide(space, group)
    for constraint, scope in zip(space.constraints, reach, strict=True):
        if scope <= set(group.issues):
            kept &= held(constraint, space, wide)
    return Group(group.issues, group.choices[kept])


def _wide(space: Space, group: Group) -> Choices:
    """The combinations of a group in the columns of the space, other issues at option 0."""
    wide = np.zeros((len(group.choices), len(space.issues)), np.int32)
    wide[:, group.issues] = group.choices
    return wide


def _table(space: Space, group: Group, reach: list[frozenset[int]]) -> NDArray[np.float64]:
    total = np.zeros((len(group.choices), len(space.parties)))
    for column, issue in enumerate(group.issues):
        total += space.utilities[issue][group.choices[:, column]]
    wide = _wide(space, group)
    for interaction, scope in zip(space.interactions, reach, strict=True):
        if scope <= set(group.issues):
            total[held(interaction.condition, space, wide)] += interaction.values
    if space.ceiling is not None and len(group.issues) == len(space.issues):
        return np.minimum(total, space.ceiling)
    return total


def _capped(space: Space) -> bool:
    """Whether some package may add up to more than the ceiling."""
    if space.ceiling is None:
        return False
    most = np.sum([utilities.max(axis=0) for utilities in space.utilities], axis=0)
    for interaction in space.interactions:
        most = most + np.maximum(interaction.values, 0)
    return bool((most > space.ceiling + 1e-12).any())
