"""Truces: by hand, and which way what is at stake moves them."""

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.stages.truce import standstill, truce
from interim.stages.war import lives_of, war

RUN = Run(20, seed=5)


@pytest.fixture(scope="module")
def case():
    return interim.load("kosovo-1999")


def asked(case, **settings):
    futures = draw(case, Run(RUN.futures, RUN.seed, settings=settings))
    return truce(case, futures, war=war(case, futures))


def test_a_yes_weighs_the_standstill_against_the_war(case):
    futures = draw(case, RUN)
    going_on, stands = war(case, futures), lives_of(case, futures).terms[:, :, standstill(case), 0]
    precision = futures.of(case.enforcement.behaviour.assent_precision)
    found, split = truce(case, futures, war=going_on), going_on.split
    for p, worth in zip(case.principals, (stands[:, :split], stands[:, split:]), strict=True):
        cost = futures.of_or(case.preferences[p].refusal_cost, 0.0)
        gain = worth - going_on.value[p] + cost[:, None]
        np.testing.assert_allclose(
            np.log(found[p] / (1 - found[p])), precision[:, None] * gain, atol=1e-9
        )


@pytest.mark.parametrize("months", [1, 12, 240])
def test_its_length_changes_how_much_is_at_stake_and_not_who_gains(months):
    """Months of standing, then the same war: better than the war now wherever T > W."""
    rng, discount = np.random.default_rng(2), 0.99
    stands, fights = rng.uniform(size=50), rng.uniform(size=50)
    worth = fights.copy()
    for _ in range(months):
        worth = (1 - discount) * stands + discount * worth
    np.testing.assert_array_equal(worth > fights, stands > fights)
    np.testing.assert_allclose(worth - fights, (1 - discount**months) * (stands - fights))


def test_a_dearer_war_makes_a_side_more_willing_and_leaves_the_other(case):
    side, other = case.principals
    name = f"war.belligerents.{side}.monthly_cost"
    cheap, dear = (asked(case, **{name: value}) for value in ("0.05", "0.5"))
    assert (dear[side] > cheap[side]).all()
    np.testing.assert_allclose(dear[other], cheap[other])


def test_who_wants_more_than_a_settlement_is_no_more_willing(case):
    side = next(p for p in case.principals if len(case.preferences[p].types) > 1)
    kind = list(case.preferences[side].types).index(
        next(k for k, t in case.preferences[side].types.items() if t.beyond is not None)
    )
    name = f"preferences.{side}.types.{list(case.preferences[side].types)[kind]}.beyond"
    little, much = (asked(case, **{name: value})[side][:, kind] for value in ("0.05", "0.9"))
    assert (much <= little).all()
    assert (much < little).any()


def test_a_case_without_a_standstill_cannot_put_one(template):
    made_up = interim.load(template)
    assert standstill(made_up) is None
    futures = draw(made_up, RUN)
    with pytest.raises(ValueError, match="knows no standstill"):
        truce(made_up, futures, war=war(made_up, futures))
