"""The outside view: reference classes, scores out of sample, inside and outside side by side."""

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import interim
from interim.case.read import check
from interim.foundation.errors import BadInput
from interim.history.classes import FEWEST, ORDER, Profile, profile, reference_class, shared
from interim.history.left_out import conflicts, leave_one_conflict_out, outcomes
from interim.history.outside import history, known_to, side_by_side, sides, verdict
from interim.history.settlements import FEATURES, LAST_SEEN, Lives, lives, shipped


@pytest.fixture(scope="module")
def ukraine():
    return interim.load("ukraine-2026")


@pytest.fixture(scope="module")
def kosovo():
    return interim.load("kosovo-1999")


def of(years, broken, conflict=None, features=None):
    """Lives of made-up arrangements, on the codes of shipped ones."""
    n = len(years)
    some = lives(shipped()).settlements
    named = [some[i] for i in (range(n) if conflict is None else conflict)]
    columns = np.zeros((n, len(FEATURES))) if features is None else features
    return Lives(
        tuple(named), np.array(years, float), np.array(broken, bool), columns, date(2026, 6, 30)
    )


# --- the plan read as features ---------------------------------------------------------------


def test_a_plan_is_read_by_its_clauses(ukraine):
    read = profile(ukraine, "joseph-1244")
    assert read.codes["deferred"] == "yes"
    assert read.codes["vote"] == "open"
    assert read.codes["army_stays"] == "yes"
    assert read.codes["foreign_army"] == "yes"  # by 'always'
    assert read.clauses["foreign_army"] == ()
    assert ("referendum.franchise", "franchise-unspecified") in read.clauses["vote"]
    symmetric = profile(ukraine, "joseph-1244-symmetric")
    assert (symmetric.codes["army_stays"], symmetric.codes["enforcer"]) == ("no", "yes")


def test_the_strongest_of_several_codes_holds(ukraine):
    # western_donetsk.army gives 'partly', occupied_area.administration gives 'yes'.
    read = profile(ukraine, "freeze")
    assert ukraine.package("freeze")["western_donetsk.army"] == "ukraine-stays"
    assert read.codes["army_stays"] == "yes"
    assert read.clauses["army_stays"] == (("occupied_area.administration", "russian"),)


def test_kosovo_is_compared_with_what_was_known_then(kosovo):
    document = history(kosovo, "resolution-1244")
    assert document["until"] == "1999-06-09"
    assert all(row["start"] < "1999-06-09" for row in document["reference_class"])
    assert all((row["end"] or "1884") <= "1999-06-09" for row in document["reference_class"])
    assert all(row["note"] is None for row in document["reference_class"])
    # Brcko, which is standing in the table, stood two years then.
    years = {row["id"]: row["years"] for row in document["reference_class"]}
    assert years["H04"] == pytest.approx(2.3, abs=0.05)


def test_a_case_of_the_future_knows_no_more_than_the_table(ukraine):
    assert ukraine.header.as_of > LAST_SEEN
    assert known_to(ukraine) == LAST_SEEN


def test_a_case_without_the_file_says_so(template: Path, tmp_path):
    folder = Path(shutil.copytree(template, tmp_path / "case"))
    (folder / "history.yaml").unlink()
    case = interim.load(folder)
    plan = next(p for p in case.plans if p != "no-deal")
    with pytest.raises(BadInput, match=r"history.yaml"):
        history(case, plan)
    assert side_by_side(case, plan, {"1": None}) is None


def test_no_deal_and_unknown_plans_are_refused(ukraine):
    with pytest.raises(BadInput, match="no deal"):
        history(ukraine, "no-deal")
    with pytest.raises(BadInput, match="did you mean 'joseph-1244'"):
        history(ukraine, "joseph-124")


# --- the class -------------------------------------------------------------------------------


def test_the_class_is_narrowed_in_a_fixed_order_and_never_too_far(ukraine):
    known = lives(shipped())
    for plan in ukraine.plans:
        read = profile(ukraine, plan)
        found = reference_class(read, known)
        assert tuple(step.feature for step in found.steps) == ORDER
        assert len(found.lives) >= FEWEST
        used = [step for step in found.steps if step.used]
        assert [s.left for s in used] == sorted((s.left for s in used), reverse=True)
        assert all(step.left < FEWEST for step in found.steps if not step.used)
        for differing in found.differing:
            assert not set(differing) & {step.feature for step in used}
        counts = [len(d) for d in found.differing]
        assert counts == sorted(counts)  # nearest first


def test_the_class_does_not_know_the_ends(ukraine):
    """Turn every end around: the class is the same."""
    known = lives(shipped())
    turned = Lives(known.settlements, known.years, ~known.broken, known.features, known.until)
    read = profile(ukraine, "20-point")
    ours, theirs = (reference_class(read, table) for table in (known, turned))
    assert [s.id for s in ours.lives.settlements] == [s.id for s in theirs.lives.settlements]


def test_partly_counts_as_there():
    some = next(s for s in shipped() if s.codes["administration"] == "partly")
    codes = {name: min(values, key=values.__getitem__) for name, values in FEATURES.items()}
    with_it = Profile({**codes, "administration": "yes"}, {})
    assert "an outsider governs" in shared(some, with_it)
    assert "an outsider governs" not in shared(some, Profile(codes, {}))


# --- scores ----------------------------------------------------------------------------------


def test_outcomes_and_weights_by_hand():
    """Four lives, one censored at 3: at 5 years it is unknown, and the others stand for it.

    Broken at 2 (weight 1: nothing censored before). Censored at 3 with two others watched, so the
    chance of being watched past 3 is 2/3: those seen to 5 or past it weigh 3/2.
    """
    held, weights = outcomes(of([2, 3, 4, 9], [True, False, True, False]), (5.0,))
    assert held[:, 0].tolist()[:1] == [0.0]
    assert np.isnan(held[1, 0])
    assert held[2:, 0].tolist() == [0.0, 1.0]
    assert weights[:, 0] == pytest.approx([1.0, 0.0, 1.5, 1.5])


def test_a_conflict_is_not_foretold_by_itself():
    """A case's own ends do not change what it is foretold."""
    known = lives(shipped())
    which = conflicts(known)
    cyprus = np.array([s.conflict == "cyprus" for s in known.settlements])
    assert np.unique(which[cyprus]).size == 1
    assert cyprus.sum() == 3
    changed = Lives(
        known.settlements,
        np.where(cyprus, known.years / 3, known.years),
        known.broken ^ cyprus,
        known.features,
        known.until,
    )
    before, after = (leave_one_conflict_out(table, horizons=(10.0,)) for table in (known, changed))
    np.testing.assert_allclose(before.base[cyprus], after.base[cyprus])
    assert not np.allclose(before.base[~cyprus], after.base[~cyprus])
    # The fits without Cyprus are the same but for the choice of the width, made without it too,
    # in which the weights for censoring alone know of it.
    np.testing.assert_allclose(before.model[cyprus], after.model[cyprus], atol=0.05)


def test_features_that_matter_score_and_noise_does_not():
    rng = np.random.default_rng(1)
    n = 40
    features = np.zeros((n, len(FEATURES)))
    features[:, 0] = np.arange(n) % 2
    hazard = np.where(features[:, 0] > 0, 0.5, 0.01)
    life, watched = rng.exponential(1 / hazard), np.full(n, 40.0)
    known = of(np.minimum(life, watched), life < watched, features=features)
    good = leave_one_conflict_out(known, horizons=(5.0,)).scores[0]
    assert good.skill > 0.3
    assert good.skill_low > 0
    shuffled = Lives(
        known.settlements,
        known.years,
        known.broken,
        np.column_stack([rng.permutation(features[:, 0]), features[:, 1:]]),
        known.until,
    )
    noise = leave_one_conflict_out(shuffled, horizons=(5.0,)).scores[0]
    assert noise.skill < 0.1


def test_scoring_takes_several_conflicts():
    with pytest.raises(ValueError, match="three conflicts"):
        leave_one_conflict_out(of([1.0, 2.0], [True, False]))


def test_the_verdict_follows_the_interval():
    found = leave_one_conflict_out(lives(shipped()))
    score = found.scores[-1]
    assert score.years == 10
    assert score.skill == pytest.approx(1 - score.brier / score.brier_base_rate)
    assert score.skill_low < 0 < score.skill_high  # so nothing can be claimed
    assert "not" in verdict(found)


# --- documents -------------------------------------------------------------------------------


def test_the_document_keeps_the_contract(ukraine):
    document = history(ukraine, "20-point")
    json.dumps(document, allow_nan=False)
    assert len(document["reference_class"]) >= FEWEST
    for key in ("survival", "survival_if_kept", "survival_model", "survival_all"):
        for year in ("1", "5", "10"):
            share = document[key][year]
            assert share["low"] <= share["p"] <= share["high"]
            assert share["high"] - share["low"] > 0.1
    assert {"brier", "brier_base_rate", "skill", "log", "n"} <= set(document["score"])
    for row in document["reference_class"]:
        assert row["why"].startswith(f"{len(row['shares'])} of 9")


def test_the_whole_table():
    document = history()
    json.dumps(document, allow_nan=False)
    assert len(document["reference_class"]) == document["settlements"]
    starts = [row["start"] for row in document["reference_class"]]
    assert starts == sorted(starts)
    assert {row["id"] for row in document["left_out"]} == {"H10", "H50"}
    assert [row["feature"] for row in document["by_feature"]] == list(FEATURES)
    # Who broke it is told of what has been broken, and of nothing else.
    for row in document["reference_class"]:
        assert (row["ended_by"] is not None) == (row["how"] == "broken"), row["id"]
        assert (row["end"] is None) == (row["how"] == "standing"), row["id"]


def test_inside_and_outside_stand_side_by_side(ukraine):
    def inside(p):
        return {y: {"p": p, "low": p - 0.01, "high": p + 0.01, "n": 1000} for y in ("1", "5", "10")}

    near = side_by_side(ukraine, "joseph-1244", inside(0.6))
    assert [row["years"] for row in near["rows"]] == [1, 5, 10]
    assert not any(row["apart"] for row in near["rows"])
    assert "no confirmation" in near["says"]
    far = side_by_side(ukraine, "joseph-1244", inside(0.05))
    assert all(row["apart"] for row in far["rows"])
    begins = "The two views disagree: at 1 year the model has it in force in 5 % (4-6) of futures"
    assert far["says"].startswith(f"{begins}, below ")
    share = far["rows"][0]["outside"]
    low, p, high = (round(100 * share[key]) for key in ("low", "p", "high"))
    assert f"below the {p} % ({low}-{high}) of settlements like it; at 5 years" in far["says"]
    unknown = side_by_side(ukraine, "joseph-1244", {"1": None, "5": None, "10": None})
    assert [row["apart"] for row in unknown["rows"]] == [None] * 3
    assert side_by_side(ukraine, "no-deal", inside(0.5)) is None


def test_sides_of_an_evaluation(ukraine):
    result = interim.evaluate(ukraine, ["20-point"], futures=200, seed=1)
    found = sides(result, "20-point")
    holds = result.to_json()["plans"]["20-point"]["holds_if_adopted"]
    assert [row["inside"] for row in found["rows"]] == [holds[y] for y in ("1", "5", "10")]
    assert sides(result, "no-deal") is None


# --- the file of a case ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  deferred:\n", "  defered:\n", ("defered",)),
        ("kosovo.status: {deferred", "kosovo.statu: {deferred", ("unknown issue 'kosovo.statu'",)),
        ('un-interim: "yes"', 'un-intrim: "yes"', ("unknown option 'un-intrim'",)),
        ("judgement", "judgement", ()),
        ("verifiers: observers", "verifiers: both", ("unknown code 'both'", "observers")),
        ("judgement: >-", "always: {buffer: both}\njudgement: >-", ("'buffer'", "always")),
        ("judgement: >-", "always: {vote: armed}\njudgement: >-", ("unknown code 'armed'",)),
    ],
)
def test_mistakes_in_the_file_are_named(kosovo, tmp_path, old, new, words):
    folder = Path(shutil.copytree(kosovo.folder, tmp_path / "case"))
    path = folder / "history.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = "\n".join(str(problem) for problem in check(folder))
    assert all(word in said for word in words)
    assert bool(said) == bool(words)
    assert not words or "history.yaml:" in said
