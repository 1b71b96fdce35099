"""The games that the benchmark solves, and the shipped kernel compiled for the reference game."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import interim
from interim.case.model import Case
from interim.futures import Run, draw
from interim.stages.compliance import (
    SPARE,
    START_UNIFORMS,
    UNIFORMS,
    needs_spare,
    run,
    solution,
    state,
)
from interim.stages.compliance.game import Game
from interim.stages.compliance.game_of_case import build_game
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war

MONTHS = 120
LEVELS = 4
"""Levels of tension with which the game has 64 states; as shipped it has three and 48."""
LINE = "LEVELS = 3\n"
PACKAGE = "interim.stages.compliance"
FOLDER = tempfile.TemporaryDirectory(prefix="compliance-kernel-")
TEMPLATE = Path(interim.__file__).parent / "case" / "template"


def games_of(case: Case, plan: str, futures: int) -> Game:
    """The games of a plan of a case, as the compliance stage makes them."""
    drawn, named = draw(case, Run(futures)), case.plans[plan]
    worth, fighting = value(case, named, drawn), war(case, drawn)
    game = build_game(
        case,
        named,
        drawn,
        value=worth,
        terms=terms(case, named, drawn),
        war=fighting,
        referendum=referendum(case, named, drawn),
        renewal=renewal(case, named, drawn, value=worth, war=fighting),
    )
    return contiguous(game)


def reference_games(futures: int, months: int = MONTHS) -> Game:
    """Games of the small case, one type a side and without a vote: two movers, three actions."""
    game = games_of(interim.load(str(TEMPLATE)), "interim-rule", futures)
    return contiguous(
        game._replace(
            types=np.array([1, 1]),
            prior=np.ones_like(game.prior[:, :, :1]),
            war=game.war[..., [0, int(game.types[0])]],
            vote_month=np.full(futures, months),
        )
    )


def stationary_games(futures: int, *, small: bool) -> Game:
    """Games in which nothing depends on the month and the far future hardly counts.

    Args:
        futures: how many.
        small: without snapback and guarantors, so that fewer states can be reached.
    """
    game = reference_games(futures, 10**6)
    still: dict[str, Any] = {
        "rearmament": 0.0, "relief_start": 0.0, "relief_months": 0.0, "lapse": 0.0,
        "discount": 0.2, "precision": 4.0,
    }  # fmt: skip
    if small:
        still |= {"snapback": 0.0, "engaged": 0.0, "engage": 0.0}
    return contiguous(
        game._replace(**{k: np.full_like(getattr(game, k), v) for k, v in still.items()})
    )


def one(game: Game, i: int) -> Game:
    """The game of one future, as games of one future."""
    n = game.engaged.size
    return contiguous(
        Game._make(
            array[i : i + 1] if name != "types" and array.shape[:1] == (n,) else array
            for name, array in zip(Game._fields, game, strict=True)
        )
    )


def contiguous(game: Game) -> Game:
    """In one memory layout, so that kernels are compiled once."""
    return Game._make(np.ascontiguousarray(array) for array in game)


def kernel_with(levels: int) -> ModuleType:
    """The shipped kernel, with one constant changed where the number of levels is not its own.

    Returns:
        The module that solves games.

    Raises:
        RuntimeError: the constant is not where it was.
    """
    if levels == state.LEVELS:
        return solution
    if Path(state.__file__).read_text(encoding="utf-8").count(LINE) != 1:
        raise RuntimeError(f"the kernel no longer has the line {LINE!r}")
    name = f"compliance_of_{levels}_levels"
    copy = Path(FOLDER.name) / name
    copy.mkdir(exist_ok=True)
    for file in Path(state.__file__).parent.glob("*.py"):
        text = "" if file.name == "__init__.py" else file.read_text(encoding="utf-8")
        text = text.replace(LINE, f"LEVELS = {levels}\n")
        (copy / file.name).write_text(text.replace(PACKAGE, name), encoding="utf-8")
    if FOLDER.name not in sys.path:
        sys.path.append(FOLDER.name)
    return import_module(f"{name}.solution")


def solver(levels: int) -> Any:
    """A loop over games: `(game, months, values)` fills values at signing.

    Each game is solved whole, strategies of every month and state included.
    """
    solving = kernel_with(levels)

    def solve_all(game: Any, months: int, values: Any) -> None:
        for solved in solving.solve(game, months, np.full(game.engaged.size, 3)):
            futures = solved.block.futures[: solved.block.size]
            values[futures] = np.moveaxis(solved.values, -1, 0)[: solved.block.size]

    return solve_all


def solved(kernel: Any, levels: int, game: Game, months: int) -> np.ndarray:
    """Values at signing by agent and state: (n, agents, own posture, other's, tension, 2, 2).

    Raises:
        ValueError: the public's belief is a state of the game, so that there are values by belief.
    """
    n, agents, points = game.engaged.size, int(game.types.sum()), game.grid.shape[1]
    if points != 1:
        raise ValueError(f"values by state want one point of the public's belief, not {points}")
    values = np.empty((n, points, agents, 16 * levels))
    kernel(game, months, values)
    return values.reshape(n, agents, 2, 2, levels, 2, 2)


def played(game: Game, months: int) -> Callable[[], object]:
    """Ready to be timed: every game solved, a history drawn."""
    rng, n = np.random.default_rng(1), game.engaged.size
    monthly, start = rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS))
    drawn = np.stack([rng.integers(0, k, n) for k in game.types], axis=1)
    spare = rng.random((n, months + 1, SPARE)) if needs_spare(game) else None
    return lambda: run(game, months, monthly, start, drawn, spare=spare)
