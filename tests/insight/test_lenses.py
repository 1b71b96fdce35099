"""Lenses side by side, on the small case with lenses made up here."""

import json
import shutil

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.insight.information import entropy
from interim.insight.lenses import AS_WRITTEN, side_by_side

FUTURES = 300

LENS = """title: {title}
who: Made up for a test
summary: Sees the front {title}.
replaces:
  war.front.monthly_gain:
    value: {value}
    claim: The front is {title}.
    because: To tell it from others.
    judgement: Made up.
"""


@pytest.fixture(scope="module")
def case(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("case") / "borderland"
    shutil.copytree(template, folder)
    for title, value in (("still", -3), ("fast", 30), ("quick", 30)):
        (folder / "lenses" / f"{title}.yaml").write_text(LENS.format(title=title, value=value))
    return interim.load(folder)


@pytest.fixture(scope="module")
def found(case):
    return side_by_side(case, run=Run(FUTURES, seed=4))


def asked(found, name):
    return next(one for one in found.asked if one.question.id == name)


def test_every_lens_runs_beside_the_case_on_the_same_futures(found, case):
    assert list(found.runs) == [AS_WRITTEN, *case.lenses]
    assert {(one.run.futures, one.run.seed) for one in found.runs.values()} == {(FUTURES, 4)}
    same, other = found.runs["fast"].data, found.runs["quick"].data
    assert same.equals(other)
    alone = interim.evaluate(case, list(case.header.plans), futures=FUTURES, seed=4, lens="still")
    assert found.runs["still"].data.equals(alone.data)


def test_views_that_share_all_beliefs_are_never_apart(found):
    for differences in found.differences().values():
        for one in differences:
            assert set(one.views) != {"fast", "quick"}
    best = found.best_question("fast", "quick")
    assert best.information["bits"] == pytest.approx(0, abs=1e-12)


def test_the_front_tells_a_fast_one_from_a_still_one(found):
    # 12 months of 30 km2 against 12 of -3, with a spread of 5 a month: 13 standard deviations.
    best = found.best_question("still", "fast")
    assert best.information["bits"] == pytest.approx(1, abs=0.02)
    gain = asked(found, "war.gain")
    rows = dict(zip(found.runs, gain.answers, strict=True))
    assert (rows["fast"] > rows["still"]).mean() > 0.95
    assert found.asked[0].question.id == "war.gain"


def test_questions_are_ranked_and_bounded_by_the_prior(found):
    bits = [one.information["bits"] for one in found.asked]
    assert bits == sorted(bits, reverse=True)
    most = entropy(np.array(list(found.prior.values())))
    for one in found.asked:
        told = one.information
        assert 0 <= told["low"] <= told["bits"] <= told["high"] <= most + 1e-9


def test_differences_are_those_of_the_runs(found):
    for name in ("share signed", "deaths averted, once in force"):
        variable = {"share signed": "signed"}.get(name, "averted_in_force")
        largest = found.differences()[name][0]
        first, second = (
            found.runs[view].data[variable].sel(plan=largest.plan).values.astype(float)
            for view in largest.views
        )
        assert largest.difference["mean"] == pytest.approx((first - second).mean())
        assert largest.difference["low"] <= largest.difference["mean"]
        assert largest.difference["n"] == FUTURES


def test_a_prior_on_one_view_leaves_nothing_to_learn(case):
    sure = side_by_side(case, ["standstill"], prior={"fast": 2}, run=Run(60))
    assert sure.prior["fast"] == 1
    assert sum(sure.prior.values()) == 1
    assert max(one.information["bits"] for one in sure.asked) == 0


def test_the_document_tells_beliefs_with_claim_and_reason(found, case):
    said = found.to_json(4)
    json.dumps(said, allow_nan=False)
    assert len(said["questions"]) == 4
    belief = said["lenses"]["still"]["beliefs"][0]
    assert belief["quantity"] == "war.front.monthly_gain"
    assert (belief["as_written"], belief["value"]) == ("-2 to 10", "-3")
    assert belief["claim"] == "The front is still."
    assert belief["because"] == "To tell it from others."
    assert said["lenses"][AS_WRITTEN]["beliefs"] == []
    # 5 views make 10 pairs.
    assert len(said["pairs"]) == 10
    for question in said["questions"]:
        for answers in question["answers"].values():
            assert sum(chance["p"] for chance in answers.values()) == pytest.approx(1)
            assert {chance["n"] for chance in answers.values()} == {FUTURES}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lenses": ["stil"]}, "still"),
        ({"prior": {"fats": 1.0}}, "fast"),
        ({"prior": {"fast": 0.0}}, "not all 0"),
        ({"prior": {"fast": -1.0, "still": 2.0}}, "0 or more"),
        ({"plans": ["standstil"]}, "standstill"),
    ],
)
def test_what_is_not_there_is_bad_input_with_the_nearest_name(case, wrong, said):
    with pytest.raises(BadInput, match=said):
        side_by_side(case, run=Run(40), **wrong)
