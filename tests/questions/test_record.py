"""The record of answers: weights by hand, which futures are left, and scores."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

import interim
from interim.case.model import Answer, Record
from interim.foundation.cache import Cache
from interim.foundation.errors import BadInput
from interim.foundation.estimates import at_effective
from interim.futures import Given, Run, draw
from interim.questions.given import drawn_again, given
from interim.questions.record import put, weigh, weighed
from interim.questions.record_document import left_out, recorded, score
from interim.stages import truce as stages
from interim.stages.war import war


def answer(said="refused", family="one", use="full", sincere=None, **changed):
    return Answer.model_validate(
        {
            "date": datetime.date(2026, 1, 1),
            "asked_by": "north",
            "party": "south",
            "asked": {"words": "a text"},
            "answer": said,
            "use": use,
            "family": family,
            "because": "made up",
            **({} if sincere is None else {"sincere": sincere}),
            **changed,
        }
    )


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def of(case, answers, yes):
    return weighed(case, answers, np.array(yes, float))


def test_a_future_weighs_what_its_parties_would_have_answered(case):
    """A no and a yes of different families, in three futures."""
    found = of(
        case,
        {"no": answer("refused"), "yes": answer("accepted", "two")},
        [[0.5, 0.2], [0.2, 0.5], [1.0, 0.9]],
    )
    # (1 - 0.5) 0.2, (1 - 0.2) 0.5, 0 x 0.9.
    assert found.weight == pytest.approx(np.array([0.1, 0.4, 0.0]) / 0.5)
    assert found.effective == pytest.approx(1 / (0.2**2 + 0.8**2) / 3)


def test_an_answer_that_was_not_meant_is_as_frequent_as_such_answers_are(case):
    """Sincere at 0.6: 0.6 of the model's chance, else one in two, of two answers."""
    answers = {"no": answer(sincere="0.6"), "yes": answer("accepted", "two")}
    found = of(case, answers, [[0.9, 0.5], [0.1, 0.5]])
    expected = np.array([0.6 * 0.1 + 0.4 * 0.5, 0.6 * 0.9 + 0.4 * 0.5])
    assert found.weight == pytest.approx(expected / expected.sum())


def test_a_family_counts_once(case):
    once = of(case, {"a": answer()}, [[0.5], [0.2]])
    repeated = {name: answer() for name in "abc"}
    thrice = of(case, repeated, [[0.5] * 3, [0.2] * 3])
    assert thrice.weight == pytest.approx(once.weight)
    other = of(case, {"a": answer(), "b": answer(family="two")}, [[0.5] * 2, [0.2] * 2])
    assert other.weight[1] > once.weight[1]


def test_a_family_counts_once_for_each_party(case):
    answers = {"a": answer(), "b": answer(party="north")}
    other = of(case, {"a": answer(), "b": answer(family="two")}, [[0.5] * 2, [0.2] * 2])
    assert of(case, answers, [[0.5] * 2, [0.2] * 2]).weight == pytest.approx(other.weight)


def test_a_discounted_answer_counts_by_half(case):
    whole = of(case, {"a": answer()}, [[0.5], [0.2]]).weight
    half = of(case, {"a": answer(use="discounted")}, [[0.5], [0.2]]).weight
    assert np.log(half[1] / half[0]) == pytest.approx(np.log(whole[1] / whole[0]) / 2)


def test_a_tested_answer_weighs_nothing(case):
    found = of(case, {"a": answer(), "b": answer("accepted", "two", "test")}, [[0.5, 0], [0.5, 1]])
    assert found.weight == pytest.approx([0.5, 0.5])
    assert score(found, tested=True)["n"] == 1


def test_answers_that_exclude_each_other_are_named(case):
    answers = {"a": answer("refused", "first"), "b": answer("accepted", "second")}
    with pytest.raises(BadInput, match="south, second exclude south, first"):
        of(case, answers, [[1.0, 0.5], [0.5, 0.0]])


def test_what_is_left_out_is_told_from_the_other_families(case):
    answers = {"a": answer("refused", "one"), "b": answer("refused", "two")}
    found = of(case, answers, [[0.9, 0.1], [0.1, 0.3]])
    # Told from b alone: (1 - 0.1) and (1 - 0.3).
    assert left_out(found, "a") == pytest.approx((0.9 * 0.9 + 0.7 * 0.1) / 1.6)
    expected = [(left_out(found, name)) ** 2 for name in answers]
    assert score(found)["brier"] == pytest.approx(np.mean(expected))
    # Of one other answer, a no, and half of each kind: a quarter.
    assert score(found)["base"]["brier"] == pytest.approx(0.25**2)


# --- which futures are left ------------------------------------------------------------------


def test_futures_are_there_as_often_as_they_weigh():
    weight = np.array([0.5, 0.0, 0.25, 0.25])
    assert drawn_again(weight).tolist() == [0, 0, 2, 3]
    rng = np.random.default_rng(3)
    weight = rng.dirichlet(np.full(500, 0.3))
    rows = drawn_again(weight)
    assert (np.diff(rows) >= 0).all()
    assert (np.abs(np.bincount(rows, minlength=500) - 500 * weight) < 1).all()


def test_a_given_run_draws_those_futures_with_all_their_chance(case):
    run = Run(6, seed=4)
    rows = (0, 2, 2, 5, 9, 9)
    again, plain = draw(case, replace(run, given=Given(rows, 0.7))), draw(case, run.on(10))
    name = next(n for n, q in case.quantities.items() if q.uncertain)
    np.testing.assert_array_equal(again[name], plain[name][list(rows)])
    for stream, shape in (("types", (2,)), ("compliance", (7, 3))):
        np.testing.assert_array_equal(
            again.uniforms(stream, *shape), plain.uniforms(stream, *shape)[list(rows)]
        )
    part = again.part(2, 5)
    np.testing.assert_array_equal(part.uniforms("types", 2), plain.uniforms("types", 2)[[2, 5, 9]])
    np.testing.assert_array_equal(
        draw(case, replace(run, given=Given(rows, 0.7)), 2, 5)[name], plain[name][[2, 5, 9]]
    )


def test_a_given_run_has_no_more_futures_than_were_weighed():
    with pytest.raises(BadInput, match="fewer futures"):
        Run(3, given=Given((0, 1), 0.5))


def test_documents_state_the_effective_number():
    found = at_effective(
        {"a": [{"p": 0.5, "low": 0.4, "high": 0.6, "n": 100}], "b": {"median": 1.0}, "n": 100}, 0.25
    )
    assert found["a"][0] == pytest.approx({"p": 0.5, "low": 0.3, "high": 0.7, "n": 25})
    assert found["b"] == {"median": 1.0}
    assert found["n"] == 100
    assert at_effective({"p": 0.01, "low": 0.0, "high": 0.05, "n": 4}, 0.01)["high"] <= 1.0


# --- a case ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(case):
    """The template's parties, who have answered the first two plans."""
    first, second = [p for p in case.plans if p != "no-deal"][:2]
    one, other = case.principals
    answers = {
        "a": answer("refused", "one", party=one, asked={"plan": first}),
        "b": answer("accepted", "two", party=other, asked={"plan": second}),
        "c": answer("accepted", "three", party=other, asked={"words": "in words alone"}),
    }
    return case.model_copy(update={"record": Record(answers=answers)})


def test_texts_in_words_alone_weigh_nothing(asked):
    assert list(put(asked)) == ["a", "b"]


def test_a_truce_is_put_where_the_case_knows_a_standstill(asked):
    truce = answer("refused", "truce", party=asked.principals[0], asked={"truce": 30})
    answers = {**asked.record.answers, "truce": truce}
    assert "truce" not in put(asked.model_copy(update={"record": Record(answers=answers)}))
    kosovo = interim.load("kosovo-1999")
    side = kosovo.principals[0]
    truce = truce.model_copy(update={"party": side})
    stopped = kosovo.model_copy(update={"record": Record(answers={"truce": truce})})
    found = weigh(stopped, Run(20, seed=2))
    futures = draw(stopped, Run(20, seed=2))
    by_type = stages.truce(stopped, futures, war=war(stopped, futures))[side]
    assert found.yes.shape == (20, 1)
    assert (
        (by_type.min(axis=1) <= found.yes[:, 0]) & (found.yes[:, 0] <= by_type.max(axis=1))
    ).all()


def test_a_case_without_answers_says_what_it_lacks(case):
    with pytest.raises(BadInput, match=r"no record of answers.*record\.yaml"):
        weigh(case.model_copy(update={"record": None}), Run(10))


def test_chances_of_a_yes_are_those_of_assent(asked):
    run = Run(40, seed=2)
    found = weigh(asked, run)
    whole = interim.evaluate(asked, run=run)
    for k, stated in enumerate(found.answers.values()):
        cell = whole.data["assent"].sel(plan=stated.asked.plan, principal=stated.party)
        np.testing.assert_allclose(found.yes[:, k], cell.values, rtol=1e-6)


def test_a_run_given_the_record_has_the_means_that_weights_give(asked, tmp_path):
    run, cache = Run(400, seed=2), Cache(tmp_path)
    found = weigh(asked, run, cache=cache)
    left = given(asked, run, cache=cache)
    assert left.given is not None
    assert left.given.effective == pytest.approx(found.effective)
    assert left.head()["given_record"] == {"used": True, "effective": found.effective}
    assert run.head()["given_record"] == {"used": False, "effective": 1.0}
    again = found.yes[list(left.given.rows)].mean(axis=0)
    np.testing.assert_allclose(again, found.weight @ found.yes, atol=0.01)
    told = interim.evaluate(asked, run=left).to_json()
    plan = found.answers["a"].asked.plan
    probability = told["plans"][plan]["assent"][found.answers["a"].party]
    assert probability["n"] == round(400 * found.effective)
    assert told["given_record"]["used"]


def test_the_document_says_what_the_record_changes(asked):
    said = recorded(asked, run=Run(60, seed=2))
    assert [row["id"] for row in said["answers"]] == ["a", "b", "c"]
    before, after = (said["answers"][0][key] for key in ("chance_before", "chance_after"))
    assert 0 < before < 1
    assert after >= before  # what was answered is no less likely, given that it was
    assert said["answers"][2]["chance_before"] is None
    assert 0 < said["effective"] <= 1
    for kinds in said["types"].values():
        for when in ("before", "after"):
            assert sum(at[when] for at in kinds.values()) == pytest.approx(1)
    assert said["score"]["n"] == 2
    assert said["tested"] is None
    assert said["hardest"] in ("a", "b")
