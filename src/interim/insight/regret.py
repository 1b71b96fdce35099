"""Regret: what a plan leaves a party short of, in each future, against the plan best there.

Plans are compared on common futures: the same draws and the same chance events, so that differences
are paired. Two questions are kept apart: the plan is *in force*, whoever signs, or it is only
*proposed*, and without a deal where it is not adopted. What counts is each principal's value as
it foresees it, and lives as drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL
from interim.evaluation.record import DETAIL
from interim.evaluation.result import Evaluation
from interim.foundation.errors import BadInput, Problem
from interim.foundation.estimates import mean_of, quantile, share

LIVES = "lives"
"""Name of the criterion that is nobody's preference: deaths over the horizon, fewer is better."""

BASES = ("in-force", "proposed")
"""The plan runs in every future, or only where it is signed and adopted."""

VALUE_TIE, LIVES_TIE = 1e-3, 0.5
"""Differences up to these count as none: a thousandth of the scale of value, and half a life."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Criterion:
    """What one party, or the count of lives, makes of each plan in each future.

    Attributes:
        name: a principal, or `LIVES`.
        plans: plan ids, no deal last.
        worth: (plans, n), higher is better: the principal's value on its 0 to 1 scale, or the
            deaths over the horizon with a minus sign, people.
        tie: differences up to this count as none.
    """

    name: str
    plans: tuple[str, ...]
    worth: Array
    tie: float

    @cached_property
    def regret(self) -> Array:
        """(plans, n): worth of the plan best in that future less that of this plan."""
        return self.worth.max(axis=0) - self.worth

    @cached_property
    def differ(self) -> NDArray[np.bool_]:
        """(n,): whether the plans differ at all in that future."""
        return np.ptp(self.worth, axis=0) > self.tie

    @cached_property
    def best(self) -> NDArray[np.bool_]:
        """(plans, n): no plan is better; none is best where all are alike."""
        return (self.regret <= self.tie) & self.differ

    @cached_property
    def worst(self) -> NDArray[np.bool_]:
        """(plans, n): no plan is worse; none is worst where all are alike."""
        return (self.worth - self.worth.min(axis=0) <= self.tie) & self.differ

    @cached_property
    def better(self) -> NDArray[np.bool_]:
        """(plans, n): better than no deal."""
        return self.worth > self.worth[-1] + self.tie

    def close(self, within: float) -> NDArray[np.bool_]:
        """(plans, n): regret is at most this share of the distance from best to worst plan there.

        A domain criterion (Starr 1962): a plan is good enough over how much of the futures.
        """
        return self.regret <= within * np.ptp(self.worth, axis=0) + self.tie


@dataclass(frozen=True)
class Regret:
    """Plans against one another on common futures.

    Attributes:
        evaluation: the run that they come from.
        basis: one of `BASES`.
        criteria: one per principal, then lives.
        within: see `Criterion.close`.
    """

    evaluation: Evaluation
    basis: str
    criteria: Mapping[str, Criterion]
    within: float

    def to_json(self) -> dict[str, Any]:
        """Every figure with its interval; plans that are never worst and of least regret by name.

        Per criterion and plan: `expected` regret (mean), `p90` regret, `largest` regret in these
        futures (which only grows with more of them), `best`, `worst`, `alone_best`, `close` and
        `better_than_no_deal` (shares of futures); per pair of plans the mean paired `difference`
        of worth and the share of futures in which the first is better.
        """
        return {
            "criteria": {name: self._criterion(c) for name, c in self.criteria.items()},
            "better_for_all": {
                plan: share(np.all([c.better[row] for c in self.criteria.values()], axis=0))
                for row, plan in enumerate(self.evaluation.plans)
                if plan != NO_DEAL
            },
            "never_worst_for_anyone": [
                plan
                for row, plan in enumerate(self.evaluation.plans)
                if not any(c.worst[row].any() for c in self.criteria.values())
            ],
        }

    def _criterion(self, criterion: Criterion) -> dict[str, Any]:
        plans = {
            plan: _plan(criterion, row, self.within) for row, plan in enumerate(criterion.plans)
        }
        return {
            "unit": "people" if criterion.name == LIVES else "value from 0 to 1",
            "plans_differ": share(criterion.differ),
            "plans": plans,
            "least_expected_regret": _least(
                criterion.plans, criterion.regret.mean(axis=1), criterion.tie
            ),
            "minimax_regret": _least(criterion.plans, criterion.regret.max(axis=1), criterion.tie),
            "never_worst": [
                p for row, p in enumerate(criterion.plans) if not criterion.worst[row].any()
            ],
            "pairs": [
                {
                    "plans": [criterion.plans[a], criterion.plans[b]],
                    "difference": mean_of(criterion.worth[a] - criterion.worth[b]),
                    "first_better": share(criterion.worth[a] > criterion.worth[b] + criterion.tie),
                    "second_better": share(criterion.worth[b] > criterion.worth[a] + criterion.tie),
                }
                for a, b in combinations(range(len(criterion.plans)), 2)
            ],
        }


def _plan(criterion: Criterion, row: int, within: float) -> dict[str, Any]:
    regret = criterion.regret[row]
    alone = criterion.best[row] & (criterion.best.sum(axis=0) == 1)
    return {
        "expected": mean_of(regret),
        "p90": quantile(regret, 0.9),
        "largest": float(regret.max()),
        "best": share(criterion.best[row]),
        "alone_best": share(alone),
        "worst": share(criterion.worst[row]),
        "close": share(criterion.close(within)[row]),
        "better_than_no_deal": share(criterion.better[row]),
    }


def _least(plans: tuple[str, ...], values: Array, tie: float) -> list[str]:
    """All plans whose value is least, ties included."""
    return [plan for plan, value in zip(plans, values, strict=True) if value <= values.min() + tie]


def regret(evaluation: Evaluation, basis: str = "in-force", *, within: float = 0.1) -> Regret:
    """Compare the plans of a run by what each leaves the parties short of.

    In force, a principal's worth of a plan is the value of the deal as its type foresees it at
    signing, and no deal's is its value of fighting on. Proposed, it is the same where the plan is
    adopted; elsewhere it is the value of fighting on and what the failure of the plan adds to it.

    Args:
        evaluation: a run with at least one plan besides no deal.
        basis: ``"in-force"`` or ``"proposed"``.
        within: share of the distance from the best to the worst plan of a future up to which a
            plan counts as close to the best, in [0, 1].

    Raises:
        BadInput: there is no plan to compare, or `basis` or `within` is not one of the above.

    Source:
        Savage (1951), The theory of statistical decision, JASA 46; Starr (1962), Product Design
        and Decision Theory; McPhail et al. (2018), Robustness metrics, Earth's Future 6.
    """
    problems = []
    if basis not in BASES:
        problems.append(Problem(message="unknown basis", found=basis, expected=" or ".join(BASES)))
    if not 0 <= within <= 1:
        problems.append(
            Problem(message="not a share", path="within", found=str(within), expected="0 to 1")
        )
    if len(evaluation.plans) < 2:
        problems.append(
            Problem(message="regret needs a plan to compare with no deal", found="none")
        )
    if problems:
        raise BadInput(problems)
    in_force = basis == "in-force"
    if not in_force and evaluation.run.futures > DETAIL:
        # What a plan's failure adds is known of the first futures only.
        shorter = evaluation.part(evaluation.case, evaluation.plans, evaluation.run.on(DETAIL))
        evaluation = shorter or evaluation
    data = evaluation.data
    failing = {p: evaluation.worth_of_failure(p) for p in evaluation.plans[:-1] if not in_force}
    entered = np.ones(data["adopted"].shape, bool) if in_force else data["adopted"].values.copy()
    entered[-1] = False
    criteria = {}
    for principal in evaluation.case.principals:
        # The war that goes on without a deal is one and the same for every plan.
        war = data["war_value"].sel(principal=principal).values[0].astype(float)
        deal = data["deal_value"].sel(principal=principal).values.astype(float)
        failed = np.zeros_like(deal)
        for row, by_side in enumerate(failing.values()):
            failed[row] = np.nan_to_num(by_side[principal])
        worth = np.where(entered, deal, war + failed)
        criteria[principal] = Criterion(principal, evaluation.plans, worth, VALUE_TIE)
    deaths = _deaths(evaluation, in_force)
    criteria[LIVES] = Criterion(LIVES, evaluation.plans, -deaths, LIVES_TIE)
    return Regret(evaluation, basis, criteria, within)


def _deaths(evaluation: Evaluation, in_force: bool) -> Array:
    data = evaluation.data
    deaths = data["deaths"].values.astype(float)
    if not in_force:
        return deaths
    without = deaths[-1]
    averted = data["averted_in_force"].values.astype(float)
    averted[-1] = 0.0
    return without - averted


def document(evaluation: Evaluation, *, within: float = 0.1) -> dict[str, Any]:
    """The document of ``interim regret --json``: both bases, with where the numbers come from.

    Args:
        evaluation: a run with at least one plan besides no deal.
        within: see `regret`.

    Raises:
        BadInput: see `regret`.
    """
    whole = evaluation.to_json()
    head = (
        "case", "title", "as_of", "horizon_years", "version", "case_hash", "seed", "futures",
        "lens", "settings", "given_record", "provenance", "parties", "principals",
    )  # fmt: skip
    return {key: whole[key] for key in head} | {
        "plans": {plan: evaluation.case.plans[plan].short for plan in evaluation.plans},
        "within": within,
        "bases": evaluation.run.stated(
            {basis: regret(evaluation, basis, within=within).to_json() for basis in BASES}
        ),
    }
