"""Explanations of the small made-up case, from outcomes to the whole document."""

import json

import numpy as np
import pytest

import interim
from interim.foundation.cache import Cache
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.insight import explain as module
from interim.insight import naming, outcomes
from interim.insight.discovery import regions
from interim.insight.drivers import drivers
from interim.insight.explain import explain
from interim.insight.outcomes import outcome
from interim.insight.rerun import Rerun

PLAN = "interim-rule"
PACE = "war.front.monthly_gain"
RATE = "enforcement.behaviour.opportunity_rate"


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def evaluation(case):
    return interim.evaluate(case, [PLAN], futures=1000, workers=2)


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, Run(1000))


@pytest.fixture(scope="module")
def document(case):
    return explain(case, PLAN, outcome="holds-5", run=Run(1500), workers=2)


def test_outcomes_agree_with_the_evaluation(case, evaluation):
    columns = outcomes.evaluated(evaluation, PLAN)
    said = evaluation.to_json()["plans"][PLAN]
    for name, p in {
        "holds-5": said["holds_if_adopted"]["5"],
        "holds-10": said["holds_if_adopted"]["10"],
        "signed": said["signed"],
        "adopted": said["adopted"],
        **{f"signs-{p}": said["assent"][p] for p in case.principals},
    }.items():
        assert outcome(case, name).read(columns).mean() == pytest.approx(p["p"]), name
    averted = outcome(case, "deaths-averted").read(columns)
    assert np.median(averted) == pytest.approx(said["deaths_averted_if_adopted"]["median"])
    party = case.principals[0]
    worth = outcome(case, f"value-{party}").read(columns)
    assert np.median(worth) == pytest.approx(said["value"][party]["median"])
    ends = [
        outcome(case, name).read(columns)
        for name in ("escalates", "lapses", *(f"broken-by-{p}" for p in case.principals))
    ]
    kept = outcome(case, f"holds-{case.header.horizon_years}").read(columns)
    np.testing.assert_array_equal(sum(ends) + kept, np.ones(1000))


@pytest.mark.parametrize("name", ["signed", "adopted"])
def test_a_chance_has_the_mean_of_what_was_drawn(case, evaluation, name):
    asked, columns = outcome(case, name), outcomes.evaluated(evaluation, PLAN)
    likely, happened = asked.smooth(columns), asked.read(columns)
    error = np.sqrt(np.mean(likely * (1 - likely)) / likely.size)
    assert likely.mean() == pytest.approx(happened.mean(), abs=4 * error)
    assert likely.var() < happened.var()


def test_every_outcome_can_be_read_and_run_again(case, evaluation, futures):
    columns = outcomes.evaluated(evaluation, PLAN)
    part = futures.part(0, 120)
    for name, asked in outcomes.outcomes(case).items():
        again = Rerun(case, PLAN, asked, part, 1)({})
        # The evaluation keeps single precision.
        np.testing.assert_allclose(
            again, asked.smooth(columns)[:120], rtol=1e-5, atol=1e-6, err_msg=name
        )


def test_setting_a_quantity_is_what_the_evaluation_does_with_settings(case, futures):
    rerun = Rerun(case, PLAN, outcome(case, "holds-10"), futures, 2)
    drawn = rerun({})
    found = rerun.chance({RATE: 3.0}, drawn)
    said = interim.evaluate(case, [PLAN], futures=1000, settings={RATE: 3.0}).to_json()
    assert found["p"] == pytest.approx(said["plans"][PLAN]["holds_if_adopted"]["10"]["p"])
    assert found["low"] < found["p"] < found["high"]


def test_a_paired_change_on_some_futures_stands_for_all(case, futures):
    rerun = Rerun(case, PLAN, outcome(case, "holds-10"), futures, 2)
    drawn, whole = rerun({}), rerun({RATE: 3.0}).mean()
    some = rerun.on(futures.part(0, 400)).chance({RATE: 3.0}, drawn)
    assert some["low"] <= whole <= some["high"]
    assert some["n"] == 400


def test_drivers_of_a_known_outcome(case, futures):
    x = futures[PACE]
    y = (x > np.median(x)).astype(float)
    found = drivers(case, futures, y)
    assert [one.quantity for one in found.clear] == [PACE]
    [first] = found.clear
    assert first.index.index > 0.9
    assert first.way == "raises"
    assert first.provenance == case.quantities[PACE].mark
    assert found.themes["war"].index == pytest.approx(first.index.index, abs=0.1)
    assert found.alone.low <= 1 <= found.alone.high + 0.1
    uncertain = sum(q.uncertain for q in case.quantities.values())
    assert len(found.ranked) == uncertain


def test_regions_of_a_known_outcome(case, futures):
    names = [name for name, q in case.quantities.items() if q.uncertain and not q.names][:6]
    x, z = futures[names[0]], futures[names[1]]
    inside = (x > np.quantile(x, 0.5)) & (z < np.quantile(z, 0.6))
    y = 1.0 - inside
    found = regions(outcome(case, "holds-10"), y, y, futures, case.quantities, names)
    fails = found[0]
    assert not fails.happens
    assert set(fails.ranges) == set(names[:2])
    assert fails.density["p"] > 0.9
    assert fails.coverage["p"] > 0.8
    assert fails.density["low"] > fails.base["p"]
    assert fails.mass["n"] == 500


def test_regions_of_noise_are_not_reported(case, futures):
    names = [name for name, q in case.quantities.items() if q.uncertain][:8]
    reported = 0
    for seed in range(10):
        y = (np.random.default_rng(seed).random(1000) < 0.4).astype(float)
        reported += len(regions(outcome(case, "holds-10"), y, y, futures, case.quantities, names))
    # Two kinds of box a time, each above its base on fresh futures by chance in 1 of 40.
    assert reported <= 3


def test_the_document(case, document):
    assert document["outcome"] == "holds-5"
    assert document["p"]["n"] == 1500
    shown = document["drivers"]
    assert all(one["low"] <= one["index"] <= one["high"] for one in shown)
    assert [one["index"] for one in shown] == sorted((o["index"] for o in shown), reverse=True)
    assert document["clear"] >= 1
    assert set(document["provenance"]) <= {"measured", "judged"}
    assert document["key_driver_is_judgement"] is (
        case.quantities[shown[0]["quantity"]].mark == "judged"
    )
    for box in document["boxes"]:
        assert box["density"]["low"] > box["base"]["p"]
        for name, limits in box["limits"].items():
            assert name in case.quantities
            assert len(limits) == 2
    for one in document["thresholds"]:
        assert one["outcome"] == "holds-5"
        assert one["p"]["low"] <= one["p"]["p"] <= one["p"]["high"]
    json.dumps(document, allow_nan=False)


def test_a_threshold_can_be_tried(case, document):
    one = document["thresholds"][0]
    said = interim.evaluate(
        case, [PLAN], futures=1500, settings={one["quantity"]: one["at"]}, workers=2
    ).to_json()["plans"][PLAN]["holds_if_adopted"]["5"]
    assert one["p"]["low"] - 0.02 <= said["p"] <= one["p"]["high"] + 0.02


def test_amounts_have_drivers_only(case):
    found = explain(case, PLAN, outcome="deaths-averted", run=Run(600), workers=2)
    assert found["p"] is None
    assert found["amount"]["low"] <= found["amount"]["median"] <= found["amount"]["high"]
    assert found["boxes"] == found["thresholds"] == []


def test_asking_again_reads_the_cache(case, tmp_path, monkeypatch):
    cache = Cache(tmp_path)
    asked = {"outcome": "holds-3", "run": Run(400), "workers": 2, "cache": cache}
    first = explain(case, PLAN, **asked)

    def refused(*_args, **_options):
        raise AssertionError("ran again")

    monkeypatch.setattr(module, "evaluate", refused)
    # Another outcome of the same futures needs no new run; the same needs nothing at all.
    other = explain(case, PLAN, **asked | {"outcome": "signed"})
    assert other["outcome"] == "signed"
    monkeypatch.setattr(module, "draw", refused)
    assert explain(case, PLAN, **asked) == json.loads(json.dumps(first))
    with pytest.raises(AssertionError, match="ran again"):
        explain(case, PLAN, **asked | {"run": Run(400, seed=2)})


@pytest.mark.parametrize(
    ("plan", "options", "expected"),
    [
        ("interim-rul", {}, "interim-rule"),
        ("no-deal", {}, "no deal"),
        (PLAN, {"outcome": "sined"}, "signed"),
        (PLAN, {"run": Run(20)}, "too few"),
        (PLAN, {"run": Run(1_000_000)}, "300 to 50,000"),
        (PLAN, {"run": Run(10_000, lens="nobody")}, "unknown lens"),
        (PLAN, {"run": Run(10_000, settings={"war.nothing": 1})}, "unknown quantity"),
    ],
)
def test_what_cannot_be_asked(case, plan, options, expected):
    with pytest.raises(BadInput, match=expected):
        explain(case, plan, **options)


def test_quantities_in_words(case):
    titles = case.header.parties
    first = case.principals[0]
    said = naming.words(case, f"enforcement.first_strike.{first}")
    assert said == f"{titles[first].title}: first strike"
    assert naming.words(case, "war.front.monthly_gain") == "monthly gain (the war without a deal)"
    assert naming.theme("bodies.parliament.x") == "bodies"
    # Every quantity has words, and few share them.
    words = [naming.words(case, name) for name in case.quantities]
    assert all(words)
    assert len(set(words)) > 0.8 * len(words)


def test_an_option_is_called_what_its_own_issue_calls_it():
    """Several issues of the case have an option of that id."""
    ukraine = interim.load("ukraine-2026")
    for issue in ("guarantee.form", "peacekeepers.force"):
        title = ukraine.issues.issues[issue].options["none"].title
        said = naming.words(ukraine, f"preferences.ukraine.issues.{issue}.red_lines.none")
        assert f"“{title}”" in said
