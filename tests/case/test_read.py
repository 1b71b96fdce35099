"""What a valid case becomes: names, provenance, plans, order; and that nothing makes it crash."""

import random
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interim.case.find import bundled, find
from interim.case.model import Case, walk_quantities
from interim.case.positions import read_yaml
from interim.case.provenance import READING
from interim.case.quantity import marks
from interim.case.read import TEMPLATE, check, load
from interim.foundation.errors import BadInput


@pytest.fixture(scope="module")
def case() -> Case:
    return load(TEMPLATE)


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "case"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


# --- quantities ----------------------------------------------------------------------------


def test_every_quantity_of_the_models_has_its_name(case):
    parts = (
        case.preferences, case.plans, case.war, case.enforcement, case.bodies, case.territory,
        case.referendum, case.talks,
    )  # fmt: skip
    inside = [quantity for part in parts for quantity in walk_quantities(part)]
    assert {quantity.name for quantity in inside} == set(case.quantities)
    assert all(case.quantities[quantity.name] is quantity for quantity in inside)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("preferences.north.issues.status.weight", "45 to 60"),
        ("preferences.north.issues.status.scores.deferred", "uniform(0.35, 0.65)"),
        ("preferences.north.interactions.0.value", "0 to 0.06"),
        ("war.belligerents.north.monthly_cost", "0.2 to 0.5"),
        ("war.ends.exhaustion.hazard", "0.01 to 0.03"),
        ("plans.interim-rule.clauses.force.with.peacekeepers", "3000 to 6000"),
        ("plans.interim-rule.clauses.force.with.guarantees.0.commitment", "0.5 to 0.8"),
        ("enforcement.effects.force.peacekeepers.first_strike.north", "-0.15 to -0.03"),
        ("bodies.council.members.union.leaning", "1 to 3"),
        ("referendum.units.borderland.groups.fled.first", "0.05 to 0.2"),
        ("referendum.votes.residents", "choice(on-the-day: 0.8, before-the-war: 0.2)"),
        ("territory.units.borderland.official_km2", "2200"),
        ("talks.speakers.union.puts.interim-rule", "2 to 5"),
    ],
)
def test_dotted_names(case, name, text):
    assert case.quantities[name].text == text


@pytest.mark.parametrize(
    ("name", "source", "judgement"),
    [
        ("war.belligerents.south.monthly_deaths", ("survey",), None),  # its own
        (
            "war.belligerents.south.monthly_cost",
            (),
            "The economy has shrunk by a tenth.",
        ),  # block's
        ("preferences.south.issues.force.scores.none", ("survey", "statement"), READING),
        (
            "plans.interim-rule.clauses.force.with.mandate.lapse",
            (),  # and not the plan's
            "How firm the promises of the draft are.",
        ),
        ("referendum.held", (), "Few postponed votes on status have been held on time."),  # root's
    ],
)
def test_provenance_is_that_of_the_nearest_block(case, name, source, judgement):
    assert (case.quantities[name].source, case.quantities[name].judgement) == (source, judgement)


def test_no_quantity_of_the_template_says_nothing(case):
    assert all(quantity.marked for quantity in case.quantities.values())


FRONT = "  judgement: Read off the cells; the front has hardly moved for a year.\n"


@pytest.mark.parametrize(
    ("said", "mark", "basis"),
    [
        ("", "judged", None),
        ("  note: Two quiet seasons.\n", "judged", None),
        ("  source: survey\n", "measured", None),
        ("  source: survey\n  note: Rounded.\n", "measured", None),
        ("  derived: 120 km2 / 12 months\n", "derived", "120 km2 / 12 months"),
        ("  source: survey\n  derived: 120 km2 / 12 months\n", "derived", "120 km2 / 12 months"),
        ("  fitted: scripts/front.py, all years\n", "fitted", "scripts/front.py, all years"),
        ("  elicited: Nine experts, medians\n", "elicited", "Nine experts, medians"),
        ("  source: survey\n  judgement: Read so.\n", "judged", "Read so."),
    ],
)
def test_what_is_said_gives_a_mark(tmp_path, template, said, mark, basis):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    edit(folder, "war.yaml", FRONT, said)
    quantity = load(folder).quantities["war.front.monthly_gain"]
    assert (quantity.mark, quantity.basis) == (mark, basis)
    assert quantity.source == (("survey",) if "source" in said else ())
    assert quantity.note == ("Rounded." if "Rounded" in said else None)


def test_the_nearest_statement_wins_and_a_note_takes_nothing_over(tmp_path, template):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    new = (
        "  monthly_gain: {value: -2 to 10, note: A quiet year.}\n  monthly_spread: {value: 5 to 6, "
    )
    edit(folder, "war.yaml", "  monthly_gain: -2 to 10\n  monthly_spread: 5\n",
         f"{new}source: survey}}\n")  # fmt: skip
    stated = load(folder).quantities
    gain, spread = (stated[f"war.front.monthly_{name}"] for name in ("gain", "spread"))
    assert (gain.mark, gain.note) == ("judged", "A quiet year.")
    assert gain.basis == FRONT.partition(": ")[2].strip()
    assert (spread.mark, spread.basis) == ("measured", None)


def test_a_source_of_a_plan_or_a_file_promotes_no_number(tmp_path, template):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    said = "      judgement: How firm the promises of the draft are.\n"
    edit(folder, "plans/interim-rule.yaml", said, "")
    said = "judgement: Few postponed votes on status have been held on time."
    edit(folder, "referendum.yaml", said, "source: survey")
    stated = load(folder).quantities
    lapse = stated["plans.interim-rule.clauses.force.with.mandate.lapse"]
    assert (lapse.mark, lapse.source, lapse.marked) == ("judged", (), False)
    assert stated["plans.interim-rule.clauses.force.with.peacekeepers"].mark == "measured"
    assert (stated["referendum.held"].mark, stated["referendum.held"].marked) == ("judged", False)


def test_constants_and_single_names_are_not_counted(case):
    counted = marks(case.quantities.values())
    assert sum(counted.values()) == sum(q.uncertain for q in case.quantities.values())
    assert not case.quantities["referendum.votes.registered"].uncertain
    assert case.quantities["referendum.votes.residents"].uncertain
    assert not case.quantities["war.front.monthly_spread"].uncertain
    assert (counted["measured"], counted["derived"]) == (4, 0)


def test_naming_quantities_does_not_look_like_writing_fields(case):
    """The terms of a plan take only the fields that its `with` states."""
    stated = case.plans["interim-rule"].clauses["force"].with_
    assert stated.model_fields_set == {
        "peacekeepers", "access", "guarantees", "mandate", "vote_months", "judgement",
    }  # fmt: skip


# --- plans ---------------------------------------------------------------------------------


def test_plans_stand_in_the_order_of_the_header_then_the_rest_then_no_deal(case):
    assert list(case.plans) == [
        "interim-rule", "interim-light", "standstill", "north-terms", "south-terms", "no-deal",
    ]  # fmt: skip


def test_reference_plans_follow_those_of_the_dispute(folder):
    edit(folder, "case.yaml", "standstill]", "standstill]\nreference_plans: [south-terms]")
    assert list(load(folder).plans)[3:] == ["south-terms", "north-terms", "no-deal"]


def test_based_on_changes_some_clauses_and_keeps_the_others(case):
    base, light = case.plans["interim-rule"], case.plans["interim-light"]
    assert light.clauses["status"] == base.clauses["status"]
    assert light.clauses["vote"].option == "residents"
    assert light.clauses["force"].with_ is None  # the changed clause is taken whole
    assert case.package("interim-light") == {
        "status": "deferred", "vote": "residents", "force": "observers", "sanctions": "phased",
    }  # fmt: skip


def test_an_inherited_clause_keeps_the_names_of_its_quantities(folder):
    edit(folder, "plans/interim-light.yaml", "  force: observers\n", "")
    plan = load(folder).plans["interim-light"]
    assert plan.clauses["force"].with_.peacekeepers.name == (
        "plans.interim-rule.clauses.force.with.peacekeepers"
    )


def test_a_chain_of_plans_whatever_the_order_of_their_names(folder):
    (folder / "plans" / "a-first.yaml").write_text(
        "title: A\nshort: A\nsummary: A\nbased_on: interim-light\nclauses: {sanctions: stay}\n"
    )
    assert load(folder).package("a-first") == {
        "status": "deferred", "vote": "residents", "force": "observers", "sanctions": "stay",
    }  # fmt: skip


def test_a_clause_without_a_source_has_its_plans(case):
    assert case.plans["interim-rule"].clauses["status"].source == ("draft",)
    assert case.plans["standstill"].clauses["force"].source == ("statement",)


def test_no_deal_is_silent_on_everything(case):
    assert case.plans["no-deal"].title == "No deal"
    assert case.silent("no-deal") == frozenset(case.issues.issues)
    assert case.package("no-deal") == {
        "status": "disputed", "vote": "none", "force": "none", "sanctions": "stay",
    }  # fmt: skip


def test_no_deal_can_be_described_by_a_file(folder):
    (folder / "plans" / "no-deal.yaml").write_text(
        "title: The war goes on\nshort: War\nsummary: No change.\n"
    )
    case = load(folder)
    assert case.plans["no-deal"].title == "The war goes on"
    assert list(case.plans)[-1] == "no-deal"


def test_the_id_of_a_plan_can_differ_from_its_file(folder):
    edit(folder, "plans/standstill.yaml", "title:", "id: freeze\ntitle:")
    edit(folder, "case.yaml", "standstill]", "freeze]")
    edit(folder, "war.yaml", "terms: standstill", "terms: freeze")
    edit(folder, "talks.yaml", "interim-light, standstill]", "interim-light, freeze]")
    edit(folder, "talks.yaml", "standstill: stays", "freeze: stays")
    edit(folder, "record.yaml", "plan: standstill", "plan: freeze")
    assert load(folder).plans["freeze"].short == "Standstill"


# --- the whole -----------------------------------------------------------------------------


def test_a_case_knows_where_it_is_and_what_it_is_called(case):
    assert (case.id, case.folder) == ("template", TEMPLATE.resolve())
    assert case.principals == ("north", "south")
    assert case.months == 120


def test_the_hash_is_that_of_names_and_contents(folder):
    before = load(folder).hash
    assert before == load(TEMPLATE).hash
    edit(folder, "sources.yaml", "certainty: medium", "certainty: low")
    changed = load(folder).hash
    assert changed != before
    (folder / "lenses" / "doubter.yaml").rename(folder / "lenses" / "sceptic.yaml")
    assert load(folder).hash not in (before, changed)


def test_optional_files_may_be_absent(folder):
    shutil.rmtree(folder / "lenses")
    (folder / "referendum.yaml").unlink()
    (folder / "talks.yaml").unlink()
    text = (folder / "issues.yaml").read_text()
    text = text.replace("        becomes: {join-north: to-north, stay-south: to-south}\n", "")
    (folder / "issues.yaml").write_text(text.replace("    units: [borderland]\n", ""))
    case = load(folder)
    assert case.referendum is None
    assert case.talks is None
    assert case.lenses == {}


def test_a_bundled_case_is_found_by_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, path in bundled().items():
        (tmp_path / name).mkdir()
        assert find(name) == path
        assert find(f"./{name}") == Path(name)


def test_every_bundled_case_is_valid():
    assert {name: check(path) for name, path in bundled().items()} == {
        name: [] for name in bundled()
    }


def test_a_misspelt_bundled_case_is_suggested(folder, monkeypatch):
    monkeypatch.setattr("interim.case.find.bundled", lambda: {"ukraine-2026": folder})
    with pytest.raises(BadInput) as raised:
        load("ukrane-2026")
    assert raised.value.problems[0].suggestion == "ukraine-2026"


def test_the_examples_of_the_documentation_can_be_read():
    text = (Path(__file__).parents[2] / "docs" / "case-format.md").read_text()
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(examples) > 10
    for example in examples:
        read_yaml(example, "example", "example")


# --- nothing crashes it --------------------------------------------------------------------

NASTY = [
    "", "null", "true", "0", "-1", "1e999", ".nan", "9" * 400, "''", "[]", "{}", "[1, 2]",
    "{a: b}", "{value: 1}", "{value: {value: 1}}", "{value: null}", "{source: 3, value: 1}",
    "x", "X Y", "choice(a: 1)", "choice()", "uniform(1, 1)", "normal(0, 0)", "1 to 1",
    "beta(0, 0)", "pert(1, 0, 2)", "always", "- a", "'a: b'", "2026-01-01", "[[[[]]]]",
    "{north: 1, south: 1}", "if a is b then c is d", "é", "north", "'\\0'",
]  # fmt: skip

FILES = sorted(str(p.relative_to(TEMPLATE)) for p in TEMPLATE.rglob("*.yaml"))


@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.sampled_from(NASTY))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_anywhere_makes_reading_crash(tmp_path, file, dice: random.Random, nasty):
    folder = tmp_path / "case"
    if not folder.exists():
        shutil.copytree(TEMPLATE, folder)
    original = (TEMPLATE / file).read_text()
    lines = original.split("\n")
    at = dice.choice([i for i, line in enumerate(lines) if ":" in line and line[0] != "#"])
    lines[at] = f"{lines[at].partition(':')[0]}: {nasty}"
    (folder / file).write_text("\n".join(lines))
    try:
        for problem in check(folder):
            assert problem.message
            assert problem.file
    finally:
        (folder / file).write_text(original)


@given(st.sampled_from(FILES), st.integers(0, 10_000))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_half_a_file_makes_a_clear_error_or_a_case(tmp_path, file, length):
    folder = tmp_path / "case"
    if not folder.exists():
        shutil.copytree(TEMPLATE, folder)
    original = (TEMPLATE / file).read_text()
    (folder / file).write_text(original[: length % len(original)])
    try:
        assert all(problem.message for problem in check(folder))
    finally:
        (folder / file).write_text(original)


def test_a_list_that_is_too_short_is_a_problem_and_no_crash(tmp_path, template):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    header = folder / "case.yaml"
    text = header.read_text()
    pair = "[war.patrons.union.withdrawal, enforcement.guarantors.union.disengage]"
    assert pair in text
    header.write_text(text.replace(pair, "[]"))
    assert any("between" in (problem.path or "") for problem in check(folder))


def test_what_a_party_wants_is_never_counted_as_a_published_figure(case):
    wants = [q for name, q in case.quantities.items() if name.startswith("preferences.")]
    assert wants
    assert {q.mark for q in wants} == {"judged"}
