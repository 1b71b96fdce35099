"""What the world will show: questions with a handful of answers, one of them in each future.

An observable has the same answers under every view of the facts, so that the chances of its answers
can be compared between views. Each says what it takes for it to be observed at all: that a plan is
proposed, put to a body, or in force, or that the war goes on without one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special

from interim.case.model import NO_DEAL, Case
from interim.evaluation.record import DETAIL
from interim.evaluation.result import Evaluation
from interim.futures import Array, Futures, draw
from interim.stages.course import Event, courses
from interim.stages.war import war

YEARS = (1, 2, 5)
"""When a deal or a war is looked at."""

BINS = 5
"""Answers about a number: ranges that are equally likely in the case as written."""


@dataclass(frozen=True)
class Question:
    """Something that can be observed.

    Attributes:
        id: unique among the questions of a run.
        text: what to ask.
        given: what must have happened for there to be an answer.
        plan: id of the plan that it is about, or None.
        year: years after the case's date (or after signing) by which there is an answer; 0 at
            once; None when a vote is held.
        answers: the possible answers.
    """

    id: str
    text: str
    given: str
    plan: str | None
    year: int | None
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Observable:
    """A question and its answer in each future.

    Attributes:
        question: the question.
        codes: (n,), index into `question.answers`.
    """

    question: Question
    codes: NDArray[np.int8]


@dataclass(frozen=True)
class Scales:
    """Cut points of numbers, from the case as written, so that all views share them.

    Attributes:
        cuts: id of a question -> at most `BINS` - 1 numbers, ascending, in its unit.
    """

    cuts: Mapping[str, Array]


def observables(
    evaluation: Evaluation, scales: Scales | None = None, *, replayed: int = 0
) -> tuple[Observable, ...]:
    """All that a run lets one observe, over its first 10,000 futures at most.

    Args:
        evaluation: the run under one view.
        scales: cut points of the run as written (`scales_of`); by default this run's own.
        replayed: in how many of the first futures each plan's history is played again, month by
            month, to see who is first blamed for a violation; with 0 that is not asked.
    """
    count = min(evaluation.run.futures, DETAIL)
    futures = draw(evaluation.case, evaluation.run.on(count))
    cuts = (scales or _scales(evaluation.case, futures)).cuts
    return (
        *_of_the_war(evaluation.case, futures, cuts),
        *(
            seen
            for plan in evaluation.plans
            if plan != NO_DEAL
            for seen in _of_a_plan(evaluation, plan, count)
        ),
        *_of_the_vote(evaluation, count),
        *(
            _first_blamed(evaluation, plan, futures.part(0, min(replayed, count)))
            for plan in evaluation.plans
            if plan != NO_DEAL and replayed > 0
        ),
    )


def scales_of(evaluation: Evaluation) -> Scales:
    """Cut points of numbers in a run, for the runs under other views to share."""
    count = min(evaluation.run.futures, DETAIL)
    return _scales(evaluation.case, draw(evaluation.case, evaluation.run.on(count)))


# --- the war that goes on ------------------------------------------------------------------


def _numbers(case: Case, futures: Futures) -> dict[str, tuple[str, Array]]:
    """Numbers that the war shows within a year: id -> (question, values)."""
    attacker = case.header.parties[case.war.front.attacker].title
    toll = futures.of(case.war.civilians.monthly_deaths) + sum(
        futures.of(b.monthly_deaths) for b in case.war.belligerents.values()
    )
    return {
        "war.gain": (
            f"How many km² does {attacker} gain on balance over the next twelve months",
            _gain(case, futures),
        ),
        "war.toll": ("How many people are killed in an average month of the war", toll),
    }


def _gain(case: Case, futures: Futures) -> Array:
    """Net gain over twelve months, (n,), km2: as in `interim.stages.war`, without its bounds."""
    front = case.war.front
    months = case.months
    drawn = futures.uniforms("war", 1 + 2 * months)[:, months : months + 12]
    normal = special.ndtri(np.clip(drawn, 1e-12, 1 - 1e-12))
    moved: Array = 12 * futures.of(front.monthly_gain)
    moved = moved + futures.of(front.monthly_spread) * normal.sum(axis=1)
    for patron, left in zip(case.war.patrons.values(), _leaving(case, futures), strict=True):
        moved = moved + futures.of(patron.gain_shift) * np.clip(11 - np.floor(left), 0, 11)
    return moved


def _leaving(case: Case, futures: Futures) -> list[Array]:
    """Months until each patron withdraws, (n,), as in `interim.stages.war`."""
    patrons = case.war.patrons.values()
    chance = futures.uniforms("war:patrons", max(len(patrons), 1))
    return [
        -np.log1p(-chance[:, q]) / np.maximum(futures.of(patron.withdrawal), 1e-12)
        for q, patron in enumerate(patrons)
    ]


def _scales(case: Case, futures: Futures) -> Scales:
    return Scales({name: _cuts(values) for name, (_, values) in _numbers(case, futures).items()})


def _cuts(values: Array) -> Array:
    """Round numbers that cut the values into about equal parts; fewer where values coincide."""
    exact = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    width = float(np.ptp(exact))
    # Two digits of the distance between the outer cuts: fine enough, and easy to read.
    unit = 10.0 ** (math.floor(math.log10(width)) - 1) if width > 0 else 1.0
    return np.unique(np.round(exact / unit) * unit)


def _of_the_war(case: Case, futures: Futures, cuts: Mapping[str, Array]) -> Iterator[Observable]:
    given = "the war goes on"
    for name, (text, values) in _numbers(case, futures).items():
        classes = np.searchsorted(cuts[name], values, side="right").astype(np.int8)
        yield Observable(Question(name, f"{text}?", given, None, 1, _ranges(cuts[name])), classes)
    for (patron, _), left in zip(case.war.patrons.items(), _leaving(case, futures), strict=True):
        for year in YEARS[:2]:
            title = case.header.parties[patron].title if patron in case.header.parties else patron
            question = Question(
                f"war.patron.{patron}.{year}",
                f"{title}: does it end its aid within {_years(year)}?",
                given, None, year, ("no", "yes"),
            )  # fmt: skip
            yield Observable(question, (left <= 12 * year).astype(np.int8))
    going_on = war(case, futures)
    names = tuple(case.war.ends[end].title for end in going_on.ends)
    for year in YEARS[1:]:
        ended = (going_on.end >= 0) & (going_on.until <= 12 * year)
        question = Question(
            f"war.end.{year}",
            f"Has the war ended within {_years(year)} without a deal, and how?",
            given, None, year, ("still fought", *names),
        )  # fmt: skip
        yield Observable(question, np.where(ended, 1 + going_on.end, 0).astype(np.int8))


def _ranges(cuts: Array) -> tuple[str, ...]:
    said = [f"{cut:,.10g}" for cut in cuts]
    between = [f"{low} to {high}" for low, high in pairwise(said)]
    return (f"below {said[0]}", *between, f"{said[-1]} or more")


def _years(year: int) -> str:
    return "a year" if year == 1 else f"{year} years"


# --- plans ---------------------------------------------------------------------------------


def _of_a_plan(evaluation: Evaluation, plan: str, count: int) -> Iterator[Observable]:
    case, data = evaluation.case, evaluation.data.sel(plan=plan).isel(future=slice(count))
    short = case.plans[plan].short
    first, second = (case.header.parties[p].title for p in case.principals)
    signs = data["signs"].values.astype(np.int8)
    yield Observable(
        Question(
            f"{plan}.signs", f"Who would sign the plan '{short}'?", "it is proposed", plan, 0,
            ("neither", f"{first} alone", f"{second} alone", "both"),
        ),
        signs[0] + 2 * signs[1],
    )  # fmt: skip
    needed = evaluation.details["needed"].sel(plan=plan)
    for body, stated in case.bodies.items():
        if not bool(needed.sel(body=body)):
            continue
        question = Question(
            f"{plan}.body.{body}", f"Does {stated.title} pass the plan '{short}'?",
            "it is put to the vote", plan, 0, ("no", "yes"),
        )  # fmt: skip
        yield Observable(question, data["passes"].sel(body=body).values.astype(np.int8))
    month, ending = data["month"].values, data["ending"].values
    answers = ("in force", f"broken by {first}", f"broken by {second}", "war by accident", "lapsed")
    for year in YEARS:
        if year > case.header.horizon_years:
            continue
        over = (month >= 0) & (month < 12 * year)
        question = Question(
            f"{plan}.stands.{year}", f"How does the plan '{short}' stand after {_years(year)}?",
            "it is in force", plan, year, answers,
        )  # fmt: skip
        yield Observable(question, np.where(over, ending, 0).astype(np.int8))
    blamed = (data["violations"].values > 0).astype(np.int8)
    yield Observable(
        Question(
            f"{plan}.violations",
            f"On whom are violations of the plan '{short}' pinned while it lasts?",
            "it is in force", plan, case.header.horizon_years,
            ("nobody", f"{first} alone", f"{second} alone", "both"),
        ),
        blamed[0] + 2 * blamed[1],
    )  # fmt: skip


def _first_blamed(evaluation: Evaluation, plan: str, futures: Futures) -> Observable:
    """Who is first blamed for a violation within a year, rightly or wrongly."""
    case = evaluation.case
    first, second = (case.header.parties[p].title for p in case.principals)
    codes = {principal: 1 + k for k, principal in enumerate(case.principals)}
    first_seen = np.zeros(futures.n, dtype=np.int8)
    events = courses(case, case.plans[plan], futures, range(futures.start, futures.stop))
    for row, history in enumerate(events):
        blamed = next((e for e in history.events if _blames(e) and e.month < 12), None)
        if blamed is not None and blamed.actor is not None:
            first_seen[row] = codes[blamed.actor]
    question = Question(
        f"{plan}.blamed.1",
        f"On whom is the first violation of the plan '{case.plans[plan].short}' pinned, within a "
        "year?",
        "it is in force", plan, 1, ("nobody", first, second),
    )  # fmt: skip
    return Observable(question, first_seen)


def _blames(event: Event) -> bool:
    attributed = event.kind == "incident" and bool(event.detail["attributed"])
    return attributed or event.kind == "false-blame"


# --- the postponed vote --------------------------------------------------------------------

COVERAGE = np.array([0.25, 0.5, 0.75])


def _of_the_vote(evaluation: Evaluation, count: int) -> Iterator[Observable]:
    """The promised vote, of the plans that promise one; unit by unit for the first of them."""
    case, ballot = evaluation.case, evaluation.case.referendum
    if ballot is None:
        return
    first, second = (case.header.parties[p].title for p in case.principals)
    promised = [
        plan
        for plan in evaluation.plans
        if plan != NO_DEAL and case.package(plan)[ballot.issue] in ballot.votes
    ]
    for plan in promised:
        short = case.plans[plan].short
        vote = evaluation.data["vote"].sel(plan=plan).values[:count]
        yield Observable(
            Question(
                f"{plan}.vote", f"Is the vote of the plan '{short}' held, and whom does it favour?",
                "it is in force", plan, None,
                ("not held while it lasts", first, second),
            ),
            (vote + 1).astype(np.int8),
        )  # fmt: skip
    for plan in promised[:1]:
        details = evaluation.details.sel(plan=plan).isel(future=slice(count))
        for unit, place in ballot.units.items():
            for rule, franchise in ballot.franchises.items():
                cell = details.sel(unit=unit, franchise=rule)
                where = f"in {place.title} if the franchise is '{franchise.title}'"
                choice = next(iter(ballot.choices.values())).title
                share, reached = cell["vote_share"].values, cell["vote_coverage"].values
                yield Observable(
                    Question(
                        f"vote.{unit}.{rule}.result",
                        f"Do most votes {where} go to '{choice}'?",
                        "the vote is held", plan, None, ("no", "yes", "nobody votes"),
                    ),
                    np.where(np.isnan(share), 2, share > 0.5).astype(np.int8),
                )  # fmt: skip
                yield Observable(
                    Question(
                        f"vote.{unit}.{rule}.coverage",
                        f"How many of those entitled before the war can vote {where}?",
                        "the vote is held", plan, None,
                        ("below 25 %", "25 to 50 %", "50 to 75 %", "75 % or more"),
                    ),
                    np.searchsorted(COVERAGE, reached, side="right").astype(np.int8),
                )  # fmt: skip
