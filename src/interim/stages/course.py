"""Course: how implementation went in single futures, month by month, as a story can tell it.

`courses` plays the game of `interim.stages.compliance` once more with the same random numbers,
through the same compiled code, so a course ends as and when the recorded one did. As there, it
says how implementation goes if the plan comes into force, whoever signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import BLOCK, Futures
from interim.stages.compliance import (
    ENDINGS,
    START_UNIFORMS,
    UNIFORMS,
    draw_types,
    spare_uniforms,
    traced,
)
from interim.stages.compliance import (
    trace as column,
)
from interim.stages.compliance.game import Game
from interim.stages.compliance.game_of_case import build_game
from interim.stages.compliance.state import raised
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war

KINDS = {
    "comply": "the actor goes back to complying",
    "probe": "the actor begins to probe",
    "renege": "the actor breaks the deal openly: guarantors_engaged, response, support",
    "withdraw": "a step of the actor's withdrawal falls due and is taken: taken, of (steps)",
    "stall": "one falls due and is not taken: the actor probes instead",
    "given-up": "the withdrawal is given up, and who has moved goes back",
    "relief": "good conduct earns relief (back)",
    "incident": "a violation by the actor: seen, attributed",
    "false-blame": "the actor is blamed for what it did not do",
    "snapback": "an attributed violation puts relief in question: taken_back, or else vetoed; "
    "blamed",
    "guarantors": "the guarantors turn back or away: engaged",
    "tension": "tension rises or falls: before, after (0 calm, 1 tense, 2 at the brink)",
    "vote": "the promised vote falls due: held, favours, contested",
    "mandate": "the mandate falls due, or its end is put to the vote: renewed",
    "accident": "the deal collapses by accident",
    "belief": "the public's belief that the actor is of the feared type moves: before, after",
    "end": "the last event: ending, as in `compliance.ENDINGS`",
}
"""The kinds of events, with the keys of their details."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        month: counted from 0 at signing.
        actor: the principal that did it, or to whom it was done; None for what nobody in
            particular does.
        kind: a key of `KINDS`.
        detail: more about it, by the names given in `KINDS`.
    """

    month: int
    actor: str | None
    kind: str
    detail: Mapping[str, object]


@dataclass(frozen=True)
class Course:
    """How implementation goes in one future.

    Attributes:
        index: number of the future in the whole evaluation.
        events: in the order in which they happen; the last is of the kind `end`.
        ending: one of `compliance.ENDINGS`.
        month: month of the end, -1 if kept to the horizon.
        types: principal -> the type drawn.
        engaged: whether the guarantors are engaged at signing.
    """

    index: int
    events: tuple[Event, ...]
    ending: str
    month: int
    types: Mapping[str, str]
    engaged: bool


def courses(case: Case, plan: Plan, futures: Futures, indices: Sequence[int]) -> tuple[Course, ...]:
    """The courses of chosen futures.

    Args:
        case: the case.
        plan: the plan, as if in force.
        futures: futures that hold those chosen, drawn with the lens and settings of the run.
        indices: numbers of futures in the whole evaluation.

    Returns:
        One course for each number, in the order given.

    Raises:
        ValueError: a number is not among the futures.
    """
    wanted = [int(i) for i in indices]
    played: dict[int, Course] = {}
    for block in sorted({i // BLOCK for i in wanted}):
        # A block at a time: its games are made together, which takes as long as one.
        chosen = sorted({i for i in wanted if i // BLOCK == block})
        part = futures.part(chosen[0], chosen[-1] + 1)
        played |= {course.index: course for course in _courses(case, plan, part, chosen)}
    return tuple(played[i] for i in wanted)


def _courses(case: Case, plan: Plan, futures: Futures, chosen: Sequence[int]) -> Iterator[Course]:
    worth, fighting = value(case, plan, futures), war(case, futures)
    mandate = renewal(case, plan, futures, value=worth, war=fighting)
    game = build_game(
        case,
        plan,
        futures,
        value=worth,
        terms=terms(case, plan, futures),
        war=fighting,
        referendum=referendum(case, plan, futures),
        renewal=mandate,
    )
    draws = draws_of(case, game, futures, draw_types(game.prior, futures.uniforms("types", 2)))
    for index in chosen:
        row = index - futures.start
        yield course_of(case, game, row, draws, index=index, renewable=mandate.renewable)


class Draws(NamedTuple):
    """The random numbers of n courses, as `compliance.traced` takes them of each."""

    monthly: NDArray[np.float64]
    start: NDArray[np.float64]
    types: NDArray[np.int64]
    spare: NDArray[np.float64] | None


def draws_of(case: Case, game: Game, futures: Futures, types: NDArray[np.int64]) -> Draws:
    """The random numbers of the courses of n games.

    Args:
        case: the case.
        game: n games.
        futures: n futures.
        types: (n, 2), type of each principal.
    """
    monthly = futures.uniforms("compliance", case.months, UNIFORMS)
    start = futures.uniforms("compliance-start", START_UNIFORMS)
    return Draws(monthly, start, types, spare_uniforms(case, game, futures))


def course_of(
    case: Case, games: Game, row: int, draws: Draws, *, index: int, renewable: bool
) -> Course:
    """The course of one future from games that are built.

    Args:
        case: the case.
        games: n games.
        row: which of them.
        draws: of all of them.
        index: number of the future in the whole evaluation.
        renewable: whether its mandate lapses unless it is renewed.
    """
    game, drawn, start = game_of(games, row), draws.types[row], draws.start[row]
    spare = None if draws.spare is None else draws.spare[row]
    trace, ends = traced(game, 0, case.months, draws.monthly[row], start, drawn, spare=spare)
    engaged = bool(start[2] < game.engaged[0])
    happened = _events(case, game, trace, engaged, int(ends[0]), int(ends[1]))
    # That an open-ended mandate is not ended is no event.
    events = tuple(e for e in happened if renewable or not e.detail.get("renewed"))
    kinds = [list(case.preferences[p].types) for p in case.principals]
    return Course(
        index=index,
        events=events,
        ending=ENDINGS[ends[1]],
        month=int(ends[0]),
        types={p: kinds[k][drawn[k]] for k, p in enumerate(case.principals)},
        engaged=engaged,
    )


def game_of(games: Game, row: int) -> Game:
    """The game of one future alone."""
    return Game._make([games.types, *(numbers[row : row + 1] for numbers in games[1:])])


def _events(
    case: Case, game: Game, trace: NDArray[np.int64], engaged: bool, month: int, ending: int
) -> Iterator[Event]:
    tension, postures, taken, point = 0, [0, 0], [0, 0], None
    last = case.months - 1 if month < 0 else month
    for t in range(last + 1):
        now = trace[t]
        yield from _vote(case, t, now)
        if now[column.CONTESTED]:
            risen = raised(tension, 1)
            yield from _change_of_tension(t, tension, risen)
            tension = risen
        yield from _withdrawal(case, game, t, now, postures, taken)
        yield from _move(case, game, t, now, postures, engaged)
        if now[column.ACTION] == 2:
            break
        yield from _incidents(case, game, t, now)
        reached = int(now[column.TENSION])
        yield from _change_of_tension(t, tension, reached)
        tension = reached
        if bool(now[column.ENGAGED]) != engaged:
            engaged = not engaged
            yield Event(t, None, "guarantors", {"engaged": engaged})
        if game.grid.shape[1] > 1:
            reached = int(now[column.POINT])
            if point is not None and reached != point:
                beliefs = {
                    "before": float(game.grid[0, point]),
                    "after": float(game.grid[0, reached]),
                }
                yield Event(t, case.principals[game.about[0]], "belief", beliefs)
            point = reached
        if now[column.COLLAPSE]:
            yield Event(t, None, "accident", {})
        if now[column.DUE]:
            yield Event(t, None, "mandate", {"renewed": bool(now[column.DUE] == 1)})
    at = last if month >= 0 else case.months
    yield Event(at, None, "end", {"ending": ENDINGS[ending]})


def _change_of_tension(t: int, before: int, after: int) -> Iterator[Event]:
    if after != before:
        yield Event(t, None, "tension", {"before": before, "after": after})


def _vote(case: Case, t: int, now: NDArray[np.int64]) -> Iterator[Event]:
    result = int(now[column.VOTED])
    if result < 0:
        return
    held = result < 2
    favours = case.principals[result] if held else None
    contested = bool(now[column.CONTESTED])
    yield Event(t, None, "vote", {"held": held, "favours": favours, "contested": contested})


def _withdrawal(
    case: Case,
    game: Game,
    t: int,
    now: NDArray[np.int64],
    postures: list[int],
    taken: list[int],
) -> Iterator[Event]:
    """A step that falls due, or the end of it all; `postures` and `taken` follow."""
    step, mover, action = (int(now[k]) for k in (column.STEP, column.MOVER, column.ACTION))
    if step == 2:
        yield Event(t, None, "given-up", {})
    if step != 1 or action == 2:
        return
    actor, postures[mover] = case.principals[mover], action
    if action:
        yield Event(t, actor, "stall", {})
        return
    taken[mover] += 1
    detail = {"taken": taken[mover], "of": int(game.steps[0, mover])}
    yield Event(t, actor, "withdraw", detail)


def _move(
    case: Case,
    game: Game,
    t: int,
    now: NDArray[np.int64],
    postures: list[int],
    engaged: bool,
) -> Iterator[Event]:
    mover, action = int(now[column.MOVER]), int(now[column.ACTION])
    if mover < 0:
        return
    actor = case.principals[mover]
    if action == 2:
        answers = {
            "guarantors_engaged": engaged,
            "response": float(game.response[0, mover]) if engaged else 0.0,
            "support": float(game.support[0, 1 - mover]),
        }
        yield Event(t, actor, "renege", answers)
    elif action != postures[mover]:
        # Who chooses again what it did before makes no news.
        postures[mover] = action
        yield Event(t, actor, "probe" if action else "comply", {})


def _incidents(case: Case, game: Game, t: int, now: NDArray[np.int64]) -> Iterator[Event]:
    blamed = []
    for p, principal in enumerate(case.principals):
        incident = int(now[column.INCIDENT + p])
        if incident:
            detail = {"seen": incident > 1, "attributed": incident == 3}
            yield Event(t, principal, "incident", detail)
        if now[column.FALSE + p]:
            yield Event(t, principal, "false-blame", {})
        if incident == 3 or now[column.FALSE + p]:
            blamed.append(p)
    if now[column.SNAPPED] == 3:
        yield Event(t, None, "relief", {})
    elif now[column.SNAPPED]:
        at_stake = [case.principals[p] for p in blamed if game.snapback[0, p] > 0]
        taken_back = bool(now[column.SNAPPED] == 2)
        said: dict[str, object] = {"taken_back": taken_back, "blamed": tuple(at_stake)}
        yield Event(t, None, "snapback", said)
