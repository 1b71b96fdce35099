"""Texts that may be signed later: what they are worth between the states at which they are solved,
and talks in the wars that follow a breach."""

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.questions.talks import menu_of
from interim.stages.compliance import START_UNIFORMS, UNIFORMS, run, spare_uniforms
from interim.stages.talks import after, held, table_of, texts
from interim.stages.talks.texts import (
    ALL,
    NOTHING,
    adding_up,
    course_at,
    game_at,
    nodes,
    text_of,
    wars_of,
    with_ground_lost,
    without_agreements,
)
from interim.stages.terms import terms
from interim.stages.war import war

# --- quick -----------------------------------------------------------------------------------


def test_what_is_solved_stands_as_it_is():
    at_nodes = np.random.default_rng(0).random((3, 4))
    added = adding_up(at_nodes)
    np.testing.assert_array_equal(added[0], at_nodes[:2])
    np.testing.assert_array_equal(added[1, 0], at_nodes[0] + (at_nodes[2] - at_nodes[0]))


def test_what_lost_ground_and_each_patrons_going_does_adds_up():
    as_today, lost, alone = 1.0, 0.75, (1.25, 1.5, 0.5)
    added = adding_up(np.array([as_today, lost, *alone]))
    none = [1, 1.25, 1.5, 1.75, 0.5, 0.75, 1.0, 1.25]
    np.testing.assert_allclose(added[:, NOTHING], none)
    np.testing.assert_allclose(added[:, ALL], np.array(none) - 0.25)


def test_every_state_has_the_course_of_a_node():
    for patrons in range(4):
        solved = nodes(patrons)
        assert len(set(solved)) == patrons + 2
        assert {course_at(*at) for at in np.ndindex(1 << patrons, 2)} == set(solved)
        assert all(course_at(*at) == at for at in solved)


@pytest.mark.parametrize("name", ["ukraine-2026", "kosovo-1999"])
def test_of_ground_that_is_lost_nobody_has_to_withdraw(name):
    case = interim.load(name)
    futures = draw(case, Run(2))
    before = []
    for plan in menu_of(case):
        stated = terms(case, case.plans[plan], futures)
        lost = terms(case, with_ground_lost(case, case.plans[plan]), futures)
        before.append((stated.zone, stated.retreat is not None))
        assert (lost.zone, lost.zone_left_by, lost.retreat) == ("attacker", frozenset(), None)
        # What else the clauses do is as it was.
        np.testing.assert_array_equal(lost.snapback, stated.snapback)
        np.testing.assert_array_equal(lost.peacekeepers, stated.peacekeepers)
    assert ("open", name == "ukraine-2026") in before


@pytest.fixture(scope="module")
def year():
    """Talks over two texts in a year of Kosovo."""
    case = without_agreements(interim.load("kosovo-1999"))
    case = case.model_copy(update={"header": case.header.model_copy(update={"horizon_years": 1})})
    futures = draw(case, Run(3))
    plans = [case.plans[p] for p in menu_of(case)[:2]]
    return table_of(case, plans, futures, war=war(case, futures)), futures


def test_where_nobody_meets_after_a_breach_no_second_deal_is_worth_anything(year):
    table, futures = year
    table = table._replace(after=np.zeros(3))
    shallow, deep = held(table, futures, depth=0), held(table, futures, depth=1)
    np.testing.assert_allclose(deep.value, shallow.value, atol=1e-12)
    np.testing.assert_allclose(deep.offers.value, shallow.offers.value, atol=1e-12)
    for one, other in zip(deep.followed, shallow.followed, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)
    assert shallow.followed.ripe.any()


def test_where_somebody_does_it_is(year):
    table, futures = year
    table = table._replace(after=np.full(3, 0.3))
    shallow, deep = held(table, futures, depth=0), held(table, futures, depth=1)
    assert np.abs(deep.offers.value - shallow.offers.value).max() > 1e-3


def test_how_much_the_last_depth_changes_is_no_approximations_doing(year):
    """Where nobody meets after a breach it changes nothing, so `depth_change` should be 0."""
    table, futures = year
    shallow = held(table, futures, depth=0)
    deep = held(table._replace(after=np.zeros(3)), futures, depth=1)
    np.testing.assert_allclose(deep.followed.signed, shallow.followed.signed, atol=1e-12)


# --- slow: how far what lies between is from what is solved there ----------------------------

FUTURES = 40
TEN_YEARS = 120


@pytest.fixture(scope="module")
def ukraine():
    case = without_agreements(interim.load("ukraine-2026"))
    futures = draw(case, Run(FUTURES))
    return case, futures, war(case, futures)


def lasting(case, game, futures, drawn):
    """Value to each agent, (n, agents), and whether the drawn course lasts ten years, (n,)."""
    history = run(
        game, case.months, futures.uniforms("compliance", case.months, UNIFORMS),
        futures.uniforms("compliance-start", START_UNIFORMS), drawn,
        spare=spare_uniforms(case, game, futures),
    )  # fmt: skip
    ends = history.ends[:, 0]
    return history.value, (ends < 0) | (ends >= TEN_YEARS)


def on_menu(case, futures, going_on):
    begun = wars_of(case, futures, going_on)
    lost = case.talks.lost_ground
    for plan in menu_of(case):
        gives_back = lost.get(plan) == "returned"
        yield plan, text_of(case, case.plans[plan], futures, begun, gives_back=gives_back)


def halfway(text, wars):
    """The game of a text that is signed with half of the zone captured, and the wars after it.

    The attacker stands in that half; where the defender is to leave the zone it leaves the other.
    """
    none, lost = text.games[0, NOTHING], text.games[0, ALL]
    mean = {
        name: (number + getattr(lost, name)) / 2
        for name, number in none._asdict().items()
        if number.dtype.kind == "f" and name not in ("war", "zone", "pace", "conditional")
    }
    if (none.zone == lost.zone).all():  # given back, or taken from the start
        return none._replace(**mean, war=wars)
    held = wars.copy()
    if (none.opens >= 0).any():
        held[:, :, 0] = wars[:, :, 1]
        held[:, :, 1] = (wars[:, :, 1] + wars[:, :, 2]) / 2
        return none._replace(**mean, war=held)
    held[:, :, 2] = wars[:, :, 1]
    return lost._replace(**mean, war=held)


@pytest.mark.slow
def test_half_of_the_zone_lies_between_none_and_all(ukraine):
    case, futures, going_on = ukraine
    wars, errors, shares = going_on.table.values, [], []
    for plan, text in on_menu(case, futures, going_on):
        nodes = [lasting(case, game_at(text, (0, g), wars), futures, text.drawn) for g in (0, 1)]
        value, lasts = lasting(case, halfway(text, wars), futures, text.drawn)
        errors.append(np.abs(value - (nodes[0][0] + nodes[1][0]) / 2))
        between = (nodes[0][1].mean() + nodes[1][1].mean()) / 2
        shares.append(lasts.mean() - between)
        print(plan, f"{errors[-1].mean():.4f}, ten years {lasts.mean():.3f} {between:.3f}")
    print(f"value {np.mean(errors):.5f}, ten years {np.mean(shares):.4f}")
    assert np.mean(errors) < 0.015
    assert abs(np.mean(shares)) < 0.025


@pytest.mark.slow
def test_adding_up_what_patrons_and_ground_do_moves_no_share_that_people_read(ukraine, monkeypatch):
    """Where both have gone values are off by 0.05 (the war itself does not add up there either),
    but few talks come to that."""
    case, futures, going_on = ukraine

    def talks():
        plans = [case.plans[p] for p in menu_of(case)]
        found = held(table_of(case, plans, futures, war=going_on), futures, depth=0)
        return found

    added = talks()
    monkeypatch.setattr(texts, "nodes", lambda patrons: tuple(np.ndindex(1 << patrons, 2)))
    monkeypatch.setattr(texts, "adding_up", lambda at: at.reshape(-1, 2, *at.shape[1:]))
    monkeypatch.setattr(texts, "course_at", lambda *at: at)
    solved = talks()
    off = np.abs(added.offers.value - solved.offers.value)
    alone = [off[:, :, 0], *(off[:, :, s, NOTHING] for s in (1, 2))]
    assert max(np.max(error) for error in alone) < 1e-12
    errors = off[:, :, 3]
    print(f"values with one gone and the zone lost {off[:, :, 1:3, ALL].mean():.4f}")
    ways = [t.followed for t in (added, solved)]
    shares = {
        "signed": [w.signed[:, :, :TEN_YEARS].sum(axis=(1, 2)).mean() for w in ways],
        "in force": [w.force[:, :, TEN_YEARS].sum(axis=1).mean() for w in ways],
    }
    today = np.abs(added.value - solved.value)
    print(f"values with both gone {errors.mean():.4f}, today {today.mean():.6f}; {shares}")
    assert 0.0 < errors.mean() < 0.1
    assert today.mean() < 0.001
    for one, other in shares.values():
        assert one == pytest.approx(other, abs=0.005)


@pytest.mark.slow
def test_five_nodes_of_the_edge_do_for_sixteen(ukraine, monkeypatch):
    case, futures, going_on = ukraine
    table = table_of(case, [case.plans[p] for p in menu_of(case)], futures, war=going_on)
    talks = held(table, futures, depth=0)
    offers = talks.offers._replace(meets=table.after)

    def after_breach():
        return after.wars_after(
            case.months, going_on.split, going_on.numbers, going_on.strength, going_on.table,
            table.lives, offers,
        )  # fmt: skip

    few = after_breach()
    monkeypatch.setattr(after, "SOLVED", tuple(range(16)))
    full = after_breach()
    alone = going_on.table.values
    adds, errors = np.abs(full - alone), np.abs(full - few)
    shares, values = [], []
    for k, text in enumerate(table.texts):
        at = [
            lasting(case, game_at(text, (0, 0), wars[k].reshape(alone.shape)), futures, text.drawn)
            for wars in (few, full)
        ]
        values.append(np.abs(at[0][0] - at[1][0]))
        shares.append(at[0][1].mean() - at[1][1].mean())
    print(f"wars: talks add {adds.mean():.5f}, error {errors.mean():.5f}, at most "
          f"{errors.max():.4f}; texts {np.mean(values):.5f}; ten years {np.mean(shares):.4f}, "
          f"at most {np.abs(shares).max():.4f}")  # fmt: skip
    assert adds.mean() > errors.mean()
    assert np.mean(values) < 0.001
    assert abs(np.mean(shares)) < 0.01
    assert np.abs(shares).max() < 0.03
