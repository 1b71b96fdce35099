"""Power indices: how often a seat decides a vote, by the rules alone.

Both indices read a body as a simple game of yes and no (an abstention counts as no, so it blocks
where a seat has a veto): a coalition wins if its votes reach the threshold and all seats with a
veto are in it. They are exact, by generating functions whose coefficients are packed into one whole
number (Kronecker substitution); of bodies too large for that they are numbers to 12 digits, see
`power_large`.

Sources:
    1. Banzhaf (1965), first described by Penrose (1946).
    2. Shapley and Shubik (1954).
    3. Generating functions: Mann and Shapley (1962) for Shapley-Shubik, Brams and Affuso (1976)
       for Banzhaf.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from interim.case.model import Body
from interim.stages.power_large import Chances, Rest, in_numbers
from interim.stages.votes import votes_needed

MOST_BYTES = 200_000_000
"""Read and written up to which coalitions are counted exactly: a tenth of a second or two."""


@dataclass(frozen=True)
class Power:
    """The power of one seat.

    Attributes:
        banzhaf: its share of all swings; over all seats they sum to 1 (0 if nothing can pass).
        banzhaf_absolute: chance that it decides when every other seat tosses a coin (Penrose).
        shapley_shubik: chance that it is pivotal when seats join in random order; sums to 1.
        exact: whether these are exact, or numbers to 12 digits.
    """

    banzhaf: Fraction
    banzhaf_absolute: Fraction
    shapley_shubik: Fraction
    exact: bool = True


def power(body: Body) -> dict[str, Power]:
    """Power indices of each seat of a body.

    Args:
        body: the body; a vote of the people has no members and gives an empty answer.

    Returns:
        Member -> power of each of its seats.
    """
    rest = _rest(body)
    exact = _bytes(rest) <= MOST_BYTES
    found = _exactly(rest) if exact else in_numbers(rest)
    # Who has neither votes nor a veto decides nothing.
    kinds = {n: None if m.veto else m.weight for n, m in body.members.items()}
    chances = {n: found.get(kind, (Fraction(0), Fraction(0))) for n, kind in kinds.items()}
    total = sum((m.seats * chances[n][0] for n, m in body.members.items()), Fraction(0))
    return {
        name: Power(absolute / total if total else Fraction(0), absolute, pivotal, exact)
        for name, (absolute, pivotal) in chances.items()
    }


def _rest(body: Body) -> Rest:
    """What the others decide once all who have a veto say yes."""
    members = body.members.values()
    seats = Counter[int]()
    for member in members:
        if not member.veto and member.weight > 0:
            seats[member.weight] += member.seats
    held = sum(m.seats * m.weight for m in members if m.veto)
    vetoes = sum(m.seats for m in members if m.veto)
    return Rest(dict(sorted(seats.items())), vetoes, votes_needed(body.threshold) - held)


def _bytes(rest: Rest) -> int:
    """How much is read and written where coalitions are counted, at most."""
    n, below = rest.number, max(_fewer(rest), 0)
    rows, looked_up, added = 1, 0, 0
    for weight, seats in rest.seats.items():
        added += rows * (seats + 1)
        rows = min(rows * (seats + 1), below)
        looked_up += 2 * below // weight
    return (added + looked_up) * (n + 1) * _digits(n)


def _digits(n: int) -> int:
    """Bytes of a number of coalitions of n seats, which is at most 2^n."""
    return n // 8 + 1


def _fewer(rest: Rest) -> int:
    """Votes below which coalitions are counted: with fewer votes than needed, or with too many for
    the others to reach what is needed, which is the same from the other side."""
    return min(rest.needed, rest.votes - rest.needed + 1)


def _exactly(rest: Rest) -> Chances:
    n, below = rest.number, _fewer(rest)
    seats, mirrored, digits = n + rest.vetoes, below != rest.needed, _digits(n)
    summed = _summed(rest, below)

    def chances(sizes: Sequence[int], of: int, more: int) -> tuple[Fraction, Fraction]:
        """From coalitions of `of` others by size, with `more` seats that have a veto in them."""
        orders = (
            count * math.factorial(size + more) * math.factorial(seats - size - more - 1)
            for size, count in enumerate(sizes[::-1] if mirrored else sizes)
        )
        absolute = Fraction(sum(sizes), 2 ** (seats - 1))
        return absolute, Fraction(sum(orders), math.factorial(seats))

    found: dict[int | None, tuple[Fraction, Fraction]] = {}
    for weight in rest.seats:
        decides = _without(summed, weight, below - 1, digits)
        decides -= _without(summed, weight, below - 1 - weight, digits)
        found[weight] = chances(_coefficients(decides, n, digits), n - 1, rest.vetoes)
    if rest.vetoes:
        lose = _coefficients(summed.at_most(below - 1), n + 1, digits)
        wins = lose if mirrored else [math.comb(n, k) - lose[k] for k in range(n + 1)]
        found[None] = chances(wins, n, rest.vetoes - 1)
    return found


class Summed(NamedTuple):
    """Coalitions by their votes; the numbers of those of each size are packed into one number.

    Attributes:
        votes: that coalitions have, rising.
        counts: how many have at most so many.
    """

    votes: list[int]
    counts: list[int]

    def at_most(self, votes: int) -> int:
        """Coalitions with at most so many votes."""
        place = bisect_right(self.votes, votes)
        return self.counts[place - 1] if place else 0


def _summed(rest: Rest, below: int) -> Summed:
    """The coalitions with fewer votes than `below`."""
    digits, rows = _digits(rest.number), {0: 1} if below > 0 else {}
    for weight, seats in rest.seats.items():
        ways, more = [math.comb(seats, k) for k in range(seats + 1)], dict[int, int]()
        for votes, row in rows.items():
            for k in range(min(seats, (below - 1 - votes) // weight) + 1):
                at = votes + k * weight
                more[at] = more.get(at, 0) + ((ways[k] * row) << 8 * digits * k)
        rows = more
    reached = sorted(rows)
    return Summed(reached, list(accumulate(rows[votes] for votes in reached)))


def _without(summed: Summed, weight: int, votes: int, digits: int) -> int:
    """Coalitions with at most so many votes that leave out one seat of a weight, packed: those with
    and without it, less those with it, which are as many with fewer votes and a seat less."""
    left = 0
    for k, at in enumerate(range(votes, -1, -weight)):
        moved = summed.at_most(at) << 8 * digits * k
        left += -moved if k % 2 else moved
    return left


def _coefficients(packed: int, number: int, digits: int) -> list[int]:
    """So many packed numbers, one by one."""
    held = packed.to_bytes(number * digits, "little")
    return [
        int.from_bytes(held[start : start + digits], "little")
        for start in range(0, len(held), digits)
    ]
