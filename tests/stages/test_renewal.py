"""A mandate that ends by a vote: renewed against one veto, or kept by one."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.case.model import Clause, Effect
from interim.futures import Run, draw
from interim.stages.renewal import renewal
from stages.handmade import case, named


def member(leaning, **more):
    return {"title": "A member", "leaning": leaning, **more}


def asked(mandate, threshold=1, n=3, **members):
    """The renewal of the pact's mandate by a council of these members."""
    council = {"title": "Council", "threshold": threshold, "members": members}
    the_case = case(bodies={"council": council})
    clause = Clause.model_validate(
        {"option": "on", "with": {"mandate": mandate, "judgement": "A test."}}
    )
    clause = named(clause, "plans.pact.clauses.deal")
    pact = the_case.plans["pact"].model_copy(update={"clauses": {"deal": clause}})
    stated = clause.with_.mandate
    own = [q for q in (stated.months, stated.lapse, stated.reopened) if q is not None]
    the_case = the_case.model_copy(
        update={
            "plans": {**the_case.plans, "pact": pact},
            "quantities": the_case.quantities | {q.name: q for q in own},
        }
    )
    futures = draw(the_case, Run(n))
    value = SimpleNamespace(utility={p: np.ones(n) for p in the_case.preferences})
    war = SimpleNamespace(plain={p: np.zeros(n) for p in the_case.principals})
    return renewal(the_case, pact, futures, value=value, war=war)


RENEWED = {"term": "renewable", "months": 12, "body": "council", "reopened": 0.5}
OPEN = RENEWED | {"term": "open-ended"}


def test_one_veto_ends_what_must_be_renewed_and_keeps_what_must_be_ended():
    # Two friends of the pact and a foe, all sure of themselves; two votes needed.
    members = {
        "foe": member(-50, veto=True),
        "first": member(50, veto=True),
        "second": member(50),
    }
    assert asked(RENEWED, 2, **members).lapse == pytest.approx(0.5)
    assert asked(OPEN, 2, **members).lapse == pytest.approx(0.0)
    # Without the foe's veto the friends renew; without the friend's nobody can end it either.
    members["foe"] = member(-50)
    assert asked(RENEWED, 2, **members).lapse == pytest.approx(0.0)
    # Two foes and a friend without a veto: now its end passes.
    members = {"one": member(-50), "two": member(-50), "friend": member(50)}
    assert asked(OPEN, 2, **members).lapse == pytest.approx(0.5)
    members["friend"] = member(50, veto=True)
    assert asked(OPEN, 2, **members).lapse == pytest.approx(0.0)


def test_a_single_seat_by_hand():
    # s = -1 + 2 (1 - 0) = 1: it renews with chance Λ(1), and ends with Λ(-1).
    seat = {"a": member(-1, bloc="north", slope=2)}
    yes = 1 / (1 + math.exp(-1))
    assert asked(RENEWED, **seat).passes == pytest.approx(yes)
    assert asked(RENEWED, **seat).lapse == pytest.approx(0.5 * (1 - yes))
    found = asked(OPEN, **seat)
    assert found.passes == pytest.approx(1 - yes)
    assert found.lapse == pytest.approx(0.5 * (1 - yes))
    assert found.members["a"].no == pytest.approx(yes)
    assert not found.renewable


def test_a_stated_chance_of_lapse_and_no_mandate():
    stated = asked({"term": "renewable", "months": 6, "lapse": 0.2}, a=member(0))
    assert stated.body is None
    assert stated.lapse == pytest.approx(0.2)
    bare = asked({"term": "open-ended"}, a=member(0))
    assert bare.lapse == pytest.approx(0.0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=5),
    st.integers(1, 5),
    st.floats(0, 1),
)
def test_nobody_who_can_block_is_worth_having_for_who_wants_change(leanings, threshold, reopened):
    members = {f"m{k}": member(leaning) for k, leaning in enumerate(leanings)}
    threshold = min(threshold, len(members))
    mandate = RENEWED | {"reopened": reopened}
    free = asked(mandate, threshold, **members).lapse
    kept = asked(mandate | {"term": "open-ended"}, threshold, **members).lapse
    members["m0"] |= {"veto": True}
    # A veto more can only make a renewal fail and an end fail.
    assert (asked(mandate, threshold, **members).lapse >= free - 1e-12).all()
    ended = asked(mandate | {"term": "open-ended"}, threshold, **members).lapse
    assert (ended <= kept + 1e-12).all()
    assert (free <= reopened + 1e-12).all()


def test_the_effect_of_an_option_carries_the_mandate():
    effect = Effect.model_validate({"mandate": RENEWED, "judgement": "A test."})
    assert effect.mandate is not None
    assert effect.mandate.body == "council"
