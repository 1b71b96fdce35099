"""Spaces of known size on which frontiers are timed, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.space import Interaction, Space
from interim.case.constraint import parse_condition, parse_constraint

Values = Sequence[NDArray[np.float64]]


def plain(
    values: Values,
    least: float | None = None,
    constraints: Sequence[str] = (),
    interactions: Sequence[tuple[str, NDArray[np.float64]]] = (),
) -> Space:
    """A space; the disagreement point is a share of each party's best, or below everything."""
    parties = values[0].shape[1]
    best = np.sum([v.max(axis=0) for v in values], axis=0)
    return Space(
        parties=tuple(f"p{k}" for k in range(parties)),
        issues=tuple(f"i{k}" for k in range(len(values))),
        options=tuple(tuple(f"o{k}" for k in range(len(v))) for v in values),
        utilities=tuple(values),
        disagreement=np.full(parties, -1e6) if least is None else least * best,
        constraints=tuple(parse_constraint(text) for text in constraints),
        interactions=tuple(Interaction(parse_condition(text), add) for text, add in interactions),
    )


def weighted(seed: int, parties: int, issues: int, options: int) -> Values:
    """Random weights that sum to one, random scores with a best of one, six decimals."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(issues), parties)
    scores = rng.random((issues, options, parties))
    scores /= scores.max(axis=1, keepdims=True)
    return [np.round(scores[i] * weights[:, i], 6) for i in range(issues)]


def uniform(seed: int, parties: int, issues: int, options: int) -> Values:
    """Random numbers with all their digits: no unit measures them, and there are no ties."""
    rng = np.random.default_rng(seed)
    return [rng.random((options, parties)) for _ in range(issues)]


def exchange(issues: int, options: int) -> Values:
    """Goods that one party values at 1, 2, 3, ... and the other at 1."""
    given = np.arange(float(options))
    return [np.stack([rate * given, options - 1 - given], axis=1) for rate in range(1, issues + 1)]


def near_pie(seed: int, parties: int, issues: int, options: int) -> Values:
    """Options split a pie with a millionth of waste: nearly every package is efficient."""
    rng = np.random.default_rng(seed)
    return [
        np.round(
            rng.random() * rng.dirichlet(np.ones(parties), options)
            + 1e-6 * rng.random((options, parties)),
            7,
        )
        for _ in range(issues)
    ]


def opposed(seed: int, parties: int, issues: int, options: int, share: float) -> Values:
    """Options that split a pie for this share of their values, and are random for the rest."""
    rng = np.random.default_rng(seed)
    return [
        np.round(
            share * rng.dirichlet(np.ones(parties), options)
            + (1 - share) * rng.random((options, parties)),
            4,
        )
        for _ in range(issues)
    ]


def tied(seed: int, parties: int, issues: int, options: int) -> Space:
    """A chain of issues: what neighbours exclude and add, and one rule over a third of them."""
    rng = np.random.default_rng(seed)
    values = [np.round(rng.random((options, parties)), 3) for _ in range(issues)]
    constraints = [
        f"never (i{k} is o{rng.integers(options)} and i{k + 1} is o{rng.integers(options)})"
        for k in range(issues - 1)
    ]
    some = " or ".join(f"i{k} is o1" for k in range(1, issues, 3))
    constraints.append(f"if i0 is o0 then ({some})")
    interactions = [
        (
            f"i{k} is o{rng.integers(options)} and not i{k + 1} is o{rng.integers(options)}",
            np.round(rng.random(parties) - 0.3, 3),
        )
        for k in range(issues - 1)
    ]
    return plain(values, None, constraints, interactions)


def ladder(parties: int, issues: int) -> Space:
    """A step of the climb to the largest space that can be solved."""
    return plain(weighted(parties, parties, issues, 5))


SMALL: dict[str, Callable[[], Space]] = {
    f"{parties} parties, {issues} issues x 5": partial(ladder, parties, issues)
    for parties, sizes in ((2, (4, 6, 8)), (3, (4, 6, 7)), (4, (4, 6)), (5, (4, 5)))
    for issues in sizes
}
"""Spaces that enumeration finishes in seconds."""

TEN_MILLION = "2 parties, 10 issues x 5"

LARGE: dict[str, Callable[[], Space]] = {
    TEN_MILLION: lambda: plain(weighted(1, 2, 10, 5)),
    "2 parties, 40 issues x 10, whole numbers": lambda: plain(exchange(40, 10)),
    "2 parties, 40 issues x 10, all digits": lambda: plain(uniform(1, 2, 40, 10)),
    "2 parties, 15 issues x 10, conditions": lambda: tied(1, 2, 15, 10),
    "3 parties, 15 issues x 10, conditions": lambda: tied(2, 3, 15, 10),
    "3 parties, 4 issues x 20, near-pie": lambda: plain(near_pie(3, 3, 4, 20)),
    "3 parties, 30 issues x 5, all digits": lambda: plain(uniform(1, 3, 30, 5)),
    "4 parties, 15 issues x 5": lambda: plain(weighted(4, 4, 15, 5)),
    "5 parties, 15 issues x 5": lambda: plain(weighted(5, 5, 15, 5)),
    "5 parties, 15 issues x 5, opposed": lambda: plain(opposed(2, 5, 15, 5, 0.7)),
    "5 parties, 15 issues x 5, near-pie": lambda: plain(near_pie(6, 5, 15, 5), 0.4),
}
"""Spaces beyond enumeration; the last cannot be finished by anyone and is cut by its limit."""

LIMITS = {"5 parties, 15 issues x 5, near-pie": 100_000}


def find(name: str) -> Space:
    """A space by its name here, or `PARTIES:ISSUES` for a step of the ladder."""
    if ":" in name:
        parties, issues = name.split(":")
        return ladder(int(parties), int(issues))
    return ({**SMALL, **LARGE})[name]()
