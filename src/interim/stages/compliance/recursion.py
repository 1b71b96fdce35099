"""A month of the backward induction: from values at its end to strategies and values at its start.

First the month's chances are weighed (`expect`), then every agent chooses in every situation
(`choose`), then it is weighed who moves (`weigh_movers`, `weigh_steps`). Values are (agents,
`STATES`); the strategies of a month are (agents, 3 * `SITUATIONS`), chances to comply in each
situation, then to probe, then to renege.

The functions take what they need and no more: to hand over all rules costs more than their work.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.stages.compliance.compiled import compiled, compiled_without_checks
from interim.stages.compliance.exponentials import exponentials
from interim.stages.compliance.game import Array
from interim.stages.compliance.payoffs import NOBODY, OTHERS, OWN, flow
from interim.stages.compliance.public import Learning, Public
from interim.stages.compliance.state import CELLS, PROBE, RENEGE, SITUATIONS, principal_of
from interim.stages.compliance.withdrawal import Withdrawal, next_to_step


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
    t: int, worth: Worth, public: Public, holds: Array, wars: Array, learning: Learning,
    values: Array, after: Array,
) -> None:  # fmt: skip
    """As `expect` at each point of the public's belief, which the month moves.

    Args:
        t: the month.
        worth: of the months.
        public: of the future.
        holds: (`CELLS`,), as a row of `Rules.holds`.
        wars: (points, months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        learning: where the month moves the belief.
        values: (points, agents, `STATES`), at the start of the next month.
        after: out, as `values`.
    """
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
    t: int, split: int, prior: Array, precision: float, wars: Array, after: Array, choice: Array,
    own: Array, mean: Array,
) -> None:  # fmt: skip
    """Logit choice of every agent in every situation.

    Args:
        t: the month.
        split: number of agents of the first principal.
        prior: (agents,), probability of the type.
        precision: of choice.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        after: (agents, `STATES`), value after the move.
        choice: out, strategies of the month.
        own: out, (agents, `SITUATIONS`), value to the mover.
        mean: out, (2, 3 * `SITUATIONS`), strategies of each principal, its types mixed.
    """
    for p in range(2):
        for s in range(3 * SITUATIONS):
            mean[p, s] = 0.0
    for agent in range(after.shape[0]):
        p = principal_of(agent, split)
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
    t: int, split: int, move: float, wars: Array, after: Array, own: Array, mean: Array,
    values: Array,
) -> None:  # fmt: skip
    """Value before it is known who moves; the other's choice is the mixture of its types.

    Args:
        t: the month.
        split: number of agents of the first principal.
        move: chance that a given principal may reconsider.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        after: (agents, `STATES`), value after the move.
        own: (agents, `SITUATIONS`), value to the mover.
        mean: (2, 3 * `SITUATIONS`), strategies of each principal, its types mixed.
        values: out, as `after`.
    """
    stay = 1.0 - 2.0 * move
    for agent in range(after.shape[0]):
        other = 1 - principal_of(agent, split)
        apart, engaged = wars[t, agent, OTHERS], wars[t, agent, OTHERS + 1]
        for s in range(SITUATIONS):
            # As the mover's situation, s is this agent's own posture and the cell.
            row, c = (s, s) if s < CELLS else (s + CELLS, s - CELLS)
            comply, probe = after[agent, row], after[agent, row + CELLS]
            fight = mean[other, RENEGE + s] * (engaged if s & 1 else apart)
            moved = mean[other, s] * comply + mean[other, PROBE + s] * probe + fight
            values[agent, row] = stay * comply + move * (moved + own[agent, c])
            values[agent, row + CELLS] = stay * probe + move * (moved + own[agent, CELLS + c])


class Step(NamedTuple):
    """What a step of the withdrawal that falls due leads to, by agent."""

    stepped: Array
    """(2, agents, `STATES`), value after the move if the principal has taken its step."""
    own: Array
    """(agents, `SITUATIONS`), value to who is to take it."""
    mean: Array
    """(2, 3 * `SITUATIONS`), strategies of each principal if it is to, its types mixed."""


@compiled
def weigh_steps(
    t: int, split: int, withdrawal: Withdrawal, layer: int, wars: Array, here: Array, step: Step,
    values: Array,
) -> None:  # fmt: skip
    """Mix the value of a month in which a step falls due into that of one in which none does.

    Args:
        t: the month.
        split: number of agents of the first principal.
        withdrawal: of the future.
        layer: unfinished.
        wars: (months + 1, agents, `WARS`), as `Rules.wars` of the layer.
        here: (agents, `STATES`), value after the move if no step has been taken.
        step: that falls due.
        values: in and out, as `here`.
    """
    for agent in range(here.shape[0]):
        p = principal_of(agent, split)
        apart, engaged = wars[t, agent, OTHERS], wars[t, agent, OTHERS + 1]
        for a in range(4):
            mine, others = a // 2, a % 2
            first, second = (mine, others) if p == 0 else (others, mine)
            mover = next_to_step(withdrawal, layer, first, second)
            for c in range(CELLS):
                s = a * CELLS + c
                if mover == p:
                    moved = step.own[agent, others * CELLS + c]
                else:
                    x = mine * CELLS + c  # the mover's situation
                    row = 2 * mine * CELLS + c
                    fight = engaged if c & 1 else apart
                    moved = step.mean[mover, x] * step.stepped[mover, agent, row]
                    moved += step.mean[mover, PROBE + x] * here[agent, row + CELLS]
                    moved += step.mean[mover, RENEGE + x] * fight
                values[agent, s] += withdrawal.due[layer, mover] * (moved - values[agent, s])
