"""Power indices of bodies too large to count their coalitions exactly, to 12 digits.

If every seat says yes with chance p, the chance that a seat decides is a polynomial of p: its value
at 1/2 is the absolute index of Banzhaf, its mean over p from 0 to 1 is the index of Shapley and
Shubik (Owen 1972), which Gauss-Legendre quadrature gives exactly from half as many nodes as there
are seats. How the votes fall without a seat follows from how they fall with it, and is needed at
two places only.

Sources:
    1. Owen (1972), Multilinear extensions of games, Management Science 18(5).
    2. Leech (2003), Computing power indices for large voting games, Management Science 49(6).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Chances = dict[int | None, tuple[Fraction, Fraction]]
"""Weight of a seat, None for one with a veto -> its absolute index of Banzhaf, and that of Shapley
and Shubik."""

MOST_NODES = 160
"""Nodes of the quadrature: exact for 320 seats; for a thousand the chance to decide is as smooth
as 160 can follow."""


class Rest(NamedTuple):
    """What the seats without a veto decide once all who have one say yes.

    Attributes:
        seats: weight, rising and above 0 -> seats without a veto.
        vetoes: seats with a veto.
        needed: votes that seats without a veto must add.
    """

    seats: Mapping[int, int]
    vetoes: int
    needed: int

    @property
    def number(self) -> int:
        """Seats without a veto."""
        return sum(self.seats.values())

    @property
    def votes(self) -> int:
        """All their votes."""
        return sum(weight * seats for weight, seats in self.seats.items())


def in_numbers(rest: Rest) -> Chances:
    """The indices of a seat of each kind to 12 digits; none where nothing can pass."""
    if rest.needed > rest.votes:
        return {}  # nobody decides, and rounding must not say otherwise
    seats = rest.number + rest.vetoes
    nodes, weights = np.polynomial.legendre.leggauss(min((seats + 1) // 2, MOST_NODES))
    mean = dict.fromkeys((*rest.seats, None), 0.0)
    for p, share in zip((1.0 + nodes) / 2.0, weights / 2.0, strict=True):
        for kind, chance in _decides(rest, float(p)).items():
            mean[kind] += float(share) * chance
    coin = _decides(rest, 0.5)
    return {kind: (Fraction(coin[kind]), Fraction(mean[kind])) for kind in coin}


def _decides(rest: Rest, p: float) -> dict[int | None, float]:
    """Chance that a seat of each kind decides if every other says yes with chance p."""
    # From the side that says yes more seldom: there no sum below grows.
    mirrored = p > 0.5
    yes = 1.0 - p if mirrored else p
    below = rest.votes - rest.needed + 1 if mirrored else rest.needed
    fewer, ratio, vetoes = _fewer(rest, yes, below), yes / (1.0 - yes), p**rest.vetoes
    powers = np.power(-ratio, np.arange(len(fewer)), dtype=float)
    found: dict[int | None, float] = {}
    for weight in rest.seats:
        at = _without(fewer, weight, below - 1, powers)
        at -= _without(fewer, weight, below - 1 - weight, powers)
        found[weight] = vetoes * at / (1.0 - yes)
    if rest.vetoes:
        few = fewer[-1] if below > 0 else 0.0
        found[None] = p ** (rest.vetoes - 1) * (few if mirrored else 1.0 - few)
    return found


def _fewer(rest: Rest, p: float, below: int) -> Array:
    """Chance of at most k votes, for k < below: (below,)."""
    chance = np.zeros(max(below, 0))
    if below <= 0:
        return chance
    chance[0] = 1.0
    reached, room, ratio = 0, np.empty_like(chance), p / (1.0 - p)
    for weight, seats in rest.seats.items():
        for _ in range(seats):
            reached = min(reached + weight, below - 1)
            if reached < weight:
                break
            moved = np.multiply(
                chance[: reached + 1 - weight], ratio, out=room[weight : reached + 1]
            )
            chance[weight : reached + 1] += moved
    total = np.cumsum(chance)
    return np.asarray(total * math.exp(rest.number * math.log1p(-p)))


def _without(fewer: Array, weight: int, votes: int, powers: Array) -> float:
    """Chance of at most so many votes without a seat, times that this seat says no."""
    if votes < 0:
        return 0.0
    terms = fewer[votes::-weight]
    return float(terms @ powers[: len(terms)])
