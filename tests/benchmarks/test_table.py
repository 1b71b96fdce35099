"""The table of the README: the same is compared, and what was measured is printed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import interim

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def part(monkeypatch):
    """A module of the benchmarks by name."""
    monkeypatch.syspath_prepend(FOLDER)
    return import_module


@pytest.mark.parametrize("case", ["ukraine-2026", "kosovo-1999"])
def test_the_peers_walk_the_war_of_the_war_stage(part, case):
    peers = part("ensemble_peers")
    given = peers.wars(interim.load(case), 200)
    _, ours = peers.interim_runs(given)
    walked = []
    for future in range(given.n):
        walk = peers.Walk(given, future)
        while not walk.over:
            walk.step()
        walked.append((walk.fought, walk.end, walk.ground))
    assert np.array_equal(ours, np.array(walked))
    assert len(set(ours[:, 1])) > 1


def test_weights_are_those_of_the_bodies(part):
    bodies = part("power_peers").BODIES
    told = {name: (len(w), sum(w), quota) for name, (w, quota) in bodies.items()}
    assert list(told.values()) == [
        (15, 45, 39),
        (27, 345, 255),
        (51, 538, 270),
        (100, 5050, 2526),
    ]


def test_the_council_as_weights_has_the_published_powers(part):
    peers = part("power_peers")
    _, found = peers.interim_asked(*peers.BODIES["Security Council, 15 seats"])()
    assert found[0] == pytest.approx([106 / 635, 421 / 2145], abs=0)
    assert found[-1] == pytest.approx([21 / 1270, 4 / 2145], abs=0)


def test_a_row_says_who_is_faster_and_by_how_much(part):
    table = part("table")
    row = table.Row("a task", "Peer", "same", ours=[1.0, 1.0, 2.0], theirs=[300.0, 200.0, 200.0])
    said = table.line(row)
    assert "| 1 s | Peer | 200 s | 200 times faster (100 to 300) |" in said
    slower = table.line(table.Row("a task", "Peer", ours=[4.0, 2.0], theirs=[1.0, 1.0]))
    assert "times slower (2 to 4)" in slower
    memory = table.line(table.Row("m", "Peer", unit="MB", ours=[10.0], theirs=[25.0]))
    assert "| 10 MB | Peer | 25 MB | 2.5 times less (2.5 to 2.5) |" in memory
    little = table.line(table.Row("m", "Peer", unit="MB", ours=[1.0], theirs=[25.0]))
    assert "| under 1 MB | Peer | 25 MB | over 25 times less (over 25) |" in little


def test_the_page_is_written_between_its_markers_only(part, tmp_path):
    table = part("table")
    file = tmp_path / "README.md"
    file.write_text("before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n")
    table.put(file, "new")
    assert file.read_text() == "before\n<!-- benchmarks -->\nnew\n<!-- /benchmarks -->\nafter\n"


def test_the_readme_and_the_docs_show_the_same_table():
    texts = [
        file.read_text(encoding="utf-8").split("<!-- benchmarks -->")[1].split("<!-- /b")[0]
        for root in [FOLDER.parent]
        for file in (root / "README.md", root / "docs" / "benchmarks" / "index.md")
    ]
    assert texts[0] == texts[1]
    assert texts[0].count("\n| ") > 5
