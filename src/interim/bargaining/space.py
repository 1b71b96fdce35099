"""A space of packages, and what each package is worth to each party."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.constraint import Condition, atoms, holds


@dataclass(frozen=True)
class Interaction:
    """What a combination of clauses adds to each party's value beyond the clauses alone.

    Attributes:
        condition: the combination.
        values: shape (parties,), added in every package in which the condition holds.
    """

    condition: Condition
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Packages over issues, each party's value additive over issues (plus what pairs add).

    Attributes:
        parties: their names.
        issues: their names.
        options: names of the options of each issue.
        utilities: for each issue an array of shape (options, parties).
        disagreement: shape (parties,), what each party has without agreement.
        interactions: what combinations of clauses add.
        constraints: what every package must satisfy.
        ceiling: shape (parties,), the most that a package can be worth to each party: what adds
            up to more counts as this much. None if nothing is cut off.

    Raises:
        ValueError: shapes disagree, names repeat, a number is not finite, or a condition names
            an issue or option that does not exist.
    """

    parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    utilities: tuple[NDArray[np.float64], ...]
    disagreement: NDArray[np.float64]
    interactions: tuple[Interaction, ...] = ()
    constraints: tuple[Condition, ...] = ()
    ceiling: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        if not self.parties:
            raise ValueError("a space of packages needs a party")
        _distinct("party", self.parties)
        _distinct("issue", self.issues)
        if not len(self.issues) == len(self.options) == len(self.utilities):
            raise ValueError("issues, options and utilities differ in number")
        parties = len(self.parties)
        for issue, options, utilities in zip(
            self.issues, self.options, self.utilities, strict=True
        ):
            if not options:
                raise ValueError(f"issue '{issue}' has no option")
            _distinct(f"option of issue '{issue}'", options)
            _check(f"utilities of issue '{issue}'", utilities, (len(options), parties))
        _check("the disagreement point", self.disagreement, (parties,))
        for interaction in self.interactions:
            _check("an interaction", interaction.values, (parties,))
        if self.ceiling is not None:
            _check("the ceiling", self.ceiling, (parties,))
        known = {
            issue: frozenset(options)
            for issue, options in zip(self.issues, self.options, strict=True)
        }
        for condition in (*self.constraints, *(i.condition for i in self.interactions)):
            for atom in atoms(condition):
                if atom.issue not in known:
                    raise ValueError(f"a condition names the unknown issue '{atom.issue}'")
                for option in atom.options:
                    if option not in known[atom.issue]:
                        raise ValueError(
                            f"a condition names '{option}', no option of issue '{atom.issue}'"
                        )

    @property
    def outcomes(self) -> int:
        """Number of packages before constraints; exact, however large."""
        return math.prod(len(options) for options in self.options)

    def __len__(self) -> int:
        """Number of packages; raises OverflowError beyond the machine's integers."""
        return self.outcomes

    def __bool__(self) -> bool:
        return True

    def values(self, package: Mapping[str, str]) -> NDArray[np.float64]:
        """Each party's value of a package that answers every issue, shape (parties,).

        Constraints play no part: see `allows`.

        Raises:
            KeyError: an issue is not answered.
            ValueError: an answer is no option of its issue.
        """
        total = np.zeros(len(self.parties))
        for issue, options, utilities in zip(
            self.issues, self.options, self.utilities, strict=True
        ):
            total += utilities[options.index(package[issue])]
        for interaction in self.interactions:
            if holds(interaction.condition, package):
                total += interaction.values
        return total if self.ceiling is None else np.minimum(total, self.ceiling)

    def allows(self, package: Mapping[str, str]) -> bool:
        """Whether a package satisfies every constraint."""
        return all(holds(condition, package) for condition in self.constraints)


def _distinct(what: str, names: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} '{name}' appears twice")
        seen.add(name)


def _check(what: str, values: NDArray[np.float64], shape: tuple[int, ...]) -> None:
    if np.shape(values) != shape:
        raise ValueError(f"{what}: shape {np.shape(values)}, expected {shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{what}: not every number is finite")
