"""Where to put the names of points in a figure so that they cover neither each other nor points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NARROW, _BROAD = "fijlrtI .,:;'|()[]-", "mwMW@%"
"""Letters of about half and of one and a half times the width of the others."""
LINE = 13.0

_REACHES = (9.0, 16.0, 26.0, 40.0, 58.0, 80.0, 110.0)
_DIRECTIONS = 16
_ROUNDS = 2
_MARK = 6.0


@dataclass(frozen=True)
class Label:
    """A name beside its point, in pixels from the top left corner.

    Attributes:
        name: what it says.
        x: left end of the text.
        y: middle of its line.
        at: the point that it names.
        far: whether a line must lead from the one to the other.
    """

    name: str
    x: float
    y: float
    at: tuple[float, float]
    far: bool

    @property
    def line(self) -> tuple[float, float]:
        """Where a line from the point ends: the nearest place of the edge of the text."""
        left, top, right, bottom = (
            self.x - 1,
            self.y - 6.0,
            self.x + width(self.name) + 1,
            self.y + 6.0,
        )
        return min(max(self.at[0], left), right), min(max(self.at[1], top), bottom)


def width(name: str) -> float:
    """About how wide a name is drawn in sans serif of 11 pixels."""
    return float(
        sum(
            3.4 if c in _NARROW else 9.2 if c in _BROAD else 7.2 if c.isupper() else 6.1
            for c in name
        )
    )


def place(
    points: Sequence[tuple[str, float, float]],
    size: tuple[float, float],
    others: NDArray[np.float64] | None = None,
) -> list[Label]:
    """Names beside their points: the best of several orders in which they are placed.

    Args:
        points: name, x and y of each point, in pixels.
        size: width and height of the figure.
        others: shape (n, 2), points without a name that are better not covered.

    Returns:
        A label for each point, in the order given. Where there is no room, labels overlap.
    """
    marks = np.array([(x, y) for _, x, y in points]).reshape(-1, 2)
    crowd = [int((np.abs(marks - mark) < 60).all(axis=1).sum()) for mark in marks]
    background = np.zeros((0, 2)) if others is None else others
    everyone = range(len(points))
    orders = [
        sorted(everyone, key=lambda k: -crowd[k]),
        sorted(everyone, key=lambda k: points[k][1]),
        sorted(everyone, key=lambda k: -points[k][1]),
    ]
    places = [_places(*point, marks, background, size) for point in points]
    tried = [_in_order(order, places) for order in orders]
    return min(tried, key=lambda found: found[0])[1] if points else []


def _in_order(
    order: Sequence[int], places: Sequence[list[tuple[float, Label]]]
) -> tuple[float, list[Label]]:
    """Labels placed one after another, and what all of them cost together."""
    placed: dict[int, Label] = {}
    costs: dict[int, float] = {}
    # The first names find room more easily than the last: they move once all are known.
    for _ in range(_ROUNDS):
        for k in order:
            others = [label for other, label in placed.items() if other != k]
            costs[k] = np.inf
            for alone, label in places[k]:
                if alone >= costs[k]:
                    break  # and so are all that follow
                cost = alone + _beside(label, others)
                if cost < costs[k]:
                    costs[k], placed[k] = cost, label
    return sum(costs.values()), [placed[k] for k in range(len(places))]


def _places(
    name: str,
    x: float,
    y: float,
    marks: NDArray[np.float64],
    background: NDArray[np.float64],
    size: tuple[float, float],
) -> list[tuple[float, Label]]:
    """Places for a name around its point, cheapest first by what they hide and how far they are."""
    places = []
    for reach in _REACHES:
        for turn in range(_DIRECTIONS):
            label = _label(name, x, y, reach, 2 * np.pi * turn / _DIRECTIONS)
            box = _box(label)
            cost = reach / 4 + 3.0 * label.far + 40.0 * _outside(box, size)
            cost += 30.0 * _covered(box, marks) + min(30.0, 4.0 * _covered(box, background))
            places.append((cost, label))
    return sorted(places, key=lambda place: place[0])


def _beside(label: Label, others: Sequence[Label]) -> float:
    """What a label hides of others and their lines, and they of it and its line."""
    box = _box(label)
    cost = 0.0
    for other in others:
        theirs = _box(other)
        cost += 100.0 * _overlap(box, theirs) + 20.0 * _cross(label, other)
        cost += 25.0 * (_crosses(label, theirs) + _crosses(other, box))
    return cost


def _label(name: str, x: float, y: float, reach: float, angle: float) -> Label:
    across, down = float(np.cos(angle)), float(np.sin(angle))
    # The text hangs on the point by the side that faces it.
    left = x + reach * across - width(name) * (1 - across) / 2
    return Label(name, left, y + reach * down, (x, y), reach > _REACHES[1])


def _box(label: Label) -> tuple[float, float, float, float]:
    return label.x, label.y - LINE / 2, label.x + width(label.name), label.y + LINE / 2


def _outside(box: tuple[float, float, float, float], size: tuple[float, float]) -> bool:
    return box[0] < 0 or box[1] < 0 or box[2] > size[0] or box[3] > size[1]


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covered(box: tuple[float, float, float, float], points: NDArray[np.float64]) -> int:
    """How many points lie under a box or touch it."""
    low = np.array([box[0] - _MARK, box[1] - _MARK])
    high = np.array([box[2] + _MARK, box[3] + _MARK])
    return int(((points > low) & (points < high)).all(axis=1).sum())


def _crosses(label: Label, box: tuple[float, float, float, float]) -> bool:
    """Whether the line from a label to its point runs through a box."""
    if not label.far:
        return False
    way = np.linspace(label.at, label.line, 20)
    inside = (way > np.array(box[:2])) & (way < np.array(box[2:]))
    return bool(inside.all(axis=1).any())


def _cross(one: Label, other: Label) -> bool:
    """Whether the lines from two labels to their points cross."""
    if not (one.far and other.far):
        return False
    a, b, c, d = (np.array(end) for end in (one.at, one.line, other.at, other.line))

    def side(p: NDArray[np.float64], q: NDArray[np.float64], r: NDArray[np.float64]) -> float:
        (px, py), (qx, qy) = q - p, r - p
        return float(px * qy - py * qx)

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
