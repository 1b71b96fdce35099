"""Two majorities at once, higher majorities for some plans, whips, and what moves all alike."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.case.model import Body
from interim.futures import Run, draw
from interim.stages.adoption import adoption, threshold_of
from interim.stages.power_people import power_by_people, power_to_act
from interim.stages.votes import Faction, passing_chance, passing_chance_by_people
from stages.handmade import case
from stages.test_votes import faction, one

# Population in thousands, Eurostat's demo_gjan on 1 January 2020, as known to the writer of the
# test: what is checked against (13.2 %) is published to three digits.
EU = {
    "de": 83_167, "fr": 67_320, "it": 59_641, "es": 47_333, "pl": 37_958, "ro": 19_329,
    "nl": 17_407, "be": 11_522, "gr": 10_719, "cz": 10_694, "se": 10_328, "pt": 10_296,
    "hu": 9_769, "at": 8_901, "bg": 6_951, "dk": 5_823, "fi": 5_525, "sk": 5_458, "ie": 4_964,
    "hr": 4_058, "lt": 2_794, "si": 2_096, "lv": 1_908, "ee": 1_329, "cy": 888, "lu": 626,
    "mt": 515,
}  # fmt: skip


def council(people, threshold, share, blocking, **more):
    return Body.model_validate(
        {
            "title": "A council",
            "threshold": threshold,
            "population": {"share": share, "blocking_minority": blocking},
            "members": {
                name: {"title": name, "leaning": 0, "population": number}
                for name, number in people.items()
            },
        }
        | more
    )


def wins(yes, people, threshold, share, blocking):
    behind = sum(people[name] for name in yes)
    enough = behind >= share * sum(people.values()) or len(people) - len(yes) < blocking
    return len(yes) >= threshold and enough


def test_the_council_of_the_european_union():
    found = council(EU, 15, 0.65, 4)
    # Published: 13.2 % of all coalitions win under the rules of 55 % and 65 %.
    assert float(power_to_act(found)) == pytest.approx(0.132, abs=0.0006)
    indices = power_by_people(found)
    assert sum(i.banzhaf for i in indices.values()) == 1
    assert sum(i.shapley_shubik for i in indices.values()) == 1
    ranked = sorted(EU, key=lambda name: -EU[name])
    power = [indices[name].shapley_shubik for name in ranked]
    assert power == sorted(power, reverse=True)


@settings(max_examples=30, deadline=None)
@given(
    people=st.lists(st.integers(0, 30), min_size=2, max_size=6).filter(any),
    share=st.sampled_from([0.3, 0.5, 0.65, 0.9]),
    blocking=st.integers(1, 3),
    data=st.data(),
)
def test_power_equals_enumeration(people, share, blocking, data):
    named = {f"m{k}": number for k, number in enumerate(people)}
    threshold = data.draw(st.integers(1, len(people)))
    found = power_by_people(council(named, threshold, share, blocking))
    rule = (named, threshold, share, blocking)
    names = list(named)
    for name in names:
        others = [other for other in names if other != name]
        swings = sum(
            wins([*some, name], *rule) and not wins(some, *rule)
            for size in range(len(names))
            for some in itertools.combinations(others, size)
        )
        assert found[name].banzhaf_absolute == Fraction(swings, 2 ** len(others))
        pivots = sum(
            wins(order[: order.index(name) + 1], *rule)
            and not wins(order[: order.index(name)], *rule)
            for order in itertools.permutations(names)
        )
        orders = len(list(itertools.permutations(names)))
        assert found[name].shapley_shubik == Fraction(pivots, orders)


@settings(max_examples=40, deadline=None)
@given(
    members=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 10), st.booleans()), min_size=1, max_size=6
    ).filter(lambda found: any(people for _, people, _ in found)),
    share=st.sampled_from([0.25, 0.5, 0.75]),
    blocking=st.integers(1, 3),
    threshold=st.integers(1, 6),
)
def test_two_majorities_equal_enumeration(members, share, blocking, threshold):
    total = sum(people for _, people, _ in members)
    body = [
        Faction(1, 1, veto, faction(yes, (1 - yes) / 2).ballot, None, people)
        for yes, people, veto in members
    ]
    expected = 0.0
    for votes in itertools.product("yna", repeat=len(members)):
        chance, cast, behind, blocked = 1.0, 0, 0, False
        for (yes, people, veto), vote in zip(members, votes, strict=True):
            chance *= {"y": yes, "n": (1 - yes) / 2, "a": (1 - yes) / 2}[vote]
            cast += vote == "y"
            behind += round(1000 * people / total) * (vote == "y")
            blocked |= veto and vote == "n"
        enough = behind >= 1000 * share or len(members) - cast < blocking
        expected += chance * (cast >= threshold and enough and not blocked)
    found = passing_chance_by_people(body, threshold, share, blocking)[0]
    assert found == pytest.approx(expected, abs=1e-12)


def test_nobody_behind_a_body_that_counts_people():
    with pytest.raises(ValueError, match="nobody"):
        passing_chance_by_people([faction(0.5, 0.5)], 1, 0.5, 1)


def whipped(yes, seats, whip):
    plain = faction(yes, 1 - yes, seats)
    return Faction(seats, 1, False, plain.ballot, one(whip))


def test_a_whipped_faction_votes_as_one():
    # All five with one mind: passes with its chance of yes, whatever the majority.
    for threshold in (1, 3, 5):
        assert passing_chance([whipped(0.3, 5, 1.0)], threshold)[0] == pytest.approx(0.3)
    # Half of the time each votes for itself.
    each = passing_chance([faction(0.3, 0.7, 5)], 3)[0]
    assert passing_chance([whipped(0.3, 5, 0.5)], 3)[0] == pytest.approx((each + 0.3) / 2)


def test_a_higher_majority_for_some_plans():
    found = Body.model_validate(
        {
            "title": "A parliament",
            "threshold": 226,
            "raised": [{"when": "deal is on", "threshold": 300}],
            "members": {"a": {"title": "A", "seats": 400, "leaning": 0}},
        }
    )
    assert threshold_of(found, {"deal": "off"}) == 226
    assert threshold_of(found, {"deal": "on"}) == 300


def voted(sway):
    members = {name: {"title": name, "leaning": 0.5} for name in "abcde"}
    body = {"title": "Five", "threshold": 3, "members": members}
    if sway:
        body["sway"] = sway
    the_case = case(bodies={"five": body})
    futures = draw(the_case, Run(1))
    plan = the_case.plans["pact"]
    return float(adoption(the_case, plan, futures, value=None, war=None).passes["five"][0])


def test_what_moves_all_alike_spreads_the_outcome():
    # Against a sum over many draws of the common shift.
    z = np.random.default_rng(1).standard_normal(400_000)
    yes = 1 / (1 + np.exp(-(0.5 + 1.5 * z)))
    binomial = sum(n * yes**k * (1 - yes) ** (5 - k) for k, n in ((3, 10), (4, 5), (5, 1)))
    assert voted(1.5) == pytest.approx(binomial.mean(), abs=0.003)
    assert voted(1.5) < voted(None)


def test_seats_and_people_up_to_a_limit_can_be_counted():
    """Forty alike: each decides as often as any other; one more is refused in words."""
    alike = {f"m{k}": 1 for k in range(40)}
    found = power_by_people(council(alike, 21, 0.5, 4))
    assert {float(i.banzhaf) for i in found.values()} == {1 / 40}
    with pytest.raises(ValueError, match="41 seats and 41 units of people are too many"):
        power_by_people(council(alike | {"one-more": 1}, 21, 0.5, 4))
    with pytest.raises(ValueError, match="2 seats and 1,000,001 units of people are too many"):
        power_by_people(council({"a": 1_000_000, "b": 1}, 2, 0.5, 1))
