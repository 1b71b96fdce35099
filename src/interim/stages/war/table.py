"""Values of war by captured share, patrons and edge, tabulated once for each future.

The nodes of the edge are even in sign(x) log(1 + b |x|) / b, with b the larger of the two
strengths: a step multiplies the hazards of the side that an edge favours by about the same factor.
Between nodes values follow the cubic through the four nodes around; beyond the last they stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interim.foundation.lanes import HALF
from interim.stages.war.chain import EDGES, GRID, Lives, month_for, room_for, tabulate
from interim.stages.war.numbers import ATTACKER, DEFENDER, Array, Numbers, Whole, loyal

MIDDLE = 8
"""The node of no edge."""
WIDEST = 1.5
"""The last node: edges add up points of a chance, so few reach beyond 1."""
SHARES = (0, (GRID - 1) // 2, GRID - 1)
"""Points of the grid of ground at which values are kept: none, half and all of the zone."""
BY_NOBODY, BY_ATTACKER, BY_DEFENDER = 0, 1, 2
"""Who began a war: patrons of who is attacked stay longer."""


@dataclass(frozen=True)
class Table:
    """Values of a war of each kind, to each type of both principals.

    Attributes:
        values: (n, kinds, shares, patron states, `EDGES`, agents), the agents being the types of
            the first principal, then of the second.
        kind: (3,), which kind a war after a settlement is that was begun by nobody, by the
            attacker, by the defender. The first kind is the war that goes on without a settlement;
            it is what follows one too, unless patrons mind who broke it, or the old state does not
            come back.
        bend: (n,), b of the coordinate.
        step: (n,), between nodes in the coordinate.
        peace: (n, patrons), hazard per month that a patron's aid ends while a settlement holds.
    """

    values: Array
    kind: Whole
    bend: Array
    step: Array
    peace: Array

    def at(self, edge: Array) -> Array:
        """Values of a war that nobody began, from the ground and with the patrons of today.

        Args:
            edge: (n,), above 0 in favour of the attacker.

        Returns:
            (n, agents).
        """
        values = self.values[:, 0, 0, 0]
        node, weights = stencil(coordinate(edge, self.bend) / self.step)
        rows = np.arange(len(values))
        total = np.zeros((len(values), values.shape[2]))
        for k in range(4):
            total = total + weights[:, k, None] * values[rows, node + k]
        return total


def coordinate(edge: Array, bend: Array) -> Array:
    """Where an edge stands between the nodes: sign(x) log(1 + b |x|) / b."""
    safe = np.where(bend > 0.0, bend, 1.0)
    bent = np.log1p(safe * np.abs(edge)) / safe
    return np.where(bend > 0.0, np.sign(edge) * bent, edge)


def stencil(place: Array) -> tuple[Whole, Array]:
    """The first of the four nodes around a place, and their weights, (n, 4).

    Args:
        place: (n,), in steps from the middle node.
    """
    at = np.clip(place + MIDDLE, 0.0, EDGES - 1.0)
    first = np.clip(np.floor(at).astype(np.int64) - 1, 0, EDGES - 4)
    u = at - first
    return first, np.stack(cubic(u), axis=-1)


def cubic(u: Array) -> Sequence[Array]:
    """Weights of the nodes 0, 1, 2 and 3 at a place u between them (Lagrange)."""
    a, b, c = u - 1.0, u - 2.0, u - 3.0
    return (-a * b * c / 6.0, u * b * c / 2.0, -u * a * c / 2.0, u * a * b / 6.0)


def table_of(
    numbers: Numbers, months: int, strength: Array, lives: Lives, then: Lives | None = None
) -> Table:
    """Tabulate the war of each future.

    Args:
        numbers: of n futures.
        months: the horizon.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        lives: of the types of the first principal, then of the second.
        then: the same in a war after a settlement, where that is another.
    """
    n, agents = lives.discount.shape
    patrons, ends = numbers.shift.shape[1], numbers.hazard.shape[1]
    month, room = month_for(patrons, ends, HALF), room_for(patrons, ends)
    bend = strength.max(axis=1)
    step = coordinate(np.full(n, WIDEST), bend) / (EDGES - 1 - MIDDLE)
    edges = nodes(bend, step)
    kinds, kind_of = kinds_of(numbers)
    brings = [lives] * len(kinds)
    if then is not None:
        brings = [lives, *(then for _ in kinds)]
        kinds, kind_of = [numbers, *kinds], kind_of + 1
    states = 1 << numbers.shift.shape[1]
    values = np.empty((n, len(kinds), len(SHARES), states, EDGES, agents))
    for kind, war in enumerate(kinds):
        out = np.empty((n, *values.shape[2:]))
        tabulate(months, war, strength, edges, brings[kind], np.array(SHARES), month, room, out)
        values[:, kind] = out
    return Table(values, kind_of, bend, step, numbers.peace)


def kinds_of(numbers: Numbers) -> tuple[list[Numbers], Whole]:
    """The kinds of war there are, and which of them is begun by whom, as `Table.kind`."""
    kinds, kind_of = [numbers], np.zeros(3, np.int64)
    for begun, victim in ((BY_ATTACKER, DEFENDER), (BY_DEFENDER, ATTACKER)):
        if (numbers.loyalty[:, numbers.helps == victim] != 1.0).any():
            kind_of[begun] = len(kinds)
            kinds.append(loyal(numbers, victim))
    return kinds, kind_of


def nodes(bend: Array, step: Array) -> Array:
    """The edges for which values are tabulated in each future, (n, `EDGES`)."""
    place = (np.arange(EDGES) - MIDDLE) * step[:, None]
    wide = np.where(bend > 0.0, bend, 1.0)[:, None]
    bent = np.sign(place) * np.expm1(wide * np.abs(place)) / wide
    return np.where(bend[:, None] > 0.0, bent, place)
