"""The back-test of vetoes: on made-up records where the answer is known, and on the real one."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from interim.foundation.errors import BadInput
from interim.history.vetoes import FEWEST, HALF_LIVES, MEMBERS, PULLS, back_test, read_vetoes


def record(n, who):
    """A draft a half year from 1980; `who` gives the member that vetoes each."""
    rows = []
    for k in range(n):
        topic = ("A", "B")[k % 2]
        rows.append({"year": 1980 + k // 2, "crisis_topic": topic, "region": "R"})
        rows[-1] |= {member: int(member == who(k, topic)) for member in MEMBERS}
    return pd.DataFrame(rows)


def test_a_member_that_always_guards_a_topic_is_foreseen():
    table = record(80, lambda k, topic: {"A": "Russia", "B": "USA"}[topic])
    found = back_test(table, 2010)
    assert found.drafts == 20
    assert found.skill[0] > 0.9
    assert found.skill[1] > 0.8
    assert found.score.log < found.base.log
    rows = found.foreseen[found.cast]
    assert (rows > 0.8).all()


def test_where_there_is_nothing_to_learn_nothing_is_claimed():
    rng = np.random.default_rng(3)
    coin = rng.integers(0, 2, 400)
    table = record(400, lambda k, topic: ("Russia", "USA")[coin[k]])
    found = back_test(table, 2130)
    assert found.skill[0] < 0.05
    assert found.skill[1] < 0


def test_only_earlier_drafts_are_used():
    # What happens after the first held-out year does not change what was foreseen.
    table = record(80, lambda k, topic: {"A": "Russia", "B": "USA"}[topic])
    turned = table.copy()
    late = turned["year"] >= 2010
    turned.loc[late, list(MEMBERS)] = 0
    turned.loc[late, "China"] = 1
    assert back_test(table, 2010).foreseen == pytest.approx(back_test(turned, 2010).foreseen)


def chance(drafts, draft, member, pull_topic, pull_region, half_life):
    """Of a veto, draft by draft: shares of the topic, drawn to the region's, drawn to all."""
    towards, pull = 0.3, 1.0
    for column, next_pull in ((None, pull_region), ("region", pull_topic), ("crisis_topic", None)):
        counted = vetoes = 0.0
        for past in drafts:
            if column is None or past[column] == draft[column]:
                weight = 0.5 ** ((draft["year"] - past["year"]) / half_life)
                counted += weight
                vetoes += weight * past[member]
        towards, pull = (vetoes + pull * towards) / (counted + pull), next_pull
    return towards


def mixed(n):
    """Three topics in two regions, vetoed by one or two members now and then."""
    rng = np.random.default_rng(8)
    rows = []
    for k in range(n):
        topic = "ABC"[rng.integers(3)]
        rows.append(
            {"year": 1980 + k // 2, "crisis_topic": topic, "region": "RRS"["ABC".index(topic)]}
        )
        lean = {"A": 0.8, "B": 0.3, "C": 0.1}[topic]
        rows[-1] |= {member: int(rng.random() < lean / (1 + j)) for j, member in enumerate(MEMBERS)}
    return pd.DataFrame(rows)


def test_chances_are_shares_drawn_towards_wider_groups():
    table, since = mixed(40), 1996
    drafts = table.to_dict("records")
    found = back_test(table, since)
    before, after = drafts[:32], drafts[32:]

    def loss(numbers):
        chances = [
            (chance(drafts[:k], drafts[k], m, *numbers), drafts[k][m])
            for k in range(FEWEST, 32)
            for m in MEMBERS
        ]
        return -sum(math.log(p if cast else 1 - p) for p, cast in chances)

    chosen = min(itertools.product(PULLS, PULLS, HALF_LIVES), key=loss)
    assert (found.pull_topic, found.pull_region, found.half_life) == chosen
    expected = [[chance(before, draft, m, *chosen) for m in MEMBERS] for draft in after]
    assert found.foreseen == pytest.approx(np.array(expected))
    cast = np.array([[draft[m] for m in MEMBERS] for draft in after])
    base = [(sum(draft[m] for draft in before) + 0.5) / (32 + 1) for m in MEMBERS]
    for score, chances in ((found.score, found.foreseen), (found.base, np.array([base] * 8))):
        assert score.brier == pytest.approx(((chances - cast) ** 2).mean())
        assert score.log == pytest.approx(-np.log(np.where(cast, chances, 1 - chances)).mean())
    assert found.skill[0] == pytest.approx(1 - found.score.brier / found.base.brier)


def test_too_few_drafts():
    table = mixed(FEWEST + 2).assign(year=range(2000, 2002 + FEWEST))
    assert back_test(table, 2001 + FEWEST).drafts == 1
    with pytest.raises(ValueError, match="drafts before"):
        back_test(table, 2000 + FEWEST)
    with pytest.raises(ValueError, match="drafts before"):
        back_test(table, int(table["year"].max()) + 1)
    with pytest.raises(ValueError, match="drafts before"):
        back_test(record(30, lambda k, topic: "USA"), 1985)


def test_a_wrong_file_is_named(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="no record of vetoes"):
        read_vetoes(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_vetoes(tmp_path / "none.csv")


def test_the_record_of_the_council(shared):
    table = read_vetoes(shared / "data" / "bodies" / "unsc_vetoes_1946_sept2022.csv")
    assert len(table) == 214
    found = back_test(table, 2015)
    assert found.drafts == 23
    # Better than the plain shares, with an interval that says how sure that is.
    assert found.skill[1] <= found.skill[0] <= found.skill[2]
    assert found.score.brier < found.base.brier
    # Of the two drafts on Ukraine in the record Russia vetoed both.
    ukraine = (table["crisis_topic"] == "Ukraine") & (table["year"] >= 2015)
    assert table.loc[ukraine, "Russia"].all()
