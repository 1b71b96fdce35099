"""Power indices: how often a seat decides a vote, by the rules alone.

Both indices read a body as a simple game of yes and no (an abstention counts as no, so it blocks
where a seat has a veto): a coalition wins if its votes reach the threshold and all seats with a
veto are in it. They are exact, by generating functions with whole numbers.

Sources:
    1. Banzhaf (1965), first described by Penrose (1946).
    2. Shapley and Shubik (1954).
    3. Generating functions: Mann and Shapley (1962) for Shapley-Shubik, Brams and Affuso (1976)
       for Banzhaf.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from interim.case.model import Body
from interim.stages.votes import votes_needed

Coalitions = dict[tuple[int, int], int]
"""(seats, votes) -> number of coalitions."""


@dataclass(frozen=True)
class Power:
    """The power of one seat.

    Attributes:
        banzhaf: its share of all swings; over all seats they sum to 1 (0 if nothing can pass).
        banzhaf_absolute: chance that it decides when every other seat tosses a coin (Penrose).
        shapley_shubik: chance that it is pivotal when seats join in random order; sums to 1.
    """

    banzhaf: Fraction
    banzhaf_absolute: Fraction
    shapley_shubik: Fraction


def power(body: Body) -> dict[str, Power]:
    """Power indices of each seat of a body.

    Args:
        body: the body; a vote of the people has no members and gives an empty answer.

    Returns:
        Member -> power of each of its seats, exact.
    """
    members = body.members
    seats = sum(m.seats for m in members.values())
    vetoes = sum(m.seats for m in members.values() if m.veto)
    # All vetoes must say yes, so the question is what the others must add.
    held = sum(m.seats * m.weight for m in members.values() if m.veto)
    short = votes_needed(body.threshold) - held
    others = _coalitions([(m.seats, m.weight) for m in members.values() if not m.veto])

    swings: dict[int | None, dict[int, int]] = {}  # by weight; None for a veto
    for member in members.values():
        key = None if member.veto else member.weight
        if key in swings:
            continue
        if member.veto:
            swings[key] = _by_size(others, vetoes - 1, short, None)
        else:
            without = _without(others, member.weight)
            swings[key] = _by_size(without, vetoes, short - member.weight, short)

    counts = {key: sum(sizes.values()) for key, sizes in swings.items()}
    kinds = {name: None if m.veto else m.weight for name, m in members.items()}
    total = sum(m.seats * counts[kinds[name]] for name, m in members.items())
    return {
        name: Power(
            Fraction(counts[kind], total) if total else Fraction(0),
            Fraction(counts[kind], 2 ** (seats - 1)),
            _pivotal(swings[kind], seats),
        )
        for name, kind in kinds.items()
    }


def _coalitions(factions: list[tuple[int, int]]) -> Coalitions:
    """Coefficients of the product of (1 + z x^weight)^seats over factions."""
    product: Coalitions = {(0, 0): 1}
    for seats, weight in factions:
        more: defaultdict[tuple[int, int], int] = defaultdict(int)
        for k in range(seats + 1):
            ways = math.comb(seats, k)
            for (size, votes), count in product.items():
                more[size + k, votes + k * weight] += ways * count
        product = dict(more)
    return product


def _without(coalitions: Coalitions, weight: int) -> Coalitions:
    """The coalitions that leave out one seat of a weight: division by (1 + z x^weight)."""
    left: Coalitions = {}
    for size, votes in sorted(coalitions):
        count = coalitions[size, votes] - left.get((size - 1, votes - weight), 0)
        if count:
            left[size, votes] = count
    return left


def _by_size(coalitions: Coalitions, more: int, low: int, high: int | None) -> dict[int, int]:
    """Number of coalitions with low <= votes < high, by their size with `more` seats added."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for (size, votes), count in coalitions.items():
        if votes >= low and (high is None or votes < high):
            sizes[size + more] += count
    return dict(sizes)


def _pivotal(sizes: dict[int, int], seats: int) -> Fraction:
    orders = sum(
        count * math.factorial(size) * math.factorial(seats - size - 1)
        for size, count in sizes.items()
    )
    return Fraction(orders, math.factorial(seats))
