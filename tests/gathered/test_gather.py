"""Gathering: each run once, nothing that is at hand or kept."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

import interim
from interim.evaluation import flow
from interim.foundation import defaults
from interim.foundation.cache import Cache
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.gathered import gather as gathering_of
from interim.gathered.document import Gathered
from interim.gathered.gather import gather, kept, talks_of, without_runs
from interim.insight import explain as explaining
from interim.insight import lenses as views
from interim.insight.lenses import side_by_side
from interim.interfaces.cli import interim as cli
from interim.questions.talks import talking

FUTURES = 300
RUN = Run(FUTURES, seed=2)
TOLD = 30
"""Futures in which talks are held here."""


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def evaluation(case):
    return interim.evaluate(case, list(case.header.plans), run=RUN)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return Cache(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def gathering(evaluation, cache):
    """What was gathered, and the lenses under which plans were evaluated on the way."""
    lenses = []

    def counted(*arguments, **named):
        lenses.append(named["run"].lens)
        return flow.evaluate(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explaining, "evaluate", counted)
        patch.setattr(views, "evaluate", counted)
        patch.setattr(defaults, "TALKS_TOLD", TOLD)
        return gather(evaluation, cache=cache), lenses


@pytest.fixture
def idle(monkeypatch):
    """No stage can run, and no future can be drawn."""

    def refuse(*arguments, **named):
        raise AssertionError("something is worked out again")

    for stage in ("run_stages", "run_chunk", "draw"):
        monkeypatch.setattr(flow, stage, refuse)


def test_no_plan_at_hand_is_evaluated_again(case, gathering):
    found, lenses = gathering
    assert lenses == list(case.lenses)  # the views of others; not the case as written
    assert list(found.explained) == list(found.close)


def test_it_finds_what_each_command_finds(case, gathering):
    found, _ = gathering
    for plan in found.close:
        assert found.explained[plan] == explaining.explain(case, plan, run=RUN)
    alone = json.dumps(side_by_side(case, found.close, run=RUN).to_json())
    assert json.dumps(found.lenses) == alone
    shown = [plan for plan in case.talks.menu if plan in case.header.plans]
    assert json.dumps(found.talks) == json.dumps(talking(case, shown, run=RUN.on(TOLD)))


def test_what_was_gathered_is_kept_for_the_same_run(case, evaluation, cache, gathering, idle):
    found, _ = gathering
    written = json.dumps(found.to_json())
    plans = list(case.header.plans)
    for again in (
        kept(case, plans, run=RUN, quick=False, cache=cache),
        gather(evaluation, cache=cache),
    ):
        assert json.dumps(again.to_json()) == written


@pytest.mark.parametrize(
    ("other", "quick"),
    [
        ({"seed": 3}, False),
        ({"futures": FUTURES + 1}, False),
        ({"lens": "doubter"}, False),
        ({"settings": {"war.duration": 1}}, False),
        ({}, True),
    ],
)
def test_another_run_is_not_answered_by_it(case, cache, gathering, other, quick):
    run = replace(RUN, **other)
    assert kept(case, list(case.header.plans), run=run, quick=quick, cache=cache) is None


def test_other_plans_are_not_answered_by_it(case, cache, gathering):
    assert kept(case, list(case.header.plans)[:1], run=RUN, quick=False, cache=cache) is None
    with pytest.raises(BadInput, match="unknown plan"):
        kept(case, ["peace"], run=RUN, quick=False, cache=cache)


def test_a_search_is_handed_in_and_not_kept(case, evaluation, tmp_path):
    search = {"case": case.id, "plans": {}, "candidates": []}
    own = Cache(tmp_path)
    found = gather(evaluation, quick=True, bridge=search, cache=own)
    assert found.bridge == search
    (file,) = tmp_path.iterdir()
    assert own.document(file.name)["bridge"] is None
    assert gather(evaluation, quick=True, bridge=search, cache=own) == found


@pytest.fixture
def once(monkeypatch):
    """Talks that cannot be held again."""
    monkeypatch.setattr(defaults, "TALKS_TOLD", TOLD)
    monkeypatch.setattr(gathering_of, "talking", None)


def test_talks_that_were_held_before_are_taken(evaluation, gathering, once, tmp_path):
    found, _ = gathering
    own = Cache(tmp_path)
    again = gather(evaluation, talks=found.talks, cache=own, progress=lambda done, of: None)
    assert json.dumps(again.to_json()) == json.dumps(found.to_json())
    # What is kept with them is what would have been found without, and holds them.
    (file,) = (path for path in tmp_path.iterdir() if path.name.startswith("gathered"))
    assert own.document(file.name) == json.loads(json.dumps(found.to_json()))


def test_talks_are_kept_by_how_many_futures_they_were_held_in(evaluation, monkeypatch, tmp_path):
    held = []

    def counted(case, shown, *, run, workers, progress):
        held.append(run.futures)
        return {"futures": run.futures}

    monkeypatch.setattr("interim.gathered.gather.talking", counted)
    monkeypatch.setattr(defaults, "TALKS_TOLD", TOLD)
    own = Cache(tmp_path)
    for most, futures in ((None, TOLD), (9, 9), (None, TOLD), (9, 9)):
        assert talks_of(evaluation, most=most, cache=own) == {"futures": futures}
    assert held == [TOLD, 9]


@pytest.mark.parametrize(
    ("name", "other"),
    [("futures", 301), ("seed", 9), ("case", "kosovo-1999"), ("shown", ["standstill"])],
)
def test_talks_of_another_run_are_refused(evaluation, gathering, once, name, other):
    found, _ = gathering
    with pytest.raises(BadInput, match=f"the talks are of another run: {name}"):
        gather(evaluation, talks=dict(found.talks) | {name: other})


def test_talks_take_no_more_futures_than_there_are(case, monkeypatch):
    asked = []

    def held(case, shown, *, run, workers, progress):
        asked.append((list(shown), run, workers))

    monkeypatch.setattr(gathering_of, "talking", held)
    few = interim.evaluate(case, [case.talks.menu[0]], run=RUN.on(20))
    assert talks_of(few, workers=1) is None  # what the talks gave here
    assert asked == [([case.talks.menu[0]], RUN.on(20), 1)]
    monkeypatch.setattr(defaults, "TALKS_TOLD", 7)
    talks_of(few)
    assert asked[1][1] == RUN.on(7)


def test_a_case_without_talks_tells_of_none(case, once):
    silent = case.model_copy(update={"talks": None})
    evaluation = interim.evaluate(silent, [case.header.plans[0]], run=RUN.on(40))
    assert talks_of(evaluation) is None
    steps = []
    found = gather(evaluation, progress=lambda *step: steps.append(step))
    assert found.talks is None
    assert steps[-1][0] == steps[-1][1] == len(steps)


def test_a_document_of_another_kind_is_refused(evaluation):
    with pytest.raises(BadInput, match="no gathered document"):
        Gathered.from_json(evaluation.to_json())


def test_it_can_be_written_and_read_again(gathering):
    found, _ = gathering
    written = json.dumps(found.to_json(), allow_nan=False)
    assert Gathered.from_json(json.loads(written)) == found


def test_a_plan_that_makes_no_other_ground_shares_todays(case, evaluation):
    ground = without_runs(evaluation.to_json(), case).ground
    shared = [one["plans"] for one in ground["situations"]]
    assert shared[0][0] == "no-deal"
    assert sorted(plan for plans in shared for plan in plans) == sorted(evaluation.plans)
    changed = [
        one["forces"] or one["police"] or one["administration"] for one in ground["situations"]
    ]
    assert [bool(roles) for roles in changed] == [False] + [True] * (len(shared) - 1)


def test_a_brief_made_again_runs_nothing(template, tmp_path, monkeypatch):
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path / "kept"))
    command = ["brief", str(template), "--futures", "60", "--quick", "--out"]
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    CliRunner().invoke(cli, [*command, str(first)], catch_exceptions=False)
    monkeypatch.setattr(flow, "evaluate", None)
    CliRunner().invoke(cli, [*command, str(second)], catch_exceptions=False)
    assert second.read_text() == first.read_text()
