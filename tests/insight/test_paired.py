"""Differences between two plans on the same futures."""

import numpy as np
import pytest

import interim
from interim.insight.paired import paired
from interim.presentation import comparing

FUTURES = 60


@pytest.fixture(scope="module")
def evaluation(template):
    return interim.evaluate(str(template), futures=FUTURES)


@pytest.fixture(scope="module")
def plans(evaluation):
    return [plan for plan in evaluation.plans if plan != "no-deal"][:2]


def test_the_mean_is_the_difference_of_the_shares(evaluation, plans):
    document = evaluation.to_json()["plans"]
    one, other = (document[plan] for plan in plans)
    found = paired(evaluation, *plans)
    assert found.years == 10
    assert found.adopted["mean"] == pytest.approx(one["adopted"]["p"] - other["adopted"]["p"])
    lasts = [plan["holds_if_adopted"]["10"]["p"] for plan in (one, other)]
    assert found.holds["mean"] == pytest.approx(lasts[0] - lasts[1])
    # Of signing, the chance itself is known in each future.
    first = evaluation.case.principals[0]
    chances = evaluation.data["assent"].sel(principal=first, plan=plans).mean("future").values
    signs = found.signs[evaluation.case.header.parties[first].title]
    assert signs["mean"] == pytest.approx(chances[0] - chances[1])


def test_turned_round_it_changes_its_sign(evaluation, plans):
    there, back = paired(evaluation, *plans), paired(evaluation, *reversed(plans))
    assert there.holds["mean"] == -back.holds["mean"]
    assert there.holds["low"] == pytest.approx(-back.holds["high"])
    assert there.averted["median"] == pytest.approx(-back.averted["median"])


def test_the_interval_is_that_of_paired_differences(evaluation, plans):
    month = [evaluation.data.sel(plan=plan)["month"].values for plan in plans]
    lasts = [((m < 0) | (m >= 120)).astype(float) for m in month]
    gaps = lasts[0] - lasts[1]
    half = 1.959964 * np.std(gaps, ddof=1) / np.sqrt(FUTURES)
    holds = paired(evaluation, *plans).holds
    assert holds["high"] - holds["mean"] == pytest.approx(half, rel=1e-6)


def test_as_a_row_of_a_table(evaluation, plans):
    row = comparing.paired(paired(evaluation, plans[0], plans[0]))
    assert row["plan"] == row["against"]
    assert row["chances"]["in force, holds 10 years"] == "+0.0 (+0.0 to +0.0)"
    assert row["deaths"] == "0"
