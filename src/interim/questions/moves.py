"""Which move would help talks: the same talks with one thing changed, on common futures.

What a text is worth once it is signed stays as it is in the talks as stated, with talks after a
breach over the menu of the case (`interim.stages.talks.again`). So a move changes what happens
until a text is signed, and what the parties foresee of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from interim.case.model import MOST_TEXTS, NO_DEAL, Case
from interim.foundation import defaults, horizons
from interim.foundation.estimates import Z975, Mean, mean_of
from interim.futures import Futures, Run
from interim.questions.talks import (
    DEPTH,
    Sat,
    compared,
    in_parts,
    joined,
    menu_of,
    shown_of,
    sit,
    told,
    unsaid,
    variations,
)
from interim.questions.talks_document import Array, Held, document
from interim.stages.talks import Table, Talks, Variations, drawn_agents, first_signed
from interim.stages.talks.again import again, with_text
from interim.stages.talks.offers import FIRST, MEDIATORS, SECOND
from interim.stages.talks.speaking import mediators

SOON = horizons.YEARS[1]
"""Years within which it is asked whether a text is signed and passed."""
DEADLINE = 12
"""Months."""
TIED = 0.5
"""Chance that aid which depends on an answer ends at each refusal."""
CLEARLY = 3.0
"""Standard errors from which on a move helps beyond chance, though the best of many is picked."""
UNSAID = (
    "ground of the zone that the war may take is assumed, and 'lost_ground' in talks.yaml does not "
    "say what becomes of it"
)
MEASURES = ("signed", "passed", "in_force")
"""What is measured of each move beside values."""


class Move(NamedTuple):
    """One thing changed."""

    kind: str
    """`without`, `only`, `deadline`, `tied` or `with`."""
    what: str | int
    """The plan, who speaks (a principal or `mediators`), months, or the patron."""
    varied: Variations
    adds: str | None = None
    """The plan that is put on the table."""


def moving(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    menu: Sequence[str] | None = None,
    depth: int = DEPTH,
    deadline: int | None = None,
    run: Run = Run(defaults.MOVES),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Hold talks as they are, and again with one thing changed at a time.

    Args:
        case: the case.
        plans: plans to show; by default the whole menu.
        menu: plans on the table; by default those that the case lists.
        depth: deals that may follow a broken one, 0 or 1.
        deadline: months after which nobody meets any more, whatever the move.
        run: which futures stand behind it.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        The document of `interim.questions.talks.talking`, with `moves`, `moves_left_out` and
        `move_years`; see `docs/talks.md`.

    Raises:
        BadInput: as `interim.questions.talks.talking`.
    """
    table = menu_of(case, menu)
    shown = shown_of(table, plans)
    stated = variations(case, table, depth, deadline)
    tried, left_out = list(moves_of(case, table, stated)), out_of_reach(case, table)
    years = {"signed": soon(case), "passed": soon(case), "in_force": late(case)}

    def work(futures: Futures, start: int) -> tuple[Held, Array]:
        sat = sit(case, table, futures, depth=depth, varied=stated, adds=True)
        some = compared(run) - start
        whole = told(case, table, sat, depth=depth, varied=stated, compares=some)
        return whole, changes(case, sat, stated, tried)

    parts = in_parts(work, case, run, workers, progress)
    changed = np.concatenate([part[1] for part in parts], axis=2)
    talks = joined([part[0] for part in parts])
    found = [_described(case, move, each) for move, each in zip(tried, changed, strict=True)]
    return {
        **document(case, table, shown, talks, run=run, depth=depth, deadline=deadline),
        "moves": sorted(found, key=_effect),
        "moves_left_out": left_out,
        "move_years": years,
    }


def soon(case: Case) -> int:
    """Five years, or the latest year of documents within a shorter horizon."""
    return horizons.within(case.header.horizon_years, SOON)[-1]


def late(case: Case) -> int:
    """Ten years, likewise."""
    return horizons.documented(case.header.horizon_years)


def moves_of(case: Case, menu: Sequence[str], stated: Variations) -> Iterator[Move]:
    """The moves that would change something.

    Args:
        case: the case, which states its talks.
        menu: the plans on the table.
        stated: the talks as they are.
    """
    yield from _without(menu, stated)
    yield from _only(case, stated)
    if stated.window[DEADLINE:].any():
        window = stated.window.copy()
        window[DEADLINE:] = 0.0
        yield Move("deadline", DEADLINE, stated._replace(window=window))
    for q, patron in enumerate(case.war.patrons.items()):
        ties = stated.ties.copy()
        ties[case.principals.index(patron[1].side), q] = TIED
        yield Move("tied", patron[0], stated._replace(ties=ties))
    barred = {each["plan"] for each in out_of_reach(case, menu)}
    for plan in _others(case, menu):
        if plan not in barred:
            wider = np.concatenate([stated.menu, np.ones_like(stated.menu[:1])])
            yield Move("with", plan, stated._replace(menu=np.ascontiguousarray(wider)), plan)


def _without(menu: Sequence[str], stated: Variations) -> Iterator[Move]:
    for k, plan in enumerate(menu if len(menu) > 1 else ()):
        fewer = stated.menu.copy()
        fewer[k] = 0.0
        yield Move("without", plan, stated._replace(menu=fewer))


def _only(case: Case, stated: Variations) -> Iterator[Move]:
    """Only one principal puts texts, or only mediators, if more than one of these do now."""
    speakers = case.talks.speakers if case.talks else {}
    speak = {
        place: party
        for place, party in zip((FIRST, SECOND), case.principals, strict=True)
        if party in speakers
    }
    if mediators(case):
        speak[MEDIATORS] = "mediators"
    for place, party in speak.items() if len(speak) > 1 else ():
        voice = np.zeros_like(stated.voice)
        voice[place] = 1.0
        yield Move("only", party, stated._replace(voice=voice))


def _others(case: Case, menu: Sequence[str]) -> list[str]:
    return [plan for plan in case.plans if plan != NO_DEAL and plan not in menu]


def out_of_reach(case: Case, menu: Sequence[str]) -> list[dict[str, str]]:
    """Plans that cannot be put on the table beside the menu, and why.

    Args:
        case: the case.
        menu: the plans on the table.
    """
    full = f"{MOST_TEXTS} plans are on the table, the most there can be"
    found = {plan: UNSAID if unsaid(case, case.plans[plan]) else "" for plan in _others(case, menu)}
    if len(menu) >= MOST_TEXTS:
        found = dict.fromkeys(found, full)
    return [
        {"plan": plan, "title": case.plans[plan].short, "why": why}
        for plan, why in found.items()
        if why
    ]


def changes(case: Case, sat: Sat, stated: Variations, moves: Sequence[Move]) -> Array:
    """What each move changes in some futures.

    Args:
        case: the case.
        sat: the talks as stated, to which texts may be added.
        stated: how they were held.
        moves: the moves.

    Returns:
        (moves, measures, n), the `MEASURES`, then the value today of the drawn type of each
        principal.
    """
    table, talks = sat.table, sat.talks
    before = measured(case, table, talks, stated)
    result = np.empty((len(moves), *before.shape))
    gives_back = case.talks.lost_ground if case.talks else {}
    for k, move in enumerate(moves):
        added = None
        if move.adds is not None:
            added = with_text(
                table, talks, case.plans[move.adds], sat.futures,
                gives_back=gives_back.get(move.adds) == "returned",
            )  # fmt: skip
        held = again(table, talks, move.varied, added)
        result[k] = measured(case, table, held, move.varied) - before
    return result


def measured(case: Case, table: Table, talks: Talks, varied: Variations) -> Array:
    """What is measured of talks, whichever text it is.

    Args:
        case: the case.
        table: with whom they are held.
        talks: the talks.
        varied: how they are held.

    Returns:
        (measures, n), as `changes`.
    """
    months, then = 12 * soon(case), 12 * late(case)
    first = first_signed(table, talks, varied)[:, :months].sum(axis=1)
    passed = talks.followed.passed[:, :, :months].sum(axis=(1, 2))
    force = talks.followed.force[:, :, then - 1].sum(axis=1)
    agents = drawn_agents(table)
    rows = np.arange(len(agents))
    return np.stack([first, passed, force, *(talks.value[rows, agents[:, p]] for p in range(2))])


def _described(case: Case, move: Move, changed: Array) -> dict[str, Any]:
    """A move as the document has it: what it is, and what it changes, (measures, n)."""
    names = {"without": "plan", "with": "plan", "only": "speaks", "deadline": "months"}
    said: dict[str, Any] = {"move": move.kind, names.get(move.kind, "patron"): move.what}
    if move.kind == "tied":
        said |= {"to": case.war.patrons[str(move.what)].side, "chance": TIED}
    means = [mean_of(each) for each in changed]
    shares = dict(zip(MEASURES, means, strict=False))
    values = dict(zip(case.principals, means[len(MEASURES) :], strict=True))
    helps = beyond_chance(shares["in_force"])
    return {
        **said,
        "title": _title(case, move),
        "change": shares | {"value": values},
        "helps": helps,
    }


def _title(case: Case, move: Move) -> str:
    if move.kind in ("with", "without"):
        return case.plans[str(move.what)].short
    if move.kind == "deadline" or move.what == "mediators":
        return str(move.what)
    return case.header.parties[str(move.what)].title


def beyond_chance(change: Mean | None) -> bool:
    """Whether a mean change is above 0 by more than chance explains, the best of many picked."""
    if change is None:
        return False
    error = (change["high"] - change["mean"]) / Z975
    return change["mean"] > CLEARLY * error + 1e-12


def _effect(move: dict[str, Any]) -> tuple[float, ...]:
    """Largest change of what is in force first, then of what is passed and signed."""
    found = (move["change"][measure] for measure in reversed(MEASURES))
    return tuple(-change["mean"] if change else 0.0 for change in found)
