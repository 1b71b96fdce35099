"""What observers learn, worked by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import interim
from interim.evaluation.flow import run_stages
from interim.futures import Run, draw
from interim.stages.belief import belief, bits, posterior
from stages.handmade import case, preferences

TYPES = {name: {"prior": 1, "beyond": 0, "war_cost_factor": 1} for name in ("limited", "expansive")}
UNION = {
    "priors": {"north": {"expansive": 1, "limited": 3}},  # in another order than the types
    "helps": "south",
    "fears": "expansive",
    "response": 0.2,
}
DISCOUNT = 0.9
"""Per year."""
REFUSED, KEPT, BROKEN_LATE, BROKEN_EARLY, NOT_ADOPTED, BROKEN_BY_SOUTH = range(6)


MONTHS = (-1, -1, 70, 20, 20, 40)
"""From signing, in which each deal ends."""


def read(observers=None, horizon_years=15, sign=(0.5, 0.2), evidence=(0.1, 0.6), months=MONTHS):
    the_case = case(
        preferences_of={
            "north": preferences(types=TYPES),
            "south": preferences(discount=DISCOUNT),
        },
        observers={"union": UNION} if observers is None else observers,
        horizon_years=horizon_years,
    )
    n = 6
    north_signs = np.arange(n) != REFUSED
    both = [np.tile(np.log(evidence), (n, 1)), np.zeros((n, 1))]
    return belief(
        the_case,
        the_case.plans["pact"],
        draw(the_case, Run(n)),
        war=SimpleNamespace(
            value={"north": np.full((n, 2), 0.4), "south": np.full((n, 1), 0.4)},
            # To south half a unit of value for a unit of the chance of prevailing.
            with_help=lambda principal, help: (
                0.4 + {"north": 0.9, "south": 0.5}[principal] * help[:, None]
            ),
        ),
        assent=SimpleNamespace(
            by_type={"north": np.tile(sign, (n, 1)), "south": np.full((n, 1), 0.9)},
            signs={"north": north_signs, "south": np.full(n, True)},
        ),
        compliance=SimpleNamespace(
            types={"north": np.zeros(n, dtype=int), "south": np.zeros(n, dtype=int)},
            earned={"north": np.full(n, 0.45), "south": np.full(n, 0.37)},
            evidence_paths={
                p: np.repeat(e[:, None], 4, axis=1)
                for p, e in zip(("north", "south"), both, strict=True)
            },
            month=np.array(months),
            ending=np.array([0, 0, 1, 1, 1, 2]),
            evidence_end=dict(zip(("north", "south"), both, strict=True)),
            evidence_5y=dict(zip(("north", "south"), both, strict=True)),
        ),
        outcome=SimpleNamespace(adopted=np.array([False, True, True, True, False, True])),
    )


def test_priors_are_normalised_and_in_the_order_of_the_types():
    assert read().prior["union"]["north"][0] == pytest.approx((0.75, 0.25))
    assert list(read().prior["union"]) == ["north"]


def test_posteriors_by_hand():
    result = read()
    # Refusal: 0.75 * 0.5 and 0.25 * 0.8, so 0.375 : 0.2.
    assert result.after_refusal["union"]["north"] == pytest.approx(
        np.tile((15 / 23, 8 / 23), (6, 1))
    )
    # Signature: 0.75 * 0.5 and 0.25 * 0.2, so 0.375 : 0.05.
    assert result.after_signature["union"]["north"] == pytest.approx(
        np.tile((15 / 17, 2 / 17), (6, 1))
    )
    # Breach after it: 0.375 * 0.1 and 0.05 * 0.6, so 5 : 4; defined where north reneges.
    breach = result.after_breach["union"]["north"]
    for future in (BROKEN_LATE, BROKEN_EARLY, NOT_ADOPTED):
        assert breach[future] == pytest.approx((5 / 9, 4 / 9))
    assert np.isnan(breach[[REFUSED, KEPT, BROKEN_BY_SOUTH]]).all()


def test_five_years_are_read_only_where_the_deal_lasts_as_long():
    kept = read().after_5_years["union"]["north"]
    assert kept[[REFUSED, KEPT, BROKEN_LATE]] == pytest.approx(np.tile((5 / 9, 4 / 9), (3, 1)))
    assert np.isnan(kept[[BROKEN_EARLY, NOT_ADOPTED, BROKEN_BY_SOUTH]]).all()
    assert np.isnan(read(horizon_years=4).after_5_years["union"]["north"]).all()


def test_a_deal_that_ends_in_the_month_after_five_years_has_lasted_five_years():
    # Months are counted from 0: month 59 is the sixtieth, month 60 the first after five years.
    given = {"horizon_years": 5, "months": (-1, -1, 60, 59, 0, 61)}
    lasted = np.isfinite(read(**given).after_5_years["union"]["north"][:, 0])
    assert lasted.tolist() == [True, True, True, False, False, True]


def test_an_observer_is_certain_above_nine_tenths_and_not_at_it():
    # The prior is 3/4 to 1/4, so a signature 3 (1 + e) times as likely makes 0.9 + and 0.9 - e.
    for tilt, sure in ((1 + 1e-9, True), (1 - 1e-9, False)):
        certain = read(sign=(0.6, 0.2 / tilt)).certain["union"]["north"]
        assert certain[NOT_ADOPTED] == sure


def test_bits_and_certainty_at_the_end_of_the_drawn_history():
    result = read()
    gained = result.bits["union"]["north"]
    # From (3/4, 1/4) to (5/9, 4/9): 5/9 log2(20/27) + 4/9 log2(16/9); a signature likewise.
    seen = 5 * math.log2(20 / 27) / 9 + 4 * math.log2(16 / 9) / 9
    refusal = 15 / 23 * math.log2(20 / 23) + 8 / 23 * math.log2(32 / 23)
    signature = 15 / 17 * math.log2(20 / 17) + 2 / 17 * math.log2(8 / 17)
    assert gained == pytest.approx([refusal, seen, seen, seen, signature, seen])
    assert not result.certain["union"]["north"].any()
    # 0.05 * 0.6 against 0.375 * 0.003: 0.964 once the deal has run; 0.88 after the signature.
    sure = read(evidence=(0.003, 0.6)).certain["union"]["north"]
    assert sure.tolist() == [False, True, True, True, False, True]


def test_value_of_failure_by_hand():
    result = read()
    # Worth 0.5 times response 0.2 times the rise from 1/4 to 8/23 or to 4/9, which comes late.
    south, learnt = result.value_of_failure["south"], result.breach_learning["south"]
    assert south[REFUSED] == pytest.approx(0.1 * (8 / 23 - 1 / 4))
    rise = 0.1 * (4 / 9 - 1 / 4)
    late, early = rise * DISCOUNT ** (70 / 12), rise * DISCOUNT ** (20 / 12)
    assert learnt[[BROKEN_LATE, BROKEN_EARLY]] == pytest.approx([late, early])
    # The deal and the war after it were worth 0.37, the war without it 0.4.
    assert result.breach_deal["south"][[BROKEN_LATE, BROKEN_EARLY]] == pytest.approx(-0.03)
    assert south[[BROKEN_LATE, BROKEN_EARLY]] == pytest.approx([late - 0.03, early - 0.03])
    # Once in force, adopted or not, the same can be asked.
    assert learnt[NOT_ADOPTED] == pytest.approx(early)
    assert np.isnan(learnt[[REFUSED, KEPT, BROKEN_BY_SOUTH]]).all()
    assert np.isnan(south[[KEPT, NOT_ADOPTED, BROKEN_BY_SOUTH]]).all()
    # Nobody helps north: it has only what the deal brought it, where south fails it at all.
    assert result.breach_learning["north"][BROKEN_BY_SOUTH] == 0
    assert result.value_of_failure["north"][BROKEN_BY_SOUTH] == pytest.approx(0.05)
    assert np.isnan(result.value_of_failure["north"][[REFUSED, KEPT, BROKEN_LATE]]).all()


def test_paths_start_from_the_signature():
    paths = read().paths["union"]["north"]
    assert paths.shape == (6, 4, 2)
    assert paths == pytest.approx(np.tile((5 / 9, 4 / 9), (6, 4, 1)))


def test_helpers_add_up_and_observers_without_a_side_do_not_count():
    twin = {"union": UNION, "twin": {**UNION, "response": 0.3}}
    idle = {"priors": UNION["priors"]}
    one, two, three = (
        read(observers=o).value_of_failure["south"][REFUSED]
        for o in ({"union": UNION}, twin, {**twin, "idle": idle})
    )
    assert two == pytest.approx(2.5 * one)
    assert three == two


def test_the_impossible_leaves_the_prior():
    # A type that always signs cannot have refused; if no type can, nothing is learnt.
    assert read(sign=(0.5, 1.0)).after_refusal["union"]["north"][0] == pytest.approx((1, 0))
    assert read(sign=(1.0, 1.0)).after_refusal["union"]["north"][0] == pytest.approx((0.75, 0.25))


shares = st.floats(0.01, 1)


@given(st.lists(st.tuples(shares, shares), min_size=2, max_size=5))
def test_beliefs_are_a_martingale(pairs):
    # Refusing or not: the posteriors, weighted by how likely each is, average to the prior.
    weight, sign = (np.array(x) for x in zip(*pairs, strict=True))
    prior = (weight / weight.sum())[None, :]
    with np.errstate(divide="ignore"):
        yes, no = posterior(prior, np.log([sign])), posterior(prior, np.log1p([-sign]))
    chance = prior[0] @ sign
    assert chance * yes + (1 - chance) * no == pytest.approx(prior)
    assert bits(yes, prior)[0] >= 0


def test_evidence_in_logarithms_does_not_underflow():
    far = posterior(np.array([[0.5, 0.5]]), np.array([[-2000.0, -2000.0 - math.log(3)]]))
    assert far[0] == pytest.approx((0.75, 0.25))


def test_the_belief_of_an_observer_with_the_right_prior_does_not_drift(template):
    # What it comes to believe, over all futures, averages to what it believed before.
    the_case = interim.load(template)
    types = the_case.preferences["north"].types
    right = the_case.enforcement.observers["union"].model_copy(
        update={"priors": {"north": {kind: block.prior for kind, block in types.items()}}}
    )
    enforcement = the_case.enforcement.model_copy(update={"observers": {"union": right}})
    the_case = the_case.model_copy(update={"enforcement": enforcement})
    n = 6000
    futures, plan = draw(the_case, Run(n)), the_case.plans["interim-rule"]
    done = run_stages(the_case, plan, futures)["belief"]
    drift = (done.at_end["union"]["north"] - done.prior["union"]["north"])[:, 0]
    error = drift.std() / math.sqrt(n)
    assert 0 < error < 0.01
    assert abs(drift.mean()) < 4 * error
