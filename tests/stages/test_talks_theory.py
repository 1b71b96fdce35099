"""Talks beside what is known of bargaining: an answer asked for once, and offers in turn."""

import math

import numpy as np
import pytest
from scipy.special import expit, logit

from interim.stages.talks.offers import WHOLE, as_stated
from interim.stages.talks.room import UNMET
from stages.test_assent import ask
from stages.test_talks_chain import MET, hold, lives_of, offers_of, today, whole_talks
from stages.test_war_chain import wars

STILL = wars(hazard=[0.0], victor=[-1])
"""A war without an end, in which nothing moves: it is worth its flow."""


def stills(n):
    return wars(n, hazard=[0.0], victor=[-1])


# --- today's assent --------------------------------------------------------------------------


def asked_once(deal, war, *, refusal=(0.0, 0.0), red=(0.0, 0.0), rigidity=0.5):
    """One text, put by a mediator today and never again, between sides of one type each: whether
    it is signed, (n,). The taste is in the value of the deal; arrays are (n, 2) or for all."""
    deal = np.asarray(deal, float)
    n = len(deal)
    red = np.broadcast_to(np.asarray(red, float)[..., None, None, :], (n, 1, 2, 2))
    offers = offers_of(
        deal[:, None, None, None, :], n=n, prior=(1, 1), speaks=[0, 0, 1], refusal=refusal, red=red,
        rigidity=rigidity,
    )  # fmt: skip
    flow = np.broadcast_to(np.asarray(war, float)[..., None], (n, 2, 2))
    varied = whole_talks(1, 0, 2)
    varied.window[1:] = 0.0
    held = hold(stills(n), lives_of(n, flow=flow, agents=2), offers, varied, split=1)
    signed = held.followed.signed[:, 0, 0]
    assert set(signed) <= {0.0, 1.0}
    return signed > 0.0


def test_a_text_put_once_is_signed_where_it_is_worth_more_than_the_war_and_a_refusal():
    rng = np.random.default_rng(0)
    n = 400
    deal, war, refusal = rng.random((n, 2)), rng.random((n, 2)), rng.uniform(0, 0.3, (n, 2))
    red, rigidity = rng.uniform(0, 0.5, (n, 2)), rng.random((n, 2))
    signed = asked_once(deal, war, refusal=refusal, red=red, rigidity=rigidity)
    willing = (deal - war + refusal >= 0.0) & (rigidity < 1.0 - red)
    np.testing.assert_array_equal(signed, willing.all(axis=1))
    assert 0.1 < signed.mean() < 0.9


def tastes(n, precision):
    """Midpoints of n equally likely parts of a taste."""
    return logit((np.arange(n) + 0.5) / n) / precision


def test_over_tastes_and_rigidities_a_text_put_once_is_todays_assent():
    """Deal 0.6 against 0.5 at war and 0.05 for a refusal, precision 10, a red line with chance 0.4;
    for the other 0.5 against 0.5."""
    stated = ask(n=1, red_line=0.4, north=((0.6, 0.5), (0.4, 0.7)), drawn=(0,))
    n, m = 200, 25
    taste, rigid = (x.ravel() for x in np.meshgrid(tastes(n, 10.0), (np.arange(m) + 0.5) / m))
    north = np.stack([0.6 + taste, np.ones(n * m)], axis=1)
    rigidity = np.stack([rigid, np.zeros(n * m)], axis=1)
    signs = asked_once(north, (0.5, 0.5), refusal=(0.05, 0), red=(0.4, 0), rigidity=rigidity)
    assert signs.mean() == pytest.approx(stated.chance["north"][0], abs=0.5 / n)
    # Both at once: tastes are drawn independently.
    one, other = (x.ravel() for x in np.meshgrid(tastes(70, 10.0), tastes(70, 10.0)))
    deal = np.stack([0.6 + one, 0.5 + other], axis=1)
    signs = asked_once(deal, (0.5, 0.5), refusal=(0.05, 0))
    product = stated.chance["north"][0] / 0.6 * stated.chance["south"][0]
    assert signs.mean() == pytest.approx(product, abs=1 / 70)


def test_two_logits():
    """Gains -0.10 and -0.05 at precision 30, both asked once: the chance that both tastes are
    above those at which a side begins to sign, found by closing in on them."""
    gains, precision, chance = (-0.10, -0.05), 30.0, 1.0
    for side, gain in enumerate(gains):
        low, high = -1.0, 1.0
        for _ in range(5):
            taste = np.linspace(low, high, 201)
            deal = np.ones((201, 2))
            deal[:, side] = 0.5 + gain + taste
            signs = asked_once(deal, (0.5, 0.5))
            assert (np.diff(signs.astype(int)) >= 0).all()
            first = int(np.argmax(signs))
            low, high = taste[first - 1], taste[first]
        chance *= 1.0 - expit(precision * high)
    assert chance == pytest.approx(0.008651689756391447, abs=1e-9)


# --- offers in turn --------------------------------------------------------------------------


def divided(shares, discount, *, months, flow=(0.0, 0.0), first=0.0):
    """Values today of two that divide a pie, each speaking half of the time.

    Args:
        shares: the first one's share by each text.
        discount: (n, 2), or for all.
        months: the horizon.
        flow: (n, 2), or for all, what the war brings.
        first: 1 if they meet this month, 0 if only from the next on.
    """
    discount, flow = np.atleast_2d(discount), np.atleast_2d(flow)
    n = max(len(discount), len(flow))
    shares = np.asarray(shares)
    offers = offers_of(np.stack([shares, 1 - shares], axis=1), n=n, prior=(1, 1), speaks=[1, 1, 0])
    varied = as_stated(len(shares), 0, months)
    varied.window[0] = first
    lives = lives_of(n, discount=discount, flow=flow[..., None], agents=2)
    return today(hold(stills(n), lives, offers, varied, split=1, cost=False), MET, WHOLE)


def continuation(d):
    """What going on is worth to two who divide a pie, each speaking half of the time.

    From v_i = d_i [(1 - v_j) / 2 + v_i / 2]: v_i = d_i (1 - d_j) / (2 - d_1 - d_2).
    """
    return d * (1.0 - d[::-1]) / (2.0 - d.sum())


PATIENCE = np.array([0.95, 0.9])


def test_what_going_on_is_worth_to_two_who_may_divide_a_pie_as_they_like():
    np.testing.assert_allclose(continuation(PATIENCE), [19 / 30, 3 / 10])


@pytest.mark.parametrize("plans", [6, 12, 24])
def test_rubinstein_on_an_even_grid(plans):
    """A grid of step h moves the values by less than d_i h / (2 - d_1 - d_2), here 6 1/3 h and 6 h.

    In month t let a side get at least G_i from going on, and answer by taking the least share of
    the grid a_i = G_i + r_i that is no less, 0 <= r_i < h. Who speaks leaves the other just that:
    G_1' = d_1 [(1 - a_2) / 2 + a_1 / 2], and so for G_2'. With e_i the distance to the solution
    without a grid and D = r_1 - r_2, which lies within h of 0, e_1' = d_1 (e_1 - e_2 + D) / 2 and
    e_2' = -d_2 (e_1 - e_2 + D) / 2. So e_1 - e_2 stays within (d_1 + d_2) h / (2 - d_1 - d_2), and
    e_i within d_i h / (2 - d_1 - d_2).
    """
    shares = np.linspace(0.0, 1.0, plans)
    error = divided(shares, PATIENCE, months=500)[0] - continuation(PATIENCE)
    bound = PATIENCE / (plans - 1) / (2.0 - PATIENCE.sum())
    assert (np.abs(error) < bound).all()
    # What is rounded to one side's favour is taken from the other.
    assert error[0] / PATIENCE[0] == pytest.approx(-error[1] / PATIENCE[1], abs=1e-12)


@pytest.mark.parametrize("width", [0.03, 0.003])
def test_rubinstein_where_texts_are_fine_only_where_they_matter(width):
    """Twelve texts around what the first takes as an answer, twelve around what it gets as a
    speaker, alike: then D above is 0, and the values are those without a grid.

    They meet at the start of a month, before its flow. So 19/30 and 3/10 is what two have who meet
    next month for the first time; who meet today have as much without a month's discount.
    """
    near = np.linspace(-width, width, 12)
    shares = np.concatenate([19 / 30 + near, 7 / 10 + near])
    later = divided(shares, PATIENCE, months=500)[0]
    np.testing.assert_allclose(later, [19 / 30, 3 / 10], atol=1e-12)
    now = divided(shares, PATIENCE, months=500, first=1.0)[0]
    np.testing.assert_allclose(now, later / PATIENCE, atol=1e-12)
    np.testing.assert_allclose(now, [2 / 3, 1 / 3], atol=1e-12)


def test_rubinsteins_shares_are_the_limit_of_patience():
    """With d_i = exp(-r_i D) and D to 0 the first has r_2 / (r_1 + r_2) (Rubinstein 1982; Binmore's
    limit), whoever speaks; the distance is of the order of D."""
    rates = -np.log(PATIENCE)
    limit = rates[1] / rates.sum()
    gaps = []
    for D in (1.0, 0.5, 0.25, 0.125):
        d = PATIENCE**D
        solution = continuation(d)
        near = np.linspace(-1, 1, 12) * (1.0 - solution.sum()) / 10
        shares = np.concatenate([solution[0] + near, 1.0 - solution[1] + near])
        found = divided(shares, d, months=math.ceil(300 / D))[0]
        np.testing.assert_allclose(found, solution, atol=1e-12)
        gaps.append(np.abs(found - [limit, 1.0 - limit]).max())
    assert gaps[0] > 0.02
    np.testing.assert_allclose(np.divide(gaps[1:], gaps[:-1]), 0.5, atol=0.03)


def test_a_war_that_costs_one_side_more_gives_the_other_more():
    """Flows w_i of war: v_i = (1 - d_i) w_i + d_i [(1 - v_j) / 2 + v_i / 2], on a fine grid."""
    war = np.array([0.1, 0.25])
    d = PATIENCE
    own = (1 - d) * war + d / 2
    solution = np.linalg.solve([[1 - d[0] / 2, d[0] / 2], [d[1] / 2, 1 - d[1] / 2]], own)
    near = np.linspace(-0.003, 0.003, 12)
    shares = np.concatenate([solution[0] + near, 1 - solution[1] + near])
    found = divided(shares, d, months=500, flow=war)[0]
    np.testing.assert_allclose(found, solution, atol=1e-12)
    assert found[0] < 19 / 30
    assert found[1] > 3 / 10


# --- two texts -------------------------------------------------------------------------------

A, B = 0.7, 0.4
"""The first one's share by the text that it likes better and by the other; the rest is the
second's."""
WORSE, MEAN = np.array([B, 1 - A]), np.array([(A + B) / 2, 1 - (A + B) / 2])


def holds_out(d, war):
    """Months for which each would rather wait for an even chance of either text than sign the
    worse: (n, 2)."""
    months = np.zeros(d.shape, int)
    for s in range(1, 400):
        waits = war + d**s * (MEAN - war) > WORSE
        months += waits & (months == s - 1)
    return months


def two_texts(d, war):
    return divided([A, B], d, months=300, flow=war, first=1.0)


def test_of_two_texts_that_is_signed_which_who_can_wait_longer_likes():
    """Two texts, A better for the first and B for the second; both better than war for each.

    In the last month each signs either: before it an even chance of both is worth m_i. A month
    before, going on is worth w_i + d_i (m_i - w_i); if that is no more than the worse text for
    both, either text is signed by both in this month, and so, a month earlier, in every month. If
    both would rather wait nothing is signed, and another month before going on is worth
    w_i + d_i^2 (m_i - w_i), until in month s one gives way, say the second. From there on A alone
    is signed: going on is then worth (1 - d_1) w_1 + d_1 A > B to the first, which so refuses B,
    and less than 1 - A to the second. With n_i the months that a side would wait the one with the
    larger gets what it likes, for certain; where neither would wait at all it is an even chance.
    """
    rng = np.random.default_rng(3)
    d, war = rng.uniform(0.4, 0.99, (150, 2)), rng.uniform(0.0, 0.29, (150, 2))
    waits = holds_out(d, war)
    first = np.where(waits[:, 0] > waits[:, 1], A, B)
    even = (waits == 0).all(axis=1)
    first = np.where(even, MEAN[0], first)
    plain = even | (waits[:, 0] != waits[:, 1])  # who would wait equally long take turns
    found = two_texts(d, war)[plain]
    np.testing.assert_allclose(found[:, 0], first[plain], atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-12)
    assert {A, B, MEAN[0]} == set(first[plain])


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("what", ["patience", "war"])
def test_patience_and_a_bearable_war_give_a_side_more(side, what):
    """n_i rises with d_i and, since (m_i - w_i) / (worse_i - w_i) does, with w_i."""
    steps = np.linspace(0.75, 0.98, 40) if what == "patience" else np.linspace(0.0, 0.29, 40)
    d, war = np.full((40, 2), 0.9), np.full((40, 2), 0.15)
    (d if what == "patience" else war)[:, side] = steps
    waits = holds_out(d, war)
    assert (np.diff(waits[:, side]) >= 0).all()
    found = two_texts(d, war)
    plain = (waits == 0).all(axis=1) | (waits[:, 0] != waits[:, 1])
    own, other = found[plain, side], found[plain, 1 - side]
    assert (np.diff(own) >= -1e-12).all()
    assert (np.diff(other) <= 1e-12).all()
    assert own[-1] > own[0] + 0.1


def test_the_first_meeting_is_not_part_of_any_of_this():
    """Without a cost of refusing a war that has not met is as one that has."""
    offers = offers_of([[0.6, 0.4], [0.5, 0.5]], prior=(1, 1), speaks=[1, 2, 3])
    held = hold(STILL, lives_of(flow=0.3, agents=2), offers, whole_talks(2, 0, 12), split=1)
    np.testing.assert_allclose(today(held, UNMET), today(held, MET), atol=1e-12)
