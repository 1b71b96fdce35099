"""Months of the backward induction: from values at their end to values and strategies at the start.

In each month what chance brings is weighed (`expect`), then every agent chooses in every situation
(`choose`), then it is weighed who moves (`weigh_movers`, `weigh_steps`). Values are (points,
agents, `STATES`), with one point where the game has no public belief; the strategies of a month are
(agents, 3 * `SITUATIONS`), chances to comply in each situation, then to probe, then to renege.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled, compiled_without_checks
from interim.stages.compliance.exponentials import exponentials
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.payoffs import NOBODY, OTHERS, OWN, flow
from interim.stages.compliance.public import Learning, Public, learn
from interim.stages.compliance.state import (
    CELLS,
    PROBE,
    RENEGE,
    SIGNS,
    SITUATIONS,
    STATES,
    principal_of,
)
from interim.stages.compliance.withdrawal import next_to_step


class Worth(NamedTuple):
    """What months are worth in one phase and layer, see `Rules`."""

    split: int
    patience: Array
    package: Array
    """(agents,), of the phase and layer."""
    relief: Array
    part: float
    """Of relief, that is paid in the layer."""
    friction: Array


class Choosers(NamedTuple):
    """Who chooses, how often and how precisely, see `Rules`."""

    split: int
    prior: Array
    precision: float
    move: float


class Setting(NamedTuple):
    """What the induction needs in one phase and layer, see `Rules`."""

    worth: Worth
    choosers: Choosers
    month: Array
    holds: Array
    mandate_due: Whole
    wars: Array
    """(points, months + 1, agents, `WARS`), of the layer."""
    public: Public


class NextStep(NamedTuple):
    """The next step in a layer of the withdrawal, see `Withdrawal`."""

    turn: int
    reaches: Whole
    passes: bool
    due: Array
    after: tuple[Array, Array]
    """(agents, `STATES`), values after the move if the first or the second has taken its step."""


class Scratch(NamedTuple):
    """Room to work in, made once for each game."""

    after: Array
    """(points, agents, `STATES`), values after the move of the month."""
    end: Array
    """(`STATES`,)."""
    own: Array
    """(agents, `SITUATIONS`), value to the mover."""
    mean: Array
    """(2, 3 * `SITUATIONS`), strategies of each principal, its types mixed."""
    stepping: Array
    """(agents, `STATES`), values after the move if the agent was to take a step of a withdrawal."""
    learning: Learning


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
def scratch_for(values: Array) -> Scratch:
    """Room for a game with such values."""
    points, agents = values.shape[0], values.shape[1]
    moved = (SIGNS, 2, CELLS, points)
    return Scratch(
        np.empty((points, agents, STATES)),
        np.empty(STATES),
        np.empty((agents, SITUATIONS)),
        np.empty((2, 3 * SITUATIONS)),
        np.empty((agents, STATES)),
        Learning(np.empty(moved, np.int64), np.empty(moved)),
    )


@compiled
def carry_back(
    setting: Setting, span: Span, rows: Rows, choice: Array, values: Array, scratch: Scratch
) -> None:
    """From the values at the start of month `upto` to those at the start of month `first`.

    Args:
        setting: a phase and a layer in which no step falls due.
        span: the months.
        rows: where strategies go.
        choice: out, strategies.
        values: in and out, (points, agents, `STATES`).
        scratch: overwritten; `after` is that of month `first`.
    """
    # Taken out of their tuples once: to hand these over every month costs more than its work.
    points, choosers, worth, wars = values.shape[0], setting.choosers, setting.worth, setting.wars
    month, holds, mandate_due = setting.month, setting.holds, setting.mandate_due
    after, end, own, mean = scratch.after, scratch.end, scratch.own, scratch.mean
    for t in range(span.upto - 1, span.first - 1, -1):
        row = (rows.place + rows.step * t) * points
        if points == 1:
            expect(t, worth, month, holds[mandate_due[t]], wars[0], values[0], end, after[0])
        else:
            next_row = (rows.next_place + rows.step * (t + 1)) * points
            next_row = next_row if t + 1 < span.last else -1
            expect_public(t, setting, next_row, choice, values, after, scratch.learning)
        for point in range(points):
            choose(t, choosers, wars[point], after[point], choice[row + point], own, mean)
            weigh_movers(t, choosers, wars[point], after[point], own, mean, values[point])


@compiled
def expect(
    t: int, worth: Worth, month: Array, holds: Array, wars: Array, values: Array, end: Array,
    after: Array,
) -> None:  # fmt: skip
    """Value of each state after the move of month t: its flow and what chance makes of it.

    Args:
        t: the month.
        worth: of the months.
        month: as `Rules.month`.
        holds: (`CELLS`,), as a row of `Rules.holds`.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        values: (agents, `STATES`), at the start of the next month.
        end: scratch, (`STATES`,).
        after: out, as `values`.
    """
    for agent in range(values.shape[0]):
        p = principal_of(agent, worth.split)
        later = worth.patience[agent]
        collapse = later * wars[t + 1, agent, NOBODY]
        for a in range(4):
            for d in range(CELLS):
                s = a * CELLS + d
                end[s] = collapse + holds[d] * (later * values[agent, s] - collapse)
        unpaid = (1.0 - later) * worth.package[agent]
        paid = (1.0 - later) * worth.relief[t, agent] * worth.part
        for a in range(4):
            row = a * CELLS
            for c in range(CELLS):
                after[agent, row + c] = flow(
                    unpaid, (1.0 - later) * worth.friction[p, a, c], paid, c
                )
            # Four cells at a time, so that few sums travel to memory and back.
            for d in range(0, CELLS, 4):
                w, x, y, z = end[row + d], end[row + d + 1], end[row + d + 2], end[row + d + 3]
                for c in range(CELLS):
                    after[agent, row + c] += (
                        month[p, a, d, c] * w
                        + month[p, a, d + 1, c] * x
                        + month[p, a, d + 2, c] * y
                        + month[p, a, d + 3, c] * z
                    )


@compiled
def expect_public(
    t: int, setting: Setting, next_row: int, choice: Array, values: Array, after: Array,
    learning: Learning,
) -> None:  # fmt: skip
    """As `expect` at each point of the public's belief, which the month moves.

    Args:
        t: the month.
        setting: of the phase and layer.
        next_row: first of the rows of next month's strategies, below 0 if there are none.
        choice: strategies.
        values: (points, agents, `STATES`), at the start of the next month.
        after: out, as `values`.
        learning: overwritten.
    """
    worth, wars, public = setting.worth, setting.wars, setting.public
    learn(setting.choosers.move, public, choice, next_row, learning)
    holds = setting.holds[setting.mandate_due[t]]
    points, agents, split = values.shape[0], values.shape[1], worth.split
    patience = worth.patience
    # By the postures of first and second, so that one sum serves all agents side by side.
    end, total = np.empty((points, 4 * CELLS, agents)), np.empty(agents)
    for point in range(points):
        for agent in range(agents):
            collapse = patience[agent] * wars[point, t + 1, agent, NOBODY]
            for a in range(4):
                own = a if agent < split else 2 * (a % 2) + a // 2
                for d in range(CELLS):
                    value = patience[agent] * values[point, agent, own * CELLS + d] - collapse
                    end[point, a * CELLS + d, agent] = collapse + holds[d] * value
    for point in range(points):
        for a in range(4):
            other = a % 2 if public.about == 0 else a // 2
            for c in range(CELLS):
                total[:] = 0.0
                for k in range(public.events[a, c], public.events[a, c + 1]):
                    sign, s = public.reached[k, 0], a * CELLS + public.reached[k, 1]
                    low = learning.point[sign, other, c, point]
                    up = learning.part[sign, other, c, point]
                    much = public.month[k, point] * up
                    little = public.month[k, point] * (1.0 - up)
                    for agent in range(agents):
                        total[agent] += little * end[low, s, agent] + much * end[low + 1, s, agent]
                for agent in range(agents):
                    p = principal_of(agent, split)
                    own = a if agent < split else 2 * (a % 2) + a // 2
                    paid = worth.relief[t, agent] * worth.part
                    now = flow(worth.package[agent], worth.friction[p, own, c], paid, c)
                    now *= 1.0 - patience[agent]
                    after[point, agent, own * CELLS + c] = now + total[agent]


@compiled_without_checks
def choose(
    t: int, choosers: Choosers, wars: Array, after: Array, choice: Array, own: Array, mean: Array
) -> None:
    """Logit choice of every agent in every situation.

    Args:
        t: the month.
        choosers: of the game.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        after: (agents, `STATES`), value after the move.
        choice: out, strategies of the month.
        own: out, (agents, `SITUATIONS`), value to the mover.
        mean: out, (2, 3 * `SITUATIONS`), strategies of each principal, its types mixed.
    """
    prior, precision = choosers.prior, choosers.precision
    for p in range(2):
        for s in range(3 * SITUATIONS):
            mean[p, s] = 0.0
    for agent in range(after.shape[0]):
        p = principal_of(agent, choosers.split)
        apart, engaged = wars[t, agent, OWN], wars[t, agent, OWN + 1]
        for s in range(SITUATIONS):
            comply, probe = after[agent, s], after[agent, PROBE + s]
            fight = engaged if s & 1 else apart
            best = max(comply, probe, fight)
            choice[agent, s] = precision * (comply - best)
            choice[agent, PROBE + s] = precision * (probe - best)
            choice[agent, RENEGE + s] = precision * (fight - best)
        exponentials(choice, agent)
        # Short loops with one result each compile to vector instructions.
        for s in range(SITUATIONS):
            total = choice[agent, s] + choice[agent, PROBE + s] + choice[agent, RENEGE + s]
            choice[agent, s] /= total
            choice[agent, PROBE + s] /= total
            choice[agent, RENEGE + s] /= total
        for s in range(SITUATIONS):
            fight = choice[agent, RENEGE + s] * (engaged if s & 1 else apart)
            probe = choice[agent, PROBE + s] * after[agent, PROBE + s]
            own[agent, s] = choice[agent, s] * after[agent, s] + probe + fight
        for s in range(3 * SITUATIONS):
            mean[p, s] += prior[agent] * choice[agent, s]


@compiled
def weigh_movers(
    t: int, choosers: Choosers, wars: Array, after: Array, own: Array, mean: Array, values: Array
) -> None:
    """Value before it is known who moves; the other's choice is the mixture of its types.

    Args:
        t: the month.
        choosers: of the game.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        after: (agents, `STATES`), value after the move.
        own: (agents, `SITUATIONS`), value to the mover.
        mean: (2, 3 * `SITUATIONS`), strategies of each principal, its types mixed.
        values: out, as `after`.
    """
    move = choosers.move
    stay = 1.0 - 2.0 * move
    for agent in range(after.shape[0]):
        other = 1 - principal_of(agent, choosers.split)
        apart, engaged = wars[t, agent, OTHERS], wars[t, agent, OTHERS + 1]
        for s in range(SITUATIONS):
            # As the mover's situation, s is this agent's own posture and the cell.
            row, c = (s, s) if s < CELLS else (s + CELLS, s - CELLS)
            comply, probe = after[agent, row], after[agent, row + CELLS]
            fight = mean[other, RENEGE + s] * (engaged if s & 1 else apart)
            moved = mean[other, s] * comply + mean[other, PROBE + s] * probe + fight
            values[agent, row] = stay * comply + move * (moved + own[agent, c])
            values[agent, row + CELLS] = stay * probe + move * (moved + own[agent, CELLS + c])


@compiled
def weigh_steps(
    t: int, choosers: Choosers, next_step: NextStep, wars: Array, here: Array, choice: Array,
    values: Array, scratch: Scratch,
) -> None:  # fmt: skip
    """Strategies where a step falls due; its value is mixed into that of a month without one.

    Args:
        t: the month.
        choosers: of the game.
        next_step: of the layer.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        here: (agents, `STATES`), value after the move if no step has been taken.
        choice: out, strategies of who is to take the step.
        values: in and out, as `here`.
        scratch: overwritten.
    """
    own, mean, stepping, stepped = scratch.own, scratch.mean, scratch.stepping, next_step.after
    turn, reaches, passes = next_step.turn, next_step.reaches, next_step.passes
    # To comply is to take the step: it leads to the next layer; to probe is to stall.
    for agent in range(here.shape[0]):
        p = principal_of(agent, choosers.split)
        for s in range(SITUATIONS):
            stepping[agent, s] = stepped[p][agent, s]
            stepping[agent, PROBE + s] = here[agent, PROBE + s]
    choose(t, choosers, wars, stepping, choice, own, mean)
    for agent in range(here.shape[0]):
        p = principal_of(agent, choosers.split)
        apart, engaged = wars[t, agent, OTHERS], wars[t, agent, OTHERS + 1]
        for a in range(4):
            mine, others = a // 2, a % 2
            first, second = (mine, others) if p == 0 else (others, mine)
            mover = next_to_step(turn, reaches, passes, first, second)
            due = next_step.due[mover]
            for c in range(CELLS):
                s = a * CELLS + c
                if mover == p:
                    moved = own[agent, others * CELLS + c]
                else:
                    x = mine * CELLS + c  # the mover's situation
                    row = 2 * mine * CELLS + c
                    fight = engaged if c & 1 else apart
                    moved = mean[mover, x] * stepped[mover][agent, row]
                    moved += mean[mover, PROBE + x] * here[agent, row + CELLS]
                    moved += mean[mover, RENEGE + x] * fight
                values[agent, s] += due * (moved - values[agent, s])
