"""Talks with a number otherwise: the same futures, and what differs future by future.

Shares of two runs each have an interval of their own, and most of what these hold is common to
both: the same futures were drawn. The mean of the differences says more of what a number changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from interim.case.model import Case
from interim.foundation.estimates import Mean, mean_of
from interim.futures import Futures, Run
from interim.questions.moves import MEASURES, Move, changes, moves_of
from interim.questions.talks import (
    DEPTH,
    compared,
    in_parts,
    joined,
    menu_of,
    sit,
    told,
    variations,
)
from interim.questions.talks_document import Array, Held, document

Changes = Mapping[str, Mean | None]


class Followed(NamedTuple):
    """Talks over the menu of a case in all futures of a run, kept future by future."""

    case: Case
    run: Run
    menu: Sequence[str]
    held: Held
    moved: Mapping[str, Changes] = {}
    """Name of a move -> what it changes of `interim.questions.moves.MEASURES`."""


def follow(
    case: Case, run: Run, *, moves: Sequence[str] = (), workers: int | None = None
) -> Followed:
    """Hold talks over the menu of the case, and again with some moves.

    Args:
        case: the case.
        run: its futures, with the settings.
        moves: names of moves, as `named`; none of them changes the rest.
        workers: threads; by default one per core.

    Raises:
        BadInput: a case without talks, an unknown lens or quantity.
        ValueError: a move that the case does not have.
    """
    menu = menu_of(case)
    stated = variations(case, menu)
    known = {named(move): move for move in moves_of(case, menu, stated)}
    if wrong := [name for name in moves if name not in known]:
        raise ValueError(f"no move {', '.join(wrong)}; there are {', '.join(known)}")
    tried = [known[name] for name in moves]

    def work(futures: Futures, start: int) -> tuple[Held, Array]:
        sat = sit(case, menu, futures, depth=DEPTH, varied=stated, adds=bool(tried))
        some = compared(run) - start
        whole = told(case, menu, sat, depth=DEPTH, varied=stated, compares=some)
        return whole, changes(case, sat, stated, tried) if tried else np.empty(0)

    parts = in_parts(work, case, run, workers)
    moved = {}
    if tried:
        changed = np.concatenate([part[1] for part in parts], axis=2)
        moved = {
            name: dict(zip(MEASURES, (mean_of(each) for each in all_), strict=False))
            for name, all_ in zip(moves, changed, strict=True)
        }
    return Followed(case, run, menu, joined([part[0] for part in parts]), moved)


def named(move: Move) -> str:
    """'without:freeze', 'only:mediators', 'deadline:12', 'tied:europe', 'with:zone'."""
    return f"{move.kind}:{move.what}"


def of_first(followed: Followed, futures: int) -> Followed:
    """The same in so many of the first futures: what a shorter run would have found."""
    fewer = Held(*(each[:futures] for each in followed.held))
    return followed._replace(run=followed.run.on(futures), held=fewer, moved={})


def stated(followed: Followed) -> dict[str, Any]:
    """The document of `interim talks --json`, with what the moves change in `moved`."""
    case, run, menu, held, moved = followed
    found = document(case, menu, menu, held, run=run, depth=DEPTH, deadline=None)
    return found | {"moved": moved}


def by_future(followed: Followed, path: str) -> Array | None:
    """What stands at a path of the document, in each future.

    Args:
        followed: the talks.
        path: such as `within.5.signed`, `within.10.plans.freeze.in_force`, or `waiting.km2.11`.

    Returns:
        (n,): a probability whose mean stands there, or deaths, km2 or value, which has a spread
        there. None for what is neither, or not known in some future.
    """
    menu, held = followed.menu, followed.held
    match path.split("."):
        case ["within", year, measure]:
            months = 12 * int(year)
            if measure == "signed":
                return held.first[:, :months].sum(axis=1)
            each = [_chances(held, k, months, measure) for k in range(len(menu))]
            return np.sum(each, axis=0)
        case ["within", year, "plans", plan, measure]:
            return _chances(held, menu.index(plan), 12 * int(year), measure)
        case ["waiting", *what, index]:
            found = _waited(followed, what, int(index) + 1)
            return None if np.isnan(found).any() else found
    return None


def _chances(held: Held, plan: int, months: int, measure: str) -> Array:
    """That a text is signed or passed by then, or in force then: (n,)."""
    if measure == "in_force":
        return held.force[:, plan, months - 1]
    by_month = {"signed": held.signed, "passed": held.passed}[measure]
    return by_month[:, plan, :months].sum(axis=1)


def _waited(followed: Followed, what: Sequence[str], month: int) -> Array:
    """What waiting until a month costs: (n,), deaths, km2, or value to one principal."""
    held = followed.held
    if what[0] == "value":
        return held.waits[:, followed.case.principals.index(what[1]), month]
    return held.deaths * month if what[0] == "deaths" else held.zone * held.lost[:, month]


def difference(
    before: Followed, after: Followed, path: str, against: str | None = None
) -> Mean | None:
    """How much more often something happens, or how much more there is of it, future by future.

    Args:
        before: talks.
        after: talks in the same futures, or the same talks.
        path: what it is in `after`; see `by_future`.
        against: what it is in `before`; by default the same.

    Returns:
        None for what is not known in each future.
    """
    first, then = by_future(before, against or path), by_future(after, path)
    return None if first is None or then is None else mean_of(then - first)
