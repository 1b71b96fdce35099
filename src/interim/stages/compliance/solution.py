"""The whole of a game solved by backward induction: the vote's branches, the withdrawal's layers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.public import Learning, learn, place
from interim.stages.compliance.recursion import (
    Step,
    Worth,
    choose,
    expect,
    expect_public,
    weigh_movers,
    weigh_steps,
)
from interim.stages.compliance.rows import Branch, Size, strategy_row
from interim.stages.compliance.rules import Rules, rules_of
from interim.stages.compliance.state import (
    CELLS,
    DONE,
    FIRST,
    GIVEN_UP,
    SIGNS,
    SITUATIONS,
    STATES,
    cell_of,
    principal_of,
    raised,
    taken_of,
    tension_of,
)
from interim.stages.compliance.month import vote_is_held


class Span(NamedTuple):
    """Months to carry values back over."""

    upto: int
    """The month at whose start the values stand that are known."""
    first: int
    """The month at whose start they are wanted."""
    last: int
    """The month from which on this branch of the game has no strategies."""


class Rows(NamedTuple):
    """Where strategies go, in points of the public's belief."""

    place: int
    """Those of month t go to row place + step * t."""
    next_place: int
    """Those of month t + 1 stand in row next_place + step * (t + 1)."""
    step: int
    """0 where they are not kept."""


@compiled
def solve(game: Game, i: int, months: int, kept: int, choice: Array, values: Array) -> Rules:
    """Solve the game of one future.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        kept: phase whose strategies are kept once the vote has been held: 1, 2 or 3.
        choice: out, (`strategy_rows`, agents, 3 * `SITUATIONS`), chances to comply in each
            situation, then to probe, then to renege, at an opportunity, in the rows of
            `strategy_row`; those of month `months` are for strategies not kept.
        values: out, (points, agents, `STATES`), at signing, by state of the agent.

    Returns:
        The rules of the game.
    """
    rules = rules_of(game, i, months)
    withdrawal, vote = rules.withdrawal, rules.vote
    package, deadline = withdrawal.package[DONE], withdrawal.deadline
    worth, wars = _worth(rules, withdrawal.relief[DONE], package), rules.wars[DONE]
    after = np.empty(values.shape)
    mixed = _after_votes(rules, months, kept, choice, values, after)
    last = months
    if vote.month < months and not vote.may_wait:
        last = vote.month
        _copy(mixed[0], values)
    else:
        _for_ever(worth, values)
    if deadline == 0 and not vote.may_wait:
        span, rows = Span(last, 0, last), Rows(0, 0, 1)
        _carry_back(rules, worth, wars, span, rows, choice, values, after)
        return rules
    unfinished = np.empty((withdrawal.turn.size, *values.shape))
    if deadline > 0:
        _give_up(rules, months, choice, unfinished, after)
    for t in range(last - 1, -1, -1):
        waiting = vote.may_wait and t >= vote.month
        rows = Rows(
            months + 1 if waiting else 0,
            months + 1 if vote.may_wait and t + 1 >= vote.month else 0,
            1,
        )
        span = Span(t + 1, t, last)
        _carry_back(rules, worth, wars, span, rows, choice, values, after)
        if t < deadline:
            _steps_back(rules, t, months, choice, after, unfinished)
        if waiting:
            _hold_vote(vote.only_in_calm, mixed[t - vote.month], values)
    if deadline > 0:
        _copy(unfinished[FIRST], values)
    return rules


@compiled
def _after_votes(
    rules: Rules, months: int, kept: int, choice: Array, values: Array, after: Array
) -> Array:
    """Values at the vote, its results mixed, by the months from its own on in which it may be held.

    Args:
        rules: of the game.
        months: the horizon.
        kept: phase whose strategies are kept.
        choice: out, strategies.
        values: scratch, (points, agents, `STATES`).
        after: scratch, likewise.

    Returns:
        (months from the vote on, points, agents, `STATES`), one month where it does not wait.
    """
    vote = rules.vote
    mixed = np.zeros((months + 1 - vote.month if vote.may_wait else 1, *values.shape))
    if vote.month >= months:
        return mixed
    for phase in range(1, 4):
        weight = vote.chances[phase - 1]
        if weight > 0.0 or phase == kept:
            unrest = vote.unrest if phase < 3 else 0.0
            worth = _worth(rules, rules.withdrawal.relief[DONE], rules.package[phase])
            rows = Rows(0, 0, 1) if phase == kept else Rows(months, months, 0)
            _for_ever(worth, values)
            # Month by month only where the vote may be held in any of them.
            stops = months - vote.month if vote.may_wait else 1
            for stop in range(stops):
                upto = months - stop
                first = upto - 1 if vote.may_wait else vote.month
                span = Span(upto, first, months)
                _carry_back(rules, worth, rules.wars[DONE], span, rows, choice, values, after)
                _mix(weight, unrest, values, mixed[first - vote.month])
    return mixed


@compiled
def value_at_signing(rules: Rules, values: Array, agent: int) -> float:
    """Both comply, no tension, relief intact unless it has to be earned, guarantors or not.

    Args:
        rules: of the game.
        values: (points, agents, `STATES`), as `solve` fills them.
        agent: whose value.
    """
    cell = cell_of(0, rules.pending, 0)
    point, part = place(rules.public.grid, rules.public.at_signing)
    away, engaged = values[point, agent, cell], values[point, agent, cell + 1]
    if part > 0.0:
        away += part * (values[point + 1, agent, cell] - away)
        engaged += part * (values[point + 1, agent, cell + 1] - engaged)
    return away + rules.engaged_at_signing * (engaged - away)


@compiled
def _copy(source: Array, target: Array) -> None:
    """Fill (points, agents, states) with the same; an assignment of slices takes long to compile."""
    for point in range(source.shape[0]):
        for agent in range(source.shape[1]):
            for s in range(source.shape[2]):
                target[point, agent, s] = source[point, agent, s]


@compiled
def _for_ever(worth: Worth, values: Array) -> None:
    """After the horizon the flow of the state goes on for ever."""
    for point in range(values.shape[0]):
        for agent in range(values.shape[1]):
            p = principal_of(agent, worth.split)
            relief = worth.relief[-1, agent] * worth.part
            for a in range(4):
                for c in range(CELLS):
                    now = flow(worth.package[agent], worth.friction[p, a, c], relief, c)
                    values[point, agent, a * CELLS + c] = now


@compiled
def _mix(weight: float, unrest: float, values: Array, mixed: Array) -> None:
    """Add a branch of the vote; a result that is not accepted raises tension by a step."""
    for point in range(values.shape[0]):
        for agent in range(values.shape[1]):
            for s in range(STATES):
                tension = tension_of(s % CELLS)
                tenser = s + cell_of(raised(tension, 1) - tension, 0, 0)
                value = (1.0 - unrest) * values[point, agent, s]
                value += unrest * values[point, agent, tenser]
                mixed[point, agent, s] += weight * value


@compiled
def _hold_vote(only_in_calm: bool, mixed: Array, values: Array) -> None:
    """The vote is held at the start of the month, where it has to wait for calm if there is."""
    for point in range(values.shape[0]):
        for agent in range(values.shape[1]):
            for s in range(STATES):
                if vote_is_held(only_in_calm, tension_of(s % CELLS)):
                    values[point, agent, s] = mixed[point, agent, s]


@compiled
def _carry_back(
    rules: Rules, worth: Worth, wars: Array, span: Span, rows: Rows, choice: Array, values: Array,
    after: Array,
) -> None:  # fmt: skip
    """From the values at the start of month `upto` to those at the start of month `first`.

    Args:
        rules: of the game.
        worth: of the months, in the phase and a layer in which no step falls due.
        wars: (points, months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        span: the months.
        rows: where strategies go.
        choice: out, strategies.
        values: in and out, (points, agents, `STATES`).
        after: out, likewise, values after the move of month `first`.
    """
    points, agents = values.shape[0], values.shape[1]
    own, mean = np.empty((agents, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    split, prior, precision, move = rules.split, rules.prior, rules.precision, rules.chances.move
    month, holds, mandate_due = rules.month, rules.holds, rules.mandate_due
    public, end, learning = rules.public, np.empty(STATES), _no_learning(points)
    for t in range(span.upto - 1, span.first - 1, -1):
        row = (rows.place + rows.step * t) * points
        if points == 1:
            expect(t, worth, month, holds[mandate_due[t]], wars[0], values[0], end, after[0])
        else:
            next_row = (rows.next_place + rows.step * (t + 1)) * points
            learn(move, public, choice, next_row if t + 1 < span.last else -1, learning)
            expect_public(t, worth, public, holds[mandate_due[t]], wars, learning, values, after)
        for point in range(points):
            choose(
                t, split, prior, precision, wars[point], after[point], choice[row + point], own,
                mean,
            )  # fmt: skip
            weigh_movers(t, split, move, wars[point], after[point], own, mean, values[point])


@compiled
def _worth(rules: Rules, paid: float, package: Array) -> Worth:
    return Worth(rules.split, rules.patience, package, rules.relief, paid, rules.friction)


@compiled
def _no_learning(points: int) -> Learning:
    """Room for what a month teaches."""
    return Learning(
        np.empty((SIGNS, 2, CELLS, points), np.int64), np.empty((SIGNS, 2, CELLS, points))
    )


@compiled
def _give_up(rules: Rules, months: int, choice: Array, unfinished: Array, after: Array) -> None:
    """Values of the unfinished layers at their deadline: from then on the withdrawal is given up.

    Args:
        rules: of the game.
        months: the horizon.
        choice: out, strategies.
        unfinished: out, (layers, points, agents, `STATES`).
        after: scratch, (points, agents, `STATES`).
    """
    withdrawal, layers = rules.withdrawal, unfinished.shape[0]
    if withdrawal.deadline == months:
        for layer in range(FIRST, layers):
            worth = _worth(rules, withdrawal.relief[layer], withdrawal.package[layer])
            _for_ever(worth, unfinished[layer])
        return
    values = unfinished[GIVEN_UP]
    worth = _worth(rules, withdrawal.relief[GIVEN_UP], withdrawal.package[GIVEN_UP])
    _for_ever(worth, values)
    rows = Rows(2 * months + 1, 2 * months + 1, 1)
    span = Span(months, withdrawal.deadline, months)
    _carry_back(rules, worth, rules.wars[GIVEN_UP], span, rows, choice, values, after)
    for layer in range(FIRST, layers):
        _copy(values, unfinished[layer])


@compiled
def _steps_back(
    rules: Rules, t: int, months: int, choice: Array, done: Array, unfinished: Array
) -> None:
    """A month back in the layers of an unfinished withdrawal, in which steps fall due.

    Args:
        rules: of the game.
        t: the month.
        months: the horizon.
        choice: out, strategies.
        done: (points, agents, `STATES`), values after the move of month t with the withdrawal done.
        unfinished: in and out, (layers, points, agents, `STATES`).
    """
    points = unfinished.shape[1]
    withdrawal = rules.withdrawal
    size = Size(months, withdrawal.deadline, points)
    after = np.empty(unfinished.shape)
    _copy(done, after[DONE])
    learning, end, holds = _no_learning(points), np.empty(STATES), rules.holds[rules.mandate_due[t]]
    for layer in range(FIRST, unfinished.shape[0]):
        worth = _worth(rules, withdrawal.relief[layer], withdrawal.package[layer])
        wars = rules.wars[layer]
        if points == 1:
            expect(
                t, worth, rules.month, holds, wars[0], unfinished[layer, 0], end, after[layer, 0]
            )
        else:
            row = strategy_row(size, Branch(layer, 0, 0), t + 1)
            row = row if t + 1 < size.deadline else -1
            learn(rules.chances.move, rules.public, choice, row, learning)
            expect_public(
                t, worth, rules.public, holds, wars, learning, unfinished[layer], after[layer]
            )
    for layer in range(FIRST, unfinished.shape[0]):
        row = strategy_row(size, Branch(layer, 0, 0), t)
        due_row = strategy_row(size, Branch(layer, 0, 1), t)
        for point in range(points):
            _choose_steps(
                rules, t, layer, point, after, choice[row + point], choice[due_row + point],
                unfinished[layer, point],
            )  # fmt: skip


@compiled
def _choose_steps(
    rules: Rules, t: int, layer: int, point: int, after: Array, choice: Array, choice_due: Array,
    values: Array,
) -> None:  # fmt: skip
    """Choices and values of an unfinished layer, with and without a step that falls due.

    Args:
        rules: of the game.
        t: the month.
        layer: unfinished.
        point: of the public's belief.
        after: (layers, points, agents, `STATES`), values after the move.
        choice: out, strategies where no step falls due.
        choice_due: out, those of who is to take one.
        values: out, (agents, `STATES`), before it is known who moves.
    """
    withdrawal, split, agents = rules.withdrawal, rules.split, values.shape[0]
    wars, here = rules.wars[layer, point], after[layer, point]
    own, mean = np.empty((agents, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    choose(t, split, rules.prior, rules.precision, wars, here, choice, own, mean)
    weigh_movers(t, split, rules.chances.move, wars, here, own, mean, values)
    steps, stepped = np.empty((agents, STATES)), np.empty((2, agents, STATES))
    for p in range(2):
        reached = withdrawal.reaches[layer, p]
        taken = after[reached, point] if reached >= 0 else here
        for agent in range(agents):
            for s in range(STATES):
                stepped[p, agent, s] = taken[agent, s]
    # To comply is to take the step: it leads to the next layer; to probe is to stall.
    for agent in range(agents):
        p = principal_of(agent, split)
        for s in range(STATES):
            steps[agent, s] = stepped[p, agent, s] if s < SITUATIONS else here[agent, s]
    choose(t, split, rules.prior, rules.precision, wars, steps, choice_due, own, mean)
    weigh_steps(t, split, withdrawal, layer, wars, here, Step(stepped, own, mean), values)
