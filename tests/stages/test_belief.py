"""What learning from a plan starts from, worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

import interim
from interim.evaluation.flow import run_stages
from interim.futures import Run, draw
from interim.stages.belief import HELPS, belief
from stages.handmade import case, preferences

TYPES = {name: {"prior": 1, "beyond": 0, "war_cost_factor": 1} for name in ("limited", "expansive")}
UNION = {
    "priors": {"north": {"expansive": 1, "limited": 3}},  # in another order than the types
    "helps": "south",
    "response": 0.2,
}
DISCOUNT = 0.9
"""Per year."""
KEPT, BROKEN_BY_NORTH, BROKEN_BY_SOUTH, BY_ACCIDENT = range(4)
MONTHS = np.array([-1, 24, 24, 24])
ENDINGS = np.array([0, 1, 2, 3])


@pytest.fixture(scope="module")
def read():
    the_case = case(
        preferences_of={"north": preferences(types=TYPES), "south": preferences(discount=DISCOUNT)},
        observers={"union": UNION},
    )
    n = 4
    weight = DISCOUNT ** (np.maximum(MONTHS, 0) / 12)
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
        compliance=SimpleNamespace(
            types={"north": np.zeros(n, int), "south": np.zeros(n, int)},
            month=MONTHS,
            ending=ENDINGS,
            # South has 0.6 in each month of peace, and a war worth 0.3 after it.
            earned={
                "north": np.full(n, 0.5),
                "south": np.where(ENDINGS > 0, (1 - weight) * 0.6 + weight * 0.3, 0.6),
            },
            earned_after={
                "north": np.full(n, 0.1),
                "south": np.where(ENDINGS > 0, weight * 0.3, 0.0),
            },
        ),
    )


def test_priors_are_normalised_in_the_order_of_the_case(read):
    assert read.prior["union"]["north"][0] == pytest.approx((0.75, 0.25))


def test_of_whom_an_observer_has_no_prior_it_thinks_what_the_case_does(read):
    assert read.prior["union"]["south"].tolist() == [[1.0]] * 4


def test_what_help_is_worth(read):
    np.testing.assert_allclose(read.helped["south"], 0.5 * np.tile(HELPS, (4, 1)))
    np.testing.assert_allclose(read.helped["north"], 0.9 * np.tile(HELPS, (4, 1)))


def test_months_and_ground_add_up_to_what_the_deal_brought(read):
    """Beyond a war worth 0.4: months of 0.6 against it, then a war of 0.3 against it."""
    weight = DISCOUNT**2
    assert read.months["south"][BROKEN_BY_NORTH] == pytest.approx((1 - weight) * 0.2)
    assert read.ground["south"][BROKEN_BY_NORTH] == pytest.approx(weight * -0.1)
    total = read.months["south"] + read.ground["south"]
    earned = (1 - weight) * 0.6 + weight * 0.3
    assert total[BROKEN_BY_NORTH] == pytest.approx(earned - 0.4)


def test_there_is_nothing_where_the_other_does_not_break_it(read):
    others = [KEPT, BROKEN_BY_SOUTH, BY_ACCIDENT]
    assert np.isnan(read.months["south"][others]).all()
    assert np.isnan(read.ground["south"][others]).all()
    assert not np.isnan(read.months["north"][BROKEN_BY_SOUTH])


def test_the_template_has_what_its_observers_need(template):
    the_case = interim.load(template)
    plan = next(p for p in the_case.plans.values() if p.id != "no-deal")
    found = run_stages(the_case, plan, draw(the_case, Run(20)))["belief"]
    for observer in the_case.enforcement.observers:
        for p in the_case.principals:
            assert found.prior[observer][p].sum(axis=1) == pytest.approx(1)
    for p in the_case.principals:
        parts = found.months[p] + found.ground[p]
        assert (np.isnan(parts) | (np.abs(parts) < 2)).all()
