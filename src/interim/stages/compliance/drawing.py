"""Courses of implementation drawn from solved games, each month in the order of decision 0002."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.stages.compliance.events import (
    State,
    Step,
    answer,
    cell_at,
    collapse,
    draw_action,
    draw_incidents,
    draw_mover,
    draw_step,
    moved_to,
    open_month,
    sign_in,
)
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.learning import learnt
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.public import Public, place
from interim.stages.compliance.rules import Rules, Worth, package_row
from interim.stages.compliance.state import CELLS, DONE, FIRST, tension_of
from interim.stages.compliance.trace import (
    ACCEPTANCE,
    ACTION,
    ENDS,
    ENGAGED,
    GUARANTORS,
    HELD,
    LAYER,
    MOVER,
    POINT,
    RENEGED,
    ROUNDING,
    STEP,
    STEPS,
    TAKEN,
    TENSION,
    TRACE,
    WHAT,
    WHO,
)
from interim.stages.compliance.wars import war_column
from interim.stages.compliance.withdrawal import Order


class Draws(NamedTuple):
    """What chance decides in n futures, as uniform numbers."""

    monthly: Array
    """(n, months, `UNIFORMS`)."""
    start: Array
    """(n, `START_UNIFORMS`)."""
    spare: Array
    """(n, months + 1, `SPARE`), or (n, 0, `SPARE`) if no game needs them."""
    types: Whole
    """(n, 2), type of each principal."""


class Record(NamedTuple):
    """What is written of the courses of n futures."""

    ends: Whole
    """(n, 6): month or -1, ending, principal whom the vote favours or -1; then whether guarantors
    are engaged, the layer of the withdrawal and the point of the public's belief at the end."""
    earned: Array
    """(n, 2), what the course was worth to each principal's drawn type."""
    after: Array
    """(n, 2), what of it came with the war that the course ended in."""
    seen: Array
    """(n, 5): violations pinned on each side, unattributed of each, months of probing."""
    trace: Whole
    """(months, `TRACE`), of the last course drawn; months after its end are not written."""


class Scheme(NamedTuple):
    """What the games of a block share."""

    split: int
    """Number of agents of the first principal."""
    months: int
    phase: int
    """After the vote."""
    only_in_calm: bool
    """Whether the vote waits until there is no tension."""
    may_wait: bool
    """Whether it may have to wait beyond its month."""
    about: int
    """Principal of whom the public has its belief."""
    order: Order
    rows: Whole
    """As `rows.Rows.first`."""


class Notes(NamedTuple):
    """Room for a course."""

    posture: Whole
    """(2,), of each principal."""
    blamed: Whole
    """(2,), 1 for a principal that was blamed in the month."""
    weight: Array
    """(2,), what a value of the month counts at signing."""


def empty_notes() -> Notes:
    """Room for one course after the other."""
    return Notes(np.empty(2, np.int64), np.empty(2, np.int64), np.empty(2))


@compiled
def draw_courses(
    futures: Whole, scheme: Scheme, rules: Rules, public: Public | None, wars: Array,
    choice: Array, draws: Draws, record: Record, notes: Notes,
) -> None:  # fmt: skip
    """Draw a course of each game of a solved block.

    Args:
        futures: indices of the games in `draws` and `record`, in the order of the lanes.
        scheme: of the games.
        rules: of the games.
        public: None if it has no belief.
        wars: as `wars.fill_wars`.
        choice: strategies, as `solution.solve` fills them.
        draws: what chance decides.
        record: out.
        notes: overwritten.
    """
    for k in range(futures.size):
        draw_course(futures[k], k, scheme, rules, public, wars, choice, draws, record, notes)


@inlined
def draw_course(
    i: int, k: int, scheme: Scheme, rules: Rules, public: Public | None, wars: Array,
    choice: Array, draws: Draws, record: Record, notes: Notes,
) -> None:  # fmt: skip
    """Draw the course of future i, in lane k."""
    months, chances, vote, worth = scheme.months, rules.chances, rules.vote, rules.worth
    posture, blamed, types = notes.posture, notes.blamed, draws.types[i]
    ends, seen, earned, after = record.ends[i], record.seen[i], record.earned[i], record.after[i]
    clear(ends, seen, earned, after, notes)
    state = at_signing(rules, k, draws.start[i, GUARANTORS])
    if public is not None:
        point, rest = place(public.at_signing[k], public.grid.shape[0])
        point += 1 if draws.spare[i, months, ROUNDING] < rest else 0
        state = moved_to(state, state.layer, point)
    for t in range(months):
        u, now = draws.monthly[i, t], record.trace[t]
        for column in range(TRACE):
            now[column] = 0
        acceptance = draws.start[i, ACCEPTANCE]
        state = open_month(
            vote, scheme.only_in_calm, k, t, scheme.phase, acceptance, state, ends, now
        )
        cell, layer = cell_at(state), state.layer
        situation = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
        row = first_row(scheme.rows, state) + t
        step = Step(-1, False)
        if layer >= FIRST:
            uniform = draws.spare[i, t, STEPS]
            step = draw_step(scheme.order, rules.due, layer, posture, k, uniform)
            if step.falls_due:
                row = scheme.rows[layer, 1] + t
        mover, action = draw_mover(u[WHO], chances.move[k], step), -1
        if mover >= 0:
            agent = types[mover] + mover * scheme.split
            probe = choice[row, state.point, agent, situation[mover], 1, k]
            renege = choice[row, state.point, agent, situation[mover], 2, k]
            action = draw_action(u[WHAT], probe, renege)
            posture[mover] = min(action, 1)
            if step.falls_due and action == 0:
                layer = scheme.order.reaches[layer, mover]
        now[MOVER], now[ACTION] = mover, action
        if step.falls_due:
            now[STEP] = 1
        breaker = mover if action == 2 else -1
        state = moved_to(state, layer, state.point)
        if breaker >= 0:
            ends[0], ends[1] = t, RENEGED + breaker
            earn_war(scheme.split, wars, state, t, k, types, breaker, notes.weight, after)
        else:
            earn(scheme.split, worth, state, t, k, types, posture, notes.weight, earned)
            incidents = draw_incidents(chances, k, posture, state.tension, u, blamed, seen, now)
            state = answer(chances, k, u, posture, incidents, blamed, state, now)
            if public is not None:
                at = posture[1 - scheme.about] * CELLS + cell
                sign, then = (
                    sign_in(scheme.about, blamed, now),
                    next_row(scheme, rules, state, t, k),
                )
                known = public.grid[state.point, k]
                if then >= 0:
                    known = learnt(
                        chances.move[k], known, public.sign, public.weight, choice,
                        (then, state.point), at, sign, k,
                    )  # fmt: skip
                low, towards = place(known, public.grid.shape[0])
                low += 1 if draws.spare[i, t, ROUNDING] < towards else 0
                state = moved_to(state, state.layer, low)
            for p in range(2):
                notes.weight[p] *= worth.patience[types[p] + p * scheme.split, k]
            accident, due = chances.accident[state.tension, k], rules.ends.due[t, k]
            ending = collapse(rules.ends.lapse[k], accident, due, u[ENDS], now)
            if ending != HELD:
                ends[0], ends[1] = t, ending
                earn_war(scheme.split, wars, state, t + 1, k, types, -1, notes.weight, after)
        now[TENSION], now[TAKEN], now[ENGAGED] = state.tension, state.taken, state.engaged
        now[LAYER], now[POINT] = state.layer, state.point
        ends[3], ends[4], ends[5] = state.engaged, state.layer, state.point
        if ends[0] >= 0:
            break
    if ends[0] < 0:
        earn(scheme.split, worth, state, months, k, types, posture, notes.weight, earned)
    for p in range(2):
        earned[p] += after[p]


@inlined
def clear(ends: Whole, seen: Array, earned: Array, after: Array, notes: Notes) -> None:
    """Begin a course."""
    ends[0], ends[1], ends[2] = -1, 0, -1
    for p in range(2):
        after[p] = 0.0
        earned[p], notes.weight[p], notes.posture[p], notes.blamed[p] = 0.0, 1.0, 0, 0
    for column in range(seen.size):
        seen[column] = 0.0


@inlined
def at_signing(rules: Rules, k: int, uniform: float) -> State:
    """The state on the day of signing; the uniform number is that of the guarantors."""
    engaged = 1 if uniform < rules.vote.engaged[k] else 0
    layer = FIRST if rules.vote.deadline[k] > 0 else DONE
    return State(0, rules.vote.pending[k], engaged, layer, 0, 0)


@inlined
def first_row(rows: Whole, state: State) -> int:
    """First row of the strategies of the branch that a state is in."""
    return rows[state.layer, 1 if state.layer == DONE and state.phase > 0 else 0]


@inlined
def next_row(scheme: Scheme, rules: Rules, state: State, t: int, k: int) -> int:
    """Row of next month's strategies in the same branch of the game, or -1."""
    last = scheme.months
    if state.layer == DONE and state.phase == 0:
        if not scheme.may_wait:
            last = rules.vote.month[k]
    elif state.layer >= FIRST:
        last = rules.vote.deadline[k]
    return first_row(scheme.rows, state) + t + 1 if t + 1 < last else -1


@inlined
def earn(
    split: int, worth: Worth, state: State, t: int, k: int, types: Whole, posture: Whole,
    weight: Array, earned: Array,
) -> None:  # fmt: skip
    """Add what the drawn types get in month t; from the horizon on for ever.

    Args:
        split: number of agents of the first principal.
        worth: what months are worth.
        state: after the move of the month.
        t: the month.
        k: the lane.
        types: (2,), of each principal.
        posture: (2,), of each principal.
        weight: (2,), what a value of the month counts at signing.
        earned: in and out, (2,).
    """
    cell, row = cell_at(state), package_row(state.layer, state.phase, worth.pays.shape[0])
    for p in range(2):
        agent = types[p] + p * split
        relief = worth.benefit[agent, k] * worth.paid[t, k] * worth.pays[state.layer, k]
        rubs = worth.friction[posture[p], posture[1 - p], tension_of(cell), k]
        now = flow(worth.package[row, agent, k], rubs, relief, cell)
        lasts = 1.0 - worth.patience[agent, k] if t < worth.paid.shape[0] - 1 else 1.0
        earned[p] += weight[p] * now * lasts


@inlined
def earn_war(
    split: int, wars: Array, state: State, t: int, k: int, types: Whole, breaker: int,
    weight: Array, after: Array,
) -> None:  # fmt: skip
    """What the drawn types get from a war begun in month t.

    Args:
        split: number of agents of the first principal.
        wars: as `wars.fill_wars`.
        state: in which it begins.
        t: the month.
        k: the lane.
        types: (2,), of each principal.
        breaker: who broke the deal openly, -1 nobody.
        weight: (2,), what a value of the month counts at signing.
        after: out, (2,).
    """
    for p in range(2):
        agent = types[p] + p * split
        column = war_column(p, breaker, state.engaged)
        after[p] = weight[p] * wars[state.layer, state.point, t, agent, column, k]
