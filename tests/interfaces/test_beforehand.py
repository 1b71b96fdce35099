"""Runs that would be long, or would not fit, are not started before somebody says so."""

import click
import pytest
from click.testing import CliRunner

from interim.evaluation import record
from interim.foundation.errors import BadInput
from interim.interfaces.cli import interim
from interim.interfaces.shell import beforehand
from interim.interfaces.shell.beforehand import Cost, costs, duration, expect_affordable, size

HOUR = 3_600


@pytest.fixture(autouse=True)
def figures(monkeypatch):
    table = {"evaluate": Cost(0.002, 0.001, 100.0), "talks": Cost(0.01, 0.0, 1e6)}
    monkeypatch.setattr(beforehand, "costs", lambda: table)
    monkeypatch.setattr(beforehand, "free_memory", lambda: 10e9)


def refused(*asked, **given):
    with pytest.raises(BadInput) as caught:
        expect_affordable(*asked, **given)
    return [str(problem) for problem in caught.value.problems]


def test_an_hour_may_start_and_more_is_asked_about():
    # Four milliseconds a future on two cores: an hour is 1,800,000 futures.
    expect_affordable("evaluate", 1_800_000, plans=2, workers=2)
    (said,) = refused("evaluate", 3_600_000, plans=2, workers=2)
    assert "would take about two hours on two cores" in said
    assert "found 3,600,000 futures" in said
    assert "about 1,800,000 for an hour, or --yes" in said


@pytest.mark.parametrize(("plans", "times", "workers"), [(6, 1, 2), (2, 2, 2), (2, 1, 1)])
def test_more_plans_more_points_and_fewer_cores_take_longer(plans, times, workers):
    (said,) = refused("evaluate", 1_800_001, plans=plans, times=times, workers=workers)
    assert "about two hours" in said


def test_memory_that_is_not_there_is_said():
    said = refused("talks", 100_000, workers=1_000)
    assert said == [
        "this run would need about 100 GB of memory, and 10 GB are free (found 100,000 futures; "
        "expected about 9,700, or --yes all the same)"
    ]


def test_an_evaluation_keeps_all_it_knows_of_the_first_futures_alone(monkeypatch):
    assert beforehand.WIDE == record.DETAIL
    monkeypatch.setattr(beforehand, "costs", lambda: {"evaluate": Cost(1e-9, 0.0, 1e6)})
    expect_affordable("evaluate", 9_000)  # 9.3 GB
    monkeypatch.setattr(beforehand, "free_memory", lambda: 10.4e9)
    expect_affordable("evaluate", 50_000_000, workers=1_000)
    monkeypatch.setattr(beforehand, "free_memory", lambda: 10e9)
    (said,) = refused("evaluate", 50_000_000, workers=1_000)
    assert "about 10 GB of memory" in said


def test_a_command_whose_cost_nobody_measured_starts():
    expect_affordable("check", 10**18, workers=1)


@pytest.mark.parametrize("futures", [10**18, 2_000_000])
def test_the_command_line_answers_at_once(futures):
    done = CliRunner().invoke(interim, ["talks", "kosovo-1999", "--futures", str(futures)])
    assert isinstance(done.exception, BadInput)
    assert "--yes all the same" in str(done.exception)


class Started(Exception):
    pass


def start(*_args, **_kwargs):
    raise Started


def answer(*asked):
    return CliRunner().invoke(interim, asked).exception


def test_yes_starts_it(monkeypatch, tmp_path):
    monkeypatch.setattr("interim.interfaces.commands.evaluate.evaluated_long", start)
    asked = ["evaluate", "kosovo-1999", "--futures", str(10**18)]
    assert isinstance(answer(*asked), BadInput)
    assert isinstance(answer(*asked, "--yes"), Started)
    assert isinstance(answer(*asked, "--resume", "--out", str(tmp_path)), Started)


def test_points_of_a_sweep_count(monkeypatch):
    monkeypatch.setattr("interim.sweep.experiment.sweep", start)
    monkeypatch.setattr(beforehand, "costs", lambda: {"sweep": Cost(0.001, 0.0, 0.0)})
    asked = ["sweep", "kosovo-1999", "--workers", "2", "--futures", "100000", "--vary"]
    assert isinstance(answer(*asked, "war.front.monthly_gain=1:9:20"), Started)
    assert "about three hours" in str(answer(*asked, "war.front.monthly_gain=1:9:200"))
    assert isinstance(answer(*asked, "war.front.monthly_gain=1:9:200", "--yes"), Started)


def test_every_command_that_draws_futures_has_a_cost(monkeypatch):
    monkeypatch.undo()
    context = click.Context(interim)
    drawing = {
        name
        for name in interim.list_commands(context)
        if any(p.name == "yes" for p in interim.get_command(context, name).params)
    }
    assert drawing == set(costs())
    assert all(cost.seconds + cost.seconds_a_plan > 0.0 for cost in costs().values())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (HOUR + 1, "60 minutes"),
        (5.4 * HOUR, "five hours"),
        (50 * HOUR, "two days"),
        (1e9 * 365.25 * 24 * HOUR, "1,000,000,000 years"),
    ],
)
def test_lengths_of_time(seconds, words):
    assert duration(seconds) == words


def test_sizes():
    assert [size(x) for x in (3.2e8, 2.34e9, 1.26e13, 1e21)] == [
        "320 MB", "2.3 GB", "13 TB", "1,000,000 PB",
    ]  # fmt: skip


def test_a_system_that_does_not_say_what_is_free_is_believed_to_have_enough(monkeypatch, tmp_path):
    monkeypatch.undo()
    assert beforehand.free_memory() > 1e8
    monkeypatch.setattr(beforehand, "MEMORY", tmp_path / "nothing")
    assert beforehand.free_memory() == float("inf")
