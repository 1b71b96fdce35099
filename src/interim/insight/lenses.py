"""Lenses side by side: what each expert believes, what follows, and what would tell them apart.

The case as written and every lens are run on the same futures, with the same chance events, so that
a difference between two of them comes from what they believe and not from the draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.case.read import load
from interim.evaluation.flow import evaluate
from interim.evaluation.result import Evaluation
from interim.foundation import defaults, words
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import Mean, mean_of, share
from interim.foundation.horizons import LATE, within
from interim.futures import Array, Run
from interim.insight.information import (
    Information,
    entropy,
    expected_information,
    mutual_information,
    resampled,
)
from interim.insight.observables import Question, observables, scales_of

AS_WRITTEN = "as-written"
"""Id of the view that replaces nothing."""

LARGEST = 5
"""Differences shown per outcome."""


@dataclass(frozen=True)
class Asked:
    """A question, what each view expects of the answer, and what the answer would tell.

    Attributes:
        question: the question.
        answers: (views, n), index into `question.answers` in each common future.
        information: about which view is right, under the prior.
    """

    question: Question
    answers: NDArray[np.int8]
    information: Information

    @cached_property
    def chances(self) -> Array:
        """(views, answers): the chance of each answer under each view."""
        kinds = np.arange(len(self.question.answers))
        return np.asarray((self.answers[:, :, None] == kinds).mean(axis=1))


@dataclass(frozen=True)
class Difference:
    """How far two views are apart on one outcome of one plan.

    Attributes:
        plan: id of the plan.
        views: ids of the two views.
        difference: mean of first less second over common futures, in units of the outcome.
    """

    plan: str
    views: tuple[str, str]
    difference: Mean


@dataclass(frozen=True)
class SideBySide:
    """All views of a case on the same futures.

    Attributes:
        runs: view -> its run; the case as written first.
        prior: view -> probability that it is right, before anything is observed; sums to 1.
        asked: every question, most informative first.
    """

    runs: Mapping[str, Evaluation]
    prior: Mapping[str, float]
    asked: tuple[Asked, ...]

    def differences(self) -> dict[str, list[Difference]]:
        """Outcome -> largest differences between two views, over all plans.

        They are the largest of many, so a little too large: the intervals are those of each alone.
        """
        differences: dict[str, list[Difference]] = {}
        for name, by_view in _outcomes(self.runs).items():
            every = [
                Difference(plan, (a, b), gap)
                for plan in by_view[AS_WRITTEN]
                for a, b in combinations(self.runs, 2)
                if (gap := mean_of(by_view[a][plan] - by_view[b][plan])) is not None
            ]
            every.sort(key=lambda d: -abs(d.difference["mean"]))
            differences[name] = [d for d in every[:LARGEST] if d.difference["mean"] != 0]
        return differences

    def best_question(self, first: str, second: str) -> Asked | None:
        """The question that tells two views apart best, each as likely as the other."""
        rows = [list(self.runs).index(view) for view in (first, second)]
        even = np.array([0.5, 0.5])
        if not self.asked:
            return None

        best = max(self.asked, key=lambda a: float(mutual_information(a.chances[rows], even)))
        answers = best.answers[rows]
        weights = resampled(answers.shape[1])
        information = expected_information(answers, len(best.question.answers), even, weights)
        return Asked(best.question, answers, information)

    def to_json(self, questions: int = 10) -> dict[str, Any]:
        """The document of ``interim lenses --json``.

        Args:
            questions: how many of the most informative questions are listed.
        """
        written = self.runs[AS_WRITTEN]
        whole = written.to_json()
        head = (
            "case", "title", "as_of", "horizon_years", "version", "case_hash", "seed", "futures",
            "lens", "settings", "given_record", "provenance", "parties", "principals",
        )  # fmt: skip
        pairs = [
            (a, b, best)
            for a, b in combinations(self.runs, 2)
            if (best := self.best_question(a, b)) is not None
        ]
        return {key: whole[key] for key in (*head, "frozen") if key in whole} | {
            "plans": {plan: written.case.plans[plan].short for plan in written.plans},
            "lenses": {view: _view(view, run) for view, run in self.runs.items()},
            "differences": {
                name: [
                    {"plan": d.plan, "lenses": list(d.views), "difference": dict(d.difference)}
                    for d in differences
                ]
                for name, differences in self.differences().items()
            },
            "prior": {view: {"weight": weight} for view, weight in self.prior.items()},
            "prior_bits": entropy(np.array(list(self.prior.values()))),
            "questions": [_question(asked, list(self.runs)) for asked in self.asked[:questions]],
            "pairs": [{"lenses": [a, b], **_question(best, [a, b])} for a, b, best in pairs],
        }


def side_by_side(
    case: Case | str,
    plans: Sequence[str] | None = None,
    *,
    lenses: Sequence[str] | None = None,
    prior: Mapping[str, float] | None = None,
    run: Run = Run(defaults.LENSES),
    replayed: int = 0,
    workers: int | None = None,
    at_hand: Evaluation | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SideBySide:
    """Run the case as written and under each lens on common futures.

    Args:
        case: a case, or the name or folder of one.
        plans: plan ids; by default those of the present dispute.
        lenses: lens ids; by default all of the case.
        prior: view -> weight, `AS_WRITTEN` or a lens run here; equal weights by default, none to
            views that are not named.
        run: the futures and settings common to all; its lens is replaced by each in turn.
        replayed: histories played again per plan and view; see `observables`.
        workers: threads.
        at_hand: an evaluation of the case; the view that it holds is not run again.
        progress: called with (done, total) views.

    Raises:
        BadInput: unknown plan, lens, quantity or view, the case has no lens, or no weight is
            above 0.
    """
    case = load(case) if isinstance(case, str) else case
    chosen = list(dict.fromkeys(lenses or case.lenses))
    problems = [unknown("lens", name, case.lenses) for name in chosen if name not in case.lenses]
    if not case.lenses:
        problems = [Problem(message="the case has no lens to compare", file="lenses/")]
    views: list[str | None] = [None, *chosen]
    names = [name or AS_WRITTEN for name in views]
    problems += [unknown("view", name, names) for name in prior or {} if name not in names]
    weights = [float((prior or {}).get(name, 0.0 if prior else 1.0)) for name in names]
    if not problems and (min(weights) < 0 or not 0 < sum(weights) < np.inf):
        problems.append(
            Problem(
                message="weights of views are 0 or more and not all 0", found=str(dict(prior or {}))
            )
        )
    if problems:
        raise BadInput(problems)
    runs = {}
    wanted = list(plans or case.header.plans)
    for done, name in enumerate(views, start=1):
        seen = replace(run, lens=name)
        known = at_hand.part(case, wanted, seen) if at_hand and wanted else None
        if known is None:
            known = evaluate(case, wanted or None, run=seen, workers=workers)
        runs[name or AS_WRITTEN] = known
        if progress is not None:
            progress(done, len(views))
    shares = np.array(weights) / sum(weights)
    return SideBySide(
        runs, dict(zip(names, shares.tolist(), strict=True)), tuple(_ask(runs, shares, replayed))
    )


def _ask(runs: Mapping[str, Evaluation], prior: Array, replayed: int) -> list[Asked]:
    """Every question, most informative first, ties by id."""
    scales = scales_of(runs[AS_WRITTEN])
    by_view = [
        {seen.question.id: seen for seen in observables(run, scales, replayed=replayed)}
        for run in runs.values()
    ]
    weights: dict[int, Array] = {}
    asked = []
    for name, seen in by_view[0].items():
        if any(name not in questions for questions in by_view):
            continue  # a lens that changes which bodies are needed
        answers = np.stack([questions[name].codes for questions in by_view])
        if (answers == answers[0, 0]).all():
            continue
        n = answers.shape[1]
        if n not in weights:
            weights[n] = resampled(n)
        kinds = len(seen.question.answers)
        information = expected_information(answers, kinds, prior, weights[n])
        asked.append(Asked(seen.question, answers, information))
    asked.sort(key=lambda a: (-a.information["bits"], a.question.id))
    return asked


def _outcomes(runs: Mapping[str, Evaluation]) -> dict[str, dict[str, dict[str, Array]]]:
    """Outcome -> view -> plan -> (n,), in units of the outcome."""
    outcomes: dict[str, dict[str, dict[str, Array]]] = {}
    for view, run in runs.items():
        for plan in run.plans:
            for name, values in _war(run) if plan == NO_DEAL else _of_plan(run, plan):
                outcomes.setdefault(name, {}).setdefault(view, {})[plan] = values
    return outcomes


def _of_plan(run: Evaluation, plan: str) -> Iterator[tuple[str, Array]]:
    data = run.data.sel(plan=plan)
    yield "share signed", data["signed"].values.astype(float)
    yield "share adopted", data["adopted"].values.astype(float)
    month = data["month"].values
    for year in within(run.case.header.horizon_years, LATE):
        lasted = (month < 0) | (month >= 12 * year)
        years = words.plural(year, "year")
        yield f"share still in force after {years}, once in force", lasted.astype(float)
    yield "deaths averted, once in force", data["averted_in_force"].values.astype(float)
    failed = run.worth_of_failure(plan)
    for principal in run.case.principals:
        title = run.case.header.parties[principal].title
        cell = data.sel(principal=principal)
        yield f"value of the deal to {title}", cell["deal_value"].values.astype(float)
        yield f"value of the plan's failure to {title}", np.nan_to_num(failed[principal])


def _war(run: Evaluation) -> Iterator[tuple[str, Array]]:
    """The war that goes on, which is the same whatever the plan."""
    yield "deaths without a deal", run.data["deaths"].sel(plan=NO_DEAL).values.astype(float)
    for principal in run.case.principals:
        title = run.case.header.parties[principal].title
        cell = run.data["war_value"].isel(plan=0).sel(principal=principal)
        yield f"value of fighting on to {title}", cell.values.astype(float)


SHOWN = (
    "short", "assent", "signed", "adopted", "holds_if_adopted", "deaths",
    "deaths_averted_if_adopted", "value_of_failure",
)  # fmt: skip
"""What is kept of a plan's results under each view, as in the document of ``evaluate``."""


def _view(view: str, run: Evaluation) -> dict[str, Any]:
    lens = run.case.lenses.get(view)
    results = run.to_json()["plans"]
    return {
        "title": lens.title if lens else "The case as written",
        "who": lens.who if lens else "",
        "summary": lens.summary if lens else "",
        "source": list(lens.source) if lens else [],
        "beliefs": [
            {
                "quantity": name,
                "as_written": run.case.quantities[name].text,
                "value": entry.value if isinstance(entry.value, str) else f"{entry.value:g}",
                "unit": run.case.quantities[name].unit,
                "claim": entry.claim,
                "because": entry.because,
                "source": list(entry.source),
                "judgement": entry.judgement,
            }
            for name, entry in (lens.replaces if lens else {}).items()
        ],
        "plans": {plan: {key: result[key] for key in SHOWN} for plan, result in results.items()},
    }


def _question(asked: Asked, views: Sequence[str]) -> dict[str, Any]:
    question = asked.question
    return {
        "id": question.id,
        "question": question.text,
        "given": question.given,
        "plan": question.plan,
        "year": question.year,
        "information": dict(asked.information),
        "answers": {
            view: {answer: share(codes == code) for code, answer in enumerate(question.answers)}
            for view, codes in zip(views, asked.answers, strict=True)
        },
    }
