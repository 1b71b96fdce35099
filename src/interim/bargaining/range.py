"""The bargaining range: the packages that every party prefers to what it has without agreement.

Fearon (1995) calls them the bargaining range, Raiffa (1982) the zone of agreement. For the
principals of a case, no agreement is fighting on. What a party can get inside the range is read
off the exact frontier; how much of all packages lies inside is counted where they can be
enumerated, and estimated from packages drawn at random where not.

- Fearon, J. D. (1995). Rationalist explanations for war. *International Organization* 49(3),
  379-414.
- Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.distance import ends, floor
from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.packages import Choices, allowed, values
from interim.bargaining.space import Space
from interim.foundation.estimates import Probability, share

Array = NDArray[np.float64]

ENUMERATED = 1_000_000
"""Most packages that are counted one by one."""
DRAWN = 200_000
"""Packages drawn where there are more."""

_TOLERANCE = 1e-9
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Range:
    """What every party prefers to no agreement.

    Attributes:
        disagreement: shape (parties,), what each has without agreement.
        empty: whether no allowed package is at or above it for every party.
        best: shape (parties,), the most that each can get inside the range; NaN if it is empty.
        best_packages: for each party a package of the range that gives it the most.
        least: shape (parties,), the least that each gets in an efficient package of the range; NaN
            if it is empty.
        margin: the largest gain over no agreement that every party can have at once, as a share of
            its span from its worst to its best package; below 0 if the range is empty, and then
            how much less no agreement would have to be worth for it not to be.
        middle: a package that attains the margin; None if no package is allowed.
        inside: share of the allowed packages that lie in the range; None if unknown.
        counted: whether `inside` counts every package; else they were drawn at random.
        complete: whether no limit cut the search.
    """

    disagreement: Array
    empty: bool
    best: Array
    best_packages: tuple[dict[str, str], ...]
    least: Array
    margin: float
    middle: dict[str, str] | None
    inside: Probability | None
    counted: bool
    complete: bool


def bargaining_range(
    space: Space,
    *,
    found: Frontier | None = None,
    span: Array | None = None,
    draws: int = DRAWN,
    seed: int = 1,
    limit: int = 2_000_000,
) -> Range:
    """The packages at or above the disagreement point.

    Args:
        space: the packages.
        found: their frontier at or above the disagreement point, if it is known already.
        span: shape (parties,), as in `distance`; worked out if not given.
        draws: packages drawn for `inside` where there are too many to count; 0 for none.
        seed: of those draws.
        limit: as in `frontier`.
    """
    inside = frontier(space, limit=limit) if found is None else found
    parties = len(space.parties)
    nothing = np.full(parties, np.nan)
    share_inside, counted = _share(space, draws, seed)
    # With none inside, the package that comes nearest lies on the frontier of all packages.
    near = inside
    if not len(inside):
        near = frontier(replace(space, disagreement=floor(space)), limit=limit)
    if not len(near):
        return Range(
            space.disagreement, True, nothing, (), nothing, float("nan"), None,
            None, counted, inside.complete and near.complete,
        )  # fmt: skip
    if span is None:
        low, high = ends(space)
        span = high - low
    shares = (near.utilities - space.disagreement) / np.where(span > 0, span, 1.0)
    middle = int(shares.min(axis=1).argmax())
    best = inside.utilities.max(axis=0) if len(inside) else nothing
    return Range(
        disagreement=space.disagreement,
        empty=not len(inside),
        best=best,
        best_packages=tuple(inside.package(int(p)) for p in inside.utilities.argmax(axis=0))
        if len(inside)
        else (),
        least=inside.utilities.min(axis=0) if len(inside) else nothing,
        margin=float(shares[middle].min()),
        middle=near.package(middle),
        inside=share_inside,
        counted=counted,
        complete=inside.complete and near.complete,
    )


def _share(space: Space, draws: int, seed: int) -> tuple[Probability | None, bool]:
    """Share of the allowed packages in the range, and whether all were counted."""
    counted = space.outcomes <= ENUMERATED
    total = space.outcomes if counted else draws
    sizes = [len(options) for options in space.options]
    rng = np.random.default_rng(seed)
    flags = []
    for first in range(0, total, _AT_ONCE):
        count = min(_AT_ONCE, total - first)
        if counted:
            digits = np.unravel_index(np.arange(first, first + count), sizes or (1,))
            choices = np.stack(digits, axis=1)[:, : len(sizes)].astype(np.int32)
        else:
            choices = rng.integers(0, sizes, (count, len(sizes)), dtype=np.int32)
        choices = choices[allowed(space, choices)]
        flags.append(_inside(space, choices))
    if not flags:
        return None, counted
    inside = np.concatenate(flags)
    if not counted or not len(inside):
        return share(inside), counted
    exact = float(inside.mean())
    return Probability(p=exact, low=exact, high=exact, n=len(inside)), counted


def _inside(space: Space, choices: Choices) -> NDArray[np.bool_]:
    floor_of_range = space.disagreement - _TOLERANCE * np.maximum(1.0, np.abs(space.disagreement))
    return np.asarray((values(space, choices) >= floor_of_range).all(axis=1))
