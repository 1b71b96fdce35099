"""Who is timed: Interim, NegMAS and plain enumeration, all given the same numbers.

Each peer has a preparation, which is not timed (a peer's own objects are built from the space),
and a function from what was prepared to the utility vectors that it calls efficient.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.space import Space

Vectors = NDArray[np.float64]
CLOSE = 2e-9
"""Vectors this close are equal: one part in 10^9 of a utility, and its rounding."""


@dataclass(frozen=True)
class Peer:
    """One tool.

    Attributes:
        title: how tables call it.
        prepare: what it needs, from a space (and a limit on points, for ours).
        solve: the timed part.
        vectors: what it found.
    """

    title: str
    prepare: Callable[[Space, int], Any]
    solve: Callable[[Any], Any]
    vectors: Callable[[Any, Any], Vectors]


def _enumerate(space: Space) -> Vectors:
    """Efficient vectors by listing every package in NumPy."""
    parties = len(space.parties)
    totals = np.zeros((1, parties))
    for values in space.utilities:
        totals = (totals[:, None, :] + values[None, :, :]).reshape(-1, parties)
    if parties == 2:
        order = np.lexsort((-totals[:, 1], -totals[:, 0]))
        totals = totals[order]
        before = np.maximum.accumulate(np.concatenate([[-np.inf], totals[:-1, 1]]))
        return totals[totals[:, 1] > before + 1e-12]
    totals = totals[np.argsort(-totals.sum(axis=1))]
    at = 0
    while at < len(totals):
        better = (totals > totals[at]).any(axis=1)
        better[at] = True
        at = int(better[:at].sum()) + 1
        totals = totals[better]
    return totals


def _negmas(space: Space, _limit: int) -> tuple[Any, Any]:
    """Additive utility functions over tables, and the issues."""
    from negmas import LinearAdditiveUtilityFunction, make_issue
    from negmas.preferences.value_fun import TableFun

    if space.constraints or space.interactions:
        raise ValueError("NegMAS has no additive utilities with constraints or interactions")
    issues = [
        make_issue(list(options), name)
        for name, options in zip(space.issues, space.options, strict=True)
    ]
    functions = [
        LinearAdditiveUtilityFunction(
            values=[
                TableFun(dict(zip(options, values[:, p].tolist(), strict=True)))
                for options, values in zip(space.options, space.utilities, strict=True)
            ],
            weights=[1.0] * len(issues),
            issues=issues,
            # At the disagreement point counts, and it compares without a tolerance.
            reserved_value=float(space.disagreement[p]) - 1e-9,
        )
        for p in range(len(space.parties))
    ]
    return functions, issues


def _negmas_frontier(prepared: tuple[Any, Any]) -> Any:
    from negmas.preferences.ops import pareto_frontier

    functions, issues = prepared
    return pareto_frontier(functions, issues=issues)[0]


def _mobanos(prepared: tuple[Any, Any]) -> Any:
    from negmas.preferences.pareto_sampler import MOBANOSParetoSampler

    functions, _ = prepared
    sampler = MOBANOSParetoSampler()
    sampler.init(functions[0], functions[1])
    return sampler.pareto_outcomes(min_util=-np.inf)


def _worth(prepared: tuple[Any, Any], outcomes: Any) -> Vectors:
    functions, _ = prepared
    found = np.array([[float(f(outcome)) for f in functions] for outcome in outcomes])
    reserved = np.array([f.reserved_value for f in functions])
    return found[(found >= reserved).all(axis=1)]


PEERS: dict[str, Peer] = {
    "interim": Peer(
        "Interim",
        lambda space, limit: (space, limit),
        lambda prepared: frontier(prepared[0], limit=prepared[1]),
        lambda _, found: found.utilities,
    ),
    "negmas": Peer(
        "NegMAS pareto_frontier",
        _negmas,
        _negmas_frontier,
        lambda _, found: np.array(found, dtype=float),
    ),
    "mobanos": Peer("NegMAS MOBANOS", _negmas, _mobanos, _worth),
    "numpy": Peer(
        "NumPy enumeration",
        lambda space, _: space,
        _enumerate,
        lambda _, found: found,
    ),
}


def present() -> list[str]:
    """The peers that can be run here."""
    negmas = importlib.util.find_spec("negmas") is not None
    return [name for name in PEERS if negmas or name not in ("negmas", "mobanos")]


@dataclass(frozen=True)
class Comparison:
    """How a peer's vectors relate to ours.

    Attributes:
        missing: vectors of ours that it does not have.
        extra: vectors that only it has and that nothing of ours dominates.
        dominated: vectors that only it has and that ours dominate once rounding is set aside.
    """

    missing: int
    extra: int
    dominated: int

    @property
    def equal(self) -> bool:
        """Whether both found the same frontier, up to rounding."""
        return not self.missing and not self.extra


def compare(ours: Vectors, theirs: Vectors) -> Comparison:
    """Match two sets of vectors up to `CLOSE`."""
    from scipy.spatial import cKDTree

    if not len(ours) or not len(theirs):
        return Comparison(len(ours), len(theirs), 0)
    to_theirs = cKDTree(theirs).query(ours, p=np.inf)[0]
    to_ours = cKDTree(ours).query(theirs, p=np.inf)[0]
    lonely = theirs[to_ours > CLOSE]
    dominated = sum(bool((ours >= vector - CLOSE).all(axis=1).any()) for vector in lonely)
    return Comparison(int((to_theirs > CLOSE).sum()), len(lonely) - dominated, dominated)


def complete(found: object) -> bool:
    """Whether a result is whole; only ours says."""
    return found.complete if isinstance(found, Frontier) else True
