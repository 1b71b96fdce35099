"""Talks while a war goes on: beside a slow reference, beside the war alone, and what must hold."""

from typing import NamedTuple

import numpy as np
import pytest

from interim.foundation.lanes import LANES
from interim.stages.talks.chain import BITS, MET, UNMET, carry_back, room_for
from interim.stages.talks.course import Followed, carry_forward, followed_for, masses_for
from interim.stages.talks.offers import MEDIATORS, WHOLE, Offers, as_stated, refused_each
from interim.stages.war.chain import EDGES, GRID, Lives, month_for
from interim.stages.war.edge import strengths
from interim.stages.war.numbers import Numbers
from interim.stages.war.table import MIDDLE, SHARES, nodes, table_of
from stages.talks_reference import Future, Talks, follow, with_refusals
from stages.test_war_chain import random_wars, wars

SPLIT = 2
"""Agents of the first principal; the second has one."""


def lives_of(n=1, *, discount=0.9, flow=0.0, terms=0.0, agents=SPLIT + 1, ends=1):
    """Who lives through the war: numbers for all, or arrays."""
    shapes = {"discount": (n, agents), "flow": (n, agents, 2), "terms": (n, agents, ends, 2)}
    given = {"discount": discount, "flow": flow, "terms": terms}
    return Lives(**{k: np.array(np.broadcast_to(given[k], shapes[k]), float) for k in shapes})


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
    return Offers(**{k: np.array(np.broadcast_to(given[k], shapes[k]), float) for k in shapes})


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
        split, numbers, strength, edges, lives, offers, varied, whole, np.arange(GRID), drawn,
        month, room, values, policy,
    )  # fmt: skip
    followed = followed_for(n, plans, patrons, months)
    carry_forward(
        numbers, strength, np.zeros((n, 1)), offers, varied, policy, lasts, month, room,
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
    varied.ties[:] = rng.uniform(0, 0.4, varied.ties.shape)
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
        future = Future(
            given.numbers, 0, given.strength[0], given.lives, given.offers, SPLIT, edge
        )
        for lane in (x, 6 + x):
            talks = Talks(future, *plain(varied, lane), cost=cost)
            assert_values(held.values[0, ..., x, :, lane], talks, talks.layers)


FOLLOWED = ("signed", "passed", "force", "ripe", "barred", "spoke", "split", "seen", "fights",
            "stands", "ground")  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "patrons", "plans", "months", "drawn"),
    [(2, 1, 2, 6, 0), (7, 2, 3, 4, 1), (9, 2, 3, 3, 1), (9, 0, 2, 6, 0), (6, 0, 1, 62, 0)],
)
def test_talks_in_which_bodies_may_refuse_are_the_slow_ones(seed, patrons, plans, months, drawn):
    given = random_talks(seed, patrons=patrons, plans=plans, months=months)
    rng = np.random.default_rng(seed)
    stated = as_stated(plans, patrons, months)
    stated.ties[:] = rng.uniform(0, 0.4, (2, patrons, 1))
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
    for name in FOLLOWED:
        found, slow = getattr(held.followed, name)[0], getattr(expected, name)
        for place, much in np.ndenumerate(found):
            place = place if len(place) > 1 else place[0]
            assert much == pytest.approx(slow[place], abs=1e-12), (name, place)
    assert expected.signed


