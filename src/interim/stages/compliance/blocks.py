"""Games in blocks: sorted by what they share (`rules.Kind`), `LANES` to a block, with rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from interim.foundation.lanes import LANES, aligned
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.recursion import Events
from interim.stages.compliance.rows import Rows, rows_of
from interim.stages.compliance.rules import Kind, Rules, kinds_of, rules_of
from interim.stages.compliance.state import CELLS

BATCH = 32
"""Blocks whose tables are made at once."""

_Table = TypeVar("_Table")


@dataclass(frozen=True)
class Block:
    """`LANES` games of one kind, and where their strategies go.

    Attributes:
        futures: (`LANES`,), indices; at the end of a kind the last stands several times.
        size: how many of them are meant.
        kind: of the games.
        kept: phase whose strategies are kept once the vote has been held: 1, 2 or 3.
        months: the horizon.
        split: number of agents of the first principal.
        rules: of the games, without what `events` and `learning` hold of a month.
        events: of their months.
        learning: `Events` for what the public sees, with sign and cell in `reached`.
        rows: of their strategies.
    """

    futures: Whole
    size: int
    kind: Kind
    kept: int
    months: int
    split: int
    rules: Rules
    events: Events
    learning: Events | None
    rows: Rows


def take(game: Game, futures: Whole) -> Game:
    """The games of some futures, in their order."""
    return Game._make(
        array if name == "types" else array[futures]
        for name, array in zip(Game._fields, game, strict=True)
    )


def blocks(game: Game, months: int, kept: Whole) -> Iterator[Block]:
    """The games of n futures in blocks."""
    groups: dict[tuple[Kind, int], list[int]] = {}
    for future, kind in enumerate(kinds_of(game, months)):
        groups.setdefault((kind, int(kept[future]) if kind.votes else 3), []).append(future)
    for (kind, phase), members in groups.items():
        futures = np.array(members)
        # Votes and deadlines that come at the same time are carried back in one go.
        futures = futures[np.lexsort([game.deadline[futures], game.vote_month[futures]])]
        for start in range(0, futures.size, BATCH * LANES):
            yield from _batch(game, months, kind, phase, futures[start : start + BATCH * LANES])


def _batch(game: Game, months: int, kind: Kind, kept: int, futures: Whole) -> Iterator[Block]:
    """The blocks of some futures of one kind."""
    number = -(-futures.size // LANES)
    padded = np.concatenate([futures, np.repeat(futures[-1:], number * LANES - futures.size)])
    games = take(game, padded)
    rules = rules_of(games, months, kind)
    first, reached, chance = events_of(rules.month)
    signs = signs_possible(rules.public.month) if len(rules.public.grid) > 1 else None
    rows = rows_of(len(rules.due), months, int(rules.vote.deadline.max()), votes=kind.votes)
    # What can happen stands in the events; its tables are large and nobody reads them.
    public = rules.public._replace(month=rules.public.month[:0])
    lean = rules._replace(month=rules.month[:0], public=public)
    parts, chances = cut(lean, number), cut(chance, number)
    learnt = cut(signs.chance, number) if signs else []
    for k in range(number):
        own = part(parts, k)
        yield Block(
            padded[k * LANES : (k + 1) * LANES],
            min(LANES, futures.size - k * LANES),
            kind,
            kept,
            months,
            int(game.types[0]),
            own,
            Events(first, reached, chances[k]),
            Events(signs.first, signs.reached, learnt[k]) if signs else None,
            rows,
        )


def events_of(month: Array) -> Events:
    """What a month can bring, from `Rules.month`: guarantors apart or engaged go together."""
    pairs = month.reshape(4 * CELLS, CELLS // 2, 2, -1)
    before, after = np.nonzero(pairs.any(axis=(2, 3)))
    return Events(_starts(before), 2 * after, pairs[before, after])


def signs_possible(month: Array) -> Events:
    """What a month can bring, from `Public.month`, with sign and cell."""
    by_state = np.moveaxis(month, 0, 2).reshape(4 * CELLS, -1, CELLS, *month.shape[4:])
    before, sign, after = np.nonzero(by_state.any(axis=(3, 4)))
    reached = np.stack([sign, after], axis=1)
    return Events(_starts(before), reached, by_state[before, sign, after])


def _starts(sorted_states: Whole) -> Whole:
    return np.searchsorted(sorted_states, np.arange(4 * CELLS + 1))


def cut(table: Any, number: int) -> Any:
    """Tables with futures on their last axis in so many parts, by a new first axis."""
    if isinstance(table, tuple):
        return type(table)(*[cut(inner, number) for inner in table])
    parts = np.moveaxis(table.reshape(*table.shape[:-1], number, LANES), -2, 0)
    if parts.dtype != np.float64:
        return np.ascontiguousarray(parts)
    made = aligned(*parts.shape)
    made[:] = parts
    return made


def part(tables: _Table, k: int) -> _Table:
    """Part k of what `cut` has cut."""
    if isinstance(tables, tuple):
        return type(tables)(*[part(inner, k) for inner in tables])
    return tables[k]  # type: ignore[index]
