"""Stories of talks: in which ways they come out, and a typical future of each.

One course of talks is drawn in each future (`interim.stages.talks.drawn`). Courses that come out in
the same way are a group, and the most central of a group stands for it; `presentation.talks_story`
puts it into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from interim.case.model import Case, Plan
from interim.foundation.errors import BadInput, Problem
from interim.foundation.estimates import Probability, Spread, share, spread
from interim.futures import Run, draw
from interim.insight.stories import promised_by
from interim.insight.typical import Feature, gower, k_medoids
from interim.stages.talks.drawn import TalksCourse
from interim.stages.talks.texts import with_ground_lost

DRAWN = 400
"""Futures in which a course is drawn: the first ones, which are a random sample because the number
of a future says nothing about it."""

FOUGHT, REST, WON, OVER = "fought", "rest", "won", "over"
VOTED_DOWN, IN_FORCE, BROKEN = "voted-down", "in-force", "broken"


class Outcome(NamedTuple):
    """How talks come out by the horizon.

    Nothing is signed and the war goes on (`fought`), is at rest (`rest`), has been won (`won`) or
    is over without a winner (`over`); texts were signed and the bodies refused them (`voted-down`);
    one is in force (`in-force`) or was (`broken`).
    """

    kind: str
    what: str
    """The plan, the first where several were voted down; who has won; the end in which the war
    rests; '' for the others."""


@dataclass(frozen=True)
class TalksStory:
    """The talks of one future, and what they are typical of.

    Attributes:
        course: what happens.
        outcome: how they come out; the same for the whole group.
        share: of the futures in which a course was drawn, those of the group.
        months: month from today, from 1, in which the group signs the first text; None where it
            signs none.
        promised: principal -> guarantors that have promised to answer a breach by it, if a text
            comes into force.
    """

    course: TalksCourse
    outcome: Outcome
    share: Probability
    months: Spread | None
    promised: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TalksStories:
    """The most frequent ways in which talks come out.

    Attributes:
        read: futures in which a course was drawn.
        ways: number of ways in which these come out.
        told: share of the futures whose way is told; None where no course was drawn.
        stories: a typical future of each, the most frequent ways first.
    """

    read: int
    ways: int
    told: Probability | None
    stories: tuple[TalksStory, ...]


def typical_talks(case: Case, courses: Sequence[TalksCourse], n: int, run: Run) -> TalksStories:
    """A typical future of each of the most frequent ways in which talks come out.

    Args:
        case: the case.
        courses: one of each future.
        n: how many, 1 or more; fewer come back where talks come out in fewer ways.
        run: the run of which these are futures.

    Raises:
        BadInput: n is below 1.
    """
    if n < 1:
        raise BadInput([Problem(message="at least one story must be asked for", found=str(n))])
    groups: dict[Outcome, list[TalksCourse]] = {}
    for course in courses:
        groups.setdefault(outcome_of(case, course), []).append(course)
    # Python's sort is stable: of groups of one size that of the earlier future comes first.
    most = sorted(groups, key=lambda outcome: -len(groups[outcome]))[:n]
    of = [outcome_of(case, course) for course in courses]
    stories = []
    for outcome in most:
        group = groups[outcome]
        found = share(np.array([each == outcome for each in of]))
        assert found is not None  # a group holds at least one future
        course = typical(case, group)
        signed = [m for each in group if (m := first_signed(each)) is not None]
        months = spread(np.array(signed, float) + 1) if signed else None
        stories.append(TalksStory(course, outcome, found, months, _promised(case, course, run)))
    told = share(np.array([each in most for each in of]))
    return TalksStories(len(courses), len(groups), told, tuple(stories))


def outcome_of(case: Case, course: TalksCourse) -> Outcome:
    """How the talks of a future come out.

    Args:
        case: the case.
        course: what happens in it.
    """
    events = course.talked.events
    if course.deal is not None:
        return Outcome(IN_FORCE if ends_at(case, course) is None else BROKEN, course.plan)
    refused = [str(e.detail["text"]) for e in events if e.kind == "voted-down"]
    if refused:
        return Outcome(VOTED_DOWN, refused[0])
    last = events[-1]
    if last.kind == "over":
        return Outcome(OVER, "") if last.actor is None else Outcome(WON, last.actor)
    if last.detail["fought"]:
        return Outcome(FOUGHT, "")
    return Outcome(REST, next(str(e.detail["end"]) for e in events[::-1] if e.kind == "rest"))


def ends_at(case: Case, course: TalksCourse) -> int | None:
    """Month from today, from 0, in which the deal of a course ends; None if not by the horizon."""
    if course.deal is None or course.talked.signed is None or course.deal.month < 0:
        return None
    month = course.talked.signed.month + course.deal.month
    return month if month < case.months else None


def first_signed(course: TalksCourse) -> int | None:
    """Month from today, from 0, in which the first text is signed."""
    return next((e.month for e in course.talked.events if e.kind == "signed"), None)


def typical(case: Case, group: Sequence[TalksCourse]) -> TalksCourse:
    """The most central of some courses that come out in the same way.

    Args:
        case: the case.
        group: one or more courses.
    """
    return group[int(k_medoids(gower(features(case, group)), 1).typical[0])]


def features(case: Case, group: Sequence[TalksCourse]) -> tuple[Feature, ...]:
    """What courses that come out in the same way are compared by.

    When the first text is signed and when all ends weigh most. Counts enter as logarithms, as in
    `insight.stories`.

    Args:
        case: the case.
        group: n courses.
    """

    def when(kind: str) -> np.ndarray:
        return np.array(
            [
                next((e.month for e in each.talked.events if e.kind == kind), case.months)
                for each in group
            ]
        )

    def count(kind: str, refuser: str | None = None) -> np.ndarray:
        return np.log1p(
            [
                sum(
                    e.kind == kind and (refuser is None or refuser in _refusing(e.detail))
                    for e in each.talked.events
                )
                for each in group
            ]
        )

    def last_month(each: TalksCourse) -> int:
        ended = ends_at(case, each)
        if ended is not None:
            return ended
        return case.months if each.deal is not None else each.talked.events[-1].month

    endings = sorted({each.deal.ending for each in group if each.deal is not None})
    ending = [-1 if each.deal is None else endings.index(each.deal.ending) for each in group]
    last = [each.talked.events[-1].kind for each in group]
    return (
        Feature("signed", when("signed"), weight=2.0),
        Feature("end", np.array([last_month(each) for each in group]), weight=2.0),
        Feature("ending", np.array(ending), category=True, weight=2.0),
        Feature("war", np.array([sorted(set(last)).index(kind) for kind in last]), category=True),
        Feature("ground", np.array([each.talked.path[-1].share for each in group])),
        Feature("patron", when("left")),
        Feature("rest", count("rest"), weight=0.5),
        Feature("voted down", count("voted-down"), weight=0.5),
        *(Feature(f"refused by {p}", count("refused", p), weight=0.5) for p in case.principals),
    )


def _refusing(detail: Mapping[str, object]) -> Mapping[str, object]:
    refused = detail.get("refused")
    return refused if isinstance(refused, Mapping) else {}


def _promised(case: Case, course: TalksCourse, run: Run) -> Mapping[str, tuple[str, ...]]:
    """Who has promised what under the text in force, as it was signed."""
    if course.deal is None:
        return {}
    future = draw(case, run, course.index, course.index + 1)
    return promised_by(case, _as_signed(case, course), future)


def _as_signed(case: Case, course: TalksCourse) -> Plan:
    plan = case.plans[course.plan]
    kept = course.lost and case.talks and case.talks.lost_ground.get(plan.id) != "returned"
    return with_ground_lost(case, plan) if kept else plan
