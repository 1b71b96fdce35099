"""Histories of single futures agree with what the compliance stage recorded of them."""

import itertools

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.stages.compliance import ENDINGS, compliance
from interim.stages.course import KINDS, courses
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war

N = 120


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, Run(N, seed=3))


@pytest.fixture(scope="module", params=["interim-rule", "standstill"])
def both(request, case, futures):
    plan = case.plans[request.param]
    needs = {
        "value": value(case, plan, futures),
        "terms": terms(case, plan, futures),
        "war": war(case, futures),
        "referendum": referendum(case, plan, futures),
        "renewal": renewal(
            case, plan, futures, value=value(case, plan, futures), war=war(case, futures)
        ),
    }
    recorded = compliance(case, plan, futures, **needs)
    return recorded, courses(case, plan, futures, range(N))


def count(history, kind, actor, **detail):
    return sum(
        e.kind == kind and e.actor == actor and all(e.detail[k] == v for k, v in detail.items())
        for e in history.events
    )


def test_a_story_ends_as_and_when_the_recorded_history_did(both):
    recorded, told = both
    assert [h.month for h in told] == recorded.month.tolist()
    assert [h.ending for h in told] == [ENDINGS[code] for code in recorded.ending]
    assert [h.index for h in told] == list(range(N))


def test_events_sum_to_what_was_recorded(case, both):
    recorded, told = both
    for k, history in enumerate(told):
        for p, principal in enumerate(case.principals):
            pinned = count(history, "incident", principal, attributed=True)
            blamed = pinned + count(history, "false-blame", principal)
            assert blamed == recorded.violations[k, p]
            unpinned = count(history, "incident", principal, seen=True, attributed=False)
            assert unpinned == recorded.unattributed[k, p]
            kinds = list(case.preferences[principal].types)
            assert history.types[principal] == kinds[recorded.types[principal][k]]
        votes = [e.detail["favours"] for e in history.events if e.kind == "vote"]
        held = [case.principals.index(v) for v in votes if v is not None]
        assert held == ([] if recorded.vote[k] < 0 else [recorded.vote[k]])


def test_months_of_probing_follow_from_who_begins_and_stops(case, both):
    recorded, told = both
    for k, history in enumerate(told):
        last = case.months if history.month < 0 else history.month
        broke = history.ending.startswith("reneged")
        months = 0
        for principal in case.principals:
            begun = None
            for event in history.events:
                if event.kind == "probe" and event.actor == principal:
                    begun = event.month
                elif begun is not None and (
                    event.kind == "end" or (event.kind == "comply" and event.actor == principal)
                ):
                    # The month of an open breach runs no further; that of a collapse does.
                    stop = last if event.kind == "end" else event.month
                    stop += event.kind == "end" and history.month >= 0 and not broke
                    months += stop - begun
                    begun = None
        assert months == recorded.probe_months[k]


def test_events_are_in_order_and_of_known_kinds(case, both):
    _, told = both
    seen = set()
    for history in told:
        assert [e.month for e in history.events] == sorted(e.month for e in history.events)
        assert {e.actor for e in history.events} <= {None, *case.principals}
        assert history.events[-1].kind == "end"
        kinds = {e.kind for e in history.events}
        assert kinds <= set(KINDS)
        assert [e.kind for e in history.events].count("end") == 1
        if history.ending == "escalated":
            assert "accident" in kinds
        if history.ending == "lapsed":
            assert history.events[-2].detail == {"renewed": False}
        if history.ending.startswith("reneged"):
            assert history.events[-2].kind == "renege"
        for before, after in itertools.pairwise(e for e in history.events if e.kind == "tension"):
            assert before.detail["after"] == after.detail["before"]
        seen |= kinds
    assert {"probe", "incident", "tension", "end"} <= seen


def test_chosen_futures_are_told_by_their_number_in_the_run(case, both, futures):
    _, told = both
    if any(h.events[0].kind == "vote" for h in told):
        pytest.skip("no vote comes first")
    plan = case.plans["interim-rule"]
    few = courses(case, plan, draw(case, Run(90, seed=3), 40), np.array([77, 41]))
    assert few == courses(case, plan, futures, [77, 41])
    with pytest.raises(ValueError, match="not within 0 to 120"):
        courses(case, plan, futures, [N])


def test_a_collapse_in_the_first_month_has_no_later_events(case):
    at_once = {
        "enforcement.behaviour.opportunity_rate": "100",
        "enforcement.behaviour.incident": "1",
        "enforcement.behaviour.accident_hazard": "1",
        "enforcement.behaviour.probe_gain": "0.6",
    }
    futures = draw(case, Run(60, settings=at_once))
    told = courses(case, case.plans["interim-rule"], futures, list(range(60)))
    first = [h for h in told if h.month == 0 and h.ending == "escalated"]
    assert first
    for history in first:
        assert {e.month for e in history.events} == {0}
