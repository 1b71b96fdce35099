"""Talks while a war goes on: beside a slow reference, beside the war alone, and what must hold."""

from typing import NamedTuple

import numpy as np
import pytest

from interim.foundation.lanes import LANES
from interim.stages.talks.chain import Wanted, carry_back
from interim.stages.talks.course import Followed, carry_forward, followed_for, masses_for
from interim.stages.talks.meeting import BITS
from interim.stages.talks.offers import WHOLE, Offers, as_stated, refused_each
from interim.stages.talks.room import MET, UNMET, room_for
from interim.stages.war.chain import EDGES, GRID, Lives, Wars, month_for
from interim.stages.war.edge import strengths
from interim.stages.war.numbers import Numbers
from interim.stages.war.table import SHARES, nodes, table_of
from stages.talks_reference import Future, Talks, follow, with_refusals
from stages.test_war_chain import random_wars, wars

SPLIT = 2
"""Agents of the first principal; the second has one."""


def _spread(numbers, shape):
    """As compiled code expects it: in order, and of its own."""
    return np.array(np.broadcast_to(numbers, shape), float, order="C")


def lives_of(n=1, *, discount=0.9, flow=0.0, terms=0.0, agents=SPLIT + 1, ends=1):
    """Who lives through the war: numbers for all, or arrays."""
    shapes = {"discount": (n, agents), "flow": (n, agents, 2), "terms": (n, agents, ends, 2)}
    given = {"discount": discount, "flow": flow, "terms": terms}
    return Lives(**{k: _spread(given[k], shapes[k]) for k in shapes})


def offers_of(value, *, n=1, patrons=0, prior=(0.6, 0.4, 1.0), **stated):
    """Texts that all bodies pass, no red lines, a meeting in every month and even chances to
    speak, but for what is stated. `value` is (plans, agents), or may be spread to all of it."""
    value = np.asarray(value, float)
    plans, agents, states = value.shape[-2 if value.ndim < 5 else 1], value.shape[-1], 1 << patrons
    if value.ndim < 5:
        value = value[..., :, None, None, :]
    shapes = {
        "value": (n, plans, states, 2, agents), "passing": (n, plans, states, 2),
        "answer": (n, plans), "red": (n, plans, 2, 2), "rigidity": (n, 2), "prior": (n, agents),
        "meets": (n,), "speaks": (n, states, 3), "puts": (n, states, plans), "refusal": (n, 2),
    }  # fmt: skip
    given = {
        "value": value, "passing": 1.0, "answer": 0.5, "red": 0.0, "rigidity": 0.5, "prior": prior,
        "meets": 1.0, "speaks": 1.0, "puts": 1.0, "refusal": 0.0,
    } | stated  # fmt: skip
    return Offers(**{k: _spread(given[k], shapes[k]) for k in shapes})


class Held(NamedTuple):
    values: np.ndarray
    """(n, layers, ground, patron states, edges, agents, lanes), of every state today."""
    policy: np.ndarray
    followed: Followed


def hold(
    numbers, lives, offers, varied, *, split=SPLIT, edges=None, drawn=None, cost=True, whole=-1,
    strength=None, lasts=None,
):  # fmt: skip
    """Carry talks back and forward; every state of the war is wanted."""
    (n, plans), months = offers.answer.shape, len(varied.window)
    patrons, ends = numbers.shift.shape[1], numbers.hazard.shape[1]
    agents, layers = lives.discount.shape[1], 2 if cost else 1
    strength = np.zeros((n, 2)) if strength is None else strength
    edges = np.zeros((n, 1)) if edges is None else edges
    drawn = np.tile([0, split], (n, 1)) if drawn is None else drawn
    lasts = np.full((n, plans, 1 << patrons, 2), -1) if lasts is None else lasts
    values = np.empty((n, layers, GRID, 1 << patrons, edges.shape[1], agents, LANES))
    policy = np.empty((n, months, layers, 1 << patrons, GRID, LANES), np.int64)
    month, room = month_for(patrons, ends, 1), room_for(layers, agents, patrons, ends, plans)
    carry_back(
        split, Wars(numbers, strength, edges), lives, offers, varied,
        Wanted(whole, np.arange(GRID), drawn), month, room, values, policy,
    )  # fmt: skip
    followed = followed_for(n, plans, patrons, months)
    carry_forward(
        Wars(numbers, strength, np.zeros((n, 1))), offers, varied, policy, lasts, month, room,
        masses_for(layers, patrons, ends), followed,
    )  # fmt: skip
    return Held(values, policy, followed)


def today(held, layer=-1, lane=WHOLE):
    """Values of the war of today, with nothing captured and all patrons: (n, agents)."""
    return held.values[:, layer, 0, 0, 0, :, lane]


def whole_talks(plans, patrons, months):
    return refused_each(as_stated(plans, patrons, months))[0]


# --- the slow reference ----------------------------------------------------------------------


class Drawn(NamedTuple):
    numbers: Numbers
    strength: np.ndarray
    lives: Lives
    offers: Offers
    months: int


def random_talks(seed, *, patrons, plans, months, n=1):
    """Talks in which about everything may happen."""
    rng = np.random.default_rng(seed)
    numbers = random_wars(rng, n, patrons)
    # Texts near what fighting brings, so that some agents sign some of them in some states.
    lives = lives_of(
        n, ends=4, discount=rng.uniform(0.8, 0.99, (n, 3)), flow=rng.uniform(0.3, 0.6, (n, 3, 2)),
        terms=rng.uniform(0.0, 1.0, (n, 3, 4, 2)),
    )  # fmt: skip
    states, first = 1 << patrons, rng.uniform(0.2, 0.8, (n, 1))
    offers = offers_of(
        rng.uniform(0.3, 0.65, (n, plans, states, 2, 3)), n=n, patrons=patrons,
        prior=np.concatenate([first, 1 - first, np.ones((n, 1))], axis=1),
        passing=rng.uniform(0, 1, (n, plans, states, 2)), answer=rng.uniform(0, 1, (n, plans)),
        red=rng.uniform(0, 0.3, (n, plans, 2, 2)), rigidity=rng.uniform(0.5, 1, (n, 2)),
        meets=rng.uniform(0.3, 0.9, n), speaks=rng.uniform(0, 1, (n, states, 3)),
        puts=rng.uniform(0, 1, (n, states, plans)), refusal=rng.uniform(0, 0.05, (n, 2)),
    )  # fmt: skip
    return Drawn(numbers, strengths(numbers, months), lives, offers, months)


def differ(rng, varied):
    """Talks held in another way in each lane."""
    varied.menu[:] = rng.random(varied.menu.shape) < 0.7
    varied.window[:] = rng.random(varied.window.shape) < 0.8
    varied.voice[:] = rng.uniform(0, 2, varied.voice.shape)
    varied.ties[:] = rng.uniform(0, 0.25, varied.ties.shape)
    return varied


def plain(varied, lane):
    menu = [k for k, on in enumerate(varied.menu[:, lane]) if on]
    return menu, *(table[..., lane].tolist() for table in varied[1:])


def assert_values(found, talks, layers):
    """Of one future, edge and lane: (layers, ground, patron states, agents)."""
    for layer, name in enumerate(layers):
        for (g, mask, agent), value in np.ndenumerate(found[layer]):
            expected = talks.value(name, 0, agent, (None, mask, g))
            assert value == pytest.approx(expected, abs=1e-12), (name, g, mask, agent)


@pytest.mark.parametrize(
    ("seed", "patrons", "plans", "months", "cost"),
    [(0, 1, 2, 6, True), (1, 2, 3, 3, True), (2, 1, 3, 5, False), (3, 0, 3, 6, True)],
)
def test_each_way_to_hold_talks_is_the_slow_one(seed, patrons, plans, months, cost):
    given = random_talks(seed, patrons=patrons, plans=plans, months=months)
    varied = differ(np.random.default_rng(seed), as_stated(plans, patrons, months))
    edges = np.array([[0.2, 0.0]])
    held = hold(
        given.numbers, given.lives, given.offers, varied, cost=cost, strength=given.strength,
        edges=edges,
    )  # fmt: skip
    for x, edge in enumerate(edges[0]):
        future = Future(given.numbers, 0, given.strength[0], given.lives, given.offers, SPLIT, edge)
        for lane in (x, 6 + x):
            talks = Talks(future, *plain(varied, lane), cost=cost)
            assert_values(held.values[0, ..., x, :, lane], talks, talks.layers)


@pytest.mark.parametrize(
    ("seed", "patrons", "plans", "months", "drawn"),
    [(2, 1, 2, 6, 0), (7, 2, 3, 4, 1), (9, 2, 3, 3, 1), (9, 0, 2, 6, 0), (13, 0, 1, 62, 0)],
)
def test_talks_in_which_bodies_may_refuse_are_the_slow_ones(seed, patrons, plans, months, drawn):
    given = random_talks(seed, patrons=patrons, plans=plans, months=months)
    rng = np.random.default_rng(seed)
    stated = as_stated(plans, patrons, months)
    stated.ties[:] = rng.uniform(0, 0.25, (2, patrons, 1))
    varied, _ = refused_each(stated)
    lasts = rng.integers(-1, months + 2, (1, plans, 1 << patrons, 2))
    types = np.array([[drawn, SPLIT]])
    held = hold(
        given.numbers, given.lives, given.offers, varied, whole=WHOLE, strength=given.strength,
        lasts=lasts, drawn=types,
    )  # fmt: skip
    future = Future(given.numbers, 0, given.strength[0], given.lives, given.offers, SPLIT)
    talks = with_refusals(future, *plain(varied, WHOLE))
    assert_values(held.values[0, ..., 0, :, WHOLE], talks, talks.layers)
    expected = follow(talks, types[0].tolist(), lasts[0].tolist())
    for name in Followed._fields:
        found, slow = getattr(held.followed, name)[0], getattr(expected, name)
        for place, much in np.ndenumerate(found):
            place = place if len(place) > 1 else place[0]
            assert much == pytest.approx(slow[place], abs=1e-12), (name, place)
    assert expected.signed


def test_what_a_refusal_costs_is_forgotten_in_a_war_that_has_gone_on_without_a_meeting():
    """The month of the horizon lies beyond `FRESH`: here by the closed form.

    A mediator alone speaks, in each month with chance m, and puts what the first would never sign:
    it loses c once, at the first meeting if that is one of the first sixty months.
    """
    months, m, d, c = 70, 0.03, 0.95, 0.1
    offers = offers_of(
        [[-1.0, -1.0, 1.0]], meets=m, refusal=[c, 0.3], speaks=[0, 0, 1], prior=(0.5, 0.5, 1.0)
    )
    still = wars(hazard=[0.0], victor=[-1])
    held = hold(still, lives_of(flow=0.4, discount=d), offers, whole_talks(1, 0, months))
    lost = sum(c * m * ((1 - m) * d) ** t for t in range(60))
    np.testing.assert_allclose(today(held, UNMET), [[0.4 - lost, 0.4 - lost, 0.4]], atol=1e-12)
    np.testing.assert_allclose(today(held, MET), 0.4, atol=1e-12)


# --- beside the war alone --------------------------------------------------------------------


def test_talks_that_never_meet_are_the_war():
    given = random_talks(3, patrons=2, plans=2, months=20, n=3)
    table = table_of(given.numbers, given.months, given.strength, given.lives)
    offers = given.offers._replace(meets=np.zeros(3))
    edges, varied = nodes(table.bend, table.step), whole_talks(2, 2, 20)
    held = hold(
        given.numbers, given.lives, offers, varied, edges=edges, strength=given.strength,
        whole=WHOLE,
    )  # fmt: skip
    assert edges.shape[1] == EDGES
    for layer in (MET, UNMET):
        for lane in range(LANES):
            found = held.values[:, layer][..., lane][:, SHARES, ...]
            np.testing.assert_allclose(found, table.values[:, 0], atol=1e-12)
    assert not held.followed.signed.any()
    np.testing.assert_allclose(held.followed.fights + held.followed.stands, 1.0)


def test_who_only_signs_what_it_prefers_loses_nothing_by_talking():
    """Where refusing costs nothing and bodies pass what is signed."""
    given = random_talks(1, patrons=1, plans=3, months=12, n=12)
    offers = given.offers._replace(passing=np.ones_like(given.offers.passing))
    varied, strength = whole_talks(3, 1, 12), given.strength
    talks = hold(given.numbers, given.lives, offers, varied, cost=False, strength=strength)
    nobody = offers._replace(meets=np.zeros(12))
    war = hold(given.numbers, given.lives, nobody, varied, cost=False, strength=strength)
    assert (talks.values >= war.values - 1e-12).all()
    assert (talks.values > war.values + 1e-3).any()


@pytest.mark.parametrize("speaker", [0, 1])
def test_who_speaks_alone_never_loses_by_it(speaker):
    """It may be silent: whatever a refusal costs, patrons do and bodies say."""
    given = random_talks(8, patrons=2, plans=3, months=8, n=12)
    varied = whole_talks(3, 2, 8)
    varied.window[1:] = 0.0
    varied.voice[:] = (np.arange(3) == speaker)[:, None]
    varied.ties[:] = np.random.default_rng(8).uniform(0, 0.25, varied.ties.shape)
    strength = given.strength
    talks = hold(given.numbers, given.lives, given.offers, varied, strength=strength, whole=WHOLE)
    varied.window[:] = 0.0
    war = hold(given.numbers, given.lives, given.offers, varied, strength=strength, whole=WHOLE)
    own = slice(SPLIT) if speaker == 0 else slice(SPLIT, None)
    better = (talks.values - war.values)[:, :, :, :, :, own]
    assert (better >= -1e-12).all()
    assert (better > 1e-3).any()


def test_who_speaks_puts_only_what_it_would_sign():
    given = random_talks(9, patrons=2, plans=3, months=8, n=12)
    varied = differ(np.random.default_rng(9), as_stated(3, 2, 8))
    policy = hold(given.numbers, given.lives, given.offers, varied).policy
    for p in range(2):
        text = (policy >> BITS * p & 31) - 1
        signs = policy >> 2 * BITS + 3 * p + np.maximum(text, 0) & 1
        assert (text >= 0).any()
        assert (signs[text >= 0] == 1).all()


# --- texts -----------------------------------------------------------------------------------


def take_texts(offers, texts, **changed):
    """The offers with these texts, which may be named twice."""
    over = {"value": 1, "passing": 1, "answer": 1, "red": 1, "puts": 2}
    taken = {k: np.take(getattr(offers, k), texts, axis=axis) for k, axis in over.items()}
    return offers._replace(**{k: np.ascontiguousarray(v) for k, v in (taken | changed).items()})


def both(given, first, second, *, cost=True):
    """Talks over two lists of texts, all else alike."""
    months = given.months
    return [
        hold(
            given.numbers, given.lives, offers, whole_talks(offers.answer.shape[1], 1, months),
            strength=given.strength, cost=cost,
        )
        for offers in (first, second)
    ]  # fmt: skip


@pytest.fixture
def given():
    """Talks of which bodies pass all."""
    made = random_talks(2, patrons=1, plans=2, months=8, n=20)
    return made._replace(offers=made.offers._replace(passing=np.ones_like(made.offers.passing)))


def assert_alike(one, other):
    np.testing.assert_allclose(today(one), today(other), atol=1e-12)
    found, expected = one.followed.signed.sum(axis=1), other.followed.signed.sum(axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert found.any()


def test_a_text_beside_its_clone_is_one_text(given):
    twins = take_texts(given.offers, [0, 1, 0])
    twins.puts[..., [0, 2]] /= 2  # mediators put it no more often than before
    assert_alike(*both(given, given.offers, twins))


def test_a_text_that_nobody_would_sign_adds_nothing(given):
    more = take_texts(given.offers, [0, 1, 0])
    more.value[:, 2] = -1.0
    more.puts[..., 2] = 0.0
    assert_alike(*both(given, given.offers, more))


@pytest.mark.parametrize("side", [0, 1])
def test_a_text_that_one_would_never_sign_is_as_none(given, side):
    """Where refusing costs nothing: else it may be put so as to be refused."""
    more = take_texts(given.offers, [0, 1, 0])
    own = np.arange(3) < SPLIT
    more.value[:, 2] = np.where(own == (side == 0), -1.0, 0.9)
    more.puts[..., 2] = 0.0
    assert_alike(*both(given, given.offers, more, cost=False))


def test_a_text_that_crosses_a_red_line_is_as_none(given):
    more = take_texts(given.offers, [0, 1, 0])
    more.value[:, 2] = 0.9
    more.red[:, 2, :, 1] = 1.0
    more.puts[..., 2] = 0.0
    assert_alike(*both(given, given.offers, more, cost=False))
    more.red[:, 2] = 0.0
    assert both(given, more, more)[0].followed.signed[:, 2].any()


# --- chances ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_chances_of_talks_add_up(seed):
    given = random_talks(seed, patrons=2, plans=3, months=12, n=8)
    stated = as_stated(3, 2, 12)
    stated.ties[:] = np.random.default_rng(seed).uniform(0, 0.25, (2, 2, 1))
    lasts = np.random.default_rng(seed).integers(-1, 14, (8, 3, 4, 2))
    held = hold(
        given.numbers, given.lives, given.offers, refused_each(stated)[0], whole=WHOLE,
        strength=given.strength, lasts=lasts,
    ).followed  # fmt: skip
    for field in held:
        assert (field >= -1e-12).all()
    passed = held.passed.sum(axis=1).cumsum(axis=1)
    assert (held.signed >= held.passed - 1e-12).all()
    np.testing.assert_allclose(passed + (held.fights + held.stands)[:, 1:], 1.0, atol=1e-12)
    assert (held.force[:, :, :-1] <= held.passed.cumsum(axis=2) + 1e-12).all()
    np.testing.assert_allclose(held.spoke.sum(axis=(2, 3)), held.signed.sum(axis=2))
    assert (held.barred <= held.ripe + 1e-12).all()
    np.testing.assert_allclose(held.split.sum(axis=(2, 3)), held.ripe.sum(axis=2))
    assert (held.ground <= held.fights + 1e-12).all()
    assert held.passed.any()


def test_patrons_that_leave_at_a_refusal_leave_each_by_itself():
    """Two patrons, each gone with chance 0.6 when the first refuses: with 0.36 both are, and with
    0.16 neither is. The war goes on for certain, and its ground is taken where both have gone."""
    still = wars(hazard=[0.0], victor=[-1], patrons=2)
    offers = offers_of([[-1.0, -1.0, 1.0]], patrons=2, speaks=[0, 0, 1])
    varied = whole_talks(1, 2, 1)
    varied.ties[0] = 0.6
    held = hold(still, lives_of(flow=0.4), offers, varied)
    np.testing.assert_allclose(held.followed.fights, 1.0)
