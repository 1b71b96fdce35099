"""One step of merging points, by hand."""

import numpy as np

from interim.bargaining.merge import Moves, start, step

FLOOR, ONE = np.full(2, -100), np.ones(2, np.int64)
OPTIONS = np.array([[0, 3], [1, 2], [2, 1], [3, 0], [1, 1]])
"""Four efficient points, and one that two of them dominate."""


def moved(limit):
    number = len(OPTIONS)
    moves = Moves(
        source=np.zeros(number, np.int64),
        option=np.arange(number),
        target=np.zeros(number, np.int64),
        shift=OPTIONS,
        groups=1,
    )
    return step(start(2), moves, FLOOR, ONE, limit)


def test_a_step_that_leaves_nothing_out_is_complete():
    level = moved(10)
    assert sorted(map(tuple, level.rows.tolist())) == [(0, 3), (1, 2), (2, 1), (3, 0)]
    assert (level.cut, level.incomplete) == (0, False)


def test_a_step_that_leaves_points_out_says_so_and_keeps_each_partys_best():
    level = moved(2)
    assert len(level.rows) == 2
    assert {(0, 3), (3, 0)} == set(map(tuple, level.rows.tolist()))
    assert (level.cut, level.incomplete) == (2, True)
