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
from interim.stages.compliance.rules import Rules, Vote
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
    HELD,
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
from interim.stages.compliance.withdrawal import Withdrawal, next_to_step


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


class Step(NamedTuple):
    """The next step of the withdrawal in a month."""

    stepper: int
    """Whose it is, -1 if there is none."""
    chance: float
    """That it falls due."""
    falls_due: bool


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
        state = _open_month(
            rules.vote, withdrawal.deadline, t, phase, draws.start[ACCEPTANCE], state, record.ends,
            now,
        )  # fmt: skip
        cell, layer = _cell(state), state.layer
        situation = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
        row = strategy_row(size, Branch(layer, state.waiting, 0), t) + state.point
        step, row_due = Step(-1, 0.0, False), row
        if layer >= FIRST:
            step = _step(withdrawal, layer, posture, draws.spare[t, STEPS])
            row_due = strategy_row(size, Branch(layer, 0, 1), t) + state.point
        mover, action = _mover(u[WHO], chances.move, step), -1
        if mover >= 0:
            agent = draws.types[mover] + mover * rules.split
            strategies = choice[row_due if step.falls_due else row, agent]
            action = _action(u[WHAT], strategies, situation[mover])
            posture[mover] = min(action, 1)
            if step.falls_due and action == 0:
                layer = withdrawal.reaches[layer, mover]
        now[MOVER], now[ACTION] = mover, action
        if step.falls_due:
            now[STEP] = 1
        breaker = mover if action == 2 else -1
        move = Move(situation, breaker, step.stepper, step.chance, layer != state.layer)
        read_move(chances.move, move, choice[row], choice[row_due], belief)
        state = _with(state, layer, state.point)
        if breaker >= 0:
            record.ends[0], record.ends[1] = t, RENEGED + breaker
            _earn_war(rules, state, t, draws.types, breaker, record.earned)
        else:
            _earn(account, state, t, 1, draws.types, posture, record.earned)
            false = false_blame_chance(chances, state.tension)
            incidents = _incidents(chances, posture, false, u, blamed, record.seen, now)
            read_blame(chances.pinned, false, blamed, belief)
            engaged = rules.engaged[state.point]
            state = _answer(chances, engaged, u, posture, incidents, blamed, state, now)
            if points > 1:
                sign = _sign(rules.public.about, blamed, now)
                seen = posture[1 - rules.public.about] * CELLS + cell
                row = _next_row(rules.vote, size, state, t)
                uniform = draws.spare[t, ROUNDING]
                point = _learn(rules, choice, row, state.point, seen, sign, uniform)
                state = _with(state, layer, point)
            due, ends = rules.mandate_due[t], u[ENDS]
            ending = _collapse(chances.lapse, accident[state.tension], due, ends, now)
            if ending != HELD:
                record.ends[0], record.ends[1] = t, ending
                _earn_war(rules, state, t + 1, draws.types, -1, record.earned)
        now[TENSION], now[TAKEN], now[ENGAGED] = state.tension, state.taken, state.engaged
        now[LAYER], now[POINT] = state.layer, state.point
        _put_down(t, evidence, record.paths)
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
def _with(state: State, layer: int, point: int) -> State:
    return State(
        state.tension, state.taken, state.engaged, layer, point, state.phase, state.waiting
    )


@compiled
def _open_month(
    vote: Vote, deadline: int, t: int, phase: int, acceptance: float, state: State, ends: Whole,
    now: Whole,
) -> State:  # fmt: skip
    """What the calendar brings before anybody moves: the withdrawal's deadline, then the vote."""
    tension, layer, after, waiting = state.tension, state.layer, state.phase, state.waiting
    now[VOTED] = -1
    if layer >= FIRST and t == deadline:
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
def _step(withdrawal: Withdrawal, layer: int, posture: Whole, uniform: float) -> Step:
    turn, reaches = withdrawal.turn[layer], withdrawal.reaches[layer]
    stepper = next_to_step(turn, reaches, withdrawal.passes, posture[0], posture[1])
    chance = withdrawal.due[layer, stepper]
    return Step(stepper, chance, uniform < chance)


@compiled
def _mover(uniform: float, chance: float, step: Step) -> int:
    """Who may choose anew; -1 nobody."""
    if step.falls_due:
        return step.stepper
    if uniform < 2.0 * chance:
        return 0 if uniform < chance else 1
    return -1


@compiled
def _action(uniform: float, strategies: Array, situation: int) -> int:
    """What a mover chooses: to comply (0), to probe (1) or to renege (2)."""
    renege = strategies[RENEGE + situation]
    if uniform < renege:
        return 2
    return 1 if uniform < renege + strategies[PROBE + situation] else 0


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
    chances: Chances, engaged_chances: Array, u: Array, posture: Whole, incidents: int,
    blamed: Whole, state: State, now: Whole,
) -> State:  # fmt: skip
    """What incidents and blame do to tension, relief and the guarantors."""
    tension = raised(state.tension, incidents)
    if u[CALMS] < calm_chance(chances, posture[0], posture[1]):
        tension = lowered(tension, 1)
    loses = relief_lost_chance(chances, state.taken, blamed[0], blamed[1])
    lost = 1 if u[SNAPBACK] < loses else 0
    if state.taken:
        now[SNAPPED] = 0 if lost else 3
    elif loses > 0.0:
        now[SNAPPED] = 1 + lost
    answers = engaged_chances[answered(state.engaged, blamed[0], blamed[1])]
    engaged = 1 if u[ANSWERS] < answers else 0
    return State(tension, lost, engaged, state.layer, state.point, state.phase, state.waiting)


@compiled
def _sign(about: int, blamed: Whole, now: Whole) -> int:
    """What the public sees of a principal in a month."""
    unpinned = now[INCIDENT] == 2 or now[INCIDENT + 1] == 2
    return sign_of(blamed[about] == 1, unpinned)


@compiled
def _learn(
    rules: Rules, choice: Array, row: int, point: int, situation: int, sign: int, uniform: float
) -> int:
    """The point of the public's belief after a sign; `row` as of `public.learn`."""
    public, belief = rules.public, rules.public.grid[point]
    if row >= 0:
        move, then = rules.chances.move, choice[row + point]
        belief = learnt(move, public, then, point, situation, sign)
    low, towards = place(public.grid, belief)
    return low + (1 if uniform < towards else 0)


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
def _collapse(lapse: float, accident: float, due: int, uniform: float, now: Whole) -> int:
    """How the month ends the deal, by accident or because its mandate lapses; else `HELD`."""
    if uniform < accident:
        now[COLLAPSE] = 1
        return ESCALATED
    if due and lapse > 0.0:
        if uniform < accident + (1.0 - accident) * lapse:
            now[DUE] = 2
            return LAPSED
        now[DUE] = 1
    return HELD


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
    """Add what the drawn types get in `count` months from t on; for ever if it is 0."""
    cell = _cell(state)
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
    """Add what the drawn types get from a war begun in month t, by a breaker or by nobody (-1)."""
    for p in range(2):
        agent = types[p] + p * rules.split
        column = war_column(p, breaker, state.engaged)
        value = rules.wars[state.layer, state.point, t, agent, column]
        earned[p] += rules.patience[agent] ** t * value
