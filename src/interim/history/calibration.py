"""The compliance game's four global numbers, calibrated on settlements of the past.

Lives are simulated under draws from a wide prior and averaged over what is not known of a
settlement; a smooth surface through them (polynomials of third degree in the logarithms) takes the
noise of simulation out and says what lives any other numbers would give. Many more draws are then
weighted by how likely they make the lives on record: importance sampling of a synthetic likelihood.
The same surface serves three checks: how far the record narrows the prior, whether posteriors from
made-up records are right as often as they say, and how well a conflict is foretold by the others.

Sources:
    Price, L. F., Drovandi, C. C., Lee, A., Nott, D. J. (2018). Bayesian synthetic likelihood.
    *Journal of Computational and Graphical Statistics* 27, 1-11. Wilkinson, R. D. (2014).
    Accelerating ABC methods using Gaussian processes (surfaces through simulated likelihoods).
    *AISTATS* 33, 1015-1023. Talts, S., Betancourt, M., Simpson, D., Vehtari, A., Gelman, A. (2018).
    Validating Bayesian inference algorithms with simulation-based calibration. arXiv:1804.06788.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from interim.history.left_out import Score, conflicts, outcomes, skill_at
from interim.history.settlements import Lives
from interim.history.stylised import PRIOR, YEARS, draw_globals, draw_nuisance, lasting
from interim.history.survival import kaplan_meier

Array = NDArray[np.float64]

DRAWS = 400
"""Draws from the prior under which lives are simulated."""
BEHIND = 40
"""Stylised deals behind each settlement and draw."""
DEGREE = 3
"""Of the polynomials of the surface."""
RIDGE = 1e-3
"""Pull of their coefficients towards nothing, the constant apart."""
WEIGHED = 8192
"""Draws from the prior that are weighed on the surface."""
CHUNK = 25
"""Draws that are kept on the disk together."""
HORIZONS = (5.0, 10.0)
RANKS = 10
"""Classes of ranks in the check on made-up data."""


@dataclass(frozen=True)
class Simulated:
    """Lives of the settlements under draws from the prior.

    Attributes:
        numbers: (draws, 4), the global numbers, in the order of `PRIOR`.
        lives: (draws, settlements, years + 1), chance of ending in each year, and of lasting.
    """

    numbers: Array
    lives: Array


@dataclass(frozen=True)
class Checked:
    """Whether posteriors from made-up data are right as often as they say.

    Attributes:
        ranks: number -> how often the true value fell into each tenth of its posterior.
        p: number -> chance of ranks as uneven if the inference is right (chi-squared).
        datasets: how many made-up histories.
    """

    ranks: dict[str, list[int]]
    p: dict[str, float]
    datasets: int


@dataclass(frozen=True)
class Posterior:
    """What the record says of the global numbers.

    Attributes:
        numbers: (draws, 4).
        weights: (draws,), summing to one.
        effective: number of equally weighted draws that would say as much.
        narrowing: number -> 1 - posterior over prior standard deviation of its logarithm: 0 where
            the record says nothing.
        scores: each conflict foretold by the others, at 5 and 10 years.
        checked: on made-up data.
    """

    numbers: Array
    weights: Array
    effective: float
    narrowing: dict[str, float]
    scores: tuple[Score, ...]
    checked: Checked

    def quantiles(self, *shares: float) -> dict[str, list[float]]:
        """Quantiles of each global number."""
        return {
            name: [weighted_quantile(self.numbers[:, k], self.weights, q) for q in shares]
            for k, name in enumerate(PRIOR)
        }


def simulate(
    lives: Lives,
    *,
    draws: int = DRAWS,
    behind: int = BEHIND,
    seed: int = 1,
    folder: Path | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Simulate the lives of all settlements under draws from the prior.

    Args:
        lives: the settlements.
        draws: from the prior; rounded up to whole chunks.
        behind: stylised deals behind each settlement and draw.
        seed: any non-negative integer.
        folder: where finished chunks are kept, and taken from if they fit this run.
        workers: threads; by default one per core.
        progress: called with (done, total) chunks.
    """
    total = -(-draws // CHUNK)
    numbers = draw_globals(stats.qmc.LatinHypercube(len(PRIOR), rng=seed).random(total * CHUNK))
    nuisance = draw_nuisance(len(lives), behind, seed)
    mark = _mark(lives, total, behind, seed)

    def chunk(k: int) -> Array:
        kept = None if folder is None else folder / f"lives-{k:03d}.npz"
        lasted = _kept(kept, mark)
        if lasted is None:
            rows = numbers[k * CHUNK : (k + 1) * CHUNK]
            lasted = np.stack(
                [lasting(lives, dict(zip(PRIOR, row, strict=True)), nuisance) for row in rows]
            )
            _keep(kept, mark, lasted)
        return lasted

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        pending = {pool.submit(chunk, k): k for k in range(total)}
        order = {k: job for job, k in pending.items()}
        left = set(pending)
        try:
            while left:
                _, left = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
                if progress is not None:
                    progress(total - len(left), total)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        parts = [order[k].result() for k in range(total)]
    return Simulated(numbers, np.concatenate(parts))


def smoothed(simulated: Simulated, *, draws: int = WEIGHED, seed: int = 1) -> Simulated:
    """Lives under many more draws, on a smooth surface through the simulated ones.

    Args:
        simulated: lives under some draws.
        draws: new ones from the prior, a power of two.
        seed: of these.
    """
    settlements, bins = simulated.lives.shape[1:]
    numbers = draw_globals(stats.qmc.Sobol(len(PRIOR), rng=seed).random(draws))
    logs = np.log(simulated.lives).reshape(len(simulated.numbers), -1)
    terms = _terms(simulated.numbers)
    pull = RIDGE * len(terms) * np.eye(terms.shape[1])
    pull[0, 0] = 0.0
    surface = np.linalg.solve(terms.T @ terms + pull, terms.T @ logs)
    hazards = np.exp(_terms(numbers) @ surface).reshape(draws, settlements, bins)
    return Simulated(numbers, hazards / hazards.sum(axis=2, keepdims=True))


def _terms(numbers: Array) -> Array:
    """Products of up to three of the logarithms, each scaled to [-1, 1]: (draws, terms)."""
    low, high = np.log(np.array(list(PRIOR.values())).T)
    x = 2 * (np.log(numbers) - low) / (high - low) - 1
    places = range(x.shape[1])
    return np.column_stack(
        [
            np.prod(x[:, list(chosen)], axis=1)
            for degree in range(DEGREE + 1)
            for chosen in combinations_with_replacement(places, degree)
        ]
    )


def calibrate(
    lives: Lives, simulated: Simulated, *, datasets: int = 300, seed: int = 1
) -> Posterior:
    """Weigh the draws by the lives on record, and check the result.

    Args:
        lives: the settlements with their lives.
        simulated: their lives under many draws from the prior.
        datasets: made-up histories for the check.
        seed: of these.
    """
    likelihood = log_likelihoods(lives, simulated.lives)
    weights = _weights(likelihood.sum(axis=1))
    logs = np.log(simulated.numbers)
    mean = weights @ logs
    spread = np.sqrt(weights @ (logs - mean) ** 2)
    return Posterior(
        numbers=simulated.numbers,
        weights=weights,
        effective=float(1 / (weights**2).sum()),
        narrowing={name: float(1 - spread[k] / logs[:, k].std()) for k, name in enumerate(PRIOR)},
        scores=_scores(lives, simulated, likelihood, seed),
        checked=_check(lives, simulated, datasets, seed),
    )


def log_likelihoods(lives: Lives, simulated: Array) -> Array:
    """Logarithm of the chance of each life on record under each draw: (draws, settlements).

    A broken settlement counts by the chance of ending in its year, any other by that of lasting
    until it was last seen.
    """
    year = np.minimum(np.floor(lives.years).astype(int), YEARS)
    rows = np.arange(len(lives))
    ended = simulated[:, rows, year]
    # Chance of lasting to the end of the last whole year seen, and half of the year begun.
    lasting_on = np.cumsum(simulated[:, :, ::-1], axis=2)[:, :, ::-1]
    part = np.clip(lives.years - year, 0.0, 1.0)
    lasted = lasting_on[:, rows, year] - np.where(year < YEARS, part * ended, 0.0)
    broken = lives.broken & (lives.years < YEARS)
    return np.asarray(np.log(np.where(broken, ended, np.maximum(lasted, 1e-300))))


def in_force(simulated: Array, years: float) -> Array:
    """Chance of lasting so many whole years: (draws, settlements)."""
    return np.asarray(simulated[:, :, int(years) :].sum(axis=2))


def weighted_quantile(values: Array, weights: Array, share: float) -> float:
    """The value below which a share of the weight lies."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(share, below, values[order]))


def _weights(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _scores(lives: Lives, simulated: Simulated, likelihood: Array, seed: int) -> tuple[Score, ...]:
    """Each conflict foretold by the posterior without it, against the share of the others."""
    which = conflicts(lives)
    held, weights = outcomes(lives, HORIZONS)
    model, base = np.empty((len(lives), len(HORIZONS))), np.empty((len(lives), len(HORIZONS)))
    for conflict in range(int(which.max()) + 1):
        mine = which == conflict
        posterior = _weights(likelihood[:, ~mine].sum(axis=1))
        others = lives.take(~mine)
        curve = kaplan_meier(others.years, others.broken)
        for h, years in enumerate(HORIZONS):
            model[mine, h] = posterior @ in_force(simulated.lives, years)[:, mine]
            share = curve.at(years)
            base[mine, h] = share["p"] if share is not None else float(curve.survival[-1])
    return tuple(
        skill_at(model[:, h], base[:, h], held[:, h], weights[:, h], which, years, seed)
        for h, years in enumerate(HORIZONS)
    )


def _check(lives: Lives, simulated: Simulated, datasets: int, seed: int) -> Checked:
    """Draw a truth, make up a history from it, infer it from the other draws, and rank it."""
    rng = np.random.default_rng([seed, 2])
    n = len(simulated.numbers)
    ranks = np.zeros((len(PRIOR), RANKS), int)
    cut = np.where(lives.broken, YEARS + 1.0, lives.years)
    for truth in rng.choice(n, size=min(datasets, n), replace=False):
        chances = simulated.lives[truth].cumsum(axis=1)
        ended = (rng.random((len(lives), 1)) > chances).sum(axis=1)
        years = np.minimum(ended + 0.5, YEARS + 1.0)
        broken = (ended < YEARS) & (years <= cut)
        made = Lives(
            lives.settlements, np.where(broken, years, np.minimum(cut, years)), broken,
            lives.features, lives.until,
        )  # fmt: skip
        logs = log_likelihoods(made, simulated.lives).sum(axis=1)
        logs[truth] = -np.inf
        weights = _weights(logs)
        below = weights @ (simulated.numbers < simulated.numbers[truth])
        for k, share in enumerate(below):
            ranks[k, min(int(share * RANKS), RANKS - 1)] += 1
    return Checked(
        ranks={name: ranks[k].tolist() for k, name in enumerate(PRIOR)},
        p={name: float(stats.chisquare(ranks[k]).pvalue) for k, name in enumerate(PRIOR)},
        datasets=int(ranks[0].sum()),
    )


def _mark(lives: Lives, total: int, behind: int, seed: int) -> str:
    """What a chunk depends on."""
    content = repr((total, CHUNK, behind, seed, YEARS, sorted(PRIOR.items())))
    features = np.ascontiguousarray(lives.features).tobytes()
    return hashlib.sha256(content.encode() + features).hexdigest()


def _kept(path: Path | None, mark: str) -> Array | None:
    if path is None or not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return np.asarray(kept["lives"]) if str(kept["mark"]) == mark else None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None  # torn or of another kind: worked out again


def _keep(path: Path | None, mark: str, lives: Array) -> None:
    """Write beside and move into place, so that a chunk is whole or not there."""
    if path is None:
        return
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        np.savez_compressed(file, lives=lives, mark=np.array(mark))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
