"""Typical stories of the small case: real futures, chosen by what happens in them."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest

import interim
from interim.__main__ import main
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.insight.stories import ENOUGH, features, stories, story_of, typical_stories
from interim.insight.typical import gower, k_medoids
from interim.stages.course import Course, Event, courses

FUTURES = 400


@pytest.fixture(scope="module")
def evaluation(template):
    return interim.evaluate(str(template), futures=FUTURES, seed=5)


@pytest.fixture(scope="module")
def plan(evaluation):
    """The plan that breaks down most often."""
    real = [plan for plan in evaluation.plans if plan != "no-deal"]
    return max(real, key=lambda p: int((evaluation.data["month"].sel(plan=p) >= 0).sum()))


def test_each_typical_story_is_a_recorded_future(evaluation, plan):
    found = typical_stories(evaluation, plan, 4)
    assert len(found.stories) == 4
    assert len({story.history.index for story in found.stories}) == 4
    data = evaluation.data.sel(plan=plan)
    for story in found.stories:
        index = story.history.index
        assert story.history.month == int(data["month"][index]) >= 0
        assert story.adopted == bool(data["adopted"][index])
        for principal, signs in story.signs.items():
            assert signs == bool(data["signs"].sel(principal=principal)[index])
        if found.among == "adopted":
            assert story.adopted
        like = story.like
        assert like.same_ending["n"] == round(like.share["p"] * like.share["n"])
        assert like.same_ending["p"] > 0
        assert like.months["low"] <= like.months["median"] <= like.months["high"]
    assert sum(story.like.share["p"] for story in found.stories) == pytest.approx(1)
    assert {story.like.share["n"] for story in found.stories} == {found.read}
    shares = [story.like.share["p"] for story in found.stories]
    assert shares == sorted(shares, reverse=True)


def test_the_same_run_gives_the_same_stories(evaluation, template, plan):
    again = interim.evaluate(str(template), futures=FUTURES, seed=5, workers=1)
    assert stories(evaluation, plan, 3) == stories(again, plan, 3)


def test_a_typical_story_is_the_most_central_of_its_group(evaluation, plan):
    found = typical_stories(evaluation, plan, 3)
    data = evaluation.data.sel(plan=plan)
    broken = (data["month"].values >= 0) & (
        data["adopted"].values if found.among == "adopted" else True
    )
    read = np.flatnonzero(broken)
    assert found.read == read.size
    case = evaluation.case
    told = courses(case, case.plans[plan], draw(case, Run(FUTURES, seed=5)), read)
    distance = gower(features(case, told))
    groups = k_medoids(distance, 3)
    assert [read[k] for k in groups.typical] == [s.history.index for s in found.stories]
    for number, medoid in enumerate(groups.typical):
        own = np.flatnonzero(groups.group == number)
        totals = distance[np.ix_(own, own)].sum(axis=1)
        assert totals.min() == pytest.approx(distance[own, medoid].sum())


def test_a_single_story_is_the_same_future_whatever_the_run(evaluation, template, plan):
    shorter = interim.evaluate(str(template), futures=60, seed=5)
    one, other = story_of(evaluation, plan, 41), story_of(shorter, plan, 41)
    assert one.history == other.history
    assert one.like is None
    assert (one.futures, other.futures) == (FUTURES, 60)


def test_lens_and_settings_reach_the_story(template, plan):
    settings = {"enforcement.guarantors.union.engaged": 0.0}
    evaluation = interim.evaluate(str(template), futures=60, seed=5, settings=settings)
    assert not any(story_of(evaluation, plan, k).history.engaged for k in range(5))


def test_what_nobody_asks_for_is_refused(evaluation, plan):
    with pytest.raises(BadInput, match="0 to 399"):
        story_of(evaluation, plan, FUTURES)
    with pytest.raises(BadInput, match="did you mean"):
        stories(evaluation, plan[:-1], 3)
    with pytest.raises(BadInput, match="unknown plan of this evaluation 'no-deal'"):
        stories(evaluation, "no-deal", 3)
    with pytest.raises(BadInput, match="at least one story"):
        stories(evaluation, plan, 0)


def with_data(evaluation, plan, **changes):
    """The evaluation with some results of a plan replaced in every future."""
    data = evaluation.data.copy(deep=True)
    for name, values in changes.items():
        data[name].loc[{"plan": plan}] = values
    return dataclasses.replace(evaluation, data=data)


def test_a_plan_that_never_breaks_down_has_no_story(evaluation, plan):
    kept = with_data(evaluation, plan, month=-1, ending=0)
    found = typical_stories(kept, plan, 3)
    assert found.stories == ()
    assert found.read == 0
    assert found.broken["p"] == 0


def test_without_adoption_all_futures_are_read(evaluation, plan):
    refused = with_data(evaluation, plan, adopted=False)
    found = typical_stories(refused, plan, 3)
    assert found.among == "in force"
    assert found.broken["n"] == FUTURES
    assert not any(story.adopted for story in found.stories)


def test_only_adopted_futures_are_read_where_enough_of_them_break_down(evaluation, plan):
    month = evaluation.data["month"].sel(plan=plan).values
    broken = np.flatnonzero(month >= 0)
    assert broken.size > ENOUGH, "the case no longer breaks down often enough for this test"
    adopted = np.zeros(FUTURES, bool)
    adopted[broken[-ENOUGH:]] = True
    found = typical_stories(with_data(evaluation, plan, adopted=adopted), plan, 2)
    assert found.among == "adopted"
    assert found.read == ENOUGH
    assert all(story.adopted for story in found.stories)
    adopted[broken[-1]] = False
    assert typical_stories(with_data(evaluation, plan, adopted=adopted), plan, 2).among == (
        "in force"
    )


def history(index, *events, ending, month):
    end = Event(month, None, "end", {"ending": ending})
    return Course(index, (*events, end), ending, month, {}, engaged=True)


def test_groups_follow_how_it_ended_before_all_else(evaluation):
    """Ten breaches by the first with ten violations each, and ten accidents with ten or none."""
    first = evaluation.case.principals[0]

    def events(number):
        pinned = {"seen": True, "attributed": True}
        return [Event(k, first, "incident", pinned) for k in range(number)]

    broken = [
        history(
            k,
            *events(10),
            Event(40 + k, first, "renege", {}),
            ending="reneged-first",
            month=40 + k,
        )
        for k in range(10)
    ]
    collapsed = [
        history(
            10 + k,
            *events(10 * (k % 2)),
            Event(40 + k, None, "accident", {}),
            ending="escalated",
            month=40 + k,
        )
        for k in range(10)
    ]
    groups = k_medoids(gower(features(evaluation.case, broken + collapsed)), 2)
    assert len(set(groups.group[:10].tolist())) == len(set(groups.group[10:].tolist())) == 1
    assert groups.group[0] != groups.group[10]


def run(capsys, *arguments):
    code = main(["evaluate", *arguments, "--futures", "200", "--seed", "5"])
    return code, capsys.readouterr()


def test_the_command_tells_stories(capsys, template):
    code, printed = run(capsys, str(template), "--stories", "2", "--story", "7")
    assert code == 0
    assert "Two typical stories" in printed.out
    assert "future 7 of 200 (seed 5)" in printed.out
    assert "none of them is a forecast" in " ".join(printed.out.split())


def test_the_command_adds_stories_to_the_document(capsys, template, tmp_path: Path):
    code, printed = run(
        capsys, str(template), "--stories", "2", "--story", "7", "--json", "--out", str(tmp_path)
    )
    assert code == 0
    document = json.loads(printed.out)
    (file,) = tmp_path.glob("*.json")
    assert json.loads(file.read_text(encoding="utf-8")) == document
    assert "stories" not in document["plans"]["no-deal"]
    for plan, result in document["plans"].items():
        if plan != "no-deal":
            assert len(result["stories"]["typical"]) <= 2
            assert result["story"]["future"] == 7


def test_the_command_refuses_a_future_that_is_not_drawn(capsys, template):
    code, printed = run(capsys, str(template), "--story", "200")
    assert code == 2
    assert "expected 0 to 199" in printed.err


def test_the_example_of_the_docs_runs(capsys):
    page = (Path(__file__).parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    # Few futures show that it runs.
    exec(example.replace("futures=2000", "futures=380"), {})
    printed = capsys.readouterr().out
    assert printed.count("Month 0 The deal came into force.") == 3
    assert "Event(month=" in printed
