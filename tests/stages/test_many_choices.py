"""A vote among three answers, against one that is drawn a hundred thousand times."""

import numpy as np
import pytest
from scipy.special import ndtr, softmax

from interim.stages.many_choices import POINTS, race

N = 200_000


def drawn(shares, swing, threshold=None, passing_on=None):
    """The winner of each of many campaigns, ballot by ballot."""
    steps = np.random.default_rng(3).normal(size=(N, len(shares))) * swing / np.sqrt(2)
    counted = softmax(np.log(shares) + steps, axis=1)
    winners = []
    for votes in counted:
        second, best = np.argsort(votes)[-2:]
        if threshold is None or votes[best] >= threshold:
            winners.append(best)
            continue
        again = votes.copy()
        for out in set(range(len(votes))) - {best, second}:
            again += votes[out] * passing_on[out]
        winners.append(best if again[best] >= again[second] else second)
    return np.bincount(winners, minlength=len(shares)) / N


def column(values):
    return np.array(values, float)[:, None]


def test_two_answers_win_as_a_vote_of_two():
    share, swing = 0.56, 0.4
    wins = race(column([share, 1 - share]), np.array([swing])).wins(2)[:, 0]
    assert wins[0] == pytest.approx(ndtr(np.log(share / (1 - share)) / swing), abs=1.5 / POINTS)
    assert wins.sum() == 1


def test_most_votes_win_as_drawn():
    shares = np.array([0.38, 0.34, 0.28])
    wins = race(shares[:, None], np.array([0.3])).wins(3)[:, 0]
    np.testing.assert_allclose(wins, drawn(shares, 0.3), atol=0.012)


def test_a_run_off_is_won_as_drawn_and_may_turn_the_first_ballot():
    shares = np.array([0.4, 0.35, 0.25])
    passing_on = np.array([[0, 0.1, 0.3], [0.1, 0, 0.8], [0.1, 0.8, 0]])
    wins = race(
        shares[:, None], np.array([0.3]), np.array([0.5]), passing_on[:, :, None]
    ).wins(3)[:, 0]  # fmt: skip
    np.testing.assert_allclose(wins, drawn(shares, 0.3, 0.5, passing_on), atol=0.012)
    plurality = race(shares[:, None], np.array([0.3])).wins(3)[:, 0]
    assert plurality[0] > 0.5 > wins[0]


def test_whoever_reaches_the_threshold_needs_no_run_off():
    passing_on = np.zeros((3, 3, 1))
    passing_on[2, 1] = 1.0
    shares, sure = column([0.52, 0.3, 0.18]), np.array([1e-9])
    assert race(shares, sure, np.array([0.5]), passing_on).wins(3)[0, 0] == 1
    # Below it the third's voters carry the second past the first: 0.48 against 0.52.
    shares = column([0.48, 0.3, 0.22])
    assert race(shares, sure, np.array([0.5]), passing_on).wins(3)[1, 0] == 1
