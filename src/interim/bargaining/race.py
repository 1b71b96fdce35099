"""The race of packages: all face the same futures, and who is clearly behind drops out.

A race (Maron and Moore 1994) gives every candidate a few futures, drops those that are clearly
worse than the best, and gives the rest more. All candidates face the same futures with the same
chance events, so that differences are paired.

Source:
    Maron, O., Moore, A. W. (1994). Hoeffding races. *NIPS* 6, 59-66; with the normal interval of
    paired differences in place of Hoeffding's bound.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.candidates import Package
from interim.case.model import Case, Plan
from interim.evaluation.flow import run_stages
from interim.foundation import horizons
from interim.futures import BLOCK, Run, draw

Array = NDArray[np.float64]

ROUNDS = (100, 300, 1000)
"""Futures that a candidate has faced after each round."""
CLEARLY = 3.0
"""Standard errors of the paired difference to the best by which a candidate must fall behind."""


@dataclass(frozen=True)
class Faced:
    """What became of one package in some futures, each (n,).

    Attributes:
        signs: principal -> chance that it signs.
        signed: chance that all sign.
        adopted: chance that all sign and every body needed passes it.
        months: months it would be in force, beyond the horizon where it is kept.
    """

    signs: Mapping[str, Array]
    signed: Array
    adopted: Array
    months: Array

    def lasting(self, years: int) -> Array:
        """Whether it would be in force for so many years: (n,), 0 or 1."""
        return (self.months >= 12 * years).astype(float)

    def score(self) -> Array:
        """Chance that it is signed, adopted and lasts: what the race is about."""
        return np.asarray(self.adopted * self.lasting(horizons.LATE))

    def second(self) -> Array:
        """Chance that it is signed and would last, which decides where hardly any is adopted."""
        return np.asarray(self.signed * self.lasting(horizons.LATE))


def clear(lead: Array) -> bool:
    """Whether a paired difference, (n,), is above 0 by more than chance explains."""
    error = float(lead.std()) / np.sqrt(lead.size)
    return float(lead.mean()) > CLEARLY * error


class Race:
    """The same futures for every package: war and draws are worked out once per block."""

    def __init__(
        self,
        case: Case,
        own: Mapping[tuple[str, ...], Plan],
        run: Run,
        workers: int | None,
    ) -> None:
        # A known plan keeps its own wording of clauses; a candidate has that of the options.
        self.own = own
        self.case, self.run, self.rounds = case, run, ROUNDS
        self.workers = workers or os.cpu_count() or 1
        self.blocks: dict[tuple[int, int], tuple[Any, dict[str, Any]]] = {}
        self.done: dict[tuple[str, ...], dict[tuple[int, int], Faced]] = {}

    def ahead(self, packages: list[Package], futures: int, kept: int) -> list[Package]:
        """The packages not clearly worse than the best, best first, at most so many."""
        faced = self.face(packages, futures)
        order = sorted(
            range(len(packages)),
            key=lambda k: (-float(faced[k].score().mean()), -float(faced[k].second().mean())),
        )
        if not order:
            return []
        best = faced[order[0]]
        return [
            packages[k]
            for k in order
            if not clear(best.score() - faced[k].score())
            or not clear(best.second() - faced[k].second())
        ][:kept]

    def face(self, packages: Sequence[Package], futures: int) -> list[Faced]:
        """Send packages through all stages in the first futures."""
        spans = _spans(futures, self.rounds)
        for span in spans:
            if span not in self.blocks:
                drawn = draw(self.case, self.run, *span)
                first = next(iter(self.case.plans.values()))
                common = run_stages(self.case, first, drawn, until="war")
                self.blocks[span] = drawn, {"war": common["war"]}
        jobs = [
            (package, span)
            for package in packages
            for span in spans
            if span not in self.done.setdefault(tuple(package.values()), {})
        ]
        with ThreadPoolExecutor(self.workers) as pool:
            results = pool.map(lambda job: self._run(*job), jobs)
            for (package, span), result in zip(jobs, results, strict=True):
                self.done[tuple(package.values())][span] = result
        return [
            _joined([self.done[tuple(package.values())][span] for span in spans])
            for package in packages
        ]

    def _run(self, package: Package, span: tuple[int, int]) -> Faced:
        drawn, common = self.blocks[span]
        plan = self.own.get(tuple(package.values())) or as_plan(package)
        done = run_stages(self.case, plan, drawn, common, until="assent")
        done |= run_stages(self.case, plan, drawn, done, until="adoption")
        signs = done["assent"].chance
        signed = np.prod(list(signs.values()), axis=0)
        month = done["compliance"].month
        months = np.where(month < 0, self.case.months, month).astype(np.float64)
        return Faced(signs, signed, signed * done["adoption"].chance, months)


def _spans(futures: int, rounds: Sequence[int]) -> list[tuple[int, int]]:
    """Pieces of a run, cut where rounds end, so that a later round goes on from an earlier one."""
    cuts = sorted({0, futures, *rounds, *range(0, futures, BLOCK)})
    return [(a, b) for a, b in pairwise(cuts) if b <= futures]


def as_plan(package: Package) -> Plan:
    """A package as a plan with the effects that its options have in the case."""
    return Plan.model_validate(
        {
            "id": "candidate",
            "title": "Candidate",
            "short": "candidate",
            "summary": "A package nobody has proposed.",
            "clauses": package,
        }
    )


def _joined(parts: Sequence[Faced]) -> Faced:
    return Faced(
        {p: np.concatenate([part.signs[p] for part in parts]) for p in parts[0].signs},
        np.concatenate([part.signed for part in parts]),
        np.concatenate([part.adopted for part in parts]),
        np.concatenate([part.months for part in parts]),
    )
