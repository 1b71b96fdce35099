"""What makes up the gain of a plan: parts that add up, each with the sign of what it is."""

import numpy as np
import pytest

import interim
from interim.evaluation.flow import run_stages
from interim.futures import Run, draw
from interim.stages.compliance.kept import if_kept
from interim.stages.reasons import PARTS
from stages.test_compliance import random_games


@pytest.fixture(scope="module", params=["ukraine-2026", "kosovo-1999", "cyprus-2004"])
def run(request):
    case = interim.load(request.param)
    futures = draw(case, Run(64))
    return case, {
        name: run_stages(case, case.plans[name], futures)
        for name in list(case.plans)[:3]
        if name != "no-deal"
    }


def test_parts_add_up_in_every_future(run):
    case, plans = run
    for done in plans.values():
        for voice in (*case.principals, *case.bodies):
            parts = done["reasons"].parts[voice]
            assert tuple(parts) == PARTS
            total = sum(parts[part] for part in PARTS[:-1])
            np.testing.assert_allclose(total, parts["total"], atol=1e-12)


def test_the_total_is_what_decides(run):
    case, plans = run
    for done in plans.values():
        for principal in case.principals:
            gain = done["assent"].gain[principal]
            np.testing.assert_array_equal(done["reasons"].parts[principal]["total"], gain)


def test_clauses_add_up_to_their_part_but_for_interactions(run):
    case, plans = run
    for done in plans.values():
        for principal in case.principals:
            if not case.preferences[principal].interactions:
                effects = sum(done["reasons"].effects[principal].values())
                clauses = done["reasons"].parts[principal]["clauses"]
                np.testing.assert_allclose(effects, clauses, atol=1e-12)


def test_a_clause_that_changes_nothing_has_no_effect(run):
    case, plans = run
    war = case.package("no-deal")
    for name, done in plans.items():
        for issue, option in case.package(name).items():
            for voice in (*case.principals, *case.bodies):
                effect = done["reasons"].effects[voice][issue]
                assert option != war[issue] or not effect.any()


def test_relief_and_vote_of_a_deal_that_is_kept():
    game = random_games(
        1, 1, months=2, benefit=0.3, discount=0.5**12, relief_start=1.0, relief_months=0.0,
        vote_month=1, vote=[0.6, 0.4, 0.0], utility=[[0.5, 0.7, 0.2, 0.5], [0.5] * 4],
    )  # fmt: skip
    vote, relief = if_kept(game, 2)
    # A month weighs half of what is left, and half is left at the vote: 0.6 x 0.2 - 0.4 x 0.3 = 0.
    np.testing.assert_allclose(vote, [[0.0, 0.0]], atol=1e-15)
    np.testing.assert_allclose(relief, [[-0.15, -0.15]], atol=1e-15)
    vote, relief = if_kept(game._replace(vote=np.array([[1.0, 0.0, 0.0]])), 2)
    np.testing.assert_allclose(vote, [[0.1, 0.0]], atol=1e-15)
    # No vote before the horizon, and relief from the start, change nothing.
    later = game._replace(vote_month=np.array([5]), relief_start=np.array([0.0]))
    for change in if_kept(later, 2):
        np.testing.assert_allclose(change, 0.0, atol=1e-15)
