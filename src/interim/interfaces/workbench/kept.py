"""What has been worked out is kept within a limit; what was not asked for longest goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Results by what they depend on, for any number of threads."""

    def __init__(self, most: float, weight: Callable[[T], float] = lambda _: 1.0) -> None:
        """Keeps nothing yet.

        Args:
            most: weight of all that is kept; the latest result is kept whatever it weighs.
            weight: of one result, in the same unit; it may grow later (see `grown`).
        """
        self._most, self._weight = most, weight
        self._lock = threading.Lock()
        self._there: OrderedDict[Hashable, tuple[T, float]] = OrderedDict()
        self._total = 0.0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under a key, made if there is nothing.

        Two threads that ask at once may both make it; both get the first one kept.
        """
        with self._lock:
            if key in self._there:
                self._there.move_to_end(key)
                return self._there[key][0]
        made = make()
        with self._lock:
            if key not in self._there:
                weight = self._weight(made)
                self._there[key] = (made, weight)
                self._total += weight
                self._trim()
            return self._there[key][0]

    def grown(self, key: Hashable) -> None:
        """Weigh again what is kept under a key, if it still is."""
        with self._lock:
            if key not in self._there:
                return
            value, before = self._there[key]
            weight = self._weight(value)
            self._there[key] = (value, weight)
            self._there.move_to_end(key)
            self._total += weight - before
            self._trim()

    def __len__(self) -> int:
        """How many results are kept."""
        return len(self._there)

    def _trim(self) -> None:
        while self._total > self._most and len(self._there) > 1:
            _, (_, weight) = self._there.popitem(last=False)
            self._total -= weight
