"""One course of implementation drawn from a solved game, and what observers make of it.

The chances are those of `month`; each month is drawn in the order of decision 0002.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.evidence import Belief, Move, read_blame, read_move
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.month import (
    Chances,
    answered,
    calm_chance,
    false_blame_chance,
    relief_lost_chance,
    sign_of,
    vote_is_held,
)
from interim.stages.compliance.payoffs import flow, war_column
from interim.stages.compliance.public import learnt, place
from interim.stages.compliance.rows import Branch, Size, strategy_row, strategy_rows
from interim.stages.compliance.rules import Rules
from interim.stages.compliance.solution import solve, value_at_signing
from interim.stages.compliance.state import (
    CELLS,
    DONE,
    FIRST,
    GIVEN_UP,
    PROBE,
    RENEGE,
    SITUATIONS,
    STATES,
    cell_of,
    lowered,
    raised,
)
from interim.stages.compliance.withdrawal import next_to_step
from interim.stages.compliance.trace import (
    ACCEPTANCE,
    ACTION,
    ANSWERS,
    CALMS,
    COLLAPSE,
    CONTESTED,
    DUE,
    ENDS,
    ENGAGED,
    ESCALATED,
    FALSE,
    GUARANTORS,
    INCIDENT,
    INCIDENTS,
    LAPSED,
    LAYER,
    LIES,
    MARKS,
    MOVER,
    POINT,
    RENEGED,
    RESULT,
    ROUNDING,
    SNAPBACK,
    SNAPPED,
    STEP,
    STEPS,
    TAKEN,
    TENSION,
    TRACE,
    VOTED,
    WHAT,
    WHO,
)


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
    """(3,): month or -1, ending, principal whom the vote favours or -1."""
    earned: Array
    """(2,), what the course was worth to each principal's drawn type."""
    seen: Array
    """(5,): violations pinned on each side, unattributed of each, months of probing."""
    evidence: Array
    """(agents,), log-likelihood until the end."""
    paths: Array
    """(len(`MARKS`), agents), the same over the first months of each mark."""


class State(NamedTuple):
    """Where a course stands, postures apart."""

    tension: int
    taken: int
    engaged: int
    layer: int
    """Of the withdrawal."""
    point: int
    """Of the public's belief."""
    phase: int
    """0 before the vote, then 1 or 2 if it favoured the first or second principal, 3 if it was not
    held."""
    waiting: int
    """1 while a vote whose month has come waits."""


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
    months, evidence = rules.mandate_due.size, record.evidence
    _clear(record)
    belief = Belief(rules.split, np.zeros(evidence.size), evidence)
    posture, blamed = np.zeros(2, np.int64), np.zeros(2, np.int64)
    state = _at_signing(rules, months, draws)
    for t in range(months):
        now = trace[t]
        for column in range(TRACE):
            now[column] = 0
        now[MOVER], now[ACTION], now[VOTED] = -1, -1, -1
        state = _open_month(rules, t, phase, draws.start[ACCEPTANCE], state, record.ends, now)
        before = state
        state, breaker = _move(rules, t, choice, draws, state, posture, belief, now)
        if breaker >= 0:
            record.ends[0], record.ends[1] = t, RENEGED + breaker
            _earn_war(rules, before, t, draws.types, breaker, record.earned)
        else:
            _earn(rules, state, t, 1, draws.types, posture, record.earned)
            u, point, cell = draws.monthly[t], state.point, _cell(state)
            false = false_blame_chance(rules.chances, state.tension)
            incidents = _incidents(rules.chances, posture, false, u, blamed, record.seen, now)
            read_blame(rules.chances.pinned, false, blamed, belief)
            state = _answer(rules, u, posture, incidents, blamed, state, now)
            if rules.public.grid.size > 1:
                point = _learn(rules, t, choice, draws, state, cell, posture, blamed, now)
            state = State(
                state.tension, state.taken, state.engaged, state.layer, point, state.phase,
                state.waiting,
            )  # fmt: skip
            if _collapse(rules, t, u[ENDS], state.tension, record.ends, now):
                _earn_war(rules, state, t + 1, draws.types, -1, record.earned)
        now[TENSION], now[TAKEN], now[ENGAGED] = state.tension, state.taken, state.engaged
        now[LAYER], now[POINT] = state.layer, state.point
        _put_down(t, record)
        if record.ends[0] >= 0:
            return
    _earn(rules, state, months, 0, draws.types, posture, record.earned)


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
def _put_down(t: int, record: Record) -> None:
    """Evidence at the marks that have not passed by month t."""
    for mark in range(len(MARKS)):
        if t < MARKS[mark]:
            for agent in range(record.evidence.size):
                record.paths[mark, agent] = record.evidence[agent]


@compiled
def _cell(state: State) -> int:
    return cell_of(state.tension, state.taken, state.engaged)


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
def _open_month(
    rules: Rules, t: int, phase: int, acceptance: float, state: State, ends: Whole, now: Whole
) -> State:
    """What the calendar brings before anybody moves: the withdrawal's deadline, then the vote."""
    vote, tension, layer = rules.vote, state.tension, state.layer
    after, waiting = state.phase, state.waiting
    if layer >= FIRST and t == rules.withdrawal.deadline:
        layer, now[STEP] = GIVEN_UP, 2
    if after == 0 and layer == DONE and t >= vote.month:
        held = vote_is_held(vote.only_in_calm, tension)
        waiting = 0 if held else 1
        if held:
            after, now[VOTED] = phase, phase - 1
            if phase < 3:
                ends[2] = phase - 1
                if acceptance < vote.unrest:
                    now[CONTESTED] = 1
                    tension = raised(tension, 1)
    return State(tension, state.taken, state.engaged, layer, state.point, after, waiting)


@compiled
def _move(
    rules: Rules, t: int, choice: Array, draws: Draws, state: State, posture: Whole,
    belief: Belief, now: Whole,
) -> tuple[State, int]:  # fmt: skip
    """Who reconsiders, what it chooses and what observers learn from it.

    Returns:
        The state after it and who broke the deal, -1 nobody.
    """
    chances, withdrawal, u = rules.chances, rules.withdrawal, draws.monthly[t]
    mover = -1
    if u[WHO] < 2.0 * chances.move:
        mover = 0 if u[WHO] < chances.move else 1
    layer = state.layer
    row = _row(rules, Branch(layer, state.waiting, 0), t) + state.point
    row_due, stepper, due, asked = row, -1, 0.0, False
    if layer >= FIRST:
        stepper = next_to_step(withdrawal, layer, posture[0], posture[1])
        due = withdrawal.due[layer, stepper]
        row_due = _row(rules, Branch(layer, 0, 1), t) + state.point
        if draws.spare[t, STEPS] < due:
            mover, asked, now[STEP] = stepper, True, 1
    cell = _cell(state)
    situation = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
    breaker = -1
    if mover >= 0:
        chosen = choice[row_due if asked else row, draws.types[mover] + mover * rules.split]
        probe, renege = chosen[PROBE + situation[mover]], chosen[RENEGE + situation[mover]]
        if u[WHAT] < renege:
            breaker = mover
        posture[mover] = 1 if u[WHAT] < renege + probe else 0
        now[MOVER], now[ACTION] = mover, 2 if breaker >= 0 else posture[mover]
        if asked and posture[mover] == 0:
            layer = withdrawal.reaches[layer, mover]
    move = Move(situation, breaker, stepper, due, layer != state.layer)
    read_move(chances.move, move, choice[row], choice[row_due], belief)
    after = State(
        state.tension, state.taken, state.engaged, layer, state.point, state.phase, state.waiting
    )
    return after, breaker


@compiled
def _row(rules: Rules, branch: Branch, t: int) -> int:
    size = Size(rules.mandate_due.size, rules.withdrawal.deadline, rules.public.grid.size)
    return strategy_row(size, branch, t)


@compiled
def _incidents(
    chances: Chances, posture: Whole, false: float, u: Array, blamed: Whole, seen: Array,
    now: Whole,
) -> int:  # fmt: skip
    """Draw the month's incidents and who is blamed; returns the number of incidents."""
    incidents = 0
    for p in range(2):
        drawn = u[INCIDENTS + p] if posture[p] == 1 else 1.0
        happens, detected = drawn < chances.incident, drawn < chances.seen
        pinned = drawn < chances.pinned
        incidents += happens
        blamed[p] = pinned or u[LIES + p] < false
        now[INCIDENT + p] = (1 + detected + pinned) if happens else 0
        now[FALSE + p] = 1 if blamed[p] and not pinned else 0
        seen[p] += blamed[p]
        seen[2 + p] += detected and not pinned
        seen[4] += posture[p]
    return incidents


@compiled
def _answer(
    rules: Rules, u: Array, posture: Whole, incidents: int, blamed: Whole, state: State, now: Whole
) -> State:
    """What incidents and blame do to tension, relief and the guarantors."""
    chances = rules.chances
    tension = raised(state.tension, incidents)
    if u[CALMS] < calm_chance(chances, posture[0], posture[1]):
        tension = lowered(tension, 1)
    loses = relief_lost_chance(chances, state.taken, blamed[0], blamed[1])
    lost = 1 if u[SNAPBACK] < loses else 0
    if state.taken:
        now[SNAPPED] = 0 if lost else 3
    elif loses > 0.0:
        now[SNAPPED] = 1 + lost
    answers = rules.engaged[state.point, answered(state.engaged, blamed[0], blamed[1])]
    engaged = 1 if u[ANSWERS] < answers else 0
    return State(
        tension, lost, engaged, state.layer, state.point, state.phase, state.waiting
    )


@compiled
def _learn(
    rules: Rules, t: int, choice: Array, draws: Draws, state: State, cell: int, posture: Whole,
    blamed: Whole, now: Whole,
) -> int:  # fmt: skip
    """The point of the public's belief after a month that was in `cell` before its events."""
    public, belief = rules.public, rules.public.grid[state.point]
    row = _next_row(rules, state, t)
    if row >= 0:
        unpinned = now[INCIDENT] == 2 or now[INCIDENT + 1] == 2
        sign = sign_of(blamed[public.about] == 1, unpinned)
        situation = posture[1 - public.about] * CELLS + cell
        then = choice[row + state.point]
        belief = learnt(rules.chances.move, public, then, state.point, situation, sign)
    low, towards = place(public.grid, belief)
    return low + (1 if draws.spare[t, ROUNDING] < towards else 0)


@compiled
def _next_row(rules: Rules, state: State, t: int) -> int:
    """First row of next month's strategies in the same branch of the game, or -1."""
    last, waiting, vote = rules.mandate_due.size, 0, rules.vote
    if state.layer == DONE and state.phase == 0:
        if vote.may_wait:
            waiting = 1 if t + 1 >= vote.month else 0
        else:
            last = vote.month
    elif state.layer >= FIRST:
        last = rules.withdrawal.deadline
    if t + 1 >= last:
        return -1
    return _row(rules, Branch(state.layer, waiting, 0), t + 1)


@compiled
def _collapse(rules: Rules, t: int, u: float, tension: int, ends: Whole, now: Whole) -> bool:
    """Whether the month ends the deal: by accident, or because its mandate lapses."""
    accident, due = rules.accident[tension], rules.mandate_due[t] == 1
    lapse = rules.chances.lapse if due else 0.0
    if u < accident:
        ends[0], ends[1], now[COLLAPSE] = t, ESCALATED, 1
        return True
    if u < accident + (1.0 - accident) * lapse:
        ends[0], ends[1], now[DUE] = t, LAPSED, 2
        return True
    if rules.chances.lapse > 0.0 and due:
        now[DUE] = 1
    return False


@compiled
def _earn(
    rules: Rules, state: State, t: int, count: int, types: Whole, posture: Whole, earned: Array
) -> None:
    """Add what the drawn types get in `count` months from t on; for ever if it is 0."""
    cell = _cell(state)
    for p in range(2):
        agent = types[p] + p * rules.split
        package = rules.package[state.phase, agent]
        if state.phase == 0:
            package = rules.withdrawal.package[state.layer, agent]
        relief = rules.relief[t, agent] * rules.withdrawal.relief[state.layer]
        rubs = rules.friction[p, 2 * posture[p] + posture[1 - p], cell]
        weight = rules.patience[agent] ** t
        now = flow(package, rubs, relief, cell)
        earned[p] += weight * now * ((1.0 - rules.patience[agent]) if count else 1.0)


@compiled
def _earn_war(
    rules: Rules, state: State, t: int, types: Whole, breaker: int, earned: Array
) -> None:
    """Add what the drawn types get from a war begun in month t, by a breaker or by nobody (-1)."""
    for p in range(2):
        agent = types[p] + p * rules.split
        column = war_column(p, breaker, state.engaged)
        value = rules.wars[state.layer, state.point, t, agent, column]
        earned[p] += rules.patience[agent] ** t * value
