"""Recorded votes: how they are read, fitted and scored, and the worked examples."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from scipy import special, stats

from interim.foundation.errors import BadInput
from interim.referendums.examples import read_examples, worked
from interim.referendums.held import COLUMNS, design, read_votes, topic
from interim.referendums.mixed import fit
from interim.referendums.score import crps, left_out, majority, score
from interim.referendums.swing import repeats, swing

DATA = Path(__file__).parents[2] / "docs" / "referendums"
EXAMPLES = read_examples(DATA / "examples.yaml")


def row(**more):
    usual = {
        "id_sudd": "xx011990",
        "country_name": "X",
        "territory_name_de": "Insel (X)",
        "territory_type_de": "bleibt",
        "year": 1990,
        "title_de": "Unabhängigkeit",
        "question_type_de": "Entscheidungsfrage",
        "electorate_total": 200,
        "votes_total": 150,
        "votes_valid": 148,
        "votes_yes": 100,
        "votes_no": 48,
        "remarks": "",
    }
    return {**usual, **more}


def table(tmp_path, *rows, drop=()):
    path = tmp_path / "votes.csv"
    pd.DataFrame([row(**r) for r in rows])[[c for c in COLUMNS if c not in drop]].to_csv(path)
    return path


def test_what_is_kept_and_how_it_is_counted(tmp_path):
    path = table(
        tmp_path,
        {},
        {"id_sudd": "whole-state", "territory_type_de": "unabhängiger Staat"},
        {"id_sudd": "options", "question_type_de": "3 Optionen als Alternativfrage"},
        {"id_sudd": "no-count", "votes_yes": None},
        {"id_sudd": "old", "year": 1850},
        {"id_sudd": "more-than-all", "votes_total": 300},
        {"id_sudd": "claimed", "remarks": "FLNKS ruft zum Boykott auf, inoffiziell"},
    )
    votes = read_votes(path, claimed=["claimed"]).set_index("id")
    assert list(votes.index) == ["xx011990", "more-than-all", "claimed"]
    first = votes.loc["xx011990"]
    assert first.yes == pytest.approx(100 / 148)
    assert first.share == pytest.approx(math.log(100.5 / 48.5))
    assert first.turnout == pytest.approx(150.5 / 201)
    assert np.isnan(votes.turnout["more-than-all"])
    assert votes.claimed.tolist() == [False, False, True]
    assert votes.loc["claimed", ["boycott", "unofficial"]].tolist() == [True, True]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Unabhängigkeit", "independence"),
        ("Verbleib bei Frankreich", "stay"),
        ("Anschluss an Russland", "join"),
        ("Autonomiestatut", "autonomy"),
        ("Anderer Status", "other"),
    ],
)
def test_proposals_by_their_titles(title, kind):
    assert topic(title) == kind


def test_bad_tables_are_answered(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        read_votes(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="'votes_yes' is missing"):
        read_votes(table(tmp_path, {}, drop=("votes_yes",)))


def test_the_fit_equals_the_normal_equations_given_its_variances():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(60), rng.normal(size=60)])
    countries = [f"c{k % 15}" for k in range(60)]
    y = x @ [1.0, 0.8] + rng.normal(size=15)[np.arange(60) % 15] + 0.5 * rng.normal(size=60)
    found = fit(x, y, countries)
    same = np.equal.outer(np.arange(60) % 15, np.arange(60) % 15)
    noise = found.between**2 * same + found.within**2 * np.eye(60)
    prior = np.diag([1 / 100, 1 / found.effects**2])
    left = x.T @ np.linalg.solve(noise, x) + prior
    np.testing.assert_allclose(found.mean, np.linalg.solve(left, x.T @ np.linalg.solve(noise, y)))
    assert found.mean[1] == pytest.approx(0.8, abs=0.25)
    assert found.within == pytest.approx(0.5, abs=0.15)
    assert found.between == pytest.approx(1.0, abs=0.5)


def test_an_effect_that_is_not_there_is_shrunk():
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(80), rng.normal(size=(80, 5))])
    y = rng.normal(size=80)
    plain = np.linalg.lstsq(x, y, rcond=None)[0]
    found = fit(x, y, [str(k) for k in range(80)])
    assert np.abs(found.mean[1:]).max() < 0.5 * np.abs(plain[1:]).max()


def test_three_votes_are_needed():
    with pytest.raises(ValueError, match="three votes"):
        fit(np.ones((2, 1)), np.ones(2), ["a", "b"])


def test_intervals_cover_what_they_say_on_made_up_votes():
    # The model's own world: 40 countries of three votes each.
    rng = np.random.default_rng(3)
    country = np.repeat(np.arange(40), 3)
    y = 1 + rng.normal(size=40)[country] + 0.7 * rng.normal(size=120)
    votes = pd.DataFrame(
        {
            "country": [f"c{k}" for k in country],
            "topic": "independence",
            "unofficial": False,
            "boycott": False,
            "year": 2000,
            "share": y,
        }
    )
    mean, spread = left_out(votes, "share", alone=True)
    found = score(votes, "share", mean, spread)
    # 90 % of 120 dependent votes, give or take.
    assert 0.8 <= found.covered <= 0.98
    assert found.countries == 40
    assert design(votes).shape == (120, 8)


@given(st.floats(-3, 3), st.floats(0.1, 2), st.floats(0.01, 0.99))
def test_crps_equals_its_definition(mean, spread, seen):
    # The integral of (F(s) - [s >= seen])^2 over shares, by the midpoint rule.
    grid = (np.arange(20_000) + 0.5) / 20_000
    cdf = stats.norm.cdf((special.logit(grid) - mean) / spread)
    exact = np.mean((cdf - (grid >= seen)) ** 2)
    found = crps(np.array([mean]), np.array([spread]), np.array([seen]))[0]
    assert found == pytest.approx(exact, abs=2e-3)


def test_majority_is_the_normal_chance():
    assert majority(np.array([0.0, 1.0]), np.array([2.0, 1.0])) == pytest.approx([0.5, 0.8413447])


def test_repeated_votes_and_their_swing():
    votes = pd.DataFrame(
        {
            "territory": ["a", "a", "a", "b", "b"],
            "topic": ["join", "join", "stay", "join", "join"],
            "year": [2000, 2010, 2011, 1950, 2010],
            "share": [0.0, 0.3, 1.0, 0.0, 4.0],
            "boycott": [False, True, False, False, False],
        }
    )
    found = repeats(votes, within=40)
    # b's two votes are 60 years apart and a's third is about something else.
    assert found[["territory", "before", "after", "boycott"]].values.tolist() == [
        ["a", 2000, 2010, True]
    ]
    assert found.change[0] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="no vote was repeated"):
        swing(np.array([]))


def test_the_interval_of_the_swing_covers_nine_in_ten():
    rng = np.random.default_rng(4)
    hits = []
    for _ in range(600):
        found = swing(0.4 * rng.normal(size=12))
        assert found.low <= found.spread <= found.high
        hits.append(found.low <= 0.4 <= found.high)
    # Order statistics cover at least 90 %; two standard errors of 600 trials are 2.4 points.
    assert np.mean(hits) >= 0.875


@pytest.mark.parametrize(
    ("name", "rule", "share", "won"),
    [
        # 344,580 of 438,968 votes; 3,792,518 of 3,837,406; 176,928 of 179,971; 60,199 of 138,933;
        # 71,533 of 153,036; 2,747 of 78,467.
        ("east-timor-1999", "roll", 0.78498, True),
        ("south-sudan-2011", "roll", 0.98830, True),
        ("south-sudan-2011", "north-alone", 0.57649, True),
        ("bougainville-2019", "roll", 0.98309, True),
        ("new-caledonia-2018", "roll", 0.43330, False),
        ("new-caledonia-2020", "roll", 0.46743, False),
        ("new-caledonia-2021", "roll", 0.03501, False),
    ],
)
def test_worked_examples_give_the_recorded_result(name, rule, share, won):
    vote = worked(EXAMPLES[name])[rule]
    assert vote.share[0] == pytest.approx(share, abs=6e-6)
    assert bool(vote.passes[0] > 0.5) is won


def test_the_quorum_of_south_sudan_was_met_and_could_have_been_missed():
    sudan = EXAMPLES["south-sudan-2011"]
    # 3,837,406 valid votes by place of 3,947,676 registered.
    assert worked(sudan)["roll"].turnout[0] == pytest.approx(3837406 / 3947676)
    stay = {
        "title": "s",
        "groups": ["south"],
        "chance": 1,
        "turnout": 0.5,
    }
    missed = worked({**sudan, "boycotts": {"south": stay}})["roll"]
    assert missed.share[0] > 0.9
    assert missed.passes[0] == 0


def test_a_boycott_of_one_side_gives_the_result_of_new_caledonia_2021():
    """The 2020 vote by answer; each side's turnout falls as it did a year later."""
    sides = {
        "title": "t",
        "choice": "c",
        "registered": 180799,
        "groups": {"yes": {"cast": 71533, "yes": 71533}, "no": {"cast": 81503, "yes": 0}},
        "franchises": {"roll": ["yes", "no"]},
    }
    calls = {
        side: {"title": side, "groups": [side], "chance": 1, "turnout": left}
        for side, left in (("yes", 2747 / 71533), ("no", 75720 / 81503))
    }
    after = worked({**sides, "boycotts": calls})["roll"].camps[-1]
    assert after.share[0] == pytest.approx(2747 / 78467)
    assert after.turnout[0] == pytest.approx(78467 / 180799)


def test_the_restricted_roll_moved_the_vote_of_2018_toward_independence():
    rules = worked(EXAMPLES["new-caledonia-2018"])
    assert rules["roll"].share[0] > rules["general-list"].share[0]
    # 174,165 of 210,113 with the excluded.
    assert rules["roll"].coverage[0] == pytest.approx(174165 / (174165 + 35948))


@pytest.fixture(scope="module")
def recorded(shared):
    claimed = YAML(typ="safe").load((DATA / "claimed.yaml").read_text(encoding="utf-8"))
    path = shared / "data" / "referendums" / "sudd_sovereignty_development.csv"
    return read_votes(path, claimed=claimed), set(claimed), path


def test_claimed_votes_are_marked_and_exist(recorded):
    votes, claimed, path = recorded
    assert claimed <= set(pd.read_csv(path).id_sudd)
    assert votes.claimed.sum() >= 8
    assert votes[votes.claimed].yes.min() > 0.95


def test_the_recorded_votes_agree_with_the_examples(recorded):
    votes = recorded[0].set_index("id")
    for id_, name in (
        ("nc012018", "new-caledonia-2018"),
        ("nc012020", "new-caledonia-2020"),
        ("nc012021", "new-caledonia-2021"),
    ):
        assert worked(EXAMPLES[name])["roll"].share[0] == pytest.approx(votes.yes[id_], abs=1e-9)
    assert votes.boycott["nc012021"]


@pytest.mark.slow
def test_intervals_out_of_sample_are_honest(recorded):
    votes = recorded[0]
    votes = votes[~votes.claimed].reset_index(drop=True)
    mean, spread = left_out(votes, "share")
    found = score(votes, "share", mean, spread)
    # Two standard errors of a binomial of 90 % with a hundred votes: six points.
    assert found.votes > 90
    assert 0.84 <= found.covered <= 0.96
