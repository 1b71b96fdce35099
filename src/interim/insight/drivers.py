"""Drivers: which quantities an outcome depends on, from futures that were run already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.case.quantity import Domain, Quantity
from interim.foundation.estimates import Z975
from interim.futures import Futures
from interim.insight import naming
from interim.insight.curves import Curve, curve
from interim.insight.given_data import FirstOrder, Partition, first_order, most_classes, partition

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Index:
    """A share of an outcome's variance, with its 95 % interval by bootstrap."""

    index: float
    low: float
    high: float


@dataclass(frozen=True)
class Driver:
    """A quantity and what it does to an outcome.

    Attributes:
        quantity: its dotted name.
        index: share of the outcome's variance that it explains alone (first order), less what
            chance would give.
        noise: the index that a quantity without influence stays below; see `FirstOrder.noise`.
        provenance: its mark, such as `measured` or `judged`.
        theme: first part of the name.
        way: what the outcome does as it grows; `differs` for a choice among names.
        curve: the outcome along it.
    """

    quantity: str
    index: Index
    noise: float
    provenance: str
    theme: str
    way: str
    curve: Curve

    @property
    def clear(self) -> bool:
        """Whether it stands out from noise, all quantities tried taken into account."""
        return self.index.index > self.noise


@dataclass(frozen=True)
class Drivers:
    """All drivers of an outcome.

    Attributes:
        outcome: mean outcome.
        futures: how many futures stand behind them.
        ranked: every uncertain quantity, the strongest first.
        themes: theme -> its quantities together, alone and without what they do jointly.
        provenances: mark -> the same.
        types: principal -> how much its drawn type (a chance event, not a quantity) explains.
        alone: all quantities together, each alone.
    """

    outcome: float
    futures: int
    ranked: tuple[Driver, ...]
    themes: Mapping[str, Index]
    provenances: Mapping[str, Index]
    types: Mapping[str, Index]
    alone: Index

    @property
    def clear(self) -> tuple[Driver, ...]:
        """Those that stand out from noise, the strongest first."""
        return tuple(driver for driver in self.ranked if driver.clear)


def drivers(
    case: Case,
    futures: Futures,
    outcome: Array,
    *,
    types: Mapping[str, NDArray[np.integer]] | None = None,
    quantities: Sequence[str] | None = None,
    effective: Mapping[str, Quantity] | None = None,
    replicates: int = 100,
) -> Drivers:
    """How much of an outcome's variance each quantity explains.

    Args:
        case: the case.
        futures: n futures, drawn as for the outcome.
        outcome: (n,), finite.
        types: principal -> (n,), the type drawn.
        quantities: dotted names; by default every uncertain quantity.
        effective: the quantities after lens and settings; by default those of the case.
        replicates: bootstrap samples behind the intervals.
    """
    stated = effective or case.quantities
    names = list(quantities or [name for name, q in stated.items() if q.uncertain])
    columns = [futures[name] for name in names]
    drawn = {p: np.asarray(rows, dtype=float) for p, rows in (types or {}).items()}
    cut = partition([*columns, *drawn.values()], most_classes(outcome.size))
    orders = first_order(cut, outcome, replicates=replicates, seed=futures.seed)
    k = len(names)
    ranked = [_driver(stated[name], row, cut, orders) for row, name in enumerate(names)]
    return Drivers(
        outcome=float(outcome.mean()),
        futures=outcome.size,
        ranked=tuple(sorted(ranked, key=lambda driver: -driver.index.index)),
        themes=_groups([naming.theme(name) for name in names], orders),
        provenances=_groups([stated[name].mark for name in names], orders),
        types={p: _index(orders, [k + place]) for place, p in enumerate(drawn)},
        alone=_index(orders, range(k)),
    )


def _driver(quantity: Quantity, row: int, cut: Partition, orders: FirstOrder) -> Driver:
    along = curve(orders.shares[row], orders.shares_error[row], cut.counts[row])
    return Driver(
        quantity=quantity.name,
        index=_index(orders, [row]),
        noise=float(orders.noise[row]),
        provenance=quantity.mark,
        theme=naming.theme(quantity.name),
        way="differs" if quantity.domain is Domain.NAME else along.way,
        curve=along,
    )


def _groups(labels: Sequence[str], orders: FirstOrder) -> dict[str, Index]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        rows[label].append(row)
    indices = {label: _index(orders, among) for label, among in rows.items()}
    return dict(sorted(indices.items(), key=lambda item: -item[1].index))


def _index(orders: FirstOrder, rows: Sequence[int] | range) -> Index:
    """Indices of rows added up: independent quantities share no first-order variance."""
    among = list(rows)
    total = float(orders.index[among].sum())
    # Bootstrap samples repeat futures, which biases each of them upwards alike: their spread is
    # used, not their position.
    half = Z975 * float(orders.replicates[among].sum(axis=0).std(ddof=1))
    return Index(max(0.0, total), max(0.0, total - half), min(1.0, max(0.0, total + half)))
