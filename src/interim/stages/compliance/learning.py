"""Months of the backward induction where the public's belief is part of the state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import LANES
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.public import Public, place
from interim.stages.compliance.recursion import (
    At,
    Dates,
    Events,
    Month,
    Scratch,
    Span,
    decide,
    keep_dates,
)
from interim.stages.compliance.rules import Worth
from interim.stages.compliance.state import CELLS, FIRST, SIGNS, tension_of
from interim.stages.compliance.steps import Steps, begin_lanes, step_back
from interim.stages.compliance.wars import NOBODY


class Learning(NamedTuple):
    """What the public learns in a month, see `public.Public`, and room to work in."""

    grid: Array
    sign: Array
    weight: Array
    about: int
    last: Whole
    """(`LANES`,), month from which on this branch of the game has no strategies to learn from."""
    events: Whole
    """(4 * `CELLS` + 1,), where in `reached` that begins to which a month can lead, by both
    principals' postures and the cell."""
    reached: Whole
    """(events, 2), what the public sees of the principal and the cell reached."""
    chance: Array
    """(events, points, `LANES`), of it, collapse apart."""
    point: Whole
    """(`SIGNS`, 2, `CELLS`, points, `LANES`), overwritten: point below the new belief, by what was
    seen, the other principal's posture, the cell before the month's events and the belief."""
    part: Array
    """The same: how far towards the next point it lies."""
    end: Array
    """(points, 4 * `CELLS`, agents, `LANES`), overwritten."""


def learning_of(public: Public, about: int, last: Whole, events: Events) -> Learning:
    """What the public of `LANES` games learns, with room to work in.

    Args:
        public: of the games.
        about: principal of whom it has its belief.
        last: (`LANES`,), month from which on there are no strategies to learn from.
        events: as `Learning.events`, `reached` and `chance`.
    """
    points, agents = len(public.grid), public.weight.shape[1]
    moved = (SIGNS, 2, CELLS, points, LANES)
    return Learning(
        public.grid, public.sign, public.weight, about, last, events.first, events.reached,
        events.chance, np.zeros(moved, np.int64), np.zeros(moved),
        np.zeros((points, 4 * CELLS, agents, LANES)),
    )  # fmt: skip


@compiled
def carry_back_learning(
    split: int, month: Month, worth: Worth, wars: Array, span: Span, choice: Array,
    work: tuple[Array, Array], dates: Dates, scratch: Scratch, learning: Learning,
) -> None:  # fmt: skip
    """As `recursion.carry_back` at each point of the public's belief, which months move.

    Args:
        split: number of agents of the first principal.
        month: what months bring.
        worth: what they are worth.
        wars: as `wars.fill_wars`.
        span: the months.
        choice: in and out, strategies.
        work: values at the start of a month and after its move, in and out.
        dates: of the vote, and those for which values are wanted.
        scratch: overwritten.
        learning: of the public.
    """
    values, after = work
    for t in range(span.upto - 1, span.first - 1, -1):
        later = t + 1 if values.shape[0] > 1 else 0
        before, moved = (t if values.shape[0] > 1 else 0), min(t, after.shape[0] - 1)
        row = span.row + span.kept * t
        at = At(t, span.layer, 0, row, before, moved, moved)
        learn(month, learning, choice, t, row + span.kept)
        expect_learning(split, at, later, span.package, month, worth, wars, values, after, learning)
        for point in range(values.shape[1]):
            at = At(t, span.layer, point, row, before, moved, moved)
            decide(split, at, month, wars, choice, values, after, scratch)
            keep_dates(at, dates, values)


@compiled
def steps_back_learning(
    split: int, month: Month, worth: Worth, wars: Array, steps: Steps, choice: Array,
    work: tuple[Array, Array], scratch: Scratch, learning: Learning,
) -> None:  # fmt: skip
    """As `steps.steps_back` at each point of the public's belief, which months move."""
    values, after = work
    for t in range(steps.last - 1, -1, -1):
        begin_lanes(t, steps, values)
        for layer in range(FIRST, values.shape[0]):
            at = At(t, layer, 0, 0, layer, layer, layer)
            learn(month, learning, choice, t, steps.rows[layer, 0] + t + 1)
            expect_learning(split, at, layer, layer, month, worth, wars, values, after, learning)
        for layer in range(FIRST, values.shape[0]):
            for point in range(values.shape[1]):
                at = At(t, layer, point, steps.rows[layer, 0] + t, layer, layer, layer)
                step_back(split, at, month, wars, steps, choice, values, after, scratch)


@inlined
def learn(month: Month, learning: Learning, choice: Array, t: int, row: int) -> None:
    """Where month t moves the public's belief from each point of its grid.

    By Bayes' rule, with each type of the principal taken to have chosen its posture, and not to
    have broken the deal, by its strategy of next month, in a row of `choice`. Where there is none
    the belief stays.
    """
    points = learning.grid.shape[0]
    for sign in range(SIGNS):
        for other in range(2):
            for c in range(CELLS):
                for point in range(points):
                    for k in range(LANES):
                        belief = learning.grid[point, k]
                        if t + 1 < learning.last[k]:
                            belief = learnt(
                                month.move[k], belief, learning.sign, learning.weight, choice,
                                (row, point), other * CELLS + c, sign, k,
                            )  # fmt: skip
                        low, part = place(belief, points)
                        learning.point[sign, other, c, point, k] = low
                        learning.part[sign, other, c, point, k] = part


@inlined
def learnt(
    move: float, belief: float, signs: Array, weight: Array, choice: Array, at: tuple[int, int],
    situation: int, sign: int, k: int,
) -> float:  # fmt: skip
    """The public's belief after a sign in a situation.

    Args:
        move: chance that the principal may reconsider in the month.
        belief: before.
        signs: as `Public.sign`.
        weight: as `Public.weight`.
        choice: strategies.
        at: row of next month's, and point of the belief.
        situation: of the principal.
        sign: what the public has seen.
        k: the lane.
    """
    tense, other = min(tension_of(situation % CELLS), 1), situation // CELLS
    if_complying, if_probing = signs[tense, other, 0, sign, k], signs[tense, other, 1, sign, k]
    feared = others = 0.0
    for agent in range(weight.shape[1]):
        if weight[0, agent, k] > 0.0 or weight[1, agent, k] > 0.0:
            comply = choice[at[0], at[1], agent, situation, 0, k]
            probe = choice[at[0], at[1], agent, situation, 1, k]
            kept = comply + probe
            # Each type's chance to keep the deal, times that of the sign if it does.
            chance = comply * if_complying + probe * if_probing
            chance = chance / kept if kept > 0.0 else if_complying
            chance *= 1.0 - move * choice[at[0], at[1], agent, situation, 2, k]
            feared += weight[0, agent, k] * chance
            others += weight[1, agent, k] * chance
    total = belief * feared + (1.0 - belief) * others
    return belief * feared / total if total > 0.0 else belief


@inlined
def expect_learning(
    split: int, at: At, later: int, package: int, month: Month, worth: Worth, wars: Array,
    values: Array, after: Array, learning: Learning,
) -> None:  # fmt: skip
    """As `recursion.expect` at each point of the public's belief, which the month moves."""
    fill_end_learning(at, later, month, worth, wars, values, learning.end)
    t = at.t
    for point in range(values.shape[1]):
        for agent in range(values.shape[2]):
            for a in range(4):
                both = a if agent < split else 2 * (a % 2) + a // 2
                other = both % 2 if learning.about == 0 else both // 2
                for c in range(CELLS):
                    for k in range(LANES):
                        total = 0.0
                        place = both * CELLS + c
                        for e in range(learning.events[place], learning.events[place + 1]):
                            sign, s = learning.reached[e, 0], learning.reached[e, 1]
                            low = learning.point[sign, other, c, point, k]
                            part = learning.part[sign, other, c, point, k]
                            below = learning.end[low, a * CELLS + s, agent, k]
                            above = learning.end[low + 1, a * CELLS + s, agent, k]
                            mean = (1.0 - part) * below + part * above
                            total += learning.chance[e, point, k] * mean
                        relief = worth.benefit[agent, k] * worth.paid[t, k]
                        relief *= worth.pays[at.layer, k]
                        rubs = worth.friction[a // 2, a % 2, tension_of(c), k]
                        now = flow(worth.package[package, agent, k], rubs, relief, c)
                        now *= 1.0 - worth.patience[agent, k]
                        after[at.after, point, agent, a * CELLS + c, k] = now + total


@inlined
def fill_end_learning(
    at: At, later: int, month: Month, worth: Worth, wars: Array, values: Array,
    end: Array,
) -> None:  # fmt: skip
    """Value of each state at the end of a month, before it is known whether the deal holds."""
    for point in range(values.shape[1]):
        for agent in range(values.shape[2]):
            for a in range(4):
                for c in range(CELLS):
                    for k in range(LANES):
                        delta = worth.patience[agent, k]
                        collapse = delta * wars[at.layer, point, at.t + 1, agent, NOBODY, k]
                        holds = month.renewed[at.t, k] * month.holds[tension_of(c), k]
                        value = delta * values[later, point, agent, a * CELLS + c, k] - collapse
                        end[point, a * CELLS + c, agent, k] = collapse + holds * value
