"""Exponentials of many numbers at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from interim.stages.compliance.compiled import compiled_without_checks
from interim.stages.compliance.game import Array


@intrinsic
def _float_of_bits(_typing_context: Any, _bits: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@compiled_without_checks
def exponentials(x: Array, row: int) -> None:
    """Replace each x <= 0 by exp(x), to the last bit or the one before; below -708 by 0.

    `math.exp` would take most of the kernel's time: it goes number by number, while this loop
    compiles to vector instructions. exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and n goes straight
    into the exponent's bits. The rational function for exp(r) and ln(2) in two parts are those of
    Moshier's Cephes library (1989), `exp.c`.
    """
    for j in range(x.shape[1]):
        z = max(x[row, j], -708.0)
        n = math.floor(z * 1.4426950408889634074 + 0.5)
        r = (z - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6
        q = r * r
        p = 3.02994407707441961300e-2 + q * 1.26177193074810590878e-4
        p = r * (9.99999999999999999910e-1 + q * p)
        d = 2.52448340349684104192e-3 + q * 3.00198505138664455042e-6
        d = 2.00000000000000000009 + q * (2.27265548208155028766e-1 + q * d)
        power: float = _float_of_bits((np.int64(n) + 1023) << 52)  # type: ignore[call-arg]
        x[row, j] = power * (1.0 + 2.0 * p / (d - p)) if x[row, j] >= -708.0 else 0.0
