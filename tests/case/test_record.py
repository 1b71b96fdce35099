"""`record.yaml`: what is said of a mistake, word for word, and what an answer was about."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from interim.case.asked import asked_plan
from interim.case.find import bundled
from interim.case.model import Case, Record, walk_quantities
from interim.case.read import TEMPLATE, check, load

PLAN = "asked: {plan: north-terms}"
TRUCE = "asked: {truce: 3, words: Three days at the turn of the year.}"


@dataclass(frozen=True)
class Mistake:
    """A change of the template's file, and all that is said about it."""

    name: str
    old: str
    new: str
    says: str


MISTAKES = (
    Mistake(
        "unknown plan",
        PLAN,
        "asked: {plan: north-term}",
        "record.yaml:8:19: record.answers.north-terms-south.asked.plan: unknown plan 'north-term'"
        " (found north-term; expected one of interim-light, interim-rule, north-terms, "
        "south-terms, standstill, no-deal; did you mean 'north-terms'?)",
    ),
    Mistake(
        "no deal",
        PLAN,
        "asked: {plan: no-deal}",
        "record.yaml:8:19: record.answers.north-terms-south.asked.plan: 'no-deal' is what holds "
        "while nobody signs; nobody can be asked for it (found no-deal; expected a plan that can "
        "be signed)",
    ),
    Mistake(
        "unknown issue",
        "clauses: {sanctions: phased}",
        "clauses: {sanction: phased}",
        "record.yaml:39:17: record.answers.line-north.asked.clauses.sanction: unknown issue "
        "'sanction' (found sanction; expected one of status, vote, force, sanctions; did you mean"
        " 'sanctions'?)",
    ),
    Mistake(
        "unknown option",
        "clauses: {sanctions: phased}",
        "clauses: {sanctions: phase}",
        "record.yaml:39:28: record.answers.line-north.asked.clauses.sanctions: unknown option "
        "'phase' of issue 'sanctions' (found phase; expected one of stay, phased, at-once; did "
        "you mean 'phased'?)",
    ),
    Mistake(
        "clauses that cannot stand together",
        "clauses: {sanctions: phased}",
        "clauses: {vote: residents, status: to-north}",
        "record.yaml:39:42: record.answers.line-north.asked.clauses.status: what was put breaks "
        "constraint no. 2: if status is one of (to-north, to-south) then vote is none (found "
        "status is to-north, vote is residents; expected clauses that can stand together in this "
        "case)",
    ),
    Mistake(
        "unknown party",
        "party: south\n    asked: {plan",
        "party: sooth\n    asked: {plan",
        "record.yaml:7:12: record.answers.north-terms-south.party: unknown principal 'sooth' "
        "(found sooth; expected one of north, south; did you mean 'south'?)",
    ),
    Mistake(
        "party that is no principal",
        "party: south\n    asked: {plan",
        "party: union\n    asked: {plan",
        "record.yaml:7:12: record.answers.north-terms-south.party: the party 'union' is not a "
        "principal (found union; expected one of north, south)",
    ),
    Mistake(
        "later than the case",
        "use: test",
        "use: full",
        "record.yaml:34:11: record.answers.line-north.date: the answer is later than the case, so"
        " no future may be weighed by it (found 2026-02-03; expected a date up to 2026-01-01, the"
        " as-of date of case.yaml, or 'use: test')",
    ),
    Mistake(
        "a truce with clauses",
        TRUCE,
        "asked: {truce: 3, plan: standstill, clauses: {sanctions: phased}}",
        "record.yaml:28:13: record.answers.truce-south.asked.truce: a truce settles nothing, so "
        "it has no clauses (found 'truce:' beside 'plan:' and 'clauses:'; expected 'truce:' "
        "alone, or the plan or the clauses that were put)",
    ),
    Mistake(
        "a truce of no days",
        TRUCE,
        "asked: {truce: 0}",
        "record.yaml:28:20: record.answers.truce-south.asked.truce: '0' is no length of a truce "
        "(found 0; expected days, such as 30, or 'open-ended')",
    ),
    Mistake(
        "nothing asked",
        TRUCE,
        "asked: {}",
        "record.yaml:28:12: record.answers.truce-south.asked: it does not say what was put (found"
        " neither a plan nor clauses nor a truce; expected one of 'plan:' (with 'clauses:' where "
        "it was changed), 'clauses:' and 'truce:', or 'words:')",
    ),
    Mistake(
        "words that would be weighed",
        PLAN,
        "asked: {words: Something else.}",
        "record.yaml:8:12: record.answers.north-terms-south.asked: it does not say what was put "
        "(found only words; expected one of 'plan:' (with 'clauses:' where it was changed), "
        "'clauses:' and 'truce:')",
    ),
    Mistake(
        "not said how far it was meant",
        "    sincere: 0.4 to 0.7\n",
        "",
        "record.yaml:33:3: record.answers.line-north: it does not say how far the answer was "
        "sincere (expected 'sincere:', such as 'sincere: 0.6 to 0.9')",
    ),
    Mistake(
        "neither yes nor no",
        "answer: conditional",
        "answer: silent",
        "record.yaml:43:10: record.answers.line-north.use: a party that said neither yes nor no "
        "tells nothing that could be weighed (found test; expected 'use: left-out', or the answer"
        " that its conduct amounted to)",
    ),
    Mistake(
        "no reason",
        "    because: Guns were heard on the second day.\n",
        "",
        "record.yaml:24:3: record.answers.truce-south: it gives no reason (found use: keep; "
        "expected 'because:')",
    ),
    Mistake(
        "neither a source nor a reason",
        "    family: terms\n    source: statement\n  south-terms-north:",
        "    family: terms\n  south-terms-north:",
        "record.yaml:4:3: record.answers.north-terms-south: it has neither a source nor a reason "
        "(found use: full; expected 'source:' or 'because:')",
    ),
    Mistake(
        "unknown source",
        "    source: statement\n  south-terms-north:",
        "    source: [survey, statment]\n  south-terms-north:",
        "record.yaml:13:22: record.answers.north-terms-south.source.1: unknown source 'statment' "
        "(found statment; expected one of survey, statement, draft; did you mean 'statement'?)",
    ),
    Mistake(
        "sincere beyond 1",
        "sincere: 0.4 to 0.7",
        "sincere: 1.2",
        "record.yaml:42:14: record.answers.line-north.sincere: 1.2 in '1.2' is out of range "
        "(found 1.2; expected a share between 0 and 1)",
    ),
    Mistake(
        "another answer",
        "answer: conditional",
        "answer: perhaps",
        "record.yaml:41:13: record.answers.line-north.answer: 'perhaps' is not allowed here "
        "(found perhaps; expected one of 'accepted', 'conditional', 'refused', 'silent' or "
        "'signed-not-kept')",
    ),
    Mistake(
        "a truce of some length",
        TRUCE,
        "asked: {truce: long}",
        "record.yaml:28:20: record.answers.truce-south.asked.truce: 'long' is no length of a "
        "truce (found long; expected days, such as 30, or 'open-ended')",
    ),
    Mistake(
        "listed twice",
        "  south-terms-north:",
        "  north-terms-south:",
        "record.yaml:14:3: record.answers.north-terms-south: the key 'north-terms-south' stands "
        "twice; the first is on line 4",
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "case"))


def change(folder: Path, *changes: tuple[str, str]) -> Path:
    text = (folder / "record.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"the template no longer has {old!r}"
        text = text.replace(old, new, 1)
    (folder / "record.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_what_is_said_of_a_mistake(folder: Path, mistake: Mistake) -> None:
    change(folder, (mistake.old, mistake.new))
    assert [str(problem) for problem in check(folder)] == [mistake.says]


def test_an_answer_after_the_case_may_be_left_out(folder: Path) -> None:
    change(folder, ("use: test", "use: left-out"))
    assert check(folder) == []
    change(folder, ("date: 2026-02-03", "date: 2026-01-01"), ("use: left-out", "use: full"))
    assert check(folder) == []  # on the day of the case


def test_what_an_answer_says_and_weighs() -> None:
    answers = answers_of(load(TEMPLATE))
    assert [answer.yes for answer in answers.values()] == [False, False, True, True]
    assert [answer.weight for answer in answers.values()] == [1, 1, 0, 0]
    assert answers["truce-south"].asked_by == ("union", "A church")
    assert answers["line-north"].asked_by == ("union",)


def test_a_discounted_answer_weighs_half_and_a_silent_one_says_nothing(folder: Path) -> None:
    change(
        folder,
        ("use: full", "use: discounted"),
        ("    source: st", "    because: A.\n    source: st"),
    )
    change(folder, ("answer: signed-not-kept", "answer: silent"))
    answers = answers_of(load(folder))
    assert answers["north-terms-south"].weight == 0.5
    assert answers["truce-south"].yes is None


def answers_of(case: Case):
    assert case.record is not None
    return case.record.answers


def test_a_plan_as_it_stands_is_the_plan_of_the_case() -> None:
    case = load(TEMPLATE)
    answer = answers_of(case)["north-terms-south"]
    assert asked_plan(case, answer) is case.plans["north-terms"]


def test_a_changed_plan_keeps_what_was_not_changed() -> None:
    case = load(TEMPLATE)
    plan = asked_plan(case, answers_of(case)["line-north"])
    assert plan is not None
    assert plan.id == "line-north"
    assert plan.title == "A standstill, if sanctions are lifted in steps."
    assert case.package(plan) == case.package("standstill") | {"sanctions": "phased"}
    assert plan.clauses["force"] is case.plans["standstill"].clauses["force"]
    assert case.silent(plan) == {"status", "vote"}


def test_clauses_alone_leave_the_rest_unmentioned(folder: Path) -> None:
    change(folder, (PLAN, "asked: {clauses: {force: observers}}"))
    case = load(folder)
    plan = asked_plan(case, answers_of(case)["north-terms-south"])
    assert plan is not None
    assert case.package(plan) == case.package("standstill")
    assert case.silent(plan) == {"status", "vote", "sanctions"}
    assert plan.source == ("statement",)


def test_the_same_text_has_one_id_whoever_was_asked(folder: Path) -> None:
    text = "asked: {clauses: {sanctions: phased, force: observers}}"
    other = "asked: {clauses: {force: observers, sanctions: phased}, words: The same.}"
    change(folder, (PLAN, text), ("asked: {plan: south-terms}", other))
    case = load(folder)
    plans = [asked_plan(case, answer) for answer in answers_of(case).values()]
    assert [plan and plan.id for plan in plans] == [
        "north-terms-south", "north-terms-south", None, "line-north",
    ]  # fmt: skip


@pytest.mark.parametrize("days", ["30", "open-ended"])
def test_a_truce_is_no_plan(folder: Path, days: str) -> None:
    case = load(change(folder, (TRUCE, f"asked: {{truce: {days}}}")))
    assert asked_plan(case, answers_of(case)["truce-south"]) is None
    assert str(answers_of(case)["truce-south"].asked.truce) == days


def test_how_far_it_was_meant_is_no_quantity_of_the_case(folder: Path) -> None:
    case = load(folder)
    assert [q.name for q in walk_quantities(case.record)] == [""] * 3
    (folder / "record.yaml").unlink()
    without = load(folder)
    assert without.record is None
    assert list(without.quantities) == list(case.quantities)


def test_a_circle_of_plans_is_no_crash(folder: Path) -> None:
    path = folder / "plans" / "standstill.yaml"
    path.write_text(path.read_text() + "based_on: interim-light\n")
    path = folder / "plans" / "interim-rule.yaml"
    path.write_text(
        re.sub(
            "source: draft\n", "source: draft\nbased_on: standstill\n", path.read_text(), count=1
        )
    )
    assert "circle" in str(check(folder)[0])


@pytest.mark.parametrize("where", [TEMPLATE, *bundled().values()], ids=lambda path: path.name)
def test_every_case_that_comes_with_interim_has_a_record(where: Path) -> None:
    case = load(where)
    record = case.record
    assert isinstance(record, Record)
    dates = [answer.date for answer in record.answers.values()]
    assert dates == sorted(dates)
    for answer in record.answers.values():
        assert answer.use in ("test", "left-out") or answer.date <= case.header.as_of
        plan = asked_plan(case, answer)
        assert (plan is None) == (not answer.asked.plan and not answer.asked.clauses)
    assert any(answer.weight == 1 for answer in record.answers.values())
