"""Histories and their dead, worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from interim.futures import Run, draw
from interim.stages.outcome import SIGNATURES, outcome
from stages.handmade import case

BODY = {"title": "B", "threshold": 1, "members": {"a": {"title": "A", "leaning": 0}}}
CASE = case(
    bodies={"first": BODY, "second": BODY, "idle": BODY},
    behaviour={"probe_deaths": 5},
    horizon_years=10,
)
# A war of 24 months at 100 deaths a month, and one of 120.
WAR = SimpleNamespace(
    months=np.array([24.0, 120.0] * 3),
    death_rate=np.full(6, 100.0),
    deaths=np.array([2400.0, 12000.0] * 3),
)
# Kept twice; broken at month 60 by the first; at month 110, lapsed; then twice not in force.
COMPLIANCE = SimpleNamespace(
    month=np.array([-1, -1, 60, 60, 110, 30]),
    ending=np.array([0, 0, 1, 1, 4, 3]),
    probe_months=np.array([0, 8, 2, 2, 1, 1]),
    fought=np.array([0, 0, 24, 60, 10, 90]),
)


def answers(north, south=None):
    """What the principals answer; both alike where only one is given."""
    signs = {"north": np.array(north), "south": np.array(north if south is None else south)}
    return SimpleNamespace(signs=signs, asked=tuple(signs), signed=signs["north"] & signs["south"])


def run(
    signed=(True,) * 6, chances=(1.0, 1.0, 0.0), n=6, war=WAR, compliance=COMPLIANCE, south=None
):
    return outcome(
        CASE,
        CASE.plans["pact"],
        draw(CASE, Run(n)),
        war=war,
        compliance=compliance,
        assent=answers(signed, south),
        adoption=SimpleNamespace(
            needed=("first", "second"),
            passes={
                body: np.full(n, chance) for body, chance in zip(CASE.bodies, chances, strict=True)
            },
            together={},
        ),
    )


def test_deaths_by_hand():
    result = run()
    assert result.deaths == pytest.approx(
        [
            0,  # kept, nobody probed
            8 * 5,  # kept, eight months of probing
            2 * 5 + 24 * 100,  # the war after it runs its 24 months
            2 * 5 + 60 * 100,  # and goes on to the horizon
            1 * 5 + 10 * 100,  # month 110 of 120
            1 * 5 + 90 * 100,
        ]
    )
    assert np.array_equal(result.deaths_no_deal, WAR.deaths)
    assert result.averted[2] == -10  # the war only came later, and the probes were added
    assert result.averted[0] == 2400


def test_histories_are_those_of_adopted_plans_only():
    result = run(signed=(True, False) * 3)
    assert result.adopted.tolist() == [True, False] * 3
    assert result.ending.tolist() == [0, -1, 1, -1, 4, -1]
    assert result.month.tolist() == [-1, -1, 60, -1, 110, -1]
    assert (result.ending.dtype, result.month.dtype) == (np.int8, np.int16)
    assert (result.deaths[1::2] == 12000).all()
    assert (result.averted[1::2] == 0).all()


def test_one_needed_body_that_never_passes_stops_the_plan_and_an_idle_one_does_not():
    assert run(chances=(1.0, 1.0, 0.0)).adopted.all()
    assert not run(chances=(1.0, 0.0, 1.0)).adopted.any()


def test_each_future_counts_at_the_first_gate_that_stops_it():
    # North and south sign, south alone refuses, north alone, both; no body stands in the way.
    north, south = (True, True, False, False, True, True), (True, False, True, False, True, True)
    assert run(north, south=south).stopped.tolist() == [-1, 1, 0, 2, -1, -1]
    # Of two bodies that fail the first in the order of the case counts.
    assert run(chances=(1.0, 0.0, 0.0)).stopped.tolist() == [SIGNATURES + 1] * 6
    assert run(chances=(0.0, 0.0, 0.0)).stopped.tolist() == [SIGNATURES] * 6
    refused = run(north, south=south, chances=(0.0, 1.0, 1.0))
    assert refused.stopped.tolist() == [3, 1, 0, 2, 3, 3]
    assert np.array_equal(refused.adopted, refused.stopped < 0)


def test_votes_are_drawn_by_their_chances_and_independently_of_each_other():
    n = 20_000
    war = SimpleNamespace(months=np.ones(n), death_rate=np.ones(n), deaths=np.ones(n))
    compliance = SimpleNamespace(
        month=np.full(n, -1), ending=np.zeros(n, dtype=int), probe_months=np.zeros(n),
        fought=np.zeros(n),
    )  # fmt: skip
    result = run(np.ones(n, dtype=bool), (0.6, 0.5, 0.2), n, war, compliance)
    for body, chance in zip(CASE.bodies, (0.6, 0.5, 0.2), strict=True):
        assert result.passes[body].mean() == pytest.approx(chance, abs=0.02)
    assert np.array_equal(result.adopted, result.passes["first"] & result.passes["second"])
    assert result.adopted.mean() == pytest.approx(0.3, abs=0.02)


def test_a_case_without_bodies_adopts_what_is_signed():
    bare = case()
    result = outcome(
        bare,
        bare.plans["pact"],
        draw(bare, Run(6)),
        war=WAR,
        compliance=COMPLIANCE,
        assent=answers([True, False] * 3),
        adoption=SimpleNamespace(needed=(), passes={}, together={}),
    )
    assert result.adopted.tolist() == [True, False] * 3
    assert result.passes == {}
