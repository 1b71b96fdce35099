"""The benchmark of frontiers: it tells unequal frontiers apart, and its page says what it ran."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def part(monkeypatch):
    """A module of the benchmark by name."""
    monkeypatch.syspath_prepend(FOLDER)
    return import_module


def test_equal_frontiers_in_any_order_and_up_to_rounding(part):
    compare = part("frontier_peers").compare
    ours = np.array([[0.1 + 0.2, 1.0], [1.0, 0.5]])
    assert compare(ours, np.array([[1.0, 0.5 - 1e-12], [0.3, 1.0], [1.0, 0.5]])).equal


def test_a_missing_and_an_extra_point_are_seen(part):
    compare = part("frontier_peers").compare
    ours = np.array([[0.0, 1.0], [1.0, 0.5]])
    missing = compare(ours, ours[:1])
    assert (missing.missing, missing.extra, missing.equal) == (1, 0, False)
    extra = compare(ours, np.array([[0.0, 1.0], [1.0, 0.5], [0.5, 0.75]]))
    assert (extra.missing, extra.extra, extra.equal) == (0, 1, False)


def test_what_rounding_alone_keeps_from_being_dominated_is_not_a_difference(part):
    # (0.3 + 4e-17, 0.4) is not dominated by (0.3, 0.5) in floating point, and is once 0.1 + 0.2
    # counts as 0.3.
    found = part("frontier_peers").compare(
        np.array([[0.3, 0.5]]), np.array([[0.3, 0.5], [0.1 + 0.2, 0.4]])
    )
    assert (found.equal, found.dominated) == (True, 1)


@pytest.mark.parametrize(("ours", "theirs", "equal"), [(0, 0, True), (0, 1, False), (1, 0, False)])
def test_empty_frontiers(part, ours, theirs, equal):
    vectors = np.ones((1, 2))
    assert part("frontier_peers").compare(vectors[:ours], vectors[:theirs]).equal is equal


def test_spaces_are_what_their_names_say(part):
    spaces = part("frontier_spaces")
    for name in {**spaces.SMALL, **spaces.LARGE}:
        space = spaces.find(name)
        parties, issues = (int(text.split()[0]) for text in name.split(", ")[:2])
        options = int(name.split(" x ")[1].split(",")[0])
        assert (len(space.parties), len(space.issues)) == (parties, issues)
        assert space.outcomes == options**issues
        assert bool(space.constraints) == bool(space.interactions) == ("conditions" in name)
    assert spaces.find(spaces.TEN_MILLION).outcomes == 9_765_625
    assert spaces.find("3:7").outcomes == 5**7


def test_a_race_compares_with_enumeration(part):
    benchmark, spaces = part("frontier"), part("frontier_spaces")
    run = benchmark.Run(2, 1, 1.0, 1.0, 4)
    name = "3 parties, 4 issues x 5"
    (race,) = benchmark.race_together([(name, spaces.find(name))], ["numpy"], run)
    assert run.failures == []
    assert race.points["interim"] == race.points["numpy"] > 1
    assert len(race.times["interim"]) == 2
    run.check(name, "numpy", part("frontier_peers").Comparison(1, 0, 0))
    assert run.failures == [f"{name}: NumPy enumeration lacks 1 points and adds 0"]


def test_page_says_where_an_aim_is_missed(part):
    report = part("frontier_report")
    race = report.Race("a (2)", 2, 9)
    race.times = {"interim": [0.1, 0.3, 0.2], "negmas": [1.0, 3.0, 2.0]}
    race.points = {"interim": 4, "negmas": 4}
    slow = report.Solo("5 parties, 15 issues x 5", 5**15, 7, True, "merging", [61.0], (100.0, 90.0))
    whole = report.Report(["a machine"], 3, 3, 60.0, 8.0, domains=[race], large=[slow])
    text = report.page(whole)
    assert "| over 100 times on the total (`pareto_frontier`) | 10 times | **missed** |" in text
    assert "| 5 parties, 15 issues x 5: 7 points under 60 s | 61 s at most | **missed** |" in text
    assert (
        "| NegMAS pareto_frontier | 1 | 200 ms (100 ms - 300 ms) | 2 s (1 s - 3 s) | 10.0 |" in text
    )
    assert "3.1 x 10^10" in text
    slow.times = [59.0]
    assert "| 59 s at most | met |" in report.page(whole)


@pytest.mark.slow
def test_quick_run_writes_a_page(tmp_path):
    page = tmp_path / "page.md"
    done = subprocess.run(
        [
            sys.executable,
            str(FOLDER / "frontier.py"),
            *("--quick", "--repeat", "1", "--domains", str(tmp_path), "--write", str(page)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Frontiers: how fast, how large\n")
    assert "NumPy enumeration" in text
    assert "Compiling is apart" in text
