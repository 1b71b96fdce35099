"""A smaller evaluation is read off a larger one, the same to the last bit."""

import json

import pytest
import xarray as xr

import interim
from interim.futures import Run

RUN = {"seed": 4, "lens": None, "settings": {"enforcement.behaviour.accident_hazard": 0.2}}
PLANS = ("interim-rule", "interim-light")


@pytest.fixture(scope="module")
def whole(case):
    return interim.evaluate(case, futures=600, **RUN)


@pytest.mark.parametrize("futures", [120, 600])
def test_it_is_what_a_run_of_its_own_finds(case, whole, futures):
    alone = interim.evaluate(case, PLANS, futures=futures, **RUN)
    part = whole.part(case, PLANS, Run(futures, **RUN))
    assert (part.plans, part.run) == (alone.plans, alone.run)
    xr.testing.assert_identical(part.data, alone.data)
    xr.testing.assert_identical(part.details, alone.details)
    assert json.dumps(part.to_json()) == json.dumps(alone.to_json())


@pytest.mark.parametrize(
    "other",
    [
        {"futures": 1_101},
        {"seed": 5},
        {"lens": "doubter"},
        {"settings": {}},
        {"settings": {"enforcement.behaviour.accident_hazard": 0.3}},
    ],
)
def test_another_run_is_not_in_it(case, whole, other):
    assert whole.part(case, PLANS, Run(**({"futures": 100} | RUN | other))) is None


def test_another_plan_or_case_is_not_in_it(case, whole):
    hundred = Run(100, **RUN)
    few = whole.part(case, PLANS, hundred)
    assert few.part(case, ["standstill"], hundred) is None
    assert whole.part(case.model_copy(), PLANS, hundred) is None
