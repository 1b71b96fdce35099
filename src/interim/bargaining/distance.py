"""How far a package is from the frontier, and the fewest changes that make everyone better off.

The distance is how much every party could gain at once, as a share of its span from its worst to
its best package: the shortage function of Luenberger (1992), known as the directional distance
function (Chambers, Chung and Faere 1996), in the direction of the spans.

The number of changes is one more objective, which a frontier of one more party trades off
exactly against what each party gains: so the cheapest improvement is found, and how the gains
grow with every further change. Sums that must not fall, such as those which keep a package from
crossing a larger red line, are one more party each.

- Luenberger, D. G. (1992). Benefit functions and duality. *Journal of Mathematical Economics*
  21, 461-481.
- Chambers, R. G., Chung, Y., Faere, R. (1996). Benefit and distance functions. *Journal of
  Economic Theory* 70, 407-419.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import frontier
from interim.bargaining.space import Interaction, Space

Array = NDArray[np.float64]

BETTER = 1e-6
"""Gains below this share of a party's span are none."""

CHANGES = 5
"""More changes than this to a plan make it another plan."""


@dataclass(frozen=True)
class Change:
    """One issue answered otherwise.

    Attributes:
        issue: its name.
        before: option of the package one starts from.
        after: option of the new package.
    """

    issue: str
    before: str
    after: str


@dataclass(frozen=True)
class Improvement:
    """A package that costs no party anything, seen from the one that one starts from.

    Attributes:
        changes: where they differ, in the order of the issues.
        package: the new package.
        utilities: shape (parties,).
        gains: shape (parties,), against the package that one starts from.
        share: the smallest gain, as a share of the party's span.
    """

    changes: tuple[Change, ...]
    package: dict[str, str]
    utilities: Array
    gains: Array
    share: float


@dataclass(frozen=True)
class Distance:
    """A package against the frontier.

    Attributes:
        utilities: shape (parties,), what the package is worth.
        allowed: whether it satisfies the constraints.
        efficient: whether no package is better for one party and worse for none.
        distance: the largest share of its span that every party could gain at once, 0 or more.
        attained: an efficient package that attains the distance; None where not all can gain.
        cheapest: the fewest changes that make every party better off, and among those the
            largest smallest gain; None if there is no such package.
        steps: for one, two, ... changes, the package with the largest smallest gain, where one more
            change gains more.
        complete: whether no limit cut the search.
    """

    utilities: Array
    allowed: bool
    efficient: bool
    distance: float
    attained: Improvement | None
    cheapest: Improvement | None
    steps: tuple[Improvement, ...]
    complete: bool


def distance(
    space: Space,
    package: Mapping[str, str],
    *,
    keeping: Sequence[Array] | None = None,
    changes: int = CHANGES,
    span: Array | None = None,
    limit: int = 2_000_000,
) -> Distance:
    """How far a package is from the frontier. The disagreement point plays no part.

    Args:
        space: the packages.
        package: an answer to every issue; it need not satisfy the constraints, what it is
            compared with does.
        keeping: for each issue an array of shape (options, sums): sums over the issues that no
            improvement may make smaller than they are in the package, such as `no_likelier`.
        changes: most changes in `steps`; if so few help nobody, any number may be made.
        span: shape (parties,), from the worst to the best package of each party; worked out by
            `ends` if not given.
        limit: as in `frontier`.

    Raises:
        KeyError: an issue is not answered.
        ValueError: an answer is no option of its issue.
    """
    start = space.values(package)
    if span is None:
        low, high = ends(space)
        span = high - low
    beside = _beside(space, package, start, keeping)
    limit = max(limit, len(beside.parties) + 1)
    away = frontier(beside, limit=limit)
    shares, smallest = _shares(away.utilities, start, span)
    complete = away.complete
    attained = None
    if smallest.max(initial=0.0) > 0:
        point = np.lexsort((-shares.sum(axis=1), -smallest))[0]
        attained = _improvement(space, package, start, away.package(int(point)), span)
    steps: list[Improvement] = []
    # Few changes are quickly searched; should they not do, any number may be made.
    for most in (changes, len(space.issues)):
        if attained is None or steps:
            break
        near = frontier(_counting_changes(beside, package, most), limit=limit)
        complete &= near.complete
        shares_near, smallest = _shares(near.utilities[:, 1:], start, span)
        counts = np.rint(-near.utilities[:, 0]).astype(int)
        # Fewest changes first, and the largest smallest gain, then the largest sum, among those.
        for k in np.lexsort((-shares_near.sum(axis=1), -smallest, counts)):
            if smallest[k] > (steps[-1].share + BETTER if steps else 0.0):
                steps.append(_improvement(space, package, start, near.package(int(k)), span))
    return Distance(
        utilities=start,
        allowed=space.allows(package),
        efficient=not (shares > 0).any(),
        distance=attained.share if attained else 0.0,
        attained=attained,
        cheapest=steps[0] if steps else None,
        steps=tuple(steps),
        complete=complete,
    )


def _shares(utilities: Array, start: Array, span: Array) -> tuple[Array, Array]:
    """Gains as shares of spans, (points, parties), and the smallest of each point, (points,)."""
    able = span > 0
    gains = utilities[:, : len(start)] - start
    # What rounding leaves of nothing is nothing.
    shares = np.where(np.abs(gains) <= BETTER * span, 0.0, gains / np.where(able, span, 1.0))
    # A party whose packages are all worth the same can gain nothing and holds up no one.
    return shares, shares[:, able].min(axis=1) if able.any() else np.zeros(len(shares))


def _improvement(
    space: Space,
    package: Mapping[str, str],
    start: Array,
    new: dict[str, str],
    span: Array,
) -> Improvement:
    utilities = space.values(new)
    return Improvement(
        changes=tuple(
            Change(issue, package[issue], new[issue])
            for issue in space.issues
            if new[issue] != package[issue]
        ),
        package=new,
        utilities=utilities,
        gains=utilities - start,
        share=float(_shares(utilities[None], start, span)[1][0]),
    )


def ends(space: Space) -> tuple[Array, Array]:
    """The least and the greatest value of any allowed package to each party: (parties,) each.

    Raises:
        ValueError: no package satisfies the constraints.
    """
    low, high = -_greatest(space, -1.0), _greatest(space, 1.0)
    if space.ceiling is None:
        return low, high
    return np.minimum(low, space.ceiling), np.minimum(high, space.ceiling)


def _greatest(space: Space, sign: float) -> Array:
    """The greatest value to each party of its utilities times a sign."""
    chosen = []
    for p in range(len(space.parties)):
        # An idle second party: for two, tangled constraints are left to integer programming.
        utilities = tuple(
            np.column_stack([sign * u[:, p], np.zeros(len(u))]) for u in space.utilities
        )
        added = tuple(
            Interaction(i.condition, np.array([sign * i.values[p], 0.0]))
            for i in space.interactions
        )
        alone = Space(
            ("one", "idle"), space.issues, space.options, utilities, np.zeros(2), added,
            space.constraints,
        )  # fmt: skip
        best = frontier(replace(alone, disagreement=floor(alone)))
        if not len(best):
            raise ValueError("no package satisfies the constraints")
        chosen.append(best.utilities[:, 0].max())
    return np.array(chosen)


def floor(space: Space) -> Array:
    """What no package falls below, shape (parties,): a disagreement point that rules out none."""
    total = np.zeros(len(space.parties))
    for utilities in space.utilities:
        total += utilities.min(axis=0)
    for interaction in space.interactions:
        total += np.minimum(interaction.values, 0.0)
    return total if space.ceiling is None else np.minimum(total, space.ceiling)


def _beside(
    space: Space, package: Mapping[str, str], start: Array, keeping: Sequence[Array] | None
) -> Space:
    """The packages that cost no party anything and make no sum smaller: one more party a sum.

    Sums are counted from the package that one starts from, so that none may fall below 0.
    """
    sums = keeping[0].shape[1] if keeping else 0
    kept = [np.zeros((len(options), sums)) for options in space.options]
    if keeping:
        kept = [
            k - k[options.index(package[issue])]
            for issue, options, k in zip(space.issues, space.options, keeping, strict=True)
        ]
    return _joined(replace(space, disagreement=start), kept, np.zeros(sums))


def _counting_changes(space: Space, package: Mapping[str, str], most: int) -> Space:
    """The same with one more party before the others, which loses 1 by every change."""
    lost = [
        np.array([[0.0 if option == package[issue] else -1.0] for option in options])
        for issue, options in zip(space.issues, space.options, strict=True)
    ]
    return _joined(space, lost, np.array([-float(most)]), before=True)


def _joined(
    space: Space, utilities: Sequence[Array], disagreement: Array, *, before: bool = False
) -> Space:
    """A space with more parties, before or after its own, whom interactions do not concern."""
    more = len(disagreement)

    def join(own: Array, theirs: Array) -> Array:
        return np.concatenate([theirs, own] if before else [own, theirs], axis=-1)

    # Names tell nobody anything here, but may not repeat.
    names = tuple(f"beside {'+'.join(space.parties)} {k}" for k in range(more))
    unlimited = sum((u.max(axis=0) for u in utilities), np.zeros(more))
    return Space(
        parties=(*names, *space.parties) if before else (*space.parties, *names),
        issues=space.issues,
        options=space.options,
        utilities=tuple(join(u, v) for u, v in zip(space.utilities, utilities, strict=True)),
        disagreement=join(space.disagreement, disagreement),
        interactions=tuple(
            Interaction(i.condition, join(i.values, np.zeros(more))) for i in space.interactions
        ),
        constraints=space.constraints,
        ceiling=None if space.ceiling is None else join(space.ceiling, unlimited),
    )
