"""Which text is signed if talks go on, when, and what the wait costs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from interim.case.model import MOST_TEXTS, NO_DEAL, Case, Plan
from interim.case.rules.talks import unsaid_ground
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.threads import even_parts, expect_workers, in_threads
from interim.futures import Futures, Run, draw
from interim.questions.learnt_talks import Rises, helps
from interim.questions.talks_document import Array, Held, document
from interim.stages.talks import (
    DEPTHS,
    Table,
    Talks,
    Variations,
    as_stated,
    first_signed,
    held,
    table_of,
    waited,
)
from interim.stages.talks.drawn import TalksCourse, drawn
from interim.stages.talks.offers import MEDIATORS
from interim.stages.talks.speaking import mediators, shares
from interim.stages.talks.texts import without_agreements
from interim.stages.war import War, war

CHUNK = 125
"""Futures held at once: what the parties do in each month of each is kept until it is followed."""
DEPTH = DEPTHS[-1]
T = TypeVar("T")
COMPARED = 8
"""What the last depth changes is asked of the first of so many parts of the futures."""


def talking(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    menu: Sequence[str] | None = None,
    depth: int = DEPTH,
    deadline: int | None = None,
    rises: Rises | None = None,
    run: Run = Run(defaults.TALKS),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Hold talks while the war goes on.

    Args:
        case: the case.
        plans: plans to show; by default the whole menu. It changes what is shown, not what happens.
        menu: plans on the table; by default those that the case lists.
        depth: 1 where a deal may follow a broken one, else 0.
        deadline: months after which nobody meets any more, which all know.
        rises: what outsiders learn from a breach of each text, as `learnt_talks.rises_of` finds
            it, where that moves what they do; by default they do what the case states.
        run: which futures stand behind it.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        The document of ``interim talks --json``; see `docs/talks.md`.

    Raises:
        BadInput: a case without talks, an unknown plan, lens or quantity, an empty menu, a depth
            other than 0 and 1, a deadline before the first month.
    """
    return talking_drawn(
        case, plans, courses=0, menu=menu, depth=depth, deadline=deadline, rises=rises, run=run,
        workers=workers, progress=progress,
    )[0]  # fmt: skip


def talking_drawn(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    courses: int,
    menu: Sequence[str] | None = None,
    depth: int = DEPTH,
    deadline: int | None = None,
    rises: Rises | None = None,
    run: Run = Run(defaults.TALKS),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, Any], tuple[TalksCourse, ...]]:
    """Hold talks as `talking`, and draw one course of them in each of the first futures.

    Args:
        case: the case.
        plans: plans to show.
        courses: of so many futures at most.
        menu: plans on the table.
        depth: as `talking`.
        deadline: as `talking`.
        rises: as `talking`.
        run: which futures stand behind it.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        The document, and the courses by future.

    Raises:
        BadInput: as `talking`.
    """
    table = menu_of(case, menu)
    shown = shown_of(table, plans)
    varied = variations(case, table, depth, deadline)

    def work(futures: Futures, start: int) -> tuple[Held, tuple[TalksCourse, ...]]:
        sat = sit(case, table, futures, depth=depth, varied=varied, rises=rises)
        some = compared(run) - start
        whole = told(case, table, sat, depth=depth, varied=varied, compares=some)
        return whole, drawn(sat.table, sat.talks, varied, futures, courses - start)

    parts = in_parts(work, case, run, workers, progress)
    whole = joined([part[0] for part in parts])
    made = document(case, table, shown, whole, run=run, depth=depth, deadline=deadline, rises=rises)
    return made, tuple(course for part in parts for course in part[1])


def in_parts(
    work: Callable[[Futures, int], T],
    case: Case,
    run: Run,
    workers: int | None,
    progress: Callable[[int, int], None] | None = None,
) -> list[T]:
    """Do something with all futures of a run, some at once in each thread.

    Args:
        work: what is done with a part of the futures, and the number of the first of them.
        case: the case.
        run: its futures.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        What came of each part, in order.

    Raises:
        BadInput: an unknown lens or quantity.
    """
    expect_workers(workers)
    run.quantities(case)  # complain before any work is done
    parts = even_parts(0, run.futures, workers, CHUNK)
    made: dict[tuple[int, int], T] = {}

    def one(part: tuple[int, int], stopping: threading.Event) -> None:
        if not stopping.is_set():
            made[part] = work(draw(case, run, *part), part[0])

    for done, _ in enumerate(in_threads(one, parts, workers), start=1):
        if progress is not None:
            progress(done, len(parts))
    return [made[part] for part in parts]


def joined(parts: Sequence[Held]) -> Held:
    """Talks of all parts of a run."""
    return Held(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def variations(
    case: Case, menu: Sequence[str], depth: int = DEPTH, deadline: int | None = None
) -> Variations:
    """The talks as they are asked for, in every lane.

    Args:
        case: the case.
        menu: the plans on the table.
        depth: as `talking`.
        deadline: as `talking`.

    Raises:
        BadInput: a depth other than 0 and 1, a deadline before the first month.
    """
    _expect(depth, deadline)
    varied = as_stated(len(menu), len(case.war.patrons), case.months)
    if deadline is not None:
        varied.window[deadline:] = 0.0
    return varied


def menu_of(case: Case, menu: Sequence[str] | None = None) -> list[str]:
    """The plans on the table: those asked for, each once, or those of the case.

    Args:
        case: the case.
        menu: plans asked for.

    Raises:
        BadInput: a case without talks, an unknown plan or none, more plans than can be told apart,
            or a plan that assumes ground which the war may take.
    """
    if case.talks is None:
        expected = (
            "a file talks.yaml that says which plans can be put, how often the parties meet and "
            "who speaks; see docs/case-format.md"
        )
        raise BadInput([Problem(f"the case '{case.id}' states no talks", expected=expected)])
    chosen = list(dict.fromkeys(case.talks.menu if menu is None else menu))
    real = [plan for plan in case.plans if plan != NO_DEAL]
    problems = [unknown("plan", name, real) for name in chosen if name not in real]
    if not chosen:
        problems.append(Problem("no plan is on the menu", expected=f"one or more of {_any(real)}"))
    if len(chosen) > MOST_TEXTS:
        message = f"there are {len(chosen)} plans on the menu"
        problems.append(Problem(message, expected=f"at most {MOST_TEXTS}"))
    for name in chosen:
        if name in real:
            problems += unsaid(case, case.plans[name])
    if problems:
        raise BadInput(problems)
    return chosen


def _any(plans: Sequence[str], most: int = 12) -> str:
    return ", ".join(plans[:most]) + (" ..." if len(plans) > most else "")


def unsaid(case: Case, plan: Plan) -> list[Problem]:
    """Whether nothing says what becomes of the ground that a plan assumes."""
    if case.talks and plan.id in case.talks.lost_ground:
        return []
    problem = unsaid_ground(plan.id, case.package(plan), case.war.front.captured)
    return [problem] if problem else []


def shown_of(menu: Sequence[str], plans: Sequence[str] | None) -> list[str]:
    """The plans to show, each once.

    Args:
        menu: the plans on the table.
        plans: those asked for; all where there are none.

    Raises:
        BadInput: a plan that is not on the menu.
    """
    wanted = list(dict.fromkeys(plans or menu))
    problems = [unknown("plan of the menu", name, menu) for name in wanted if name not in menu]
    if problems:
        raise BadInput(problems)
    return wanted


def _expect(depth: int, deadline: int | None) -> None:
    problems = []
    if depth not in DEPTHS:
        expected = "0, no second deal after a breach, or 1, one more"
        problems.append(Problem(f"no talks of depth {depth}", found=str(depth), expected=expected))
    if deadline is not None and deadline < 1:
        expected, found = "1 month or more", str(deadline)
        problems.append(
            Problem("a deadline before the first month", found=found, expected=expected)
        )
    if problems:
        raise BadInput(problems)


class Sat(NamedTuple):
    """Talks of some futures, and over what."""

    futures: Futures
    fighting: War
    table: Table
    talks: Talks


def sit(
    case: Case,
    menu: Sequence[str],
    futures: Futures,
    *,
    depth: int,
    varied: Variations,
    adds: bool = False,
    rises: Rises | None = None,
) -> Sat:
    """Hold talks in some futures of a war that has no other end by agreement.

    Args:
        case: the case, which states its talks.
        menu: the plans on the table.
        futures: n futures.
        depth: as `talking`.
        varied: how the talks are held.
        adds: whether texts may be added to them.
        rises: as `talking`.
    """
    learnt = None if rises is None else {p: helps(case, futures, rises[p]) for p in menu}
    case = without_agreements(case)
    fighting = war(case, futures)
    table = table_of(case, [case.plans[p] for p in menu], futures, war=fighting, learnt=learnt)
    talks = held(table, futures, depth=depth, varied=varied, adds=adds)
    return Sat(futures, fighting, table, talks)


def compared(run: Run) -> int:
    """Of how many of the first futures it is asked what the last depth changes."""
    return -(-run.futures // COMPARED)


def told(
    case: Case, menu: Sequence[str], sat: Sat, *, depth: int, varied: Variations, compares: int
) -> Held:
    """What is kept of talks.

    Args:
        case: the case.
        menu: the plans on the table.
        sat: the talks.
        depth: as `talking`.
        varied: how they were held.
        compares: of so many of the first futures, hold them with one deal less that may follow,
            too.
    """
    futures, fighting, table, talks = sat
    followed, months = talks.followed, case.months
    fought, shallow = waited(table, talks), np.full(followed.signed.shape, np.nan)
    if compares > 0 and depth > 0:
        shallow = held(table, futures, depth=depth - 1, varied=varied).followed.signed
        shallow[compares:] = np.nan
    return Held(
        signed=followed.signed,
        first=first_signed(table, talks, varied),
        passed=followed.passed,
        force=followed.force[:, :, :months],
        fights=followed.fights[:, 1:],
        stands=followed.stands[:, 1:],
        ripe=fought.followed.ripe,
        barred=fought.followed.barred,
        fought=fought.followed.fights[:, :months],
        split=fought.followed.split,
        seen=fought.followed.seen,
        spoke=_spoke(case, menu, futures, followed.spoke),
        shallow=shallow,
        deaths=fighting.death_rate,
        lost=fought.ground,
        zone=futures.of(case.war.front.zone_km2),
        waits=fought.loses,
    )


def _spoke(case: Case, menu: Sequence[str], futures: Futures, spoke: Array) -> Array:
    """That a text is signed which each has put: (n, plans, speakers).

    Args:
        case: the case.
        menu: the plans on the table.
        futures: n futures.
        spoke: (n, plans, patron states, 3), by principals and all mediators.
    """
    own = [spoke[..., place].sum(axis=2) for place in range(MEDIATORS)]
    by = shares(case, menu, futures)
    put = spoke[..., MEDIATORS].swapaxes(1, 2)
    others = [(put * by[party]).sum(axis=1) for party in mediators(case)]
    return np.stack([*own, *others], axis=2)
