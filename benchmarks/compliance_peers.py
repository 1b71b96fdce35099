"""How sgamesolver and Gambit are asked, and what is compared with what they find.

Neither is made for this game. sgamesolver solves stationary stochastic games, so it is given the
game without end; Gambit solves trees, so it is given the game of two and of three months, written
by `interim.interop.gambit`. Each is timed from its own game object to the equilibrium, at the same
precision; our kernel is given the same games.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from compliance_games import contiguous, one
from compliance_numpy import pieces, war_values
from numpy.typing import NDArray

from interim.interop.gambit import labelled_strategies, write_efg
from interim.stages.compliance import strategies
from interim.stages.compliance.game import Game
from interim.stages.compliance.state import LEVELS

Array = NDArray[np.float64]
LONG = 300
"""Months after which, at a yearly discount of 0.2, 3e-18 of the value is left."""
TREE_MONTHS = (2, 3)
PRECISION = 4.0


@dataclass(frozen=True)
class Found:
    """What a peer did with one game.

    Attributes:
        seconds: of processor time.
        size: states of the stochastic game, or nodes of the tree.
        chances: what was compared.
        difference: largest difference of a chance from the kernel's.
    """

    seconds: float
    size: int
    chances: int
    difference: float


def peer_version(name: str) -> str | None:
    """Version of an installed peer, None without it or where it cannot be imported."""
    try:
        importlib.import_module(name)
        return version(name)
    except (ImportError, PackageNotFoundError):
        return None


# --- sgamesolver ---------------------------------------------------------------------------


def sgamesolver(game: Game) -> Found:
    """The Markov logit equilibrium of the first game, by sgamesolver's homotopy.

    Raises:
        RuntimeError: it did not reach the precision.
    """
    solver: Any = importlib.import_module("sgamesolver")
    vars(np).setdefault("NaN", np.nan)  # named by version 1.0.2, gone from NumPy 2
    states, payoffs, transitions, discounts = _stochastic_game(one(game, 0))
    homotopy = solver.homotopy.QRE(solver.SGame(payoffs, transitions, discounts))
    homotopy.solver_setup(target_lambda=PRECISION)
    homotopy.solver.set_parameters(convergence_tol=1e-9, corrector_tol=1e-9)
    homotopy.solver.verbose = 0
    begun = time.process_time()
    homotopy.solve()
    seconds = time.process_time() - begun
    if homotopy.equilibrium is None:
        raise RuntimeError("sgamesolver found no equilibrium")
    n = len(states)
    sigma = homotopy.equilibrium.strategies
    theirs = np.stack([sigma[:n, 0], sigma[n : 2 * n, 1]], axis=1)
    ours = _ours(game, states)
    return Found(seconds, len(payoffs), ours.size, float(np.abs(ours - theirs).max()))


def _ours(game: Game, states: list[tuple[int, int, int]]) -> Array:
    solved = strategies(game, 0, LONG)
    by_action = np.stack([solved.comply, solved.probe, solved.renege])[:, 0]
    by_action = by_action.reshape(3, 2, 2, 4 * LEVELS)
    return np.array([[by_action[:, p, s[1 - p], s[2]] for p in (0, 1)] for s in states])


def _stochastic_game(
    game: Game,
) -> tuple[list[tuple[int, int, int]], list[Array], list[Array], Array]:
    """Payoffs and transitions over states (first's posture, second's, cell) that can be reached.

    A state of sgamesolver's is (who moves: first, second, nobody; state); then: collapse, over.
    """
    given = pieces(game, LEVELS)
    chances, keeps, friction = given.chances[0], given.keeps[0], given.friction[0]
    utility, benefit = game.utility[0, :, 0], game.benefit[0]
    states = [(0, 0, 0)]
    for first, second, c in states:  # grows while it is read
        moves = [(a, second, c) for a in (0, 1)] + [(first, a, c) for a in (0, 1)]
        then = [(first, second, int(d)) for d in np.flatnonzero(chances[first, second, c])]
        states += [s for s in dict.fromkeys([*moves, *then]) if s not in states]
    n, at = len(states), {state: k for k, state in enumerate(states)}
    collapse, over = 3 * n, 3 * n + 1
    q, delta = float(given.move[0]), given.later[0]
    arrive = np.array([q, q, 1 - 2 * q])

    def stay(state: tuple[int, int, int]) -> tuple[Array, Array]:
        first, second, c = state
        flow = utility - benefit * (1 - given.intact[c]) + friction[:, first, second, c]
        row = np.zeros(3 * n + 2)
        for d in np.flatnonzero(chances[first, second, c]):
            chance, k = chances[first, second, c, d], at[first, second, int(d)]
            row[k : 3 * n : n] += chance * keeps[d] * arrive
            row[collapse] += chance * (1 - keeps[d])
        return (1 - delta) * flow, row

    def fight(mover: int, c: int) -> Array:
        return war_values(one(game, 0), 0, mover, c % 2)[0]

    last = np.zeros(3 * n + 2)
    last[over] = 1
    payoffs, transitions = [], []
    for mover in (0, 1, None):
        for first, second, c in states:
            if mover is None:
                outcomes = [stay((first, second, c))]
            else:
                to = [(a, second, c) if mover == 0 else (first, a, c) for a in (0, 1)]
                outcomes = [*map(stay, to), (fight(mover, c), last)]
            shape = (len(outcomes), 1) if mover == 0 else (1, len(outcomes))
            payoffs.append(np.array([u for u, _ in outcomes]).T.reshape(2, *shape))
            transitions.append(np.array([row for _, row in outcomes]).reshape(*shape, -1))
    for worth in (war_values(one(game, 0), 0, -1, 0)[0], np.zeros(2)):
        payoffs.append(worth.reshape(2, 1, 1))
        transitions.append(last.reshape(1, 1, -1))
    return states, payoffs, transitions, delta


# --- Gambit --------------------------------------------------------------------------------

QUIET = {
    "engaged": 0.0, "engage": 0.0, "disengage": 0.0, "false_attribution": 0.0, "snapback": 0.0,
    "lapse": 0.0, "accident_hazard": 0.0, "calm": 0.0,
}  # fmt: skip
"""What is turned off to keep the tree small; incidents remain."""


def tree_games(game: Game) -> Game:
    """The same games with less chance in them, so that they make trees of a useful size."""
    return contiguous(
        game._replace(**{k: np.full_like(getattr(game, k), v) for k, v in QUIET.items()})
    )


def gambit(game: Game, months: int) -> Found:
    """The logit equilibrium of the first game over a few months, by Gambit's path following."""
    pygambit: Any = importlib.import_module("pygambit")
    game = one(game, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = write_efg(Path(folder) / "game.efg", game, months)
        tree = pygambit.read_efg(str(path))
        nodes = sum(line[:1] in "cpt" for line in path.read_text(encoding="utf-8").splitlines())
    begun = time.process_time()
    (solved,) = pygambit.qre.logit_solve_lambda(tree, lam=PRECISION)
    seconds = time.process_time() - begun
    same = game._replace(precision=np.array([float(solved.lam)]))
    ours = labelled_strategies(same, months)
    gaps = [
        np.abs(np.subtract(ours[name, label], chances)).max()
        for name, label, chances in _of_gambit(tree, solved)
    ]
    return Found(seconds, nodes, 3 * len(gaps), float(max(gaps)))


def _of_gambit(tree: Any, solved: Any) -> Iterator[tuple[str, str, list[float]]]:
    place = 0
    for player in tree.players:
        for infoset in player.infosets:
            size = len(infoset.actions)
            yield player.label, infoset.label, [solved[place + k] for k in range(size)]
            place += size
