"""Test functions of sensitivity analysis, with their known indices."""

from __future__ import annotations

import numpy as np

# Ishigami and Homma (1990) with a = 7, b = 0.1 on (-pi, pi): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 +
# 1/2 = 13.8446; V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8, V3 = 0; V13 = b^2 pi^8 (1/18 - 1/50).
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)

# Sobol's g-function with a = (0, 1, 4.5, 9, 99, 99, 99, 99): V_i = 1/3 / (1 + a_i)^2, and
# 1 + V = prod(1 + V_i).
G_A = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
_V = 1 / 3 / (1 + G_A) ** 2
G_FIRST = _V / (np.prod(1 + _V) - 1)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = 2 * np.pi * u - np.pi
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def sobol_g(u: np.ndarray) -> np.ndarray:
    a = G_A[:, None]
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=0)
