"""A vote among three answers and more: most votes win, or a run-off between the first two.

The votes for each answer move in the campaign by a normal step in their logarithm, independent of
the others', of the swing divided by the square root of two: so the log-odds between any two answers
move by the swing, as in a vote on two. Chances are means over fixed points of a Sobol' sequence
(`POINTS` of them, so to about a hundredth), the same in every future and for every rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

POINTS = 256


@dataclass(frozen=True)
class Race:
    """A vote at each of the fixed campaigns.

    Attributes:
        first: (points, n), share of the votes for the first answer in the (first) ballot.
        winner: (points, n), int8, index of the answer that wins.
    """

    first: Array
    winner: NDArray[np.int8]

    def wins(self, answers: int) -> Array:
        """Chance that each answer wins, (answers, n)."""
        return np.stack([(self.winner == k).mean(axis=0) for k in range(answers)])


def race(
    shares: Array, swing: Array, threshold: Array | None = None, passing_on: Array | None = None
) -> Race:
    """Hold the vote at each of the fixed campaigns.

    Args:
        shares: (answers, n), of the votes, before the campaign; they sum to one.
        swing: (n,), standard deviation of the log-odds between two answers.
        threshold: (n,), share that wins in the first ballot; None where most votes win.
        passing_on: (answers, answers, n), share of the voters of an answer that is out who vote for
            another in a run-off; needed with a threshold.
    """
    moved = np.log(np.maximum(shares, 1e-9)) + campaigns(len(shares)) * (swing / np.sqrt(2.0))
    counted = special.softmax(moved, axis=1)
    order = np.argsort(counted, axis=1, kind="stable")
    best, second = order[:, -1], order[:, -2]
    winner = best
    if threshold is not None and passing_on is not None:
        top = np.take_along_axis(counted, best[:, None], axis=1)[:, 0]
        again = _with_passed_on(counted, passing_on, best, second)
        back = _with_passed_on(counted, passing_on, second, best)
        winner = np.where((top >= threshold) | (again >= back), best, second)
    return Race(counted[:, 0], winner.astype(np.int8))


def _with_passed_on(
    counted: Array, passing_on: Array, one: NDArray[np.int64], other: NDArray[np.int64]
) -> Array:
    """Votes in a run-off for one of the two that are left, (points, n)."""
    votes = np.take_along_axis(counted, one[:, None], axis=1)[:, 0]
    columns = np.arange(counted.shape[2])
    for out in range(counted.shape[1]):
        gives = passing_on[out][one, columns]
        votes = votes + np.where((out != one) & (out != other), counted[:, out] * gives, 0.0)
    return votes


@lru_cache(maxsize=8)
def campaigns(answers: int) -> Array:
    """Standard normal steps of each answer, less their mean, (points, answers, 1).

    Only differences between answers count, so the points fill one dimension less.
    """
    # Slow to import, and few cases have such a vote.
    from scipy.stats import qmc

    points = qmc.Sobol(answers - 1, scramble=True, rng=np.random.default_rng(1)).random(POINTS)
    against, _ = np.linalg.qr(np.eye(answers)[:, :-1] - 1.0 / answers)
    return np.asarray(special.ndtri(points) @ against.T)[:, :, None]
