"""Whole games solved by backward induction: branches of the vote, layers of the withdrawal.

A block of games at a time (`blocks`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from interim.foundation.lanes import LANES, aligned
from interim.stages.compliance.blocks import Block, blocks, cut, part, take
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.learning import (
    carry_back_learning,
    learning_of,
    steps_back_learning,
)
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.recursion import (
    Dates,
    Month,
    Scratch,
    Span,
    carry_back,
    scratch_for,
)
from interim.stages.compliance.rules import (
    Rules,
    Worth,
    kinds_of,
    package_row,
    rules_of,
    withdrawal_in,
)
from interim.stages.compliance.state import (
    DONE,
    FIRST,
    GIVEN_UP,
    LEVELS,
    SITUATIONS,
    STATES,
    cell_of,
    raised,
)
from interim.stages.compliance.steps import Steps, steps_back
from interim.stages.compliance.wars import (
    WARS,
    Months,
    fill_wars,
    months_for,
)


@dataclass(frozen=True)
class Solved:
    """A block solved.

    Attributes:
        block: the games.
        choice: (rows, points, agents, `SITUATIONS`, 3, `LANES`), strategies; overwritten when the
            next block is solved.
        wars: (layers, points, months + 1, agents, `WARS`, `LANES`), overwritten likewise.
        values: (points, agents, `STATES`, `LANES`), at signing.
    """

    block: Block
    wars: Array
    choice: Array
    values: Array


def solve(game: Game, months: int, kept: Whole, room: Room | None = None) -> Iterator[Solved]:
    """Solve n games, block by block.

    Args:
        game: n games.
        months: the horizon, 1 or more.
        kept: (n,), phase whose strategies are kept once the vote has been held: 1, 2 or 3.
        room: to work in; by default a new one, in which what has no choice stays undefined.
    """
    room = room or Room()
    for block in blocks(game, months, kept):
        yield _solve(block, room)


def alone(game: Game, future: int, months: int) -> tuple[Rules, Array]:
    """The rules of one future's game, for tools that read them: the same in every lane.

    Returns:
        The rules of `LANES` games, and (layers, points, months + 1, agents, `WARS`, `LANES`), the
        values of war as `wars.fill_wars` fills them.
    """
    games = take(game, np.full(LANES, future))
    rules = rules_of(games, months, kinds_of(games, months)[0])
    wars = np.empty(_wars_shape(rules, months))
    war, room = part(cut(rules.war, 1), 0), _months_of_war(rules, months)
    fill_wars(int(game.types[0]), war, months, room, wars)
    return rules, wars


def _wars_shape(rules: Rules, months: int) -> tuple[int, ...]:
    layers, points, agents = len(rules.due), len(rules.public.grid), len(rules.prior)
    return layers, points, months + 1, agents, WARS, LANES


def _months_of_war(rules: Rules, months: int) -> Months:
    return months_for(months, rules.war.helping.shape[1], len(rules.prior))


# --- one block -----------------------------------------------------------------------------


class Room:
    """Arrays to work in, used again for the next block: new ones would cost the system's time."""

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}

    def array(self, name: str, *shape: int) -> Array:
        """An array of a shape, with whatever stood in it."""
        size = math.prod(shape)
        if name not in self._arrays or self._arrays[name].size < size:
            self._arrays[name] = aligned(size)
            self._arrays[name][:] = np.nan
        return self._arrays[name][:size].reshape(shape)

    def zeros(self, name: str, *shape: int) -> Array:
        """An array of zeros, which stay as they are."""
        if name not in self._arrays or self._arrays[name].shape != shape:
            self._arrays[name] = aligned(*shape)
            self._arrays[name][:] = 0.0
        return self._arrays[name]


class Work(NamedTuple):
    """A block with room to work in."""

    block: Block
    month: Month
    wars: Array
    """(layers, points, months + 1, agents, `WARS`, `LANES`), as `wars.fill_wars`."""
    choice: Array
    values: Array
    """(1, points, agents, `STATES`, `LANES`)."""
    after: Array
    """(1 or more, points, agents, `STATES`, `LANES`): where there is a withdrawal, of each month up
    to its last deadline, then of all others together."""
    scratch: Scratch
    room: Room


def _solve(block: Block, room: Room) -> Solved:
    """Solve a block."""
    points, agents = len(block.rules.public.grid), len(block.rules.prior)
    shape = (points, agents, STATES, LANES)
    rules, ends = block.rules, block.rules.ends
    withdraws, last = len(rules.due) > 1, int(rules.vote.deadline.max())
    work = Work(
        block,
        Month(rules.prior, rules.precision, rules.chances.move, ends.holds, ends.renewed,
              *block.events),
        room.array("wars", *_wars_shape(rules, block.months)),
        room.array("choice", block.rows.number, points, agents, SITUATIONS, 3, LANES),
        room.array("values", 1, *shape),
        room.array("after", last + 1 if withdraws else 1, *shape),
        scratch_for(agents),
        room,
    )  # fmt: skip
    fill_wars(block.split, rules.war, last, _months_of_war(rules, block.months), work.wars)
    values = _before_vote(work)
    return Solved(block, work.wars, work.choice, _unfinished(work) if withdraws else values)


def _carry(
    work: Work, span: Span, values: Array, *, last: Whole | None = None, dates: Dates | None = None
) -> None:
    """Carry values back over a span; `last` as `learning.Learning`, by default the horizon."""
    block = work.block
    # Only from the branch before the vote can a withdrawal still be finished.
    wanted = span.layer == DONE and span.package == DONE
    after = work.after if wanted else work.room.array("unwanted", *work.values.shape)
    some = dates or _dates(work)
    given = (block.split, work.month, block.rules.worth, work.wars, span, work.choice)
    if block.learning is None:
        carry_back(*given, values, after, some, work.scratch)
    else:
        ends = np.full(LANES, block.months) if last is None else last
        public = learning_of(block.rules.public, block.kind.about, ends, block.learning)
        carry_back_learning(*given, (values, after), some, work.scratch, public)


def _dates(
    work: Work, *, held: Array | None = None, called: Array | None = None,
    only_in_calm: bool = False, wanted: Whole | None = None, found: Array | None = None,
) -> Dates:  # fmt: skip
    """`Dates` of which nothing need be given."""
    shape, months = work.values.shape, work.block.months
    never = work.room.zeros("never", months, LANES)
    return Dates(
        np.empty((0, *shape[1:])) if held is None else held,
        never if called is None else called,
        only_in_calm,
        never if wanted is None else (np.arange(months)[:, None] == wanted).astype(float),
        work.room.array("unasked", *shape[1:]) if found is None else found,
    )


def _before_vote(work: Work) -> Array:
    """Values at signing with the withdrawal done: (points, agents, `STATES`, `LANES`)."""
    block, values = work.block, work.values
    kind, months, vote = block.kind, block.months, block.rules.vote.month
    span = Span(months, 0, DONE, DONE, int(block.rows.first[DONE, 0]), 1)
    months_of_vote, last, dates = np.arange(months)[:, None], None, None
    if kind.may_wait:
        called = (months_of_vote >= vote).astype(float)
        dates = _dates(
            work, held=_wait_for_votes(work), called=called, only_in_calm=kind.only_in_calm
        )
    elif kind.votes:
        held, span, last = _votes(work), span._replace(upto=int(vote.max())), vote
        dates = _dates(work, held=held[None], called=(months_of_vote == vote).astype(float))
    values[0] = for_ever(block.rules.worth, DONE, DONE)
    if kind.votes and not kind.may_wait:
        values[..., vote == span.upto] = held[..., vote == span.upto]
    _carry(work, span, values, last=last, dates=dates)
    return values[0]


def _phases(work: Work) -> Iterator[tuple[Span, Array, Array]]:
    """Of each result of the vote that counts: its rows, its chance and that it raises tension."""
    block, vote = work.block, work.block.rules.vote
    layers = len(block.rules.due)
    for phase in range(1, 4):
        weight = vote.chances[phase - 1]
        if phase == block.kept or weight.any():
            kept = int(phase == block.kept)
            row = int(block.rows.first[DONE, 1]) if kept else block.rows.spare
            unrest = vote.unrest if phase < 3 else np.zeros(LANES)
            yield Span(0, 0, package_row(DONE, phase, layers), DONE, row, kept), weight, unrest


def _votes(work: Work) -> Array:
    """Values at each future's vote, its results mixed: (points, agents, `STATES`, `LANES`)."""
    block, values = work.block, work.room.array("voted", *work.values.shape)
    vote, mixed = block.rules.vote.month, np.zeros(values.shape[1:])
    found = work.room.array("at the vote", *values.shape[1:])
    dates = _dates(work, wanted=vote, found=found)
    for span, weight, unrest in _phases(work):
        values[0] = for_ever(block.rules.worth, span.package, DONE)
        span = span._replace(upto=block.months, first=int(vote.min()))
        _carry(work, span, values, dates=dates)
        mixed += weight * _after_unrest(found, unrest)
    return mixed


def _wait_for_votes(work: Work) -> Array:
    """As `_votes`, for a vote held at the start of any month: (months, points, ..)."""
    block, months = work.block, work.block.months
    values = work.room.array("waiting", months + 1, *work.values.shape[1:])
    mixed = work.room.array("held", months, *work.values.shape[1:])
    mixed[:] = 0.0
    first = int(block.rules.vote.month.min())
    for span, weight, unrest in _phases(work):
        values[:] = for_ever(block.rules.worth, span.package, DONE)
        span = span._replace(upto=months, first=first)
        _carry(work, span, values)
        mixed[first:] += weight * _after_unrest(values[first:months], unrest)
    return mixed


def _after_unrest(values: Array, unrest: Array) -> Array:
    """Values where a result that is not accepted raises tension by a step."""
    by_tension = values.reshape(*values.shape[:-2], 4, LEVELS, -1, LANES)
    tenser = by_tension[..., [raised(tension, 1) for tension in range(LEVELS)], :, :]
    return ((1.0 - unrest) * by_tension + unrest * tenser).reshape(values.shape)


def for_ever(worth: Worth, package: int, layer: int) -> Array:
    """After the horizon the flow of the state goes on for ever: (agents, `STATES`, `LANES`).

    Args:
        worth: of the months.
        package: row of `Worth.package`.
        layer: of the withdrawal.
    """
    agents = len(worth.benefit)
    flat = (agents, 1, 1, 1, LANES)
    packages = worth.package[package].reshape(flat)
    relief = (worth.benefit * worth.paid[-1] * worth.pays[layer]).reshape(flat)
    rubs = worth.friction.reshape(4, LEVELS, 1, LANES)
    values = np.empty((agents, 4, LEVELS, 2, 2, LANES))
    for taken in range(2):
        values[..., taken, :, :] = flow(packages, rubs, relief, cell_of(0, taken, 0))
    return values.reshape(agents, STATES, LANES)


def _unfinished(work: Work) -> Array:
    """Values at signing with nothing withdrawn: (points, agents, `STATES`, `LANES`)."""
    block, rules, rows = work.block, work.block.rules, work.block.rows
    order, deadline = withdrawal_in(block.kind).order, rules.vote.deadline
    layers, shape = len(rules.due), work.values.shape[1:]
    given_up = work.room.array("values given up", layers, *shape)
    _give_up(work, given_up)
    values = work.room.array("layers", layers, *shape)
    values[:] = given_up
    after = work.room.array("layers after", layers, *shape)
    steps = Steps(
        *order, rules.due, deadline, int(deadline.max()), given_up, work.after, rows.first
    )
    given = (block.split, work.month, rules.worth, work.wars, steps, work.choice)
    if block.learning is None:
        steps_back(*given, values, after, work.scratch)
    else:
        public = learning_of(block.rules.public, block.kind.about, deadline, block.learning)
        steps_back_learning(*given, (values, after), work.scratch, public)
    return values[FIRST]


def _give_up(work: Work, given_up: Array) -> None:
    """Values of the unfinished layers at their deadline: from then on the withdrawal is given up,
    or, where that is the horizon, the flow of the layer goes on.

    Args:
        work: the block.
        given_up: out, (layers, points, agents, `STATES`, `LANES`).
    """
    block, values = work.block, work.room.array("given up", *work.values.shape)
    months, deadline, worth = block.months, block.rules.vote.deadline, block.rules.worth
    row = int(block.rows.first[GIVEN_UP, 0])
    if deadline.max() == months:
        for layer in range(len(given_up)):
            given_up[layer] = for_ever(worth, layer, layer)
    if deadline.min() == months:
        return
    values[0] = for_ever(worth, GIVEN_UP, GIVEN_UP)
    found = work.room.array("at the deadline", *values.shape[1:])
    span = Span(months, int(deadline.min()), GIVEN_UP, GIVEN_UP, row, 1)
    _carry(work, span, values, dates=_dates(work, wanted=deadline, found=found))
    if deadline.max() < months:
        given_up[:] = found
    else:
        given_up[..., deadline < months] = found[..., deadline < months]


def at_signing(solved: Solved) -> Array:
    """Values when both comply, with no tension, relief intact unless it has to be earned, and
    guarantors engaged or not: (agents, `LANES`)."""
    rules, lanes, values = solved.block.rules, np.arange(LANES), solved.values
    point, towards = place_of(rules.public.grid, rules.public.at_signing)
    cell = rules.vote.pending * cell_of(0, 1, 0)
    low = np.stack([values[point, :, cell + g, lanes] for g in range(2)])
    if len(values) > 1:
        high = np.stack([values[point + 1, :, cell + g, lanes] for g in range(2)])
        low = low + towards[:, None] * (high - low)
    away, engaged = low
    return (away + rules.vote.engaged[:, None] * (engaged - away)).T


def place_of(grid: Array, belief: Array) -> tuple[Whole, Array]:
    """As `public.place`, of each future: (n,) each; the first point where there is but one."""
    points = len(grid)
    if points == 1:
        return np.zeros(belief.size, np.int64), np.zeros(belief.size)
    steps = np.clip(belief, 0.0, 1.0) * (points - 1)
    point = np.minimum(steps.astype(int), points - 2)
    return point, steps - point
