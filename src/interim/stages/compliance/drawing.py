"""One course of implementation drawn from a solved game, and what observers make of it.

Each month is drawn in the order of decision 0002.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled
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
from interim.stages.compliance.evidence import Belief, Move, read_blame, read_move
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.month import (
    false_blame_chance,
)
from interim.stages.compliance.payoffs import edge_of, flow, war_column, zone_of
from interim.stages.compliance.public import learnt, place, rise_at
from interim.stages.compliance.rows import Branch, Size, strategy_row, strategy_rows
from interim.stages.compliance.rules import Rules, Vote
from interim.stages.compliance.solution import solve, value_at_signing
from interim.stages.compliance.state import (
    CELLS,
    DONE,
    FIRST,
    SITUATIONS,
    STATES,
)
from interim.stages.compliance.trace import (
    ACCEPTANCE,
    ACTION,
    ENDS,
    ENGAGED,
    GUARANTORS,
    HELD,
    LAYER,
    MARKS,
    MOVER,
    POINT,
    RENEGED,
    RESULT,
    ROUNDING,
    STEP,
    STEPS,
    TAKEN,
    TENSION,
    TRACE,
    WHAT,
    WHO,
)
from interim.stages.compliance.withdrawal import positions, progress


class Draws(NamedTuple):
    """What chance decides, as uniform numbers; with a first axis of futures for `play`."""

    monthly: Array
    """(months, `UNIFORMS`)."""
    start: Array
    """(`START_UNIFORMS`,)."""
    spare: Array
    """(months + 1, `SPARE`), or (0, `SPARE`) if no game needs them."""
    types: Whole
    """(2,), type of each principal."""


class Record(NamedTuple):
    """What is written of a course; with a first axis of futures for `play`."""

    ends: Whole
    """(6,): month or -1, ending, principal whom the vote favours or -1; then whether guarantors are
    engaged, the layer and the point of the public's belief at the end."""
    earned: Array
    """(2,), what the course was worth to each principal's drawn type."""
    seen: Array
    """(5,): violations pinned on each side, unattributed of each, months of probing."""
    evidence: Array
    """(agents,), log-likelihood until the end."""
    paths: Array
    """(len(`MARKS`), agents), the same over the first months of each mark."""


class Account(NamedTuple):
    """What months are worth, see `Rules` and `Withdrawal`."""

    split: int
    patience: Array
    package: Array
    """(4, agents), by phase once the vote has been held."""
    unvoted: Array
    """(layers, agents), before it."""
    relief: Array
    paid: Array
    """(layers,), 1 where relief is paid."""
    friction: Array


@compiled
def play(game: Game, months: int, draws: Draws, value: Array, record: Record) -> None:
    """Solve every game and draw one course of each.

    Args:
        game: a `Game` of n futures.
        months: the horizon, 1 or more.
        draws: of n futures.
        value: out, (n, agents), at signing.
        record: out, of n futures.
    """
    agents, points, rows = game.types[0] + game.types[1], game.grid.shape[1], 0
    for i in range(game.engaged.size):
        rows = max(rows, strategy_rows(game, i, months))
    choice = np.empty((rows, agents, 3 * SITUATIONS))
    values, trace = np.empty((points, agents, STATES)), np.empty((months, TRACE), np.int64)
    for i in range(game.engaged.size):
        phase = phase_after_vote(game.vote[i], draws.start[i, RESULT])
        rules = solve(game, i, months, phase, choice, values)
        for agent in range(agents):
            value[i, agent] = value_at_signing(rules, values, agent)
        own = Draws(draws.monthly[i], draws.start[i], draws.spare[i], draws.types[i])
        written = Record(
            record.ends[i], record.earned[i], record.seen[i], record.evidence[i], record.paths[i]
        )
        draw_course(rules, phase, choice, own, written, trace)


@compiled
def follow(game: Game, i: int, months: int, draws: Draws, ends: Whole, trace: Whole) -> None:
    """Solve the game of one future and draw its course month by month, as `play` does.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        draws: of the future.
        ends: out, as of `Record`.
        trace: out, (months, `TRACE`); months after the end are not written.
    """
    agents = game.types[0] + game.types[1]
    choice = np.empty((strategy_rows(game, i, months), agents, 3 * SITUATIONS))
    phase = phase_after_vote(game.vote[i], draws.start[RESULT])
    rules = solve(game, i, months, phase, choice, np.empty((game.grid.shape[1], agents, STATES)))
    paths = np.empty((len(MARKS), agents))
    record = Record(ends, np.empty(2), np.empty(5), np.empty(agents), paths)
    draw_course(rules, phase, choice, draws, record, trace)


@compiled
def phase_after_vote(vote: Array, uniform: float) -> int:
    """The vote favours the first principal (1), the second (2) or is not held (3)."""
    if uniform < vote[0]:
        return 1
    if uniform < vote[0] + vote[1]:
        return 2
    return 3


@compiled
def draw_course(
    rules: Rules, phase: int, choice: Array, draws: Draws, record: Record, trace: Whole
) -> None:
    """Draw one course of a solved game and what observers make of it.

    Args:
        rules: of the game.
        phase: after the vote.
        choice: strategies, as `solve` fills them.
        draws: of the future.
        record: out.
        trace: out, (months, `TRACE`); months after the end are not written.
    """
    months, points, evidence = rules.mandate_due.size, rules.public.grid.size, record.evidence
    chances, withdrawal, accident = rules.chances, rules.withdrawal, rules.accident
    size = Size(months, withdrawal.deadline, points)
    account, belief = _account(rules), Belief(rules.split, np.zeros(evidence.size), evidence)
    posture, blamed = np.zeros(2, np.int64), np.zeros(2, np.int64)
    _clear(record)
    state = _at_signing(rules, months, draws)
    for t in range(months):
        u, now = draws.monthly[t], trace[t]
        for column in range(TRACE):
            now[column] = 0
        state = open_month(
            rules.vote, withdrawal.deadline, t, phase, draws.start[ACCEPTANCE], state, record.ends,
            now,
        )  # fmt: skip
        cell, layer = cell_at(state), state.layer
        situation = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
        row = strategy_row(size, Branch(layer, state.waiting, 0), t) + state.point
        step, row_due = Step(-1, 0.0, False), row
        if layer >= FIRST:
            step = draw_step(withdrawal, layer, posture, draws.spare[t, STEPS])
            row_due = strategy_row(size, Branch(layer, 0, 1), t) + state.point
        mover, action = draw_mover(u[WHO], chances.move, step), -1
        if mover >= 0:
            agent = draws.types[mover] + mover * rules.split
            strategies = choice[row_due if step.falls_due else row, agent]
            action = draw_action(u[WHAT], strategies, situation[mover])
            posture[mover] = min(action, 1)
            if step.falls_due and action == 0:
                layer = withdrawal.reaches[layer, mover]
        now[MOVER], now[ACTION] = mover, action
        if step.falls_due:
            now[STEP] = 1
        breaker = mover if action == 2 else -1
        move = Move(situation, breaker, step.stepper, step.chance, layer != state.layer)
        read_move(chances.move, move, choice[row], choice[row_due], belief)
        state = moved_to(state, layer, state.point)
        if breaker >= 0:
            record.ends[0], record.ends[1] = t, RENEGED + breaker
            _earn_war(rules, state, t, draws.types, breaker, record.earned)
        else:
            _earn(account, state, t, 1, draws.types, posture, record.earned)
            false = false_blame_chance(chances, state.tension)
            incidents = draw_incidents(chances, posture, false, u, blamed, record.seen, now)
            read_blame(chances.pinned, false, blamed, belief)
            engaged = rules.engaged[state.point]
            state = answer(chances, engaged, u, posture, incidents, blamed, state, now)
            if points > 1:
                seen = posture[1 - rules.public.about] * CELLS + cell
                uniform = draws.spare[t, ROUNDING]
                state = _learn(rules, size, t, choice, state, seen, blamed, now, uniform)
            due, ends = rules.mandate_due[t], u[ENDS]
            ending = collapse(chances.lapse, accident[state.tension], due, ends, now)
            if ending != HELD:
                record.ends[0], record.ends[1] = t, ending
                _earn_war(rules, state, t + 1, draws.types, -1, record.earned)
        now[TENSION], now[TAKEN], now[ENGAGED] = state.tension, state.taken, state.engaged
        now[LAYER], now[POINT] = state.layer, state.point
        _put_down(t, evidence, record.paths)
        record.ends[3], record.ends[4], record.ends[5] = state.engaged, state.layer, state.point
        if record.ends[0] >= 0:
            return
    _earn(account, state, months, 0, draws.types, posture, record.earned)


@compiled
def _clear(record: Record) -> None:
    record.ends[0], record.ends[1], record.ends[2] = -1, 0, -1
    for p in range(2):
        record.earned[p] = 0.0
    for k in range(record.seen.size):
        record.seen[k] = 0.0
    for agent in range(record.evidence.size):
        record.evidence[agent] = 0.0
        for mark in range(len(MARKS)):
            record.paths[mark, agent] = 0.0


@compiled
def _put_down(t: int, evidence: Array, paths: Array) -> None:
    """Evidence at the marks that have not passed by month t."""
    for mark in range(len(MARKS)):
        if t < MARKS[mark]:
            for agent in range(evidence.size):
                paths[mark, agent] = evidence[agent]


@compiled
def _at_signing(rules: Rules, months: int, draws: Draws) -> State:
    public, point = rules.public, 0
    if public.grid.size > 1:
        point, rest = place(public.grid, public.at_signing)
        point += 1 if draws.spare[months, ROUNDING] < rest else 0
    engaged = 1 if draws.start[GUARANTORS] < rules.engaged_at_signing else 0
    layer = FIRST if rules.withdrawal.deadline > 0 else DONE
    return State(0, rules.pending, engaged, layer, point, 0, 0)


@compiled
def _learn(
    rules: Rules, size: Size, t: int, choice: Array, state: State, situation: int, blamed: Whole,
    now: Whole, uniform: float,
) -> State:  # fmt: skip
    """The state after the public has learnt from a month.

    Args:
        rules: of the game.
        size: of the game.
        t: the month.
        choice: strategies.
        state: at the end of the month, the belief still as before.
        situation: of the principal that the belief is about, before the month's events.
        blamed: (2,), 1 for a principal that was blamed.
        now: what happened in the month, (`TRACE`,).
        uniform: between which two points the belief is rounded.
    """
    public = rules.public
    belief, row = public.grid[state.point], _next_row(rules.vote, size, state, t)
    if row >= 0:
        sign, then = sign_in(public.about, blamed, now), choice[row + state.point]
        belief = learnt(rules.chances.move, public, then, state.point, situation, sign)
    low, towards = place(public.grid, belief)
    return moved_to(state, state.layer, low + (1 if uniform < towards else 0))


@compiled
def _next_row(vote: Vote, size: Size, state: State, t: int) -> int:
    """First row of next month's strategies in the same branch of the game, or -1."""
    last, waiting = size.months, 0
    if state.layer == DONE and state.phase == 0:
        if vote.may_wait:
            waiting = 1 if t + 1 >= vote.month else 0
        else:
            last = vote.month
    elif state.layer >= FIRST:
        last = size.deadline
    if t + 1 >= last:
        return -1
    return strategy_row(size, Branch(state.layer, waiting, 0), t + 1)


@compiled
def _account(rules: Rules) -> Account:
    withdrawal = rules.withdrawal
    return Account(
        rules.split, rules.patience, rules.package, withdrawal.package, rules.relief,
        withdrawal.relief, rules.friction,
    )  # fmt: skip


@compiled
def _earn(
    account: Account, state: State, t: int, count: int, types: Whole, posture: Whole, earned: Array
) -> None:
    """Add what the drawn types get in `count` months from t on; for ever if it is 0.

    Args:
        account: what months are worth.
        state: after the move of the month.
        t: the month.
        count: 1 or 0.
        types: (2,), of each principal.
        posture: (2,), of each principal.
        earned: in and out, (2,), discounted to signing.
    """
    cell = cell_at(state)
    for p in range(2):
        agent = types[p] + p * account.split
        package = account.package[state.phase, agent]
        if state.phase == 0:
            package = account.unvoted[state.layer, agent]
        relief = account.relief[t, agent] * account.paid[state.layer]
        rubs = account.friction[p, 2 * posture[p] + posture[1 - p], cell]
        weight = account.patience[agent] ** t
        now = flow(package, rubs, relief, cell)
        earned[p] += weight * now * ((1.0 - account.patience[agent]) if count else 1.0)


@compiled
def _earn_war(
    rules: Rules, state: State, t: int, types: Whole, breaker: int, earned: Array
) -> None:
    """Add what the drawn types get from a war begun in month t.

    Args:
        rules: of the game.
        state: in which it begins.
        t: the month.
        types: (2,), of each principal.
        breaker: who broke the deal openly, -1 nobody.
        earned: in and out, (2,), discounted to signing.
    """
    for p in range(2):
        agent = types[p] + p * rules.split
        column = war_column(p, breaker, state.engaged)
        value = rules.wars[state.layer, state.point, t, agent, column]
        earned[p] += rules.patience[agent] ** t * value


@compiled
def begin_wars(game: Game, ends: Whole, edge: Array, left: Array, taken: Array) -> None:
    """The wars that drawn courses end in: see `playing.wars_begun`."""
    for i in range(ends.shape[0]):
        month, ending = ends[i, 0], ends[i, 1]
        if month < 0:
            continue
        breaker = ending - RENEGED if ending < RENEGED + 2 else -1
        begins = month if breaker >= 0 else month + 1
        done, lead = progress(game, i, positions(game, i), ends[i, 4])
        rise = rise_at(game, i, ends[i, 5])
        edge[i] = edge_of(game, i, begins, (breaker, ends[i, 3]), (done, lead), rise)
        left[i], taken[i] = zone_of(game, i, breaker, done)
