"""Games solved and played: the compiled code as seen from outside."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from interim.stages.compliance.blocks import Block, take
from interim.stages.compliance.drawing import Draws, Record, Scheme, draw_courses, empty_notes
from interim.stages.compliance.foresight import OUTLOOK_MARKS, Outlook, Sight, blank, look_ahead
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.public import rise_of
from interim.stages.compliance.rules import kinds_of, withdrawal_in
from interim.stages.compliance.solution import Room, Solved, at_signing, solve
from interim.stages.compliance.state import DONE, FIRST, LEVELS
from interim.stages.compliance.trace import RENEGED, RESULT, SPARE, TRACE
from interim.stages.compliance.wars import (
    edges,
    trend,
    zone,
)

SHARPEST = 1e11
"""Precision beyond which choice counts as a best reply. Values that differ by rounding only (about
1e-15) are then a tie, split evenly; any difference above 1e-9 decides."""

ENDINGS = ("held", "reneged-first", "reneged-second", "escalated", "lapsed")
"""How a deal ends: kept to the horizon, broken openly by the first or the second principal,
accidental collapse, or a mandate that was not renewed."""


def needs_spare(game: Game) -> bool:
    """Whether a withdrawal or a public belief is part of the games."""
    return bool(game.steps.any()) or game.grid.shape[1] > 1


@dataclass(frozen=True)
class Played:
    """One drawn course per future; agents are the types of the first, then of the second.

    Attributes:
        value: (n, agents), value at signing.
        ends: (n, 6), month of the end or -1, index into `ENDINGS`, principal favoured or -1;
            guarantors engaged, layer of the withdrawal and point of the public's belief then.
        earned: (n, 2), what the course was worth to each principal's drawn type.
        after: (n, 2), what of it came with the war that it ended in.
        seen: (n, 5), violations pinned on each side, unattributed of each, months of probing.
        outlook: chances by the types of both, over all courses; None where nobody asked.
    """

    value: Array
    ends: Whole
    earned: Array
    after: Array
    seen: Array
    outlook: Outlook | None = None


def run(
    game: Game,
    months: int,
    monthly: Array,
    start: Array,
    drawn: Whole,
    *,
    spare: Array | None = None,
    outlook: tuple[int, ...] = (),
) -> Played:
    """Solve each game and draw one course.

    Args:
        game: n games.
        months: the horizon, 1 or more.
        monthly: (n, months, `UNIFORMS`), uniform numbers.
        start: (n, `START_UNIFORMS`), uniform numbers.
        drawn: (n, 2), type of each principal.
        spare: (n, months + 1, `SPARE`), uniform numbers, for games that `needs_spare`.
        outlook: numbers of months, rising, of `Played.outlook`; none leaves it out.

    Raises:
        ValueError: the horizon is shorter than a month, or spare numbers are missing.
    """
    _at_least_a_month(months)
    n, agents = drawn.shape[0], int(game.types.sum())
    played = Played(
        np.empty((n, agents)),
        np.empty((n, 6), np.int64),
        np.empty((n, 2)),
        np.empty((n, 2)),
        np.empty((n, 5)),
        blank(n, game.types, months, outlook) if outlook else None,
    )
    draws = _draws(monthly, start, _checked(game, spare), drawn)
    trace = np.empty((months, TRACE), np.int64)
    record = Record(played.ends, played.earned, played.after, played.seen, trace)
    kept, sight = phase_after_vote(game.vote, start[:, RESULT]), Sight()
    for solved in solve(_sharpened(game), months, kept, _room_of_thread()):
        _draw(solved, draws, record)
        if played.outlook is not None:
            look_ahead(solved, scheme_of(solved.block), played.outlook, sight)
        size, futures = solved.block.size, solved.block.futures
        played.value[futures[:size]] = at_signing(solved)[:, :size].T
    return played


def worth(game: Game, months: int) -> Array:
    """What each game is worth at signing to each agent: (n, agents).

    Args:
        game: n games.
        months: the horizon, 1 or more.

    Raises:
        ValueError: the horizon is shorter than a month.
    """
    _at_least_a_month(months)
    n = game.engaged.size
    values = np.empty((n, int(game.types.sum())))
    for solved in solve(_sharpened(game), months, np.full(n, 3), _room_of_thread()):
        size, futures = solved.block.size, solved.block.futures
        values[futures[:size]] = at_signing(solved)[:, :size].T
    return values


def outlook(
    game: Game, months: int, kept: Whole, marks: tuple[int, ...] = OUTLOOK_MARKS
) -> Outlook:
    """Chances of what becomes of each game's deal, by the types of both principals.

    Args:
        game: n games.
        months: the horizon, 1 or more.
        kept: (n,), phase that follows the vote: it favours the first principal (1), the second (2)
            or is not held (3). It is given, not summed over: with the one of `phase_after_vote` the
            chances are those of the course that `run` draws in the same future.
        marks: numbers of months, rising; those beyond the horizon are left out.

    Raises:
        ValueError: the horizon is shorter than a month.
    """
    _at_least_a_month(months)
    found, sight = blank(len(kept), game.types, months, marks), Sight()
    for solved in solve(_sharpened(game), months, kept, _room_of_thread()):
        look_ahead(solved, scheme_of(solved.block), found, sight)
    return found


_OF_THREAD = threading.local()


def _room_of_thread() -> Room:
    """Room to work in, kept for the next plan: new memory would cost the system's time."""
    if not hasattr(_OF_THREAD, "room"):
        _OF_THREAD.room = Room()
    room: Room = _OF_THREAD.room
    return room


def _draws(monthly: Array, start: Array, spare: Array, types: Whole) -> Draws:
    """In one memory layout, so that what reads them is compiled once."""
    of = np.ascontiguousarray
    return Draws(of(monthly), of(start), of(spare), of(types))


def _draw(solved: Solved, draws: Draws, record: Record) -> None:
    """Draw the courses of a solved block."""
    block, rules = solved.block, solved.block.rules
    scheme = scheme_of(block)
    public = None if block.learning is None else rules.public
    draw_courses(
        block.futures[: block.size], scheme, rules, public, solved.wars, solved.choice, draws,
        record, empty_notes(),
    )  # fmt: skip


def scheme_of(block: Block) -> Scheme:
    """What the games of a block share, for those who follow their courses."""
    return Scheme(
        block.split, block.months, block.kept, block.kind.only_in_calm, block.kind.may_wait,
        block.kind.about, withdrawal_in(block.kind).order, block.rows.first,
    )  # fmt: skip


def phase_after_vote(vote: Array, uniforms: Array) -> Whole:
    """The vote favours the first principal (1), the second (2) or is not held (3).

    Args:
        vote: (n, 3), chance of each.
        uniforms: (n,).

    Returns:
        (n,).
    """
    return np.where(uniforms < vote[:, 0], 1, np.where(uniforms < vote[:, 0] + vote[:, 1], 2, 3))


def _checked(game: Game, spare: Array | None) -> Array:
    if spare is None and needs_spare(game):
        raise ValueError("a game with a withdrawal or a public belief needs spare uniform numbers")
    return np.empty((len(game.engaged), 0, SPARE)) if spare is None else spare


def traced(
    game: Game,
    future: int,
    months: int,
    monthly: Array,
    start: Array,
    drawn: Whole,
    *,
    spare: Array | None = None,
) -> tuple[Whole, Whole]:
    """The drawn course of one future, month by month: what `run` draws, from the same numbers.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        monthly: (months, `UNIFORMS`), uniform numbers of this future.
        start: (`START_UNIFORMS`,), uniform numbers of this future.
        drawn: (2,), type of each principal.
        spare: (months + 1, `SPARE`), uniform numbers of this future, if it needs them.

    Returns:
        (months, `TRACE`), what happened in each month as `trace.TRACE` says, zeros
        after the end; and (6,), the end, as in `Played.ends`.

    Raises:
        ValueError: the horizon is shorter than a month, or spare numbers are missing.
    """
    _at_least_a_month(months)
    alone = take(_sharpened(game), np.array([future]))
    some = _checked(alone, None if spare is None else spare[None])
    draws = _draws(monthly[None], start[None], some, drawn[None])
    trace = np.zeros((months, TRACE), np.int64)
    record = Record(
        np.empty((1, 6), np.int64), np.empty((1, 2)), np.empty((1, 2)), np.empty((1, 5)), trace
    )
    for solved in solve(alone, months, phase_after_vote(alone.vote, draws.start[:, RESULT])):
        _draw(solved, draws, record)
    return trace, record.ends[0]


def wars_begun(game: Game, ends: Whole, months: int) -> tuple[Array, Array, Array]:
    """The wars that drawn courses end in.

    Args:
        game: n games.
        ends: (n, 6), as in `Played`.
        months: the horizon.

    Returns:
        (n,) each: the edge in the attacker's favour, what is open of the zone, and the chance that
        the attacker holds that; 0 where a deal is kept.
    """
    ended, rows = ends[:, 0] >= 0, np.arange(len(ends))
    breaker = np.where(ended & (ends[:, 1] < RENEGED + 2), ends[:, 1] - RENEGED, -1)
    done, lead, rise = np.ones((len(ends), 2)), np.zeros((len(ends), 2)), np.zeros(len(ends))
    kinds = kinds_of(game, months)
    for kind in set(kinds):
        here = np.array([one == kind for one in kinds])
        withdrawal = withdrawal_in(kind)
        done[here] = withdrawal.done[ends[here, 4]]
        lead[here] = withdrawal.lead[ends[here, 4]]
        rise[here] = rise_of(game, kind.about, kind.feared)[ends[:, 5], rows][here]
    # Who breaks a deal begins the war in that month; what nobody began comes with the next.
    edge = edges(game, (breaker, ends[:, 3]), (done, lead), rise)
    edge = edge + trend(game) * (ends[:, 0] + (breaker < 0))
    left, taken = zone(game, breaker, done)
    return np.where(ended, edge, 0.0), np.where(ended, left, 0.0), np.where(ended, taken, 0.0)


def draw_types(prior: Array, uniforms: Array) -> Whole:
    """Types by inverting the cumulative prior.

    Args:
        prior: (n, 2, types), probability.
        uniforms: (n, 2).

    Returns:
        (n, 2), index of a type.
    """
    drawn = np.zeros(uniforms.shape, np.int64)
    below = np.zeros(uniforms.shape)
    for kind in range(prior.shape[2] - 1):
        below = below + prior[:, :, kind]
        # Padding and types that no prior supports are never reached by rounding.
        left = prior[:, :, kind + 1 :].max(axis=2) > 0
        drawn += (uniforms >= below) & left
    return drawn


@dataclass(frozen=True)
class Strategies:
    """The equilibrium of one future's game.

    An agent is a principal of one type: the types of the first, then those of the second. A
    situation is what a mover knows: the other's posture (0 complies, 1 probes), tension, whether
    relief has been taken back (0, 1) and whether the guarantors are engaged (0, 1).

    Attributes:
        comply: chance that a mover complies, (months, agents, 2, tension, 2, 2).
        probe: chance that it probes, same shape.
        renege: chance that it reneges, same shape; the three sum to one.
        value: (agents, 2, 2, tension, 2, 2), at signing, by own and other's posture, tension,
            relief and guarantors.
    """

    comply: Array
    probe: Array
    renege: Array
    value: Array


def strategies(
    game: Game,
    future: int,
    months: int,
    *,
    phase: int = 3,
    layer: int = DONE,
    due: bool = False,
    waiting: bool = False,
    point: int = 0,
) -> Strategies:
    """The equilibrium strategies and values of one future.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        phase: whose strategies are shown from the month of the vote on: a vote that favours the
            first (1) or the second principal (2), or that was not held (3).
        layer: how far the withdrawal has come: 0 done or none agreed, 1 given up, from 2 on
            unfinished (`withdrawal.Withdrawal`).
        due: for an unfinished withdrawal, the choice whether to take a step that falls due.
        waiting: where the vote has to wait, the choices until it is held.
        point: of the public's belief.

    Raises:
        ValueError: the horizon is shorter than a month.
    """
    _at_least_a_month(months)
    alone = take(_sharpened(game), np.array([future]))
    (solved,) = solve(alone, months, np.array([phase]))
    rows, vote = solved.block.rows, int(solved.block.rules.vote.month[0])
    # What a layer or a phase has no choice in stays undefined.
    last = int(solved.block.rules.vote.deadline[0]) if layer >= FIRST else months
    t = np.arange(last)
    after_vote = (t >= vote) & (layer == DONE) & (not waiting)
    first = np.where(after_vote, rows.first[layer, 1], rows.first[layer, int(due)])
    by_action = solved.choice[first + t, point, ..., 0].copy()
    if waiting:
        by_action[:vote] = np.nan
    comply, probe, renege = np.moveaxis(by_action, 3, 0).reshape(3, last, -1, 2, LEVELS, 2, 2)
    return Strategies(
        comply=comply,
        probe=probe,
        renege=renege,
        value=solved.values[point, ..., 0].reshape(-1, 2, 2, LEVELS, 2, 2).copy(),
    )


def _sharpened(game: Game) -> Game:
    return game._replace(precision=np.minimum(game.precision, SHARPEST))


def _at_least_a_month(months: int) -> None:
    if months < 1:
        raise ValueError(f"the horizon is {months} months, at least 1 is needed")
