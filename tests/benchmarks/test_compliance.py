"""The benchmark of the compliance game: peers solve the same game, and the page says what ran."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
LEVELS = 3


@pytest.fixture
def part(monkeypatch):
    """A module of the benchmark by name."""
    monkeypatch.syspath_prepend(FOLDER)
    return import_module


@cache
def solver(games):
    """Compiled anew in each process, which takes seconds."""
    return games.solver(LEVELS)


def kernel_values(games, game, months):
    """By principal, posture of the first, of the second, and cell, as NumPy's."""
    values = games.solved(solver(games), LEVELS, game, months)
    same = np.stack([values[:, 0], values[:, 1].swapaxes(1, 2)], axis=1)
    return same.reshape(*same.shape[:4], -1)


@pytest.mark.slow
def test_numpy_solves_the_same_game(part):
    games, plain = part("compliance_games"), part("compliance_numpy")
    game = games.reference_games(5, 30)
    values, choice = plain.solve(game, 30, LEVELS)
    assert np.abs(values - kernel_values(games, game, 30)).max() < 1e-12
    assert choice.shape == (30, 5, 2, 3, 2, 4 * LEVELS)
    assert choice.sum(axis=3) == pytest.approx(1)


@pytest.mark.slow
def test_a_different_game_is_seen(part):
    games, plain = part("compliance_games"), part("compliance_numpy")
    game = games.reference_games(2, 30)
    other = games.contiguous(game._replace(calm=game.calm + 1e-6))
    values, _ = plain.solve(other, 30, LEVELS)
    assert np.abs(values - kernel_values(games, game, 30)).max() > 1e-9


def test_a_batch_of_numpy_is_its_games(part):
    games, plain = part("compliance_games"), part("compliance_numpy")
    game = games.reference_games(4, 12)
    together, _ = plain.solve(game, 12, LEVELS)
    alone, _ = plain.solve(games.one(game, 2), 12, LEVELS)
    assert alone[0] == pytest.approx(together[2], abs=1e-14)


def test_the_kernel_is_refused_once_its_levels_are_set_elsewhere(part, monkeypatch):
    games = part("compliance_games")
    monkeypatch.setattr(games, "LINE", "LEVELS = 17\n")
    with pytest.raises(RuntimeError, match="no longer has the line"):
        games.kernel_with(4)


@pytest.mark.parametrize("small", [True, False])
def test_sgamesolver_finds_the_same(part, small):
    pytest.importorskip("sgamesolver", reason="compares with sgamesolver")
    found = part("compliance_peers").sgamesolver(
        part("compliance_games").stationary_games(1, small=small)
    )
    assert found.difference < 1e-9


def test_gambit_finds_the_same(part):
    pytest.importorskip("pygambit", reason="compares with Gambit")
    peers = part("compliance_peers")
    found = peers.gambit(peers.tree_games(part("compliance_games").reference_games(1)), 2)
    assert found.difference < 1e-9
    assert found.size > 50


def report(part, **changes):
    made = part("compliance_report")
    rates = [made.Rate("interim", "compiled", [9000.0, 10_000.0, 11_000.0])]
    rates.append(made.Rate("NumPy", "at a time", [900.0, 2000.0, 1000.0]))
    fields = {
        "rounds": 3, "games": 2000, "months": 120, "levels": 4, "shipped_levels": 3,
        "numpy_batch": 1000, "cold": 8.0, "warm": 0.03, "load": 1.5, "race": rates,
    }  # fmt: skip
    return made.Report(**(fields | changes))


def test_the_page_gives_ratios_of_rounds_with_their_spread(part):
    text = part("compliance_report").page(report(part))
    # 9000/900, 10,000/2000 and 11,000/1000: 10, 5 and 11.
    assert "| 10,000 (9,000-11,000) |" in text
    assert "| 10 times (5-11) |" in text
    assert "64 states" in text
    assert "is reached" in text
    assert "0.03 s" in text


def test_the_page_says_what_is_missed_and_absent(part):
    made = part("compliance_report")
    slow = [made.Rate("interim", "compiled", [100.0])]
    whole = made.EndToEnd("c", list("abcdef"), 100_000, 2, 400.0, 700.0, 1.2, 3.0)
    text = made.page(report(part, race=slow, absent=["sgamesolver"], whole=whole))
    assert text.count("**missed**") == 2
    assert "Not installed in this run, and so left out: sgamesolver." in text
    assert "in 6 min 40 s by the clock" in text
    # 700 s of the processors over 2 cores.
    assert "at least 5 min 50 s" not in text
    busy = made.EndToEnd("c", list("abcdef"), 100_000, 2, 400.0, 500.0, 1.2, 3.0)
    assert "at least 4 min 10 s" in made.page(report(part, whole=busy))
