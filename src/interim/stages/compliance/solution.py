"""A whole game solved by backward induction: branches of the vote, layers of the withdrawal."""

from __future__ import annotations

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.month import vote_is_held
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.public import place
from interim.stages.compliance.recursion import (
    Choosers,
    NextStep,
    Rows,
    Scratch,
    Setting,
    Span,
    Worth,
    carry_back,
    choose,
    expect,
    expect_public,
    scratch_for,
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
    STATES,
    cell_of,
    principal_of,
    raised,
    tension_of,
)


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
    withdrawal, vote, deadline = rules.withdrawal, rules.vote, rules.withdrawal.deadline
    before_vote, scratch = _setting(rules, DONE, withdrawal.package[DONE]), scratch_for(values)
    mixed = _after_votes(rules, months, kept, choice, values, scratch)
    last = months
    if vote.month < months and not vote.may_wait:
        last = vote.month
        _copy(mixed[0], values)
    else:
        _for_ever(before_vote.worth, values)
    if deadline == 0 and not vote.may_wait:
        carry_back(before_vote, Span(last, 0, last), Rows(0, 0, 1), choice, values, scratch)
        return rules
    unfinished = np.empty((withdrawal.turn.size, *values.shape))
    after = np.empty(unfinished.shape)
    if deadline > 0:
        _give_up(rules, months, choice, unfinished, scratch)
    for t in range(last - 1, -1, -1):
        waiting = vote.may_wait and t >= vote.month
        rows = Rows(
            months + 1 if waiting else 0,
            months + 1 if vote.may_wait and t + 1 >= vote.month else 0,
            1,
        )
        carry_back(before_vote, Span(t + 1, t, last), rows, choice, values, scratch)
        if t < deadline:
            _copy(scratch.after, after[DONE])
            _steps_back(rules, t, months, choice, after, unfinished, scratch)
        if waiting:
            _hold_vote(vote.only_in_calm, mixed[t - vote.month], values)
    if deadline > 0:
        _copy(unfinished[FIRST], values)
    return rules


@compiled
def _copy(source: Array, target: Array) -> None:
    """Copy (points, agents, states); an assignment of slices takes long to compile."""
    for point in range(source.shape[0]):
        for agent in range(source.shape[1]):
            for s in range(source.shape[2]):
                target[point, agent, s] = source[point, agent, s]


@compiled
def _setting(rules: Rules, layer: int, package: Array) -> Setting:
    """What the induction needs in a layer of the withdrawal and a phase with its package."""
    paid = rules.withdrawal.relief[layer]
    return Setting(
        Worth(rules.split, rules.patience, package, rules.relief, paid, rules.friction),
        _choosers(rules),
        rules.month,
        rules.holds,
        rules.mandate_due,
        rules.wars[layer],
        rules.public,
    )


@compiled
def _choosers(rules: Rules) -> Choosers:
    return Choosers(rules.split, rules.prior, rules.precision, rules.chances.move)


@compiled
def _after_votes(
    rules: Rules, months: int, kept: int, choice: Array, values: Array, scratch: Scratch
) -> Array:
    """Values at the vote, its results mixed, by the months from its own on in which it may be held.

    Args:
        rules: of the game.
        months: the horizon.
        kept: phase whose strategies are kept.
        choice: out, strategies.
        values: overwritten, (points, agents, `STATES`).
        scratch: overwritten.

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
            setting = _setting(rules, DONE, rules.package[phase])
            rows = Rows(0, 0, 1) if phase == kept else Rows(months, months, 0)
            _for_ever(setting.worth, values)
            # Month by month only where the vote may be held in any of them.
            stops = months - vote.month if vote.may_wait else 1
            for stop in range(stops):
                upto = months - stop
                first = upto - 1 if vote.may_wait else vote.month
                carry_back(setting, Span(upto, first, months), rows, choice, values, scratch)
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
def _give_up(rules: Rules, months: int, choice: Array, unfinished: Array, scratch: Scratch) -> None:
    """Values of the unfinished layers at their deadline: from then on the withdrawal is given up.

    Args:
        rules: of the game.
        months: the horizon.
        choice: out, strategies.
        unfinished: out, (layers, points, agents, `STATES`).
        scratch: overwritten.
    """
    withdrawal, layers = rules.withdrawal, unfinished.shape[0]
    if withdrawal.deadline == months:
        for layer in range(FIRST, layers):
            _for_ever(_setting(rules, layer, withdrawal.package[layer]).worth, unfinished[layer])
        return
    values = unfinished[GIVEN_UP]
    setting = _setting(rules, GIVEN_UP, withdrawal.package[GIVEN_UP])
    _for_ever(setting.worth, values)
    rows = Rows(2 * months + 1, 2 * months + 1, 1)
    carry_back(setting, Span(months, withdrawal.deadline, months), rows, choice, values, scratch)
    for layer in range(FIRST, layers):
        _copy(values, unfinished[layer])


@compiled
def _steps_back(
    rules: Rules, t: int, months: int, choice: Array, after: Array, unfinished: Array,
    scratch: Scratch,
) -> None:  # fmt: skip
    """A month back in the layers of an unfinished withdrawal, in which steps fall due.

    Args:
        rules: of the game.
        t: the month.
        months: the horizon.
        choice: out, strategies.
        after: in and out, (layers, points, agents, `STATES`), values after the move of month t; to
            start with those with the withdrawal done.
        unfinished: in and out, likewise, values at the start of the month.
        scratch: overwritten.
    """
    points, withdrawal, wars = unfinished.shape[1], rules.withdrawal, rules.wars
    size, holds = Size(months, withdrawal.deadline, points), rules.holds[rules.mandate_due[t]]
    for layer in range(FIRST, unfinished.shape[0]):
        values, later = unfinished[layer], after[layer]
        if points == 1:
            worth = Worth(
                rules.split, rules.patience, withdrawal.package[layer], rules.relief,
                withdrawal.relief[layer], rules.friction,
            )  # fmt: skip
            end = scratch.end
            expect(t, worth, rules.month, holds, wars[layer, 0], values[0], end, later[0])
        else:
            row = strategy_row(size, Branch(layer, 0, 0), t + 1)
            row = row if t + 1 < size.deadline else -1
            setting = _setting(rules, layer, withdrawal.package[layer])
            expect_public(t, setting, row, choice, values, later, scratch.learning)
    choosers, reaches = _choosers(rules), withdrawal.reaches
    for layer in range(FIRST, unfinished.shape[0]):
        row = strategy_row(size, Branch(layer, 0, 0), t)
        row_due = strategy_row(size, Branch(layer, 0, 1), t)
        for point in range(points):
            wars_here, here = wars[layer, point], after[layer, point]
            values = unfinished[layer, point]
            choose(t, choosers, wars_here, here, choice[row + point], scratch.own, scratch.mean)
            weigh_movers(t, choosers, wars_here, here, scratch.own, scratch.mean, values)
            first, second = reaches[layer, 0], reaches[layer, 1]
            step = NextStep(
                withdrawal.turn[layer],
                reaches[layer],
                withdrawal.passes,
                withdrawal.due[layer],
                (
                    after[first, point] if first >= 0 else here,
                    after[second, point] if second >= 0 else here,
                ),
            )
            chosen = choice[row_due + point]
            weigh_steps(t, choosers, step, wars_here, here, chosen, values, scratch)
