"""Quantiles of any number of values in little memory, whatever the order they come in.

Values are counted in buckets whose width is a fixed share of their place, so that a quantile is
within that share of the true one (Masson, Rim and Lee 2019). The buckets and the quantile are those
of `ddsketch`. Counts are whole numbers: adding up sketches in another order changes nothing, not
even the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ddsketch import DDSketch
from ddsketch.mapping import LogarithmicMapping
from numpy.typing import NDArray

from interim.foundation.estimates import Spread

Buckets = NDArray[np.int64]

ACCURACY = 0.001
"""A quantile differs from the true one by at most this share of it."""
_MAPPING = LogarithmicMapping(ACCURACY)
_LOG_GAMMA = float(np.log(_MAPPING.gamma))
_MIDDLE = 1 << 24
"""Added to bucket numbers, so that they stay above zero and the sign can stand before them."""
_SMALLEST = 1e-300
"""What is nearer to zero counts as zero."""


@dataclass(frozen=True)
class Sketch:
    """How many values lie in which bucket.

    Attributes:
        buckets: (k,), rising; the sign is that of the values, 0 holds zeros.
        counts: (k,), values in each.
    """

    buckets: Buckets
    counts: Buckets

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> Sketch:
        """The sketch of some values, without those that are not defined (NaN).

        Args:
            values: any shape.
        """
        defined = values[~np.isnan(values)].astype(float).ravel()
        size = np.abs(defined)
        held = size >= _SMALLEST
        number = np.ceil(np.log(size[held]) / _LOG_GAMMA).astype(np.int64)
        buckets = np.zeros(defined.size, np.int64)
        buckets[held] = np.sign(defined[held]).astype(np.int64) * (number + _MIDDLE)
        unique, counts = np.unique(buckets, return_counts=True)
        return cls(unique, counts.astype(np.int64))

    def __add__(self, other: Sketch) -> Sketch:
        buckets, place = np.unique(
            np.concatenate([self.buckets, other.buckets]), return_inverse=True
        )
        counts = np.zeros(buckets.size, np.int64)
        np.add.at(counts, place, np.concatenate([self.counts, other.counts]))
        return Sketch(buckets, counts)

    def spread(self) -> Spread | None:
        """Median and 5th to 95th percentile; None without any value."""
        if not self.buckets.size:
            return None
        sketch = DDSketch(ACCURACY)
        for bucket, count in zip(self.buckets.tolist(), self.counts.tolist(), strict=True):
            sign = (bucket > 0) - (bucket < 0)
            place = _MAPPING.value(abs(bucket) - _MIDDLE) if bucket else 0.0
            sketch.add(sign * place, float(count))

        def at(q: float) -> float:
            quantile = sketch.get_quantile_value(q)
            assert quantile is not None  # it holds values
            return float(quantile)

        return {"median": at(0.5), "low": at(0.05), "high": at(0.95)}
