"""One unit's vote: boycotts, what it needs, the count and the ways of voting."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit, ndtr

from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.stages.referendum import by_franchise, referendum
from interim.stages.unit_vote import counted, opposite
from stages import ballots

HUNDREDTHS = st.integers(0, 100).map(lambda k: k / 100)


def votes(groups, *, franchises=None, arranged=None, n=1, **ballot):
    case = ballots.case(
        {"unit": groups}, status={"status": ("unit",)}, franchises=franchises, **ballot
    )
    futures = draw(case, Run(n))
    return by_franchise(case.referendum, futures, arranged)["unit"], case.referendum, futures


def call(*groups, chance=1.0, turnout=0.0, units=()):
    return {
        "title": "stay away",
        "groups": groups,
        "units": units,
        "chance": chance,
        "turnout": turnout,
        "judgement": "test",
    }


TWO = {"for": ballots.voters(first=0.9), "against": ballots.voters(first=0.2)}


def test_a_boycott_takes_its_groups_turnout_away_with_its_chance():
    # Without: (90 + 20) / 200 = 0.55, turnout 1. With, a tenth of "for" votes: (9 + 20) / 110,
    # turnout 110 / 200. Called in a quarter of futures.
    found, _, _ = votes(TWO, boycotts={"b": call("for", chance=0.25, turnout=0.1)})
    vote = found["all"]
    assert [float(camp.weight[0]) for camp in vote.camps] == [0.75, 0.25]
    assert vote.camps[1].share[0] == pytest.approx(29 / 110)
    assert vote.share[0] == pytest.approx(0.75 * 0.55 + 0.25 * 29 / 110)
    assert vote.turnout[0] == pytest.approx(0.75 + 0.25 * 0.55)
    assert vote.passes[0] == pytest.approx(0.75 * ndtr(logit(0.55)) + 0.25 * ndtr(logit(29 / 110)))


def test_a_boycott_elsewhere_or_of_others_changes_nothing():
    quiet, _, _ = votes(TWO)
    case = ballots.case(
        {"unit": TWO, "next": TWO},
        status={"status": ("unit", "next")},
        boycotts={"b": call("for", units=("next",))},
    )
    there = by_franchise(case.referendum, draw(case, Run(1)))
    assert there["unit"]["all"].share[0] == quiet["all"].share[0]
    assert there["next"]["all"].share[0] == pytest.approx(0.2)


def test_of_two_calls_the_one_that_leaves_fewer_counts():
    calls = {"a": call("for", turnout=0.5), "b": call("for", turnout=0.1)}
    found, _, _ = votes(TWO, boycotts=calls)
    assert found["all"].turnout[0] == pytest.approx(110 / 200)


def test_a_quorum_that_a_boycott_misses_fails_the_first_choice():
    boycott = {"b": call("against", chance=0.5)}
    found, _, _ = votes(TWO, boycotts=boycott, quorum=0.5, swing=1e-6)
    # Without the call 0.55 passes; with it 0.9 of a turnout of exactly one half.
    assert found["all"].passes[0] == pytest.approx(1)
    found, _, _ = votes(TWO, boycotts=boycott, quorum=0.51, swing=1e-6)
    assert found["all"].passes[0] == pytest.approx(0.5)


def test_an_approval_quorum_is_a_higher_threshold_at_a_lower_turnout():
    # Turnout 0.5: 40 % of those entitled is 80 % of the votes.
    group = {"all": ballots.voters(first=0.75, turnout=0.5)}
    found, _, _ = votes(group, approval=0.4, swing=0.3)
    assert found["all"].passes[0] == pytest.approx(ndtr((logit(0.75) - logit(0.8)) / 0.3))
    never, _, _ = votes(group, approval=0.5)
    assert never["all"].passes[0] == 0
    lax, _, _ = votes(group, approval=0.1, swing=0.3)
    assert lax["all"].passes[0] == pytest.approx(ndtr(logit(0.75) / 0.3))


def test_a_supermajority_moves_what_is_needed():
    found, _, _ = votes(TWO, threshold=0.6, swing=0.4)
    assert found["all"].passes[0] == pytest.approx(ndtr((logit(0.55) - logit(0.6)) / 0.4))


def test_an_even_vote_is_turned_by_the_count_as_the_angle_says():
    # Two normals with correlation r have opposite signs with chance acos(r) / pi (Sheppard 1899);
    # r = 4 / 5 for a swing of 4 and an error of 3.
    found, _, _ = votes({"all": ballots.voters()}, swing=0.4, counting=0.3)
    assert found["all"].miscounted[0] == pytest.approx(math.acos(0.8) / math.pi)


def test_without_an_error_nothing_is_miscounted():
    found, _, _ = votes(TWO)
    assert found["all"].miscounted[0] == 0


def test_the_exact_chances_equal_a_simulation():
    groups = {**TWO, "away": ballots.voters(first=0.05, size=60)}
    rules = {"here": ("for", "against"), "everyone": ("for", "against", "away")}
    n = 200_000
    found, ballot, futures = votes(
        groups,
        franchises=rules,
        n=n,
        swing=0.5,
        counting=0.2,
        quorum=0.6,
        approval=0.3,
        boycotts={"a": call("against", chance=0.3), "b": call("away", chance=0.4, turnout=0.2)},
    )
    swing, error = futures.of(ballot.swing), futures.of(ballot.counting)
    drawn = counted(found, swing, error, futures.uniforms("test", 3))
    for rule, result in found.items():
        assert drawn[rule][1].mean() == pytest.approx(result.passes[0], abs=0.005)
        assert ((drawn[rule][0] >= 0) & (drawn[rule][0] <= 1)).all()
    differ = drawn["here"][1] != drawn["everyone"][1]
    assert 0.1 < differ.mean() < 0.9
    assert differ.mean() == pytest.approx(opposite(found)[0], abs=0.005)


def test_miscounts_equal_a_simulation():
    found, _, _ = votes(TWO, swing=0.5, counting=0.2)
    rng = np.random.default_rng(1)
    true = logit(0.55) + 0.5 * rng.normal(size=300_000)
    counts = true + 0.2 * rng.normal(size=300_000)
    assert np.mean((true > 0) != (counts > 0)) == pytest.approx(
        found["all"].miscounted[0], abs=0.004
    )


def test_an_arrangement_changes_access_and_turnout_of_its_groups():
    groups = {
        "here": ballots.voters(first=0.8, access=0.9, turnout=0.5),
        "away": ballots.voters(first=0.1, access=0.6, turnout=0.5),
    }
    ways = {
        "in-person": {
            "title": "t",
            "groups": {"away": {"access": 0.5, "turnout": 0.8}},
            "judgement": "test",
        },
        "easy": {"title": "t", "groups": {"away": {"access": 3}}, "judgement": "test"},
    }
    found, _, _ = votes(groups, arrangements=ways, arranged="in-person")
    # here 45 votes; away 100 x 0.3 x 0.4 = 12.
    assert found["all"].share[0] == pytest.approx((45 * 0.8 + 12 * 0.1) / 57)
    assert found["all"].coverage[0] == pytest.approx((90 + 30) / 200)
    found, _, _ = votes(groups, arrangements=ways, arranged="easy")
    assert found["all"].coverage[0] == pytest.approx((90 + 100) / 200)


def test_a_clause_says_how_votes_are_cast():
    groups = {"here": ballots.voters(first=0.8), "away": ballots.voters(first=0.1)}
    ways = {"home": {"title": "t", "groups": {"away": {"access": 0}}, "judgement": "test"}}
    shares = {}
    for chosen in ("vote", "none"):
        case = ballots.case(
            {"unit": groups},
            status={"status": ("unit",)},
            arrangements=ways,
            arranged={"issue": "vote", "options": {chosen: "home"}},
        )
        found = referendum(case, case.plans["pact"], draw(case, Run(1)))
        shares[chosen] = found.results["unit"]["all"].share[0]
    assert shares["vote"] == pytest.approx(0.8)
    assert shares["none"] == pytest.approx(0.45)


def test_too_many_boycotts_are_refused():
    case = ballots.case(
        {"unit": TWO},
        status={"status": ("unit",)},
        boycotts={f"b{k}": call("for") for k in range(5)},
    )
    with pytest.raises(ValueError, match="5 boycotts, at most 4"):
        referendum(case, case.plans["pact"], draw(case, Run(1)))


@st.composite
def electorates(draw_):
    return {
        f"g{k}": ballots.voters(
            size=draw_(st.integers(0, 200)),
            access=draw_(HUNDREDTHS),
            turnout=draw_(HUNDREDTHS),
            first=draw_(st.floats(0.01, 0.99)),
            prewar=draw_(st.booleans()),
        )
        for k in range(draw_(st.integers(1, 4)))
    }


@given(electorates(), HUNDREDTHS, HUNDREDTHS, HUNDREDTHS)
def test_more_voters_never_lower_coverage_and_all_shares_are_shares(groups, chance, left, quorum):
    # Franchises that grow by one group at a time.
    names = list(groups)
    rules = {f"r{k}": tuple(names[: k + 1]) for k in range(len(names))}
    found, _, _ = votes(
        groups,
        franchises=rules,
        boycotts={"b": call(names[0], chance=chance, turnout=left)},
        quorum=quorum,
        counting=0.1,
    )
    results = list(found.values())
    for one, next_ in pairwise(results):
        assert one.coverage[0] <= next_.coverage[0]
    for result in results:
        for part in ("share", "passes", "coverage", "turnout", "miscounted"):
            assert -1e-12 <= getattr(result, part)[0] <= 1 + 1e-12
    assert -1e-12 <= opposite(found)[0] <= 1 + 1e-12


@given(electorates(), st.integers(1, 200), HUNDREDTHS)
def test_voters_added_for_a_side_never_lower_its_share(groups, size, share):
    # Everyone who is added leans further than any group there is.
    most = max([group["first"] for group in groups.values()])
    added = ballots.voters(size=size, first=most + (1 - most) * share)
    rules = {"before": tuple(groups), "after": (*groups, "added")}
    found, _, _ = votes({**groups, "added": added}, franchises=rules)
    before, after = found["before"], found["after"]
    if before.turnout[0] > 0:
        assert after.share[0] >= before.share[0] - 1e-12
        assert after.passes[0] >= before.passes[0] - 1e-12


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("quorum: 1", "a quorum lies strictly between 0 and 1"),
        ("approval: 0", "an approval lies strictly between 0 and 1"),
        ("arrangements: {post: {title: t, groups: {flad: {access: 1}}}}", "unknown group 'flad'"),
        ("arranged: {issue: vot, options: {}}", "unknown issue 'vot'"),
        ("arranged: {issue: vote, options: {registered: post}}", "unknown arrangement 'post'"),
        ("arranged: {issue: vote, options: {registred: post}}", "unknown option 'registred'"),
        (
            "boycotts: {b: {title: t, groups: [flad], chance: 0.1, turnout: 0}}",
            "unknown group 'flad'",
        ),
        (
            "boycotts: {b: {title: t, groups: [fled], units: [north], chance: 0.1, turnout: 0}}",
            "unknown referendum unit 'north'",
        ),
    ],
)
def test_mistakes_in_the_file_are_answered(template, tmp_path, extra, message):
    import shutil

    import interim

    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    with (folder / "referendum.yaml").open("a", encoding="utf-8") as file:
        file.write(extra + "\n")
    with pytest.raises(BadInput) as caught:
        interim.load(folder)
    assert any(message in str(problem) for problem in caught.value.problems)
    assert all(problem.line for problem in caught.value.problems)


def test_the_limit_of_boycotts_is_that_of_the_stage():
    from interim.case.rules import limits
    from interim.stages import referendum as stage

    assert limits.MOST_BOYCOTTS == stage.MOST_BOYCOTTS
