"""What can be observed in a run: every answer is one that the question allows, and is right."""

import numpy as np
import pytest

import interim
from interim.futures import Run, draw
from interim.insight.observables import BINS, observables, scales_of
from interim.stages.war import war

FUTURES = 300


@pytest.fixture(scope="module")
def evaluation(template):
    return interim.evaluate(str(template), futures=FUTURES, seed=2)


@pytest.fixture(scope="module")
def found(evaluation):
    return {seen.question.id: seen for seen in observables(evaluation)}


def test_every_answer_is_one_of_the_question(found):
    assert len(found) > 10
    for seen in found.values():
        assert seen.codes.shape == (FUTURES,)
        assert seen.codes.min() >= 0
        assert seen.codes.max() < len(seen.question.answers)
        assert len(set(seen.question.answers)) == len(seen.question.answers)
        assert seen.question.text.endswith("?")


def test_numbers_are_cut_where_the_case_as_written_is_even(found, evaluation):
    for name in ("war.gain", "war.toll"):
        shares = np.bincount(found[name].codes, minlength=BINS) / FUTURES
        assert shares == pytest.approx(np.full(BINS, 1 / BINS), abs=0.05)
        assert (np.diff(scales_of(evaluation).cuts[name]) > 0).all()


def test_signatures_votes_and_the_life_of_a_deal_are_those_of_the_run(found, evaluation):
    data = evaluation.data.sel(plan="interim-rule")
    signs = found["interim-rule.signs"]
    both = signs.question.answers.index("both")
    assert ((signs.codes == both) == data["signed"].values).all()
    month, ending = data["month"].values, data["ending"].values
    stands = found["interim-rule.stands.5"]
    kept = (month < 0) | (month >= 60)
    assert ((stands.codes == 0) == kept).all()
    assert (stands.codes[~kept] == ending[~kept]).all()
    body = next(name for name in found if name.startswith("interim-rule.body."))
    passed = data["passes"].sel(body=body.removeprefix("interim-rule.body.")).values
    assert (found[body].codes == passed).all()


def test_a_war_seen_to_end_is_the_war_of_the_run(found, evaluation):
    drawn = war(evaluation.case, draw(evaluation.case, Run(FUTURES, seed=2)))
    over = (drawn.end >= 0) & (drawn.months <= 60)
    assert ((found["war.end.5"].codes > 0) == over).all()
    assert over.any()


def test_a_later_look_never_finds_a_broken_deal_mended(found):
    for plan in {seen.question.plan for seen in found.values() if seen.question.plan}:
        early, late = (found[f"{plan}.stands.{year}"].codes for year in (1, 5))
        assert (late[early > 0] == early[early > 0]).all()


def test_who_is_first_blamed_is_read_from_the_histories(evaluation):
    replayed = {seen.question.id: seen for seen in observables(evaluation, replayed=40)}
    blamed = replayed["interim-rule.blamed.1"]
    assert blamed.codes.shape == (40,)
    assert blamed.codes.max() > 0
    # Whoever is blamed first has a violation pinned on it in the record of the run.
    pinned = evaluation.data["violations"].sel(plan="interim-rule").values[:, :40] > 0
    for row in np.flatnonzero(blamed.codes):
        assert pinned[blamed.codes[row] - 1, row]
    assert "interim-rule.blamed.1" not in {seen.question.id for seen in observables(evaluation)}
