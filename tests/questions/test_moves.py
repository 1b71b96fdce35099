"""Which move would help talks: each against talks held anew, and the command."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.interfaces import cli
from interim.questions.moves import (
    Move,
    beyond_chance,
    changes,
    moves_of,
    moving,
    out_of_reach,
)
from interim.questions.talks import sit, talking, variations
from interim.stages.talks.again import again, taken_up, with_text

RUN = Run(24)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def case(template: Path) -> Case:
    return interim.load(template)


@pytest.fixture(scope="module")
def found(case: Case) -> Document:
    return moving(case, run=RUN)


@pytest.fixture(scope="module")
def shallow(case: Case) -> Document:
    """Where nothing follows a breach, a move is nothing but other talks."""
    return moving(case, run=RUN, depth=0, menu=["interim-rule", "interim-light"])


def move_of(document: Document, kind: str, **what: Any) -> Document:
    (move,) = (
        move
        for move in document["moves"]
        if move["move"] == kind and all(move[key] == value for key, value in what.items())
    )
    return move


def reached(document: Document) -> dict[str, float]:
    """What is measured of moves, from a document of talks."""
    within = document["within"]
    return {
        "signed": within["5"]["signed"]["p"],
        "passed": within["5"]["passed"]["p"],
        "in_force": within["10"]["in_force"]["p"],
    }


def expect_change(move: Document, before: Document, after: Document) -> None:
    was, then = reached(before), reached(after)
    assert was != then
    for key, change in then.items():
        assert move["change"][key]["mean"] == pytest.approx(change - was[key], abs=1e-12)


def test_the_rest_of_the_document_is_that_of_the_talks(case: Case, found: Document) -> None:
    added = {"moves", "moves_left_out", "move_years"}
    plain = talking(case, run=RUN)
    assert {key: value for key, value in found.items() if key not in added} == plain
    assert found["move_years"] == {"signed": 5, "passed": 5, "in_force": 10}
    json.dumps(found, allow_nan=False)


def test_every_move_is_tried(case: Case, found: Document) -> None:
    kinds = [move["move"] for move in found["moves"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "without": 3, "only": 3, "deadline": 1, "tied": 1, "with": 1,
    }  # fmt: skip
    assert move_of(found, "with")["plan"] == "north-terms"
    assert {move["speaks"] for move in found["moves"] if move["move"] == "only"} == {
        "north", "south", "mediators",
    }  # fmt: skip
    tied = move_of(found, "tied")
    assert (tied["patron"], tied["to"], tied["chance"]) == ("union", "south", 0.5)
    assert [each["plan"] for each in found["moves_left_out"]] == ["south-terms"]


def test_sorted_by_what_is_in_force(found: Document) -> None:
    means = [move["change"]["in_force"]["mean"] for move in found["moves"]]
    assert means == sorted(means, reverse=True)
    assert means[0] > means[-1]
    for move in found["moves"]:
        change = move["change"]
        for of in (*(change[key] for key in reached(found)), *change["value"].values()):
            assert of["low"] <= of["mean"] <= of["high"]
            assert of["n"] == RUN.futures


@pytest.mark.parametrize("depth", [0, 1])
def test_a_deadline_is_the_talks_with_it(case: Case, depth: int) -> None:
    moved = move_of(moving(case, run=RUN, depth=depth), "deadline")
    assert moved["months"] == 12
    before, after = (talking(case, run=RUN, depth=depth, deadline=d) for d in (None, 12))
    expect_change(moved, before, after)


def test_a_text_off_the_table_is_the_talks_over_the_others(case: Case, shallow: Document) -> None:
    menu = ["interim-rule", "interim-light"]
    for k, plan in enumerate(menu):
        after = talking(case, run=RUN, depth=0, menu=[menu[1 - k]])
        expect_change(move_of(shallow, "without", plan=plan), shallow, after)


def test_a_text_that_joins_is_the_talks_over_it_too(case: Case, shallow: Document) -> None:
    menu = ["interim-rule", "interim-light", "standstill"]
    after = talking(case, run=RUN, depth=0, menu=menu)
    expect_change(move_of(shallow, "with", plan="standstill"), shallow, after)


@pytest.mark.parametrize("only", ["north", "south", "mediators"])
def test_who_alone_speaks(case: Case, shallow: Document, only: str) -> None:
    speakers = case.talks.speakers
    kept = {"union" if only == "mediators" else only}
    alone = case.talks.model_copy(
        update={"speakers": {party: speakers[party] for party in speakers if party in kept}}
    )
    after = talking(
        case.model_copy(update={"talks": alone}), run=RUN, depth=0, menu=shallow["menu"]
    )
    expect_change(move_of(shallow, "only", speaks=only), shallow, after)


def test_the_same_talks_change_nothing(case: Case) -> None:
    menu = list(case.talks.menu)
    stated, futures = variations(case, menu), draw(case, Run(8))
    sat = sit(case, menu, futures, depth=1, varied=stated, adds=True)
    same = Move("deadline", case.months, stated)
    assert (changes(case, sat, stated, [same]) == 0).all()


def test_aid_that_hangs_on_answers_weakens_who_gets_it(found: Document) -> None:
    worth = move_of(found, "tied")["change"]["value"]
    assert worth["south"]["high"] < 0 < worth["north"]["low"]


def test_after_a_breach_of_a_new_text_the_others_are_on_the_table(case: Case) -> None:
    """Its value is that in talks over all, where it alone is off the table once it is broken."""
    menu, futures = ["interim-rule", "interim-light"], draw(case, Run(6))
    whole = [*menu, "standstill"]
    added = sit(case, menu, futures, depth=1, varied=variations(case, menu), adds=True)
    among = sit(case, whole, futures, depth=1, varied=variations(case, whole))
    text = with_text(added.table, added.talks, case.plans["standstill"], futures, gives_back=False)
    rows = np.arange(6)
    value = text.offers.value[rows, text.place]
    assert value == pytest.approx(among.talks.offers.value[:, 2], abs=1e-12)
    assert (text.lasts[rows, text.place] == among.talks.lasts[:, 2]).all()
    # Talks after a breach are worth something: without them it would not be the same.
    alone = sit(case, whole, futures, depth=0, varied=variations(case, whole))
    assert np.abs(value - alone.talks.offers.value[:, 2]).max() > 1e-6


def test_texts_that_bodies_refuse_come_first(case: Case) -> None:
    menu, futures = list(case.talks.menu), draw(case, Run(30))
    sat = sit(case, menu, futures, depth=0, varied=variations(case, menu), adds=True)
    text = with_text(sat.table, sat.talks, case.plans["north-terms"], futures, gives_back=False)
    refused = text.offers.answer >= text.offers.passing[:, :, 0, 0]
    assert refused.any()
    assert not refused.all()
    assert (np.diff(refused.astype(int), axis=1) <= 0).all()
    # Wherever a text stands in a future, what belongs to it has moved with it.
    answers = futures.uniforms("talks:body:north-terms", 1)[:, 0]
    assert (text.offers.answer[np.arange(30), text.place] == answers).all()
    # The mediator has texts of its own, and this is none of them, unless it takes it up.
    assert (text.offers.puts[np.arange(30), :, text.place] == 0).all()
    taken = taken_up(sat.table, text, case.plans["north-terms"], futures)
    share = taken.offers.puts[np.arange(30), :, taken.place] / taken.offers.puts.sum(axis=2)
    assert share == pytest.approx(1 / 3)


def test_nothing_joins_talks_that_were_held_without_room_for_it(case: Case) -> None:
    menu, futures = ["interim-rule"], draw(case, Run(2))
    sat = sit(case, menu, futures, depth=0, varied=variations(case, menu))
    with pytest.raises(ValueError, match="adds=True"):
        with_text(sat.table, sat.talks, case.plans["standstill"], futures, gives_back=False)
    held = again(sat.table, sat.talks, variations(case, menu))
    assert (held.value == sat.talks.value).all()


def test_moves_that_change_nothing_are_not_tried(case: Case) -> None:
    def kinds(of: Case, menu: list[str], deadline: int | None = None) -> set[str]:
        return {move.kind for move in moves_of(of, menu, variations(of, menu, 1, deadline))}

    whole = {"without", "only", "deadline", "tied", "with"}
    assert kinds(case, ["standstill", "interim-rule"]) == whole
    assert kinds(case, ["standstill"]) == whole - {"without"}
    assert kinds(case, ["standstill"], 12) == whole - {"without", "deadline"}
    assert kinds(case, ["standstill"], 13) == whole - {"without"}
    one = {"north": case.talks.speakers["north"]}
    alone = case.model_copy(update={"talks": case.talks.model_copy(update={"speakers": one})})
    assert kinds(alone, ["standstill"]) == whole - {"without", "only"}


def test_a_full_table(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.questions.moves.MOST_TEXTS", 2)
    whys = {
        each["plan"]: each["why"] for each in out_of_reach(case, ["standstill", "interim-rule"])
    }
    assert set(whys) == {"interim-light", "north-terms", "south-terms"}
    assert set(whys.values()) == {"2 plans are on the table, the most there can be"}


@pytest.mark.parametrize(
    ("mean", "half", "helps"),
    [(0.1, 0.06, True), (0.1, 0.07, False), (0.0, 0.0, False), (-0.1, 0.01, False)],
)
def test_beyond_chance_is_three_standard_errors(mean: float, half: float, helps: bool) -> None:
    # 1.96 of them are half of an interval.
    found = {"mean": mean, "low": mean - half, "high": mean + half, "n": 50}
    assert beyond_chance(found) is helps
    assert not beyond_chance(None)


def test_what_is_wrong_is_said_as_of_talks(case: Case) -> None:
    with pytest.raises(BadInput, match="unknown plan 'standstil'"):
        moving(case, menu=["standstil"], run=RUN)


def test_the_command(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.foundation.defaults.MOVES", 30)
    given = ["talks", str(template), "--moves", "--menu", "interim-light, standstill"]
    shown = CliRunner().invoke(cli.interim, given, obj=[], env={"COLUMNS": "120"})
    assert shown.exit_code == 0
    said = re.sub(r"\s+", " ", shown.stdout)
    # Fewer futures than talks alone have, unless another number is asked for.
    assert said.startswith("Borderland: talks over two texts, 30 futures, seed 1")
    for part in (
        "how often a text is in force after ten years",
        "“Standstill” is off the table",
        "only mediators put texts",
        "no meeting after twelve months",
        "hangs on the answers of South",
        "with a chance of 50 % each time it refuses a text",
        "Not tried: “South's terms”, as ground of the zone",
    ):
        assert part in said
    asked = CliRunner().invoke(cli.interim, [*given, "--futures", "2", "--json"], obj=[])
    assert json.loads(asked.stdout)["futures"] == 2
