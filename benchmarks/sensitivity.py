"""How good and how fast the given-data sensitivity indices are.

    .venv/bin/python benchmarks/sensitivity.py

Prints the indices of two functions with known indices, how often quantities without influence stand
out, and the time for 1,400 quantities and 10,000 futures.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import click
import numpy as np
from numpy.typing import NDArray

from interim.foundation.estimates import Z975
from interim.insight.given_data import first_order, most_classes, partition

Array = NDArray[np.float64]

G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
ISHIGAMI_KNOWN = (0.3139, 0.4424, 0.0)
_PARTS = 1 / 3 / (1 + G) ** 2
G_KNOWN = tuple((_PARTS / (np.prod(1 + _PARTS) - 1)).tolist())


def ishigami(u: Array) -> Array:
    """Ishigami and Homma (1990) with a = 7 and b = 0.1, of (3 or more, n) uniform numbers."""
    x = 2 * np.pi * u - np.pi
    found: Array = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    return found


def g_function(u: Array) -> Array:
    """Sobol's g-function of (8, n) uniform numbers."""
    found: Array = np.prod((np.abs(4 * u - 2) + G[:, None]) / (1 + G[:, None]), axis=0)
    return found


def known(name: str, function: Callable[[Array], Array], values: tuple[float, ...], n: int) -> None:
    """Print estimates beside known indices."""
    u = np.random.default_rng(1).random((8, n))
    found = first_order(partition(list(u), most_classes(n)), function(u))
    click.echo(f"{name}, {n:,} futures")
    for k, value in enumerate(values):
        half = Z975 * found.error[k]
        click.echo(
            f"  x{k + 1}  known {value:.4f}  estimated {found.index[k]:.4f} "
            f"({found.index[k] - half:.4f} to {found.index[k] + half:.4f})"
        )


def noise(runs: int = 40, quantities: int = 300, n: int = 2000) -> None:
    """Print how often any quantity without influence stands out; 5 % is meant."""
    for rate in (0.5, 0.05, 0.01):
        stood_out = 0
        for seed in range(runs):
            rng = np.random.default_rng(seed)
            y = (rng.random(n) < rate).astype(float)
            cut = partition(list(rng.random((quantities, n))), most_classes(n))
            found = first_order(cut, y, replicates=2, seed=seed)
            stood_out += bool((found.index > found.noise).any())
        click.echo(
            f"event in {100 * rate:.0f} % of {n:,} futures: any of {quantities} quantities without "
            f"influence stands out in {stood_out} of {runs} runs"
        )


def speed(quantities: int = 1400, n: int = 10_000) -> None:
    """Print the time for a large case."""
    rng = np.random.default_rng(1)
    columns = list(rng.random((quantities, n)))
    y = (rng.random(n) < 0.3 + 0.4 * columns[0]).astype(float)
    begun = time.perf_counter()
    first_order(partition(columns, most_classes(n)), y)
    taken = time.perf_counter() - begun
    click.echo(f"{quantities:,} quantities, {n:,} futures, 100 bootstrap samples: {taken:.1f} s")


if __name__ == "__main__":
    known("Ishigami", ishigami, ISHIGAMI_KNOWN, 10_000)
    known("Sobol g", g_function, G_KNOWN, 10_000)
    noise()
    speed()
