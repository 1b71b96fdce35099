"""Months of the backward induction while a withdrawal is unfinished, and its steps fall due."""

from __future__ import annotations

from typing import NamedTuple

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import load, store
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.recursion import (
    At,
    Month,
    Scratch,
    choose,
    decide,
    expect,
)
from interim.stages.compliance.rules import Worth
from interim.stages.compliance.state import CELLS, DONE, FIRST, principal_of
from interim.stages.compliance.wars import OTHERS
from interim.stages.compliance.withdrawal import next_to_step


class Steps(NamedTuple):
    """An unfinished withdrawal, see `withdrawal.Order`."""

    reaches: Whole
    turn: Whole
    passes: bool
    due: Array
    """(layers, 2, `LANES`), chance that a step falls due."""
    deadline: Whole
    """(`LANES`,), month in which it is given up."""
    last: int
    """The last of them."""
    given_up: Array
    """(layers, points, agents, `STATES`, `LANES`), values at that deadline."""
    done: Array
    """(months, points, agents, `STATES`, `LANES`), values after the move with it done."""
    rows: Whole
    """(layers, 2), first row of strategies, where no step falls due and of who is to take one."""


@compiled
def steps_back(
    split: int, month: Month, worth: Worth, wars: Array, steps: Steps, choice: Array,
    values: Array, after: Array, scratch: Scratch,
) -> None:  # fmt: skip
    """From the last deadline to signing, in all unfinished layers.

    Args:
        split: number of agents of the first principal.
        month: what months bring.
        worth: what they are worth.
        wars: as `wars.fill_wars`.
        steps: of the withdrawal.
        choice: out, strategies.
        values: out, (layers, 1, agents, `STATES`, `LANES`), at signing.
        after: overwritten, likewise, values after the move.
        scratch: overwritten.
    """
    for t in range(steps.last - 1, -1, -1):
        begin_lanes(t, steps, values)
        for layer in range(FIRST, values.shape[0]):
            at = At(t, layer, 0, 0, layer, layer, layer)
            expect(split, at, layer, layer, month, worth, wars, values, after, scratch.end)
        for layer in range(FIRST, values.shape[0]):
            at = At(t, layer, 0, steps.rows[layer, 0] + t, layer, layer, layer)
            step_back(split, at, month, wars, steps, choice, values, after, scratch)


@inlined
def begin_lanes(t: int, steps: Steps, values: Array) -> None:
    """Set the values of futures whose deadline comes at the end of month t."""
    for k in range(steps.deadline.size):
        if steps.deadline[k] == t + 1:
            for layer in range(FIRST, values.shape[0]):
                for point in range(values.shape[1]):
                    for agent in range(values.shape[2]):
                        for s in range(values.shape[3]):
                            known = steps.given_up[layer, point, agent, s, k]
                            values[layer, point, agent, s, k] = known


@inlined
def step_back(
    split: int, at: At, month: Month, wars: Array, steps: Steps, choice: Array, values: Array,
    after: Array, scratch: Scratch,
) -> None:  # fmt: skip
    """A month of a layer, from the values after the move of all layers that it leads to.

    The value of a month in which a step falls due is mixed into that of one without.
    """
    layer, row = at.layer, steps.rows[at.layer, 1] + at.t
    decide(split, at, month, wars, choice, values, after, scratch)
    # To comply is to take the step: it leads to the next layer; to probe is to stall.
    for p in range(2):
        reached = steps.reaches[layer, p]
        source = steps.done if reached == DONE else after
        taken = slot_of(at, reached)
        due = At(at.t, layer, at.point, row, layer, layer, taken)
        choose(p, split, due, month, wars, source, after, choice, scratch)
    for mover in range(2):
        reached = steps.reaches[layer, mover]
        source = steps.done if reached == DONE else after
        taken = slot_of(at, reached)
        due = At(at.t, layer, at.point, row, layer, layer, taken)
        weigh_step(mover, split, due, steps, wars, source, after, values, scratch)


@inlined
def slot_of(at: At, reached: int) -> int:
    """Slot of values after a step to a layer, the present one where there is no step."""
    if reached == DONE:
        return at.t
    return reached if reached >= 0 else at.layer


@inlined
def weigh_step(
    mover: int, split: int, at: At, steps: Steps, wars: Array, taken: Array, after: Array,
    values: Array, scratch: Scratch,
) -> None:  # fmt: skip
    """Mix in the value of a step that falls due, in the states in which it is the mover's.

    Args:
        mover: whose step is meant.
        split: number of agents of the first principal.
        at: the month.
        steps: of the withdrawal.
        wars: as `wars.fill_wars`.
        taken: values after the step, in the slot `at.taken`.
        after: values after the move without one, in the slot `at.after`.
        values: in and out, in the slot `at.before`.
        scratch: with `own` and `mean` of who is to take a step.
    """
    own, mean, layer = scratch.own, scratch.mean, at.layer
    due = load(steps.due, (layer, mover))
    for agent in range(values.shape[2]):
        p = principal_of(agent, split)
        for a in range(4):
            mine, others = a // 2, a % 2
            first, second = (mine, others) if p == 0 else (others, mine)
            stepper = next_to_step(
                steps.turn[layer], steps.reaches[layer, 0], steps.reaches[layer, 1], steps.passes,
                first, second,
            )  # fmt: skip
            if stepper == mover:
                for c in range(CELLS):
                    s = a * CELLS + c
                    moved = load(own, (agent, others * CELLS + c))
                    if mover != p:
                        x = mine * CELLS + c  # the mover's situation
                        row = 2 * mine * CELLS + c
                        fight = load(wars, (layer, at.point, at.t, agent, OTHERS + c % 2))
                        comply = load(taken, (at.taken, at.point, agent, row))
                        probe = load(after, (at.after, at.point, agent, row + CELLS))
                        moved = load(mean, (mover, 0, x)) * comply
                        moved = moved + load(mean, (mover, 1, x)) * probe
                        moved = moved + load(mean, (mover, 2, x)) * fight
                    value = load(values, (at.before, at.point, agent, s))
                    mixed = value + due * (moved - value)
                    store(values, (at.before, at.point, agent, s), mixed)
