"""Stories: how a deal breaks down in single futures, and which of them are typical.

A story is the history of one future (`interim.stages.course`) with what is needed to tell it;
`interim.presentation.story` puts it into words. Typical ones are chosen by grouping broken futures
around real ones (`interim.insight.typical`), by what happened in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from interim.case.model import NO_DEAL, Case, Plan
from interim.evaluation.result import Evaluation
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import Probability, Spread, share, spread
from interim.futures import BLOCK, Futures, draw
from interim.insight.typical import Feature, Groups, gower, k_medoids
from interim.stages.course import Course, courses
from interim.stages.terms import terms

READ = 1000
"""Broken futures whose histories are read and grouped: the first ones, which are a random sample
because the number of a future says nothing about it."""

ENOUGH = 30
"""Futures in which a plan must be adopted and break down for these alone to be told."""


@dataclass(frozen=True)
class Likeness:
    """The group of broken futures that a typical one stands for.

    Attributes:
        share: of the broken futures that were read, those in the group.
        same_ending: of the group, those that end in the same way.
        months: month of the end over the group.
    """

    share: Probability
    same_ending: Probability
    months: Spread


@dataclass(frozen=True)
class Story:
    """How the deal goes in one future.

    Attributes:
        plan: id of the plan.
        futures: number of futures of the evaluation.
        seed: its seed.
        history: what happens, month by month; its `index` is the number of the future, from 0.
        signs: principal -> whether it would sign in this future.
        adopted: whether the plan is signed and passed in this future.
        promised: principal -> guarantors that have promised to answer a breach by it.
        like: what it is typical of; None where it was not chosen as typical.
    """

    plan: str
    futures: int
    seed: int
    history: Course
    signs: Mapping[str, bool]
    adopted: bool
    promised: Mapping[str, tuple[str, ...]]
    like: Likeness | None = None


@dataclass(frozen=True)
class TypicalStories:
    """The typical ways in which a plan breaks down.

    Attributes:
        plan: id of the plan.
        among: which futures count: those in which the plan is adopted, or, where too few of these
            break down, all of them as if it were in force whoever signs.
        adopted: share of all futures in which the plan is adopted.
        broken: share of the futures that count in which the deal does not last to the horizon.
        read: number of broken futures that were read and grouped.
        stories: typical ones, those that stand for most futures first.
    """

    plan: str
    among: Literal["adopted", "in force"]
    adopted: Probability | None
    broken: Probability | None
    read: int
    stories: tuple[Story, ...]


def stories(evaluation: Evaluation, plan: str, n: int) -> tuple[Story, ...]:
    """Typical stories of how a plan breaks down, chosen by grouping broken futures.

    Args:
        evaluation: the evaluation.
        plan: id of one of its plans.
        n: how many, 1 or more; fewer come back where fewer futures break down.

    Raises:
        BadInput: the evaluation has no such plan, or n is below 1.
    """
    return typical_stories(evaluation, plan, n).stories


def typical_stories(evaluation: Evaluation, plan: str, n: int) -> TypicalStories:
    """Typical stories, with what they are typical of.

    Args:
        evaluation: the evaluation.
        plan: id of one of its plans.
        n: how many, 1 or more.

    Raises:
        BadInput: the evaluation has no such plan, or n is below 1.
    """
    if n < 1:
        raise BadInput([Problem(message="at least one story must be asked for", found=str(n))])
    named = _plan(evaluation, plan)
    data = evaluation.data.sel(plan=plan)
    adopted, broken = data["adopted"].values, data["month"].values >= 0
    enough = np.count_nonzero(adopted & broken) >= ENOUGH
    counted = adopted if enough else np.ones_like(adopted)
    read = np.flatnonzero(counted & broken)[:READ]
    played = _courses(evaluation, named, read.tolist())
    groups = k_medoids(gower(features(evaluation.case, played)), n) if played else None
    typical = [] if groups is None else groups.typical.tolist()
    chosen = [played[i] for i in typical]
    like = [] if groups is None else _likeness(played, groups)
    return TypicalStories(
        plan=plan,
        among="adopted" if enough else "in force",
        adopted=share(adopted),
        broken=share(broken[counted]),
        read=int(read.size),
        stories=_stories(evaluation, named, chosen, like),
    )


def story_of(evaluation: Evaluation, plan: str, future: int) -> Story:
    """How the deal goes in one future, whether it breaks down or not.

    Args:
        evaluation: the evaluation.
        plan: id of one of its plans.
        future: number of the future, from 0.

    Raises:
        BadInput: the evaluation has no such plan or future.
    """
    named = _plan(evaluation, plan)
    if not 0 <= future < evaluation.run.futures:
        raise BadInput(
            [
                Problem(
                    message="the evaluation has no such future",
                    found=str(future),
                    expected=f"0 to {evaluation.run.futures - 1}",
                )
            ]
        )
    played = _courses(evaluation, named, [future])
    return _stories(evaluation, named, played, [None])[0]


def features(case: Case, played: Sequence[Course]) -> tuple[Feature, ...]:
    """What broken futures are compared by.

    How it ended (and so who ended it) and when weigh most. Counts of violations enter as
    logarithms: between none and three lies more than between thirty and forty.

    Args:
        case: the case.
        played: n histories.
    """

    def code(of: Sequence[object]) -> np.ndarray:
        names = sorted({str(value) for value in of})
        return np.array([names.index(str(value)) for value in of])

    def count(principal: str, kind: str, **detail: bool) -> np.ndarray:
        return np.log1p(
            [
                sum(
                    event.kind == kind
                    and event.actor == principal
                    and all(event.detail[key] == value for key, value in detail.items())
                    for event in history.events
                )
                for history in played
            ]
        )

    per_side = []
    for p in case.principals:
        per_side += [
            Feature(f"{p}: attributed", count(p, "incident", attributed=True), weight=0.5),
            Feature(f"{p}: seen", count(p, "incident", seen=True, attributed=False), weight=0.5),
            Feature(f"{p}: unseen", count(p, "incident", seen=False), weight=0.5),
            Feature(f"{p}: false blame", count(p, "false-blame"), weight=0.5),
        ]
    return (
        Feature("ending", code([h.ending for h in played]), category=True, weight=3.0),
        Feature("month", np.array([h.month for h in played]), weight=2.0),
        Feature("first violator", code([_first(h) for h in played]), category=True),
        *per_side,
        Feature("tension", np.array([_last(h, "tension", "after", 0) for h in played])),
        Feature("vote", code([_vote(h) for h in played]), category=True),
        Feature("relief", code([_taken_back(h) for h in played]), category=True),
        Feature(
            "guarantors",
            code([_last(h, "guarantors", "engaged", h.engaged) for h in played]),
            category=True,
        ),
    )


def _likeness(played: Sequence[Course], groups: Groups) -> list[Likeness]:
    endings = np.array([history.ending for history in played])
    months = np.array([history.month for history in played], float)
    likenesses = []
    for k, typical in enumerate(groups.typical):
        own = groups.group == k
        part, same = share(own), share(endings[own] == endings[typical])
        span = spread(months[own])
        assert part is not None  # a group holds at least its typical case
        assert same is not None
        assert span is not None
        likenesses.append(Likeness(part, same, span))
    return likenesses


def _first(history: Course) -> str | None:
    """Who was the first to violate the deal, openly or not."""
    acts = (e.actor for e in history.events if e.kind in {"probe", "renege"})
    return next(acts, None)


def _last(history: Course, kind: str, key: str, otherwise: object) -> object:
    """The last that events of a kind say, or what held from the start."""
    said = [event.detail[key] for event in history.events if event.kind == kind]
    return said[-1] if said else otherwise


def _vote(history: Course) -> object:
    vote = next((e.detail for e in history.events if e.kind == "vote"), None)
    if vote is None:
        return "not yet"
    return (vote["favours"], vote["contested"]) if vote["held"] else "not held"


def _taken_back(history: Course) -> bool:
    return any(e.kind == "snapback" and e.detail["taken_back"] for e in history.events)


def _plan(evaluation: Evaluation, plan: str) -> Plan:
    real = [name for name in evaluation.plans if name != NO_DEAL]
    if plan not in real:
        raise BadInput([unknown("plan of this evaluation", plan, real)])
    return evaluation.case.plans[plan]


def _drawn(evaluation: Evaluation, start: int, stop: int) -> Futures:
    return draw(evaluation.case, evaluation.run, start, stop)


def _courses(evaluation: Evaluation, plan: Plan, indices: Sequence[int]) -> list[Course]:
    """Histories in the order of their numbers."""
    played: list[Course] = []
    for block in sorted({i // BLOCK for i in indices}):
        chosen = sorted(i for i in indices if i // BLOCK == block)
        futures = _drawn(evaluation, chosen[0], chosen[-1] + 1)
        played += courses(evaluation.case, plan, futures, chosen)
    return played


def _stories(
    evaluation: Evaluation,
    plan: Plan,
    chosen: Sequence[Course],
    like: Sequence[Likeness | None],
) -> tuple[Story, ...]:
    data = evaluation.data.sel(plan=plan.id)
    return tuple(
        Story(
            plan=plan.id,
            futures=evaluation.run.futures,
            seed=evaluation.run.seed,
            history=history,
            signs={
                p: bool(data["signs"].sel(principal=p).values[history.index])
                for p in evaluation.case.principals
            },
            adopted=bool(data["adopted"].values[history.index]),
            promised=promised_by(
                evaluation.case, plan, _drawn(evaluation, history.index, history.index + 1)
            ),
            like=group,
        )
        for history, group in zip(chosen, like, strict=True)
    )


def promised_by(case: Case, plan: Plan, future: Futures) -> dict[str, tuple[str, ...]]:
    """Who has promised to answer a breach by whom, where the promise has any strength.

    Args:
        case: the case.
        plan: the plan.
        future: one future.
    """
    made = terms(case, plan, future).promises
    return {
        p: tuple(
            dict.fromkeys(
                promise.guarantor
                for promise in made
                if promise.against == p and promise.commitment[0] > 0
            )
        )
        for p in case.principals
    }
