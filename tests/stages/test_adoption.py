"""Bodies vote on a plan; the numbers are worked by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from interim.futures import Run, draw
from interim.stages.adoption import adoption, is_needed
from interim.stages.outcome import drawn_votes
from interim.stages.votes import popular_chance
from interim.stages.war import war
from stages import lottery
from stages.handmade import case


def vote(the_case, futures, plan="pact", utility=1.0, fighting=0.0):
    value = SimpleNamespace(
        utility=dict.fromkeys(the_case.preferences, np.full(futures.n, utility))
    )
    war = SimpleNamespace(plain=dict.fromkeys(the_case.principals, np.full(futures.n, fighting)))
    return adoption(the_case, the_case.plans[plan], futures, value=value, war=war)


def member(leaning, **more):
    return {"title": "A member", "leaning": leaning, **more}


def council(threshold=1, **members):
    return {"title": "Council", "threshold": threshold, "members": members}


def people(**more):
    popular = {"bloc": "south", "leaning": 0, "slope": 0, "turnout": 0.6, "swing": 0.5}
    return {"title": "The people", "threshold": 0.5, "popular": popular | more}


def chance_of(body, utility=1.0):
    the_case = case(bodies={"body": body})
    return vote(the_case, draw(the_case, Run(3)), utility=utility).passes["body"][0]


def test_a_single_seat_votes_by_its_leaning_and_its_blocs_gain():
    # s = -1 + 2 (1 - 0) = 1 for the pact, -1 for a plan like no deal.
    body = council(a=member(-1, bloc="north", slope=2))
    assert chance_of(body) == pytest.approx(1 / (1 + math.exp(-1)))
    assert chance_of(body, utility=0.0) == pytest.approx(1 / (1 + math.exp(1)))
    assert chance_of(council(a=member(-1))) == pytest.approx(1 / (1 + math.exp(1)))


def test_the_bloc_of_a_principal_weighs_a_plan_against_the_war():
    # s = -1 + 2 (1 - 0.25) = 0.5 where fighting on is worth a quarter.
    the_case = case(bodies={"body": council(a=member(-1, bloc="north", slope=2))})
    votes = vote(the_case, draw(the_case, Run(3)), fighting=0.25)
    assert votes.passes["body"] == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_the_bloc_of_an_outsider_weighs_a_plan_against_the_state_of_things():
    # The union likes the pact least: no deal is worth 1 to it, so s = -1 + 2 (0 - 1) = -3,
    # whatever the war is worth to others.
    union = {"issues": {"deal": {"weight": 1, "scores": {"off": 1, "on": 0}}}}
    the_case = case(
        bodies={"body": council(a=member(-1, bloc="union", slope=2))},
        preferences_of={"union": union},
    )
    votes = vote(the_case, draw(the_case, Run(3)), utility=0.0, fighting=0.25)
    assert votes.passes["body"] == pytest.approx(1 / (1 + math.exp(3)))


def test_who_bears_a_principals_war_weighs_a_plan_against_it_on_its_own_scale():
    # A month and for ever after of fighting at half the value of no deal: 1 to the union, so
    # 0.5; the pact is worth 0 to it. Members -1 + 2 (0 - 0.5) = -2, voters 3 (0 - 0.5) = -1.5.
    union = {"issues": {"prize": {"weight": 1, "scores": {"part": 1, "all": 0, "none": 0.5}}}}
    base = lottery.case(cost=0.5, speed=0)
    extra = case(
        bodies={
            "council": council(a=member(-1, bloc="union", slope=2, bears="north")),
            "people": people(bloc="union", leaning=0, slope=3, bears="south", swing=1),
        },
        preferences_of={"union": union},
    )
    the_case = base.model_copy(
        update={
            "bodies": extra.bodies,
            "preferences": {**base.preferences, "union": extra.preferences["union"]},
            "quantities": base.quantities | extra.quantities,
        }
    )
    futures = draw(the_case, Run(2))
    value = SimpleNamespace(utility=dict.fromkeys(the_case.preferences, np.zeros(2)))
    votes = adoption(
        the_case,
        the_case.plans["all-to-north"],
        futures,
        value=value,
        war=war(the_case, futures),
    )
    assert votes.passes["council"] == pytest.approx(1 / (1 + math.exp(2)))
    assert votes.passes["people"] == pytest.approx(stats.norm.cdf(-1.5))


BAND = {"abstention": math.log(3)}
"""With log-odds 0 a seat says yes and no with chance 1/4 each."""


def in_role(role, threshold=2, **members):
    body = council(threshold, **members) | {
        "roles": [{"when": "deal is on", "judgement": "A test.", **role}]
    }
    return chance_of(body)


def test_a_body_that_must_let_something_lapse():
    # The renewal needs two of three votes: 10/64 by the test below, so 54/64 let it lapse.
    three = {"a": member(0, **BAND), "b": member(0, seats=2, **BAND)}
    assert in_role({"role": "lapse"}, **three) == pytest.approx(1 - 10 / 64)
    # With a veto the renewal passes in 9/64.
    three["a"] |= {"veto": True}
    assert in_role({"role": "lapse"}, **three) == pytest.approx(1 - 9 / 64)
    # One seat that is sure of the plan, and has a veto, is enough; two that are sure against it
    # and have the votes are not stopped by a third without one.
    against = {"b": member(-50, seats=2)}
    assert in_role({"role": "lapse"}, a=member(50, veto=True), **against) == pytest.approx(1)
    assert in_role({"role": "lapse"}, a=member(50), **against) == pytest.approx(0)


def test_consent_takes_all_where_a_lapse_takes_one():
    members = {name: member(0, veto=True) for name in "abc"}
    assert in_role({"role": "consent"}, 3, **members) == pytest.approx(1 / 8)
    assert in_role({"role": "lapse"}, 3, **members) == pytest.approx(7 / 8)
    assert in_role({"role": "capital", "member": "b"}, 3, **members) == pytest.approx(1 / 2)


def test_a_role_may_have_leanings_of_its_own_and_the_first_that_applies_counts():
    own = {"a": member(50), "b": member(-50)}
    assert in_role({"role": "consent"}, 1, **own) == pytest.approx(1)
    assert in_role({"role": "consent", "leanings": {"a": -50}}, 1, **own) == pytest.approx(0)
    assert in_role({"role": "capital", "member": "b"}, 1, **own) == pytest.approx(0)
    assert in_role({"role": "capital", "member": "b", "when": "deal is off"}, 1, **own) == (
        pytest.approx(1)
    )


def test_a_council_with_a_veto_by_hand():
    # Log-odds 0 and a band of ln 3: yes 1/4, no 1/4, abstain 1/2 for each of three seats.
    # Two votes needed. The veto says yes (1/4): one of the other two, 1 - (3/4)^2 = 7/16.
    # It abstains (1/2): both others, 1/16. Sum 7/64 + 2/64 = 9/64.
    band = {"abstention": math.log(3)}
    body = council(2, a=member(0, veto=True, **band), b=member(0, seats=2, **band))
    assert chance_of(body) == pytest.approx(9 / 64)
    # Without the veto: at least two of three, 3 (1/16)(3/4) + 1/64 = 10/64.
    body = council(2, a=member(0, **band), b=member(0, seats=2, **band))
    assert chance_of(body) == pytest.approx(10 / 64)


def test_a_vote_of_the_people_follows_its_bloc():
    # s = -0.5 + 1.5 (u - 0): a lead of 2 swings for the pact, of -1 for a plan like no deal.
    body = people(leaning=-0.5, slope=1.5)
    assert chance_of(body) == pytest.approx(0.977250, abs=1e-6)
    assert chance_of(body, utility=0.0) == pytest.approx(0.158655, abs=1e-6)
    assert chance_of(people(turnout=0.4, turnout_floor=0.5)) == 0


def test_a_vote_of_the_people_agrees_with_a_simulated_campaign():
    # Monte Carlo over the swing: 200,000 draws leave a standard error of 0.001.
    z = np.random.default_rng(3).normal(size=200_000)
    share = 1 / (1 + np.exp(-(0.2 + 0.7 * z)))
    exact = popular_chance(np.array([0.2]), np.array([0.7]), 0.55, np.ones(1), np.zeros(1))[0]
    assert np.mean(share > 0.55) == pytest.approx(exact, abs=0.005)


def test_all_needed_bodies_must_pass_and_the_others_are_shown():
    half = council(a=member(0))
    the_case = case(
        bodies={
            "first": half,
            "idle": {**council(a=member(3)), "needed_when": "never"},
            "if-off": {**half, "needed_when": "deal is off"},
            "if-on": {**half, "needed_when": "deal is on"},
        }
    )
    futures = draw(the_case, Run(4))
    pact, none = vote(the_case, futures), vote(the_case, futures, plan="no-deal", utility=0.0)
    assert pact.needed == ("first", "if-on")
    assert none.needed == ("first", "if-off")
    assert pact.chance == pytest.approx(0.25)
    assert list(pact.passes) == list(pact.members) == ["first", "idle", "if-off", "if-on"]
    assert pact.passes["idle"] == pytest.approx(1 / (1 + math.exp(-3)))


def test_where_no_body_is_needed_adoption_is_sure():
    the_case = case(bodies={"idle": {**council(a=member(-9)), "needed_when": "never"}})
    assert (vote(the_case, draw(the_case, Run(5))).chance == 1).all()


def test_needed_when_reads_the_condition():
    the_case = case(bodies={"b": {**council(a=member(0)), "needed_when": "not deal is off"}})
    assert is_needed(the_case.bodies["b"], {"deal": "on"})
    assert not is_needed(the_case.bodies["b"], {"deal": "off"})


MIXED = {
    "council": council(
        33,
        a=member("-1 to 1", veto=True, bloc="north", slope="0.5 to 3", abstention=0.4),
        b=member("0 to 1", seats=30, weight=2, bloc="south", slope=1),
        c=member("-2 to 2", seats=4, abstention="0.1 to 0.6"),
    ),
    "people": people(leaning="-1 to 1", slope=2, turnout="0.4 to 0.7", turnout_floor=0.5),
}


@given(st.integers(0, 999), st.integers(1, 500))
@settings(max_examples=20)
def test_a_chunk_is_a_part_of_the_whole_to_the_last_bit(start, length):
    the_case = case(bodies=MIXED)
    whole = vote(the_case, draw(the_case, Run(1500))).chance
    part = vote(the_case, draw(the_case, Run(start + length), start)).chance
    assert np.array_equal(part, whole[start : start + length])


@pytest.mark.parametrize("who", ["a", "b", "c"])
def test_a_member_that_leans_more_to_yes_never_lowers_the_chance(who):
    the_case = case(bodies=MIXED)
    name = f"bodies.council.members.{who}.leaning"
    low, high = (
        vote(the_case, draw(the_case, Run(300, settings={name: s}))).passes["council"]
        for s in (-1.0, 1.0)
    )
    assert (high > low).all()


def test_a_body_that_has_passed_the_plan_moves_a_later_one():
    # Log-odds 0 alone; ln 3 more once the first body, which the plan needs, has passed it.
    second = council(a=member(0)) | {"after": {"first": math.log(3)}}
    first = council(a=member(0))
    the_case = case(bodies={"first": first, "second": second})
    votes = vote(the_case, draw(the_case, Run(3)))
    assert votes.passes["first"] == pytest.approx(1 / 2)
    assert votes.passes["second"] == pytest.approx(3 / 4)
    assert votes.chance == pytest.approx(3 / 8)
    # A body whose vote is not needed moves nobody.
    the_case = case(bodies={"first": first | {"needed_when": "never"}, "second": second})
    assert vote(the_case, draw(the_case, Run(3))).passes["second"] == pytest.approx(1 / 2)


def test_a_vote_of_the_people_can_follow_a_body():
    the_case = case(
        bodies={"first": council(a=member(0)), "people": people() | {"after": {"first": 0.5}}}
    )
    passes = vote(the_case, draw(the_case, Run(3))).passes["people"]
    assert passes == pytest.approx(stats.norm.cdf(1.0))  # Φ(0.5 / 0.5)


def chamber(**more):
    return council(a=member(0.3)) | {"sway": 1.5} | more


def test_chambers_that_share_their_sway_pass_together():
    apart = case(bodies={"lower": chamber(), "upper": chamber()})
    joined = case(bodies={"lower": chamber(), "upper": chamber(sway_with="lower")})
    alone = vote(apart, draw(apart, Run(3)))
    together = vote(joined, draw(joined, Run(3)))
    # Each by itself passes as often as before, both together more often, never more than one.
    for body in ("lower", "upper"):
        assert together.passes[body] == pytest.approx(alone.passes[body])
    one = alone.passes["lower"]
    assert (alone.chance < together.chance).all()
    assert (together.chance < one).all()
    # By simulation of the sway.
    z = np.random.default_rng(7).standard_normal(400_000)
    yes = 1 / (1 + np.exp(-(0.3 + 1.5 * z)))
    assert together.chance[0] == pytest.approx(np.mean(yes**2), abs=0.003)


def test_drawn_votes_keep_the_chances_and_the_tie_between_bodies():
    n = 20_000
    the_case = case(bodies={"lower": chamber(), "upper": chamber(sway_with="lower")})
    futures = draw(the_case, Run(n))
    votes = vote(the_case, futures)
    drawn = drawn_votes(the_case, futures, votes)
    for body in ("lower", "upper"):
        assert drawn[body].mean() == pytest.approx(votes.passes[body][0], abs=0.015)
    both = drawn["lower"] & drawn["upper"]
    assert both.mean() == pytest.approx(votes.chance[0], abs=0.015)
