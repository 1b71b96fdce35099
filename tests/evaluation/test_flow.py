"""The whole flow on the template case: order, reproducibility, accounting, the contract's keys."""

import json
import math
import sys

import numpy as np
import pytest

import interim
from interim.case.model import NO_DEAL
from interim.evaluation.flow import CHUNK, evaluate, run_stages
from interim.foundation.errors import BadInput
from interim.futures import Run, draw

FUTURES = 2 * CHUNK + 100


@pytest.fixture(scope="module")
def result(case):
    return evaluate(case, futures=FUTURES, seed=3, workers=1)


def test_workers_and_chunks_change_no_bit(case, result, monkeypatch):
    again = evaluate(case, futures=FUTURES, seed=3, workers=2)
    module = sys.modules["interim.evaluation.flow"]
    monkeypatch.setattr(module, "CHUNK", CHUNK // 2 + 137)
    chunked = evaluate(case, futures=FUTURES, seed=3, workers=2)
    for other in (again, chunked):
        assert result.data.identical(other.data)
        assert result.details.identical(other.details)


def test_a_quick_run_is_a_prefix_of_a_long_one(case, result):
    quick = evaluate(case, futures=700, seed=3)
    assert quick.data.identical(result.data.isel(future=slice(0, 700)))


def test_another_seed_gives_other_numbers(case, result):
    other = evaluate(case, futures=100, seed=4)
    same = result.data.isel(future=slice(0, 100))
    assert other.data["deaths"].shape == same["deaths"].shape
    assert not np.array_equal(other.data["deaths"], same["deaths"])


def test_plans_share_their_futures(result):
    """The war that goes on is the same one whatever the plan: deaths without a deal are common."""
    no_deal = result.data["deaths"].sel(plan=NO_DEAL).values
    for plan in result.plans[:-1]:
        data = result.data.sel(plan=plan)
        np.testing.assert_allclose(
            data["deaths"].values + data["deaths_averted"].values, no_deal, rtol=1e-5
        )
        idle = ~data["adopted"].values
        assert np.all(data["deaths_averted"].values[idle] == 0)


def test_nothing_is_adopted_that_was_not_signed_by_both(result):
    data = result.data
    assert not np.any(data["adopted"] & ~data["signed"])
    assert np.array_equal(data["signed"], data["signs"].all("principal"))


def test_histories_agree_with_themselves(case, result):
    ending, month = result.data["ending"].values[:-1], result.data["month"].values[:-1]
    assert np.array_equal(ending == 0, month == -1)
    assert month.max() < case.months


def test_document_keeps_the_contract(case, result):
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert {"case", "seed", "futures", "lens", "plans"} <= set(document)
    assert document["question"] == "last offer"
    assert list(document["plans"]) == [*case.header.plans, NO_DEAL]
    for name, plan in document["plans"].items():
        assert set(plan["holds"]) == {"1", "5", "10", "15"}
        assert set(plan["war_value"]) == set(case.principals)
        assert set(plan["referendum"]) == set(case.referendum.units)
        first, second = case.principals
        assert set(plan["ends"]) == {
            "held", f"reneged:{first}", f"reneged:{second}", "escalated", "lapsed",
        }  # fmt: skip
        if name == NO_DEAL:
            assert plan["signed"] is None
            assert plan["deaths_averted"]["high"] == 0
            continue
        for chance in (plan["signed"], plan["adopted"], *plan["assent"].values()):
            assert 0 <= chance["low"] <= chance["p"] <= chance["high"] <= 1
            assert chance["n"] == FUTURES
        for ends in (plan["ends"], plan["ends_if_signed"], plan["ends_if_adopted"]):
            if all(ends.values()):
                assert math.isclose(sum(chance["p"] for chance in ends.values()), 1)
        costs = [p["cost"]["median"] for p in plan["sticking_points"][first]]
        assert costs == sorted(costs, reverse=True)


def test_how_long_it_holds_where_both_sign(case, result):
    name = case.header.plans[0]
    data, found = result.data.sel(plan=name), result.to_json()["plans"][name]
    month = data["month"].values[data["signed"].values]
    held = found["holds_if_signed"]["5"]
    assert held["n"] == month.size > found["adopted"]["p"] * FUTURES
    assert held["p"] == np.mean((month < 0) | (month >= 60))
    assert held["p"] != found["holds_if_adopted"]["5"]["p"]


def test_beliefs_are_distributions_and_evidence_moves_them(result):
    for plan in result.to_json()["plans"].values():
        for principals in plan["belief"].values():
            for types in principals.values():
                for moment in ("prior", "after_refusal", "after_breach", "after_5_years"):
                    values = [t[moment] for t in types.values()]
                    if None not in values:
                        assert sum(values) == pytest.approx(1, abs=1e-4)


def test_summary_is_a_table_with_intervals(case, result):
    table = result.summary()
    assert list(table.index) == [case.plans[p].short for p in result.plans]
    assert "(" in table["both sign"].iloc[0]
    assert f"{FUTURES:,} futures" in result._repr_html_()


def test_lens_and_settings_are_stated_and_matter(case, result):
    sure = evaluate(
        case, futures=200, seed=3, settings={"enforcement.behaviour.accident_hazard": 0.9}
    )
    plan = case.header.plans[0]
    key = ("plans", plan, "ends_if_adopted", "escalated", "p")

    def at(document):
        for part in key:
            document = document[part]
        return document

    assert at(sure.to_json()) > at(result.to_json())
    assert sure.to_json()["settings"] == {"enforcement.behaviour.accident_hazard": 0.9}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"plans": ["interim-rul"]}, "did you mean 'interim-rule'"),
        ({"lens": "nobody"}, "unknown lens"),
        ({"settings": {"war.nothing": 1}}, "unknown quantity"),
        ({"futures": 0}, "above 0"),
        ({"workers": 0}, "above 0"),
        ({"seed": -1}, "0 or more"),
    ],
)
def test_bad_requests_are_named(case, arguments, words):
    with pytest.raises(BadInput, match=words):
        evaluate(case, **{"futures": 10, **arguments})


def test_a_run_stands_for_its_four_parts(case):
    settings = {"enforcement.behaviour.accident_hazard": 0.9}
    lens = next(iter(case.lenses))
    run = interim.Run(40, 3, lens, settings)
    found = evaluate(case, run=run)
    assert found.run == run
    whole = evaluate(case, futures=40, seed=3, lens=lens, settings=settings)
    assert found.data.identical(whole.data)
    assert found.to_json() == whole.to_json()
    assert run.head().items() <= found.to_json().items()


@pytest.mark.parametrize(
    "more", [{"futures": 50}, {"seed": 2}, {"lens": "x"}, {"settings": {"a": 1}}]
)
def test_a_run_and_a_part_of_it_are_one_too_many(case, more):
    with pytest.raises(TypeError, match="either `run`, or"):
        evaluate(case, run=interim.Run(40), **more)


def test_interrupt_stops_and_is_passed_on(case):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(case, futures=20 * CHUNK, progress=interrupt)


def test_results_that_outgrow_memory_are_the_same(case, result, monkeypatch):
    monkeypatch.setattr("interim.evaluation.record.IN_MEMORY", 0)
    found = evaluate(case, futures=200, seed=3).data
    assert isinstance(found["deaths"].values.base, np.memmap)
    assert found.identical(result.data.isel(future=slice(0, 200)))


def test_stages_are_pure(case):
    drawn = draw(case, Run(50))
    plan = case.plans[case.header.plans[0]]
    a, b = run_stages(case, plan, drawn), run_stages(case, plan, drawn)
    np.testing.assert_array_equal(a["outcome"].deaths, b["outcome"].deaths)
