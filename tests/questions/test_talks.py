"""Talks while the war goes on: the document, what must hold of it, and the command."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import interim
from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.interfaces import cli
from interim.questions.talks import talking

RUN = Run(20)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def case(template: Path) -> Case:
    return interim.load(template)


@pytest.fixture(scope="module")
def held(case: Case) -> Document:
    return talking(case, run=RUN)


def test_the_document_has_the_keys_of_the_contract(case: Case, held: Document) -> None:
    months = len(held["months"])
    assert held["months"] == list(range(1, case.months + 1))
    assert (held["case"], held["futures"], held["depth"]) == (case.id, 20, 1)
    assert held["menu"] == list(case.talks.menu) == held["shown"]
    assert set(held["spoke"]) == set(case.talks.speakers)
    for key in ("signed", "passed", "in_force", "broken", "ripe", "barred"):
        assert set(held[key]) == set(held["menu"])
        assert {len(line) for line in held[key].values()} == {months}
    assert len(held["war"]) == len(held["ended"]) == months
    assert set(held["waiting"]["value"]) == set(case.principals)
    waits = [held["waiting"]["deaths"], held["waiting"]["km2"], *held["waiting"]["value"].values()]
    assert {len(line) for line in waits} == {months}
    assert held["depth_change"] >= 0
    json.dumps(held, allow_nan=False)


def test_how_often_any_text_would_be_signed_today(case: Case, held: Document) -> None:
    each = [share["p"] for share in held["today"].values()]
    assert max(each) <= held["today_any"]["p"] <= min(1.0, sum(each))
    assert held["today_any"]["p"] > max(each)  # here not always the same text
    # It is asked of the whole table, whatever is shown.
    shown = talking(case, held["menu"][:1], run=RUN)
    assert shown["today_any"] == held["today_any"]


def test_what_has_been_signed_and_passed_only_grows(held: Document) -> None:
    for plan in held["menu"]:
        signed, passed, force = (
            np.array(held[key][plan]) for key in ("signed", "passed", "in_force")
        )
        for line in (signed, passed):
            assert (np.diff(line) >= -1e-12).all()
            assert ((line >= 0) & (line <= 1)).all()
        assert (passed <= signed + 1e-12).all()
        assert (force <= passed + 1e-12).all()
        assert np.array(held["broken"][plan]) == pytest.approx(passed - force)


def test_in_every_month_one_of_all_things_is_so(held: Document) -> None:
    whole = np.array(held["war"]) + held["ended"]
    for plan in held["menu"]:
        whole += np.array(held["in_force"][plan]) + held["broken"][plan]
    assert whole == pytest.approx(np.ones_like(whole))


def test_the_years_are_the_months_with_their_interval(held: Document) -> None:
    for year, found in held["within"].items():
        month = 12 * int(year) - 1
        for key in ("signed", "passed", "in_force"):
            parts = [held[key][plan][month] for plan in held["menu"]]
            if key != "signed":
                assert found[key]["p"] == pytest.approx(sum(parts))
            assert [each[key]["p"] for each in found["plans"].values()] == pytest.approx(parts)


def test_a_text_that_bodies_refuse_may_be_followed_by_another(held: Document) -> None:
    parts = np.array([held["signed"][plan] for plan in held["menu"]])
    whole = np.array(held["any"])
    assert (np.diff(whole) >= -1e-12).all()
    assert (parts.max(axis=0) <= whole + 1e-12).all()
    assert (whole <= parts.sum(axis=0) + 1e-12).all()
    assert held["within"]["10"]["signed"]["p"] == pytest.approx(whole[119])
    passed = np.array([held["passed"][plan] for plan in held["menu"]])
    assert (passed.sum(axis=0) <= whole + 1e-12).all()


def test_who_put_what_is_signed(held: Document) -> None:
    last = {plan: line[-1] for plan, line in held["signed"].items()}
    assert sum(held["spoke"].values()) == pytest.approx(1)
    for party, share in held["spoke"].items():
        parts = [last[plan] * held["put"][plan][party] for plan in held["menu"]]
        assert share == pytest.approx(sum(parts) / sum(last.values()))
    # The mediator of the template has no standstill to put.
    assert held["put"]["standstill"]["union"] == 0


def test_ripeness_and_what_bars_it(held: Document) -> None:
    for plan in held["menu"]:
        ripe, barred = np.array(held["ripe"][plan]), np.array(held["barred"][plan])
        assert held["today"][plan]["p"] == pytest.approx(ripe[0])
        assert ((barred >= 0) & (barred <= ripe + 1e-12) & (ripe <= 1)).all()
        assert list(held["windows"][plan]) == ["as-today", "ground-lost", "aid-ended", "barred"]


def test_waiting_is_counted_from_nothing(held: Document) -> None:
    deaths = [wait["median"] for wait in held["waiting"]["deaths"]]
    assert np.diff(deaths) == pytest.approx(np.full(len(deaths) - 1, deaths[0]))
    assert all(wait["low"] >= 0 for wait in held["waiting"]["km2"])


def test_plans_asked_for_change_what_is_shown_and_not_the_numbers(
    case: Case, held: Document
) -> None:
    fewer = talking(case, ["standstill", "interim-rule", "standstill"], run=RUN)
    assert fewer["shown"] == ["standstill", "interim-rule"]
    assert list(fewer["signed"]) == fewer["shown"]
    for key in ("menu", "spoke", "war", "ended", "depth_change", "waiting"):
        assert fewer[key] == held[key]
    for key in ("signed", "passed", "in_force", "broken", "ripe", "barred", "windows", "put"):
        assert fewer[key] == {plan: held[key][plan] for plan in fewer["shown"]}
    for year, found in fewer["within"].items():
        assert found["signed"] == held["within"][year]["signed"]


def test_the_menu_changes_what_happens(case: Case, held: Document) -> None:
    alone = talking(case, menu=["standstill"], run=RUN)
    assert alone["menu"] == alone["shown"] == ["standstill"]
    assert alone["signed"]["standstill"][-1] > held["signed"]["standstill"][-1]


def test_the_same_numbers_in_parts_and_whatever_the_workers(
    case: Case, held: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interim.questions.talks.CHUNK", 7)
    seen: list[tuple[int, int]] = []
    again = talking(case, run=RUN, workers=3, progress=lambda *at: seen.append(at))
    assert again == held
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_who_never_meets_signs_nothing(case: Case) -> None:
    silent = talking(case, run=Run(20, settings={"talks.meetings": 0.0}))
    assert {p for line in silent["signed"].values() for p in line} == {0.0}
    assert set(silent["spoke"].values()) == {None}
    # Both may be ready all the same.
    assert silent["today"]["interim-light"]["p"] > 0
    assert np.array(silent["war"]) + silent["ended"] == pytest.approx(1)


@pytest.mark.parametrize("deadline", [1, 9])
def test_nothing_is_signed_after_a_deadline(case: Case, deadline: int) -> None:
    early = talking(case, run=RUN, deadline=deadline)
    for line in early["signed"].values():
        assert len(set(line[deadline - 1 :])) == 1
    assert sum(line[-1] for line in early["signed"].values()) > 0


def test_who_has_one_month_left_does_not_wait_for_another_text(case: Case, held: Document) -> None:
    """A last chance makes it likelier that a text is signed in it, as an ultimatum does.

    So a deadline need not leave fewer signatures for good in every future: what holds is that it
    leaves fewer months for them.
    """
    last = talking(case, run=RUN, deadline=1)
    first = sum(line[0] for line in held["signed"].values())
    assert sum(line[0] for line in last["signed"].values()) > first
    assert last["within"]["10"]["signed"]["p"] < held["within"]["10"]["signed"]["p"]


def test_a_deadline_at_the_horizon_is_none(case: Case, held: Document) -> None:
    late = talking(case, run=RUN, deadline=case.months)
    assert late == held | {"deadline": case.months}


def test_without_a_second_deal_nothing_has_changed_by_it(case: Case) -> None:
    shallow = talking(case, run=RUN, depth=0)
    assert (shallow["depth"], shallow["depth_change"]) == (0, None)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"plans": ["standstil"]},
            "unknown plan of the menu 'standstil' (found standstil; expected one of interim-rule, "
            "interim-light, standstill; did you mean 'standstill'?)",
        ),
        (
            {"menu": ["standstill", "no-deal"]},
            "unknown plan 'no-deal' (found no-deal; expected one of interim-rule, interim-light, "
            "standstill, north-terms, south-terms)",
        ),
        (
            {"menu": []},
            "no plan is on the menu (expected one or more of interim-rule, interim-light, "
            "standstill, north-terms, south-terms)",
        ),
        (
            {"menu": ["south-terms"]},
            "talks.yaml: the plan 'south-terms' assumes ground of the zone that the war may take, "
            "and 'lost_ground' does not say what becomes of it (found status is to-south; expected "
            "'lost_ground: {south-terms: stays}' or 'lost_ground: {south-terms: returned}')",
        ),
        (
            {"depth": 2},
            "no talks of depth 2 (found 2; expected 0, no second deal after a breach, or 1, one "
            "more)",
        ),
        ({"deadline": 0}, "a deadline before the first month (found 0; expected 1 month or more)"),
    ],
)
def test_what_is_wrong_is_said(case: Case, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        talking(case, run=RUN, **asked)
    assert str(refused.value) == said


def test_a_case_without_talks(case: Case) -> None:
    with pytest.raises(BadInput) as refused:
        talking(case.model_copy(update={"talks": None}), run=RUN)
    assert str(refused.value) == (
        "the case 'template' states no talks (expected a file talks.yaml that says which plans can "
        "be put, how often the parties meet and who speaks; see docs/case-format.md)"
    )


def test_an_unknown_quantity_is_said_before_any_work(case: Case) -> None:
    with pytest.raises(BadInput, match=r"talks\.meeting"):
        talking(case, run=Run(20, settings={"talks.meeting": 0.1}))


@pytest.fixture(scope="module")
def asked(template: Path) -> Callable[..., Any]:
    def ask(*arguments: str) -> Any:
        given = ["talks", str(template), *arguments, "--futures", "40"]
        return CliRunner().invoke(cli.interim, given, obj=[])

    return ask


def test_the_command(asked: Callable[..., Any]) -> None:
    shown = asked("interim-light", "--menu", "interim-light, standstill", "--deadline", "24")
    assert shown.exit_code == 0
    said = re.sub(r"\s+", " ", shown.stdout)
    assert said.startswith("Borderland: talks over two texts, 40 futures, seed 1")
    assert "If talks go on while the war does, for 24 months and no longer, a text is" in said
    assert "Both would sign “Interim, light” in" in said
    assert "Standstill" not in said
    for part in ("lost by North", "do not come by themselves here", "the last offer", "(depth 1)"):
        assert part in said
    assert "none is a forecast" in said


def test_the_command_prints_the_document(asked: Callable[..., Any], case: Case) -> None:
    printed = json.loads(asked("standstill", "--depth", "0", "--json").stdout)
    assert printed == json.loads(json.dumps(talking(case, ["standstill"], depth=0, run=Run(40))))


@pytest.mark.parametrize("name", ["--depth=2", "--menu=", "--menu=standstil", "standstil"])
def test_the_command_refuses_in_one_line(asked: Callable[..., Any], name: str) -> None:
    refused = asked(name)
    assert isinstance(refused.exception, BadInput)


def test_the_command_tells_stories(asked: Callable[..., Any]) -> None:
    shown = asked("--stories", "2")
    assert shown.exit_code == 0
    said = re.sub(r"\s+", " ", shown.stdout)
    assert "One course of the talks is drawn in each of 40 futures (seed 1)." in said
    assert said.count("In future ") == 2
    assert "Months are counted from today." in said


def test_the_stories_are_in_the_document(asked: Callable[..., Any], case: Case) -> None:
    printed = json.loads(asked("--stories", "2", "--json").stdout)
    stories = printed.pop("stories")
    assert printed == json.loads(json.dumps(talking(case, run=Run(40))))
    assert (stories["read"], len(stories["typical"])) == (40, 2)
    assert stories["told"]["p"] == pytest.approx(sum(s["share"]["p"] for s in stories["typical"]))
    for one in stories["typical"]:
        assert one["lines"]
        months = [event["month"] for event in one["events"]]
        assert months == sorted(months)
        assert 1 <= months[0] <= months[-1] <= case.months


def test_stories_and_moves_are_asked_for_one_at_a_time(asked: Callable[..., Any]) -> None:
    refused = asked("--stories", "2", "--moves")
    assert refused.exit_code == 2
    assert "one at a time" in refused.output
