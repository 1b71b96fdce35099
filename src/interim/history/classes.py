"""Reference class: the earlier settlements with which a plan is compared, and why these.

A plan's clauses are read as features through the case's `history.yaml`. The class is narrowed
feature by feature, in an order fixed beforehand by what theory says matters for commitment, and
never by how the cases ended. A feature that would leave too few is passed over, and said so.

Sources:
    Lovallo and Kahneman (2003), the outside view; Fearon (2004) and Walter (2002), why a deferred
    title, an army that stays and an outside enforcer come first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.case.model.history import CODES
from interim.foundation.errors import BadInput, Problem
from interim.history.settlements import FEATURES, MEANING, Lives, Settlement

ORDER = (
    "deferred",
    "enforcer",
    "army_stays",
    "administration",
    "peacekeepers",
    "foreign_army",
    "vote",
    "mandate",
    "buffer",
)
"""The features in the order in which they narrow the class."""

FEWEST = 8
"""The class is not narrowed below this number of arrangements."""


@dataclass(frozen=True)
class Profile:
    """A plan read as features.

    Attributes:
        codes: the code of each of `FEATURES`.
        clauses: the issues and options that give a feature its code; none where it is the weakest
            by default or the same for every plan.
    """

    codes: dict[str, str]
    clauses: dict[str, tuple[tuple[str, str], ...]]

    def features(self) -> NDArray[np.float64]:
        """(features,), float in [0, 1], in the order of `FEATURES`."""
        return np.array([values[self.codes[name]] for name, values in FEATURES.items()])


@dataclass(frozen=True)
class Narrowing:
    """A feature and what it did to the class.

    Attributes:
        feature: a key of `FEATURES`.
        code: the plan's.
        used: whether the class was narrowed by it.
        left: how many arrangements share it among those left before.
    """

    feature: str
    code: str
    used: bool
    left: int

    def __str__(self) -> str:
        end = f"{self.left} left" if self.used else f"passed over: only {self.left} would be left"
        return f"{MEANING[self.feature]}: {self.code} ({end})"


@dataclass(frozen=True)
class ReferenceClass:
    """The arrangements with which a plan is compared.

    Attributes:
        lives: theirs, nearest first.
        steps: how the class was narrowed.
        differing: for each arrangement, the features that differ from the plan's.
    """

    lives: Lives
    steps: tuple[Narrowing, ...]
    differing: tuple[tuple[str, ...], ...]


def profile(case: Case, plan: Plan | str) -> Profile:
    """The features of a plan.

    Raises:
        BadInput: the case has no `history.yaml`.
    """
    if case.history is None:
        raise BadInput(
            [
                Problem(
                    "the case does not say how its clauses read as features of settlements",
                    file=str(case.folder / "history.yaml"),
                    expected="a file history.yaml, see docs/history.md",
                )
            ]
        )
    package = case.package(plan)
    codes, clauses = {}, {}
    for name, order in CODES.items():
        given: dict[tuple[str, str], str] = {}
        for issue, options in case.history.features.get(name, {}).items():  # type: ignore[call-overload]
            if package[issue] in options:
                given[issue, package[issue]] = options[package[issue]]
        default = case.history.always.get(name, order[0])  # type: ignore[call-overload]
        code = max(given.values(), key=order.index, default=default)
        codes[name] = code
        clauses[name] = tuple(
            clause for clause, value in given.items() if value == code and code != order[0]
        )
    return Profile(codes, clauses)


def alike(known: Lives, features: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n, features), whether arrangements and a plan are on the same side of `partly`.

    Partly there counts as there: half a promise was made.

    Args:
        known: (n,) lives.
        features: (features,).
    """
    return np.asarray((known.features >= 0.5) == (features >= 0.5))


def reference_class(plan: Profile, known: Lives, *, fewest: int = FEWEST) -> ReferenceClass:
    """The arrangements like a plan, among those known.

    Args:
        plan: its features.
        known: lives of settlements up to the day of the case.
        fewest: the class is not narrowed below this number.
    """
    columns = list(FEATURES)
    same = alike(known, plan.features())
    chosen = np.ones(len(known), dtype=bool)
    steps = []
    for name in ORDER:
        narrowed = chosen & same[:, columns.index(name)]
        left = int(np.count_nonzero(narrowed))
        used = left >= fewest
        steps.append(Narrowing(name, plan.codes[name], used, left))
        if used:
            chosen = narrowed
    order = np.argsort(-same.sum(axis=1), kind="stable")
    order = order[chosen[order]]
    lives = Lives(
        tuple(known.settlements[i] for i in order),
        known.years[order],
        known.broken[order],
        known.features[order],
        known.until,
    )
    differing = tuple(
        tuple(name for name in ORDER if not same[i, columns.index(name)]) for i in order
    )
    return ReferenceClass(lives, tuple(steps), differing)


def shared(settlement: Settlement, plan: Profile) -> list[str]:
    """The features in which a settlement and a plan are on the same side, in words."""
    numbers = dict(zip(FEATURES, plan.features(), strict=True))
    return [
        MEANING[name]
        for name in ORDER
        if (settlement.feature(name) >= 0.5) == (numbers[name] >= 0.5)
    ]
