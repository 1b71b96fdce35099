"""The war on the scale of a bloc that lives through it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interim
from interim.futures import Run, draw
from interim.stages.borne import borne
from interim.stages.value import utility
from interim.stages.war import war
from stages import lottery

MONTHLY = 0.9 ** (1 / 12)


@given(st.floats(0.05, 0.95), st.floats(0, 1))
@settings(max_examples=20)
def test_a_war_decided_at_once_by_hand(chance, cost):
    # As Fearon's lottery: one month of the standing division less its cost, then the prize.
    case = lottery.case(chance=chance, cost=cost, speed=1e3)
    futures = draw(case, Run(1))
    found = borne(case, futures, war(case, futures), "south", "north")
    month = 1 - MONTHLY
    assert found[0] == pytest.approx(month * (1 - cost) * 0.4 + MONTHLY * (1 - chance), abs=1e-9)


@pytest.mark.parametrize("name", ["ukraine-2026", "kosovo-1999", "cyprus-2004"])
def test_a_principal_bears_its_own_war_at_its_plain_value(name):
    case = interim.load(name)
    futures = draw(case, Run(40))
    fought = war(case, futures)
    for principal in case.principals:
        own = borne(case, futures, fought, principal, principal)
        np.testing.assert_allclose(own, fought.plain[principal], rtol=0, atol=1e-12)


def test_it_lies_on_the_scale_and_falls_with_the_cost_of_that_principals_war():
    case = interim.load("ukraine-2026")

    def bear(cost, whose="ukraine"):
        name = f"war.belligerents.{whose}.monthly_cost"
        futures = draw(case, Run(60, settings={name: cost}))
        return borne(case, futures, war(case, futures), "ukrainian-public", "ukraine")

    cheap, dear = bear(0.1), bear(0.6)
    assert (dear < cheap).all()
    assert ((dear >= 0) & (cheap <= 1)).all()
    # What the war costs the other side is nothing to it.
    np.testing.assert_array_equal(bear(0.1, "russia"), bear(0.6, "russia"))


def test_without_fighting_it_is_worth_what_the_ends_are():
    # Nothing taken, nothing lost to fighting: a mean of no deal and the ends, so between them.
    case = lottery.case(chance=0.5, cost=0, speed=0.1)
    futures = draw(case, Run(1))
    found = borne(case, futures, war(case, futures), "south", "south")[0]
    worths = [
        utility(case, futures, "south", case.package(plan))[0]
        for plan in ("no-deal", "all-to-north", "none-to-north")
    ]
    assert min(worths) < found < max(worths)
