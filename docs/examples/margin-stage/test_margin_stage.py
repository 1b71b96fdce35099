"""The margin of plans of the bundled case of Kosovo."""

import numpy as np
import pytest
from margin_stage import MARGIN

import interim
from interim.evaluation.flow import run_stages
from interim.futures import Run, draw

PLAN = "rambouillet"


@pytest.fixture(scope="module")
def result():
    return interim.evaluate("kosovo-1999", [PLAN], futures=200, seed=3, stages=[MARGIN])


def test_nobody_gains_less_than_the_margin(result):
    data = result.data.sel(plan=PLAN)
    gain, least = data["margin.gain"].values, data["margin.least"].values
    assert gain.shape == (2, 200)
    np.testing.assert_array_equal(least, gain.min(axis=0))
    np.testing.assert_array_equal(data["margin.both_gain"].values, least > 0)


def test_the_document_names_the_stage_and_says_what_it_found(result):
    document = result.to_json()
    assert [stage["name"] for stage in document["stages"]] == ["margin"]
    found = document["plans"][PLAN]["stages"]["margin"]
    assert found["both_gain"]["p"] == result.data["margin.both_gain"].sel(plan=PLAN).mean()
    assert found["least"]["median"] <= min(each["median"] for each in found["gain"].values())


def test_it_changes_no_other_number(result):
    plain = interim.evaluate("kosovo-1999", [PLAN], futures=200, seed=3)
    assert result.data[list(plain.data)].identical(plain.data)


def test_only_what_it_needs_is_run():
    case = interim.load("kosovo-1999")
    futures = draw(case, Run(50, seed=3))
    done = run_stages(case, case.plans[PLAN], futures, until="margin", stages=[MARGIN])
    assert set(done) == {"value", "war", "margin"}
