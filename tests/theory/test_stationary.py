"""Far from the horizon the kernel plays the stationary logit equilibrium."""

import numpy as np
import pytest

from interim.stages.compliance import strategies
from stages.test_compliance import random_games
from theory.stationary import Stationary

TIMELESS = {
    "rearmament": 0.0, "relief_start": 0.0, "relief_months": 0.0, "lapse": 0.0,
    "vote_month": 100_000, "discount": 0.2,
}  # fmt: skip
MONTHS = 300
"""0.2 a year over 25 years: 3e-18 of the value lies beyond."""

SMALL = TIMELESS | {"snapback": 0.0, "engaged": 0.0, "engage": 0.0}


def game_of(seed, fixed, precision):
    return random_games(seed, 1, types=(1, 1), months=MONTHS, **fixed, precision=precision)


def kernel(game, found, month):
    solved = strategies(game, 0, MONTHS)
    chances = np.empty((len(found.states), 2, 3))
    for k, (tension, taken, engaged, *posture) in enumerate(found.states):
        for p in (0, 1):
            at = (month, p, posture[1 - p], tension, taken, engaged)
            chances[k, p] = solved.comply[at], solved.probe[at], solved.renege[at]
    return chances


@pytest.mark.parametrize("precision", [0.0, 5.0, 20.0])
@pytest.mark.parametrize("seed", range(4))
def test_equals_value_iteration(seed, precision):
    game = game_of(seed, TIMELESS, precision)
    found = Stationary(game)
    assert len(found.states) > 12
    expected = found.iterate()
    assert np.abs(kernel(game, found, 0) - expected).max() < 1e-12
    # The end is felt only near it.
    assert np.abs(kernel(game, found, MONTHS // 2) - expected).max() < 1e-7
    if precision > 0:
        assert np.abs(kernel(game, found, MONTHS - 1) - expected).max() > 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_equals_sgamesolver(seed, monkeypatch):
    """`sgamesolver` (Eibelshäuser and Poensgen) follows the Markov logit equilibrium from
    precision 0: other mathematics altogether.

    Not among the test dependencies: its version 1.0.2 has to be built without isolation and
    names `np.NaN`, which NumPy 2 has removed.
    """
    sgamesolver = pytest.importorskip("sgamesolver", reason="compares with sgamesolver")
    monkeypatch.setattr(np, "NaN", np.nan, raising=False)
    game = game_of(seed, SMALL, 4.0)
    found = Stationary(game)
    payoffs, transitions, discounts = found.as_stochastic_game()
    homotopy = sgamesolver.homotopy.QRE(sgamesolver.SGame(payoffs, transitions, discounts))
    homotopy.solver_setup(target_lambda=4.0)
    homotopy.solver.set_parameters(convergence_tol=1e-11, corrector_tol=1e-11)
    homotopy.solver.verbose = 0
    homotopy.solve()
    n = len(found.states)
    sigma = homotopy.equilibrium.strategies
    theirs = np.stack([sigma[:n, 0], sigma[n : 2 * n, 1]], axis=1)
    assert np.abs(kernel(game, found, 0) - theirs).max() < 1e-7
