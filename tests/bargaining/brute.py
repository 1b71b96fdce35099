"""Plain enumeration of small spaces, and spaces drawn at random."""

from __future__ import annotations

import itertools

import numpy as np

from interim.bargaining.space import Interaction, Space
from interim.case.constraint import And, Condition, Is, Not, Or


def enumerate_frontier(space: Space) -> np.ndarray:
    """Efficient vectors at or above the disagreement point, by definition, sorted."""
    vectors = []
    for answers in itertools.product(*space.options):
        package = dict(zip(space.issues, answers, strict=True))
        if space.allows(package):
            vectors.append(space.values(package))
    if not vectors:
        return np.zeros((0, len(space.parties)))
    grid = np.unique(np.round(np.array(vectors), 9), axis=0)
    kept = [
        v
        for v in grid
        if not ((grid >= v).all(axis=1) & (grid > v).any(axis=1)).any()
        and (v >= space.disagreement - 1e-9).all()
    ]
    return np.array(kept).reshape(-1, len(space.parties))


def random_condition(rng: np.random.Generator, options: dict[str, tuple[str, ...]]) -> Condition:
    depth = int(rng.integers(1, 4))
    return _condition(rng, options, depth)


def _condition(rng, options, depth):
    if depth == 0 or rng.random() < 0.2:
        issue = str(rng.choice(list(options)))
        count = int(rng.integers(1, len(options[issue]) + 1))
        named = rng.choice(options[issue], size=count, replace=False)
        return Is(issue, tuple(str(name) for name in named))
    kind = rng.integers(3)
    if kind == 0:
        return Not(_condition(rng, options, depth - 1))
    left = _condition(rng, options, depth - 1)
    right = _condition(rng, options, depth - 1)
    return And(left, right) if kind == 1 else Or(left, right)


def random_space(
    rng: np.random.Generator,
    *,
    parties: int | None = None,
    conditions: bool = True,
    outcomes: int = 400,
) -> Space:
    """A small space with many ties: values on a coarse grid, negative ones too."""
    parties = int(rng.integers(1, 6)) if parties is None else parties
    counts: list[int] = []
    for _ in range(int(rng.integers(1, 7))):
        count = int(rng.integers(1, 5))
        if np.prod([*counts, count]) <= outcomes:
            counts.append(count)
    issues = tuple(f"i{k}" for k in range(len(counts)))
    options = tuple(tuple(f"o{k}" for k in range(count)) for count in counts)
    # Integers, tenths, thirds (no decimal is exact) and pies, where nearly all is efficient.
    unit = float(rng.choice([1.0, 0.1, 1 / 3, 0.001]))
    top = int(rng.integers(2, 12))
    utilities = []
    for count in counts:
        values = rng.integers(-1, top, (count, parties))
        if parties > 1 and rng.random() < 0.5:
            values[:, -1] = top - values[:, :-1].sum(axis=1)
        utilities.append(values * unit)
    names = dict(zip(issues, options, strict=True))
    constraints: tuple[Condition, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    if conditions:
        constraints = tuple(random_condition(rng, names) for _ in range(int(rng.integers(0, 4))))
        interactions = tuple(
            Interaction(random_condition(rng, names), rng.integers(-4, 5, parties) * unit)
            for _ in range(int(rng.integers(0, 4)))
        )
    disagreement = rng.integers(-4, 5, parties) * unit * len(counts) / 2
    if rng.random() < 0.5:
        disagreement = np.full(parties, -100.0)
    return Space(
        parties=tuple(f"p{k}" for k in range(parties)),
        issues=issues,
        options=options,
        utilities=tuple(utilities),
        disagreement=disagreement,
        interactions=interactions,
        constraints=constraints,
    )
