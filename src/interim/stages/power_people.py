"""Power indices of a body that counts votes and people at once.

As `interim.stages.power`, exactly, for a rule such as article 16(4) of the Treaty on European
Union: enough votes, and a share of the people unless fewer than a blocking minority are missing.

Source:
    Bilbao, J. M., Fernandez, J. R., Jimenez, N., Lopez, J. J. (2002). Voting power in the European
    Union enlargement. *European Journal of Operational Research* 143, 181-196 (generating functions
    for intersections of weighted games).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Body
from interim.stages.power import Power
from interim.stages.votes import votes_needed

Counts = dict[tuple[int, int], NDArray[np.int64]]
"""(seats, votes) -> number of coalitions by the people behind them, (people + 1,)."""

Wins = Callable[[int, NDArray[np.int64]], NDArray[np.bool_]]

MOST_PEOPLE = 1_000_000
MOST_SEATS = 40
"""2^40 coalitions still fit whole numbers of 64 bits many times over."""


def power_by_people(body: Body) -> dict[str, Power]:
    """Power indices of each seat of a body that has a `population` rule.

    Args:
        body: every member stands for a number of people, in any unit.

    Returns:
        Member -> power of each of its seats, exact for those numbers.

    Raises:
        ValueError: there is no such rule, or there are vetoes, or too many seats or units of people
            to count.
    """
    every, wins = _rule(body)
    members = body.members
    people = {name: member.population or 0 for name, member in members.items()}
    seats = sum(m.seats for m in members.values())
    by_size = {
        name: _swings(_without(every, m.weight, people[name]), m.weight, people[name], wins)
        for name, m in members.items()
    }
    counts = {name: sum(sizes.values()) for name, sizes in by_size.items()}
    swings = sum(members[name].seats * count for name, count in counts.items())
    return {
        name: Power(
            Fraction(counts[name], swings) if swings else Fraction(0),
            Fraction(counts[name], 2 ** (seats - 1)),
            Fraction(
                sum(
                    count * math.factorial(size) * math.factorial(seats - size - 1)
                    for size, count in by_size[name].items()
                ),
                math.factorial(seats),
            ),
        )
        for name in members
    }


def power_to_act(body: Body) -> Fraction:
    """Share of all coalitions that win, in a body that has a `population` rule.

    Source:
        Coleman, J. S. (1971). Control of collectivities and the power of a collectivity to act. In
        Lieberman (ed.), *Social Choice*, 269-300.

    Raises:
        ValueError: as `power_by_people`.
    """
    every, wins = _rule(body)
    won = 0
    for (_, votes), row in every.items():
        behind = np.flatnonzero(row)
        won += int(row[behind[wins(votes, behind)]].sum())
    return Fraction(won, 2 ** sum(m.seats for m in body.members.values()))


def _rule(body: Body) -> tuple[Counts, Wins]:
    """All coalitions of a body, and which win."""
    rule, members = body.population, body.members
    if rule is None:
        raise ValueError("the body does not count people")
    people = {name: member.population or 0 for name, member in members.items()}
    total = sum(m.seats * people[name] for name, m in members.items())
    seats = sum(m.seats for m in members.values())
    if total > MOST_PEOPLE or seats > MOST_SEATS:
        raise ValueError(f"{seats} seats and {total:,} units of people are too many to count")
    votes = sum(m.seats * m.weight for m in members.values())
    needed = votes_needed(body.threshold)
    if any(member.veto for member in members.values()):
        raise ValueError("power in a body that counts people is not worked out with vetoes")
    enough = math.ceil(rule.share * total - 1e-9)

    def wins(yes: int, behind: NDArray[np.int64]) -> NDArray[np.bool_]:
        if yes < needed:
            return np.zeros(behind.size, dtype=bool)
        return (behind >= enough) | (votes - yes < rule.blocking_minority)

    every: Counts = {(0, 0): _one(total)}
    for name, member in members.items():
        for _ in range(member.seats):
            every = _with(every, member.weight, people[name])
    return every, wins


def _one(total: int) -> NDArray[np.int64]:
    counts = np.zeros(total + 1, np.int64)
    counts[0] = 1
    return counts


def _with(counts: Counts, weight: int, people: int) -> Counts:
    """Every coalition with and without one more seat."""
    after = {place: row.copy() for place, row in counts.items()}
    for (size, votes), row in counts.items():
        moved = np.zeros_like(row)
        moved[people:] = row[: row.size - people]
        place = (size + 1, votes + weight)
        after[place] = after[place] + moved if place in after else moved
    return after


def _without(counts: Counts, weight: int, people: int) -> Counts:
    """The coalitions that leave out one seat: those counted, less those with it."""
    left: Counts = {}
    for size, votes in sorted(counts):
        row = counts[size, votes].copy()
        before = left.get((size - 1, votes - weight))
        if before is not None:
            row[people:] -= before[: row.size - people]
        left[size, votes] = row
    return left


def _swings(counts: Counts, weight: int, people: int, wins: Wins) -> dict[int, int]:
    """Coalitions that lose without a seat and win with it, by size."""
    sizes: dict[int, int] = {}
    for (size, votes), row in counts.items():
        behind = np.flatnonzero(row)
        decides = ~wins(votes, behind) & wins(votes + weight, behind + people)
        number = int(row[behind[decides]].sum())
        if number:
            sizes[size] = sizes.get(size, 0) + number
    return sizes
