"""The brief of a real run, with all that other commands find."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import interim
from house_page import arrows, modules, room
from interfaces.test_brief import Page, words_of
from interim import futures
from interim.case import read
from interim.evaluation import flow
from interim.foundation import defaults
from interim.foundation.errors import BadInput
from interim.foundation.json_output import as_json
from interim.futures import Run
from interim.gathered.document import Gathered
from interim.gathered.gather import closest, gather, without_runs
from interim.history import outside
from interim.interfaces.brief import layout
from interim.interfaces.brief.layout import brief
from interim.interfaces.cli import interim as cli
from interim.questions.bridge import bridge
from interim.territory import standing

FUTURES = 300


@pytest.fixture(scope="module")
def evaluation(template):
    return interim.evaluate(interim.load(template), futures=FUTURES, seed=1)


@pytest.fixture(scope="module")
def search(evaluation):
    """What a search finds that starts from one plan and gives packages few futures."""
    case = evaluation.case
    header = case.header.model_copy(update={"plans": ("interim-rule",)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interim.bargaining.race.ROUNDS", (20,))
        patch.setattr("interim.questions.bridge.LEADERS", 1)
        patch.setattr("interim.questions.bridge.SIMPLER", 20)
        patch.setattr("interim.foundation.defaults.BRIDGE_TALKS", 5)
        return bridge(case.model_copy(update={"header": header}), run=Run(60), most=2).to_json()


@pytest.fixture(scope="module")
def gathered(evaluation, search):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(defaults, "TALKS_TOLD", 10)
        return gather(evaluation, bridge=search)


@pytest.fixture(scope="module")
def elsewhere():
    """A bundled case, whose plans divide the ground in several ways."""
    return interim.evaluate(interim.load("kosovo-1999"), futures=50, seed=1)


@pytest.fixture(scope="module")
def alone(elsewhere):
    """Its brief without all that takes runs of its own."""
    return brief(without_runs(elsewhere.to_json(), elsewhere.case))


@pytest.fixture(scope="module")
def html(gathered):
    return brief(gathered)


@pytest.fixture(scope="module")
def shown(html):
    return Page(html)


def section(html, name):
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    return found.group() if found else ""


def test_it_has_a_part_for_everything_that_was_run(shown):
    parts = [attributes["id"] for attributes in shown.all("section")]
    assert parts[:6] == ["talks", "answer", "map", "sign", "hold", "change"]
    for name in ("ground", "votes", "better", "drivers", "lens", "quantities", "sources"):
        assert name in parts
    listed = [a["href"] for a in shown.all("a") if (a["href"] or "").startswith("#")]
    assert {f"#{name}" for name in parts[6:]} <= set(listed)


def test_it_is_well_formed_with_one_id_each(shown):
    assert shown.open == []
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for drawing in shown.all("svg"):
        assert len(drawing["aria-label"] or "") > 40


def test_figures_and_tables_are_numbered_in_their_order(shown):
    text = words_of(shown)
    for kind in ("Figure", "Table"):
        numbers = [int(n) for n in re.findall(rf"{kind} (\d+)\.", text)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 5


def test_every_ground_that_a_plan_makes_is_drawn_once_and_has_its_table(elsewhere, alone):
    ground = section(alone, "ground")
    front = section(alone, "map")
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", ground)
    rows = [unescape(row) for row in re.findall(r'<th scope="row">(.*?)</th>', ground)]
    assert headings[0].startswith("Today")
    assert front.count('class="wide"') == 1
    assert ground.count('class="wide"') + 1 == len(set(rows))
    told = {plan.strip() for row in set(rows) for plan in row.split(",")}
    plans = set(elsewhere.to_json()["plans"]) - {"no-deal"}
    assert {elsewhere.case.plans[plan].short for plan in plans} <= told


def test_each_member_of_a_needed_body_has_a_seat(gathered, html):
    votes = section(html, "votes")
    for document in gathered.votes.values():
        for body in document["bodies"].values() if "bodies" in document else document.values():
            if isinstance(body, dict) and body.get("needed"):
                for member in body["members"].values():
                    assert member["title"] in votes


def test_packages_of_a_search_are_told_as_changes(evaluation, search, html):
    told = section(html, "better")
    best = search["candidates"][0]
    for change in best["changes"]:
        issue = evaluation.case.issues.issues[change["issue"]]
        assert issue.title in told
        assert issue.options[change["to"]].title in told


def test_drivers_and_lenses_are_those_of_the_plans_looked_at_closely(evaluation, gathered, html):
    plans = closest(evaluation.to_json())
    assert tuple(gathered.explained) == plans == gathered.close
    told = section(html, "drivers") + section(html, "lens")
    for plan in plans:
        assert evaluation.case.plans[plan].short in told
    assert all(lens.title in told for lens in evaluation.case.lenses.values())


def test_a_quick_brief_leaves_out_what_takes_long(evaluation):
    quick = gather(evaluation, quick=True)
    assert quick.votes
    assert (quick.explained, quick.lenses, quick.talks) == ({}, None, None)
    html = brief(quick)
    shown = Page(html)
    assert "depends most on" not in words_of(shown)
    assert "as each sees it" not in words_of(shown)
    assert "interim bridge template" in words_of(shown)  # how to get what is missing


def test_without_evidence_the_evaluation_stands_alone(alone):
    parts = [attributes["id"] for attributes in Page(alone).all("section")]
    assert len(alone) < 3_000_000
    assert {"answer", "map", "sign", "hold", "ground", "sources"} <= set(parts)


def test_quantities_are_folded_by_part_and_none_is_missing(evaluation, shown):
    text = words_of(shown)
    folds = {part: int(count) for part, count in re.findall(r"([A-Z][a-z]+): (\d+)(?= |$)", text)}
    parts = {name.split(".")[0].capitalize() for name in evaluation.case.quantities}
    assert parts <= set(folds)
    assert sum(folds[part] for part in parts) == len(evaluation.case.quantities)
    assert len(shown.all("details")) == len(parts)


def test_a_search_of_another_case_is_refused(evaluation, search):
    with pytest.raises(BadInput, match="another case"):
        gather(evaluation, quick=True, bridge=search | {"case": "ruritania"})
    with pytest.raises(BadInput, match="no search"):
        gather(evaluation, quick=True, bridge={"case": "template"})


@pytest.mark.parametrize(
    ("text", "said"), [("{", "Expecting"), ("[]", "a JSON object"), ("{}", "interim bridge CASE")]
)
def test_a_file_that_is_no_search_is_refused(template, tmp_path, text, said):
    file = tmp_path / "packages.json"
    file.write_text(text)
    arguments = [template, "--futures", "50", "--bridge", file, "--out", tmp_path / "b.html"]
    with pytest.raises(BadInput, match=said):
        CliRunner().invoke(cli, ["brief", *map(str, arguments)], catch_exceptions=False)
    assert not (tmp_path / "b.html").exists()


def test_the_command_takes_a_search_and_is_small_enough(template, tmp_path, search):
    file, out = tmp_path / "packages.json", tmp_path / "brief.html"
    file.write_text(json.dumps(search))
    arguments = [template, "--futures", "60", "--quick", "--bridge", file, "--out", out]
    done = CliRunner().invoke(cli, ["brief", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0
    html = out.read_text()
    assert 'id="better"' in html
    assert len(html) < 3_000_000


def test_what_was_written_gives_the_same_brief_and_nothing_is_worked_out(
    gathered, html, monkeypatch
):
    written = as_json(gathered.to_json())

    def refuse(*arguments, **named):
        raise AssertionError("the brief works something out")

    for where, name in (
        (flow, "run_stages"),
        (futures, "draw"),
        (futures.Run, "quantities"),
        (standing, "standing"),
        (outside, "side_by_side"),
        (read, "load"),
    ):
        monkeypatch.setattr(where, name, refuse)
    assert brief(Gathered.from_json(json.loads(written))) == html


def test_its_modules_import_nothing_that_could():
    texts = {name: path.read_text(encoding="utf-8") for name, path in modules().items()}
    own = {f"interfaces.brief.{path.stem}" for path in Path(layout.__file__).parent.glob("*.py")}
    taken = {arrow.imported for arrow in arrows(texts) if arrow.importer in own}
    shown = ("foundation", "presentation", "interfaces.brief")
    assert {name for name in taken if room(name) not in shown} == {
        "case.model",
        "gathered.document",
        "territory.situation",
        "territory.standing",
    }
