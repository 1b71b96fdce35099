"""Single courses of talks: many of them are as frequent as the chances that `course` works out."""

import dataclasses
import math
from collections import Counter

import numpy as np
import pytest

import interim
from interim.futures import Run
from interim.questions.talks import sit, variations
from interim.stages.talks.drawn import (
    FOUGHT,
    KINDS,
    Names,
    chances_of,
    columns,
    drawn,
    names_of,
    talk,
)
from interim.stages.talks.offers import WHOLE, as_stated, refused_each
from stages.test_talks_chain import SPLIT, hold, random_talks

FUTURES = 3
COURSES = 400
SURE = 4.0
"""Standard errors by which a frequency may miss its chance: one in 16,000 does."""


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def stated(case):
    return variations(case, list(case.talks.menu))


@pytest.fixture(scope="module")
def sat(case, stated):
    futures = interim.futures.draw(case, Run(FUTURES, seed=2))
    return sit(case, list(case.talks.menu), futures, depth=1, varied=stated)


def many(given, patrons, n=COURSES):
    """Courses of one future by numbers of their own."""
    rng = np.random.default_rng(7)
    shape = (n, len(given.varied.window), columns(patrons))
    return [talk(given, uniforms) for uniforms in rng.random(shape)]


def misses(found, chance, n=COURSES):
    """By how many standard errors a count misses its chance."""
    chance = min(max(chance, 0.0), 1.0)
    error = math.sqrt(n * chance * (1 - chance))
    if error < 1e-6:
        return 0.0 if found == pytest.approx(n * chance, abs=1e-6) else math.inf
    return abs(found - n * chance) / error


def compare(talked, followed, i, names, months):
    """Each number of `Followed` that courses can be counted for, with its miss."""
    n = len(talked)
    happened = [
        (event.month, event.kind, event.detail.get("text"))
        for one in talked
        for event in one.events
    ]
    counted = Counter(happened)
    for k, plan in enumerate(names.plans):
        for kind, chances in (("signed", followed.signed), ("in-force", followed.passed)):
            for last in {1, months // 3, months}:
                of = [one for one in happened if one[1:] == (kind, plan) and one[0] < last]
                if kind == "signed":
                    # Twice in one course it cannot be: a text that is voted down is off the table.
                    assert len(of) == sum(counted[at, kind, plan] for at in range(last))
                yield (kind, plan, last), misses(len(of), chances[i, k, :last].sum(), n)
    for t in {0, 1, months // 4, months // 2, months - 1}:
        there = [one.path[t] for one in talked if t < len(one.path)]
        fought = [state for state in there if state.rest == FOUGHT]
        won = sum(any(e.kind == "over" and e.month < t for e in one.events) for one in talked)
        yield ("fights", t), misses(len(fought), followed.fights[i, t], n)
        yield ("stands", t), misses(len(there) - len(fought) + won, followed.stands[i, t], n)
        # A mean of shares, whose error is at most that of a chance.
        yield ("ground", t), misses(sum(s.share for s in fought), followed.ground[i, t], n)


def test_frequencies_are_the_chances(sat, stated):
    table, talks = sat.table, sat.talks
    names = names_of(table, sat.futures)
    varied, _ = refused_each(stated)
    for i in range(2):
        given = chances_of(
            i, table.war.numbers, table.war.strength, talks.offers, varied, talks.policy, names
        )
        talked = many(given, len(names.patrons))
        found = dict(compare(talked, talks.followed, i, names, len(stated.window)))
        assert max(found.values()) < SURE, sorted(found.items(), key=lambda each: -each[1])[:3]
        said = {event.kind for one in talked for event in one.events}
        assert {"refused", "left"} <= said <= set(KINDS)
        last = {one.events[-1].kind for one in talked}
        assert last <= {"in-force", "over", "horizon"}


NAMES = Names(
    ("north", "south"), 0, tuple("abc"), ("union", "club"), tuple("wxyz"),
    {"union": np.full((1, 4, 3), 0.3), "club": np.full((1, 4, 3), 0.7)},
)  # fmt: skip


def where_all_may_happen(seed, months=12):
    """Standstills that break, bodies that refuse twice, patrons that mind a refusal."""
    patrons, plans = len(NAMES.patrons), len(NAMES.plans)
    talks = random_talks(seed, patrons=patrons, plans=plans, months=months)
    stated = as_stated(plans, patrons, months)
    stated.ties[:] = np.random.default_rng(seed).uniform(0, 0.25, (2, patrons, 1))
    varied, _ = refused_each(stated)
    held = hold(
        talks.numbers, talks.lives, talks.offers, varied, whole=WHOLE, strength=talks.strength,
        drawn=np.array([[1, SPLIT]]),
    )  # fmt: skip
    given = chances_of(0, talks.numbers, talks.strength, talks.offers, varied, held.policy, NAMES)
    return given, held.followed


@pytest.mark.parametrize("seed", [2, 4, 9])
def test_frequencies_are_the_chances_where_all_may_happen(seed):
    given, followed = where_all_may_happen(seed)
    n = 3000
    talked = many(given, len(NAMES.patrons), n)
    found = dict(compare(talked, followed, 0, NAMES, len(given.varied.window)))
    assert max(found.values()) < SURE, sorted(found.items(), key=lambda each: -each[1])[:3]
    events = [event for one in talked for event in one.events]
    for k, plan in enumerate(NAMES.plans):
        spoke = followed.spoke[0, k].sum(axis=0)
        signed = [e.actor for e in events if e.kind == "signed" and e.detail["text"] == plan]
        by = Counter(signed)
        found = (by["north"], by["south"], by["union"] + by["club"])
        for count, chance in zip(found, spoke, strict=True):
            assert misses(count, chance, n) < SURE
        mediated = by["union"] + by["club"]
        if mediated:
            assert misses(by["union"], 0.3, mediated) < SURE
    assert "rest" in {event.kind for event in events}


def test_patrons_leave_by_other_chances_while_arms_rest():
    """Here for certain in the month in which a rest begins, and never before."""
    given, _ = where_all_may_happen(4)
    given.varied.ties[:] = 0.0
    given.month.leaves[:], given.month.quiet[:] = 0.0, 1.0
    rested = 0
    for one in many(given, 2):
        rests = [event.month for event in one.events if event.kind == "rest"]
        left = [event.month for event in one.events if event.kind == "left"]
        assert left == ([rests[0]] * 2 if rests else [])
        rested += bool(rests)
    assert rested


def test_a_deal_lasts_as_long_as_the_talks_were_held_with(sat, stated, case):
    """Whatever the ground and patrons; deals are scarce, so bodies are made to pass all."""
    passing = sat.talks.offers._replace(answer=np.full_like(sat.talks.offers.answer, -1.0))
    willing = dataclasses.replace(sat.talks, offers=passing)
    told = drawn(sat.table, willing, stated, sat.futures, FUTURES)
    assert [one.index for one in told] == list(range(FUTURES))
    ended = [one for one in told if one.deal is not None]
    assert ended
    for one in ended:
        signed = one.talked.signed
        assert one.plan == case.talks.menu[signed.text]
        assert one.talked.events[-1].kind == "in-force"
        lasts = sat.talks.lasts[one.index, signed.text, signed.state.gone, int(one.lost)]
        assert one.deal.month == lasts
        assert dict(one.deal.types) == dict(one.types)


def test_a_course_is_the_same_however_many_are_drawn(sat, stated):
    whole = drawn(sat.table, sat.talks, stated, sat.futures, FUTURES)
    assert drawn(sat.table, sat.talks, stated, sat.futures, 2) == whole[:2]
    assert drawn(sat.table, sat.talks, stated, sat.futures, -1) == ()


def test_events_are_in_order_and_what_is_refused_has_a_reason(sat, stated):
    for one in drawn(sat.table, sat.talks, stated, sat.futures, FUTURES):
        months = [event.month for event in one.talked.events]
        assert months == sorted(months)
        assert one.talked.events[-1].kind in {"in-force", "over", "horizon"}
        for event in one.talked.events:
            if event.kind == "refused":
                assert event.actor not in event.detail["refused"]
                assert set(event.detail["refused"].values()) <= {"red-line", "going-on"}
